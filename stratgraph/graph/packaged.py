"""Where the ontology and the packaged strategy stand: in the wheel, or at the top of a checkout."""

# pathlib costs a cold `ask` more than everything that is done with it here.
from __future__ import annotations

import os

STRATEGY = "stockholm-2003"

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def _folder(name: str) -> str:
    packaged = os.path.join(_PACKAGE, "_packaged", name)
    return packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(_PACKAGE), name)


def ontology_folder() -> str:
    """Return the folder of the ontology: terms, rules, shapes and checks."""
    return _folder("ontology")


def data_folder() -> str:
    """Return the folder of the packaged strategy, a workspace like any other."""
    return os.path.join(_folder("graph_data"), STRATEGY)


def built_folder() -> str:
    """Return the folder that holds the packaged strategy as it was derived when the package was built."""
    return os.path.join(_PACKAGE, "_built")


def files_under(folder: str) -> list[str]:
    """Return every file in a folder and below, sorted, without those whose name begins with a dot."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        found += [os.path.join(place, name) for name in names if not name.startswith(".")]
    return sorted(found)


def ontology_files() -> list[str]:
    """Return the Turtle files that hold the terms: the ontology and its alignments, not the shapes."""
    folder = ontology_folder()
    names = ("stratgraph.ttl", "alignments.ttl")
    return [path for name in names if os.path.isfile(path := os.path.join(folder, name))]


def rule_files() -> list[str]:
    """Return the rules, in the order in which they run."""
    return [path for path in files_under(os.path.join(ontology_folder(), "rules")) if path.endswith(".ru")]
