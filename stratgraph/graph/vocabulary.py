"""Names that a query uses and the ontology lacks: what an empty answer is most often due to."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

from stratgraph.graph.labels import local_name
from stratgraph.graph.memory import Graph
from stratgraph.model.language import Text
from stratgraph.model.terms import FACTS, ONTOLOGY, SG, TYPE

_NAMES = re.compile(r"\bsg:([A-Za-z][\w-]*)|<" + re.escape(SG) + r"([\w-]+)>")
_NOT_NAMES = re.compile(r"""\#[^\n<>]*$|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""", re.MULTILINE)


def unknown_terms(graph: Graph, query: str) -> dict[str, tuple[str, ...]]:
    """Return the names of the sg: namespace that a query uses and the ontology lacks, each with the nearest."""
    from difflib import get_close_matches

    known = _terms(graph)
    used = [first or second for first, second in _NAMES.findall(_NOT_NAMES.sub(" ", query))]
    missing = sorted(set(used) - set(known))
    return {name: tuple(get_close_matches(name, known, 2)) for name in missing}


def _terms(graph: Graph) -> list[str]:
    found = graph.store.quads_for_pattern(None, NamedNode(TYPE), None, NamedNode(ONTOLOGY))
    own = {quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)} | {FACTS}
    return sorted(local_name(iri) for iri in own if iri.startswith(SG))


def why_empty(graph: Graph, query: str) -> Text:
    """Return a sentence that tells a misspelt name from an answer that is truly empty."""
    missing = unknown_terms(graph, query)
    if not missing:
        return Text(
            en="no row: every sg: name exists, and nothing in the chosen layers matches",
            sv="ingen rad: alla sg:-namn finns, och inget i de valda lagren stämmer",
        )
    name, near = next(iter(missing.items()))
    hint = Text(en="; did you mean {names}?", sv="; menade du {names}?")
    names = ", ".join(f"sg:{entry}" for entry in near)
    return Text(en="no row: there is no sg:{name}{hint}", sv="ingen rad: sg:{name} finns inte{hint}").format(
        name=name, hint=hint.format(names=names) if near else Text(en="", sv="")
    )
