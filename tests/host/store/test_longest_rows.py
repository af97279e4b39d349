"""A page of the history fits in one reply, which browsers limit to 1 MiB, whatever the calls on it hold."""

from support.journal_helpers import NOW, NUMBER, allow
from voiso_call.protocol.framing import MAX_REPLY_BYTES, encode
from voiso_call.protocol.messages import MAX_HISTORY_PAGE, PlaceCall
from voiso_call.store.journal import Journal, Reservation
from voiso_call.voiso.responses import error_for_status

WIDE = "\U0001f4de"  # four bytes in UTF-8
TEXTS = {f"{number}{WIDE * 100}": [WIDE * 500] for number in range(9)}


def test_a_page_of_the_longest_calls_fits_in_one_reply(journal: Journal) -> None:
    for number in range(MAX_HISTORY_PAGE):
        call = PlaceCall(
            type="place_call",
            request_id=f"{number:064}",
            number="+14155550100",
            original_text=WIDE * 256,
            phone_extension="1" * 20,
            page_origin="https://" + WIDE * 292,
            trigger="shortcut",
        )
        reserved = journal.reserve(call, NUMBER, NOW, allow)
        assert isinstance(reserved, Reservation)
        journal.mark_failed(reserved, error_for_status(422, {}, {"errors": TEXTS}, 1), NOW)
    page = journal.history(MAX_HISTORY_PAGE, None, NOW)
    assert len(page.calls) == MAX_HISTORY_PAGE
    assert len(encode({"id": 2**53, "reply": page.model_dump(mode="json")})) <= MAX_REPLY_BYTES
