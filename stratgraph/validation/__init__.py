"""Whether data is fit to be asked: SHACL shapes and SPARQL checks, answered in the words of the person who wrote it."""

from stratgraph.validation.finding import Finding, Report
from stratgraph.validation.validating import validate

__all__ = ["Finding", "Report", "validate"]
