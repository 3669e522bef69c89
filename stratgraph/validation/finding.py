"""What validation says, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stratgraph.model.language import Text

#: The worst first. A violation must be mended, a warning should be, an info is a gap that the source may justify.
SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or may be.

    `code` is the local name of the shape or the id of the check; `focus` the IRI of what it is about, `value` the value
    that is wrong, `graph` the locator in whose graph it stands. `line` is 1-based and counts in `file`; both are None
    where they are not known.
    """

    severity: str
    code: str
    focus: str
    label: Text
    message: Text
    way_out: Text = Text(en="", sv="")
    value: str | None = None
    graph: str | None = None
    file: str | None = None
    line: int | None = None

    @property
    def order(self) -> tuple[int, str, int, str, str, str, str]:
        """Return what findings are sorted by: the worst first, then as they stand in the files."""
        place = (self.file or "", self.line or 0, self.focus, self.code)
        return (SEVERITIES.index(self.severity), *place, self.value or "", self.graph or "")


@dataclass(frozen=True)
class Report:
    """Every finding, sorted; how many things each shape was put to; how much was read."""

    findings: tuple[Finding, ...]
    focus_counts: Mapping[str, int] = field(default_factory=dict, hash=False)
    files: int = 0
    facts: int = 0

    @property
    def conforms(self) -> bool:
        """Return whether nothing must be mended.

        >>> Report(()).conforms
        True
        """
        return self.count("violation") == 0

    def count(self, severity: str) -> int:
        """Return the number of findings of that severity."""
        return sum(1 for finding in self.findings if finding.severity == severity)

    def at_least(self, severity: str) -> tuple[Finding, ...]:
        """Return the findings that are that severe, or worse."""
        wanted = SEVERITIES[: SEVERITIES.index(severity) + 1]
        return tuple(finding for finding in self.findings if finding.severity in wanted)
