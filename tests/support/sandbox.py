"""The sandbox as a process of its own, how the host is set up for it, and the calls it was asked for.

Imports the standard library alone: `installers/try.py` runs before anything is installed.
"""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from support.dev_env.progress import StepError

API_KEY = "test-key-all"  # the sandbox accepts it for everything
SHUTDOWN_TIMEOUT_S = 10.0

# The command that belongs to the Python that runs this.
COMMAND = Path(sys.executable).with_name("voiso-call.exe" if sys.platform == "win32" else "voiso-call")


@contextlib.contextmanager
def sandbox_process(
    log: Path, *options: str, command: Path = COMMAND, env: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run `voiso-call sandbox`, logging requests to `log`; yield its URL, and end it afterwards."""
    log.touch()
    with subprocess.Popen(
        [command, "sandbox", "--until-stdin-closes", "--log", log, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=env,
    ) as process:
        try:
            url = process.stdout.readline().strip() if process.stdout else ""
            if not url:
                raise StepError("The sandbox ended before it listened.")
            yield url
        finally:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=SHUTDOWN_TIMEOUT_S)
            process.kill()


def setup_arguments(url: str, *, region: str = "US") -> list[str]:
    """Return the arguments of `voiso-call` that set it up for a sandbox; the API key follows on its stdin."""
    account = ["--cluster", "sandbox", "--user-id", "1234", "--region", region, "--sandbox-url", url]
    return ["setup", *account, "--api-key-stdin", "--key-store", "file"]


def set_limits(config_file: Path, **limits: int) -> None:
    """Add a `[limits]` section to config.toml, so that no test races against the defaults."""
    lines = "".join(f"{name} = {value}\n" for name, value in limits.items())
    with config_file.open("a", encoding="utf-8") as file:
        file.write(f"[limits]\n{lines}")


def posts(log: Path) -> list[dict[str, Any]]:
    """Return the calls that the sandbox was asked for, oldest first, as it logged them."""
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
    requests = [json.loads(line) for line in lines if line.endswith("\n")]  # the last may be half written
    return [request for request in requests if request["method"] == "POST"]
