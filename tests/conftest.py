"""Fixtures of all tests: an agent's files in a temporary folder, and a sandbox; which tests are slow."""

import importlib
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import settings

from support.fork_server import ForkServer, fork_server
from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import HOME_ENV_VAR, AppPaths, app_paths
from voiso_call.provisioning.settings_writer import SettingValue, write_settings
from voiso_call.sandbox.server import Options, create_app

Serve = Callable[..., Awaitable[TestServer]]

ROOT = Path(__file__).resolve().parents[1]
# Tests that start browsers or many processes; `tests/run.py --fast` leaves them out.
LONGEST = (  # half a minute each, or more
    "tests/installers/test_windows_package.py",
    "tests/installers/test_installed_release.py",
    "tests/installers/test_debian_package.py",
    "tests/installers/test_roll_out.py",
    "tests/e2e/test_settled.py",
    "tests/e2e/test_sight.py",
)
SLOW = (
    *LONGEST,
    "tests/e2e",
    "tests/host/native_host",
    "tests/host/cli/test_terminal.py",
    "tests/host/credentials/test_keyring_backend.py",
    "tests/installers/test_try.py",
)
# Every run tries the same examples; `--hypothesis-profile=default` tries others.
settings.register_profile("same_examples", derandomize=True)
settings.load_profile("same_examples")
NO_LIMITS = {"per_minute": 0, "per_number_per_day": 0, "repeat_window_s": 0}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Set how long the longest tests go on: a little in every run, more before a release."""
    parser.addoption("--messages", type=int, default=3000, help="messages that the host is fuzzed with")
    parser.addoption("--kills", type=int, default=100, help="hosts that are killed at random under load")
    parser.addoption("--calls", type=int, default=100, help="calls of each host under load")
    parser.addoption("--every-step", action="store_true", help="kill hosts also where others leave the same")
    parser.addoption("--numbers", type=int, default=4_000, help="numbers that are read beside other digits")
    parser.addoption("--views", type=int, default=300, help="views that a page shows one after the other")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow tests."""
    for path in SLOW:
        if not (ROOT / path).exists():
            raise pytest.UsageError(f"{path} has moved: correct its name in tests/conftest.py")
    for item in items:
        if item.path.is_relative_to(ROOT) and item.nodeid.startswith(SLOW):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Under `--dist loadgroup`, distribute the tests by browser."""
    if config.getvalue("dist") != "loadgroup":
        return None
    scheduling = importlib.import_module("support.browser_scheduling").BrowserScheduling
    return scheduling(config, log, SLOW, LONGEST)


@pytest.fixture(scope="session")
def forks() -> Iterator[ForkServer | None]:
    """Starts programs of this project without the cost of their imports; None where that is impossible."""
    if sys.platform != "linux":
        yield None
        return
    with fork_server() as server:
        yield server


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder for every test: no file of the person who runs them is read or written."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in list(os.environ):
        if name.startswith(("XDG_", "VOISO_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv(HOME_ENV_VAR, str(folder / "voiso-call"))
    return folder


@pytest.fixture
def paths(home: Path) -> AppPaths:
    """Where the agent of this test keeps settings, journal and key."""
    return app_paths()


@pytest.fixture
def set_up(paths: AppPaths) -> Callable[..., AppPaths]:
    """Set the agent up, as `voiso-call setup` does."""

    def write(url: str, key: str = "test-key-all", **settings: SettingValue | None) -> AppPaths:
        defaults: dict[str, SettingValue | None] = {
            "cluster": "sandbox",
            "user_id": 1234,
            "default_region": "US",
        }
        defaults["limits"] = NO_LIMITS  # most tests call the same number repeatedly
        write_settings(paths, {**defaults, "sandbox_url": url, **settings}, key)
        return paths

    return write


@pytest.fixture
async def dispatcher(paths: AppPaths) -> AsyncIterator[RequestDispatcher]:
    opened = RequestDispatcher(paths)
    yield opened
    await opened.close()


@pytest.fixture
async def start_sandbox(aiohttp_server: Serve) -> Callable[..., Awaitable[tuple[str, web.Application]]]:
    """Start a sandbox on a free port; returns its URL and its application, which records requests."""

    async def start(**options: Any) -> tuple[str, web.Application]:
        app = create_app(Options(**options))
        server = await aiohttp_server(app)
        return str(server.make_url("")).rstrip("/"), app

    return start
