"""The whole product in each browser: shared by the tests of a session, or started anew for one test."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from support.dev_env import venv
from support.e2e_stack import Stack, running_stack
from support.taken_over_page import allow_one_click, copy_that_obeys_pages


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


@pytest.fixture(scope="session", params=["chromium", "firefox"])
def shared_obedient_stack(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """A browser in which every page controls the content scripts of its frames."""
    folder = tmp_path_factory.mktemp(f"obedient-{request.param}")
    extension = copy_that_obeys_pages(venv.DIST, folder / "obedient-extension")
    with running_stack(request.param, folder, extension=extension) as started:
        yield started


@pytest.fixture
def obedient_stack(shared_obedient_stack: Stack) -> Stack:
    """The stack that obeys pages, without decisions of the agent, with no call asked for yet."""
    shared_obedient_stack.begin_test()
    shared_obedient_stack.forget_site_settings()
    allow_one_click(shared_obedient_stack, {})
    return shared_obedient_stack


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
