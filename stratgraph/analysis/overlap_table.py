"""Overlaps as tables: a matrix for people, a long form with evidence for programs; and as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stratgraph.analysis.overlaps import Cell, ClusterColumn, Overlaps, Rival
from stratgraph.graph.labels import local_name
from stratgraph.model.language import Text
from stratgraph.model.matrix import Header, Mark, Matrix
from stratgraph.model.table import Code, Column, Entity, Table, Value
from stratgraph.questions.answer import LAYER, LAYER_WORDS

KINDS = {
    "geographic": Text(en="geographic", sv="geografisk"),
    "niche": Text(en="niche", sv="nisch"),
    "both": Text(en="geographic and niche", sv="geografisk och nisch"),
}
#: The same in a matrix, where there is little room.
SHORT_KINDS = {**KINDS, "both": Text(en="both", sv="båda")}
#: What a cell says: the letter for it, how dark it is drawn, and its words.
SAYS = {
    "own": (
        Text(en="M", sv="M"),
        1,
        Text(
            en="the competitor markets or prioritises the cluster itself",
            sv="konkurrenten marknadsför eller prioriterar själv klustret",
        ),
    ),
    "stated": (
        Text(en="C", sv="K"),
        2,
        Text(en="competition in the cluster is stated", sv="konkurrens i klustret anges"),
    ),
    "both": (Text(en="B", sv="B"), 3, Text(en="both", sv="både och")),
}
NOTHING = Text(en="no cluster is stated", sv="inget kluster anges")
STARRED = Text(en="{city} gives the cluster priority", sv="{city} prioriterar klustret")
COUNTED = Text(en="; a number says of how many competitors", sv="; en siffra anger hur många konkurrenter det gäller")
TITLE = Text(en="{city}: competitors and clusters", sv="{city}: konkurrenter och kluster")
ALIGNED = Text(
    en="{city}: competitors and clusters, aligned", sv="{city}: konkurrenter och kluster, samlade under vidare kluster"
)
DESCRIPTION = Text(
    en="A row for each of {rows}, a column for each of {columns}. A letter in a cell says how they overlap.",
    sv="En rad för var och en av {rows}, en kolumn för vart och ett av {columns}. En bokstav i cellen anger hur de "
    "överlappar.",
)
NO_RIVAL = Text(
    en="the chosen layers name no competitor of {city}", sv="de valda lagren nämner ingen konkurrent till {city}"
)
NO_OVERLAP = Text(
    en="{city} has competitors, but the chosen layers state no cluster of any of them",
    sv="{city} har konkurrenter, men de valda lagren anger inget kluster för någon av dem",
)
WITHOUT = Text(en="No cluster is stated of: {names}.", sv="Inget kluster anges för: {names}.")
LEFT_ROWS = Text(
    en="{n} of {all} competitors with a stated cluster are not shown (--top 0 shows all).",
    sv="{n} av {all} konkurrenter med angivet kluster visas inte (--top 0 visar alla).",
)
LEFT_COLUMNS = Text(
    en="{n} of {all} clusters are not shown (--columns 0 shows all).",
    sv="{n} av {all} kluster visas inte (--columns 0 visar alla).",
)
NAMED = Text(en="{name} ({kind})", sv="{name} ({kind})")
MORE = Text(en="{names} and {n} more", sv="{names} och {n} till")
#: How many competitors without a cluster are named.
MOST_NAMED = 12

COMPETITOR = Column("competitor", Text(en="Competitor", sv="Konkurrent"), "entity")
COUNTRY_ROW = Column("country", Text(en="Country", sv="Land"), "entity")
KIND = Column("kind", Text(en="Kind", sv="Slag"), "code")


def title_of(found: Overlaps) -> Text:
    """Return the title of a city's overlaps."""
    return (ALIGNED if found.align else TITLE).format(city=found.city_name)


def emptiness(found: Overlaps) -> Text | None:
    """Return why there is nothing to show; None where there is something."""
    if found.rivals:
        return None
    return (NO_OVERLAP if found.without else NO_RIVAL).format(city=found.city_name)


# The matrix ---------------------------------------------------------------------------------------------------------


