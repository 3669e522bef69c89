"""The terms that a query answers with, as the SPARQL 1.1 Query Results formats have them: JSON and XML.

The standards: https://www.w3.org/TR/sparql11-results-json/ and https://www.w3.org/TR/rdf-sparql-XMLres/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.terms import XSD

Term = NamedNode | BlankNode | Literal | Triple
Rows = Sequence[Sequence[Term | None]]

XML_RESULTS = "http://www.w3.org/2005/sparql-results#"
#: Datatypes that are said by the term's form alone.
UNSAID = (XSD + "string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")
#: What XML 1.0 §2.2 has no place for, not even escaped.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def srj(variables: Sequence[str], rows: Rows | bool) -> str:
    """Return the answer to SELECT, or to ASK where `rows` is a truth value, as JSON.

    Blank nodes are numbered in the order in which they appear, so that the same answer gives the same bytes.

    >>> print(srj((), True), end="")
    {"head": {}, "boolean": true}
    """
    from json import dumps

    if isinstance(rows, bool):
        return dumps({"head": {}, "boolean": rows}) + "\n"
    names = _blank_names(rows)
    bindings = [
        {name: _object(term, names) for name, term in zip(variables, row, strict=True) if term is not None}
        for row in rows
    ]
    content = {"head": {"vars": list(variables)}, "results": {"bindings": bindings}}
    return dumps(content, ensure_ascii=False, indent=2) + "\n"


def srx(variables: Sequence[str], rows: Rows | bool) -> str:
    """Return the answer to SELECT, or to ASK where `rows` is a truth value, as XML.

    Raises InputError for a value with a character that XML has no place for.
    """
    head = "".join(f"\n    <variable name={quoteattr(name)}/>" for name in variables)
    head = f"  <head>{head}\n  </head>\n" if head else "  <head/>\n"
    if isinstance(rows, bool):
        body = f"  <boolean>{'true' if rows else 'false'}</boolean>\n"
    else:
        names = _blank_names(rows)
        body = "  <results>\n" + "".join(_result(variables, row, names) for row in rows) + "  </results>\n"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="{XML_RESULTS}">\n{head}{body}</sparql>\n'


def _result(variables: Sequence[str], row: Sequence[Term | None], names: Mapping[BlankNode, str]) -> str:
    bound = ((name, term) for name, term in zip(variables, row, strict=True) if term is not None)
    lines = "".join(
        f"      <binding name={quoteattr(name)}>{_element(term, names)}</binding>\n" for name, term in bound
    )
    return f"    <result>\n{lines}    </result>\n"


def _object(term: Term, names: Mapping[BlankNode, str]) -> dict[str, object]:
    """Return a term as the JSON format has it."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": names[term]}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _object(part, names) for name, part in parts.items()}}
    found: dict[str, object] = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype.value not in UNSAID:
        found["datatype"] = term.datatype.value
    return found


def _element(term: Term, names: Mapping[BlankNode, str]) -> str:
    """Return a term as the XML format has it."""
    if isinstance(term, NamedNode):
        return f"<uri>{_text(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{names[term]}</bnode>"
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return (
            "<triple>"
            + "".join(f"<{name}>{_element(part, names)}</{name}>" for name, part in parts.items())
            + "</triple>"
        )
    mark = ""
    if term.language:
        mark = f" xml:lang={quoteattr(term.language)}"
    elif term.datatype.value not in UNSAID:
        mark = f" datatype={quoteattr(term.datatype.value)}"
    return f"<literal{mark}>{_text(term.value)}</literal>"


def _text(value: str) -> str:
    if NOT_IN_XML.search(value):
        raise InputError(
            Text(
                en="a value holds a control character, which XML cannot; take --format srj",
                sv="ett värde innehåller ett styrtecken, vilket XML inte kan; ta --format srj",
            )
        )
    # A parser reads a bare carriage return as a line feed (XML 1.0 §2.11).
    return escape(value, {"\r": "&#13;"})


def _blank_names(rows: Rows) -> dict[BlankNode, str]:
    """Return a name for each blank node, by the order in which they appear."""
    names: dict[BlankNode, str] = {}
    for row in rows:
        for term in row:
            for node in _blank(term):
                names.setdefault(node, f"b{len(names)}")
    return names


def _blank(term: Term | None) -> list[BlankNode]:
    if isinstance(term, BlankNode):
        return [term]
    return [*_blank(term.subject), *_blank(term.object)] if isinstance(term, Triple) else []
