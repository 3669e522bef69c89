"""The checks of `stratgraph doctor`. Each returns what it found; none raises for what a user can mend."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stratgraph.graph import prebuilt
from stratgraph.graph.opening import derive_graph
from stratgraph.graph.packaged import built_folder, data_folder, ontology_files, rule_files
from stratgraph.graph.workspace import Workspace, open_workspace, packaged_workspace
from stratgraph.model.errors import StratgraphError
from stratgraph.model.language import Text

OLDEST_PYTHON = (3, 11)
#: Read where the package is not installed but run from its checkout.
NEEDED = ("click", "networkx", "platformdirs", "pyoxigraph", "pyshacl", "pyvis", "rdflib", "SPARQLWrapper")
OPTIONAL = {
    "openpyxl": Text(en="Excel files", sv="Excelfiler"),
    "pandas": Text(en="tables as data frames", sv="tabeller som dataramar"),
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "firefox")

ANY = Text(en="{text}", sv="{text}")
REINSTALL = Text(
    en="install the package again: pip install --force-reinstall stratgraph",
    sv="installera om paketet: pip install --force-reinstall stratgraph",
)
BUILD_AGAIN = Text(
    en="python -m stratgraph.graph.prebuilt stratgraph/_built",
    sv="python -m stratgraph.graph.prebuilt stratgraph/_built",
)


@dataclass(frozen=True)
class Check:
    """What one check found: `status` is "ok", "note" (worth knowing) or "finding" (to be mended)."""

    name: str
    title: Text
    status: str
    message: Text
    way_out: Text | None = None


def examine(workspace: str | None = None) -> list[Check]:
    """Return what every check found; `workspace` is the folder that was asked for."""
    found = [_python(), *_libraries(), _packaged(), *_workspace(workspace)]
    return [*found, _encoding(), _home(), *_optional(), _browser()]


# Python and libraries -----------------------------------------------------------------------------------------------


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    title, message = Text(en="Python", sv="Python"), Text(en="Python {version}", sv="Python {version}")
    if sys.version_info >= OLDEST_PYTHON:
        return Check("python", title, "ok", message.format(version=version))
    way_out = Text(en="install Python {least} or later", sv="installera Python {least} eller senare")
    least = ".".join(map(str, OLDEST_PYTHON))
    return Check("python", title, "finding", message.format(version=version), way_out.format(least=least))


def _libraries() -> Iterator[Check]:
    for name, wanted in sorted(requirements().items(), key=lambda entry: entry[0].lower()):
        title = ANY.format(text=name)
        way_out = Text(en='pip install "{need}"', sv='pip install "{need}"').format(need=name + wanted)
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing = Text(en="not installed", sv="inte installerat")
            yield Check(f"library:{name}", title, "finding", missing, way_out)
            continue
        if fits(version, wanted):
            yield Check(f"library:{name}", title, "ok", ANY.format(text=version))
        else:
            message = Text(en="{version}, needed is {wanted}", sv="{version}, det som behövs är {wanted}")
            yield Check(f"library:{name}", title, "finding", message.format(version=version, wanted=wanted), way_out)


def requirements() -> dict[str, str]:
    """Return the libraries that the package needs, each with the versions that it works with."""
    try:
        lines = importlib.metadata.requires("stratgraph") or []
    except importlib.metadata.PackageNotFoundError:
        return dict.fromkeys(NEEDED, "")
    found = (re.match(r"([\w.-]+)\s*\(?([^;)]*)", line) for line in lines if "extra ==" not in line)
    return {match[1]: match[2].strip() for match in found if match}


def fits(version: str, wanted: str) -> bool:
    """Tell whether a version is one of those that are wanted.

    >>> fits("8.2.1", "<9,>=8.2"), fits("0.6.0", "<0.6,>=0.5")
    (True, False)
    """
    compared = {"<": lambda a, b: a < b, ">=": lambda a, b: a >= b}
    bounds = re.findall(r"(<|>=)\s*([\d.]+)", wanted)
    return all(compared[sign](_numbers(version), _numbers(bound)) for sign, bound in bounds)


def _numbers(version: str) -> list[int]:
    numbers = [int(number) for number in re.findall(r"\d+", version)[:3]]
    return numbers + [0] * (3 - len(numbers))


# Data ---------------------------------------------------------------------------------------------------------------


def _packaged() -> Check:
    """Return whether the ontology and the packaged strategy are whole, and derived from what is there."""
    title = Text(en="packaged data", sv="medföljande data")
    try:
        whole = bool(ontology_files() and rule_files() and packaged_workspace().files())
        built = prebuilt.read(data_folder())
        ready = built is not None and sum(1 for _ in built.quads()) > 0
    except (StratgraphError, OSError, SyntaxError, KeyError) as error:
        return Check("packaged-data", title, "finding", _words(error), REINSTALL)
    if not whole:
        message = Text(en="files of the ontology are missing", sv="filer i ontologin saknas")
        return Check("packaged-data", title, "finding", message, REINSTALL)
    if ready:
        return Check("packaged-data", title, "ok", Text(en="whole, built ahead", sv="hel, byggd i förväg"))
    if not Path(built_folder(), prebuilt.FACTS).is_file():
        message = Text(en="whole, derived at each run", sv="hel, härleds vid varje körning")
        return Check("packaged-data", title, "ok", message)
    stale = Text(
        en="what was built ahead does not belong to the files that are there, and is not used",
        sv="det som byggts i förväg hör inte till filerna som finns, och används inte",
    )
    # In a checkout the files change all the time; in an installed package nobody should have touched them.
    if Path(data_folder()).is_relative_to(Path(built_folder()).parent):
        return Check("packaged-data", title, "finding", stale, REINSTALL)
    return Check("packaged-data", title, "note", stale, BUILD_AGAIN)


def _workspace(asked_for: str | None) -> Iterator[Check]:
    """Yield the checks of the workspace and of what it holds; without a readable one there is no more to check."""
    title = Text(en="workspace", sv="arbetsyta")
    try:
        workspace = open_workspace(asked_for)
        files = len(workspace.files())
        derive_graph(workspace)
    except StratgraphError as error:
        way_out = Text(
            en="mend the place that is named, or choose another folder with --workspace",
            sv="rätta det angivna stället, eller välj en annan mapp med --workspace",
        )
        yield Check("workspace", title, "finding", error.text, way_out)
        return
    where = Text(en="the packaged strategy", sv="den medföljande strategin")
    folder = where if workspace.packaged else ANY.format(text=workspace.folder)
    message = Text(en="{folder}: data files: {files}", sv="{folder}: datafiler: {files}")
    yield Check("workspace", title, "ok", message.format(folder=folder, files=files))
    yield from _questions(workspace)
    yield from _documents(workspace)


def _questions(workspace: Workspace) -> Iterator[Check]:
    """Yield a finding for each question whose file is broken."""
    from stratgraph.questions.catalogue import files, question

    title = Text(en="questions", sv="frågor")
    known = files(workspace)
    broken = 0
    for name in sorted(known):
        try:
            question(workspace, name)
        except StratgraphError as error:
            broken += 1
            way_out = Text(en="mend the line that is named", sv="rätta den angivna raden")
            yield Check(f"question:{name}", title, "finding", error.text, way_out)
    if not broken:
        message = Text(en="{count}, all can be read", sv="{count}, alla kan läsas")
        yield Check("questions", title, "ok", message.format(count=len(known)))


def _documents(workspace: Workspace) -> Iterator[Check]:
    """Yield, for each source document, whether the user's copy is attached and unchanged."""
    from stratgraph.sources.attached import both, open_attached
    from stratgraph.sources.workspace import read_sources

    title = Text(en="source document", sv="källdokument")
    attach = Text(en="stratgraph source attach FILE", sv="stratgraph source attach FIL")
    for source in read_sources(workspace).description.documents():
        try:
            kept = open_attached(source)
        except StratgraphError as error:
            yield Check("document", title, "finding", error.text, attach)
            continue
        if kept is None:
            message = Text(
                en='no copy of "{name}" is attached: passages are cited, not quoted',
                sv='ingen kopia av "{name}" är kopplad: ställen anges men citeras inte',
            )
            yield Check("document", title, "note", message.format(name=both(source)), attach)
        else:
            message = Text(en="{path}, unchanged", sv="{path}, oförändrad")
            yield Check("document", title, "ok", message.format(path=kept[0].path))


