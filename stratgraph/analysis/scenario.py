"""Scenarios: networks that a city would join or leave, read from the command line or from a file.

A scenario file is YAML:

    join:
      - {network: UBC, relation: member, goals: [4]}
      - {network: Northern Ports, relation: active, goals: [1, 4], new: true}
    leave: [Eurocities]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stratgraph.model.errors import InputError, ParseError
from stratgraph.model.language import Text

#: What a city can be to a network, by the words that people use for it.
RELATIONS = {"member": "member", "medlem": "member", "active": "active", "aktiv": "active"}
NEW = "new:"
KEYS = ("join", "leave")
JOIN_KEYS = ("network", "relation", "goals", "new")

_SPECIFICATION = re.compile(rf"(?P<name>.+):(?P<relation>{'|'.join(RELATIONS)})(?::(?P<goals>.+))?", re.IGNORECASE)

BAD_JOIN = Text(
    en='--join needs NETWORK:RELATION:GOAL, as UBC:member:goal-4, not "{given}"; relations are member and active, '
    "several goals are joined with +",
    sv='--join behöver NÄTVERK:RELATION:MÅL, som UBC:member:goal-4, inte "{given}"; relationerna är member och active, '
    "flera mål skrivs med +",
)
PLACE = Text(en="{path}:{line}: {why}", sv="{path}:{line}: {why}")
UNKNOWN_KEY = Text(en='unknown "{key}"; there are {known}', sv='okänt "{key}"; det finns {known}')
NOT_A_LIST = Text(en="{key} is a list", sv="{key} är en lista")
NOT_A_MAP = Text(en="expected names with values (name: value)", sv="väntade namn med värden (namn: värde)")
NO_NETWORK = Text(en='"network:" is missing', sv='"network:" saknas')
NO_RELATION = Text(
    en='no relation "{given}"; there are member and active', sv='ingen relation "{given}"; det finns member och active'
)
NOTHING = Text(en="the file joins and leaves nothing", sv="filen går med i och lämnar inget")


@dataclass(frozen=True)
class Join:
    """A network to join: as what, for which goals (names or numbers); `new` is one that no source names."""

    network: str
    relation: str = "member"
    goals: tuple[str, ...] = ()
    new: bool = False


@dataclass(frozen=True)
class Scenario:
    """Networks that a city joins and leaves."""

    join: tuple[Join, ...] = ()
    leave: tuple[str, ...] = ()


def parse_join(given: str) -> Join:
    """Return what `NETWORK:RELATION:GOAL[+GOAL…]` says; `new:` before it names a network that no source knows.

    Raises InputError for anything else.

    >>> parse_join("UBC:member:goal-4+1")
    Join(network='UBC', relation='member', goals=('goal-4', '1'), new=False)
    >>> parse_join("new:Ports: north:active").network
    'Ports: north'
    """
    new = given.startswith(NEW)
    found = _SPECIFICATION.fullmatch(given.removeprefix(NEW).strip())
    if found is None or not found["name"].strip():
        raise InputError(BAD_JOIN.format(given=given))
    goals = tuple(goal.strip() for goal in (found["goals"] or "").split("+") if goal.strip())
    return Join(found["name"].strip(), RELATIONS[found["relation"].lower()], goals, new)


def parse_scenario(text: str, *, path: str) -> Scenario:
    r"""Return what a scenario file says; `path` is where it stands.

    Raises ParseError with the line of what cannot be used.

    >>> parse_scenario("join:\n- {network: UBC, goals: [4]}\nleave: [Eurocities]", path="s.yaml").leave
    ('Eurocities',)
    """
    return _Reader(path).scenario(text)


class _Reader:
    """Reads the file's nodes, so that every error knows its line."""

    def __init__(self, path: str) -> None:
        self.path = path

    def scenario(self, text: str) -> Scenario:
        """Return the whole scenario."""
        import yaml

        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            why = getattr(error, "problem", None) or "YAML"
            raise self._error(mark.line + 1 if mark else 1, Text(en="{why}", sv="{why}").format(why=why)) from error
        if root is None:
            raise self._error(1, NOTHING)
        parts = self._map(root, KEYS)
        join = tuple(self._join(node) for node in self._items(parts.get("join"), "join"))
        leave = tuple(str(node.value) for node in self._items(parts.get("leave"), "leave"))
        if not join and not leave:
            raise self._error(1, NOTHING)
        return Scenario(join, leave)

    def _join(self, node: Any) -> Join:
        from yaml import ScalarNode

        if isinstance(node, ScalarNode):
            try:
                return parse_join(str(node.value))
            except InputError as error:
                raise self._error(_line(node), error.text) from error
        parts = self._map(node, JOIN_KEYS)
        if "network" not in parts:
            raise self._error(_line(node), NO_NETWORK)
        relation = str(parts["relation"].value) if "relation" in parts else "member"
        if relation.lower() not in RELATIONS:
            raise self._error(_line(parts["relation"]), NO_RELATION.format(given=relation))
        goals = tuple(str(one.value) for one in self._items(parts.get("goals"), "goals"))
        new = "new" in parts and str(parts["new"].value).lower() in ("true", "yes", "ja")
        return Join(str(parts["network"].value), RELATIONS[relation.lower()], goals, new)

    def _map(self, node: Any, known: Sequence[str]) -> dict[str, Any]:
        from yaml import MappingNode

        if not isinstance(node, MappingNode):
            raise self._error(_line(node), NOT_A_MAP)
        for key, _ in node.value:
            if key.value not in known:
                raise self._error(_line(key), UNKNOWN_KEY.format(key=key.value, known=", ".join(known)))
        return {str(key.value): value for key, value in node.value}

    def _items(self, node: Any, key: str) -> list[Any]:
        from yaml import ScalarNode, SequenceNode

        if node is None:
            return []
        if isinstance(node, ScalarNode) and key == "goals":
            return [node]
        if not isinstance(node, SequenceNode):
            raise self._error(_line(node), NOT_A_LIST.format(key=key))
        return list(node.value)

    def _error(self, line: int, why: Text) -> ParseError:
        return ParseError(PLACE.format(path=self.path, line=line, why=why), line=line)


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1
