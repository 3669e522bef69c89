"""Pictures as PNG and PDF, by a Chromium that is already on the machine.

The browser runs without a window, in a profile of its own that is thrown away, and reaches no network: every host
name leads nowhere, and the page that it prints may load nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from stratgraph.maps.scene import Scene
from stratgraph.maps.svg import THEMES, svg
from stratgraph.maps.words import clean
from stratgraph.model.errors import EngineError
from stratgraph.model.language import Text

#: Where the user says which browser it is.
VARIABLE = "STRATGRAPH_BROWSER"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
SECONDS = 120
SCALE = 2

NO_BROWSER = Text(
    en="PNG and PDF need Chromium, Chrome or Edge, and none was found; install one, name it in {variable}, or write "
    "-o map.svg, which needs none",
    sv="PNG och PDF behöver Chromium, Chrome eller Edge, och ingen hittades; installera en, ange den i {variable}, "
    "eller skriv -o karta.svg, som inte behöver någon",
)
FAILED = Text(
    en="{browser} made no picture ({why}); -o map.svg needs no browser",
    sv="{browser} gjorde ingen bild ({why}); -o karta.svg behöver ingen webbläsare",
)


def browser() -> str:
    """Return the path of the browser.

    Raises EngineError, with the way out, where there is none.
    """
    named = os.environ.get(VARIABLE)
    for name in (named,) if named else NAMES:
        if found := shutil.which(name):
            return found
    raise EngineError(NO_BROWSER.format(variable=VARIABLE))


def png(scene: Scene, *, theme: str = "light") -> bytes:
    """Return a picture as PNG, two pixels for each of its own.

    Raises EngineError where there is no browser, or it fails.
    """
    width, height = scene.size
    page = _page([_bare(scene, theme)], scene.language, f"html,body{{margin:0}}svg{{display:block;width:{width}px}}")
    # The window is higher than the picture: some versions take their own borders from it.
    size = f"--window-size={width},{height}"
    return _run(page, "map.png", [size, f"--force-device-scale-factor={SCALE}", "--hide-scrollbars"], "--screenshot=")


def pdf(scenes: Sequence[Scene], *, texts: Sequence[tuple[str, str]] = (), theme: str = "light") -> bytes:
    """Return pictures as PDF, each on one page of A4 across; `texts` are a title and a text above each.

    Raises EngineError where there is no browser, or it fails.
    """
    pages = []
    for number, scene in enumerate(scenes):
        above = _above(*texts[number]) if number < len(texts) else ""
        pages.append(f"<section>{above}<div>{_bare(scene, theme)}</div></section>")
    colors = f"html,body{{background:{THEMES[theme].paper};color:{THEMES[theme].ink}}}"
    page = _page(
        pages, scenes[0].language if scenes else "en", _PRINT + colors, title=scenes[0].title if scenes else ""
    )
    return _run(page, "map.pdf", ["--no-pdf-header-footer"], "--print-to-pdf=")


def print_page(page: str) -> bytes:
    """Return a page as PDF, as its own style for print has it.

    Raises EngineError where there is no browser, or it fails.
    """
    return _run(page, "page.pdf", ["--no-pdf-header-footer"], "--print-to-pdf=")


_PRINT = """
@page { size: A4 landscape; margin: 0 }
html, body { margin: 0; font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif;
  -webkit-print-color-adjust: exact; print-color-adjust: exact }
section { box-sizing: border-box; height: 209.5mm; width: 297mm; padding: 10mm;
  display: flex; flex-direction: column; overflow: hidden; break-after: page }
section:last-child { break-after: auto }
h1 { font-size: 20pt; margin: 0 0 2mm; line-height: 1.2 }
p { font-size: 12.5pt; margin: 0 0 3mm; line-height: 1.35; max-width: 250mm }
div { flex: 1; min-height: 0; display: flex; align-items: center; justify-content: center }
svg { width: 100%; height: 100% }
"""


def _above(title: str, text: str) -> str:
    return f"<h1>{escape(clean(title))}</h1><p>{escape(clean(text))}</p>"


def _bare(scene: Scene, theme: str) -> str:
    """Return the drawing without the line that declares XML."""
    return svg(scene, theme=theme).partition("\n")[2]


def _page(bodies: Sequence[str], language: str, style: str, *, title: str = "") -> str:
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>{escape(clean(title))}</title>'
        f"<style>{style}</style></head><body>{''.join(bodies)}</body></html>\n"
    )


def _run(page: str, name: str, options: Sequence[str], output: str) -> bytes:
    """Return the file that the browser makes of a page."""
    program = browser()
    with TemporaryDirectory(prefix="stratgraph-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "map.html"), Path(folder, name)
        source.write_text(page, encoding="utf-8", newline="\n")
        command = [program, *_quiet(folder), *options, f"{output}{target}", source.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EngineError(FAILED.format(browser=program, why=type(error).__name__)) from error
        if not target.is_file() or not target.stat().st_size:
            raise EngineError(FAILED.format(browser=program, why=_last(done.stderr) or done.returncode))
        return target.read_bytes()


def _quiet(folder: str) -> list[str]:
    """Return the options of a browser that nobody sees and that goes nowhere."""
    options = [
        "--headless=new",
        "--disable-gpu",
        "--disable-extensions",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--no-default-browser-check",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={Path(folder, 'profile')}",
    ]
    # Chromium refuses its sandbox to root, who in a container is often the only user.
    return [*options, "--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else options


def _last(errors: bytes) -> str:
    lines = [line for line in errors.decode("utf-8", "replace").splitlines() if line.strip()]
    return clean(lines[-1])[:120] if lines else ""
