"""Fuzzes the installed host: each of thousands of messages gets one valid reply, and memory stays bounded."""

import json
import struct
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from support.fork_server import ForkServer
from support.host_process import ForkedHost, HostConnection, HostProcess
from support.message_strategies import BODIES, expected_ids, random_variants
from voiso_call.config.paths import app_paths
from voiso_call.install import native_manifest
from voiso_call.protocol import framing
from voiso_call.protocol.messages import ReplyEnvelope
from voiso_call.provisioning.settings_writer import write_settings

VARIANTS = 12  # messages that are made from each generated one
BATCH = 3  # generated messages that are sent, with their variants, before the first reply is read
MAX_GROWTH_KIB = 32 * 1024  # of the host's memory, from the first tenth of the messages to the last
MAX_STARTS = 300  # hosts that are started to test how they end

HELLO = framing.encode({"protocol": 1, "id": 1, "request": {"type": "hello", "extension_version": "1"}})
# How the input can end: the last bytes, and whether they are answered.
ENDINGS = {
    "between messages": (b"", False),
    "inside a length": (b"\x05\0", True),
    "inside a message": (HELLO[:-1], True),
    "after a message that is too long": (struct.pack("=I", framing.MAX_REQUEST_BYTES + 1) + b"{}", True),
    "after a message of 4 GiB": (b"\xff\xff\xff\xff" + HELLO, True),
}


class FuzzedHost:
    """A host process for all examples; it is started again after an example that ended it."""

    def __init__(self, start: Callable[[], HostConnection], stderr: IO[bytes]):
        self.start, self.stderr = start, stderr
        self.messages = self.starts = 0
        self.memory_kib: list[int] = []
        self._host: HostConnection | None = None

    @property
    def host(self) -> HostConnection:
        if self._host is None:
            self._host = self.start()
            self.starts += 1
        return self._host

    def exchange(self, bodies: list[bytes]) -> None:
        """Send messages without waiting; each must get one valid reply under its id."""
        try:
            for body in bodies:
                self.host.send(body)
            self.check(bodies, [self.host.read() for _ in bodies])
        except BaseException:
            # Its remaining replies would be taken for replies to the next messages.
            host, self._host = self.host, None
            with host.process:
                host.process.kill()
            raise
        self.messages += len(bodies)
        if self.starts == 1 and Path("/proc/self/status").exists():
            self.memory_kib.append(self._resident_kib())

    def check(self, bodies: list[bytes], answers: list[dict[str, Any]]) -> None:
        ids = sorted(answer["id"] for answer in answers)
        for answer in answers:
            ReplyEnvelope.model_validate_json(json.dumps(answer))
            reply = answer["reply"]
            assert reply.get("code") != "internal", reply
        # Some messages may be answered under one of two ids: they are matched last.
        for expected in sorted((expected_ids(body) for body in bodies), key=len):
            [matched, *_] = [id_ for id_ in ids if id_ in expected] or pytest.fail(f"{expected} of {ids}")
            ids.remove(matched)
        assert ids == []

    def end(self, last: bytes, *, answered: bool) -> None:
        """Write `last` and close the input; the host sends at most one more reply and exits with code 0."""
        host, self._host = self.host, None
        with host.process:
            host.to_host.write(last)
            host.to_host.close()
            output = host.from_host.read()
            assert host.process.wait(10) == 0
        if not answered:
            assert output == b""
            return
        answer = framing.decode(output[4:])
        assert (answer["id"], answer["reply"]["type"], len(output)) == (0, "failure", 4 + len(output[4:]))

    def _resident_kib(self) -> int:
        [line] = [
            line
            for line in Path(f"/proc/{self.host.process.pid}/status").read_text().splitlines()
            if line.startswith("VmRSS")
        ]
        return int(line.split()[1])


@pytest.fixture
def fuzzed(tmp_path: Path) -> Iterator[FuzzedHost]:
    """A host that is set up for an unreachable Voiso: valid calls get as far as the journal."""
    paths = app_paths()
    write_settings(
        paths,
        {"cluster": "c", "user_id": 1, "sandbox_url": "http://127.0.0.1:9", "key_store": "file"},
        "k" * 20,
    )
    planned = native_manifest.plan_install("chromium", paths)
    native_manifest.install(planned)
    with TemporaryFile() as stderr:
        host = FuzzedHost(lambda: HostProcess(planned.launcher_file, stderr=stderr), stderr)
        yield host
        host.end(b"", answered=False)
        stderr.seek(0)
        assert stderr.read() == b""


def test_every_message_gets_one_valid_reply(fuzzed: FuzzedHost, pytestconfig: pytest.Config) -> None:
    wanted: int = pytestconfig.getoption("--messages")

    @settings(
        max_examples=max(1, wanted // (VARIANTS * BATCH)),
        derandomize=False,  # also in CI, so that each run generates other messages
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(st.tuples(BODIES, st.integers(0, 2**32)), min_size=1, max_size=BATCH))
    @example([(b"", 0), (b'{"id":5,"id":5}', 0), (b"[" * 60_000, 0)])
    def send(generated: list[tuple[bytes, int]]) -> None:
        if fuzzed.messages < wanted:
            fuzzed.exchange(
                [variant for body, seed in generated for variant in random_variants(body, seed, VARIANTS)]
            )

    while fuzzed.messages < wanted:
        send()
    memory_kib = fuzzed.memory_kib
    if memory_kib:
        early = max(memory_kib[: max(1, len(memory_kib) // 10)])
        assert memory_kib[-1] - early < MAX_GROWTH_KIB, f"{early} KiB grew to {memory_kib[-1]} KiB"
    print(f"{fuzzed.messages} messages, KiB {memory_kib[:1]} to {memory_kib[-1:]}")  # noqa: T201 - with -s


def test_host_ends_cleanly_after_any_messages(
    fuzzed: FuzzedHost, forks: ForkServer | None, pytestconfig: pytest.Config
) -> None:
    if forks:  # as it is started many times
        fuzzed.start = partial(ForkedHost, forks, stderr=fuzzed.stderr.fileno())

    @settings(
        max_examples=min(pytestconfig.getoption("--messages") // 100, MAX_STARTS),
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(BODIES, max_size=3), st.sampled_from(sorted(ENDINGS)))
    def send_and_end(bodies: list[bytes], ending: str) -> None:
        fuzzed.exchange(bodies)
        last, answered = ENDINGS[ending]
        fuzzed.end(last, answered=answered)

    send_and_end()
