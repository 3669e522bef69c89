"""Writes a graph of many cities as N-Quads: the same size gives the same bytes.

    python benchmarks/generate.py QUADS > cities.nq

Each city has a strategy with goals, factors and actions, networks, clusters, competitors, partners, bodies, figures and
an analyst's note, in the ontology's own terms, so that every question has something to answer. What a city is linked to
is drawn from its neighbours, so that a larger graph has more of everything but no busier cities. About every third
passage is repeated by another.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping
from typing import TextIO

BASE = "https://example.org/cities/"
SG = "https://w3id.org/stratgraph/ontology#"
ORG = "http://www.w3.org/ns/org#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
XSD = "http://www.w3.org/2001/XMLSchema#"

#: The strategy that questions without a parameter are about.
OWN_STRATEGY = BASE + "c0/strategy"

PREFIXES = {"sg": SG, "org": ORG, "skos": SKOS, "dcterms": DCTERMS}
WORDS = ("harbour", "forest", "night", "bridge", "winter", "market", "river", "garden", "tower", "school")


def quads(count: int) -> Iterator[str]:
    """Yield whole cities as lines of N-Quads until there are at least `count` of them."""
    done = number = 0
    while done < count:
        lines = City(number).lines()
        yield from lines
        done += len(lines)
        number += 1


def write(count: int, file: TextIO) -> int:
    """Write the graph; return how many quads it has."""
    written = 0
    for line in quads(count):
        file.write(line)
        written += 1
    return written


class City:
    """One city's declarations and passages."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.draw = random.Random(number)  # noqa: S311 - the same numbers each time are what is wanted
        self.place = f"c{number}/"
        self.graph = self.iri("declarations")
        self.found: list[str] = []
        self.passages = 0
        self.said: list[tuple[str, str, str]] = []

    def lines(self) -> list[str]:
        """Return the city's quads, as lines of N-Quads."""
        self.declare("source", "Source")
        self.say(self.iri("source"), SG + "layer", '"document"')
        self.declare("declarations", "DeclarationGraph")
        self.declare("section", "Section")
        for part in (self.goals, self.relations, self.clusters, self.bodies, self.strategy, self.figures, self.note):
            part()
        return self.found

    # Parts

    def goals(self) -> None:
        """Goals with key factors and actions; some name a network."""
        strategy, city = self.declare("strategy", "Strategy"), self.declare("city", "City")
        self.passage((strategy, "strategyOf", city))
        for n in range(1, 6):
            goal = self.declare(f"goal-{n}", "Goal", number=n)
            self.passage((strategy, "hasGoal", goal), (goal, "seeksPosition", self.iri("position")))
            for m in range(1, 3):
                factor = self.declare(f"factor-{n}-{m}", "KeyFactor", number=m)
                named = self.near("network") if n < 5 else self.iri("position")
                self.passage((goal, "hasKeyFactor", factor), (factor, "mentions", named))
            for m in range(1, 4):
                action = self.declare(f"action-{n}-{m}", "Action", number=m)
                self.passage((goal, "hasAction", action))
                if n < 4 and m == 1:
                    self.passage(
                        (action, "mentionsAsExample", self.near("network")), (goal, "callsFor", SG + "Network")
                    )
                if m == 2:
                    self.claim("Responsibility", body=self.iri("committee-1"), task=action, duty=SG + "Lead")
        for n in range(1, 4):
            factor = self.declare(f"success-{n}", "CriticalSuccessFactor", number=n)
            self.passage(
                (strategy, "hasCriticalSuccessFactor", factor), (factor, "supportsGoal", self.iri(f"goal-{n}"))
            )
        self.passage((self.iri("action-1-1"), "serves", self.iri("success-1")))

    def relations(self) -> None:
        """Networks, memberships, offices, competitors, partners, agreements."""
        city = self.iri("city")
        self.declare("network", "Network")
        inner = self.declare("forum", "Network")
        self.passage((inner, "kind", SG + "Internal"), (inner, DCTERMS + "isPartOf", city))
        for step in (0, 1, 2):
            self.claim("Membership", {ORG + "member": city, ORG + "organization": self.near("network", step)})
        office = {ORG + "member": city, ORG + "organization": self.iri("network"), ORG + "role": SG + "Chair"}
        self.claim("Membership", office)
        left = {ORG + "member": city, ORG + "organization": self.near("network", 3), SG + "status": SG + "ToLeave"}
        self.claim("Membership", left)
        new = {ORG + "member": city, ORG + "organization": self.near("network", 4), SG + "status": SG + "Proposed"}
        self.claim("Membership", new)
        self.claim("Participation", {SG + "participant": city, SG + "in": self.near("network", 5)})
        for step in (1, 2, 3):
            other = self.near("city", step)
            self.claim(
                "Competition", focal=city, competitor=other, kind=SG + "Niche", domain=self.near("cluster", step)
            )
        for step, status in ((1, "Sought"), (4, "Existing"), (5, "Proposed")):
            self.claim("Cooperation", {SG + "party": (city, self.near("city", step)), SG + "status": SG + status})
        self.claim("Agreement", {SG + "party": (city, self.near("city", 6))})
        self.passage(
            (city, "candidatePartner", self.near("city", 7)),
            (self.near("city", 7), "complementsIn", self.iri("cluster")),
        )
        self.passage((city, "prioritises", self.iri("network")))

    def clusters(self) -> None:
        """Clusters, a broader one, regions and positions."""
        city, strategy = self.iri("city"), self.iri("strategy")
        cluster, wide = self.declare("cluster", "Cluster"), self.declare("cluster-wide", "Cluster")
        self.passage((city, "hasCluster", cluster), (city, "marketsCluster", cluster))
        self.passage((city, "prioritisesCluster", wide), (city, "prioritisesCluster", cluster))
        region = self.declare("region", "Region")
        self.passage((strategy, "emphasises", region), (self.iri("network"), "covers", self.near("region", 1)))
        position = self.declare("position", "Position")
        self.passage((city, "holdsPosition", position), (city, "seeksPosition", position))

    def bodies(self) -> None:
        """Committees, a company, council objectives, policy areas, projects."""
        city = self.iri("city")
        for n in (1, 2, 3):
            self.declare(f"committee-{n}", "Committee")
        first, second = self.iri("committee-1"), self.iri("committee-2")
        self.passage((first, "mentions", self.iri("network")), (second, "callsFor", SG + "Network"))
        area, project = self.declare("area", "PolicyArea"), self.declare("project", "Project")
        self.passage((self.iri("committee-3"), "prioritises", area), (first, "activeIn", project))
        company, objective = self.declare("company", "Company"), self.declare("objective", "CouncilObjective", number=1)
        self.passage((city, "owns", company), (city, "hasObjective", objective))
        self.claim("Responsibility", body=company, task=area, duty=SG + "Lead")

    def strategy(self) -> None:
        """Vision, strengths and the like, methods, needs, milestones, conditions, events, what is cited."""
        strategy = self.iri("strategy")
        vision = self.declare("vision", "Vision")
        self.passage((strategy, "hasVision", vision), (vision, "seeksPosition", self.iri("position")))
        for n, kind in enumerate(("Strength", "Weakness", "Opportunity", "Threat"), 1):
            point = self.declare(f"point-{n}", kind, number=n)
            self.passage((strategy, f"has{kind}", point), (point, "mentions", self.near("network", n)))
        method = self.declare("method", "Method")
        self.passage((strategy, "hasMethod", method), (method, "callsFor", SG + "Network"))
        need, skill = self.declare("need", "Resource", number=1), self.declare("skill", "Competence", number=2)
        self.passage((strategy, "needsResource", need), (strategy, "needsCompetence", skill))
        condition = self.declare("condition", "Condition")
        self.passage((strategy, "hasCondition", condition), (condition, "mentions", self.iri("region")))
        milestone = self.declare("milestone", "Milestone", number=1)
        self.passage(
            (strategy, "hasMilestone", milestone),
            (milestone, "concerns", self.iri("goal-1")),
            (milestone, "targetYear", f'"2010"^^<{XSD}gYear>'),
        )
        event, aim = self.declare("event", "Event"), self.declare("aim", "EUObjective")
        self.passage(
            (event, "date", f'"2003-04-0{self.number % 9 + 1}"^^<{XSD}date>'),
            (event, "adopts", aim),
            (aim, "concerns", self.iri("area")),
        )
        document = self.declare("document", "Document")
        self.passage((self.iri("source"), "cites", document), (document, "about", self.iri("region")))

    def figures(self) -> None:
        """Two statistics of the city."""
        for n in (1, 2):
            figure = self.iri(f"figure-{n}")
            self.passage(
                (figure, TYPE, SG + "Statistic"),
                (figure, "about", self.iri("city")),
                (figure, "value", f'"{self.draw.randrange(10**6)}"^^<{XSD}integer>'),
            )
            self.say(figure, LABEL, f'"Figure {n}"@en')

    def note(self) -> None:
        """An analyst's note that rests on a passage."""
        note = self.iri("note")
        self.say(note, TYPE, SG + "Note")
        self.say(note, SG + "restsOn", self.iri("passage-1"))
        self.found.append(quad(self.iri("cluster"), SKOS + "broader", self.iri("cluster-wide"), note))

    # Words

    def iri(self, name: str) -> str:
        """Return the IRI of something of this city's."""
        return BASE + self.place + name

    def near(self, name: str, step: int | None = None) -> str:
        """Return the IRI of something of a neighbour's, some steps back, or of a drawn one."""
        back = self.draw.randrange(1, 8) if step is None else step
        return f"{BASE}c{max(self.number - back, 0)}/{name}"

    def declare(self, name: str, kind: str, *, number: int | None = None) -> str:
        """Declare a thing with its class and labels; about one in fifty lacks the Swedish one."""
        iri = self.iri(name)
        self.say(iri, TYPE, SG + kind)
        word = self.draw.choice(WORDS)
        self.say(iri, LABEL, f'"{kind} {word} {self.number} {name}"@en')
        if self.draw.randrange(50):
            self.say(iri, LABEL, f'"{kind} {word} {self.number} {name} på svenska"@sv')
        if number is not None:
            self.say(iri, SKOS + "notation", f'"{number}"^^<{XSD}integer>')
        return iri

    def say(self, subject: str, predicate: str, value: str) -> None:
        """Add a quad to the graph of declarations."""
        self.found.append(quad(subject, predicate, value, self.graph))

    def claim(self, of: str, values: Mapping[str, str | tuple[str, ...]] | None = None, /, **more: str) -> None:
        """Say a claim with its qualifiers in a passage."""
        claim = self.iri(f"claim-{self.passages + 1}")
        facts = [(claim, TYPE, SG + of)]
        for predicate, given in {**(values or {}), **{SG + name: value for name, value in more.items()}}.items():
            facts += [(claim, predicate, value) for value in (given if isinstance(given, tuple) else (given,))]
        self.passage(*facts)

    def passage(self, *facts: tuple[str, str, str]) -> None:
        """Describe a passage and say facts in it; one in three repeats the facts of the one before."""
        self.passages += 1
        passage = self.iri(f"passage-{self.passages}")
        self.say(passage, TYPE, SG + "Passage")
        self.say(passage, SG + "inSource", self.iri("source"))
        self.say(passage, SG + "inSection", self.iri("section"))
        self.say(passage, SG + "firstLine", f'"{self.passages * 3}"^^<{XSD}integer>')
        if self.passages % 10 == 0:
            self.say(passage, SG + "openList", f'"true"^^<{XSD}boolean>')
        repeated = tuple(self.said) if self.passages % 3 == 0 else ()
        for fact in dict.fromkeys((*facts, *repeated)):
            self.found.append(quad(*fact, passage))
        self.said = list(facts)


def quad(subject: str, predicate: str, value: str, graph: str) -> str:
    """Return a line of N-Quads; a predicate without a namespace is the ontology's, a value in quotes a literal."""
    name = predicate if ":" in predicate else SG + predicate
    term = value if value.startswith('"') else f"<{value}>"
    return f"<{subject}> <{name}> {term} <{graph}> .\n"


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.stdout)
