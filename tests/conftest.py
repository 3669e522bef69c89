from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from endpoint_servers import virtuoso
from stores import BRUNNSBY, run

from benchmarks.virtuoso import USER, VIRTUOSO, has_virtuoso
from stratgraph.graph.endpoint import Endpoint, variables_of

ROOT = Path(__file__).resolve().parent.parent
SOURCE_VARIABLE = "STRATGRAPH_SOURCE"
NO_SKIP_VARIABLE = "STRATGRAPH_NO_SKIP"


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def strategy_document() -> Path:
    """The strategy document, which the project does not hold; a relative path counts from the checkout."""
    given = os.environ.get(SOURCE_VARIABLE)
    if not given:
        pytest.skip(f"{SOURCE_VARIABLE} names no copy of the strategy document")
    path = (ROOT / given).resolve()
    assert path.is_file(), f"{SOURCE_VARIABLE} names {given}, which is no file"
    return path


@pytest.fixture(scope="session")
def virtuoso_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """A Virtuoso server of the tests' own, with the right to write into it."""
    if not has_virtuoso():
        pytest.skip(f"there is no {VIRTUOSO}; Debian has it in virtuoso-opensource-7-bin and -common")
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as endpoint, pytest.MonkeyPatch.context() as patch:
        for part in ("_USER", "_PASSWORD"):
            patch.setenv(variables_of(endpoint) + part, USER)
        yield endpoint


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        forbid_skip(report, item.nodeid)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped:
        forbid_skip(report, collector.nodeid)
    return report


def forbid_skip(report: pytest.TestReport | pytest.CollectReport, name: str) -> None:
    """Make a skipped test, or file of tests, a failed one where the environment lets none skip."""
    if os.environ.get(NO_SKIP_VARIABLE):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{name}: {reason} ({NO_SKIP_VARIABLE} lets no test skip)"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of another city's data."""
    folder = tmp_path_factory.mktemp("stores") / "town.store"
    done = run("load", "--store", folder, "-w", BRUNNSBY)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return folder


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    """A copy of that store, to be spoilt."""
    return Path(shutil.copytree(built, tmp_path / "town.store"))
