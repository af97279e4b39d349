"""The marks follow the changes of a page that is read in slices."""

from support.browser.interface import Page
from support.browser.pending_work import wait_until_idle
from support.e2e_stack import Stack

INITIAL = ["0700", "0701", "0702", "0704", "0705", "0706", "0707"]
# The last four digits of each marked number, as the page is now; its text can have changed since.
MARKED_DIGITS = """
[...CSS.highlights.get('voiso-call')].map(range => {
  if (range.endOffset > range.endContainer.length) return 'changed';
  const live = new Range();
  live.setStart(range.startContainer, range.startOffset);
  live.setEnd(range.endContainer, range.endOffset);
  return live.toString().replace(/\\D/g, '').slice(-4);
}).sort()
"""
# The extension looks at what was resized in the same frame, and at other elements in the next one.
FRAMES = "(async () => { for (const _ of '123') await new Promise(requestAnimationFrame); return true; })()"


def wait_for_marks(page: Page, expected: list[str]) -> None:
    page.wait(f"String({MARKED_DIGITS}) === {','.join(expected)!r}", what=f"{expected} to be marked")


def change(page: Page, action: str) -> None:
    page.evaluate(f"(deeds.{action}(), true)")


def without(*numbers: str) -> list[str]:
    return [number for number in INITIAL if number not in numbers]


def test_marks_follow_every_change_and_the_numbers_can_be_called(stack: Stack) -> None:
    stack.allow_one_click()
    page = stack.open("changing.html")
    wait_for_marks(page, INITIAL)
    change(page, "edit")  # an editable element is left alone until it is read-only again
    wait_for_marks(page, without("0702"))
    change(page, "editNoMore")
    wait_for_marks(page, INITIAL)
    change(page, "join")
    wait_for_marks(page, sorted([*INITIAL, "0703"]))
    change(page, "part")
    wait_for_marks(page, INITIAL)
    [post] = stack.call_settled(page, "0704", 1)  # broken in the source, but shown in one line
    assert post["body"]["phone_number"] == "14155550704"
    page.evaluate("deeds.move('Moved: +1 415 555 0711')")  # a moved node is read again with its new text
    wait_for_marks(page, [*without("0701"), "0711"])
    page.evaluate("deeds.move('Moved: nothing')")
    wait_for_marks(page, without("0701"))
    for action, number in {"addToMany": "0712", "textToMany": "0713", "deep": "0714"}.items():
        change(page, action)
        page.wait(f"{MARKED_DIGITS}.includes({number!r})", what=f"{number} to be marked")
    change(page, "addFarAway")
    wait_until_idle(page)
    for _ in range(2):
        change(page, "toggleFarAway")
        page.evaluate(FRAMES)
    assert page.evaluate("errors") == [], "an observer of the extension reports errors to the page"
