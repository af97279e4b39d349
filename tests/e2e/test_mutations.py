"""The marks follow what a page does with its nodes, in a page that is read in parts."""

from support.browser import Page

from .conftest import Stack

AT_FIRST = ["0700", "0701", "0702", "0704", "0705", "0706", "0707"]
# The last four digits of each number that is marked; a mark of what the page has changed since is another's.
MARKED = """
[...CSS.highlights.get('voiso-call')].map(range => {
  if (range.endOffset > range.endContainer.length) return 'changed';
  const live = new Range();
  live.setStart(range.startContainer, range.startOffset);
  live.setEnd(range.endContainer, range.endOffset);
  return live.toString().replace(/\\D/g, '').slice(-4);
}).sort()
"""


def wait_for_marks(page: Page, expected: list[str]) -> None:
    page.wait(f"String({MARKED}) === {','.join(expected)!r}", what=f"{expected} to be marked")


def do(page: Page, deed: str) -> None:
    page.evaluate(f"(deeds.{deed}(), true)")


def without(*numbers: str) -> list[str]:
    return [number for number in AT_FIRST if number not in numbers]


def test_what_is_drawn_in_one_line_is_one_number_however_its_source_is_broken(line: Stack) -> None:
    page = line.open("changing.html")
    wait_for_marks(page, AT_FIRST)
    page.click_text("0704")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550704"
    page.close()


def test_what_comes_back_is_read_as_it_is_then(line: Stack) -> None:
    page = line.open("changing.html")
    wait_for_marks(page, AT_FIRST)
    page.evaluate("deeds.move('Moved: +1 415 555 0711')")
    wait_for_marks(page, [*without("0701"), "0711"])
    page.evaluate("deeds.move('Moved: nothing')")
    wait_for_marks(page, without("0701"))
    page.close()


def test_what_becomes_an_editor_is_left_alone_until_it_is_none(line: Stack) -> None:
    page = line.open("changing.html")
    wait_for_marks(page, AT_FIRST)
    do(page, "edit")
    wait_for_marks(page, without("0702"))
    do(page, "editNoMore")
    wait_for_marks(page, AT_FIRST)
    page.close()


def test_lines_that_join_or_part_are_read_again(line: Stack) -> None:
    page = line.open("changing.html")
    wait_for_marks(page, AT_FIRST)
    do(page, "join")
    wait_for_marks(page, sorted([*AT_FIRST, "0703"]))
    do(page, "part")
    wait_for_marks(page, AT_FIRST)
    page.close()


def test_what_comes_into_a_large_part_or_deep_into_the_page_is_found(line: Stack) -> None:
    page = line.open("changing.html")
    wait_for_marks(page, AT_FIRST)
    for deed, number in {"addToMany": "0712", "textToMany": "0713", "deep": "0714"}.items():
        do(page, deed)
        page.wait(f"{MARKED}.includes({number!r})", what=f"{number} to be marked")
    page.close()
