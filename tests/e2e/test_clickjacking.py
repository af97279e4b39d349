"""A page that covers, hides or moves the card while the agent presses its button: nobody is called."""

from pathlib import Path

import pytest

from support.browser.interface import Page
from support.browser.page_part import Point
from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.browser.polling import wait_until
from support.card_driver import (
    CALL_BUTTON,
    CARD,
    card,
    press_call,
    wait_for_click_guard,
)
from support.e2e_stack import Stack
from support.offered_number import (
    assert_press_counts,
    assert_press_tries,
    offer_again_and_again,
    open_offer_card,
    open_page,
)
from support.quick_press import SHOWN_AT, leave_and_come_back, press_quickly

HIDDEN_MS = 100  # for which a page hides the card; the card notices it with the next frames

# What a page shows again and again, with the events that this causes.
SHOWN_REPEATEDLY = {
    "a popover": "const it = cover(body, 'div'); const show = () =>"
    " { it.matches(':popover-open') && it.hidePopover(); it.showPopover(); }",
    "a modal dialog": "const it = cover(body, 'dialog'); const show = () =>"
    " { it.open && it.close(); it.showModal(); }",
    "the card's own element, moved": "const it = document.querySelector(CARD); const show = () =>"
    " { body.append(it); it.popover = 'manual'; it.showPopover(); }",
}
# What a page shows once, while no event of it reaches the extension; each is taken away by `uncover`.
SHOWN_WITHOUT_EVENTS = {
    "a popover": "cover(lateRoot(), 'div').showPopover();",
    "a popover that blurs": "const it = cover(lateRoot(), 'div'); it.style.background = 'none';"
    " it.style.backdropFilter = 'blur(40px)'; it.showPopover();",
    "a popover that blends": "const it = cover(lateRoot(), 'div'); it.style.mixBlendMode = 'difference';"
    " it.showPopover();",
    "a modal dialog": "cover(body, 'dialog').showModal();",
    "the backdrop of a popover": "const it = cover(lateRoot(), 'div'); it.style.inset = '0 auto auto 0';"
    " it.style.width = it.style.height = '1px'; it.showPopover();",
    "a view transition": "if (!document.startViewTransition) return false;"
    " const style = document.createElement('style'); style.textContent = '::view-transition"
    " { pointer-events: none } ::view-transition-group(root) { animation-duration: 600s }';"
    " document.head.append(style);"
    " const transition = document.startViewTransition(() => {});"
    " window.uncover = () => { transition.skipTransition(); style.remove(); };"
    " await transition.ready;",
    "fullscreen": "const it = cover(body, 'div'); it.popover = null; await it.requestFullscreen();"
    " window.uncover = async () => { await document.exitFullscreen(); it.remove(); };",
}
# What a page shows before each frame is painted and hides right after: it is there when the agent looks, but
# never when a script does.
SHOWN_IN_FRAMES = {
    "a popover": "const it = cover(body, 'div');"
    " const show = () => it.showPopover(); const hide = () => it.hidePopover();",
    **{
        f"a popover in a closed root that overflows from {place}": "const it = cover(lateRoot(), 'div');"
        f" it.style.cssText += '; left: {x}px; top: {y}px; width: 0; height: 0; overflow: visible';"
        f" it.innerHTML = '<p style=\"position: absolute; left: {-x}px; top: {-y}px; width: 100vw;"
        " height: 100vh; margin: 0; background: white\">'; const show = () => it.showPopover();"
        " const hide = () => it.hidePopover();"
        for place, (x, y) in {
            "far away": (-17_000_000, 0),
            "the farthest left": (-17_890_000, 0),
            "the farthest corner": (17_890_000, -17_890_000),
        }.items()
    },
    "a modal dialog in a closed root": "const it = cover(lateRoot(), 'dialog');"
    " const show = () => it.showModal(); const hide = () => it.close();",
    "a new popover in the new root of an old element": "let it; const hosts = Array.from({ length: 999 },"
    " () => body.appendChild(document.createElement('div'))); const show = () => {"
    " it = cover(hosts.pop().attachShadow({ mode: 'closed' }), 'div'); it.showPopover(); };"
    " const hide = () => it.remove();",
}
SETTING = f"""
  const CARD = {CARD!r};
  const {{ body }} = document;
  const covers = [];
  const cover = (parent, name) => {{
    const it = document.createElement(name);
    if (name === 'div') it.popover = 'manual';
    it.style.cssText = 'inset: 0; pointer-events: none !important; width: 100vw; height: 100vh; margin: 0;'
      + ' padding: 0; border: 0; max-width: none; max-height: none; background: white';
    parent.append(it);
    covers.push(it);
    return it;
  }};
  const lateRoot = () =>
    body.appendChild(document.createElement('div')).attachShadow({{ mode: 'closed' }});
  window.uncover = () => covers.forEach(it => it.remove());
"""
REPEATEDLY = """
  const safely = () => { try { show(); } catch { } };
  safely();
  const timer = setInterval(safely, 10);
  const { uncover } = window;
  window.uncover = () => { clearInterval(timer); uncover(); };
"""
IN_EACH_FRAME = """
  const { port1, port2 } = new MessageChannel();
  port2.onmessage = () => hide();
  let request;
  const frame = () => {
    show();
    port1.postMessage('the frame is painted');
    request = requestAnimationFrame(frame);
  };
  frame();
  const { uncover } = window;
  window.uncover = () => { cancelAnimationFrame(request); uncover(); };
"""
STOP_EVENTS = """
for (const type of ['beforetoggle', 'toggle', 'fullscreenchange'])
  addEventListener(type, event => event.stopImmediatePropagation(), true);
"""


