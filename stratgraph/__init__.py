"""A city's international strategy as a graph with evidence.

`open_graph` opens the packaged strategy or a workspace of your own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stratgraph.library import open_graph as open_graph

__version__ = "0.1.0"
__all__ = ["__version__", "open_graph"]


def __getattr__(name: str) -> Any:
    # Lazy, so that `stratgraph --help` does not load an engine.
    if name == "open_graph":
        from stratgraph.library import open_graph

        return open_graph
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
