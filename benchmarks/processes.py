"""What a process has used so far, of this machine's processors and memory (Linux)."""

from __future__ import annotations

import time
from pathlib import Path


def cpu_clock(process: int) -> float:
    """Return the CPU seconds of a process with all its threads, from the kernel's clock of it (Linux)."""
    # clock_getcpuclockid(3): the process's number, inverted, above two bits that say which clock.
    return time.clock_gettime((~process << 3) | 2)


def peak_of(process: int) -> float:
    """Return the largest resident size of a process in MB (Linux)."""
    lines = Path(f"/proc/{process}/status").read_text("ascii", "replace").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))
