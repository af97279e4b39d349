"""A pointer in a page with numbers starts the host; one that gets to a number lets it connect to Voiso."""

import time

from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.browser.polling import wait_until
from support.e2e_stack import Stack, end_hosts, host_pids

NUMBERS = ("+1 415 555 0100", "+1 415 555 0103", "+1 415 555 0104")
WARM_UP_INTERVAL_S = 3
COUNT_MESSAGES = (
    "globalThis.preparations = [],"
    " chrome.runtime.onMessage.addListener(({ type }) => {"
    " if (/^(wake_host|warm_up)$/.test(type)) preparations.push(type) }), true"
)


def test_pointer_starts_the_host_and_connects_it_at_a_number_only(stack: Stack) -> None:
    def preparations() -> list[str]:
        return list(stack.browser.evaluate_in_background("preparations"))

    stack.browser.evaluate_in_background(COUNT_MESSAGES)
    plain = stack.browser.open(f"{stack.url}plain.html")
    wait_until_idle(plain, SHORT_HORIZON_MS)
    for y in range(1, 200, 20):
        plain.move(10, y)
    wait_until_idle(plain, SHORT_HORIZON_MS)
    assert preparations() == []

    page = stack.open("numbers.html")
    centres = [page.rect_of_text(number).centre for number in NUMBERS]
    for x in range(1, 5):
        page.move(x, 1)
    wait_until(preparations, "the pointer to wake the host")
    assert preparations() == ["wake_host"]

    end_hosts(stack.launcher)
    started_at = time.monotonic()
    for centre in centres * 3:
        page.move(*centre)
    wait_until(lambda: preparations()[1:], "a number to warm the host up")
    wait_until_idle(page, SHORT_HORIZON_MS)
    warm_ups = preparations()[1:]
    assert set(warm_ups) == {"warm_up"}
    assert len(warm_ups) <= 1 + (time.monotonic() - started_at) // WARM_UP_INTERVAL_S
    wait_until(lambda: host_pids(stack.launcher), "the host to be started")
    assert stack.posts() == []
