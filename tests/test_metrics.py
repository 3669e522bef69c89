"""`stratgraph metrics`: every sentence is counted again here, from the facts alone and by searches of our own."""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterable
from pathlib import Path

import networkx
import pytest

from stratgraph.analysis import centrality
from stratgraph.analysis.centrality import betweenness, closeness, pivots, plan, structural_holes
from stratgraph.analysis.cohesion import articulation_points, blocks, bridges, communities
from stratgraph.analysis.metric_table import emptiness, metric_table, projection_table
from stratgraph.analysis.metric_words import Sentences
from stratgraph.analysis.metrics import MEASURES, Metrics, Score, measured, metrics, prepared
from stratgraph.analysis.projections import PROJECTIONS, project
from stratgraph.analysis.whatif import state
from stratgraph.graph.memory import Graph
from stratgraph.graph.opening import open_graph
from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.table import Code, Entity
from stratgraph.model.terms import SG

ROOT = Path(__file__).resolve().parent.parent
BRUNNSBY = str(ROOT / "tests" / "cities" / "brunnsby")
STOCKHOLM = str(ROOT / "graph_data" / "stockholm-2003")
S = "https://w3id.org/stratgraph/stockholm-2003/"
B = "https://example.org/brunnsby/"

Around = dict[str, set[str]]


@pytest.fixture(scope="module")
def stockholm() -> Graph:
    return open_graph(workspace=STOCKHOLM)


@pytest.fixture(scope="module")
def brunnsby() -> Graph:
    return open_graph(workspace=BRUNNSBY)


def many_cities(folder: Path, *, seed: int = 7) -> str:
    """Write a data file of made-up cities, networks and goals, with islands, rings and leaves."""
    draw = random.Random(seed)  # noqa: S311 - the same cities each time are what is wanted
    lines = [
        "@prefix sg: <https://w3id.org/stratgraph/ontology#> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "@prefix x: <https://example.org/x/> .",
        "x:declarations { x:s a sg:Strategy ; rdfs:label 'S'@en . x:p a sg:Passage . x:q a sg:Passage .",
    ]
    lines += [f"x:c{n} a sg:City ; rdfs:label 'City {n}'@en , 'Stad {n}'@sv ." for n in range(30)]
    lines += [f"x:n{n} a sg:Network ; rdfs:label 'Net {n}'@en , 'Nät {n}'@sv ." for n in range(12)]
    lines += [f"x:g{n} a sg:Goal ; rdfs:label 'Goal {n}'@en , 'Mål {n}'@sv ; skos:notation {n} ." for n in range(1, 5)]
    lines += ["}", "x:p { x:s sg:strategyOf x:c0 ; sg:hasGoal x:g1 , x:g2 , x:g3 , x:g4 .", "x:g1 sg:mentions x:n0 ."]
    lines += ["x:g2 sg:mentions x:n0 , x:n1 . x:g3 sg:mentions x:n11 ."]
    said = [f"x:c{draw.randrange(26)} sg:memberOf x:n{draw.randrange(11)} ." for _ in range(34)]
    lines += [
        *said,
        "}",
        "x:q {",
        *said[::3],
        "x:c1 sg:cooperatesWith x:c2 , x:c3 . x:c2 sg:cooperatesWith x:c3 .",
        "}",
    ]
    file = folder / "cities.trig"
    file.write_text("\n".join(lines), encoding="utf-8")
    return str(file)


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return open_graph(workspace=many_cities(tmp_path_factory.mktemp("cities")))


# Counting again -----------------------------------------------------------------------------------------------------


def around(graph: Graph, name: str) -> Around:
    projected = project(graph, name)
    found: Around = {iri: set() for iri in projected.nodes}
    for link in projected.links:
        found[link.one].add(link.other)
        found[link.other].add(link.one)
    return found


