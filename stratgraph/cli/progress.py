"""How far long work is: one line on a terminal, which is written over."""

from __future__ import annotations

import sys
import time

import click

from stratgraph.cli.base import session
from stratgraph.model.language import Text

SEARCHES = Text(en="{done} of {all} searches", sv="{done} av {all} sökningar")
#: Seconds between two signs of life.
PACE = 0.2


class Progress:
    """One line on stderr that says how far long work is, where stderr is a terminal."""

    def __init__(self, ctx: click.Context) -> None:
        self.ctx = ctx
        self.shown = sys.stderr.isatty()
        self.last = 0.0
        self.width = 0

    def file(self, path: str, done: int, size: int) -> None:
        """Show how much of a file was read."""
        if self.shown and time.monotonic() - self.last > PACE:
            self._write(f"{path}: {100 * done // max(size, 1)} %")

    def count(self, done: int, count: int) -> None:
        """Show how many of the searches are done."""
        if self.shown and time.monotonic() - self.last > PACE:
            self._write(session(self.ctx).say(SEARCHES.format(done=done, all=count)))

    def step(self, text: Text) -> None:
        """Show what is being done."""
        if self.shown:
            self._write(session(self.ctx).say(text) + " …")

    def end(self) -> None:
        """Take the line away."""
        if self.width:
            self._write("")
            sys.stderr.write("\r")

    def _write(self, line: str) -> None:
        self.last = time.monotonic()
        sys.stderr.write("\r" + line.ljust(self.width))
        sys.stderr.flush()
        self.width = len(line)
