"""What a process that answers a query which is not ours may still do: no network, few files, so much memory."""

from __future__ import annotations

import os
import signal
import struct
import sys
from typing import Any

_END_WITH_PARENT, _NO_NEW_PRIVS, _SECCOMP, _FILTER = 1, 38, 22, 2
_X86_64 = 0xC000003E
_LOAD, _AND, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
#: open, socket, connect, execve, execveat, openat2 and io_uring_setup of x86-64.
_REFUSED = (2, 41, 42, 59, 322, 437, 425)
_OPENAT = 257
#: How a file is opened to write, create or empty it.
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
#: landlock_create_ruleset, landlock_add_rule and landlock_restrict_self, which have one number on every machine.
_LANDLOCK_RULES, _LANDLOCK_ADD, _LANDLOCK_KEEP = 444, 445, 446
#: A rule for what is beneath a folder; every access to files that Landlock's first version knows, and two of them.
_BENEATH, _EVERY_ACCESS, _READ_FILE, _READ_FOLDER = 1, (1 << 13) - 1, 1 << 2, 1 << 3


def limit_memory(more: int) -> None:
    """Let this process take so many bytes beyond what it has now (Linux; elsewhere nothing happens)."""
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + more, now + more))
    except (ImportError, OSError, ValueError):
        return


def no_core() -> None:
    """Leave no image of the memory behind when this process is ended."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        return


def tie_to_parent() -> None:
    """End this process when its parent ends, however that ends (Linux; elsewhere nothing happens)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_END_WITH_PARENT, ctypes.c_ulong(signal.SIGKILL))


def shut_off(*, folder: str | None = None) -> bool:
    """Refuse this process new sockets, files and programs for good; return whether the system could (Linux, x86-64).

    In a `folder` files still open to be read: the engine opens those of a large store when it comes to them. Where the
    kernel has no Landlock, that holds for files elsewhere too.
    """
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        return False
    import ctypes

    rules = _rules((*_REFUSED, _OPENAT) if folder is None else _REFUSED)
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(rules), ctypes.addressof(code)))
    system = ctypes.CDLL(None, use_errno=True)
    if system.prctl(_NO_NEW_PRIVS, ctypes.c_ulong(1), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)):
        return False
    if folder is not None:
        _keep_to(folder, system)
    return not system.prctl(_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.c_void_p(ctypes.addressof(program)))


def _keep_to(folder: str, system: Any) -> bool:
    """Let this process read files in a folder alone (landlock(7)); return whether the system could."""
    import ctypes

    rules = system.syscall(_LANDLOCK_RULES, struct.pack("Q", _EVERY_ACCESS), ctypes.c_size_t(8), 0)
    if rules < 0:
        return False
    place = os.open(folder, os.O_PATH)
    try:
        rule = struct.pack("=Qi", _READ_FILE | _READ_FOLDER, place)
        if system.syscall(_LANDLOCK_ADD, rules, _BENEATH, rule, 0):
            return False
        return not system.syscall(_LANDLOCK_KEEP, rules, 0)
    finally:
        os.close(place)
        os.close(rules)


def _rules(refused: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """Return a seccomp filter: each rule an operation, how far to jump where it is true or false, and a value."""
    count = len(refused)
    return [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 0, count + 7, _X86_64),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, count + 5, 0, 0x40000000),
        *((_EQUAL, count - place + 4, 0, number) for place, number in enumerate(refused)),
        (_EQUAL, 0, 3, _OPENAT),
        (_LOAD, 0, 0, 32),
        (_AND, 0, 0, _WRITING),
        (_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, 0x7FFF0000),
        (_RETURN, 0, 0, 0x00050001),
    ]
