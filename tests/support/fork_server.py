"""Starts programs of this project in milliseconds, by forking a process that has imported everything (Linux).

A program that is started afresh spends half a second of CPU on imports. Tests that start hundreds of them
fork them from one server instead. Each child has its own standard streams, arguments and environment, and
runs the very same `main()`; to the kernel, to signals and to file locks it is a process like any other.
Tests share the server of their process, the fixture `forks`.

`python -m support.fork_server` is the server. It never has threads, so that a fork copies all of it. It reads
one packet per child from the socket that is its standard input, and ends when that is closed. A packet is a
JSON object with `target`, `argv` and `env`, and comes with four file descriptors (SCM_RIGHTS, unix(7)): the
child's three standard streams, and a socket to which the server writes one JSON value per line: the child's
process ID, and its wait status when it has ended.
"""

import contextlib
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NoReturn, Self

# What the host, the commands and their tests import, some of it late or on threads.
PRELOADED_MODULES = (
    "voiso_call.native_host.main",
    "voiso_call.native_host.server",
    "voiso_call.calling.dispatcher",
    "voiso_call.protocol.validation",
    "voiso_call.provisioning.status",
    "voiso_call.cli.main",
    *(f"voiso_call.cli.{name}" for name in ("call", "history", "install", "key", "setup_wizard", "status")),
    "keyring.backends.SecretService",
    "secretstorage",
    "phonenumbers.data.region_US",
    "support.crashing_host",
    "ctypes",
    "resource",
)
MAX_PACKET_BYTES = 128 * 1024
TIMEOUT_S = 20.0
RUN_PROGRAM = "support.fork_server:run_program"  # a target; the first argument is the program's file

Target = Callable[[], int | None]


class ForkedChild:
    """A forked child, with the part of `subprocess.Popen` that tests use."""

    def __init__(self, events: socket.socket):
        self.returncode: int | None = None
        events.settimeout(TIMEOUT_S)
        self._socket, self._events = events, events.makefile("rb")
        self.pid: int = json.loads(self._events.readline())

    def kill(self) -> None:
        """Send SIGKILL, if the child is not known to have ended."""
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float = TIMEOUT_S) -> int:
        """Wait for the end; return the exit code, or the negative number of the signal that caused it."""
        if self.returncode is None:
            self._socket.settimeout(timeout)
            self.returncode = os.waitstatus_to_exitcode(json.loads(self._events.readline()))
            self._events.close()
            self._socket.close()
        return self.returncode


class ForkedProcess(ForkedChild):
    """A forked child and its pipes."""

    def __init__(self, events: socket.socket, stdin: IO[bytes], stdout: IO[bytes]):
        self.stdin, self.stdout = stdin, stdout
        super().__init__(events)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.communicate()

    def communicate(self, timeout: float = TIMEOUT_S) -> tuple[bytes, bytes]:
        """Close the input, read the rest of the output, wait for the end; kill after `timeout` seconds."""
        with contextlib.suppress(BrokenPipeError):
            self.stdin.close()
        timer = threading.Timer(timeout, self.kill)
        timer.start()
        try:
            output = b"" if self.stdout.closed else self.stdout.read()
            self.wait()
        finally:
            timer.cancel()
            self.stdout.close()
        return output, b""