def away(links: Around, start: str, gone: Iterable[str] = ()) -> dict[str, int]:
    """How many steps each thing is from one, without passing what is gone: a search of our own."""
    left = set(gone)
    found, waiting = {start: 0}, deque([start])
    while waiting:
        one = waiting.popleft()
        for other in links[one] - found.keys() - left:
            found[other] = found[one] + 1
            waiting.append(other)
    return found


def share_through(links: Around, middle: str) -> float:
    """The share of pairs of others with their shortest way through one, several ways counted in part."""
    distances = {iri: away(links, iri) for iri in links}

    def count(start: str) -> dict[str, int]:
        ways = {start: 1}
        for iri in sorted(distances[start], key=distances[start].__getitem__):
            if iri != start:
                ways[iri] = sum(ways[x] for x in links[iri] if distances[start].get(x) == distances[start][iri] - 1)
        return ways

    ways = {iri: count(iri) for iri in links}
    total, pairs = 0.0, 0
    for a, b in itertools.combinations([iri for iri in links if iri != middle], 2):
        pairs += 1
        through = distances[a].get(middle, 10**9) + distances[middle].get(b, 10**9)
        if b in distances[a] and through == distances[a][b]:
            total += ways[a][middle] * ways[middle][b] / ways[a][b]
    return total / pairs if pairs else 0.0


def shown_names(text: str, known: Iterable[str]) -> list[str]:
    """The names in a list; those that are only counted are left out."""
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    assert re.fullmatch(rf"((?:{names})(?:, | and |$))+(\d+ more)?", text), text
    return [match[1] for match in re.finditer(rf"({names})(?:, | and |$)", text)]


def every(graph: Graph, name: str) -> tuple[Metrics, Sentences, Around]:
    found = metrics(graph, projection=name)
    return found, Sentences(found), around(graph, name)


def told(found: Metrics, teller: Sentences, measure: str) -> list[tuple[Score, str]]:
    return [(score, teller.sentence(score).en) for score in found.scores[measure]]


GRAPHS = ("stockholm", "brunnsby", "invented")
CASES = [(graph, one.id) for graph in GRAPHS for one in PROJECTIONS]


@pytest.fixture
def counted(request: pytest.FixtureRequest) -> tuple[Metrics, Sentences, Around]:
    graph, name = request.param
    return every(request.getfixturevalue(graph), name)


@pytest.mark.parametrize("counted", CASES, indirect=True, ids=" ".join)
def test_degree_and_who_they_are(counted: tuple[Metrics, Sentences, Around]) -> None:
    found, teller, links = counted
    names = {iri: teller.name(node).en for node, iri in enumerate(found.prepared.projected.nodes)}
    assert {found.prepared.projected.nodes[score.nodes[0]] for score in found.scores["degree"]} == links.keys()
    for score, sentence in told(found, teller, "degree"):
        iri = found.prepared.projected.nodes[score.nodes[0]]
        if not links[iri]:
            assert (score.value, sentence.endswith("has no link here.")) == (0, True)
            continue
        match = re.fullmatch(r"(.+) is linked directly to (\d+) of (\d+) others: (.+)\.", sentence)
        assert match is not None, sentence
        assert (int(match[2]), int(match[3])) == (len(links[iri]), len(links) - 1)
        assert set(shown_names(match[4], names.values())) <= {names[other] for other in links[iri]}


@pytest.mark.parametrize("counted", CASES, indirect=True, ids=" ".join)
def test_betweenness_is_the_share_of_pairs(counted: tuple[Metrics, Sentences, Around]) -> None:
    found, teller, links = counted
    for score, sentence in told(found, teller, "betweenness"):
        share = share_through(links, found.prepared.projected.nodes[score.nodes[0]])
        assert score.value == pytest.approx(share, abs=1e-6)
        if share >= 0.0005:
            assert sentence.startswith(f"Of all pairs of others, {float(f'{100 * share:.1f}'):g} % ")


