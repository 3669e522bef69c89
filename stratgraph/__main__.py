"""`python -m stratgraph` is the program `stratgraph`."""

from stratgraph.cli.main import main

main()
