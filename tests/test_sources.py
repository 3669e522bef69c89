"""The user's copy of a source document: whatever was done to it, the passages are found, or said to be lost."""

from __future__ import annotations

import cProfile
import hashlib
import json
import os
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest

from stratgraph.graph.evidence import evidence
from stratgraph.graph.opening import open_graph
from stratgraph.graph.packaged import data_folder
from stratgraph.graph.workspace import packaged_workspace
from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.passage import Passage, Source, Span
from stratgraph.sources import attached, checking, citing, locating, quoting, units, writing
from stratgraph.sources.checking import Problem
from stratgraph.sources.described import Description, StoreGraph, chosen_source, describe
from stratgraph.sources.matching import Match, match
from stratgraph.sources.text import Copy, copy_of, read_copy
from stratgraph.sources.transform import Change, Kind
from stratgraph.sources.workspace import Sources, read_sources

FOLDER = Path(__file__).parent / "data" / "sources" / "havsvik"
DOCUMENT = FOLDER / "havsvik.txt"
HV = "https://w3id.org/stratgraph/havsvik/"
SOURCE = HV + "document"
EVERY = {
    "vision",
    "years",
    "goal-1",
    "goal-2",
    "goal-3",
    "harbour",
    "song",
    "clean",
    "quiet",
    "invite",
    "visby",
    "others",
}


def graph_of(trig: str) -> StoreGraph:
    store = pyoxigraph.Store()
    store.load(trig.encode(), format=pyoxigraph.RdfFormat.TRIG)
    return StoreGraph(store)


@pytest.fixture
def text() -> str:
    return DOCUMENT.read_bytes().decode("utf-8")


@pytest.fixture
def graph() -> StoreGraph:
    return graph_of((FOLDER / "havsvik.trig").read_text(encoding="utf-8"))


@pytest.fixture
def described(graph: StoreGraph) -> Description:
    return describe(graph)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(attached.HOME, str(tmp_path / "home"))
    return tmp_path / "home"


def matched(described: Description, copy: Copy) -> Match:
    return match(described.source(SOURCE), described.passages_of(SOURCE), copy)


def found_in(result: Match) -> set[str]:
    return {iri.removeprefix(HV) for iri in result.places}


COPIES: dict[str, tuple[Callable[[str], bytes], Kind, tuple[Change, ...]]] = {
    "the same": (lambda text: text.encode(), Kind.SAME, ()),
    "CR LF": (lambda text: text.replace("\n", "\r\n").encode(), Kind.RESTORED, (Change.LINE_ENDS,)),
    "CR": (lambda text: text.replace("\n", "\r").encode(), Kind.RESTORED, (Change.LINE_ENDS,)),
    "byte order mark": (lambda text: text.encode("utf-8-sig"), Kind.RESTORED, (Change.MARK,)),
    "NFD": (lambda text: unicodedata.normalize("NFD", text).encode(), Kind.RESTORED, (Change.NORMAL_FORM,)),
    "Windows-1252": (lambda text: text.encode("cp1252"), Kind.RESTORED, (Change.ENCODING,)),
    "UTF-16": (lambda text: text.encode("utf-16"), Kind.RESTORED, (Change.MARK, Change.ENCODING)),
    "no empty lines at the end": (lambda text: text.rstrip("\n").encode(), Kind.RESTORED, (Change.TAIL,)),
    "more empty lines at the end": (lambda text: (text + "\n\n\n").encode(), Kind.RESTORED, (Change.TAIL,)),
    "several changes": (
        lambda text: unicodedata.normalize("NFD", text.rstrip("\n")).replace("\n", "\r\n").encode("utf-8-sig"),
        Kind.RESTORED,
        (Change.LINE_ENDS, Change.MARK, Change.NORMAL_FORM, Change.TAIL),
    ),
    "wrapped anew": (lambda text: rewrapped(text).encode(), Kind.EDITION, ()),
    "one long line": (lambda text: " ".join(text.split()).encode(), Kind.EDITION, ()),
}


def rewrapped(text: str, width: int = 41) -> str:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line += word + " "
    return "\n".join([*lines, line, ""])


@pytest.mark.parametrize("name", COPIES)
def test_every_passage_is_found_in_a_copy_that_only_looks_different(
    name: str, described: Description, text: str
) -> None:
    make, kind, changes = COPIES[name]
    copy = copy_of(make(text))
    result = matched(described, copy)
    assert (result.kind, set(result.changes)) == (kind, set(changes))
    assert found_in(result) == EVERY
    assert result.lost == ()
    for place in result.found:
        assert copy.digest_of(place.spans) == place.passage.digest