@pytest.mark.parametrize("counted", CASES, indirect=True, ids=" ".join)
def test_closeness_is_reach_and_mean_distance(counted: tuple[Metrics, Sentences, Around]) -> None:
    found, teller, links = counted
    for score, sentence in told(found, teller, "closeness"):
        steps = list(away(links, found.prepared.projected.nodes[score.nodes[0]]).values())[1:]
        if not steps:
            assert (score.value, sentence.endswith("has no link here.")) == (0, True)
            continue
        mean = sum(steps) / len(steps)
        assert score.value == pytest.approx(len(steps) / (len(links) - 1) / mean, abs=1e-6)
        assert f"{len(steps)} of {len(links) - 1} others can be reached" in sentence
        assert sentence.endswith(f"steps on average: {float(f'{mean:.1f}'):g}.")


@pytest.mark.parametrize("counted", CASES, indirect=True, ids=" ".join)
def test_structural_holes_are_pairs_of_contacts(counted: tuple[Metrics, Sentences, Around]) -> None:
    found, teller, links = counted
    for measure in ("constraint", "effective-size"):
        for score, sentence in told(found, teller, measure):
            contacts = sorted(links[found.prepared.projected.nodes[score.nodes[0]]])
            pairs = list(itertools.combinations(contacts, 2))
            linked = sum(b in links[a] for a, b in pairs)
            if not contacts:
                assert score.value is None
            elif len(contacts) == 1:
                assert "has one contact alone, " in sentence
            elif measure == "constraint":
                end = "none is left to bring together" if linked == len(pairs) else "others it can bring together"
                assert sentence.endswith(f": {linked} of {len(pairs)}; {end}.")
            else:
                size = len(contacts) - 2 * linked / len(contacts)
                assert score.value == pytest.approx(size, abs=1e-6)
                assert (
                    f": {float(f'{size:.1f}'):g} of {len(contacts)} (pairs of them linked directly: {linked})"
                    in sentence
                )


@pytest.mark.parametrize("counted", CASES, indirect=True, ids=" ".join)
def test_without_an_articulation_point_what_is_told_falls_apart(counted: tuple[Metrics, Sentences, Around]) -> None:
    found, teller, links = counted
    nodes = found.prepared.projected.nodes
    called = {teller.name(node).en: iri for node, iri in enumerate(nodes)}
    cut = set()
    for score, sentence in told(found, teller, "articulation"):
        gone = nodes[score.nodes[0]]
        cut.add(gone)
        pieces = {frozenset(away(links, near, [gone])) for near in links[gone]}
        assert score.value == sum(map(len, pieces)) - max(map(len, pieces))
        lost = {nodes[node] for node in teller.concerned(score)}
        assert len(lost) == score.value
        start = re.escape(f"Without {teller.name(score.nodes[0]).en}, ")
        match = re.fullmatch(start + r"(.+) would be cut off from (.+)\.", sentence)
        if match is not None:
            for a, b in itertools.product(shown_names(match[1], called), shown_names(match[2], called)):
                assert called[b] in away(links, called[a])
                assert called[b] not in away(links, called[a], [gone])
    others = links.keys() - cut
    # No other thing's loss divides what hangs together.
    for iri in others:
        assert len({frozenset(away(links, near, [iri])) for near in links[iri]}) <= 1


@pytest.mark.parametrize("graph", ["stockholm", "brunnsby", "invented"])
def test_the_only_network_that_links_a_goal(request: pytest.FixtureRequest, graph: str) -> None:
    found, teller, links = every(request.getfixturevalue(graph), "goal-network-city")
    nodes = found.prepared.projected.nodes
    called = {teller.name(node).en: iri for node, iri in enumerate(nodes)}
    networks = [
        iri
        for iri in nodes
        if iri in set(found.prepared.graph.subjects("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", SG + "Network"))
    ]
    seen = 0
    for score, sentence in told(found, teller, "articulation"):
        match = re.fullmatch(r"(.+) is the only network that links (.+) to (.+)\.", sentence)
        if match is None:
            continue
        seen += 1
        network = nodes[score.nodes[0]]
        for goal, other in itertools.product(shown_names(match[2], called), shown_names(match[3], called)):
            assert {called[goal], called[other]} <= links[network]
            assert called[other] not in away(links, called[goal], [network])
            for another in networks:
                if another not in (network, called[other]):
                    assert called[other] in away(links, called[goal], [another])
    assert seen


