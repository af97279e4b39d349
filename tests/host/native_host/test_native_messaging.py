"""The installed host behind real pipes: every message is answered, and nothing else reaches the browser."""

import dataclasses
import json
import os
import struct
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from support.fork_server import ForkServer
from support.host_process import (
    HELLO,
    ORIGIN,
    SCRIPT,
    HostConnection,
    HostProcess,
    cheap_host,
    encode_request,
)
from voiso_call.config.paths import HOME_ENV_VAR, AppPaths
from voiso_call.install import native_manifest
from voiso_call.install.launcher import launcher_script
from voiso_call.protocol import framing
from voiso_call.sandbox.server import RECORDED_REQUESTS

PACKAGES = str(Path(framing.__file__).parents[2])


@pytest.fixture
def launcher(paths: AppPaths) -> Path:
    """The script that browsers start after `voiso-call install`."""
    planned = native_manifest.plan_install("chromium", paths)
    native_manifest.install(planned)
    return planned.launcher_file


@pytest.fixture(params=["script", "launcher"])
def host(request: pytest.FixtureRequest, launcher: Path) -> Iterator[HostProcess]:
    process = HostProcess(SCRIPT if request.param == "script" else launcher)
    yield process
    process.process.kill()
    process.close_and_wait()


def test_hello_is_answered_before_and_after_other_requests(host: HostProcess) -> None:
    hello = host.request(HELLO, 1)
    assert (hello["type"], hello["protocol"]) == ("hello", {"min": 1, "max": 1})
    assert host.request({"type": "get_status"}, 2)["configured"] is False
    assert host.request(HELLO, 3) == hello


def test_hello_is_answered_before_any_library_is_imported(paths: AppPaths) -> None:
    """Not even `os` and `site`, without which the launcher starts Python."""
    program = (
        f"import sys; sys.argv[1:] = [{ORIGIN!r}]; sys.path.insert(0, {PACKAGES!r})\n"
        "loaded = set(sys.modules)\n"
        "from voiso_call.native_host import main\n"
        "def claim_stdio(*, without_site):\n"
        "    sys.exit(' '.join(sys.modules.keys() - loaded))\n"
        "main.claim_stdio = claim_stdio\n"
        "main.main(without_site=True)\n"
    )
    command = [sys.executable, "-IS", "-c", program]
    done = subprocess.run(command, input=encode_request(HELLO, 1), capture_output=True, check=False)
    imported = done.stderr.decode().split()
    assert [name for name in imported if not name.startswith("voiso_call")] == []
    assert len(imported) <= 8
    assert framing.decode(done.stdout[4:])["reply"]["type"] == "hello"


def test_hello_in_another_json_layout_is_answered(host: HostProcess) -> None:
    host.send(b'{ "id" : 4, "request": {"extension_version": "1", "type": "hello"}, "protocol": 3 }')
    assert host.read()["reply"]["type"] == "hello"


INVALID = [  # body, ID and code of the answer
    (b"", 0, "invalid_request"),
    (b"\xff\xfe", 0, "invalid_request"),
    (b"null", 0, "invalid_request"),
    (b"[" * 60_000, 0, "invalid_request"),
    (b'{"protocol":1,"id":3,"request":{"type":"get_status"},"id":4}', 0, "invalid_request"),
    (b'{"protocol":1,"id":3,"request":{"type":"get_status","type":"hello"}}', 3, "invalid_request"),
    (b'{"protocol":1,"id":3,"request":{"type":"hang_up"}}', 3, "invalid_request"),
    (b'{"protocol":1,"id":3,"request":{"type":"hello"}}', 3, "invalid_request"),
    (b'{"protocol":9,"id":3,"request":{"type":"get_status"}}', 3, "version_mismatch"),
]


def assert_goes_on(host: HostConnection, body: bytes, message_id: int, code: str) -> None:
    host.send(body)
    answer = host.read()
    shown = (answer["id"], answer["reply"]["type"], answer["reply"]["code"])
    assert shown == (message_id, "failure", code), body[:80]
    assert host.request(HELLO, 7)["type"] == "hello", body[:80]
    assert host.request({"type": "get_status"}, 8)["type"] == "status", body[:80]


def test_invalid_messages_get_an_error_code_and_the_host_goes_on(host: HostProcess) -> None:
    for invalid in INVALID:
        assert_goes_on(host, *invalid)


def test_invalid_first_message_gets_an_error_code_and_the_host_goes_on(forks: ForkServer | None) -> None:
    for invalid in INVALID:
        host = cheap_host(forks)
        assert_goes_on(host, *invalid)
        host.close_and_wait()


