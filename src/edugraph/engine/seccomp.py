"""The barrier that keeps a worker off the network and from starting programs: a seccomp filter (Linux, 64 bit).

It is made of classic BPF instructions by hand, because it has to be loaded between `fork` and the first query without
any library. Denied calls fail with EPERM; a call of another architecture, or of x32 (whose numbers differ), ends the
process. Sources: seccomp(2), linux/filter.h, linux/audit.h, the kernel's system call tables.
"""

import ctypes
import errno
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
"""Where things lie in `struct seccomp_data`; an argument has 8 bytes, its low half first."""
_X32 = 0x40000000
_CLONE_THREAD = 0x00010000
_NO_NEW_PRIVILEGES = 38
_SET_FILTER, _ALL_THREADS = 1, 1


@dataclass(frozen=True)
class Machine:
    """The numbers of one architecture."""

    audit: int
    seccomp: int
    sendto: int
    clone: int
    clone3: int
    denied: tuple[int, ...]


MACHINES = {
    # socket connect accept sendmsg bind listen accept4 sendmmsg · fork vfork execve execveat · ptrace kill
    # process_vm_readv process_vm_writev · io_uring_setup io_uring_enter io_uring_register
    "x86_64": Machine(
        audit=0xC000003E,
        seccomp=317,
        sendto=44,
        clone=56,
        clone3=435,
        denied=(41, 42, 43, 46, 49, 50, 288, 307, 57, 58, 59, 322, 101, 62, 310, 311, 425, 426, 427),
    ),
    # the same without fork and vfork, which this architecture does not have
    "aarch64": Machine(
        audit=0xC00000B7,
        seccomp=277,
        sendto=206,
        clone=220,
        clone3=435,
        denied=(198, 203, 202, 211, 200, 201, 242, 269, 221, 281, 117, 129, 270, 271, 425, 426, 427),
    ),
}

Instruction = tuple[int, int, int, int]
"""Code, jump if true, jump if false, operand."""


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_Instruction)))


def is_linux() -> bool:
    return sys.platform == "linux"


def machine() -> Machine | None:
    """This machine, when there is a filter for it."""
    return MACHINES.get(platform.machine()) if sys.platform == "linux" and sys.maxsize > 2**32 else None


def instructions(numbers: Machine) -> list[Instruction]:
    """The filter for one architecture."""
    fail = _FAIL | errno.EPERM
    made: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, numbers.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _KILL),
    ]
    for number in numbers.denied:
        made += _answered(number, fail)
    made += _answered(numbers.clone3, _FAIL | errno.ENOSYS)  # the C library then takes clone, whose flags can be read
    made += _unless_thread(numbers.clone, fail)
    made += _with_address(numbers.sendto, fail)
    return [*made, (_RETURN, 0, 0, _ALLOW)]


def _answered(number: int, answer: int) -> list[Instruction]:
    return [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, answer)]


def _unless_thread(number: int, answer: int) -> list[Instruction]:
    """A new thread may be; a new process not."""
    return [
        (_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, _ARGUMENTS),
        (_ANY_BIT, 1, 0, _CLONE_THREAD),
        (_RETURN, 0, 0, answer),
        (_LOAD, 0, 0, _NUMBER),
    ]


def _with_address(number: int, answer: int) -> list[Instruction]:
    """`send` on the socket that is open has no address; the fifth argument of anything else has."""
    address = _ARGUMENTS + 8 * 4
    return [
        (_EQUAL, 0, 5, number),
        (_LOAD, 0, 0, address),
        (_EQUAL, 0, 2, 0),
        (_LOAD, 0, 0, address + 4),
        (_EQUAL, 1, 0, 0),
        (_RETURN, 0, 0, answer),
    ]


def enter() -> bool:
    """Put this process, with all its threads and for good, behind the filter; False where that cannot be."""
    numbers = machine()
    if numbers is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    program = _program(instructions(numbers))
    return int(libc.syscall(numbers.seccomp, _SET_FILTER, _ALL_THREADS, ctypes.byref(program))) == 0


def _program(made: Sequence[Instruction]) -> _Program:
    rows = (_Instruction * len(made))(*(_Instruction(*one) for one in made))
    return _Program(len(made), rows)


def is_possible() -> bool:
    """Whether this system takes the filter, tried in a process of its own."""
    if machine() is None:
        return False
    child = os.fork()
    if child == 0:
        os._exit(0 if enter() else 1)
    return os.waitpid(child, 0)[1] == 0
