"""What a page or a workbook says around an answer: the question, the passages, the query, the command."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from shlex import quote

from stratgraph.graph.evidence import citations
from stratgraph.graph.memory import Graph
from stratgraph.graph.prologue import with_prefixes
from stratgraph.model.about import About
from stratgraph.model.language import Text
from stratgraph.model.table import Table
from stratgraph.model.terms import LAYERS
from stratgraph.output import IN_WORDS, WITH_ABOUT
from stratgraph.questions.question import Question
from stratgraph.questions.sparql import sparql_of
from stratgraph.sources.cited import cited

LAYERS_WORD = Text(en="layers: {layers}", sv="lager: {layers}")
OWN_QUERY = Text(en="A query", sv="En fråga i SPARQL")


def about_question(
    graph: Graph, question: Question, given: Mapping[str, str], table: Table, *, language: str, quoted: bool
) -> About:
    """Return what belongs to an answer of the catalogue; `quoted` adds the words of the attached document."""
    chosen = [f"{name}={value}" for name, value in given.items()]
    command = ["stratgraph", "ask", question.id, *(part for pair in chosen for part in ("-p", quote(pair)))]
    if set(graph.layers) != set(LAYERS):
        command += ["--layer", ",".join(graph.layers)]
        chosen.append(LAYERS_WORD.format(layers=", ".join(graph.layers)).into(language))
    return About(
        question.title,
        description=question.description,
        reading=question.reading,
        empty=question.empty,
        chosen=tuple(chosen),
        sparql=sparql_of(graph, question, given),
        command=" ".join(command),
        passages=cited(graph, table.locators(), language, quoted=quoted),
    )


def about_query(graph: Graph, query: str, name: str | None) -> About:
    """Return what belongs to the answer to a user's own query: a comment on its first line is its title."""
    first = re.match(r"\s*#\+?\s*(?:title|summary)?:?\s*(\S.*)", query)
    title = first[1].strip() if first else name
    text = Text(en=title, sv=title) if title and title != "-" else OWN_QUERY
    return About(text, sparql=with_prefixes(query, graph.workspace.prefixes))


def with_passages(graph: Graph, table: Table, title: Text, *, form: str, language: str, quoted: bool) -> Table:
    """Return the table with what the format has room for: citations in words, and a page's list of passages."""
    if form not in IN_WORDS:
        return table
    locators = table.locators()
    about = None
    if form in WITH_ABOUT:
        about = About(title, passages=cited(graph, locators, language, quoted=quoted))
    return replace(table, citations=citations(graph, locators, language), about=about)
