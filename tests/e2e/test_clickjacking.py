"""A page that meddles with the card while it asks: what it covers, hides or moves calls nobody."""

import pytest

from support.browser import Page

from .conftest import CALL, CARD, Stack, card, wait_for_card, wait_for_click_guard, wait_for_settled_card

PREMIUM = "+1 900 555 0121"

COVERS = {
    "a popover": "const it = document.createElement('div'); it.popover = 'manual'; const show = () =>"
    " { it.isConnected || document.body.append(it); it.matches(':popover-open') && it.hidePopover();"
    " it.showPopover(); }",
    "a modal dialog": "const it = document.createElement('dialog'); const show = () =>"
    " { it.isConnected || document.body.append(it); it.open && it.close(); it.showModal(); }",
    "its own element, put elsewhere": "const it = document.querySelector(CARD); const show = () =>"
    " { document.body.append(it); it.popover = 'manual'; it.showPopover(); }",
}


IN_A_ROOT = (
    "const host = document.createElement('div'); document.body.append(host);"
    " const root = host.attachShadow({ mode: 'closed' }); root.append(document.querySelector('style.ours'));"
    " const it = document.createElement('div'); it.popover = 'manual'; root.append(it);"
    " const show = () => it.matches(':popover-open') || it.showPopover();"
)


def asking(line: Stack, before: str = "") -> Page:
    page = line.open("answers.html")
    page.evaluate(f"({before or 'void 0'}, true)")
    page.click_text(PREMIUM)
    wait_for_settled_card(page)
    return page


def cover(page: Page, how: str, again: str) -> None:
    """Lay something over the card that is seen, and lets every click through."""
    page.evaluate(
        f"""(() => {{
          const CARD = {CARD!r};
          const style = document.createElement('style');
          style.className = 'ours';
          style.textContent = ':is(body, :host) > [popover], [popover]:not(html > *), dialog {{ inset: 0; '
            + 'pointer-events: none !important; width: 100vw; height: 100vh; margin: 0; max-width: none; '
            + 'max-height: none; }}';
          document.head.append(style);
          {how}
          const safely = () => {{ try {{ show(); }} catch {{ }} }};
          safely();
          window.covering = {again};
          return true;
        }})()"""
    )
    page.wait("new Promise(done => setTimeout(done, 600, true))")


@pytest.mark.parametrize("how", list(COVERS))
def test_what_is_laid_over_the_card_again_and_again_takes_no_click_for_it(line: Stack, how: str) -> None:
    page = asking(line)
    x, y = card(page).rect(CALL).centre
    cover(page, COVERS[how], "setInterval(safely, 10)")
    page.click(x, y)
    wait_for_click_guard(page)
    assert line.posts() == []
    page.evaluate("(clearInterval(covering), document.querySelector('dialog[open]')?.close(), true)")
    page.close()


@pytest.mark.parametrize("how", ["a popover", "in a closed root"])
def test_what_is_laid_over_the_card_unheard_takes_no_click_for_it(line: Stack, how: str) -> None:
    deaf = "addEventListener('beforetoggle', event => event.stopImmediatePropagation(), true)"
    page = asking(line, deaf)
    x, y = card(page).rect(CALL).centre
    cover(page, COVERS.get(how, IN_A_ROOT), "0")
    page.wait("new Promise(done => setTimeout(done, 600, true))")
    page.click(x, y)
    wait_for_click_guard(page)
    assert line.posts() == []
    page.close()


def test_what_lies_below_the_card_keeps_nobody_from_calling(line: Stack) -> None:
    page = line.open("answers.html")
    page.wait("(window.before = CSS.highlights.get('voiso-call')?.size) > 5", what="marks")
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
    page.wait("CSS.highlights.get('voiso-call').size > before", what="the mark of what lies below")
    page.click_text("+1 900 555 0122")
    wait_for_settled_card(page)
    card(page).click(CALL)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "19005550122"
    page.close()


def test_no_style_of_the_page_makes_the_card_fainter_or_moves_it(line: Stack) -> None:
    page = asking(line)
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
    assert line.posts() == []
    page.close()


def test_a_page_that_moves_the_keyboard_about_gets_no_yes_out_of_it(line: Stack) -> None:
    page = asking(line)
    page.evaluate(
        f"(window.focusing = setInterval(() => document.querySelector({CARD!r})?.focus(), 5), true)"
    )
    for key in ("Enter", " ", "Enter"):
        page.press(key)
    wait_for_click_guard(page)
    assert line.posts() == []
    page.evaluate("(clearInterval(focusing), true)")
    card(page).click(CALL)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "19005550121"
    page.close()


def test_a_button_that_has_just_come_under_the_pointer_is_not_clicked(line: Stack) -> None:
    page = asking(line)
    x, y = card(page).rect(CALL).centre
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
        page.wait("new Promise(done => setTimeout(done, 100, true))")
        page.evaluate("(show(), true)")
        page.click(x, y)
        if page.evaluate("late") > 250:  # this machine is too slow for the gesture
            break
        quick += 1
    wait_for_click_guard(page)
    assert quick > 0
    assert line.posts() == [] or quick < 8
    page.close()


def test_after_all_that_a_number_is_called(line: Stack) -> None:
    page = line.open("answers.html")
    page.click_text("+1 415 555 0150")
    [post] = line.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    page.close()
