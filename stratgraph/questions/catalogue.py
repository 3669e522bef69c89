"""Every question that can be asked: the packaged ones, and the workspace's own."""

from __future__ import annotations

import os

from stratgraph.graph.reading import read_text
from stratgraph.graph.workspace import Workspace
from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.language import Text
from stratgraph.questions.binding import unknown_parameter
from stratgraph.questions.header import parse_question
from stratgraph.questions.question import GROUPS, Parameter, Question

ENDING = ".rq"


def files(workspace: Workspace) -> dict[str, str]:
    """Return the file of each question by its id; a workspace's own comes before a packaged one of the same id."""
    found: dict[str, str] = {}
    for folder in (os.path.dirname(os.path.abspath(__file__)), workspace.questions_folder):
        if os.path.isdir(folder):
            names = sorted(name for name in os.listdir(folder) if name.endswith(ENDING))
            found |= {name[: -len(ENDING)]: os.path.join(folder, name) for name in names}
    return found


def questions(workspace: Workspace) -> list[Question]:
    """Return all questions, by group and id.

    Raises ParseError for the first file that is broken.
    """
    found = [_read(path, files(workspace)) for path in files(workspace).values()]
    return sorted(found, key=lambda question: (GROUPS.index(question.group), question.id))


def question(workspace: Workspace, name: str) -> Question:
    """Return the question of that id, or of that title in either language.

    Raises NotFound, with the nearest, where there is none; ParseError where its file is broken.
    """
    known = files(workspace)
    if name in known:
        return _read(known[name], known)
    wanted = _folded(name)
    everything = questions(workspace)
    for found in everything:
        if wanted in (_folded(found.id), _folded(found.title.en), _folded(found.title.sv)):
            return found
    raise _not_found(name, everything)


def _read(path: str, known: dict[str, str]) -> Question:
    def body_of(other: str) -> str:
        if other not in known:
            raise InputError(
                Text(
                    en='{path}: no question "{other}" to take the query of',
                    sv='{path}: frågan "{other}" att låna finns inte',
                ).format(path=path, other=other)
            )
        return read_text(known[other])

    return parse_question(read_text(path), path=path, body_of=body_of)


def _not_found(name: str, everything: list[Question]) -> NotFound:
    near = near_misses(name, everything)
    hint = Text(en="; did you mean {names}?", sv="; menade du {names}?").format(names=", ".join(near))
    way_out = Text(en="; `stratgraph ask` lists them", sv="; `stratgraph ask` listar dem")
    text = Text(en='no question "{name}"{hint}', sv='frågan "{name}" finns inte{hint}')
    return NotFound(text.format(name=name, hint=hint if near else way_out), nearest=near)


def near_misses(name: str, everything: list[Question]) -> tuple[str, ...]:
    """Return the ids of the questions that were most likely meant: alike, or with all the words somewhere."""
    from difflib import get_close_matches

    near = get_close_matches(_folded(name), [question.id for question in everything], 3, 0.5)
    words = _folded(name).split("-")
    for found in everything:
        said = _folded(" ".join([found.id, *found.title, *found.description]))
        if words and all(word in said for word in words):
            near.append(found.id)
    return tuple(dict.fromkeys(near))[:3]


def _folded(text: str) -> str:
    return " ".join(text.replace("-", " ").replace("_", " ").casefold().strip(" ?").split()).replace(" ", "-")


def parameter_of(found: Question, name: str) -> Parameter:
    """Return a question's parameter of that name.

    Raises NotFound, with the nearest, where there is none.
    """
    for parameter in found.parameters:
        if parameter.name == name:
            return parameter
    raise unknown_parameter(found, name)
