"""Which graph a command reads: the options that choose it, and the graph that they choose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from stratgraph.cli.base import endpoint_option, layer_option, session, store_option, workspace_option
from stratgraph.graph.memory import Graph
from stratgraph.graph.opening import open_graph

Callback = TypeVar("Callback", bound=Callable[..., Any])


def graph_options(callback: Callback) -> Callback:
    """Add the options that choose a graph: `--store`, `--endpoint`, `--layer` and `--workspace`."""
    return layer_option()(endpoint_option()(store_option()(workspace_option()(callback))))


def chosen_graph(ctx: click.Context) -> Graph:
    """Return the graph that the options choose.

    Raises InputError or ParseError where it cannot be read, EngineError where a store or an endpoint gives no answer.
    """
    chosen = session(ctx)
    return open_graph(workspace=chosen.workspace, layers=chosen.layers, store=chosen.store, endpoint=chosen.endpoint)
