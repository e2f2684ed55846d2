"""The process that forks the workers: `python -m edugraph.engine.zygote CONTROL STORE MEMORY_MIB BARRIER MAX_QUADS`.

It has one thread, so that a fork is safe, and never opens a store on disk itself, because RocksDB does not survive a
fork. With MAX_QUADS above 0 it first reads the store into memory, which its workers then share; a child of its own
reads the disk and writes N-Quads into a pipe. It answers no query.

On the control socket the server sends one byte with the worker's end of a line; the zygote answers `F` with the pid
(and a descriptor of the process where there are such), and tells `D` with pid and wait status of each that ended, `M`
instead when it had taken so much memory that want of it may be believed. The first thing it says is `R` (ready) or `L`
(more quads than it may hold; it ends).
"""

import gc
import os
import resource
import select
import signal
import socket
import struct
import sys
import traceback
from pathlib import Path

from edugraph.engine import containment, seccomp, worker
from edugraph.store import Store

MESSAGE = struct.Struct("!cIi")
"""What happened (`R`, `L`, `F`, `D`, `M`), pid, wait status or number of quads."""
_PIECE = 4 << 20


def main() -> None:
    """Serve the control socket until the server ends."""
    control = socket.socket(fileno=int(sys.argv[1]))
    folder, memory_mib, has_barrier = Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "1"
    max_quads = int(sys.argv[5])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    containment.die_with_parent(os.getppid())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    containment.deepen_stack()
    os.putenv("RUST_BACKTRACE", "0")  # a worker that aborts would take seconds to write one
    held = in_memory(folder, max_quads) if max_quads else folder
    if held is None:
        control.sendall(MESSAGE.pack(b"L", 0, 0))
        return
    gc.collect()
    gc.freeze()
    _Nursery(control, held, memory_mib, has_barrier and seccomp.machine() is not None).serve()


def in_memory(folder: Path, max_quads: int) -> Store | None:
    """The store in memory, or None when it holds more quads than that."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        containment.die_with_parent(os.getppid())
        _dump(folder, writing)
    os.close(writing)
    store, quads = Store.in_memory(), 0
    with os.fdopen(reading, "rb", buffering=_PIECE) as lines:
        while piece := lines.read(_PIECE):
            piece += lines.readline()
            quads += piece.count(b"\n")
            if quads > max_quads:
                break
            store.add_own(piece)
    status = os.waitpid(child, 0)[1]
    if quads > max_quads:
        return None
    assert status == 0, "the child that reads the store ended well, or its message stands above"
    return store


def _dump(folder: Path, writing: int) -> None:
    try:
        with os.fdopen(writing, "wb") as output:
            Store.opened(folder).dump(output)
    except BrokenPipeError:
        os._exit(0)
    except Exception as fault:
        print(f"the store could not be read into memory: {fault}", file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


class _Nursery:
    """Forks a worker when asked, and tells when one ended."""

    def __init__(self, control: socket.socket, held: Store | Path, memory_mib: int, has_barrier: bool) -> None:
        self._control, self._held = control, held
        self._memory_mib, self._has_barrier = memory_mib, has_barrier
        self._much = containment.now_bytes() + (memory_mib << 20) // 8
        self._bell, self._ringer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) if hasattr(os, "pipe2") else _pipe()

    def serve(self) -> None:
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._ringer, warn_on_full_buffer=False)
        self._tell(b"R")
        control = self._control.fileno()
        while True:
            ready = select.select([control, self._bell], [], [])[0]
            if self._bell in ready:
                os.read(self._bell, 4096)
                self._reap()
            if control in ready and not self._fork():
                return

    def _fork(self) -> bool:
        """Fork one worker; False when the server has gone."""
        try:
            said, lines, _, _ = socket.recv_fds(self._control, 1, 1)
        except OSError:
            return False
        if not said or not lines:
            return False
        me = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._become_worker(lines[0], me)
        os.close(lines[0])
        self._announce(pid)
        return True

    def _become_worker(self, line: int, parent: int) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for descriptor in (self._control.detach(), self._bell, self._ringer):
            os.close(descriptor)
        try:
            worker.run(socket.socket(fileno=line), self._held, self._memory_mib, parent, self._has_barrier)
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(1)

    def _announce(self, pid: int) -> None:
        """The descriptor is made here, before the child can be reaped, so that it names no other process."""
        message = MESSAGE.pack(b"F", pid, 0)
        if not hasattr(os, "pidfd_open"):
            self._control.sendall(message)
            return
        descriptor = os.pidfd_open(pid)
        socket.send_fds(self._control, [message], [descriptor])
        os.close(descriptor)

    def _reap(self) -> None:
        while True:
            try:
                pid, status, used = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._tell(b"M" if containment.resident_bytes(used) > self._much else b"D", pid, status)

    def _tell(self, what: bytes, pid: int = 0, status: int = 0) -> None:
        self._control.sendall(MESSAGE.pack(what, pid, status))


def _pipe() -> tuple[int, int]:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    return reading, writing


if __name__ == "__main__":
    main()
