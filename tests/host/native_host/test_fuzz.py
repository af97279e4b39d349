"""The installed host and thousands of frames: each gets its coded answer, and the host stays as it was."""

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from support.host_process import HostProcess
from support.message_strategies import BODIES, expected_ids, flurry
from voiso_call.config.paths import app_paths
from voiso_call.install import native_manifest
from voiso_call.protocol import framing
from voiso_call.protocol.messages import ReplyEnvelope
from voiso_call.provisioning.settings_writer import write_settings

A_FLURRY, A_BATCH = 12, 3  # frames made of one that was drawn; flurries sent before the first answer is read
MOST_GROWTH = 32 * 1024  # KiB, between the first tenth of the frames and the last
MOST_STARTS = 300  # hosts that are started to be ended in the middle of something

HELD = framing.encode({"protocol": 1, "id": 1, "request": {"type": "hello", "extension_version": "1"}})
# How a sequence of frames can end: what is written last, and whether it is answered.
ENDINGS = {
    "the input ends": (b"", False),
    "within a header": (b"\x05\0", True),
    "within a frame": (HELD[:-1], True),
    "a frame that is too long": (struct.pack("=I", framing.MAX_REQUEST_BYTES + 1) + b"{}", True),
    "a frame of 4 GiB": (b"\xff\xff\xff\xff" + HELD, True),
}


class Fuzzed:
    """A host that lives through all examples, is counted, and is started again when one has ended it."""

    def __init__(self, launcher: Path, stderr: IO[bytes]):
        self.launcher, self.stderr = launcher, stderr
        self.frames = self.hosts = 0
        self.memory: list[int] = []
        self._host: HostProcess | None = None

    @property
    def host(self) -> HostProcess:
        if self._host is None:
            self._host = HostProcess(self.launcher, stderr=self.stderr)
            self.hosts += 1
        return self._host

    def exchange(self, bodies: list[bytes]) -> None:
        """Send frames at once; each is answered once, under its id, in words of the protocol."""
        try:
            for body in bodies:
                self.host.send(body)
            self.check(bodies, [self.host.read() for _ in bodies])
        except BaseException:
            # What this one still has to say would be taken for answers to the next frames.
            host, self._host = self.host, None
            with host.process:
                host.process.kill()
            raise
        self.frames += len(bodies)
        if self.hosts == 1 and Path("/proc/self/status").exists():
            self.memory.append(self._resident())

    def check(self, bodies: list[bytes], answers: list[dict[str, Any]]) -> None:
        given = sorted(answer["id"] for answer in answers)
        for answer in answers:
            ReplyEnvelope.model_validate_json(json.dumps(answer))
            reply = answer["reply"]
            assert reply.get("code") != "internal", reply
        open_ids = [expected_ids(body) for body in bodies]
        for ids in sorted(open_ids, key=len):  # those that leave a choice come last
            [taken, *_] = [each for each in given if each in ids] or pytest.fail(f"{ids} of {given}")
            given.remove(taken)
        assert given == []

    def end(self, last: bytes, *, answered: bool) -> None:
        """End the host as told; it says no more than what is owed, and goes cleanly."""
        host, self._host = self.host, None
        with host.process:
            host.to_host.write(last)
            host.to_host.close()
            said = host.from_host.read()
            assert host.process.wait(10) == 0
        if not answered:
            assert said == b""
            return
        answer = framing.decode(said[4:])
        assert (answer["id"], answer["reply"]["type"], len(said)) == (0, "failure", 4 + len(said[4:]))

    def _resident(self) -> int:
        [line] = [
            line
            for line in Path(f"/proc/{self.host.process.pid}/status").read_text().splitlines()
            if line.startswith("VmRSS")
        ]
        return int(line.split()[1])


@pytest.fixture
def fuzzed(tmp_path: Path) -> Iterator[Fuzzed]:
    """A host that is set up, and a Voiso that nobody reaches: what is sound gets as far as the journal."""
    paths = app_paths()
    write_settings(
        paths,
        {"cluster": "c", "user_id": 1, "base_url": "http://127.0.0.1:9", "key_store": "file"},
        "k" * 20,
    )
    planned = native_manifest.plan_install("chromium", paths)
    native_manifest.install(planned)
    with TemporaryFile() as stderr:
        line = Fuzzed(planned.launcher_file, stderr)
        yield line
        line.end(b"", answered=False)
        stderr.seek(0)
        assert stderr.read() == b""


def test_every_message_gets_one_valid_reply(fuzzed: Fuzzed, pytestconfig: pytest.Config) -> None:
    wanted: int = pytestconfig.getoption("--frames")

    @settings(
        max_examples=max(1, wanted // (A_FLURRY * A_BATCH)),
        derandomize=False,  # also in CI: each round draws others
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(st.tuples(BODIES, st.integers(0, 2**32)), min_size=1, max_size=A_BATCH))
    @example([(b"", 0), (b'{"id":5,"id":5}', 0), (b"[" * 60_000, 0)])
    def send(drawn: list[tuple[bytes, int]]) -> None:
        if fuzzed.frames < wanted:
            fuzzed.exchange([each for body, seed in drawn for each in flurry(body, seed, A_FLURRY)])

    while fuzzed.frames < wanted:
        send()
    if fuzzed.memory:
        early = max(fuzzed.memory[: max(1, len(fuzzed.memory) // 10)])
        assert fuzzed.memory[-1] - early < MOST_GROWTH, f"KiB: {early} grew to {fuzzed.memory[-1]}"
    print(f"{fuzzed.frames} frames, KiB {fuzzed.memory[:1]} to {fuzzed.memory[-1:]}")  # noqa: T201 - with -s


def test_host_ends_cleanly_after_any_messages(fuzzed: Fuzzed, pytestconfig: pytest.Config) -> None:
    @settings(
        max_examples=min(pytestconfig.getoption("--frames") // 100, MOST_STARTS),
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(BODIES, max_size=3), st.sampled_from(sorted(ENDINGS)))
    def converse(bodies: list[bytes], ending: str) -> None:
        fuzzed.exchange(bodies)
        last, answered = ENDINGS[ending]
        fuzzed.end(last, answered=answered)

    converse()