class ForkServer:
    """A running server; `with fork_server()` starts and ends it. Threads may share it."""

    def __init__(self, control: socket.socket):
        self._control = control

    def start(
        self,
        target: str,
        *argv: str | Path,
        env: Mapping[str, str] | None = None,
        stderr: int = subprocess.DEVNULL,
    ) -> ForkedProcess:
        """Fork a child that runs `target`, "module:function", and exits with what that returns."""
        child_stdin, stdin = os.pipe()
        stdout, child_stdout = os.pipe()
        child_stderr = os.open(os.devnull, os.O_WRONLY) if stderr == subprocess.DEVNULL else os.dup(stderr)
        streams = (child_stdin, child_stdout, child_stderr)
        try:
            events = self._fork(target, argv, env, streams)
        finally:
            for descriptor in streams:
                os.close(descriptor)
        return ForkedProcess(events, os.fdopen(stdin, "wb"), os.fdopen(stdout, "rb"))

    def start_on(self, terminal: int, target: str, *argv: str | Path) -> ForkedChild:
        """Fork a child with this environment, whose standard streams are one descriptor."""
        return ForkedChild(self._fork(target, argv, None, (terminal, terminal, terminal)))

    def run(self, target: str, *argv: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a child to its end, with this environment; `typed` is its standard input."""
        with tempfile.TemporaryFile() as errors:
            process = self.start(target, *argv, stderr=errors.fileno())
            process.stdin.write(typed.encode())
            output, _ = process.communicate()
            errors.seek(0)
            stderr = errors.read().decode()
        return subprocess.CompletedProcess(argv, process.wait(), output.decode(), stderr)

    def _fork(
        self,
        target: str,
        argv: Sequence[str | Path],
        env: Mapping[str, str] | None,
        streams: tuple[int, int, int],
    ) -> socket.socket:
        """Ask the server for a child; return the socket that tells its process ID and its end."""
        packet = {
            "target": target,
            "argv": [str(word) for word in argv],
            "env": dict(os.environ if env is None else env),
        }
        events, server_events = socket.socketpair()
        with server_events:
            descriptors = [*streams, server_events.fileno()]
            socket.send_fds(self._control, [json.dumps(packet).encode()], descriptors)
        return events


@contextlib.contextmanager
def fork_server() -> Iterator[ForkServer]:
    """Run a server for as long as the block lasts; its children outlive it."""
    control, server_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-m", "support.fork_server"]
    with subprocess.Popen(command, stdin=server_end.fileno(), env=environment):
        server_end.close()
        with control:  # closed first: the server ends, and is waited for
            yield ForkServer(control)


def serve(control: socket.socket) -> Target:
    """Fork a child for each packet, until the socket is closed. Returns in the child, with its target."""
    children: dict[int, tuple[int, socket.socket]] = {}  # pidfd: process ID, event socket
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fd != control.fileno():
                selector.unregister(key.fd)
                pid, events = children.pop(key.fd)
                os.close(key.fd)
                _, status = os.waitpid(pid, 0)
                with events, contextlib.suppress(OSError):  # the test may have closed its end
                    events.sendall(b"%d\n" % status)
                continue
            packet, descriptors, *_ = socket.recv_fds(control, MAX_PACKET_BYTES, 4)
            if not packet:
                os._exit(0)
            assert threading.active_count() == 1, "a fork would copy one thread alone"
            pid = os.fork()
            if not pid:
                selector.close()
                for pidfd, (_, events) in children.items():
                    os.close(pidfd)
                    events.close()
                os.close(descriptors.pop())
                control.detach()  # standard input, which is replaced below
                return become(json.loads(packet), descriptors)
            events = socket.socket(fileno=descriptors.pop())
            for descriptor in descriptors:
                os.close(descriptor)
            events.sendall(b"%d\n" % pid)
            pidfd = os.pidfd_open(pid)
            selector.register(pidfd, selectors.EVENT_READ)
            children[pidfd] = pid, events


def become(request: dict[str, Any], streams: list[int]) -> Target:
    """Take over the streams, arguments and environment of a request; return its target."""
    for descriptor, stream in enumerate(streams):
        os.dup2(stream, descriptor)
        os.close(stream)
    sys.stdin = os.fdopen(0, "r", encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.argv[:] = request["argv"]
    os.environ.clear()
    os.environ.update(request["env"])
    module, function = request["target"].split(":")
    target: Target = getattr(importlib.import_module(module), function)
    return target


def run_program() -> None:
    """Run the Python program whose file is the first argument."""
    sys.argv.pop(0)
    runpy.run_path(sys.argv[0], run_name="__main__")


def main() -> NoReturn:
    """Import everything, then serve; in a child, run its target and end as a program does."""
    for module in PRELOADED_MODULES:
        importlib.import_module(module)
    from voiso_call.config.settings import Settings
    from voiso_call.protocol.messages import RequestEnvelope

    for model in (RequestEnvelope, Settings):  # or each child would build them
        model.model_rebuild()
    gc.freeze()  # or each child would copy the memory of all imported objects, to mark them
    sys.exit(serve(socket.socket(fileno=0))())


if __name__ == "__main__":
    main()
