"""What a worker lays on itself before its first query: it dies with its parent, has a limit of memory, goes first when
memory is short, writes no core file, and reaches neither the network nor other programs."""

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

from edugraph.engine import seccomp

STACK = 64 << 20
"""The parser recurses: 64 MiB hold what the guards let through many times over."""
_DIES_WITH_PARENT = 1
_OOM_SCORE = "900"


def die_with_parent(parent: int) -> bool:
    """Be killed when the parent process ends; False where that cannot be asked for (the socket's end tells it then)."""
    if sys.platform != "linux":
        return False
    is_set = int(ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL, 0, 0, 0)) == 0
    if os.getppid() != parent:
        os._exit(0)
    return is_set


def deepen_stack() -> None:
    """Let the stack of the main thread, and of children forked from now on, grow deeper. Effective at once."""
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    depth = STACK if hard == resource.RLIM_INFINITY else min(STACK, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (depth, hard))


def contain(memory_mib: int, parent: int, has_barrier: bool) -> None:
    """Lay all limits on this process; for good."""
    die_with_parent(parent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        allowed = _virtual_bytes() + (memory_mib << 20)
        resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))
        _go_first()
    if has_barrier and not seccomp.enter():
        os._exit(1)


def machine_mib() -> int:
    """Memory that this system, or the container, has; 0 where it cannot be asked."""
    try:
        found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    except (ValueError, OSError):
        return 0
    try:
        return min(found, int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")) >> 20)
    except (OSError, ValueError):
        return found


def _virtual_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def now_bytes() -> int:
    """Resident memory at this moment; its peak where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return peak_bytes()
    return pages * resource.getpagesize()


def _go_first() -> None:
    try:
        Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE, encoding="ascii")
    except OSError:
        return  # some containers forbid it; the limit of memory holds all the same


def grown_bytes(since: int) -> int:
    """How much the peak of resident memory has grown."""
    return peak_bytes() - since


def peak_bytes() -> int:
    """The peak of resident memory so far."""
    return resident_bytes(resource.getrusage(resource.RUSAGE_SELF))


def resident_bytes(used: resource.struct_rusage) -> int:
    """The peak of resident memory in what a process used."""
    peak = used.ru_maxrss
    return peak if sys.platform == "darwin" else peak << 10
