"""The whole product in each browser: shared by the tests of a session, or started anew for one test."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from support.e2e_stack import Stack, running_stack


@pytest.fixture(scope="session", params=["chromium", "firefox"])
def shared_stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One browser of each family, for all tests that leave it as they found it."""
    with running_stack(request.param, tmp_path_factory.mktemp(request.param)) as started:
        yield started


@pytest.fixture
def stack(shared_stack: Stack) -> Stack:
    """The shared stack, with no call asked for yet."""
    shared_stack.begin_test()
    return shared_stack


@pytest.fixture(params=["chromium", "firefox"])
def fresh_stack(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Callable[..., contextlib.AbstractContextManager[Stack]]:
    """A stack of its own, for a test that changes host or browser; called with `running_stack`'s options."""

    def start(**options: Any) -> contextlib.AbstractContextManager[Stack]:
        folder = tmp_path / "stack"
        folder.mkdir()
        return running_stack(request.param, folder, **options)

    return start


@pytest.fixture
def default_site_settings(stack: Stack) -> None:
    """No decision of the agent for any site."""
    stack.forget_site_settings()


@pytest.fixture
def one_click(stack: Stack, default_site_settings: None) -> Iterator[None]:
    """One click on a number of the test pages calls it at once, not only after a press in the card."""
    stack.allow_one_click()
    yield
    stack.forget_site_settings()
