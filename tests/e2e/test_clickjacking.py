"""A page that covers, hides or moves the card while it asks for confirmation: nobody is called."""

import pytest

from support.browser.interface import Page
from support.browser.pending_work import wait_until_idle
from support.card_driver import (
    CALL_BUTTON,
    CARD,
    card,
    wait_for_card,
    wait_for_click_guard,
    wait_for_settled_card,
)
from support.e2e_stack import Stack

PREMIUM = "+1 900 555 0121"
HIDDEN_MS = 100  # for which a page hides the card; the card notices it with the next frames

OVERLAYS = {
    "a popover": "const it = document.createElement('div'); it.popover = 'manual'; const show = () =>"
    " { it.isConnected || document.body.append(it); it.matches(':popover-open') && it.hidePopover();"
    " it.showPopover(); }",
    "a modal dialog": "const it = document.createElement('dialog'); const show = () =>"
    " { it.isConnected || document.body.append(it); it.open && it.close(); it.showModal(); }",
    "the card's own element, moved": "const it = document.querySelector(CARD); const show = () =>"
    " { document.body.append(it); it.popover = 'manual'; it.showPopover(); }",
}
IN_A_CLOSED_ROOT = (
    "const host = document.createElement('div'); document.body.append(host);"
    " const root = host.attachShadow({ mode: 'closed' }); root.append(document.querySelector('style.ours'));"
    " const it = document.createElement('div'); it.popover = 'manual'; root.append(it);"
    " const show = () => it.matches(':popover-open') || it.showPopover();"
)


def open_confirmation(stack: Stack, script: str = "") -> Page:
    """Open a page, run a script in it, and click a premium number, which needs confirmation."""
    page = stack.open("answers.html")
    page.evaluate(f"({script or 'void 0'}, true)")
    page.click_text(PREMIUM)
    wait_for_settled_card(page)
    return page


def cover(page: Page, overlay: str, timer: str) -> None:
    """Show an opaque overlay over the card that lets every click through; `timer` shows it again."""
    page.evaluate(
        f"""(() => {{
          const CARD = {CARD!r};
          const style = document.createElement('style');
          style.className = 'ours';
          style.textContent = ':is(body, :host) > [popover], [popover]:not(html > *), dialog {{ inset: 0; '
            + 'pointer-events: none !important; width: 100vw; height: 100vh; margin: 0; max-width: none; '
            + 'max-height: none; }}';
          document.head.append(style);
          {overlay}
          const safely = () => {{ try {{ show(); }} catch {{ }} }};
          safely();
          window.covering = {timer};
          return true;
        }})()"""
    )
    wait_for_click_guard(page)  # so that it is not the guard which ignores the click


@pytest.mark.parametrize("kind", list(OVERLAYS))
def test_click_through_an_overlay_shown_repeatedly_calls_nobody(stack: Stack, kind: str) -> None:
    page = open_confirmation(stack)
    x, y = card(page).rect(CALL_BUTTON).centre
    cover(page, OVERLAYS[kind], "setInterval(safely, 10)")
    page.click(x, y)
    page.evaluate("(clearInterval(covering), true)")  # or the page would have changes to read without end
    wait_until_idle(page)
    assert stack.posts() == []
    page.evaluate("(document.querySelector('dialog[open]')?.close(), true)")
    page.close()


@pytest.mark.parametrize("kind", ["a popover", "in a closed root"])
def test_click_through_an_overlay_shown_without_events_calls_nobody(stack: Stack, kind: str) -> None:
    stop_events = "addEventListener('beforetoggle', event => event.stopImmediatePropagation(), true)"
    page = open_confirmation(stack, stop_events)
    x, y = card(page).rect(CALL_BUTTON).centre
    cover(page, OVERLAYS.get(kind, IN_A_CLOSED_ROOT), "0")
    page.click(x, y)
    wait_until_idle(page)
    assert stack.posts() == []
    page.close()


