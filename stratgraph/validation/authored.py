"""A set of files as they were written: their quads, where each stands, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from stratgraph.graph.labels import local_name
from stratgraph.graph.packaged import ontology_files
from stratgraph.graph.reading import read_quads
from stratgraph.graph.rules import run_rules
from stratgraph.model.language import LANGUAGES, Text
from stratgraph.model.terms import LABEL, ONTOLOGY, PREF_LABEL
from stratgraph.validation.places import Places


class Authored:
    """The quads of the files, the ontology beside them in its own graph; `ontology` are files of more terms."""

    def __init__(self, files: Iterable[str], *, ontology: Iterable[str] = ()) -> None:
        self.places = Places()
        # A store changes some literals (007 becomes 7), so the quads are kept as they came.
        self.quads: list[ox.Quad] = []
        for file in files:
            quads = read_quads(file)
            self.places.add(Path(file), quads)
            self.quads += quads
        graph = ox.NamedNode(ONTOLOGY)
        self.ontology = [
            ox.Quad(quad.subject, quad.predicate, quad.object, graph)
            for file in (*ontology_files(), *ontology)
            for quad in read_quads(file)
        ]
        self.store = ox.Store()
        self.store.extend([*self.quads, *self.ontology])

    def derived(self) -> list[ox.Quad]:
        """Return what the rules add; the store holds it from then on."""
        before = set(self.store)
        run_rules(self.store)
        return [quad for quad in self.store if quad not in before]

    def label(self, iri: str) -> Text:
        """Return a thing's name in both languages, or the end of its IRI where it has none."""
        labels = dict(self._labels(iri))
        fallback = next(iter(labels.values()), local_name(iri))
        sv, en = (labels.get(language, fallback) for language in LANGUAGES)
        return Text(en=en, sv=sv)

    def _labels(self, iri: str) -> Iterator[tuple[str, str]]:
        if ":" not in iri:  # a blank node
            return
        for predicate in (PREF_LABEL, LABEL):
            for quad in self.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None):
                if isinstance(quad.object, ox.Literal):
                    yield quad.object.language or "", quad.object.value
