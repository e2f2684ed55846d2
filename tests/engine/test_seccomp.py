"""The filter's rules, run by hand for both architectures, and what a process behind it can no longer do."""

import platform
import subprocess
import sys

import pytest

from edugraph.engine import seccomp

ALLOW, KILL, EPERM, ENOSYS = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
SOCKET = {"x86_64": 41, "aarch64": 198}
EXECVE = {"x86_64": 59, "aarch64": 221}


def answer(machine: str, number: int, *arguments: int, audit: int = 0) -> int:
    """What the filter answers to one call."""
    numbers = seccomp.MACHINES[machine]
    data = number.to_bytes(4, "little") + (audit or numbers.audit).to_bytes(4, "little") + bytes(8)
    data += b"".join(argument.to_bytes(8, "little") for argument in [*arguments, *[0] * (6 - len(arguments))])
    made, place, held = seccomp.instructions(numbers), 0, 0
    while True:
        code, if_true, if_false, operand = made[place]
        place += 1
        if code == RETURN:
            return operand
        if code == LOAD:
            held = int.from_bytes(data[operand : operand + 4], "little")
            continue
        is_true = {EQUAL: held == operand, AT_LEAST: held >= operand, ANY_BIT: bool(held & operand)}[code]
        place += if_true if is_true else if_false


@pytest.mark.parametrize("machine", seccomp.MACHINES)
def test_the_filter_denies_the_network_programs_and_processes_and_lets_the_rest_pass(machine: str) -> None:
    numbers = seccomp.MACHINES[machine]
    assert answer(machine, SOCKET[machine]) == answer(machine, EXECVE[machine]) == EPERM
    assert {answer(machine, number) for number in numbers.denied} == {EPERM}
    assert answer(machine, numbers.clone3) == ENOSYS
    assert answer(machine, numbers.clone, 0x11) == EPERM
    assert answer(machine, numbers.clone, 0x3D0F00) == ALLOW
    assert answer(machine, numbers.sendto, 3, 0x7F00, 10, 0, 0) == ALLOW
    assert answer(machine, numbers.sendto, 3, 0x7F00, 10, 0, 0x7F00) == EPERM
    assert answer(machine, numbers.sendto, 3, 0x7F00, 10, 0, 0x7F00 << 32) == EPERM
    assert answer(machine, 0) == answer(machine, 1) == ALLOW


def test_calls_of_another_architecture_end_the_process() -> None:
    assert answer("x86_64", 102, audit=0x40000003) == KILL
    assert answer("x86_64", 0x40000000 + 41) == KILL
    assert answer("aarch64", 198, audit=0xC000003E) == KILL


BEHIND = """
import ctypes, errno, os, socket, threading
from edugraph.engine import seccomp
one, other = socket.socketpair()
assert seccomp.enter()
def tried(name, call):
    try:
        call()
        print(name, "done")
    except OSError as fault:
        print(name, errno.errorcode[fault.errno])
tried("socket", lambda: socket.socket())
tried("exec", lambda: os.execv("/bin/true", ["/bin/true"]))
tried("fork", os.fork)
tried("spawn", lambda: os.posix_spawn("/bin/true", ["/bin/true"], {}))
tried("kill", lambda: os.kill(os.getppid(), 0))
tried("address", lambda: one.sendto(b"x", "/tmp/nobody"))
tried("send", lambda: one.sendall(b"x"))
tried("receive", lambda: other.recv(1))
made = threading.Thread(target=lambda: tried("socket in a thread", lambda: socket.socket()))
made.start()
made.join()
"""


@pytest.mark.skipif(not seccomp.is_possible(), reason="no seccomp here")
def test_a_process_behind_the_filter_reaches_nothing_and_still_answers() -> None:
    told = subprocess.run([sys.executable, "-c", BEHIND], capture_output=True, text=True, check=True, timeout=20).stdout
    assert told.splitlines() == [
        "socket EPERM",
        "exec EPERM",
        "fork EPERM",
        "spawn EPERM",
        "kill EPERM",
        "address EPERM",
        "send done",
        "receive done",
        "socket in a thread EPERM",
    ]


X32 = """
import ctypes
from edugraph.engine import seccomp
seccomp.enter()
ctypes.CDLL(None).syscall(0x40000000 + 41, 2, 1, 0)
"""


@pytest.mark.skipif(platform.machine() != "x86_64" or not seccomp.is_possible(), reason="x86_64 with seccomp")
def test_a_call_by_an_x32_number_kills() -> None:
    assert subprocess.run([sys.executable, "-c", X32], check=False, timeout=20).returncode == -31
