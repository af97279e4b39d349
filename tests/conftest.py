"""What tests share: an agent's places in a temporary folder, and a sandbox in Voiso's place."""

import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from voiso_call.calling.dispatcher import Switchboard
from voiso_call.config.paths import HOME_ENV_VAR, AppPaths, app_paths
from voiso_call.provisioning.settings_writer import SettingValue, write_settings
from voiso_call.sandbox.server import Options, create_app

Serve = Callable[..., Awaitable[TestServer]]


NO_LIMITS = {"per_minute": 0, "per_number_per_day": 0, "repeat_window_s": 0}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Set how long the host is fuzzed and killed: a little in every run, more before a release."""
    parser.addoption("--frames", type=int, default=3000, help="frames that the host is fuzzed with")
    parser.addoption("--kills", type=int, default=200, help="hosts that are killed at random under load")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where several processes test, each browser stays in one of them: it is started once."""
    for item in items:
        browser = re.search(r"\b(chromium|firefox)\b", item.nodeid)
        if browser:
            item.add_marker(pytest.mark.xdist_group(browser[1]))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for every test; nothing of the person who runs them is read or written."""
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
    """Where this test's agent keeps config, journal and key."""
    return app_paths()


@pytest.fixture
def set_up(paths: AppPaths) -> Callable[..., AppPaths]:
    """Configure the agent as `voiso-call setup` would."""

    def write(url: str, key: str = "test-key-all", **settings: SettingValue | None) -> AppPaths:
        defaults: dict[str, SettingValue | None] = {
            "cluster": "sandbox",
            "user_id": 1234,
            "default_region": "US",
        }
        defaults["limits"] = NO_LIMITS  # most tests call the same number again and again
        write_settings(paths, {**defaults, "base_url": url, **settings}, key)
        return paths

    return write


@pytest.fixture
async def switchboard(paths: AppPaths) -> AsyncIterator[Switchboard]:
    opened = Switchboard(paths)
    yield opened
    await opened.close()


@pytest.fixture
async def start_sandbox(aiohttp_server: Serve) -> Callable[..., Awaitable[tuple[str, web.Application]]]:
    """Start a sandbox on a free port; gives its URL and its application, which keeps what it received."""

    async def start(**options: Any) -> tuple[str, web.Application]:
        app = create_app(Options(**options))
        server = await aiohttp_server(app)
        return str(server.make_url("")).rstrip("/"), app

    return start
