"""What a trial or a browser test needs: a sandbox, a host that is set up and registered, and a web server."""

import contextlib
import functools
import http.server
import threading
import urllib.parse
from collections.abc import Iterator, Mapping
from pathlib import Path

from support import sandbox
from support.dev_env import venv
from support.dev_env.progress import run
from support.dev_env.system_packages import BrowserName

SAMPLE = venv.ROOT / "installers/sample"


def private_variables(folder: Path) -> dict[str, str]:
    """Return environment variables with home, settings and state in `folder`, and the person's display."""
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
    """Run the sandbox of the project's environment; yield its URL."""
    with sandbox.sandbox_process(log, *options, command=_command(), env=variables) as url:
        yield url


def set_up_host(url: str, variables: Mapping[str, str]) -> None:
    """Set the host up for a sandbox, as an agent does for Voiso."""
    run([_command(), *sandbox.setup_arguments(url)], env=variables, stdin=f"{sandbox.API_KEY}\n")


def register(name: BrowserName, profile: Path, variables: Mapping[str, str]) -> None:
    """Register the host for a browser with this profile and home."""
    command: list[str | Path] = [_command(), "install", "--browser", name]
    if name == "chromium":
        command += ["--user-data-dir", str(profile)]
    run(command, env=variables)


class SamplePages(http.server.SimpleHTTPRequestHandler):
    """Serves a folder with the headers that an address asks for, as `?header=Name: value`; logs nothing."""

    def end_headers(self) -> None:
        """Add the headers of the address."""
        query = urllib.parse.urlsplit(self.path).query
        for header in urllib.parse.parse_qs(query).get("header", ()):
            self.send_header(*header.split(": ", 1))
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Log nothing: the terminal shows the steps."""


@contextlib.contextmanager
def serve_folder(folder: Path = SAMPLE) -> Iterator[str]:
    """Serve `folder` on a thread; yield the URL."""
    handler = functools.partial(SamplePages, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def _command() -> Path:
    """Return the `voiso-call` of the project's environment, whichever Python runs this."""
    return Path(venv.program("voiso-call"))
