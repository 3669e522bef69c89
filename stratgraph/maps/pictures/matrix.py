"""Networks by cities, as a picture: who is in what, and how."""

from __future__ import annotations

from stratgraph.maps.boxes import box_of
from stratgraph.maps.graph import StrategyMap
from stratgraph.maps.layout.matrix import Matrix, matrix
from stratgraph.maps.metrics import plain, wrapped
from stratgraph.maps.pictures.frame import around
from stratgraph.maps.scene import Mark, Note, Scene
from stratgraph.maps.words import Words

TOP, BOTTOM, SIDE = 250, 110, 24
ROW_BOX = (290, 44)
MOST_ROWS, MOST_COLUMNS = 14, 20
#: What a cell shows, the strongest first: the relation, its glyph, and what it means.
MARKS = (
    ("leads", "★", Words("holds an office", "har uppdrag")),
    ("memberOf", "●", Words("member", "medlem")),
    ("activeIn", "◆", Words("active; no membership stated", "aktiv; medlemskap anges inte")),
    ("prioritises", "◇", Words("prioritises it", "prioriterar det")),
)
OTHER = ("□", Words("another relation", "annat samband"))
PROPOSED = ("○", Words("only proposed", "bara föreslaget"))
NO_TIES = Words(
    "The chosen layers tie no city to a network.",
    "De valda lagren knyter ingen stad till ett nätverk.",
)


def matrix_scene(found: StrategyMap, *, language: str = "en") -> Scene:
    """Return the matrix of networks and cities."""
    table = matrix(found)
    nodes = {node.id: node for node in found.nodes}
    rows, columns = table.rows[:MOST_ROWS], table.columns[:MOST_COLUMNS]
    width, height = found.layered.size
    high = min(58.0, (height - TOP - BOTTOM) / max(1, len(rows)))
    wide = min(130.0, (width - 2 * SIDE - ROW_BOX[0] - 120) / max(1, len(columns)))
    left = SIDE + ROW_BOX[0] + 24
    ys = {name: TOP + high * (number + 0.5) for number, name in enumerate(rows)}
    xs = {name: left + wide * (number + 0.5) for number, name in enumerate(columns)}
    right, bottom = left + wide * len(columns), TOP + high * len(rows)
    given = around(found, language)
    if not columns and not given["empty"]:
        given["empty"] = NO_TIES.into(language)
    heads = [
        Note(x + 4, TOP - 12, wrapped(plain(nodes[name].short.into(language)), 190, 18, lines=1)[0], 18, turn=-45)
        for name, x in xs.items()
    ]
    cut = _left_out(len(table.rows) - len(rows), len(table.columns) - len(columns))
    return Scene(
        **given,
        size=found.layered.size,
        boxes=tuple(box_of(nodes[name], (SIDE + ROW_BOX[0] / 2, y), ROW_BOX, language) for name, y in ys.items()),
        notes=(*heads, *([Note(right + 12, TOP + 18, cut, 18, faint=True)] if cut else [])),
        rules=(
            *((left, TOP + high * n, right, TOP + high * n) for n in range(len(rows) + 1 if columns else 0)),
            *((left + wide * n, TOP, left + wide * n, bottom) for n in range(len(columns) + 1 if columns else 0)),
        ),
        marks=tuple(_marks(table, xs, ys, language)),
        legend=tuple((glyph, words.into(language)) for glyph, words in _used(table)),
    )


def _left_out(rows: int, columns: int) -> str:
    return " ".join(text for count, text in ((rows, f"↓ +{rows}"), (columns, f"→ +{columns}")) if count)


def _glyph(relations: frozenset[tuple[str, str]]) -> str:
    """Return the glyph of a cell: of its strongest relation that holds, else of what is proposed."""
    held = {relation for relation, status in relations if status == "existing"}
    return next((glyph for relation, glyph, _ in MARKS if relation in held), OTHER[0] if held else PROPOSED[0])


def _marks(table: Matrix, xs: dict[str, float], ys: dict[str, float], language: str) -> list[Mark]:
    return [
        Mark(xs[city], ys[network], _glyph(cell.relations), "\n".join(words.into(language) for words in cell.sentences))
        for (network, city), cell in table.cells.items()
        if network in ys and city in xs
    ]


def _used(table: Matrix) -> list[tuple[str, Words]]:
    used = {_glyph(cell.relations) for cell in table.cells.values()}
    known = [*((glyph, words) for _, glyph, words in MARKS), OTHER, PROPOSED]
    return [(glyph, words) for glyph, words in known if glyph in used]
