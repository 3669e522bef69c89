"""Invented graphs for tests: a few lines of TriG become a workspace."""

from __future__ import annotations

from pathlib import Path

from stratgraph.graph.memory import Graph
from stratgraph.graph.opening import open_graph

E = "https://example.org/e/"
HEAD = f"""@prefix sg: <https://w3id.org/stratgraph/ontology#> .
@prefix e: <{E}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix org: <http://www.w3.org/ns/org#> .
"""
STRATEGY = """e:strategy a sg:Strategy ; rdfs:label "The strategy"@en , "Strategin"@sv .
e:home a sg:City ; rdfs:label "Home"@en , "Hem"@sv .
e:p a sg:Passage ."""


def workspace(folder: Path, declared: str, said: str, *, more: str = "", settings: str = "") -> Path:
    """A workspace of one file: what is declared, what the passage e:p says, other graphs, more settings."""
    passage = f"e:p {{\ne:strategy sg:strategyOf e:home .\n{said}\n}}"
    data = f"{HEAD}e:declarations {{\n{STRATEGY}\n{declared}\n}}\n{passage}\n{more}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data.trig").write_text(data, encoding="utf-8")
    toml = f'{settings}\n[prefixes]\ne = "{E}"\n[[data]]\nfiles = ["*.trig"]\n'
    (folder / "stratgraph.toml").write_text(toml, encoding="utf-8")
    return folder


def graph_of(folder: Path, declared: str, said: str, *, more: str = "", settings: str = "") -> Graph:
    """The graph of such a workspace."""
    return open_graph(workspace=str(workspace(folder, declared, said, more=more, settings=settings)))


def named(kind: str, *names: str) -> str:
    """Declarations of things whose names in both languages are those of their IRIs, with a capital."""
    return "\n".join(
        f'e:{name} a sg:{kind} ; rdfs:label "{name.capitalize()}"@en , "{name.capitalize()}"@sv .' for name in names
    )


def many_cities(folder: Path, count: int = 300, clusters: int = 30, countries: int = 12) -> Path:
    """A workspace with so many competitors, each in a country, with clusters by a fixed rule."""
    cities = [f"city{number}" for number in range(count)]
    kinds = [f"cluster{number}" for number in range(clusters)]
    lands = [f"country{number}" for number in range(countries)]
    declared = "\n".join((named("City", *cities), named("Cluster", *kinds), named("Country", *lands)))
    said = ["e:home sg:prioritisesCluster e:cluster3 , e:cluster29 ."]
    for number, city in enumerate(cities):
        cluster = f"e:cluster{number * number % clusters}"
        said.append(f"e:{city} sg:locatedIn e:country{number % countries} ; sg:marketsCluster e:cluster{number % 7} .")
        said.append(
            f"e:rival-{city} a sg:Competition ; sg:focal e:home ; sg:competitor e:{city} ; sg:domain {cluster} ; "
            f"sg:kind sg:{'Niche' if number % 2 else 'Geographic'} ."
        )
    return workspace(folder, declared, "\n".join(said))
