"""What stands round every picture: title, what is on it, where it comes from."""

from __future__ import annotations

from typing import Any

from stratgraph.maps.graph import StrategyMap
from stratgraph.maps.metrics import wrapped
from stratgraph.maps.words import Words

WIDTH = 1872
YEAR = Words("Year of the document", "Dokumentets år")
DATE = Words("Date of the map", "Kartans datum")


def around(found: StrategyMap, language: str) -> dict[str, Any]:
    """Return what every picture of a map has, as the arguments of a `Scene`."""
    return {
        "language": language,
        "title": _fitting(found.meta.title.into(language), 32),
        "subtitle": _fitting(found.meta.summary.into(language), 19),
        "footer": _fitting(footer(found, language), 18),
        "empty": found.meta.empty.into(language) if found.meta.empty else "",
        "kinds": found.kinds,
        "relations": found.relations,
    }


def _fitting(text: str, size: float) -> str:
    """Return a text that fits on one line across the picture."""
    lines = wrapped(text, WIDTH if size < 30 else WIDTH / 1.2, size, lines=1)
    return lines[0] if lines else ""


def footer(found: StrategyMap, language: str) -> str:
    """Return the source line, with the document's year and the map's date where they are known, and the tool."""
    parts = [found.meta.source.into(language)]
    if found.meta.year:
        parts.append(f"{YEAR.into(language)}: {found.meta.year}")
    if found.meta.date:
        parts.append(f"{DATE.into(language)}: {found.meta.date}")
    return " · ".join([*parts, found.meta.tool])
