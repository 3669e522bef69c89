"""From what a user writes to the terms that a query is asked with."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode

from stratgraph.graph.labels import entity, labels, local_name
from stratgraph.graph.memory import Graph
from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.language import Text
from stratgraph.model.terms import ALT_LABEL, FACTS, LABEL, PREF_LABEL, SHORT_LABEL, TYPE, XSD
from stratgraph.questions.question import ALL, OWN_CITY, OWN_STRATEGY, Parameter, Question

BOOLEANS = {"true": "true", "false": "false", "yes": "true", "no": "false", "ja": "true", "nej": "false"}


def bindings(graph: Graph, question: Question, given: Mapping[str, str]) -> dict[str, NamedNode | Literal]:
    """Return a term for each parameter of a question that is not left open.

    Raises NotFound, with the nearest, for a parameter, a value or an entity that there is not; InputError where the
    graph lacks a layer that the question or a value rests on.
    """
    known = [parameter.name for parameter in question.parameters]
    for name in given:
        if name not in known:
            raise unknown_parameter(question, name)
    require_layers(graph, question.layers)
    found = {
        parameter.name: _term(graph, parameter, given.get(parameter.name, parameter.default))
        for parameter in question.parameters
    }
    return {name: term for name, term in found.items() if term is not None}


def require_layers(graph: Graph, layers: tuple[str, ...]) -> None:
    """Raise InputError where the graph was opened without one of the layers."""
    for layer in layers:
        if layer not in graph.layers:
            raise InputError(
                Text(
                    en="this rests on the {layer} layer, which was left out; add --layer {layer}",
                    sv="detta vilar på lagret {layer}, som valts bort; lägg till --layer {layer}",
                ).format(layer=layer)
            )


def _term(graph: Graph, parameter: Parameter, value: str | None) -> NamedNode | Literal | None:
    if value is None or (value == ALL and parameter.type != "text"):
        return None
    if value in (OWN_STRATEGY, OWN_CITY):
        return _own(graph, value)
    if parameter.type == "entity":
        return NamedNode(find_entity(graph, value, of=parameter.of))
    if parameter.type == "boolean":
        return _boolean(graph, parameter, value)
    if parameter.type == "number":
        return _number(parameter, value)
    if parameter.values and value not in parameter.values:
        raise _unknown_value(parameter, value, parameter.values)
    return Literal(value)


def _own(graph: Graph, value: str) -> NamedNode:
    """Return the workspace's own strategy or city.

    Raises InputError where it has none, or several.
    """
    iri = graph.strategy if value == OWN_STRATEGY else graph.city
    if iri is not None:
        return NamedNode(iri)
    if value == OWN_STRATEGY:
        text = Text(
            en="whose strategy? name it in stratgraph.toml, or with -p strategy=… (or all)",
            sv="vems strategi? ange den i stratgraph.toml eller med -p strategy=… (eller all)",
        )
    else:
        text = Text(
            en="the chosen data does not say whose strategy it is (sg:strategyOf); name the city with -p city=…",
            sv="de valda uppgifterna säger inte vems strategin är (sg:strategyOf); ange staden med -p city=…",
        )
    raise InputError(text)


def own_city(graph: Graph) -> str:
    """Return the IRI of the city whose strategy the workspace holds.

    Raises InputError where it has none, or several.
    """
    return _own(graph, OWN_CITY).value


def _boolean(graph: Graph, parameter: Parameter, value: str) -> Literal:
    """Return "true" or "false" as text: stores differ in what they make of xsd:boolean."""
    chosen = BOOLEANS.get(value.casefold())
    if chosen is None:
        raise _unknown_value(parameter, value, ("true", "false"))
    if chosen == "true" and parameter.needs:
        require_layers(graph, (parameter.needs,))
    return Literal(chosen)


def _number(parameter: Parameter, value: str) -> Literal:
    try:
        return Literal(str(int(value)), datatype=NamedNode(XSD + "integer"))
    except ValueError:
        text = Text(en='{name} needs a whole number, not "{value}"', sv='{name} behöver ett heltal, inte "{value}"')
        raise InputError(text.format(name=parameter.name, value=value)) from None


def find_entity(graph: Graph, name: str, *, of: str | None = None) -> str:
    """Return the IRI of the resource of that IRI, CURIE, label or alternative label; case and accents do not matter.

    `of` is the CURIE or IRI of the class that it must belong to.

    Raises NotFound, with the nearest, where there is none; InputError where several bear the name.
    """
    known = names_of_entities(graph, of=of)
    given = expand(graph, name)
    if given is not None and (given in known or of is None):
        return given
    matches = sorted(iri for iri, names in known.items() if fold(name) in map(fold, names))
    if len(matches) == 1:
        return matches[0]
    if matches:
        text = Text(en='"{name}" is the name of several: {matches}', sv='"{name}" heter flera: {matches}')
        raise InputError(text.format(name=name, matches=", ".join(matches)))
    raise _unknown_entity(name, [label for names in known.values() for label in names])


def names_of_entities(graph: Graph, *, of: str | None = None) -> dict[str, list[str]]:
    """Return the names by which each resource of a class can be found: labels in both languages, alternatives."""
    iris = graph.subjects(TYPE, expand(graph, of) or of) if of else _all_labelled(graph)
    if of:
        graph.prefetch_about(iris)
    else:
        names = (LABEL, PREF_LABEL, ALT_LABEL, SHORT_LABEL)
        graph.prefetch((None, NamedNode(predicate), None, NamedNode(FACTS)) for predicate in names)
    return {iri: _names(graph, iri) for iri in iris}


def values_of(graph: Graph, parameter: Parameter, language: str) -> list[str]:
    """Return what a parameter can be: its codes, or the labels of its entities."""
    if parameter.type == "boolean":
        return ["true", "false"]
    if parameter.type != "entity":
        return list(parameter.values)
    iris = graph.subjects(TYPE, expand(graph, parameter.of or "") or "a:a")
    graph.prefetch_about(iris)
    return sorted((entity(graph, iri, language).label for iri in iris), key=fold)


def _all_labelled(graph: Graph) -> list[str]:
    found = graph.query(f"SELECT DISTINCT ?x WHERE {{ GRAPH <{FACTS}> {{ ?x <{LABEL}> ?y }} }}", whole=False)
    rows = found if not isinstance(found, bool) else ()
    return sorted(term.value for (term, *_) in rows if isinstance(term, NamedNode))


def _names(graph: Graph, iri: str) -> list[str]:
    other = [
        term.value
        for predicate in (ALT_LABEL, SHORT_LABEL)
        for term in graph.objects(iri, predicate)
        if isinstance(term, Literal)
    ]
    return [*labels(graph, iri).values(), *other, local_name(iri)]


def expand(graph: Graph, name: str) -> str | None:
    """Return the IRI that an IRI (with or without angle brackets) or a CURIE stands for, else None."""
    bare = name.removeprefix("<").removesuffix(">")
    prefix, colon, rest = bare.partition(":")
    if not colon or any(sign in bare for sign in ' "<>{}|\\^`'):
        return None
    if rest.startswith("//"):
        return bare
    namespace = graph.workspace.prefixes.get(prefix)
    return namespace + rest if namespace else None


def fold(text: str) -> str:
    """Return a name without case, accents and surplus spaces.

    >>> fold("  Malmö–KÖPENHAMN ")
    'malmo-kopenhamn'
    """
    plain = unicodedata.normalize("NFKD", text.casefold().replace("–", "-").replace("ø", "o"))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def unknown_parameter(question: Question, name: str) -> NotFound:
    """Return the error for a parameter that the question does not have."""
    known = [parameter.name for parameter in question.parameters]
    near = _near(name, known)
    there = (
        Text(en="; it has {known}", sv="; den har {known}") if known else Text(en="; it has none", sv="; den har inga")
    )
    text = Text(en='"{id}" has no parameter "{name}"{hint}', sv='"{id}" har ingen parameter "{name}"{hint}')
    hint = _hint(near) if near else there.format(known=", ".join(known))
    return NotFound(text.format(id=question.id, name=name, hint=hint), nearest=near)


def _unknown_value(parameter: Parameter, value: str, known: tuple[str, ...]) -> NotFound:
    near = _near(value, list(known))
    hint = _hint(near) if near else Text(en="; one of {known}", sv="; ett av {known}").format(known=", ".join(known))
    text = Text(en='{name} cannot be "{value}"{hint}', sv='{name} kan inte vara "{value}"{hint}')
    return NotFound(text.format(name=parameter.name, value=value, hint=hint), nearest=near)


def _unknown_entity(name: str, known: list[str]) -> NotFound:
    # The last one counts: a thing's label stands before the name that its IRI gives it.
    folded = {fold(label): label for label in reversed(known)}
    near = tuple(dict.fromkeys(folded[found] for found in _near(fold(name), list(folded))))
    text = Text(en='nothing is called "{name}"{hint}', sv='ingenting heter "{name}"{hint}')
    return NotFound(text.format(name=name, hint=_hint(near) if near else Text(en="", sv="")), nearest=near)


def _near(name: str, known: list[str]) -> tuple[str, ...]:
    from difflib import get_close_matches

    return tuple(get_close_matches(name, known, 3))


def _hint(names: tuple[str, ...]) -> Text:
    return Text(en="; did you mean {names}?", sv="; menade du {names}?").format(names=", ".join(names))
