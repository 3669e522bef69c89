"""Each view of a map as a picture in one language."""

from __future__ import annotations

from dataclasses import replace

from stratgraph.maps.focus import Focus
from stratgraph.maps.graph import StrategyMap
from stratgraph.maps.scene import Scene
from stratgraph.maps.signs import signs_on
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text

VIEWS = ("layered", "geographic", "ego", "matrix")

NEEDS_FOCUS = Text(
    en="the view ego needs --focus NAME: the thing that it goes round",
    sv="vyn ego behöver --focus NAMN: det som den går runt",
)


def picture(found: StrategyMap, view: str = "layered", *, language: str = "en", focus: Focus | None = None) -> Scene:
    """Return a view of a map as a picture; what came and went bears its sign.

    Raises InputError for a view that there is not, and for "ego" without something to go round.
    """
    scene = _view(found, view, language, focus)
    return replace(scene, marks=(*scene.marks, *signs_on(scene.lines, scene.boxes)))


def _view(found: StrategyMap, view: str, language: str, focus: Focus | None) -> Scene:
    if view == "geographic":
        from stratgraph.maps.pictures.geographic import geographic_scene

        return geographic_scene(found, language=language, focus=focus)
    if view == "matrix":
        from stratgraph.maps.pictures.matrix import matrix_scene

        return matrix_scene(found, language=language)
    if view == "ego" and found.nodes:
        from stratgraph.maps.pictures.ego import ego_scene

        chosen = focus if focus is not None and focus.nodes else Focus((found.meta.focal,) if found.meta.focal else ())
        if not chosen.nodes:
            raise InputError(NEEDS_FOCUS)
        return ego_scene(found, chosen, language=language)
    from stratgraph.maps.pictures.layered import layered_scene

    return layered_scene(found, language=language, focus=focus)
