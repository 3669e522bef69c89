"""The rules that write the direct property beside a claim, in the same locator's graph."""

from __future__ import annotations

from pyoxigraph import Store

from stratgraph.graph.packaged import rule_files
from stratgraph.graph.reading import read_text
from stratgraph.model.errors import ParseError
from stratgraph.model.language import Text
from stratgraph.model.terms import PREFIXES


def run_rules(store: Store, paths: list[str] | None = None) -> None:
    """Run the rules on a store, in the order of their names.

    Raises ParseError where a rule does not parse.
    """
    for path in rule_files() if paths is None else paths:
        try:
            store.update(read_text(path), prefixes=dict(PREFIXES))
        except SyntaxError as error:
            raise ParseError(
                Text(en="{path}: {why}", sv="{path}: {why}").format(path=path, why=error.msg),
                line=error.lineno,
                column=error.offset,
            ) from error