def test_too_long_message_gets_an_error_code_and_ends_the_host(host: HostProcess) -> None:
    host.to_host.write(struct.pack("=I", 0xFFFFFFFF) + b"{}")
    host.to_host.flush()
    answer = host.read()
    assert (answer["id"], answer["reply"]["code"]) == (0, "message_too_large")
    assert host.process.wait(5) == 0


def test_input_that_ends_inside_a_message_is_answered(host: HostProcess) -> None:
    host.to_host.write(struct.pack("=I", 100) + b'{"protocol"')
    output, _ = host.close_and_wait()
    assert framing.decode(output[4:])["reply"]["code"] == "invalid_request"
    assert host.process.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system accepts UTF-8 file names only")
def test_home_folder_that_is_not_utf8_is_answered_like_any_other(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(bytes(tmp_path) + b"/home-\xff"))
    folder.mkdir()
    (folder / "config.toml").write_text("cluster = 1\n")
    (folder / "journal.sqlite3").write_bytes(b"not a journal" * 1000)
    host = HostProcess(SCRIPT, environment={HOME_ENV_VAR: str(folder)})
    call = {"type": "place_call", "request_id": "request-1", "number": "+442079460000", "trigger": "click"}
    with host.process:
        requests: list[dict[str, Any]] = [
            {"type": "get_status"},
            call,
            {"type": "get_history", "limit": 5},
        ] * 30
        replies = [host.request(request, number) for number, request in enumerate(requests, 1)]
        host.close_and_wait()
    assert [reply["type"] for reply in replies] == ["status", "failure", "history"] * 30
    assert replies[0]["problem"]["params"]["file"].endswith(r"home-\udcff/config.toml")
    assert replies[1]["code"] == "not_configured"
    assert r"home-\udcff/journal.damaged-" in replies[2]["quarantined_journal"]


def test_host_ends_when_the_browser_closes_the_input(host: HostProcess) -> None:
    host.request(HELLO)
    closed_at = time.monotonic()
    output, stderr = host.close_and_wait()
    assert (output, stderr, host.process.returncode) == (b"", b"", 0)
    assert time.monotonic() - closed_at < 2, "Chromium kills the host after 2 s"


async def test_call_is_placed_although_the_input_is_closed_right_after_it(
    start_sandbox: Callable[..., Awaitable[tuple[str, web.Application]]],
    set_up: Callable[..., AppPaths],
    launcher: Path,
) -> None:
    import asyncio

    url, app = await start_sandbox()
    set_up(url)
    call = {"type": "place_call", "request_id": "request-1", "number": "+14155550100", "trigger": "click"}

    def send_and_close() -> dict[str, Any]:
        host = HostProcess(launcher)
        host.request({"type": "get_status"})  # its libraries are imported: a slow machine needs long for that
        host.send(json.dumps({"protocol": 1, "id": 5, "request": call}).encode())
        output, _ = host.close_and_wait()
        return framing.decode(output[4:])

    answer = await asyncio.to_thread(send_and_close)
    [recorded] = app[RECORDED_REQUESTS]
    assert (answer["id"], answer["reply"]["type"]) == (5, "call_placed")
    assert answer["reply"]["call_id"] == recorded.call_id
    assert recorded.body == {"user_id": 1234, "phone_number": "14155550100"}


NOISE = "import os, sys; os.write(1, b'noise'); print('noise', flush=True); sys.stdin and sys.stdin.read()"
HOSTILE = {
    "PYTHONBREAKPOINT": "json.false",
    "PYTHONDEBUG": "1",
    "PYTHONDEVMODE": "1",
    "PYTHONEXECUTABLE": "/nonexistent",
    "PYTHONHOME": "/nonexistent",
    "PYTHONINSPECT": "1",
    "PYTHONIOENCODING": "utf-16",
    "PYTHONPATH": ".",
    "PYTHONPROFILEIMPORTTIME": "1",
    "PYTHONSTARTUP": "json.py",
    "PYTHONUSERBASE": "user",
    "PYTHONVERBOSE": "1",
    "PYTHONWARNINGS": "error",
}


def test_python_variables_and_modules_cannot_write_to_the_browser(tmp_path: Path, launcher: Path) -> None:
    """The current folder, which is also PYTHONPATH and user base, holds modules that print."""
    user = tmp_path / f"user/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    user.mkdir(parents=True)
    for folder in (tmp_path, user):
        for module in ("json", "sitecustomize", "usercustomize", "asyncio", "voiso_call"):
            (folder / f"{module}.py").write_text(NOISE)
        (folder / "noise.pth").write_text(NOISE)
    host = HostProcess(launcher, cwd=tmp_path, environment=HOSTILE)
    assert host.request(HELLO)["type"] == "hello"
    assert host.request({"type": "get_status"}, 2)["type"] == "status"
    assert host.close_and_wait() == (b"", b"")


