from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if os.environ.get(NO_SKIP_VARIABLE) and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = (
            f"{item.nodeid} was skipped, which {NO_SKIP_VARIABLE} forbids: {call.excinfo and call.excinfo.value}"
        )
    return report
