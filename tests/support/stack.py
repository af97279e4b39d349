"""A stage for a trial or a test: a sandbox, a host set up for it and registered, and pages to show."""

import contextlib
import functools
import http.server
import json
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from support.dev_env import venv
from support.dev_env.progress import StepError, run
from support.dev_env.system_packages import BrowserName

SAMPLE = venv.ROOT / "installers/sample"
AGENT = ("--cluster", "cc-sandbox", "--user-id", "1234", "--region", "US")
API_KEY = "test-key-all"  # the sandbox's


def private_variables(folder: Path) -> dict[str, str]:
    """An environment whose home, config and state are in `folder`, and whose screen is the person's."""
    variables = dict(venv.variables())
    home = Path(variables.get("HOME", Path.home()))
    if "DISPLAY" in variables and (home / ".Xauthority").is_file():
        variables.setdefault("XAUTHORITY", str(home / ".Xauthority"))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        variables.pop(name, None)
    (folder / "home").mkdir()
    return variables | {"HOME": str(folder / "home"), "VOISO_CALL_HOME": str(folder / "voiso-call")}


@contextlib.contextmanager
def sandbox_running(log: Path, variables: Mapping[str, str], *options: str) -> Iterator[str]:
    """A sandbox that logs its requests to `log`; yields its URL, and ends it by closing its input."""
    log.touch()
    command = [venv.program("voiso-call"), "sandbox", "--until-stdin-closes", "--log", str(log)]
    with subprocess.Popen(
        [*command, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(variables)
    ) as sandbox:
        try:
            url = sandbox.stdout.readline().strip() if sandbox.stdout else ""
            if not url:
                raise StepError("The sandbox ended before it listened.")
            yield url
        finally:
            with contextlib.suppress(subprocess.TimeoutExpired):
                sandbox.communicate(timeout=5)
            sandbox.kill()


def set_up(sandbox: str, variables: Mapping[str, str], more: str = "") -> None:
    """Configure the host for the sandbox, as an agent does for Voiso; `more` is TOML for its settings."""
    command = [venv.program("voiso-call"), "setup", *AGENT]
    command += ["--base-url", sandbox, "--api-key-stdin", "--key-store", "file"]
    run(command, env=variables, stdin=API_KEY + "\n")
    with (Path(variables["VOISO_CALL_HOME"]) / "config.toml").open("a", encoding="utf-8") as file:
        file.write(more)


def register(name: BrowserName, profile: Path, variables: Mapping[str, str]) -> None:
    """Register the host where a browser with this profile and home looks for it."""
    command = [venv.program("voiso-call"), "install", "--browser", name]
    if name == "chromium":
        command += ["--user-data-dir", str(profile)]
    run(command, env=variables)


def posts(log: Path) -> list[dict[str, Any]]:
    """The calls that the sandbox was asked for, oldest first."""
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
    requests = [json.loads(line) for line in lines if line.endswith("\n")]
    return [request for request in requests if request["method"] == "POST"]


class SamplePages(http.server.SimpleHTTPRequestHandler):
    """Serves the sample folder, and keeps quiet about it."""

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is for the steps."""


@contextlib.contextmanager
def sample_page(folder: Path = SAMPLE) -> Iterator[str]:
    """A web server for `folder` on a thread; yields its URL."""
    handler = functools.partial(SamplePages, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
