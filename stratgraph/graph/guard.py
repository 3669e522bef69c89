"""What a user's own query may not do: change, fetch, or nest so deep that the engine ends the process.

Engines differ in where a word ends, and whether `<` is less-than or begins an IRI depends on what surrounds it. So a
query is read in every way in which an engine could read it, and none may show what is refused.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from stratgraph.model.errors import InputError, ParseError
from stratgraph.model.language import Text

MOST_BYTES = 100_000
MOST_NESTED = 100
#: So many tokens are looked at in all readings together; a query of MOST_BYTES has no more than that in one.
MOST_TOKENS = 3 * MOST_BYTES

#: The tokens of SPARQL 1.1 (19.8). A string may have escapes that the grammar does not know.
TOKEN = re.compile(
    r"""(?P<skip> [ \t\r\n]+ | \#[^\r\n]* )
      | (?P<iri> <(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*> )
      | (?P<long> \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3} )
      | (?P<string> "[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*" | '[^'\\\r\n]*(?:\\.[^'\\\r\n]*)*' )
      | (?P<name> (?:_|[^\W\d_](?:[CHARS.-]*[CHARS-])?)?:(?:(?:[CHARS:]|ESCAPE)(?:(?:[CHARS:.-]|ESCAPE)*
                  (?:[CHARS:-]|ESCAPE))?)? )
      | (?P<value> [?$][CHARS]+ | @[A-Za-z]+(?:-[A-Za-z0-9]+)* | [0-9]+ )
      | (?P<word> [^\W\d]\w* ) | (?P<open> [{(\[!] | << ) | (?P<close> [})\]] | >> ) | (?P<other> . )""".replace(
        "CHARS", r"\w\u00b7\u0300-\u036f\u203f\u2040"
    ).replace("ESCAPE", r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"),
    re.VERBOSE | re.DOTALL,
)
#: Escapes that count wherever they stand (SPARQL 1.1, 19.2).
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})")
#: A string with no escape but those of the grammar: no engine sees anything else in it.
WELL_ESCAPED = re.compile(
    r"""(?:[^\\]|\\[tbnrf"'\\]|\\u(?![dD][89A-Fa-f])[0-9A-Fa-f]{4}|\\U00(?:0[1-9A-Fa-f]|10)[0-9A-Fa-f]{4})*"""
)
#: What begins thus is an IRI: after less-than, `//` would be no expression.
WITH_AUTHORITY = re.compile(r"<[A-Za-z][\w+.-]*://")

FETCHING = re.compile("SERVICE|LOAD")
CHANGING = ("INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD")
ASKING = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
#: Behind these words the name of a graph or of a thing stands before `{`.
BEFORE_NAMES = ("GRAPH", "FROM", "NAMED", "DESCRIBE")
#: What can stand before less-than.
OPERANDS = ("iri", "long", "string", "name", "value", "word", "close", ">")

TOO_LONG = Text(en="the query is longer than {most} bytes", sv="frågan är längre än {most} byte")
NOT_UNICODE = Text(en="the query is not valid UTF-8", sv="frågan är inte giltig UTF-8")
TOO_DEEP = Text(en="nested deeper than {most} levels", sv="nästlad djupare än {most} nivåer")
AMBIGUOUS = Text(
    en="the query can be read in too many ways: write a space after < where it means less than",
    sv="frågan kan läsas på för många sätt: skriv ett mellanslag efter < där det betyder mindre än",
)
FETCHES = Text(
    en="{word} is not accepted: nothing is fetched from elsewhere", sv="{word} godtas inte: inget hämtas utifrån"
)
CHANGES = Text(
    en="{word} is not accepted: queries read, they change nothing; edit the data files",
    sv="{word} godtas inte: frågor läser men ändrar inget; redigera datafilerna",
)


class _Reading(NamedTuple):
    """How far a query has been read, in one of the ways to read it."""

    place: int = 0
    #: What is open: brackets, `v` for the block of VALUES, `!`.
    open: str = ""
    #: The token before: its kind, or itself where it is a sign.
    before: str = ""
    #: The last word, until a block begins.
    word: str = ""
    #: A name that could be SERVICE with a name behind it, if a block follows.
    suspect: str = ""


def check_query(text: str) -> None:
    """Refuse a query that would change the graph, fetch from elsewhere, or that is too large or nested too deep.

    The words count as tokens only: not within strings, comments, IRIs or names.

    Raises InputError or ParseError.

    >>> check_query("SELECT ?x WHERE { ?x rdfs:label 'SERVICE' }")
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise ParseError(NOT_UNICODE) from None
    if size > MOST_BYTES:
        raise InputError(TOO_LONG.format(most=MOST_BYTES))
    _check_changes(text)
    for version in dict.fromkeys((text, _unescaped(text))):
        if FETCHING.search(version.upper()) or sum(map(version.count, "{([!<")) > MOST_NESTED:
            _check_readings(version)


def words_of(text: str) -> set[str]:
    """Return the words of the language that a query uses, in capitals; those in strings, names and comments are none.

    >>> "FROM" in words_of("SELECT * FROM <a:b> {}"), "FROM" in words_of("SELECT * { ?from ?p 'FROM' }")
    (True, False)
    """
    return {word.upper() for token in TOKEN.finditer(text) if (word := token["word"])}


def _unescaped(text: str) -> str:
    return ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text) if "\\" in text else text


def _check_changes(text: str) -> None:
    """Refuse what begins with a word that changes something."""
    for token in TOKEN.finditer(text):
        word = (token["word"] or "").upper()
        if word in ASKING:
            return
        if word in CHANGING:
            raise _error(CHANGES.format(word=word), token.start(), text)


def _check_readings(text: str) -> None:
    waiting, seen = [_Reading()], set[_Reading]()
    while waiting:
        reading: _Reading | None = waiting.pop()
        while reading is not None and reading.place < len(text) and reading not in seen:
            seen.add(reading)
            if len(seen) > MOST_TOKENS:
                raise ParseError(AMBIGUOUS)
            token = TOKEN.match(text, reading.place)
            assert token is not None  # noqa: S101 - any sign is a token
            other = _other_end(token, reading)
            if other:
                waiting.append(reading._replace(place=other, before=""))
            reading = _next(token, reading, text)


def _other_end(token: re.Match[str], reading: _Reading) -> int:
    """Return where the token ends in another reading: `<` alone, `''` before another string; 0 where there is none."""
    if token.lastgroup == "long":
        return 0 if WELL_ESCAPED.fullmatch(token[0]) else token.start() + 2
    in_expression = reading.open[-1:] == "(" and reading.open[-2:] != "v(" and reading.before in OPERANDS
    if in_expression and token[0][0] == "<" and token.end() > token.start() + 1 and not WITH_AUTHORITY.match(token[0]):
        return token.start() + 1
    return 0


def _next(token: re.Match[str], reading: _Reading, text: str) -> _Reading | None:
    """Return where the reading goes on, None where it is at its end: it was no query."""
    kind, sign = str(token.lastgroup), token[0]
    if kind == "skip":
        return reading._replace(place=token.end())
    if kind == "other":
        # A quotation mark that no other ends.
        return None if sign in "'\"" else reading._replace(place=token.end(), before=sign, suspect="")
    if kind == "open":
        return _deeper(token, reading, text)
    word, suspect, closed = reading.word, "", reading.open.rstrip("!")
    if kind == "close":
        closed = closed[:-1]
    elif kind == "word":
        word = sign.upper()
        if FETCHING.search(word) and closed[-1:] != "(":
            raise _error(FETCHES.format(word=word), token.start(), text)
    elif kind == "name" and reading.before not in BEFORE_NAMES and "SERVICE" in sign.partition(":")[0].upper():
        suspect = sign
    before = word if kind == "word" and word in BEFORE_NAMES else kind
    return _Reading(token.end(), closed, before, word, suspect)


def _deeper(token: re.Match[str], reading: _Reading, text: str) -> _Reading:
    sign, opened = token[0], reading.open
    if reading.suspect and sign == "{":
        raise _error(FETCHES.format(word=reading.suspect), token.start(), text)
    # A single exclamation mark is no level, a row of them is: each nests the parser.
    if sign != "!" or reading.before == "!":
        if len(opened) >= MOST_NESTED:
            raise _error(TOO_DEEP.format(most=MOST_NESTED), token.start(), text)
        opened += "v" if sign == "{" and reading.word == "VALUES" else sign[0]
    return _Reading(token.end(), opened, sign, "" if sign == "{" else reading.word)


def _error(reason: Text, place: int, text: str) -> ParseError:
    line = text.count("\n", 0, place) + 1
    column = place - (text.rfind("\n", 0, place) + 1) + 1
    sentence = Text(en="line {line}, column {column}: {why}", sv="rad {line}, kolumn {column}: {why}")
    return ParseError(sentence.format(line=line, column=column, why=reason), line=line, column=column)