@pytest.mark.parametrize("name", [name for name, (_, kind, _) in COPIES.items() if kind is not Kind.EDITION])
def test_lines_stay_what_they_were_where_only_the_storage_changed(name: str, described: Description, text: str) -> None:
    for place in matched(described, copy_of(COPIES[name][0](text))).found:
        assert (place.first_line, place.last_line) == (place.passage.first_line, place.passage.last_line)


def test_offsets_in_a_decomposed_copy_cover_base_and_accent(described: Description, text: str) -> None:
    copy = copy_of(unicodedata.normalize("NFD", text).encode())
    spans = matched(described, copy).places[HV + "goal-2"].spans
    assert unicodedata.normalize("NFC", spans[0].of(copy.text)).startswith("Få fler")
    assert unicodedata.normalize("NFC", spans[0].of(copy.text)).endswith("Århus")


def test_another_edition_says_what_is_lost_and_where_the_rest_went(described: Description, text: str) -> None:
    edition = "Ett nytt förord, som ingen bad om. \n\n" + text.replace("fyra års", "fem års").replace(
        "• lära av Åbo hur en hamn \n\nblir tyst \n\n", ""
    )
    result = matched(described, copy_of(edition.encode()))
    assert result.kind is Kind.EDITION
    assert found_in(result) == EVERY - {"years", "quiet"}
    assert {one.iri.removeprefix(HV) for one in result.lost} == {"years", "quiet"}
    assert result.places[HV + "vision"].first_line == 6


def test_parts_are_found_together_and_further_apart(described: Description, text: str) -> None:
    song = HV + "song"
    joined = text.replace(text[text.index("\n                         ") : text.index("och ”Kust")], "")
    assert len(matched(described, copy_of(joined.encode())).places[song].spans) == 1
    wider = text.replace(" SIDA 2 ", " SIDA 2 \nEn not till, som är längre än den förra.\n")
    spans = matched(described, copy_of(wider.encode())).places[song].spans
    assert [span.of(wider)[:4] for span in spans] == ["Kult", "och "]


def test_parts_without_lengths_are_found_together_only(described: Description, text: str) -> None:
    song = replace(described.passages_of(SOURCE)[6], part_lengths=())
    assert song.iri == HV + "song"
    edition = copy_of(("Förord\n" + text).encode())
    assert match(described.source(SOURCE), [song], edition).lost == (song,)


def test_of_two_equal_texts_the_one_in_place_is_taken(text: str) -> None:
    twice = text + text
    copy = copy_of(twice.encode())
    start = twice.rindex("Göra hamnen")
    span = Span(start, twice.index(" \n\n2. Få", start))
    digest = copy.digest_of((span,))
    passage = Passage("urn:x", "urn:s", digest, 53, (span,), *copy.lines_of((span,)), part_lengths=(53,))
    edition = copy_of(("Nytt\n" + twice).encode())
    assert match(Source("urn:s", "0" * 64), [passage], edition).found[0].spans[0].start == start + 5


def test_a_copy_cut_short_keeps_what_it_has(described: Description, text: str) -> None:
    result = matched(described, copy_of(text[: text.index("• lära")].encode()))
    assert found_in(result) == EVERY - {"quiet", "invite", "visby", "others"}


def test_an_unrelated_file_has_no_passage(described: Description) -> None:
    assert found_in(matched(described, copy_of("Något helt annat.\nOch mer därtill.\n".encode()))) == set()


def calls(described: Description, count: int) -> int:
    """How many functions are called to look for the passages in so many words, none of which are theirs."""
    words = [f"ord{number % 977} " + ("\n" if number % 9 == 0 else "") for number in range(count)]
    copy = copy_of("".join(words).encode())
    profile = cProfile.Profile()
    with profile:
        assert found_in(matched(described, copy)) == set()
    return sum(int(entry.callcount) for entry in profile.getstats())


def test_the_work_for_lost_passages_grows_no_faster_than_the_copy(described: Description) -> None:
    small, large = calls(described, 3000), calls(described, 9000)
    assert large < 3.5 * small


