"""The SPARQL 1.1 Protocol: which query a request asks, over which dataset (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

from urllib.parse import parse_qsl

from stratgraph.model.language import Text
from stratgraph.web.answering import Asked
from stratgraph.web.messages import MOST_TARGET, TARGET_TOO_LONG, Refused, Request

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
#: More fields than any request has; each default-graph-uri is one.
MOST_FIELDS = 2_000

MISSING = Text(en="the query is missing: give one query=…", sv="frågan saknas: ange en query=…")
EMPTY = Text(en="the query is empty", sv="frågan är tom")
TWICE = Text(en="there are {count} queries; give one", sv="det finns {count} frågor; ange en")
NO_UPDATE = Text(
    en="updates are not accepted: this endpoint reads, it changes nothing",
    sv="uppdateringar godtas inte: den här endpointen läser men ändrar inget",
)
UNREADABLE = Text(en="{where} is not valid UTF-8", sv="{where} är inte giltig UTF-8")
THE_BODY = Text(en="the body", sv="innehållet")
THE_ADDRESS = Text(en="the address", sv="adressen")
TOO_MANY_FIELDS = Text(en="there are more than {most} parameters", sv="det finns fler än {most} parametrar")
NO_TYPE = Text(en="a POST needs a Content-Type: {known}", sv="en POST behöver en Content-Type: {known}")
OTHER_TYPE = Text(en="{found} is not accepted; there are: {known}", sv="{found} godtas inte; det finns: {known}")
OTHER_CHARSET = Text(en="the charset {found} is not accepted; send UTF-8", sv="{found} godtas inte; skicka UTF-8")
CODED = Text(
    en="a body with Content-Encoding {found} is not accepted", sv="innehåll med Content-Encoding {found} godtas inte"
)
MISPLACED = Text(
    en="with a form in the body, {name} belongs there, not in the address",
    sv="med ett formulär i innehållet hör {name} hemma där, inte i adressen",
)
PARAMETERS = ("query", "default-graph-uri", "named-graph-uri")


def asked_of(request: Request, search: str) -> Asked:
    """Return what a request asks; `search` is what follows the question mark of its address.

    Raises Refused.

    >>> asked_of(Request("GET", "", {}, b""), "query=ASK%7B%7D&default-graph-uri=a:b")
    Asked(query='ASK{}', accept='', default=('a:b',), named=())
    """
    fields = _fields(search, THE_ADDRESS)
    if request.method == "POST":
        fields = _posted(request, fields)
    if any(name == "update" for name, _ in fields):
        raise Refused(403, NO_UPDATE)
    queries = [value for name, value in fields if name == "query"]
    if len(queries) != 1:
        raise Refused(400, TWICE.format(count=len(queries)) if queries else MISSING)
    if not queries[0].strip():
        raise Refused(400, EMPTY)
    return Asked(
        queries[0],
        request.header("accept"),
        tuple(value for name, value in fields if name == "default-graph-uri"),
        tuple(value for name, value in fields if name == "named-graph-uri"),
    )


def _posted(request: Request, fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the parameters of a POST, those of the address among them where they belong there."""
    kind = _kind(request)
    if kind == UPDATE:
        raise Refused(403, NO_UPDATE)
    if kind == QUERY:
        return [*fields, ("query", _text(request.body).removeprefix("\ufeff"))]
    if kind != FORM:
        known = f"{QUERY}, {FORM}"
        text = OTHER_TYPE.format(found=kind, known=known) if kind else NO_TYPE.format(known=known)
        raise Refused(415, text, ("Accept-Post", known))
    misplaced = [name for name, _ in fields if name in PARAMETERS]
    if misplaced:
        raise Refused(400, MISPLACED.format(name=misplaced[0]))
    return [*fields, *_fields(_text(request.body), THE_BODY)]


def _kind(request: Request) -> str:
    """Return the media type of the body; raises Refused where it is coded in a way that is not read."""
    coding = request.header("content-encoding").strip().lower()
    if coding not in ("", "identity"):
        raise Refused(415, CODED.format(found=coding), ("Accept-Encoding", "identity"))
    kind, *parameters = (part.strip() for part in request.header("content-type").split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        charset = value.strip().strip('"').lower()
        if name.strip().lower() == "charset" and charset not in ("utf-8", "utf8"):
            raise Refused(415, OTHER_CHARSET.format(found=charset))
    return kind.lower()


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Refused(400, UNREADABLE.format(where=THE_BODY)) from None


def _fields(text: str, where: Text) -> list[tuple[str, str]]:
    if len(text) > MOST_TARGET and where is THE_ADDRESS:
        raise Refused(414, TARGET_TOO_LONG.format(most=MOST_TARGET))
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except UnicodeDecodeError:
        raise Refused(400, UNREADABLE.format(where=where)) from None
    except ValueError:
        raise Refused(400, TOO_MANY_FIELDS.format(most=MOST_FIELDS)) from None
