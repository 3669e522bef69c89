"""One file to forward: what the strategy has, what it lacks, and where each word of that is said."""

from stratgraph.reports.content import Report, Section, report

__all__ = ["Report", "Section", "report"]
