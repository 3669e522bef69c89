"""The map's page: one HTML file made of the map's data alone, which asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from stratgraph.maps.page.words import WORDS
from stratgraph.model.errors import EngineError
from stratgraph.model.language import Text

# Order matters: the files share one scope, and later ones use what earlier ones define.
SCRIPTS = (
    "core",
    "state",
    "layout",
    "drawing",
    "sizing",
    "renderer",
    "panel",
    "rail",
    "story",
    "tables",
    "rdf",
    "svgpen",
    "sheet",
    "export",
    "keys",
    "main",
)
BUNDLE = "lib/vis-9.1.2/vis-network.min.js"
NO_PYVIS = Text(
    en="the page of the map needs the package pyvis 0.3.2; install it with: pip install pyvis",
    sv="kartans sida behöver paketet pyvis 0.3.2; installera det med: pip install pyvis",
)


def page(data: Mapping[str, Any]) -> str:
    """The whole HTML file for a map's data, as `StrategyMap.to_dict()` gives it; same data, same bytes.

    Raises `EngineError` where pyvis, which carries the drawing library, is not installed, and `ValueError`
    for a number that JSON does not know (NaN).
    """
    try:
        from pyvis.network import Network  # takes half a second to import
    except ImportError as error:
        raise EngineError(NO_PYVIS) from error
    here = files(__package__)
    bundle = files("pyvis").joinpath(BUNDLE).read_text(encoding="utf-8")
    script = "\n".join(here.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    style = here.joinpath("page.css").read_text(encoding="utf-8")
    # What an HTML parser would read otherwise than it stands (a closing tag, a carriage return) would break the hash.
    bundle, script = (_inside(text, "script") for text in (bundle, script))
    network = Network()
    network.set_template_dir(str(here), "template.html")
    network.templateEnv.autoescape = True
    network.templateEnv.globals.update(
        policy=f"default-src 'none'; script-src {_hash(bundle)} {_hash(script)}; style-src {_hash(style)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'",
        bundle=Markup(bundle),  # noqa: S704  our own files, not data
        script=Markup(script),  # noqa: S704
        style=Markup(style),  # noqa: S704
        data=Markup(as_json(data)),  # noqa: S704  "<" is escaped in it
        words=Markup(as_json(_words())),  # noqa: S704
        title=data["meta"]["title"][data["meta"]["language"]],
        language=data["meta"]["language"],
    )
    return str(network.generate_html())


def as_json(value: object) -> str:
    r"""The value as JSON that can stand in a script element.

    >>> as_json({"b": "</script>", "a": 1})
    '{"a":1,"b":"\\u003c/script>"}'
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"))
    for mark in "<\u2028\u2029\r\x00":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def _words() -> dict[str, dict[str, str]]:
    return {name: {"en": word.en, "sv": word.sv} for name, word in WORDS.items()}


def _inside(text: str, tag: str) -> str:
    return text.replace("\r\n", "\n").replace(f"</{tag}", f"<\\/{tag}")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
