"""Derives the packaged strategy's graph once, when a wheel is built, so that no user waits for it."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PrebuiltGraph(BuildHookInterface):  # type: ignore[type-arg]  # hatchling leaves its own parameter open
    """Hands the derived graph to the wheel as `stratgraph/_built/`."""

    folder: TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        from stratgraph.graph.prebuilt import build

        # An editable install reads the checkout, whose files change: the graph lies there until its digest is stale.
        if version == "editable":
            build(Path(self.root, "stratgraph", "_built"))
            return
        self.folder = TemporaryDirectory()
        build(Path(self.folder.name))
        build_data["force_include"][self.folder.name] = "stratgraph/_built"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        if self.folder is not None:
            self.folder.cleanup()