def press_while_shown(stack: Stack, page: Page, show: str) -> None:
    """Run a script that covers the card, press the button that calls, and uncover it: nobody is called."""
    place = offer_again_and_again(page)
    earlier = stack.posts()
    if not page.evaluate(f"(async () => {{ {SETTING} {show} return true; }})()"):
        assert stack.browser.name == "firefox", "an older Firefox has no view transitions"
        return
    wait_for_click_guard(page)  # so that it is not the guard which ignores the press
    page.click(*place)
    page.evaluate("Promise.resolve(uncover()).then(() => true)")  # or the page would never be idle
    wait_until_idle(page, SHORT_HORIZON_MS)  # a press that counts calls at once
    assert stack.posts() == earlier


def test_press_through_an_overlay_shown_repeatedly_calls_nobody(
    stack: Stack, subtests: pytest.Subtests
) -> None:
    page = open_page(stack)
    for kind, script in SHOWN_REPEATEDLY.items():
        with subtests.test(kind):
            press_while_shown(stack, page, script + REPEATEDLY)
            assert_press_tries(stack, page)
    page.close()


def test_press_through_a_silent_cover_calls_nobody_until_it_is_gone(
    stack: Stack, subtests: pytest.Subtests
) -> None:
    page = open_page(stack, STOP_EVENTS)
    in_frames = {f"{kind}, in painted frames": it + IN_EACH_FRAME for kind, it in SHOWN_IN_FRAMES.items()}
    for kind, script in (SHOWN_WITHOUT_EVENTS | in_frames).items():
        with subtests.test(kind):
            press_while_shown(stack, page, script)
            assert_press_tries(stack, page)
    page.close()


def test_card_comes_above_a_popover_whose_events_the_page_stops(stack: Stack) -> None:
    page = open_offer_card(stack, STOP_EVENTS)
    x, y = card(page).rect(CALL_BUTTON).centre
    page.evaluate(
        f"(() => {{ {SETTING} const it = cover(body, 'div'); it.showPopover();"
        " it.style.setProperty('pointer-events', 'auto', 'important'); return true; })()"
    )
    page.wait(f"document.elementFromPoint({x}, {y}).matches({CARD!r})", what="the card to be on top")
    page.evaluate("(uncover(), true)")
    assert_press_counts(stack, page)
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
          it.textContent = '+1 415 555 0151';
          it.showPopover();
          return true;
        })()"""
    )
    page.wait("CSS.highlights.get('voiso-call').size > marks", what="the mark of the element below")
    page.click_text("+1 415 555 0151")
    press_call(page)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550151"
    page.close()


def assert_selected_text_is_not_painted_over(page: Page, picture: Path) -> None:
    """Select all that the page has, in a colour of its own: the card looks as before."""
    page.move(1, 1)
    box = card(page).rect(".card")

    def shown() -> bytes:
        page.screenshot(picture, box)
        return picture.read_bytes()

    unselected = shown()
    page.evaluate(
        """(() => {
          document.head.insertAdjacentHTML('beforeend', `<style id="selected">
            * { user-select: all !important }
            *::selection { background: rgb(255 255 255 / 0.996) !important }</style>`);
          getSelection().selectAllChildren(document.documentElement);
          return true;
        })()"""
    )
    assert page.evaluate("getSelection().type") == "Range"
    assert shown() == unselected
    page.evaluate("(document.querySelector('#selected').remove(), getSelection().removeAllRanges(), true)")


def assert_root_element_is_not_filtered(stack: Stack, page: Page) -> None:
    """Filter the root element of the page, which in Firefox filters the top layer too."""
    filter_in_frame = page.evaluate(
        """new Promise(done => {
          const { documentElement: root } = document;
          root.style.cssText = 'filter: opacity(0) !important; transition: filter 100s !important';
          requestAnimationFrame(() => done(getComputedStyle(root).filter));
        })"""
    )
    if stack.browser.name == "firefox":  # Chromium never filters what is in the top layer
        assert filter_in_frame == "none"
    page.evaluate("document.documentElement.removeAttribute('style'), true")


def test_page_styles_neither_hide_nor_move_nor_colour_the_card(stack: Stack, tmp_path: Path) -> None:
    page = open_offer_card(stack)
    assert_selected_text_is_not_painted_over(page, tmp_path / "card.png")
    assert_root_element_is_not_filtered(stack, page)
    look = (
        "root => { const { color, backgroundColor } = getComputedStyle(root.querySelector('.primary'));"
        " return [color, backgroundColor, getComputedStyle(root.querySelector('.card')).color]; }"
    )
    box, colours = card(page).rect(".card"), card(page).evaluate(look)
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
          const style = document.createElement('style');
          const names = ['surface', 'text', 'neutral', 'line', 'fill', 'accent', 'on-accent', 'tone'];
          style.textContent = names.map(name => `@property --${{name}} {{ syntax: '<color>'; inherits: false;
            initial-value: white }}`).join('\\n') + `
            html > [popover]::before, html > [popover]::after, html > [popover]::backdrop {{
              content: '' !important; display: block !important; position: fixed !important;
              inset: 0 !important; background: white !important; pointer-events: none !important }}
            html > [popover], :popover-open, ::part(*) {{ color: white !important; all: revert !important }}`;
          document.head.append(style);
          return true;
        }})()"""
    )
    style = page.evaluate(
        f"(({{ opacity, transform, filter, display, visibility, clipPath, maskImage, translate, scale }}) =>"
        " [opacity, transform, filter, display, visibility, clipPath, maskImage, translate, scale])"
        f"(getComputedStyle(document.querySelector({CARD!r})))"
    )
    assert style == ["1", "none", "none", "block", "visible", "none", "none", "none", "none"]
    for pseudo in ("::before", "::after", "::backdrop"):
        shown = page.evaluate(f"getComputedStyle(document.querySelector({CARD!r}), {pseudo!r}).display")
        assert shown == "none", pseudo
    assert (card(page).rect(".card"), card(page).evaluate(look)) == (box, colours)
    assert_press_counts(stack, page)
    page.close()


