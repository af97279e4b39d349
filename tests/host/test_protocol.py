"""The protocol refuses whatever it does not know, and the quick greeting agrees with it to the letter."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from voiso_call import greeting, protocol
from voiso_call.errors import Code, Failed
from voiso_call.framing import Refused

CALL: dict[str, Any] = {
    "type": "place_call",
    "request_id": "gesture-1",
    "number": "+14155550100",
    "via": "click",
}


def framed(request: Any, **envelope: Any) -> dict[str, Any]:
    return {"protocol": 1, "id": 9, "request": request, **envelope}


def refusal(frame: dict[str, Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        protocol.read(frame)
    return refused.value


def test_a_call_is_read_with_its_defaults() -> None:
    request = protocol.read(framed(CALL)).request
    assert isinstance(request, protocol.PlaceCall)
    assert (request.number, request.confirmed, request.page) == ("+14155550100", [], None)


@pytest.mark.parametrize(
    "request_",
    [
        {**CALL, "extra": 1},
        {**CALL, "number": ""},
        {**CALL, "number": "1" * 65},
        {**CALL, "number": "+1415\n5550100"},
        {**CALL, "number": 14155550100},
        {**CALL, "number": "\ud800"},
        {**CALL, "region": "gb"},
        {**CALL, "region": "GBR"},
        {**CALL, "request_id": "short"},
        {**CALL, "request_id": "with spaces here"},
        {**CALL, "via": "page"},
        {**CALL, "extension": "12a"},
        {**CALL, "page": "https://crm.example/contact/5"},
        {**CALL, "page": "https://user@crm.example/?q"},
        {**CALL, "source": {}},
        {**CALL, "source": {"account_id": "1", "other": 2}},
        {**CALL, "confirmed": ["because"]},
        {k: v for k, v in CALL.items() if k != "request_id"},
        {"type": "get_history", "limit": 0},
        {"type": "get_history", "limit": 101},
        {"type": "get_history", "limit": True},
        {"type": "get_status", "why": ""},
        {"type": "hang_up"},
        {"type": None},
        {},
        "place_call",
        None,
    ],
    ids=lambda value: str(value)[-60:],
)
def test_a_request_that_is_not_to_the_letter_is_refused_under_its_id(request_: Any) -> None:
    problem = refusal(framed(request_))
    assert (problem.code, problem.frame_id) == (Code.INVALID_REQUEST, 9)


@pytest.mark.parametrize(
    "origin", ["https://crm.example", "http://localhost:8080", "moz-extension://abc", "file://"]
)
def test_origins_of_pages_are_accepted(origin: str) -> None:
    assert protocol.read(framed({**CALL, "page": origin}))


def test_an_error_names_the_field_and_never_repeats_its_value() -> None:
    problem = refusal(framed({**CALL, "written": "+49 30 901820" * 30}))
    assert problem.params["field"] == "request.place_call.written"
    assert "901820" not in problem.detail


@pytest.mark.parametrize(("spoken", "update"), [(0, "extension"), (2, "host"), (99, "host")])
def test_another_protocol_is_a_mismatch_that_names_who_must_update(spoken: int, update: str) -> None:
    problem = refusal(framed(CALL, protocol=spoken))
    assert (problem.code, problem.frame_id, problem.params["update"]) == (Code.VERSION_MISMATCH, 9, update)


HELLO = {"type": "hello", "extension_version": "1.2.3"}


@pytest.mark.parametrize(
    "frame",
    [
        framed(HELLO),
        framed({**HELLO, "extension_version": ""}),
        framed({**HELLO, "extension_version": "1" * 33}),
        framed({**HELLO, "extension_version": 1}),
        framed({**HELLO, "more": 1}),
        framed({"type": "hello"}),
        framed(HELLO, more=1),
        framed(HELLO, id=-1),
        framed(HELLO, id=True),
        framed(HELLO, id="9"),
        framed(HELLO, protocol=True),
        {"id": 1, "request": HELLO},
        {"protocol": 1, "request": HELLO},
    ],
    ids=lambda frame: str(frame)[-70:],
)
def test_the_quick_greeting_accepts_exactly_what_the_protocol_accepts(frame: dict[str, Any]) -> None:
    def accepted(read: Any) -> bool:
        try:
            read(frame)
        except Failed:
            return False
        return True

    assert greeting.is_hello(frame)
    assert accepted(greeting.greet) == accepted(protocol.read)


def test_the_greeting_is_a_reply_of_the_protocol() -> None:
    reply = protocol.ReplyFrame.model_validate(greeting.greet(framed(HELLO)))
    assert reply.id == 9
    assert isinstance(reply.reply, protocol.HelloReply)


def test_the_greeting_answers_protocols_that_nothing_else_here_speaks() -> None:
    reply = greeting.greet(framed(HELLO, protocol=7))["reply"]
    assert reply["protocol"] == {"min": 1, "max": 1}


def test_the_capabilities_are_the_requests_of_the_protocol() -> None:
    schema = TypeAdapter(protocol.Request).json_schema()
    assert set(greeting.CAPABILITIES) == set(schema["discriminator"]["mapping"])