BAD_FILES = {
    "missing": (None, "there is no such file"),
    "empty": (b"", "is empty"),
    "blank": ("\ufeff \n\n".encode(), "is empty"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0\0", "not a text file"),
    "archive": (b"PK\x03\x04" + bytes(range(256)), "not a text file"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_what_is_no_text_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    data, sentence = BAD_FILES[name]
    path = tmp_path / "file.txt"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(InputError, match=sentence) as caught:
        read_copy(path)
    assert str(path) in caught.value.text.sv
    assert "\n" not in caught.value.text.en


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        read_copy(tmp_path)


def test_lines_are_those_of_an_editor() -> None:
    copy = copy_of("a\r\nb\rc\nd\x0ce\u2028f\n".encode())
    assert [copy.line(number) for number in range(1, copy.line_count + 1)] == ["a", "b", "c", "d\x0ce\u2028f"]
    assert copy.line_at(copy.text.index("c")) == 3


def test_condensed_text_and_digest_agree_in_every_normal_form(text: str) -> None:
    mixed = text[:300] + unicodedata.normalize("NFD", text[300:]) + "각 각"
    condensed = copy_of(mixed.encode()).condensed
    assert condensed.text == "".join(unicodedata.normalize("NFC", mixed).split())
    for index in (0, 100, 400, len(condensed.text) - 1):
        piece = condensed.span(index, index + 1).of(mixed)
        assert unicodedata.normalize("NFC", piece) == condensed.text[index]


# Attaching and quoting ----------------------------------------------------------------------------------------------


def test_attaching_keeps_a_reference_and_nothing_of_the_text(
    described: Description, home: Path, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "kopia.txt"
    path.write_bytes(text.replace("\n", "\r\n").encode())
    attached.attach(matched(described, read_copy(path)))
    kept = (home / attached.FILE).read_text(encoding="utf-8")
    entry = json.loads(kept)[SOURCE]
    assert entry["path"] == str(path.resolve())
    assert entry["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert entry["size"] == path.stat().st_size
    assert "hamn" not in kept.replace(str(path), "")
    assert [one.name for one in home.iterdir()] == [attached.FILE]


def test_quotations_come_from_the_attached_copy(
    graph: StoreGraph, described: Description, tmp_path: Path, text: str
) -> None:
    assert quoting.quotation(graph, HV + "song") is None
    path = tmp_path / "kopia.txt"
    path.write_bytes(unicodedata.normalize("NFD", "Förord\n" + text).encode())
    attached.attach(matched(described, read_copy(path)))
    fresh = graph_of((FOLDER / "havsvik.trig").read_text(encoding="utf-8"))
    quotation = quoting.quotation(fresh, HV + "song")
    assert quotation is not None
    assert unicodedata.normalize("NFC", quotation).endswith("Visby, Åbo … och ”Kustringen”, där staden är medlem.")
    assert quoting.quotation(fresh, HV + "havsvik") is None
    assert quoting.quotation_notice(fresh) is None


def test_a_changed_or_missing_copy_is_never_quoted(
    graph: StoreGraph, described: Description, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "kopia.txt"
    path.write_text(text, encoding="utf-8")
    before = path.stat()
    attached.attach(matched(described, read_copy(path)))
    path.write_text(text.replace("Visby", "Varde"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert quoting.quotation(graph, HV + "visby") is None
    notice = quoting.quotation_notice(graph)
    assert notice is not None
    assert "has changed since it was attached" in notice.en
    path.unlink()
    with pytest.raises(InputError, match=r"no such file.*attach it anew"):
        attached.open_attached(described.source(SOURCE))


def test_nothing_is_attached_that_has_no_passage(described: Description, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "annat.txt"
    path.write_text("Något helt annat.", encoding="utf-8")
    with pytest.raises(InputError, match="not one passage"):
        attached.attach(matched(described, read_copy(path)))
    assert not home.exists()


def test_forgetting(described: Description) -> None:
    source = described.source(SOURCE)
    attached.attach(matched(described, read_copy(DOCUMENT)))
    assert attached.forget(source)
    assert not attached.forget(source)
    assert attached.open_attached(source) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"x": 1}', '{"x": {"path": "a"}}', '{"x": {"places": 3}}'])
def test_a_damaged_list_is_reported(content: str, home: Path, described: Description) -> None:
    home.mkdir()
    (home / attached.FILE).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="is damaged; remove it"):
        attached.attachment_of(described.source(SOURCE))


def test_a_home_that_cannot_be_written_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv(attached.HOME, str(tmp_path / "file" / "home"))
    with pytest.raises(InputError, match=attached.HOME):
        attached.write({})


# Checking -----------------------------------------------------------------------------------------------------------


def test_every_line_of_the_document_is_accounted_for(described: Description) -> None:
    report = checking.check(described, SOURCE, read_copy(DOCUMENT))
    assert report.findings == ()
    assert report.accounted == report.lines == 25
    assert report.notes == ()


def test_the_same_holds_for_another_edition_with_its_ranges_carried_along(described: Description, text: str) -> None:
    edition = copy_of(text.replace("1. Vad staden", "\n\n1. Vad staden").encode())
    report = checking.check(described, SOURCE, edition)
    assert {finding.problem for finding in report.findings} <= {Problem.UNACCOUNTED}
    assert report.accounted >= report.lines - 1


def without(trig: str, start: str, end: str) -> str:
    begin = trig.index(start)
    return trig[:begin] + trig[trig.index(end, begin) + len(end) :]


def test_findings_name_the_lines(text: str) -> None:
    trig = (FOLDER / "havsvik.trig").read_text(encoding="utf-8")
    trig = without(trig, "  hv:r8 a sg:LineRange", " .\n")
    trig = trig.replace(
        "hv:r1 a sg:LineRange ; sg:inSource hv:document ; sg:firstLine 1 ; sg:lastLine 1 ; sg:reason sg:Heading",
        "hv:r1 a sg:LineRange ; sg:inSource hv:document ; sg:firstLine 1 ; sg:lastLine 1",
    )
    trig = without(trig, "hv:years {", "}\n")
    report = checking.check(describe(graph_of(trig)), SOURCE, copy_of(text.replace("båtarna", "bryggan").encode()))
    assert [(one.problem, one.first_line, one.iri) for one in report.findings] == [
        (Problem.LOST, 28, HV + "clean"),
        (Problem.EMPTY, 5, HV + "years"),
        (Problem.NO_REASON, 1, HV + "r1"),
        (Problem.UNACCOUNTED, 5, None),
        (Problem.UNACCOUNTED, 28, None),
        (Problem.UNACCOUNTED, 39, None),
    ]
    assert report.findings[-1].text is not None


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("sg:lastLine 31 ;", "sg:lastLine 32 ;"),
        ("sg:length 26 ;\n", "sg:length 27 ;\n"),
        ("sg:order 1 ; sg:length 26 ;", "sg:order 1 ; sg:length 25 ;"),
    ],
)
def test_lines_and_lengths_must_be_so(right: str, wrong: str) -> None:
    trig = (FOLDER / "havsvik.trig").read_text(encoding="utf-8")
    start = trig.index("hv:quiet a sg:Passage")
    trig = trig[:start] + trig[start:].replace(right, wrong, 1)
    report = checking.check(describe(graph_of(trig)), SOURCE, read_copy(DOCUMENT))
    assert [(one.problem, one.iri) for one in report.findings] == [(Problem.MISSTATED, HV + "quiet")]


def test_lines_covered_in_part_are_notes_and_findings_only_when_strict() -> None:
    trig = without((FOLDER / "havsvik.trig").read_text(encoding="utf-8"), "hv:visby {", "}\n")
    described = describe(graph_of(trig))
    report = checking.check(described, SOURCE, read_copy(DOCUMENT))
    assert [(one.problem, one.first_line) for one in report.notes] == [(Problem.PARTLY, 36)]
    assert [one.problem for one in report.findings] == [Problem.EMPTY]
    strict = checking.check(described, SOURCE, read_copy(DOCUMENT), strict=True)
    assert [one.problem for one in strict.findings] == [Problem.EMPTY, Problem.PARTLY]


# Locating -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "exact", "stands"),
    [
        ("från hela kusten", True, "från hela kusten"),
        ("Visby,  Åbo", True, "Visby, Åbo"),
        ("plugga utomlands", True, "plugga \nutomlands"),
        ("HAMNNÄMNDEN leder", False, "Hamnnämnden leder"),
        ("båt-byggare från", False, "båtbyggare från"),
        (unicodedata.normalize("NFD", "där staden är"), True, "där staden är"),
    ],
)
def test_words_are_found_whatever_the_white_space_case_or_hyphens(
    words: str, exact: bool, stands: str, text: str
) -> None:
    hits = locating.find(read_copy(DOCUMENT), words)
    assert [(hit.exact, hit.span.of(text)) for hit in hits] == [(exact, stands)]


def test_whole_words_come_before_parts_of_words() -> None:
    copy = copy_of(b"Hamnstaden vaknar. En stad sover. Stadens folk.")
    assert [hit.span.start for hit in locating.find(copy, "stad")] == [22]
    assert len(locating.find(copy, "ade")) == 2


def test_several_hits_are_listed_and_chosen() -> None:
    hits = locating.find(read_copy(DOCUMENT), "Åbo")
    with (
        pytest.raises(InputError, match=r"4 places \(number: line\): 1: 19, 2: 29, 3: 36.*--nth")
        if len(hits) == 4
        else (pytest.raises(InputError, match=r"3 places \(number: line\): 1: 19, 2: 29, 3: 36.*--nth"))
    ):
        locating.choose(hits, None)
    assert locating.choose(hits, 2).line == 29
    with pytest.raises(InputError, match="no place number 9"):
        locating.choose(hits, 9)


def test_no_hit_shows_the_nearest_line() -> None:
    with pytest.raises(NotFound, match="line 15") as caught:
        locating.find(read_copy(DOCUMENT), "en högljudd sjöfart")
    assert caught.value.nearest == ("3. Vara först med tyst sjöfart",)
    with pytest.raises(InputError, match="no words"):
        locating.find(read_copy(DOCUMENT), " … ")


@pytest.mark.parametrize(
    ("words", "unit", "begins", "ends"),
    [
        ("leder arbetet", "sentence", "Hamnnämnden", "betalar det."),
        ("hur en hamn", "bullet", "lära av", "blir tyst"),
        ("till en mötesplats", "bullet", "Göra hamnen", "hela kusten"),
        ("kustens", "paragraph", "Havsvik vill", "års arbete."),
        ("kustens", "words", "kustens", "kustens"),
    ],
)
def test_words_are_widened_to_their_unit(words: str, unit: str, begins: str, ends: str, text: str) -> None:
    copy = read_copy(DOCUMENT)
    stands = locating.widened(copy, locating.find(copy, words)[0].span, unit).of(text)
    assert stands.startswith(begins)
    assert stands.endswith(ends)


def test_what_is_in_no_list_is_no_bullet() -> None:
    copy = read_copy(DOCUMENT)
    with pytest.raises(InputError, match="--unit sentence"):
        locating.widened(copy, locating.find(copy, "konkurrerar")[0].span, "bullet")


def test_words_are_found_across_lines_that_are_skipped(text: str) -> None:
    copy = read_copy(DOCUMENT)
    hit = locating.choose(locating.find(copy, "Åbo och ”Kustringen”", skips=[(21, 24)]), None)
    parts = locating.skipping(copy, hit.span, [(21, 24)])
    assert [part.of(text) for part in parts] == ["Åbo", "och ”Kustringen”"]
    with pytest.raises(InputError, match="do not lie within"):
        locating.skipping(copy, hit.span, [(30, 31)])


def test_a_located_passage_says_the_same_as_the_data(described: Description) -> None:
    copy = read_copy(DOCUMENT)
    for known in described.passages_of(SOURCE):
        unit = "words" if (known.unit or "").endswith("Item") or (known.unit or "").endswith("Bullet") else "sentence"
        located = locating.describe(
            copy, known.parts, iri=known.iri, source=SOURCE, sections=described.sections_of(SOURCE), unit=unit
        )
        assert located.passage == known


def test_a_located_passage_is_written_as_trig_that_reads_back(described: Description, text: str) -> None:
    copy = read_copy(DOCUMENT)
    known = described.passages_of(SOURCE)[6]
    located = locating.describe(
        copy, known.parts, iri=known.iri, source=SOURCE, sections=described.sections, unit="sentence"
    )
    trig = writing.to_trig(located, text, graph=HV + "declarations", prefixes={"hv": HV}, language="sv")
    assert describe(graph_of(trig)).passages == (known,)
    assert "# rad 18–25, från ”Kulturnämnden ordnar en” till ”staden är medlem.”" in trig
    assert "tillsammans med Visby" not in trig
    assert json.loads(json.dumps(writing.to_json(located, text)))["parts"][1]["start"] == known.parts[1].start


def test_a_bullet_with_the_words_that_lead_in_to_its_list_is_a_bullet(described: Description) -> None:
    copy = read_copy(DOCUMENT)
    begin = locating.find(copy, "Viktigt är att:")[0].span
    end = locating.find(copy, "vart tredje år")[0].span
    parts = locating.skipping(copy, Span(begin.start, end.end), [(28, 32)])
    assert parts[1].of(copy.text) == "bjuda in Kustringen vart tredje år"
    found = locating.describe(copy, parts, iri="urn:x", source=SOURCE, sections=described.sections).passage
    assert (len(parts), (found.unit or "")[-6:], found.number) == (2, "Bullet", 3)


def test_without_sections_the_heading_above_is_told() -> None:
    copy = read_copy(DOCUMENT)
    span = locating.find(copy, "konkurrerar Visby")[0].span
    located = locating.describe(copy, (span,), iri="urn:x", source="urn:s")
    assert located.heading == "3. Konkurrenterna"
    assert "# a heading above it: 3. Konkurrenterna" in writing.to_trig(
        located, copy.text, graph="urn:g", prefixes={}, language="en"
    )


# Naming -------------------------------------------------------------------------------------------------------------


def test_passages_are_cited_as_people_do(described: Description) -> None:
    passage = described.passage(HV + "quiet")
    assert passage is not None
    assert citing.citation(described, passage).sv == "Havsviks plan, kapitel 2, punkt 2"
    for name in ("quiet", "hv:quiet", HV + "quiet", f"<{HV}quiet>", "havsviks plan, KAPITEL 2, punkt  2"):
        assert citing.find_passage(described, name, {"hv": HV}) == passage
    with pytest.raises(NotFound, match=r"near it: .*quiet"):
        citing.find_passage(described, "quit", {})


def test_passages_are_cited_as_in_answers(described: Description) -> None:
    graph = open_graph(workspace=str(FOLDER))
    for passage in described.passages:
        assert citing.citation(described, passage) == evidence(graph, passage.iri).citation


def test_what_a_workspace_graph_describes_is_what_its_files_do(described: Description) -> None:
    assert describe(open_graph(workspace=str(FOLDER))).passages == described.passages


def test_the_only_document_is_chosen_and_others_are_named(described: Description) -> None:
    assert chosen_source(described, None).iri == SOURCE
    for name in (SOURCE, "document", "havsvik.txt", "Havsviks plan"):
        assert chosen_source(described, name).iri == SOURCE
    with pytest.raises(NotFound, match="there are: document"):
        chosen_source(described, "documnt")
    with pytest.raises(InputError, match="no passages"):
        chosen_source(replace(described, passages=()), None)


def test_units_of_a_list() -> None:
    copy = read_copy(DOCUMENT)
    assert units.bullet(copy, locating.find(copy, "staden är medlem")[0].span) is None
    heading = units.heading_above(copy, 29)
    assert heading is not None
    assert heading.text == "Viktigt är att:"


# The strategy's own document ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def packaged() -> Sources:
    if not (Path(data_folder()) / "stratgraph.toml").exists():
        pytest.skip("the packaged strategy is not there")
    return read_sources(packaged_workspace())


REAL_COPIES = ["the same", "CR LF", "CR", "byte order mark", "NFD", "Windows-1252", "wrapped anew", "one long line"]


@pytest.mark.parametrize("name", REAL_COPIES)
def test_every_packaged_passage_is_in_every_copy(name: str, strategy_document: Path, packaged: Sources) -> None:
    description = packaged.description
    source = chosen_source(description, None)
    make, kind, _ = COPIES[name]
    result = match(source, description.passages_of(source.iri), copy_of(make(strategy_document.read_text("utf-8"))))
    assert (result.kind, result.lost) == (kind, ())


def test_every_line_of_the_strategy_is_accounted_for(strategy_document: Path, packaged: Sources) -> None:
    source = chosen_source(packaged.description, None)
    report = checking.check(packaged.description, source.iri, read_copy(strategy_document), strict=True)
    assert report.findings == ()


def test_a_later_edition_of_the_strategy(strategy_document: Path, packaged: Sources) -> None:
    source = chosen_source(packaged.description, None)
    passages = packaged.description.passages_of(source.iri)
    edition = "Nytt förord.\n\n" * 20 + strategy_document.read_text("utf-8").replace("ramprogrammet", "programmet")
    result = match(source, passages, copy_of(edition.encode()))
    assert 0 < len(result.lost) < len(passages) / 10


def test_bullets_of_the_real_document(strategy_document: Path) -> None:
    copy = read_copy(strategy_document)
    hit = locating.find(copy, "kompletterande klusterkompetens")[0]
    span = locating.widened(copy, hit.span, "bullet")
    assert copy.lines_of((span,)) == (1126, 1133)
    located = locating.describe(copy, (span,), iri="urn:x", source="urn:s", unit="bullet")
    assert (located.passage.unit or "").endswith("#Bullet")
    assert located.passage.number == 1
