"""What a user's own query may not do: change, fetch, or nest so deep that the engine ends the process."""

from __future__ import annotations

import re

from stratgraph.model.errors import InputError, ParseError
from stratgraph.model.language import Text

MOST_BYTES = 100_000
MOST_NESTED = 100

TOKEN = re.compile(
    r"""(?P<skip> \#[^\n]* | <[^<>"{}|^`\\\s]*> | \"{3}.*?\"{3} | '{3}.*?'{3}
                | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | [?$]\w+ | [\w-]*:[\w.%-]* | @[\w-]+ )
      | (?P<word>[A-Za-z]+) | (?P<open>[{(\[!]) | (?P<close>[})\]])""",
    re.VERBOSE | re.DOTALL,
)

FETCHING = ("SERVICE", "LOAD")
CHANGING = ("INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD")
ASKING = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def check_query(text: str) -> None:
    """Refuse a query that would change the graph, fetch from elsewhere, or that is too large or nested too deep.

    The words count as tokens only: not within strings, comments, IRIs or names.

    Raises InputError or ParseError.

    >>> check_query("SELECT ?x WHERE { ?x rdfs:label 'SERVICE' }")
    """
    if len(text.encode()) > MOST_BYTES:
        raise InputError(
            Text(en="the query is longer than {most} bytes", sv="frågan är längre än {most} byte").format(
                most=MOST_BYTES
            )
        )
    asks = False
    depth = 0
    for token in TOKEN.finditer(text):
        depth = _depth(token, depth, text)
        word = (token["word"] or "").upper()
        asks = asks or word in ASKING
        _check_word(word, asks, token.start(), text)


def words_of(text: str) -> set[str]:
    """Return the words of the language that a query uses, in capitals; those in strings, names and comments are none.

    >>> "FROM" in words_of("SELECT * FROM <a:b> {}"), "FROM" in words_of("SELECT * { ?from ?p 'FROM' }")
    (True, False)
    """
    return {word.upper() for token in TOKEN.finditer(text) if (word := token["word"])}


def _depth(token: re.Match[str], depth: int, text: str) -> int:
    """Return how deep the query is after a token; a row of exclamation marks counts, each nests the parser."""
    if token["close"]:
        return max(0, depth - 1)
    if not token["open"]:
        return depth
    if depth >= MOST_NESTED:
        reason = Text(en="nested deeper than {most} levels", sv="nästlad djupare än {most} nivåer")
        raise _error(reason.format(most=MOST_NESTED), token.start(), text)
    following = text[token.end() : token.end() + 1]
    return depth if token["open"] == "!" and following != "!" else depth + 1


def _check_word(word: str, asks: bool, place: int, text: str) -> None:
    if word in FETCHING:
        reason = Text(
            en="{word} is not accepted: nothing is fetched from elsewhere",
            sv="{word} godtas inte: inget hämtas utifrån",
        )
        raise _error(reason.format(word=word), place, text)
    if word in CHANGING and not asks:
        reason = Text(
            en="{word} is not accepted: queries read, they change nothing; edit the data files",
            sv="{word} godtas inte: frågor läser men ändrar inget; redigera datafilerna",
        )
        raise _error(reason.format(word=word), place, text)


def _error(reason: Text, place: int, text: str) -> ParseError:
    line = text.count("\n", 0, place) + 1
    column = place - (text.rfind("\n", 0, place) + 1) + 1
    sentence = Text(en="line {line}, column {column}: {why}", sv="rad {line}, kolumn {column}: {why}")
    return ParseError(sentence.format(line=line, column=column, why=reason), line=line, column=column)