def test_site_customizations_cannot_write_to_the_browser(tmp_path: Path, paths: AppPaths) -> None:
    """Files that an administrator or a package adds to site-packages run before the host, and may print."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    [site_packages] = (tmp_path / "venv").glob("lib/python*/site-packages")
    libraries = Path(pytest.__file__).parents[1]
    (site_packages / "a.pth").write_text(NOISE)
    (site_packages / "libraries.pth").write_text(f"import site; site.addsitedir({str(libraries)!r})")
    (site_packages / "sitecustomize.py").write_text(
        NOISE + "\nimport atexit; atexit.register(print, 'noise')"
    )
    planned = native_manifest.plan_install("chromium", paths)
    launcher = launcher_script(str(tmp_path / "venv/bin/python"))
    native_manifest.install(dataclasses.replace(planned, launcher=launcher))
    host = HostProcess(planned.launcher_file)
    assert host.request(HELLO)["type"] == "hello"
    assert host.request({"type": "get_status"}, 2)["type"] == "status"
    assert host.close_and_wait() == (b"", b"")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_core_dump_and_no_descriptor_for_child_processes(host: HostProcess, tmp_path: Path) -> None:
    assert host.request({"type": "get_status"})["type"] == "status"
    process = Path("/proc") / str(host.process.pid)
    [core] = [line for line in (process / "limits").read_text().splitlines() if "core file" in line]
    assert core.split()[4:6] == ["0", "0"]
    if os.geteuid():  # in /proc, a process that is not dumpable belongs to root
        assert process.stat().st_uid == 0
    program = (
        "import os, subprocess\n"
        "from voiso_call.system import process_hardening\n"
        "from voiso_call.native_host.main import claim_stdio\n"
        "reader, writer = claim_stdio()\n"
        "process_hardening.harden_process()\n"
        "import ctypes; assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0, 'PR_GET_DUMPABLE'\n"
        "for descriptor in os.listdir('/proc/self/fd'):\n"
        "    if int(descriptor) > 2 and os.path.exists(f'/proc/self/fd/{descriptor}'):\n"
        "        assert not os.get_inheritable(int(descriptor)), descriptor\n"
        "subprocess.run(['ls', '-l', '/proc/self/fd'], close_fds=False, stdout=writer)\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], input=b"", capture_output=True, check=True)
    pipes = [line for line in done.stdout.splitlines() if b"pipe:" in line]
    assert {line.split()[-3] for line in pipes} == {b"1", b"2"}, "the stdout it was given, and stderr"


def test_no_plugin_of_an_installed_package_is_loaded(tmp_path: Path) -> None:
    metadata = tmp_path / "spy-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: spy\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[pydantic]\nspy = spy:plugin\n")
    (tmp_path / "spy.py").write_text("class Plugin:\n    new_schema_validator = 1\nplugin = Plugin()\n")
    program = (
        "import sys\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "from voiso_call.system import process_hardening\n"
        "process_hardening.harden_process()\n"
        "import spy; del sys.modules['spy']\n"  # it could be loaded
        "import voiso_call.protocol.messages\n"
        "assert 'spy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-I", "-c", program], check=True, env={})


def test_output_of_libraries_goes_to_stderr(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from voiso_call.native_host.main import claim_stdio\n"
        "reader, writer = claim_stdio()\n"
        "print('printed'); os.write(1, b'written'); os.system('echo from a child')\n"
        "assert os.read(0, 1) == b''\n"
        "writer.write(b'message:' + reader.read(5))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], input=b"input", capture_output=True, check=True)
    assert done.stdout == b"message:input"
    assert all(text in done.stderr for text in (b"printed", b"written", b"from a child"))


def test_broken_installation_still_answers(tmp_path: Path) -> None:
    program = (
        f"import sys; sys.modules['aiohttp'] = None; sys.argv[1:] = ['{ORIGIN}']\n"
        "from voiso_call.native_host.main import main; main()\n"
    )
    host = HostProcess(sys.executable, "-I", "-c", program)
    assert host.request(HELLO)["type"] == "hello"
    reply = host.request({"type": "get_status"}, 2)
    assert (reply["code"], reply["detail"]) == ("internal", "the host cannot start: ModuleNotFoundError")
    _, stderr = host.close_and_wait()
    assert b"ModuleNotFoundError" in stderr
