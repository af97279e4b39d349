"""Extensions of other versions and this host: both understand each other, or both know which side is older.

fixtures/releases keeps the messages of each release. What this extension does with other hosts is in
tests/extension/background/version-skew.test.ts.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.findings import expect
from support.fork_server import ForkServer
from support.host_process import EXIT_TIMEOUT_S, HELLO, HostConnection, cheap_host
from support.release_messages import current_messages, kept_messages
from voiso_call import __version__
from voiso_call.config.paths import AppPaths
from voiso_call.doctor import versions
from voiso_call.doctor.finding import Level
from voiso_call.protocol.handshake import DOCTOR

TESTS = Path(__file__).parents[2]
RELEASES = kept_messages()
NEWER = {
    "type": "hello",
    "extension_version": "9.0.0",
    "protocol": {"min": 1, "max": 3},
    "mood": {"good": True},
}


@pytest.fixture
def host(paths: AppPaths, forks: ForkServer | None) -> Iterator[HostConnection]:
    process = cheap_host(forks)
    yield process
    process.process.kill()
    process.close_and_wait()


def names(release: str, prefix: str) -> list[str]:
    return [name for name in RELEASES[release] if name.startswith(prefix)]


def test_messages_of_this_version_are_kept() -> None:
    hint = "if this version is not published, run tests/support/release_messages.py, else raise the version"
    assert RELEASES.get(__version__) == current_messages(), hint
    other_side = (TESTS / "extension/background/version-skew.test.ts").read_text("utf-8")
    assert all(f"releases/{release}.json" in other_side for release in RELEASES)


@pytest.mark.parametrize("release", RELEASES)
def test_every_request_of_an_older_extension_is_understood(host: HostConnection, release: str) -> None:
    messages = RELEASES[release]
    hello = messages["request_hello"]
    known = messages["reply_hello"]["reply"]["capabilities"]
    assert set(known) <= set(host.request(hello["request"], 1, hello["protocol"])["capabilities"])
    # Last `configure`: once a cluster is set, other requests would be sent to it.
    requests = sorted(names(release, "request_"), key=lambda name: (name == "request_configure", name))
    for number, name in enumerate(requests, start=2):
        reply = host.request(messages[name]["request"], number, messages[name]["protocol"])
        assert reply.get("code") not in ("version_mismatch", "internal"), (name, reply)
        assert "field" not in reply.get("params", {}) or reply["code"] != "invalid_request", (name, reply)


def missing(old: Any, new: Any, place: str = "reply") -> list[str]:
    """Return where `new` lacks a field of `old`, or has a value of another type there."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [
            fault
            for key in old
            for fault in (missing(old[key], new[key], f"{place}.{key}") if key in new else [f"{place}.{key}"])
        ]
    if isinstance(old, list) and isinstance(new, list):
        return missing(old[0], new[0], f"{place}.0") if old and new else []
    return [] if type(old) is type(new) or old is None or new is None else [place]


@pytest.mark.parametrize("release", RELEASES)
def test_replies_still_have_every_field_that_an_older_extension_reads(release: str) -> None:
    current = current_messages()
    for name in names(release, "reply_"):
        assert missing(RELEASES[release][name], current[name]) == []


def test_missing_fields_and_other_types_are_noticed() -> None:
    old = {"a": 1, "b": {"c": "x"}, "d": [{"e": True}]}
    assert missing(old, {**old, "more": 1}) == []
    assert missing(old, {"a": "1", "b": {}, "d": [{"e": 1}]}) == ["reply.a", "reply.b.c", "reply.d.0.e"]


def test_an_extension_that_knows_more_learns_what_this_host_speaks(host: HostConnection) -> None:
    hello = host.request(NEWER, 1, protocol=3)
    assert (hello["protocol"], hello["host_version"]) == ({"min": 1, "max": 1}, __version__)
    assert host.request(NEWER, 2)["type"] == "hello"


@pytest.mark.parametrize(
    ("request_", "protocol", "code"),
    [
        ({"type": "get_weather"}, 1, "invalid_request"),
        ({"type": "get_status", "weather": True}, 1, "invalid_request"),
        ({"type": "get_status"}, 3, "version_mismatch"),
    ],
)
def test_what_a_newer_extension_may_ask_does_no_harm(
    host: HostConnection, request_: dict[str, Any], protocol: int, code: str
) -> None:
    assert host.request(HELLO, 1)["type"] == "hello"
    reply = host.request(request_, 2, protocol)
    assert reply["code"] == code
    if code == "version_mismatch":
        assert reply["params"] == {"update": "host", "installed_by": reply["params"]["installed_by"]}
    assert host.request({"type": "get_status"}, 3)["type"] == "status"


@pytest.mark.parametrize(
    ("hello", "protocol", "code", "level", "cure"),
    [
        (HELLO, 1, "extension_version", "ok", ""),
        (NEWER, 3, "extension_version", "ok", ""),
        ({**HELLO, "protocol": {"min": 2, "max": 3}}, 3, "program_too_old", "fault", "current version"),
        ({**HELLO, "protocol": {"min": 0, "max": 0}}, 1, "extension_too_old", "fault", "extensions page"),
    ],
)
def test_doctor_compares_the_versions_on_both_sides(
    host: HostConnection,
    paths: AppPaths,
    hello: dict[str, Any],
    protocol: int,
    code: str,
    level: Level,
    cure: str,
) -> None:
    expect(versions.examine(paths), "extension_version", "not_checked")
    host.request({**HELLO, "extension_version": "0.0.1"}, 2)
    host.request(hello, 3, protocol)
    host.request({"type": "get_status"}, 4)  # the log is written from now on
    host.close_and_wait()
    finding = expect(versions.examine(paths), code, level, cure)
    assert f"The extension {hello['extension_version']} in Chromium" in finding.what
    assert f"version {__version__}" in finding.what


def test_hello_of_a_doctor_is_answered_and_leaves_no_trace(host: HostConnection, paths: AppPaths) -> None:
    assert host.request({**HELLO, "extension_version": DOCTOR})["host_version"] == __version__
    assert host.process.wait(EXIT_TIMEOUT_S) == 0, "it expects nothing more"
    assert not paths.state.exists()
