"""A story in YAML, read with the line of each value, so that an error can name it."""

from __future__ import annotations

import yaml

from stratgraph.maps.story import KEYS, Field, RawStep, RawStory, unknown, wrong
from stratgraph.model.errors import ParseError
from stratgraph.model.language import LANGUAGES, Text

FIELD = Text(en="field", sv="fält")
IN_LANGUAGES = ("title", "text", "notes")
NOT_A_MAP = Text(en="expected names with values (name: value)", sv="väntade namn med värden (namn: värde)")
NOT_A_LIST = Text(en='"steps:" is a list of steps', sv='"steps:" är en lista med steg')
NOT_PLAIN = Text(en="expected a text, or a list of texts", sv="väntade en text eller en lista med texter")


def read_yaml(text: str, name: str) -> RawStory:
    r"""Return the story of a YAML file.

    Raises ParseError with the line of what cannot be understood.

    >>> read_yaml("title: {en: One, sv: En}\nsteps:\n- {id: a, title: {en: T}}\n", "s.yaml").steps[0].fields["id"]
    Field(value='a', line=3)
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise wrong(name, line, Text(en="{why}", sv="{why}").format(why=error.problem)) from error
    except yaml.YAMLError as error:
        raise ParseError(Text(en="{name}: no YAML", sv="{name}: ingen YAML").format(name=name)) from error
    top = _map(root, name, ("title", "steps")) if root is not None else {}
    steps = top.get("steps")
    if steps is not None and not isinstance(steps, yaml.SequenceNode):
        raise wrong(name, _line(steps), NOT_A_LIST)
    title = {key: field.value for key, field in _texts(top["title"], name).items()} if "title" in top else {}
    return RawStory(title, tuple(_step(node, name) for node in (steps.value if steps else ())), name)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _map(node: yaml.Node, name: str, known: tuple[str, ...]) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise wrong(name, _line(node), NOT_A_MAP)
    found = {}
    for key, value in node.value:
        if key.value not in known:
            raise wrong(name, _line(key), unknown(str(key.value), known, FIELD))
        found[str(key.value)] = value
    return found


def _texts(node: yaml.Node, name: str) -> dict[str, Field]:
    """Return a text by language; one without languages is English."""
    if isinstance(node, yaml.ScalarNode):
        return {"en": Field(str(node.value).strip(), _line(node))}
    return {language: _plain(value, name) for language, value in _map(node, name, LANGUAGES).items()}


def _plain(node: yaml.Node, name: str) -> Field:
    """Return a text, or the texts of a list with commas between."""
    if isinstance(node, yaml.ScalarNode):
        return Field(" ".join(str(node.value).split()), _line(node))
    if isinstance(node, yaml.SequenceNode) and all(isinstance(part, yaml.ScalarNode) for part in node.value):
        return Field(", ".join(str(part.value) for part in node.value), _line(node))
    raise wrong(name, _line(node), NOT_PLAIN)


def _step(node: yaml.Node, name: str) -> RawStep:
    fields: dict[str, Field] = {}
    for key, value in _map(node, name, ("id", *IN_LANGUAGES, *KEYS)).items():
        if key in IN_LANGUAGES:
            prefix = "" if key == "text" else f"{key}-"
            fields |= {prefix + language: field for language, field in _texts(value, name).items()}
        else:
            fields[key] = _plain(value, name)
    return RawStep(_line(node), fields)