# Surroundings -------------------------------------------------------------------------------------------------------


def _encoding() -> Check:
    title = Text(en="terminal", sv="terminal")
    encoding = (sys.stdout.encoding or "").lower()
    message = Text(en="writes {encoding}", sv="skriver {encoding}").format(encoding=encoding or "–")
    if encoding.replace("-", "") == "utf8":
        return Check("encoding", title, "ok", message)
    way_out = Text(
        en="set the environment variable PYTHONUTF8=1, or choose a locale with UTF-8 (LANG=C.UTF-8)",
        sv="sätt miljövariabeln PYTHONUTF8=1, eller välj en lokal med UTF-8 (LANG=C.UTF-8)",
    )
    return Check("encoding", title, "finding", message, way_out)


def _home() -> Check:
    """Return whether the folder that remembers attached documents can be written."""
    from stratgraph.sources.attached import HOME, home

    title = Text(en="data folder", sv="datamapp")
    folder = home()
    place = ANY.format(text=folder)
    above = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if above.is_dir() and os.access(above, os.W_OK | os.X_OK):
        return Check("data-folder", title, "ok", place)
    message = Text(en="{folder} cannot be written", sv="{folder} går inte att skriva i").format(folder=folder)
    way_out = Text(en="name another folder in {variable}", sv="ange en annan mapp i {variable}")
    return Check("data-folder", title, "finding", message, way_out.format(variable=HOME))


def _optional() -> Iterator[Check]:
    for name, use in OPTIONAL.items():
        title = ANY.format(text=name)
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            message = Text(en="not installed; needed for {use} only", sv="inte installerat; behövs bara för {use}")
            way_out = Text(en="pip install {name}", sv="pip install {name}").format(name=name)
            yield Check(f"optional:{name}", title, "note", message.format(use=use), way_out)
        else:
            yield Check(f"optional:{name}", title, "ok", ANY.format(text=version))


def _browser() -> Check:
    title = Text(en="browser", sv="webbläsare")
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is not None:
        return Check("optional:browser", title, "ok", ANY.format(text=found))
    message = Text(
        en="none of {names} is found; needed only to look at maps and reports",
        sv="ingen av {names} hittas; behövs bara för att se kartor och rapporter",
    )
    return Check("optional:browser", title, "note", message.format(names=", ".join(BROWSERS)))


def _words(error: Exception) -> Text:
    return error.text if isinstance(error, StratgraphError) else ANY.format(text=error)