def test_the_sentence_of_eurocities(stockholm: Graph) -> None:
    found = metrics(stockholm, measures=["articulation"])
    texts = {text.en: text.sv for text in map(Sentences(found).sentence, found.scores["articulation"])}
    sentence = "Eurocities is the only network that links goal 3 to Barcelona, Helsinki and Stockholm."
    assert (
        texts[sentence] == "Eurocities är det enda nätverk som förenar mål 3 med Barcelona, Helsingfors och Stockholm."
    )


@pytest.mark.parametrize("counted", CASES, indirect=True, ids=" ".join)
def test_without_a_bridge_both_sides_are_apart(counted: tuple[Metrics, Sentences, Around]) -> None:
    found, teller, links = counted
    nodes = found.prepared.projected.nodes
    called = {teller.name(node).en: iri for node, iri in enumerate(nodes)}
    ends = set()
    for score, sentence in told(found, teller, "bridge"):
        one, other = (nodes[node] for node in score.nodes)
        ends.add(frozenset((one, other)))
        less = {**links, one: links[one] - {other}, other: links[other] - {one}}
        assert other not in away(less, one)
        assert score.value == min(len(away(less, one)), len(away(less, other))) == len(away(less, one))
        match = re.fullmatch(r"The link between .+ alone joins (.+) to (.+)\.", sentence)
        for a, b in itertools.product(*(shown_names(part, called) for part in match.groups())) if match else ():
            assert called[b] in away(links, called[a])
            assert called[b] not in away(less, called[a])
        if match is None:
            assert (score.value, " hangs on one link alone, that to " in sentence) == (1, True)
            assert links[one] == {other}
    for link in found.prepared.projected.links:
        if frozenset(link[:2]) not in ends:
            less = {**links, link.one: links[link.one] - {link.other}, link.other: links[link.other] - {link.one}}
            assert link.other in away(less, link.one)


@pytest.mark.parametrize("counted", CASES, indirect=True, ids=" ".join)
def test_groups_hold_everything_linked_once_and_count_their_links(counted: tuple[Metrics, Sentences, Around]) -> None:
    found, teller, links = counted
    nodes = found.prepared.projected.nodes
    groups = [[nodes[node] for node in score.nodes] for score in found.scores["community"]]
    assert sorted(iri for group in groups for iri in group) == sorted(iri for iri in links if links[iri])
    for group, (score, sentence) in zip(groups, told(found, teller, "community"), strict=True):
        touching = [link for link in found.prepared.projected.links if {link.one, link.other} & set(group)]
        inside = [link for link in touching if {link.one, link.other} <= set(group)]
        assert score.value == len(group)
        assert sentence.endswith(f" form a group; links that stay within it: {len(inside)} of {len(touching)}.")


def test_groups_are_the_same_each_time() -> None:
    network = networkx.gnm_random_graph(80, 120, seed=3)
    found, modularity = communities(network)
    assert communities(network) == (found, modularity)
    assert modularity == pytest.approx(
        networkx.community.modularity(
            network, [set(one.members) for one in found] + [{node} for node in network if not network.degree(node)]
        )
    )


# What is counted ----------------------------------------------------------------------------------------------------


