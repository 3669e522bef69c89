"""Measures in plain sentences: each says in words what can be checked on the graph without the measure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import Literal

from stratgraph.analysis.metrics import Metrics, Score
from stratgraph.analysis.wording import name_of
from stratgraph.graph.memory import Graph
from stratgraph.graph.stated import types_of
from stratgraph.model.language import Text
from stratgraph.model.terms import NOTATION, SG, SHORT_LABEL
from stratgraph.questions.answer import collated

#: So many names are told; more are counted.
NAMED = 5
#: A name of more characters is told by its short label.
LONG = 28

SENTENCES = {
    "degree": Text(
        en="{name} is linked directly to {n} of {all} others: {names}.",
        sv="{name} har direkt samband med {n} av {all} andra: {names}.",
    ),
    "betweenness": Text(
        en="Of all pairs of others, {share} % have their shortest way through {name}.",
        sv="Av alla par av andra har {share} % sin kortaste väg genom {name}.",
    ),
    "closeness": Text(
        en="From {name}, {n} of {all} others can be reached; steps on average: {mean}.",
        sv="Från {name} kan {n} av {all} andra nås; steg i genomsnitt: {mean}.",
    ),
    "constraint": Text(
        en="Pairs of contacts of {name} that are linked directly: {linked} of {pairs}; others it can bring together.",
        sv="Par av kontakter till {name} som är direkt förbundna: {linked} av {pairs}; de andra kan föras samman där.",
    ),
    "effective-size": Text(
        en="Contacts of {name} that count as separate: {effective} of {n} (pairs of them linked directly: {linked}).",
        sv="Kontakter till {name} som räknas som skilda: {effective} av {n} (direkt förbundna par: {linked}).",
    ),
    "articulation": Text(
        en="Without {name}, {lost} would be cut off from {rest}.",
        sv="Utan {name} skulle {lost} förlora förbindelsen med {rest}.",
    ),
    "bridge": Text(
        en="The link between {one} and {other} alone joins {lost} to {rest}.",
        sv="Bara sambandet mellan {one} och {other} förenar {lost} med {rest}.",
    ),
    "community": Text(
        en="{names} form a group; links that stay within it: {inside} of {links}.",
        sv="{names} bildar en grupp; samband som stannar inom den: {inside} av {links}.",
    ),
}
ALONE = Text(en="{name} has no link here.", sv="{name} saknar samband här.")
NOWHERE = Text(
    en="No pair of others has its shortest way through {name}.",
    sv="Inget par av andra har sin kortaste väg genom {name}.",
)
ONE_CONTACT = Text(
    en="{name} has one contact alone, {other}: it can bring nobody together.",
    sv="{name} har en enda kontakt, {other}, och kan inte föra samman några.",
)
ABOUT = Text(
    en="{sentence} Estimated: off by at most {error} with a probability of {sure} %.",
    sv="{sentence} Uppskattat: fel med högst {error} med sannolikheten {sure} %.",
)
ALL_LINKED = Text(
    en="Pairs of contacts of {name} that are linked directly: {linked} of {pairs}; none is left to bring together.",
    sv="Par av kontakter till {name} som är direkt förbundna: {linked} av {pairs}; inga återstår att föra samman.",
)
POINTS = Text(en="{n} percentage points", sv="{n} procentenheter")
STEPS = Text(en="{n} in the measure", sv="{n} i måttet")
ONLY_NETWORK = Text(
    en="{name} is the only network that links {goals} to {others}.",
    sv="{name} är det enda nätverk som förenar {goals} med {others}.",
)
LEAF = Text(
    en="{one} hangs on one link alone, that to {other}.", sv="{one} hänger på ett enda samband, det med {other}."
)
NUMBERED = Text(en="{kind} {number}", sv="{kind} {number}")
LAST = Text(en="{names} and {last}", sv="{names} och {last}")
MORE = Text(en="{n} more", sv="{n} till")


def short_name(graph: Graph, iri: str) -> Text:
    """Return the name of a thing; where it is long, the short label that maps show, if there is one."""
    name = name_of(graph, iri)
    short = {term.language: term.value for term in graph.objects(iri, SHORT_LABEL) if isinstance(term, Literal)}
    if max(map(len, name)) <= LONG or "en" not in short:
        return name
    return Text(en=short["en"], sv=short.get("sv", short["en"]))


class Sentences:
    """Tells the findings of some measures."""

    def __init__(self, found: Metrics) -> None:
        self.found = found
        self.graph = found.prepared.graph
        self.network = found.prepared.network
        self.nodes = found.prepared.projected.nodes
        self.others = max(len(self.nodes) - 1, 0)
        self._names: dict[int, Text] = {}

    def name(self, node: int) -> Text:
        """Return what a node is called: a numbered thing of the city's own strategy by its number ("goal 3")."""
        if node not in self._names:
            self._names[node] = self._called(self.nodes[node])
        return self._names[node]

    def _called(self, iri: str) -> Text:
        numbers = [term.value for term in self.graph.objects(iri, NOTATION) if isinstance(term, Literal)]
        if not numbers or self.graph.strategy is None or not self._is(iri, "Goal"):
            return short_name(self.graph, iri)
        kind = name_of(self.graph, SG + "Goal")
        words = Text(en=kind.en.split()[-1].lower(), sv=kind.sv.split()[-1].lower())
        return NUMBERED.format(kind=words, number=numbers[0])

    def _is(self, iri: str, kind: str) -> bool:
        return SG + kind in types_of(self.graph, iri)

    def names(self, nodes: Iterable[int], *, most: int = NAMED) -> Text:
        """Return nodes in words: those with the most links first, those beyond `most` counted."""
        ordered = sorted(nodes, key=lambda node: (-self.network.degree(node), collated(self.name(node).en), node))
        texts = [self.name(node) for node in ordered[: most if len(ordered) > most + 1 else None]]
        if len(texts) < len(ordered):
            texts.append(MORE.format(n=len(ordered) - len(texts)))
        if len(texts) == 1:
            return texts[0]
        head = Text(en=", ".join(text.en for text in texts[:-1]), sv=", ".join(text.sv for text in texts[:-1]))
        return LAST.format(names=head, last=texts[-1])

    def sentence(self, score: Score) -> Text:
        """Return a score as one sentence."""
        told = {
            "degree": self._degree,
            "betweenness": self._betweenness,
            "closeness": self._closeness,
            "constraint": self._constraint,
            "effective-size": self._effective,
            "articulation": self._articulation,
            "bridge": self._bridge,
            "community": self._community,
        }
        text = Text(*(words[:1].upper() + words[1:] for words in told[score.measure](score)))
        if score.error is None or not score.value:
            return text
        share = score.measure == "betweenness"
        error = POINTS.format(n=decimal(100 * score.error)) if share else STEPS.format(n=decimal(score.error, 3))
        return ABOUT.format(sentence=text, error=error, sure=round(100 * self.found.prepared.work.confidence))

    def concerned(self, score: Score) -> list[int]:
        """Return the other nodes that a score is about: contacts, what would be cut off, the group."""
        node = score.nodes[0]
        if score.measure in ("degree", "constraint", "effective-size"):
            return sorted(self.network[node])
        if score.measure == "articulation":
            return self._cut(score)[0]
        return list(score.nodes[1:])

    def _degree(self, score: Score) -> Text:
        node = score.nodes[0]
        if not score.value:
            return ALONE.format(name=self.name(node))
        names = self.names(self.network[node])
        return SENTENCES["degree"].format(name=self.name(node), n=int(score.value), all=self.others, names=names)

    def _betweenness(self, score: Score) -> Text:
        name = self.name(score.nodes[0])
        if not score.value:
            return (NOWHERE if self.network.degree(score.nodes[0]) else ALONE).format(name=name)
        return SENTENCES["betweenness"].format(name=name, share=percent(score.value))

    def _closeness(self, score: Score) -> Text:
        node = score.nodes[0]
        near = self.found.near[node]
        if near.mean is None:
            return ALONE.format(name=self.name(node))
        return SENTENCES["closeness"].format(
            name=self.name(node), n=near.reached, all=self.others, mean=decimal(near.mean)
        )

    def _constraint(self, score: Score) -> Text:
        node = score.nodes[0]
        linked, pairs = self.found.holes[node].linked, self._pairs(node)
        said = ALL_LINKED if linked == pairs else SENTENCES["constraint"]
        return self._few(node) or said.format(name=self.name(node), pairs=pairs, linked=linked)

    def _effective(self, score: Score) -> Text:
        node = score.nodes[0]
        hole = self.found.holes[node]
        return self._few(node) or SENTENCES["effective-size"].format(
            name=self.name(node), n=hole.contacts, effective=decimal(hole.effective or 0), linked=hole.linked
        )

    def _few(self, node: int) -> Text | None:
        """Return what is said of a node with one contact or none."""
        contacts = list(self.network[node])
        if len(contacts) > 1:
            return None
        if not contacts:
            return ALONE.format(name=self.name(node))
        return ONE_CONTACT.format(name=self.name(node), other=self.name(contacts[0]))

    def _pairs(self, node: int) -> int:
        count = self.found.holes[node].contacts
        return count * (count - 1) // 2

    def _articulation(self, score: Score) -> Text:
        return self._only_network(score.nodes[0]) or SENTENCES["articulation"].format(
            name=self.name(score.nodes[0]),
            **dict(zip(("lost", "rest"), map(self.names, self._cut(score)), strict=True)),
        )

    def _cut(self, score: Score) -> tuple[list[int], list[int]]:
        """Return which nodes are cut off without a node, and those of the greatest piece, which are not."""
        tree, node = self.found.blocks, score.nodes[0]
        if tree is None:
            return [], []
        pieces = tree.pieces(node)
        kept = max(pieces, key=lambda block: (pieces[block], block))
        lost = [other for block in pieces if block != kept for other in tree.behind(node, block)]
        return sorted(lost), sorted(tree.behind(node, kept))

    def _only_network(self, node: int) -> Text | None:
        """Return which goals a network alone links to which of its others, if it is one that does.

        The goals and the others are its neighbours, in different pieces once it is gone: every way between them leads
        through it, and one of them through it alone.
        """
        tree = self.found.blocks
        if tree is None or not self._is(self.nodes[node], "Network"):
            return None
        piece = {near: block for block in tree.tree[node] for near in tree.tree[block] if near != node}
        around = sorted(self.network[node])
        goals = [near for near in around if self._is(self.nodes[near], "Goal")]
        behind = {piece[goal] for goal in goals}
        others = [near for near in around if near not in goals and piece[near] not in behind]
        if not goals or not others:
            return None
        return ONLY_NETWORK.format(name=self.name(node), goals=self.names(goals), others=self.names(others))

    def _bridge(self, score: Score) -> Text:
        one, other = score.nodes
        if score.value == 1:
            return LEAF.format(one=self.name(one), other=self.name(other))
        lost, rest = self._sides(one, other)
        return SENTENCES["bridge"].format(
            one=self.name(one), other=self.name(other), lost=self.names(lost), rest=self.names(rest)
        )

    def _sides(self, one: int, other: int) -> tuple[list[int], list[int]]:
        """Return the nodes on each side of a link that alone joins them."""
        tree = self.found.blocks
        if tree is None:
            return [one], [other]
        block = next(iter(set(tree.tree[one]) & set(tree.tree[other])))
        return [one, *tree.behind(other, block)][1:], [other, *tree.behind(one, block)][1:]

    def _community(self, score: Score) -> Text:
        group = self.found.groups[score.nodes]
        return SENTENCES["community"].format(names=self.names(score.nodes), inside=group.inside, links=group.links)


def decimal(value: float, places: int = 1) -> Text:
    """Return a number as each language writes decimals, whole where it is whole.

    >>> decimal(2.25, 2).sv, decimal(4.0).en
    ('2,25', '4')
    """
    en = f"{round(value, places):.{places}f}"
    en = en.rstrip("0").rstrip(".") if "." in en else en
    return Text(en=en, sv=en.replace(".", ","))


def percent(share: float) -> Text:
    """Return a share as a percentage with one decimal; what is too small for it is said to be less.

    >>> percent(0.1255).sv, percent(0.0001).en
    ('12,6', 'less than 0.1')
    """
    if 0 < share < 0.0005:
        return Text(en="less than 0.1", sv="mindre än 0,1")
    return decimal(100 * share)


def sentences(found: Metrics, scores: Sequence[Score]) -> list[Text]:
    """Return some scores as sentences."""
    teller = Sentences(found)
    return [teller.sentence(score) for score in scores]
