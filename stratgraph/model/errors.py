"""Everything that the library raises.

- StratgraphError: one line in both languages: what, where, the way out
    - InputError: the user's own words or files (exit code 2)
        - ParseError: a file or query that does not parse; knows file, line and column
        - NotFound: a name that nothing bears; knows the nearest ones
    - EngineError: a store or an endpoint failed (exit code 3)
"""

from __future__ import annotations

from stratgraph.model.language import Text


class StratgraphError(Exception):
    """The base of all errors of this library; `text` holds the sentence in both languages."""

    exit_code = 2

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class InputError(StratgraphError):
    """What the user gave cannot be used."""


class ParseError(InputError):
    """A file or a query does not parse; `line` and `column` are 1-based and count in the user's own text."""

    def __init__(self, text: Text, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(text)
        self.line = line
        self.column = column


class NotFound(InputError):
    """Nothing bears the given name; `nearest` holds what it may have been meant for."""

    def __init__(self, text: Text, *, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.nearest = nearest


class EngineError(StratgraphError):
    """A store or an endpoint failed, or would answer wrongly."""

    exit_code = 3
