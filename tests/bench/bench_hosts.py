"""The hosts that are compared: ours as a browser starts it, the least that is possible, and a naive one."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from watched_sandbox import WatchedSandbox

from support.host_process import HostProcess, encode_request
from support.sandbox import API_KEY
from voiso_call.config.paths import HOME_ENV_VAR, AppPaths, app_paths
from voiso_call.install import native_manifest
from voiso_call.protocol import framing
from voiso_call.provisioning.settings_writer import SettingValue, write_settings

HERE = Path(__file__).parent
NUMBER = "+14155550100"
HELLO: dict[str, Any] = {"type": "hello", "extension_version": "0"}
ACCOUNT: dict[str, SettingValue | None] = {
    "user_id": 1234,
    "default_region": "US",
    "key_store": "file",
    "limits": {"per_minute": 0, "per_number_per_day": 0, "repeat_window_s": 0},  # always the same number
}


@dataclass(frozen=True)
class Agent:
    """An agent who is set up, with files of their own."""

    paths: AppPaths
    launcher: Path

    @property
    def environment(self) -> dict[str, str]:
        """The variable by which a host finds the agent's files."""
        return {HOME_ENV_VAR: str(self.paths.config)}

    def start(self, *command: str | Path) -> HostProcess:
        """Start a host for this agent; by default ours, as it is registered."""
        return HostProcess(
            *(command or (self.launcher,)), environment=self.environment, stderr=subprocess.DEVNULL
        )


@contextlib.contextmanager
def agent_set_up(sandbox: WatchedSandbox) -> Iterator[Agent]:
    """Set an agent up in a folder of their own, and register our host."""
    for name in [name for name in os.environ if name.startswith("PYTHON") or name.lower().endswith("_proxy")]:
        del os.environ[name]  # a browser's host has none of them
    with tempfile.TemporaryDirectory() as folder:
        paths = app_paths({**os.environ, HOME_ENV_VAR: folder})
        set_up(paths, sandbox)
        plan = native_manifest.plan_install("chromium", paths, Path(folder) / "browser")
        native_manifest.install(plan)
        yield Agent(paths, plan.launcher_file)


def set_up(paths: AppPaths, sandbox: WatchedSandbox) -> None:
    """Write the settings and key of an agent who calls at a sandbox."""
    write_settings(paths, {**ACCOUNT, **sandbox.settings}, API_KEY)
    with paths.config_file.open("a", encoding="utf-8") as file:
        lines = (f"{name} = {json.dumps(value)}\n" for name, value in sandbox.network.items())
        file.write("\n[network]\n" + "".join(lines))


def bare(*, site: bool = False) -> list[str | Path]:
    """The shortest possible start: an interpreter that echoes one message; with `site`, it finds packages."""
    return [sys.executable, "-I", *([] if site else ["-S"]), HERE / "bare_host.py"]


def naive() -> list[str | Path]:
    """Our use cases in a host as it is usually written."""
    return [sys.executable, "-I", HERE / "naive_host.py"]


def floor(url: str) -> list[str | Path]:
    """A process of the same kind that does nothing but send the request."""
    return [sys.executable, "-I", HERE / "floor_host.py", url]


def without(cost: str) -> list[str | Path]:
    """Our host with one cost switched off, see `cheaper_host.py`."""
    return [sys.executable, "-I", HERE / "cheaper_host.py", cost]


def place_call() -> dict[str, Any]:
    """Make a request to call, a new one each time."""
    return {
        "type": "place_call",
        "request_id": uuid.uuid4().hex,
        "number": NUMBER,
        "original_text": "(415) 555-0100",
        "trigger": "click",
    }


def send(host: HostProcess, request: dict[str, Any], message_id: int = 1) -> None:
    """Send a request."""
    host.to_host.write(encode_request(request, message_id))
    host.to_host.flush()


def read(host: HostProcess) -> dict[str, Any]:
    """Read one message, without the thread that ends a silent host in tests: it would cost time."""
    return framing.decode(framing.read_message(host.from_host, framing.MAX_REPLY_BYTES))


def expect_reply(host: HostProcess, reply_type: str) -> None:
    """Read one reply; raise ValueError if it is of another type."""
    reply = read(host).get("reply", {})
    if reply.get("type") != reply_type:
        raise ValueError(f"{host.process.args!r} replied {reply}")