def matrix_table(found: Overlaps, *, numbered: bool = False, language: str = "en") -> Table:
    """Return the matrix: a row a competitor (or a country), a column a cluster, a letter where they overlap.

    `numbered` heads the clusters' columns with numbers, which a remark explains, where the names need too much room.
    """
    first = COUNTRY_ROW if found.by_country else COMPETITOR
    columns = (first, KIND, *(_column(*entry, numbered=numbered) for entry in enumerate(found.clusters, start=1)))
    rows = tuple(
        (
            Entity(rival.iri, rival.name.into(language)),
            None if rival.kind is None else Code(rival.kind, SHORT_KINDS[rival.kind].into(language)),
            *(_letter(found.cells.get((rival.iri, cluster.iri)), found, language) for cluster in found.clusters),
        )
        for rival in found.rivals
    )
    key = (_key(found),) if numbered and found.rivals else ()
    return Table(columns, rows, title=title_of(found), notes=(*key, *remarks(found)))


def _column(number: int, cluster: ClusterColumn, *, numbered: bool) -> Column:
    star = "★ " if cluster.priority else ""
    title = Text(f"{number}", f"{number}") if numbered else Text(*(star + name for name in cluster.name))
    return Column(local_name(cluster.iri), title, "code")


def _key(found: Overlaps) -> Text:
    """Return what the numbers at the heads of columns stand for."""
    names = [
        Text(*(f"{number} {'★ ' if cluster.priority else ''}{name}" for name in cluster.name))
        for number, cluster in enumerate(found.clusters, start=1)
    ]
    return Text(en="; ".join(name.en for name in names), sv="; ".join(name.sv for name in names))


def room_needed(found: Overlaps, language: str) -> int:
    """Return how many characters a line of the matrix needs, no word broken."""
    rivals = max((len(word) for rival in found.rivals for word in rival.name.into(language).split()), default=0)
    heads = [max(len(word) for word in cluster.name.into(language).split() or [""]) for cluster in found.clusters]
    return rivals + 14 + sum(head + 2 for head in heads)


def _kind(rival: Rival, language: str) -> Code | None:
    return None if rival.kind is None else Code(rival.kind, KINDS[rival.kind].into(language))


def _letter(cell: Cell | None, found: Overlaps, language: str) -> Code | None:
    return None if cell is None else Code(cell.code, _sign(cell, found, language))


def _sign(cell: Cell, found: Overlaps, language: str) -> str:
    letter = SAYS[cell.code][0].into(language)
    return f"{letter} {cell.holders}" if found.by_country else letter


def legend(found: Overlaps) -> Text:
    """Return one line that explains the letters and the star."""
    parts = [Text(*(f"{sign}: {said}" for sign, said in zip(*_explained(code), strict=True))) for code in SAYS]
    parts.append(Text(*(f"★: {said}" for said in STARRED.format(city=found.city_name))))
    joined = Text(en="; ".join(part.en for part in parts), sv="; ".join(part.sv for part in parts))
    return Text(*map("".join, zip(joined, COUNTED, strict=True))) if found.by_country else joined


def _explained(code: str) -> tuple[Text, Text]:
    sign, _, words = SAYS[code]
    return sign, words


def remarks(found: Overlaps) -> Iterator[Text]:
    """Yield what a reader of the matrix should know: the letters, what is left out, who has no cluster."""
    if found.rivals:
        yield legend(found)
    if found.left_rows:
        yield LEFT_ROWS.format(n=found.left_rows, all=found.left_rows + len(found.rivals))
    if found.left_columns:
        yield LEFT_COLUMNS.format(n=found.left_columns, all=found.left_columns + len(found.clusters))
    if found.without:
        yield WITHOUT.format(names=_names(found.without))


def _names(rivals: Sequence[Rival]) -> Text:
    shown = [
        NAMED.format(name=rival.name, kind=KINDS[rival.kind]) if rival.kind else rival.name
        for rival in rivals[:MOST_NAMED]
    ]
    names = Text(en=", ".join(name.en for name in shown), sv=", ".join(name.sv for name in shown))
    rest = len(rivals) - MOST_NAMED
    return MORE.format(names=names, n=rest) if rest > 0 else names


