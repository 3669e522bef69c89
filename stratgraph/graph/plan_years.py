"""The plans of one year: what the records of the layer `plan` say that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pyoxigraph import Literal, NamedNode

from stratgraph.graph.facts import IN_SOURCE
from stratgraph.graph.memory import Graph, Term
from stratgraph.graph.state import State, graph_of, without
from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.language import Text
from stratgraph.model.terms import DCTERMS, LABEL, SG

PLAN = "plan"
#: What dates a record or its source, the closest first.
DATES = tuple(NamedNode(iri) for iri in (SG + "year", DCTERMS + "date", SG + "date"))
NAMES = tuple(NamedNode(iri) for iri in (SG + "fileName", LABEL, DCTERMS + "title"))
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")

NO_YEAR = Text(en="plans:{given}: give a year, as plans:2004", sv="plans:{given}: ange ett år, som plans:2004")
NO_PLANS = Text(
    en="{name} holds no plans: none of its sources is of the layer plan",
    sv="{name} har inga planer: ingen av dess källor hör till lagret plan",
)
NO_SUCH_YEAR = Text(
    en="{name} holds no plans of {year}; there are those of {known}",
    sv="{name} har inga planer för {year}; där finns planer för {known}",
)
UNDATED = Text(en="no year: date the sources with dcterms:date", sv="inget år: datera källorna med dcterms:date")


def plans_state(state: State, given: str) -> State:
    """Return what the plans of a year say, of the state of a workspace; what they speak of is named by all of it.

    A plan's year is that of its record or source (`sg:year`, `dcterms:date`, `sg:date`), else the year in the name of
    its file or in its label, else the one `sg:year` that its statements bear.

    Raises InputError for what is no year, NotFound where there is no plan of it.
    """
    if not _YEAR.fullmatch(given):
        raise InputError(NO_YEAR.format(given=given))
    years = years_of_plans(state)
    if not years:
        raise NotFound(NO_PLANS.format(name=state.name))
    chosen = {locator for locator, year in years.items() if year == int(given)}
    if not chosen:
        known = sorted({str(year) for year in years.values() if year is not None})
        listed = Text(en=", ".join(known), sv=", ".join(known)) if known else UNDATED
        raise NotFound(NO_SUCH_YEAR.format(name=state.name, year=given, known=listed), nearest=tuple(known))
    only = _only(without(state, set(state.locators) - chosen), chosen)
    return replace(only, name=f"plans:{given}", year=int(given))


def years_of_plans(state: State) -> dict[str, int | None]:
    """Return the year of each locator of the layer plan, None where nothing tells it."""
    sources: dict[str, int | None] = {}
    found: dict[str, int | None] = {}
    for locator, layer in state.locators.items():
        if layer == PLAN:
            found[locator] = _year_of(state.graph, locator, sources)
    return found


def _only(state: State, locators: set[str]) -> State:
    """Return the state without what is declared, which belongs to no year."""
    names = {f"<{iri}>".encode() for iri in locators}
    return replace(state, lines=frozenset(line for line in state.lines if graph_of(line) in names))


def _year_of(graph: Graph, locator: str, sources: dict[str, int | None]) -> int | None:
    """Return the year of a record: its own, else its source's, else that of what it says."""
    node = NamedNode(locator)
    own = _year_in(_texts(graph, node, DATES))
    if own is not None:
        return own
    for quad in graph.quads(node, IN_SOURCE, None, None):
        if isinstance(quad.object, NamedNode):
            source = quad.object
            if source.value not in sources:
                sources[source.value] = _year_in(_texts(graph, source, (*DATES, *NAMES)))
            if sources[source.value] is not None:
                return sources[source.value]
    said = {quad.object.value for quad in graph.quads(None, DATES[0], None, node) if isinstance(quad.object, Literal)}
    return _year_in(said) if len(said) == 1 else _year_in([locator.rpartition("/")[2]])


def _texts(graph: Graph, node: NamedNode, predicates: tuple[NamedNode, ...]) -> Iterator[str]:
    for predicate in predicates:
        found: list[Term] = [quad.object for quad in graph.quads(node, predicate, None, None)]
        yield from sorted(term.value for term in found if isinstance(term, Literal))


def _year_in(texts: Iterable[str]) -> int | None:
    """Return the first year that a text names.

    >>> _year_in(["the budget", "plan_2004.xlsx"]), _year_in(["12004"])
    (2004, None)
    """
    for text in texts:
        if found := _YEAR.search(text):
            return int(found[0])
    return None