def test_isolated_things_stay(brunnsby: Graph, stockholm: Graph) -> None:
    found = metrics(brunnsby)
    assert {B + name for name in ("goal-2", "goal-3", "goal-4", "brunnsby", "towns", "inner")} == set(found.isolated)
    assert len(metrics(stockholm).isolated) == 30
    assert found.value("degree", B + "towns") == 0
    assert found.value("constraint", B + "towns") is None


def test_what_is_proposed_or_context_links_nothing(brunnsby: Graph) -> None:
    links = {link[:2] for link in project(brunnsby, "goal-network-city").links}
    assert links == {(B + "goal-1", B + "harbours"), (B + "alvik", B + "harbours"), (B + "harbours", B + "torp")}
    assert project(brunnsby, "partners").links == ()


def test_a_fact_said_twice_is_one_link_with_both_passages(brunnsby: Graph) -> None:
    link = next(link for link in project(brunnsby, "city-network").links if link.one == B + "alvik")
    assert link.relations == (SG + "leads", SG + "memberOf")
    assert link.evidence == (B + "p1", B + "p2")


def test_layers_count_as_chosen() -> None:
    without = open_graph(workspace=BRUNNSBY, layers=["interpretation"])
    assert project(without, "city-network").links == ()


def test_one_kind_is_linked_through_the_other(brunnsby: Graph) -> None:
    assert project(brunnsby, "city-city").links == (
        (B + "alvik", B + "torp", (SG + "activeIn", SG + "leads", SG + "memberOf"), (B + "p1", B + "p2", B + "p3")),
    )
    assert project(brunnsby, "network-network").links == ()


def test_the_query_of_a_projection_gives_its_links(stockholm: Graph) -> None:
    for name in ("city-network", "partners"):
        projected = project(stockholm, name)
        rows = stockholm.select(projected.sparql)
        pairs = {tuple(sorted((str(row["one"]), str(row["other"])))) for row in rows}
        assert pairs == {link[:2] for link in projected.links}
    rows = stockholm.select(project(stockholm, "goal-network").sparql)
    named = {(str(row["goal"]), str(row["network"])) for row in rows if row["support"] == "named"}
    assert {tuple(sorted(pair)) for pair in named} == {link[:2] for link in project(stockholm, "goal-network").links}


def test_what_if_has_the_same_betweenness(stockholm: Graph) -> None:
    barcelona = S + "barcelona"
    value = metrics(stockholm, projection="city-network").value("betweenness", barcelona)
    assert value is not None
    assert dict(state(stockholm, barcelona).measures)["betweenness"] == round(value, 4)


