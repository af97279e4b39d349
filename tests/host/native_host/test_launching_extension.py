"""Which extension started the host: the official one is served, all others get host_forbidden."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.browser.polling import wait_until
from support.cli_runner import CliResult, run
from support.fork_server import ForkServer
from support.host_process import HELLO, ORIGIN, ForkedHost, HostProcess
from voiso_call.config.paths import AppPaths
from voiso_call.install import native_manifest
from voiso_call.native_host import extension_allowlist, launching_extension
from voiso_call.protocol import framing

OTHER = "p" * 32
MANIFEST = "/opt/agent/.mozilla/native-messaging-hosts/com.voiso.click_to_call.json"  # as Firefox passes it
GECKO = launching_extension.GECKO_IDS[0]
CALL = {"type": "place_call", "request_id": "request-1", "number": "+14155550100", "trigger": "click"}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="installing is supported only on Linux yet")


@pytest.fixture
def start(paths: AppPaths, set_up: Callable[..., AppPaths]) -> Callable[..., HostProcess]:
    set_up("http://127.0.0.1:9")
    planned = native_manifest.plan_install("chromium", paths)
    native_manifest.install(planned)
    return lambda *arguments: HostProcess(planned.launcher_file, caller=arguments)


OFFICIAL = [
    (ORIGIN,),
    (ORIGIN, "--parent-window=0"),
    (ORIGIN, "--parent-window=1234", "--reconnect-command=eA==", "--native-messaging-connect-id=7"),
    (ORIGIN, "--something-new", "unknown"),
    (MANIFEST, GECKO),
    (MANIFEST, GECKO, "more"),
    ("C:\\agent\\com.voiso.click_to_call.json", GECKO),
]
OTHERS = [
    (),
    ("",),
    ("--parent-window=0", ORIGIN),
    (f"chrome-extension://{OTHER}/",),
    (ORIGIN.rstrip("/"),),
    (ORIGIN.rstrip("/") + "?",),
    (ORIGIN + "page.html",),
    (ORIGIN.upper(),),
    (f"chrome-extension://{OTHER}/", ORIGIN),
    (f"chrome-extension://{GECKO}/",),
    ("https://example.org/",),
    (MANIFEST,),
    (MANIFEST, "other@example.org"),
    (MANIFEST, launching_extension.CHROMIUM_IDS[0]),
    (MANIFEST, "other@example.org", GECKO),
    (GECKO, MANIFEST),
]


@pytest.mark.parametrize("arguments", OFFICIAL, ids=str)
def test_official_extension_is_served_with_any_further_arguments(
    start: Callable[..., HostProcess], arguments: tuple[str, ...]
) -> None:
    host = start(*arguments)
    assert host.request(HELLO)["type"] == "hello"
    assert host.close_and_wait() == (b"", b"")


@pytest.mark.parametrize("arguments", OTHERS, ids=str)
def test_other_extensions_get_host_forbidden_and_no_call(
    forks: ForkServer, set_up: Callable[..., AppPaths], arguments: tuple[str, ...], tmp_path: Path
) -> None:
    paths = set_up("http://127.0.0.1:9")
    with (tmp_path / "stderr").open("wb") as stderr:
        host = ForkedHost(forks, caller=arguments, stderr=stderr.fileno())
    with host.process:  # closes the pipes
        host.send(json.dumps({"protocol": 1, "id": 5, "request": CALL}).encode())
        answer = host.read()
        assert (answer["id"], answer["reply"]["code"]) == (5, "host_forbidden")
        assert (host.process.wait(10), host.from_host.read()) == (1, b"")
    assert (tmp_path / "stderr").read_bytes() == b""
    assert not paths.journal_file.exists()
    assert '"extension_rejected"' in paths.log_file.read_text()


def test_rejected_extension_is_logged_by_a_bounded_id_without_other_characters(
    start: Callable[..., HostProcess], paths: AppPaths
) -> None:
    host = start(MANIFEST, "\x1b[31m an é{id}-1_2@example.org" + "x" * 500)
    host.send(json.dumps({"protocol": 1, "id": 5, "request": HELLO}).encode())
    host.close_and_wait()
    [event] = [json.loads(line) for line in paths.log_file.read_text().splitlines()]
    assert event["extension_id"] == ("??31m?an??{id}-1_2@example.org" + "x" * 500)[:129]


@pytest.mark.parametrize("data", [b"", b"\x05\0\0\0null", b"\xff\xff\xff\xff", b"\x05\0"], ids=repr)
def test_other_extension_with_an_invalid_message_gets_one_reply(
    start: Callable[..., HostProcess], data: bytes
) -> None:
    host = start("https://example.org/")
    host.to_host.write(data)
    output, stderr = host.close_and_wait()
    assert (host.process.returncode, stderr) == (1, b"")
    if data:
        answer = framing.decode(output[4:])
        assert (answer["id"], answer["reply"]["code"]) == (0, "host_forbidden")
    else:
        assert output == b""


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can give a file to root")
def test_extension_that_an_administrator_has_allowed_for_all_users_is_served(
    start: Callable[..., HostProcess], paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reply() -> str:
        host = start(f"chrome-extension://{OTHER}/")
        kind = str(host.request(HELLO)["type"])
        host.close_and_wait()
        return kind

    file = paths.launcher_file.with_name("extensions.json")
    file.write_text(json.dumps({"chromium": [OTHER]}))
    file.chmod(0o644)
    assert reply() == "hello"
    host = start(MANIFEST, OTHER)
    assert host.request(HELLO)["type"] == "failure"
    host.close_and_wait()
    file.chmod(0o666)
    assert reply() == "failure", "anybody could have written it"
    file.chmod(0o644)
    assert extension_allowlist.is_allowed_for_all("chromium", OTHER, str(paths.launcher_file))
    os.chown(file, 12345, 0)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert not extension_allowlist.is_allowed_for_all("chromium", OTHER, str(paths.launcher_file)), (
        "the user's own"
    )


def test_dev_extension_is_served_only_while_allowed_and_with_warnings(
    start: Callable[..., HostProcess], paths: AppPaths
) -> None:
    def install(*options: str) -> CliResult:
        return run("install", "--browser", "chromium", *options)

    def is_served() -> bool:
        host = start(f"chrome-extension://{OTHER}/")
        reply = host.request(HELLO)
        host.close_and_wait()
        return bool(reply["type"] == "hello")

    assert not is_served()
    assert "WARNING" in install("--dev-id", OTHER).stderr
    assert is_served()
    for command in (["install", "--list"], ["status"]):
        assert f"WARNING: chromium: the development extension {OTHER}" in run(*command).stderr
    assert json.loads(run("install", "--list", "--json").stdout)["dev_extension_ids"] == {"chromium": [OTHER]}
    host = start(f"chrome-extension://{OTHER}/")
    host.request({"type": "get_status"})  # when it is answered, the log is open
    wait_until(lambda: '"development": true' in paths.log_file.read_text(), "the log entry")
    host.close_and_wait()
    paths.dev_extensions_file.chmod(0o644)
    assert not is_served(), "an allowlist that others can read is not trusted"
    paths.dev_extensions_file.chmod(0o600)
    as_firefox = start(MANIFEST, OTHER)
    assert as_firefox.request(HELLO)["code"] == "host_forbidden", "it is allowed only in Chromium"
    as_firefox.close_and_wait()
    install()
    assert not is_served()
