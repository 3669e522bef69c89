"""The kinds of things and relations on a map, with their columns, colours, glyphs and dashes."""

from __future__ import annotations

from stratgraph.analysis.wording import name_of
from stratgraph.graph.labels import local_name
from stratgraph.graph.memory import Graph
from stratgraph.maps.parts import Kind, Relation
from stratgraph.maps.words import Words, of
from stratgraph.model.language import Text
from stratgraph.model.terms import SG

#: Okabe and Ito's colours, which people with any colour vision tell apart (https://jfly.uni-koeln.de/color/).
ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILLION, PURPLE, GREY, WHITE = "#0072B2", "#D55E00", "#CC79A7", "#BBBBBB", "#FFFFFF"
#: A tint of green for what may become a partner, and of grey.
PALE_GREEN, PALE = "#B5E3D5", "#E6E6E6"
INK = "#222222"

GOAL, FACTOR, ACTION, NETWORK, FOCAL, PLACE, CLUSTER, OTHER = range(8)
COLUMNS = {
    GOAL: Words("Goals", "Mål"),
    FACTOR: Words("Success factors", "Framgångsfaktorer"),
    ACTION: Words("Actions", "Åtgärder"),
    NETWORK: Words("Networks", "Nätverk"),
    FOCAL: Words("The city", "Staden"),
    PLACE: Words("Cities and places", "Städer och platser"),
    CLUSTER: Words("Clusters", "Kluster"),
    OTHER: Words("Other", "Övrigt"),
}

#: What is on the alliance map. A city's kind is what it is to the city whose strategy it is.
KINDS = (
    Kind("Goal", Words("strategic goal", "strategiskt mål"), Words("Goals", "Mål"), "◎", ORANGE, GOAL, SG + "Goal"),
    Kind(
        "CriticalSuccessFactor",
        Words("critical success factor", "kritisk framgångsfaktor"),
        Words("Critical success factors", "Kritiska framgångsfaktorer"),
        "★",
        YELLOW,
        FACTOR,
        SG + "CriticalSuccessFactor",
    ),
    Kind(
        "KeyFactor",
        Words("key factor", "viktig faktor"),
        Words("Key factors", "Viktiga faktorer"),
        "◇",
        YELLOW,
        FACTOR,
        SG + "KeyFactor",
    ),
    Kind("Action", Words("action", "åtgärd"), Words("Actions", "Åtgärder"), "▷", WHITE, ACTION, SG + "Action"),
    Kind("Network", Words("network", "nätverk"), Words("Networks", "Nätverk"), "⬡", SKY, NETWORK, SG + "Network"),
    Kind(
        "Gap",
        Words("place of a missing network", "plats för ett nätverk som saknas"),
        Words("Missing networks", "Nätverk som saknas"),
        "?",
        WHITE,
        NETWORK,
    ),
    Kind(
        "FocalCity", Words("the city itself", "staden själv"), Words("The city", "Staden"), "■", BLUE, FOCAL, light=True
    ),
    Kind("Competitor", Words("competitor", "konkurrent"), Words("Competitors", "Konkurrenter"), "▲", VERMILLION, PLACE),
    Kind(
        "CompetitorAndPartner",
        Words("competitor and (possible) partner", "konkurrent och (tänkbar) partner"),
        Words("Competitors and (possible) partners", "Konkurrenter och (tänkbara) partner"),
        "◆",
        PURPLE,
        PLACE,
    ),
    Kind("Partner", Words("partner", "partner"), Words("Partners", "Partner"), "●", GREEN, PLACE),
    Kind(
        "PossiblePartner",
        Words("possible partner", "tänkbar partner"),
        Words("Possible partners", "Tänkbara partner"),
        "○",
        PALE_GREEN,
        PLACE,
    ),
    Kind("OtherPlace", Words("other place", "annan plats"), Words("Other places", "Andra platser"), "□", PALE, PLACE),
    Kind("Cluster", Words("cluster", "kluster"), Words("Clusters", "Kluster"), "⬢", GREY, CLUSTER, SG + "Cluster"),
)
BY_ID = {kind.id: kind for kind in KINDS}
#: The kinds of things that lie somewhere, and those of them that are no more than places.
ON_EARTH = frozenset(kind.id for kind in KINDS if kind.column in (FOCAL, PLACE))
PLACES = frozenset(kind.id for kind in KINDS if kind.column == PLACE)

#: The kinds of what a goal consists of.
PARTS = frozenset(kind.id for kind in KINDS if kind.column in (FACTOR, ACTION))

#: The relation of a goal to the open place in which a network is missing.
LACKS = "lacksNetwork"
CANDIDATE = "candidate"
#: The relation of two things in one row of an answer.
SAME_ROW = "sameRow"
MADE = {
    LACKS: Relation(LACKS, Words("has no named network", "har inget namngivet nätverk"), None, VERMILLION, "dashed"),
    CANDIDATE: Relation(CANDIDATE, Words("candidate", "kandidat"), None, PURPLE, "dotted"),
    SAME_ROW: Relation(SAME_ROW, Words("in the same row of the answer", "på samma rad i svaret"), None, "#555555"),
}

_COLORS = {
    "competesWith": VERMILLION,
    "cooperatesWith": GREEN,
    "hasAgreementWith": GREEN,
    "candidatePartner": GREEN,
    "memberOf": BLUE,
    "activeIn": BLUE,
    "leads": BLUE,
    "prioritises": BLUE,
    "mentions": "#9AA0A6",
    "mentionsAsExample": "#9AA0A6",
}
_DASHES = {"candidatePartner": "dashed"}
_LINE = "#555555"

#: Colours and glyphs of kinds that are on no alliance map, in turn: no two alike in the first 36.
_TURN = (WHITE, GREY, SKY, YELLOW, ORANGE, PURPLE)
_GLYPHS = ("□", "△", "▽", "◇", "○", "☆")


def kind_of_class(graph: Graph, iri: str, turn: int = 0) -> Kind:
    """Return the kind of a class that the alliance map knows nothing of; `turn` chooses its colour."""
    label = of(name_of(graph, iri))
    color = _TURN[turn % len(_TURN)]
    glyph = _GLYPHS[(turn + turn // len(_TURN)) % len(_GLYPHS)]
    return Kind(
        local_name(iri), label, Words(*(text[:1].upper() + text[1:] for text in label[:2])), glyph, color, OTHER, iri
    )


def relation_of(graph: Graph, iri: str) -> Relation:
    """Return how a property's edges look, and what they are called."""
    name = local_name(iri)
    label = of(Text(*name_of(graph, iri)))
    return Relation(name, label, iri, _COLORS.get(name, _LINE), _DASHES.get(name, "solid"))
