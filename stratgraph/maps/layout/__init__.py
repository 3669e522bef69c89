"""Where each box stands: layered, geographic, round one thing, in a matrix."""