def picture(found: Overlaps, *, language: str = "en") -> Matrix:
    """Return the matrix as it is drawn."""
    marks = {
        code: Mark(shade, sign.into(language), words.into(language)) for code, (sign, shade, words) in SAYS.items()
    }
    places = {
        (row, place): marks[cell.code]._replace(sign=_sign(cell, found, language))
        for row, rival in enumerate(found.rivals)
        for place, cluster in enumerate(found.clusters)
        if (cell := found.cells.get((rival.iri, cluster.iri)))
    }
    rows = tuple(Header(rival.name.into(language), _beneath(rival, language)) for rival in found.rivals)
    columns = tuple(Header(one.name.into(language), starred=one.priority) for one in found.clusters)
    description = DESCRIPTION.format(
        rows=", ".join(row.label for row in rows), columns=", ".join(column.label for column in columns)
    )
    return Matrix(
        title_of(found).into(language),
        description.into(language),
        rows,
        columns,
        places,
        tuple(marks.values()),
        STARRED.format(city=found.city_name).into(language),
    )


def _beneath(rival: Rival, language: str) -> str:
    return KINDS[rival.kind].into(language) if rival.kind else ""


# The long form ------------------------------------------------------------------------------------------------------

OVERLAP_WORDS = {
    **{code: words for code, (_, _, words) in SAYS.items()},
    "both": Text(
        en="competition in the cluster is stated, and the competitor markets or prioritises it",
        sv="konkurrens i klustret anges, och konkurrenten marknadsför eller prioriterar det",
    ),
    "none": NOTHING,
}
COUNT = Column("competitors", Text(en="Competitors", sv="Konkurrenter"), "number")
LONG = (
    KIND,
    Column("cluster", Text(en="Cluster", sv="Kluster"), "entity"),
    Column("overlap", Text(en="Overlap", sv="Överlapp"), "code"),
    Column("stated", Text(en="Competition stated", sv="Konkurrens anges"), "boolean"),
    Column("markets", Text(en="Markets it", sv="Marknadsför det"), "boolean"),
    Column("prioritises", Text(en="Prioritises it", sv="Prioriterar det"), "boolean"),
    Column("priority", Text(en="City's priority", sv="Stadens prioritet"), "boolean"),
    Column("evidence", Text(en="Evidence", sv="Belägg"), "evidence"),
    LAYER,
)


def long_table(found: Overlaps, *, language: str = "en") -> Table:
    """Return a row for each cell, with evidence; a competitor of which no cluster is stated has one row without.

    By country, the last column but two says how many competitors a cell counts.
    """
    rows = [
        _long_row(rival, cluster, found.cells[rival.iri, cluster.iri], language)
        for rival in found.rivals
        for cluster in found.clusters
        if (rival.iri, cluster.iri) in found.cells
    ]
    if found.by_country:
        return Table((COUNTRY_ROW, *LONG[:-2], COUNT, *LONG[-2:]), tuple(rows), title=title_of(found))
    shown = [(*row[:-3], *row[-2:]) for row in rows] + [_bare_row(rival, language) for rival in found.without]
    return Table((COMPETITOR, *LONG), tuple(shown), title=title_of(found))


def _long_row(rival: Rival, cluster: ClusterColumn, cell: Cell, language: str) -> tuple[Value, ...]:
    words = ", ".join(LAYER_WORDS[layer].into(language) for layer in cell.layers)
    return (
        Entity(rival.iri, rival.name.into(language)),
        _kind(rival, language),
        Entity(cluster.iri, cluster.name.into(language)),
        Code(cell.code, OVERLAP_WORDS[cell.code].into(language)),
        cell.stated,
        cell.markets,
        cell.prioritises,
        cluster.priority,
        cell.holders,
        cell.evidence,
        Code(" ".join(cell.layers), words) if cell.layers else None,
    )


def _bare_row(rival: Rival, language: str) -> tuple[Value, ...]:
    overlap = Code("none", NOTHING.into(language))
    return (
        Entity(rival.iri, rival.name.into(language)), _kind(rival, language), None, overlap,
        False, False, False, False, (), None,
    )  # fmt: skip
