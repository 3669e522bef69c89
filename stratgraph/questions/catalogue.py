"""Every question that can be asked: the packaged ones, and the workspace's own."""

from __future__ import annotations

import os

from stratgraph.graph.reading import read_text
from stratgraph.graph.workspace import Workspace
from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.language import Text
from stratgraph.questions.binding import fold, unknown_parameter
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
    found, broken = read_all(workspace)
    if broken:
        raise broken[0]
    return found


def read_all(workspace: Workspace) -> tuple[list[Question], list[InputError]]:
    """Return the questions that can be read, by group and id, and what is wrong with the files that cannot."""
    known = files(workspace)
    found: list[Question] = []
    broken: list[InputError] = []
    for path in known.values():
        try:
            found.append(_read(path, known))
        except InputError as error:
            broken.append(error)
    return sorted(found, key=lambda question: (GROUPS.index(question.group), question.id)), broken


def question(workspace: Workspace, name: str) -> Question:
    """Return the question of that id or title, else the one whose id and title have all the words, in either language.

    Raises NotFound, with the nearest, where there is none or several; ParseError where its file is broken.
    """
    known = files(workspace)
    if name in known:
        return _read(known[name], known)
    everything, _ = read_all(workspace)
    titled = [found for found in everything if _folded(name) in (_folded(found.id), *map(_folded, found.title))]
    worded = titled or [found for found in everything if _has_words(found, name)]
    if len(worded) == 1:
        return worded[0]
    raise _several(name, worded) if worded else _not_found(name, everything)


def _has_words(found: Question, name: str) -> bool:
    """Tell whether all words of a name begin a word of the question's id or title, in one language or the other."""
    wanted = _folded(name).split("-")
    texts = [_folded(f"{found.id} {title}").split("-") for title in found.title]
    return any(all(any(has.startswith(word) for has in text) for word in wanted) for text in texts)


def _several(name: str, worded: list[Question]) -> NotFound:
    ids = tuple(found.id for found in worded)
    text = Text(en='"{name}" fits several questions: {ids}', sv='"{name}" passar flera frågor: {ids}')
    return NotFound(text.format(name=name, ids=", ".join(ids)), nearest=ids)


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
    """Return a text as it is compared: without case, accents and punctuation."""
    return "-".join(fold(text.replace("_", " ").replace("-", " ").replace(",", " ").strip(" ?")).split())


def parameter_of(found: Question, name: str) -> Parameter:
    """Return a question's parameter of that name.

    Raises NotFound, with the nearest, where there is none.
    """
    for parameter in found.parameters:
        if parameter.name == name:
            return parameter
    raise unknown_parameter(found, name)