def test_too_many_links_through_one_thing_are_refused(stockholm: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stratgraph.analysis.projections.MOST_LINKS", 5)
    with pytest.raises(InputError, match="city-city would have about"):
        project(stockholm, "city-city")


# Large networks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_the_numbers_are_those_of_networkx(seed: int) -> None:
    network = networkx.gnm_random_graph(50, 30 + 15 * seed, seed=seed)
    for work in (plan(network), plan(network, most=0, fast=True)):
        assert work.exact
        assert betweenness(network, work) == pytest.approx(networkx.betweenness_centrality(network))
        near = {node: one.value for node, one in closeness(network, work).items()}
        assert near == pytest.approx(networkx.closeness_centrality(network))
    holes = structural_holes(network)
    constraint, effective = networkx.constraint(network), networkx.effective_size(network)
    for node in network:
        if network.degree(node):
            assert holes[node].constraint == pytest.approx(constraint[node])
            assert holes[node].effective == pytest.approx(effective[node])
    tree = blocks(network)
    assert {cut.ends[0] for cut in articulation_points(tree)} == set(networkx.articulation_points(network))
    assert {frozenset(cut.ends) for cut in bridges(tree)} == set(map(frozenset, networkx.bridges(network)))


def test_a_large_network_is_sampled_within_its_error() -> None:
    network = networkx.barabasi_albert_graph(800, 3, seed=5)
    work = plan(network, most=10_000, fast=False)
    assert (work.exact, work.sources) == (False, pivots(800, 0.1, 0.9))
    real = networkx.betweenness_centrality(network)
    assert max(abs(value - real[node]) for node, value in betweenness(network, work).items()) <= work.error
    near = networkx.closeness_centrality(network)
    for node, one in closeness(network, work).items():
        assert abs(one.value - near[node]) <= one.error


def test_the_work_is_as_many_searches_as_said(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[int] = []
    original = networkx.betweenness_centrality_subset

    def watched(network: object, sources: tuple[int, ...], targets: object) -> object:
        searched.extend(sources)
        return original(network, sources=sources, targets=targets)

    monkeypatch.setattr(networkx, "betweenness_centrality_subset", watched)
    counts = []
    steps: list[tuple[int, int]] = []
    for size in (400, 800, 1600):
        searched.clear()
        network = networkx.barabasi_albert_graph(size, 2, seed=1)
        work = plan(network, most=10_000, fast=False, error=0.2)
        betweenness(network, work, lambda done, count: steps.append((done, count)))
        assert len(set(searched)) == len(searched) == work.sources == steps[-1][0] == steps[-1][1]
        assert work.steps == work.sources * (size + 2 * network.number_of_edges())
        counts.append(work.sources)
    # Four times as many nodes need a handful more sources: they grow as the logarithm.
    assert counts == [pivots(size, 0.2, 0.9) for size in (400, 800, 1600)] == [114, 123, 131]


def test_ten_thousand_nodes_are_sampled_and_a_small_part_is_not() -> None:
    network = networkx.disjoint_union(networkx.path_graph(3000), networkx.path_graph(50))
    work = plan(network, most=1_000_000, fast=False)
    assert [part.exact for part in work.parts] == [False, True]
    assert plan(network, exact=True, fast=False).exact
    assert plan(networkx.path_graph(10_000), fast=False).sources == 612


def test_a_sampled_sentence_says_so(stockholm: Graph) -> None:
    ready = prepared(stockholm, "goal-network-city")
    work = plan(ready.network, most=0, fast=False, error=0.5)
    assert not work.exact
    found = measured(ready.__class__(stockholm, ready.projected, ready.network, work), ["betweenness", "closeness"])
    teller = Sentences(found)
    best = found.scores["betweenness"][0]
    assert best.error == 0.5
    assert teller.sentence(best).en.endswith(
        "Estimated: off by at most 50 percentage points with a probability of 90 %."
    )
    assert "uppskattade från" in metric_table(found, language="sv").notes[-1].sv


# The command --------------------------------------------------------------------------------------------------------


def run(*arguments: str, cwd: Path, language: str = "C") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stratgraph", "metrics", *arguments]
    environment = {**os.environ, "LC_ALL": language, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)


def test_the_rows_have_their_evidence_and_layer(brunnsby: Graph) -> None:
    table = metric_table(metrics(brunnsby, measures=["articulation", "bridge"]), language="sv")
    assert [column.name for column in table.columns] == [
        "measure", "rank", "thing", "value", "error", "sentence", "others", "evidence", "layer",
    ]  # fmt: skip
    first = table.rows[0]
    assert first[0] == Code("articulation", "brytpunkt")
    assert first[1:6] == (
        1,
        Entity(B + "harbours", "Hamnförbundet"),
        2,
        None,
        "Hamnförbundet är det enda nätverk som förenar mål 1 med Älvvik och Torp.",
    )
    assert first[7] == (B + "p1", B + "p2", B + "p3")
    assert first[8] == Code("document", "dokument")
    assert [row[7] for row in table.rows[1:]] == [(B + "p1", B + "p2"), (B + "p1", B + "p2"), (B + "p3",)]


def test_the_command_prints_sections_of_sentences(tmp_path: Path) -> None:
    done = run("-w", BRUNNSBY, "--measure", "articulation", "--measure", "degree", "--top", "1", cwd=tmp_path)
    assert done.returncode == 0
    assert [line for line in done.stdout.splitlines() if line.startswith("    ")] == [
        "    3  Harbour League is linked directly to 3 of 9 others: Alvik, goal 1 and Torp.",
        "    2  Harbour League is the only network that links goal 1 to Alvik and Torp.",
    ]
    assert done.stderr == "3 of 5 findings are not shown (--top 0 shows all)\n"


def test_a_measure_that_finds_nothing_says_so(tmp_path: Path) -> None:
    words = ("--projection", "city-city", "--measure", "articulation", "--measure", "bridge", "--lang", "sv")
    done = run("-w", BRUNNSBY, *words, cwd=tmp_path)
    lines = done.stdout.splitlines()
    assert lines.index("Brytpunkt") < lines.index("Inget här.") < lines.index("Brygga")
    assert "    1  Älvvik hänger på ett enda samband, det med Torp." in lines


def test_what_is_not_the_documents_own_is_marked(tmp_path: Path) -> None:
    lines = [
        "@prefix sg: <https://w3id.org/stratgraph/ontology#> . @prefix b: <https://example.org/b/> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        'b:d { b:r a sg:Record . b:x a sg:City ; rdfs:label "X"@en . b:n a sg:Network ; rdfs:label "N"@en . }',
        "b:r { b:x sg:memberOf b:n . }",
    ]
    (tmp_path / "data.trig").write_text("\n".join(lines), encoding="utf-8")
    done = run("-w", "data.trig", "--measure", "bridge", cwd=tmp_path)
    assert done.stdout.splitlines()[5:8] == [
        "Value  In words                               Layer",
        "─────  ─────────────────────────────────────  ───────",
        "    1  N hangs on one link alone, that to X.  context",
    ]


def test_data_holds_everything(tmp_path: Path) -> None:
    done = run("-w", BRUNNSBY, "--format", "json", cwd=tmp_path, language="sv_SE.UTF-8")
    rows = json.loads(done.stdout)
    assert done.stderr == ""
    assert {row["measure"] for row in rows} == set(MEASURES)
    assert sum(row["measure"] == "degree" for row in rows) == 10
    assert [row["value"] for row in rows if row["thing"] == "Stadsförbundet"] == [0, 0.0, 0.0, None, None]
    assert "NaN" not in done.stdout


def test_one_thing_alone(tmp_path: Path) -> None:
    done = run("-w", BRUNNSBY, "--node", "torp", "--format", "csv", "--measure", "bridge", cwd=tmp_path)
    assert done.stdout.splitlines()[1:] == [
        f'bridge,1,Torp,1,,"Torp hangs on one link alone, that to Harbour League.",Harbour League,{B}p3,document'
    ]


def test_the_queries_are_shown_and_a_page_carries_them(tmp_path: Path) -> None:
    done = run("-w", BRUNNSBY, "--sparql", "--projection", "partners", cwd=tmp_path)
    assert "?relation = sg:cooperatesWith" in done.stdout
    run("-w", BRUNNSBY, "--cite", "-o", "page.html", cwd=tmp_path)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Harbour League is the only network that links goal 1 to Alvik and Torp." in page
    assert "sg:participatesIn" in page
    assert "Freeman 1977" in page


def test_the_projections_are_listed(tmp_path: Path) -> None:
    done = run("--projections", "--format", "json", cwd=tmp_path)
    rows = json.loads(done.stdout)
    assert [row["projection"] for row in rows] == [one.id for one in PROJECTIONS]
    assert rows[1]["made_of"].startswith("Cities and networks: member of, active in, leads or participates")
    assert len(projection_table(language="sv")) == len(PROJECTIONS)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--projection", "city-netwrk"], '"city-netwrk" is not one of goal-network-city, city-network'),
        (["--measure", "degre"], '"degre" is not one of degree, betweenness'),
        (["--node", "Torpp"], 'nothing is called "Torpp"; did you mean Torp'),
        (["--node", "Boats"], "Boats is not in the projection goal-network-city ("),
        (["--error", "1.5"], '--error needs a number between 0 and 1, not "1.5"'),
        (["--error", "nan"], '--error needs a number between 0 and 1, not "nan"'),
        (["--top", "-1"], '--top needs a whole number of at least 0, not "-1"'),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(tmp_path: Path, arguments: list[str], told: str) -> None:
    done = run(*arguments, "-w", BRUNNSBY, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("stratgraph: " + told)
    assert len(done.stderr.splitlines()) == 1


def test_the_library_refuses_what_there_is_not(brunnsby: Graph) -> None:
    with pytest.raises(NotFound, match='no projection "city"') as error:
        metrics(brunnsby, projection="city")
    assert "city-city" in error.value.nearest
    with pytest.raises(NotFound, match='no measure "pagerank"'):
        metrics(brunnsby, measures=["pagerank"])
    with pytest.raises(InputError, match="less than 1, not 0"):
        metrics(brunnsby, error=0)


EMPTY = "@prefix sg: <https://w3id.org/stratgraph/ontology#> .\n"
DECLARED = (
    EMPTY
    + "@prefix b: <https://example.org/b/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    + 'b:d { b:p a sg:Passage . b:x a sg:City ; rdfs:label "Xby"@sv . b:c a sg:Cluster ; rdfs:label "Fisk"@sv . '
)
ONE_CLUSTER = DECLARED + "}\nb:p { b:x sg:hasCluster b:c . }\n"
ONE_CITY = DECLARED + "}\nb:p { b:x sg:emphasises sg:City . }\n"


@pytest.mark.parametrize("name", [one.id for one in PROJECTIONS])
@pytest.mark.parametrize(
    ("data", "told"),
    [
        (EMPTY, "the chosen layers hold nothing of the projection"),
        (ONE_CITY, "the chosen layers hold nothing of the projection|nothing links the things of the projection"),
        (ONE_CLUSTER, "the chosen layers hold nothing of the projection|nothing links the things of the projection|^$"),
    ],
    ids=["empty", "one city", "one cluster"],
)
def test_next_to_nothing_is_explained(tmp_path: Path, data: str, told: str, name: str) -> None:
    file = tmp_path / "data.trig"
    file.write_text(data, encoding="utf-8")
    found = metrics(open_graph(workspace=str(file)), projection=name)
    why = emptiness(found)
    assert re.search(told, "" if why is None else why.en)
    values = [score.value for scores in found.scores.values() for score in scores]
    assert all(value is None or value == value for value in values)
    assert (why is None) == (name == "city-cluster" and data == ONE_CLUSTER)


@pytest.mark.parametrize("form", ["table", "md", "html", "json"])
def test_an_empty_graph_is_an_answer(tmp_path: Path, form: str) -> None:
    (tmp_path / "data.trig").write_text(EMPTY, encoding="utf-8")
    done = run("-w", "data.trig", "--format", form, cwd=tmp_path, language="sv_SE.UTF-8")
    assert done.returncode == 0
    assert done.stderr.startswith("de valda lagren har inget av projektionen goal-network-city: ")
    assert form != "json" or json.loads(done.stdout) == []


def test_long_work_is_announced(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from stratgraph.cli import metrics as command
    from stratgraph.cli.main import root

    monkeypatch.setattr(command, "LONG", 0.0)
    monkeypatch.setattr(centrality, "EXACT", 0)
    with pytest.raises(SystemExit):
        root.main(["metrics", "-w", BRUNNSBY, "--top", "1"])
    said = capsys.readouterr().err.splitlines()
    assert re.fullmatch(
        r"Goals, networks and cities: 10 things, 3 links; shortest ways from \d+ of them, \d+ steps: .*", said[0]
    )