def test_element_below_the_card_does_not_block_the_call(stack: Stack) -> None:
    page = stack.open("answers.html")
    page.wait("(window.marks = CSS.highlights.get('voiso-call')?.size) > 5", what="marks")
    page.evaluate(
        """(() => {
          const it = document.createElement('div');
          it.popover = 'manual';
          it.style.cssText = 'inset: 0; width: 100vw; height: 100vh; pointer-events: auto';
          document.body.append(it);
          it.textContent = '+1 900 555 0122';
          it.showPopover();
          return true;
        })()"""
    )
    page.wait("CSS.highlights.get('voiso-call').size > marks", what="the mark of the element below")
    page.click_text("+1 900 555 0122")
    wait_for_settled_card(page)
    card(page).click(CALL_BUTTON)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "19005550122"
    page.close()


def test_page_styles_neither_hide_nor_move_the_card(stack: Stack) -> None:
    page = open_confirmation(stack)
    page.evaluate(
        f"""(() => {{
          const host = document.querySelector({CARD!r});
          const worst = {{ opacity: '0', transform: 'translate(200px)', filter: 'opacity(0)', display: 'none',
            visibility: 'hidden', clipPath: 'inset(50%)', maskImage: 'linear-gradient(#0000, #0000)',
            pointerEvents: 'none', zoom: '5', translate: '200px', scale: '3', left: '300px' }};
          for (const [name, value] of Object.entries(worst)) {{
            const dashed = name.replace(/[A-Z]/g, letter => '-' + letter.toLowerCase());
            host.style.setProperty(dashed, value, 'important');
          }}
          return true;
        }})()"""
    )
    style = page.evaluate(
        f"(({{ opacity, transform, filter, display, visibility, clipPath, maskImage, translate, scale }}) =>"
        " [opacity, transform, filter, display, visibility, clipPath, maskImage, translate, scale])"
        f"(getComputedStyle(document.querySelector({CARD!r})))"
    )
    assert style == ["1", "none", "none", "block", "visible", "none", "none", "none", "none"]
    page.press("Escape")
    wait_until_idle(page)
    assert stack.posts() == []
    page.close()


def test_focus_moved_by_the_page_does_not_confirm_by_keyboard(stack: Stack) -> None:
    page = open_confirmation(stack)
    page.evaluate(
        f"(window.focusing = setInterval(() => document.querySelector({CARD!r})?.focus(), 5), true)"
    )
    for key in ("Enter", " ", "Enter"):
        page.press(key)
    wait_until_idle(page)
    assert stack.posts() == []
    page.evaluate("(clearInterval(focusing), true)")
    card(page).click(CALL_BUTTON)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "19005550121"
    page.close()


def test_click_right_after_the_button_appeared_calls_nobody(stack: Stack) -> None:
    page = open_confirmation(stack)
    x, y = card(page).rect(CALL_BUTTON).centre
    page.evaluate(
        f"""(() => {{
          const card = document.querySelector({CARD!r});
          window.late = 0;
          addEventListener('pointerdown', () => {{ late = performance.now() - shown; }}, true);
          window.hide = () => card.hidePopover();
          window.show = () => {{ card.showPopover(); window.shown = performance.now(); }};
          return true;
        }})()"""
    )
    quick = 0
    for _ in range(8):
        page.evaluate("(hide(), true)")
        page.wait(f"new Promise(done => setTimeout(done, {HIDDEN_MS}, true))")
        page.evaluate("(show(), true)")
        page.click(x, y)
        if page.evaluate("late") > 250:  # this machine is too slow to click in time
            break
        quick += 1
    wait_until_idle(page)
    assert quick > 0
    assert stack.posts() == [] or quick < 8
    page.close()


def test_number_is_still_dialled_after_the_attacks(stack: Stack) -> None:
    page = stack.open("answers.html")
    page.click_text("+1 415 555 0150")
    [post] = stack.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    page.close()
