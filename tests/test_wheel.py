"""The built wheel, installed as a user installs it, answers in an empty directory."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import stratgraph


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False, env=plain_environment()
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def plain_environment() -> dict[str, str]:
    import os

    # What Python is told about this checkout must not reach the installed program.
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "STRATGRAPH"))}


@pytest.fixture(scope="session")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, root, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment that holds the wheel and what it depends on, and nothing else."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=True)
    programs = home / ("Scripts" if sys.platform == "win32" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=home)
    return programs


def test_the_wheel_holds_what_it_answers_from(wheel: Path, root: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("ontology", "graph_data"):
        files = [path for path in (root / folder).rglob("*") if path.is_file()]
        assert files
        assert {f"stratgraph/_packaged/{path.relative_to(root).as_posix()}" for path in files} <= names
    assert any(name.startswith("stratgraph/_built/") for name in names)
    assert {"stratgraph/py.typed"} <= names
    assert not [name for name in names if name.startswith("tests/")]


def test_the_version(installed: Path, tmp_path: Path) -> None:
    assert run(installed / "stratgraph", "--version", cwd=tmp_path).strip() == f"stratgraph {stratgraph.__version__}"


def test_an_answer_in_an_empty_directory(installed: Path, tmp_path: Path) -> None:
    rows = json.loads(run(installed / "stratgraph", "ask", "goals-without-network", "--format", "json", cwd=tmp_path))
    assert {row["support"] for row in rows} <= {"proposed", "generic", "none"}
    assert all(row["goal"] and row["number"] and row["evidence"] for row in rows)
    assert rows
    assert list(tmp_path.iterdir()) == []


def test_the_packaged_data_is_valid(installed: Path, tmp_path: Path) -> None:
    assert (
        json.loads(
            run(installed / "stratgraph", "validate", "--severity", "violation", "--format", "json", cwd=tmp_path)
        )
        == []
    )