def test_card_that_moves_between_press_and_release_calls_nobody(stack: Stack) -> None:
    page = open_offer_card(stack, "document.body.style.height = '3000px'")
    x, y = card(page).rect(CALL_BUTTON).centre
    page.mouse_down(x, y)
    page.evaluate("(scrollBy(0, 4), true)")
    wait_until(lambda: card(page).rect(CALL_BUTTON).centre != (x, y), "the card to follow its number")
    page.mouse_up(x, y)
    wait_until_idle(page, SHORT_HORIZON_MS)
    assert stack.posts() == []
    assert_press_counts(stack, page)
    page.close()


def test_press_right_after_the_tab_comes_back_calls_nobody(stack: Stack) -> None:
    def come_back() -> tuple[Page, Point]:
        page = open_offer_card(stack, SHOWN_AT)
        place = card(page).rect(CALL_BUTTON).centre
        leave_and_come_back(stack, page)
        return page, place

    page = press_quickly(stack, come_back)
    assert stack.posts() == []
    assert_press_counts(stack, page)
    page.close()


def test_press_right_after_the_card_is_shown_again_calls_nobody(stack: Stack) -> None:
    def show_again() -> tuple[Page, Point]:
        page = open_offer_card(stack, STOP_EVENTS)
        place = card(page).rect(CALL_BUTTON).centre
        page.evaluate(f"(document.querySelector({CARD!r}).hidePopover(), true)")
        page.wait_ms(HIDDEN_MS)
        page.evaluate(f"(document.querySelector({CARD!r}).showPopover(), window.shown = performance.now())")
        return page, place

    page = press_quickly(stack, show_again)
    assert stack.posts() == []
    assert_press_counts(stack, page)
    page.close()


# What the browser itself draws above the page, and how the page takes it away again.
BROWSER_OVERLAYS = {
    "the notice of the full screen": (
        "document.documentElement.requestFullscreen()",
        "document.exitFullscreen()",
    ),
    "a picture-in-picture window": (
        "window.documentPictureInPicture?.requestWindow({ width: 300, height: 200 })",
        "documentPictureInPicture.window.close()",
    ),
}


@pytest.mark.parametrize("overlay", list(BROWSER_OVERLAYS))
def test_press_under_what_the_browser_draws_calls_nobody(stack: Stack, overlay: str) -> None:
    show, hide = BROWSER_OVERLAYS[overlay]
    # The notice is at the top of the screen.
    page = open_offer_card(
        stack, "document.querySelectorAll('p:not(:last-of-type)').forEach(it => it.remove())"
    )
    x, y = card(page).rect(CALL_BUTTON).centre
    shown = page.evaluate(f"Promise.resolve({show}).then(() => true, error => String(error))")
    if not page.evaluate("!!document.fullscreenElement || !!window.documentPictureInPicture?.window"):
        pytest.skip(f"this browser does not show it here: {shown}")
    wait_for_click_guard(page)
    page.click(x, y)
    wait_until_idle(page, SHORT_HORIZON_MS)
    assert stack.posts() == []
    page.evaluate(f"Promise.resolve({hide}).then(() => true)")
    page.wait("!document.fullscreenElement && !window.documentPictureInPicture?.window")
    assert_press_counts(stack, page)
    page.close()
