"""The results page: its sections, in the order in which they stand."""

from __future__ import annotations

from benchmarks import noise, sections, serve
from benchmarks.goals import goals
from benchmarks.measuring import Measured
from benchmarks.sections import Section


def noise_of(found: Measured) -> list[str]:
    """Return the section on noise."""
    return noise.noise(found.beats)


def requests(found: Measured) -> list[str]:
    """Return the section on requests a second."""
    return serve.section(found.requests) if found.requests else ["Not in this run."]


SECTIONS: dict[str, Section] = {
    "What was measured": sections.about,
    "Noise": noise_of,
    "Goals": goals,
    "Cold start": sections.cold,
    "Loading and opening": sections.loading,
    "Questions as asked by default": sections.questions,
    "Questions over all cities: growth": sections.growth,
    "Beside plain pyoxigraph, same query text": sections.beside_plain,
    "Beside other engines": sections.others,
    "Requests a second": requests,
}


def page(found: Measured) -> str:
    """Return the results page."""
    parts = [
        "# Benchmarks",
        "",
        "Written by `python -m benchmarks`, over the made-up cities of `benchmarks/generate.py`.",
    ]
    for title, section in SECTIONS.items():
        parts += ["", f"## {title}", "", *section(found)]
    return "\n".join([*parts, ""])
