"""The browser's own context menu: a selected number is called where one click calls, all else is offered."""

import shutil
from collections.abc import Iterator

import pytest

from support.browser import x_display
from support.browser.interface import Page
from support.card_driver import press_call, wait_for_card
from support.dev_env import system_packages
from support.e2e_stack import Stack, running_stack


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def menu_stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Firefox headless; Chromium, whose menu is a native window, on an X display of its own."""
    name: system_packages.BrowserName = request.param
    folder = tmp_path_factory.mktemp(f"menu-{name}")
    if name == "firefox":
        with running_stack(name, folder) as stack:
            yield stack
        return
    if x_display.missing() or not shutil.which("Xvfb"):
        pytest.skip(f"Chromium's menu needs a display: {', '.join(x_display.missing())} not found")
    with (
        x_display.own_display(folder) as variables,
        running_stack(name, folder, variables=variables, headless=False) as stack,
    ):
        yield stack


@pytest.fixture
def stack(menu_stack: Stack) -> Iterator[Stack]:
    """The stack with a menu, without decisions of the agent, with no call asked for yet."""
    menu_stack.begin_test()
    yield menu_stack
    menu_stack.end_test()


def call_selection(page: Page, text: str) -> None:
    """Select a text with the mouse and choose the menu's entry for it."""
    box = page.rect_of_text(text)
    middle = box.y + box.height / 2
    page.drag((box.x + 1, middle), (box.x + box.width - 1, middle))
    page.context_menu(*box.centre, f"Call “{text}”")


@pytest.mark.usefixtures("one_click")
def test_menu_calls_a_selected_number_where_one_click_calls(stack: Stack) -> None:
    page = stack.open("numbers.html")
    call_selection(page, "+1 415 555 0100")
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550100"
    wait_for_card(page, post["call_id"])


def test_menu_offers_a_selected_number_on_other_sites(stack: Stack) -> None:
    page = stack.open("numbers.html")
    call_selection(page, "+1 415 555 0100")
    wait_for_card(page, "+1 415-555-0100")
    assert stack.posts() == []
    press_call(page)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550100"


@pytest.mark.usefixtures("one_click")
def test_menu_reads_a_selection_in_the_region_of_the_page(stack: Stack) -> None:
    page = stack.open("country.html?lang=de-AT")
    call_selection(page, "0171 5550123")
    press_call(page)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "431715550123"


@pytest.mark.usefixtures("one_click")
def test_menu_offers_a_tel_link(stack: Stack) -> None:
    page = stack.open("numbers.html")
    page.context_menu(*page.rect_of_text("Call the front desk").centre, "Call this number")
    press_call(page)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550116"
    wait_for_card(page, post["call_id"])


@pytest.mark.parametrize(("text", "digits"), [("By SIP", "14155550704"), ("Call to plainly", "14155550712")])
def test_menu_offers_links_of_other_schemes(stack: Stack, text: str, digits: str) -> None:
    page = stack.open("links.html")
    page.context_menu(*page.rect_of_text(text).centre, "Call this number")
    press_call(page)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == digits
