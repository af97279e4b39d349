"""The right-click menu, for real: a selection and a telephone link become calls."""

import shutil
from collections.abc import Iterator

import pytest

from support.browser import own_display, x_display
from support.dev_env import system_packages

from .conftest import Stack, running_stack, wait_for_card


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def menu_line(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Firefox headless; Chromium, whose menu is a native one, in a window on a display of our own."""
    name: system_packages.BrowserName = request.param
    folder = tmp_path_factory.mktemp(f"menu-{name}")
    if name == "firefox":
        with running_stack(name, folder) as line:
            yield line
        return
    if x_display.missing() or not shutil.which("Xvfb"):
        pytest.skip(f"Chromium's menu needs a display: {', '.join(x_display.missing())} not found")
    with (
        own_display(folder) as variables,
        running_stack(name, folder, variables=variables, headless=False) as line,
    ):
        yield line


@pytest.fixture
def line(menu_line: Stack) -> Stack:
    """The line, with nothing asked of Voiso yet."""
    menu_line.seen += len(menu_line.posts())
    return menu_line


def test_a_selected_number_is_called_from_the_menu(line: Stack) -> None:
    page = line.open("numbers.html")
    number = page.rect_of_text("+1 415 555 0100")
    middle = number.y + number.height / 2
    page.drag((number.x + 1, middle), (number.x + number.width - 1, middle))
    page.context_menu(*number.centre, "Call “+1 415 555 0100”")
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550100"
    wait_for_card(page, post["call_id"])


def test_a_selected_number_is_read_where_its_page_is_at_home(line: Stack) -> None:
    page = line.open("country.html?lang=de-AT")
    number = page.rect_of_text("0171 5550123")
    middle = number.y + number.height / 2
    page.drag((number.x + 1, middle), (number.x + number.width - 1, middle))
    page.context_menu(*number.centre, "Call “0171 5550123”")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "431715550123"


def test_a_telephone_link_is_called_from_the_menu(line: Stack) -> None:
    page = line.open("numbers.html")
    page.context_menu(*page.rect_of_text("Call the front desk").centre, "Call this number")
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550116"
    wait_for_card(page, post["call_id"])


@pytest.mark.parametrize(("text", "digits"), [("By SIP", "14155550704"), ("Call to plainly", "14155550712")])
def test_links_of_other_schemes_are_called_from_the_menu(line: Stack, text: str, digits: str) -> None:
    page = line.open("links.html")
    page.context_menu(*page.rect_of_text(text).centre, "Call this number")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == digits
