"""Validation of messages: unknown and invalid fields are rejected; `handshake` accepts the same `hello`."""

import json
import re
from typing import Any

import pytest
from pydantic import TypeAdapter

from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol import framing, handshake, messages, validation
from voiso_call.protocol.framing import MessageRejectedError

CALL: dict[str, Any] = {
    "type": "place_call",
    "request_id": "request-1",
    "number": "+14155550100",
    "trigger": "click",
}


def message(request: Any, **envelope: Any) -> dict[str, Any]:
    return {"protocol": 1, "id": 9, "request": request, **envelope}


def rejection(invalid: dict[str, Any]) -> MessageRejectedError:
    with pytest.raises(MessageRejectedError) as raised:
        validation.validate_request(invalid)
    return raised.value


def test_place_call_has_defaults() -> None:
    request = validation.validate_request(message(CALL)).request
    assert isinstance(request, messages.PlaceCall)
    assert (request.number, request.confirmed, request.page_origin) == ("+14155550100", [], None)


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
        {**CALL, "trigger": "page"},
        {**CALL, "phone_extension": "12a"},
        {**CALL, "page_origin": "https://crm.example/contact/5"},
        {**CALL, "page_origin": "https://user@crm.example/?q"},
        {**CALL, "source": {}},
        {**CALL, "source": {"account_id": "1", "other": 2}},
        {**CALL, "confirmed": ["because"]},
        {k: v for k, v in CALL.items() if k != "request_id"},
        {"type": "get_history", "limit": 0},
        {"type": "get_history", "limit": 101},
        {"type": "get_history", "limit": True},
        {"type": "get_status", "why": ""},
        {"type": "clear_history", "before": 1},
        {"type": "format_numbers", "numbers": ["020 7946 0000"]},
        {"type": "format_numbers", "numbers": ["+442079460000"] * 501},
        {"type": "follow_call"},
        {"type": "follow_call", "call_id": ""},
        {"type": "follow_call", "call_id": "a\nb"},
        {"type": "follow_call", "call_id": "x" * 129},
        {"type": "check_setup", "place_call": True},
        {"type": "find_agents", "query": ""},
        {"type": "find_agents", "query": "x" * 101},
        {"type": "find_agents", "query": "a\nb"},
        {"type": "find_agents", "limit": 1000},
        {"type": "configure", "sandbox_url": "http://127.0.0.1:9"},
        {"type": "configure", "policy": {}},
        {"type": "configure", "cluster": "x" * 301},
        {"type": "configure", "user_id": "1234"},
        {"type": "configure", "user_id": 1.5},
        {"type": "configure", "api_key": 1234},
        {"type": "configure", "api_key": "x" * 4097},
        {"type": "configure", "key_store": "browser"},
        {"type": "configure", "caller_ids": "442079460000"},
        {"type": "configure", "caller_ids": ["1"] * 101},
        {"type": "hang_up"},
        {"type": None},
        {},
        "place_call",
        None,
    ],
    ids=lambda value: str(value)[-60:],
)
def test_invalid_request_is_rejected_under_its_id(request_: Any) -> None:
    error = rejection(message(request_))
    assert (error.code, error.message_id) == (ErrorCode.INVALID_REQUEST, 9)
    assert not re.search(r"Input|should|[Uu]nable|[Ff]ield required|extract", error.detail), error.detail


@pytest.mark.parametrize(
    "origin", ["https://crm.example", "http://localhost:8080", "moz-extension://abc", "file://"]
)
def test_origins_of_pages_are_accepted(origin: str) -> None:
    assert validation.validate_request(message({**CALL, "page_origin": origin}))


def test_validation_error_names_the_field_without_its_value() -> None:
    error = rejection(message({**CALL, "original_text": "+49 30 901820" * 30}))
    assert error.params["field"] == "request.place_call.original_text"
    assert "901820" not in error.detail


@pytest.mark.parametrize(
    "request_", [{"type": "4155550100"}, {**CALL, "4155550100": 1}, {**CALL, "source": {"4155550100": 1}}]
)
def test_validation_error_does_not_repeat_unknown_names(request_: dict[str, Any]) -> None:
    error = rejection(message(request_))
    assert "4155550100" not in f"{error} {error.params}"


@pytest.mark.parametrize(("protocol", "update"), [(0, "extension"), (2, "host"), (99, "host")])
def test_unsupported_protocol_error_names_who_must_update(protocol: int, update: str) -> None:
    error = rejection(message(CALL, protocol=protocol))
    assert (error.code, error.message_id, error.params["update"]) == (ErrorCode.VERSION_MISMATCH, 9, update)


HELLO = {"type": "hello", "extension_version": "1.2.3"}


@pytest.mark.parametrize(
    "hello",
    [
        message(HELLO),
        message({**HELLO, "extension_version": ""}),
        message({**HELLO, "extension_version": "1" * 33}),
        message({**HELLO, "extension_version": 1}),
        message({**HELLO, "more": 1}),
        message({**HELLO, "protocol": {"min": 1, "max": 3}}),
        message({**HELLO, "protocol": None}),
        message({**HELLO, "protocol": {"min": 1}}),
        message({**HELLO, "protocol": {"min": 1, "max": True}}),
        message({**HELLO, "protocol": {"min": 1, "max": 1, "more": 1}}),
        message({**HELLO, "protocol": 1}),
        message({"type": "hello"}),
        message(HELLO, more=1),
        message(HELLO, id=-1),
        message(HELLO, id=True),
        message(HELLO, id="9"),
        message(HELLO, protocol=True),
        {"id": 1, "request": HELLO},
        {"protocol": 1, "request": HELLO},
    ],
    ids=lambda hello: str(hello)[-70:],
)
def test_is_valid_hello_agrees_with_the_message_model(hello: dict[str, Any]) -> None:
    def is_valid_for_the_model() -> bool:
        try:
            validation.validate_request(hello)
        except CallError:
            return False
        return True

    assert handshake.is_hello(hello)
    assert handshake.is_valid_hello(hello) == is_valid_for_the_model()


def test_hello_reply_is_a_valid_reply() -> None:
    assert isinstance(
        messages.ReplyEnvelope.model_validate({"id": 1, "reply": handshake.hello_reply("pip")}).reply,
        messages.HelloReply,
    )


def test_hello_is_valid_for_every_protocol_version() -> None:
    assert handshake.is_valid_hello(message(HELLO, protocol=7))
    assert handshake.hello_reply("pip")["protocol"] == {"min": 1, "max": 1}


@pytest.mark.parametrize("message_id", [0, 1, 42, 10**14])
@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")], ids=["compact", "with spaces"])
@pytest.mark.parametrize("window", [{}, {"protocol": {"min": 1, "max": 1}}], ids=["", "with its window"])
def test_fast_hello_reply_answers_the_extensions_hello(
    message_id: int, separators: tuple[str, str], window: dict[str, Any]
) -> None:
    hello = {"protocol": 1, "id": message_id, "request": {**HELLO, **window}}
    body = json.dumps(hello, separators=separators).encode()
    assert len(body) <= handshake.MAX_FAST_HELLO_BYTES
    reply = handshake.fast_hello_reply(body, "pip")
    assert reply is not None
    assert framing.decode(reply) == {"id": message_id, "reply": handshake.hello_reply("pip")}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b'{"protocol":1,"id":,"request":{"type":"hello","extension_version":"1"}}',
        b'{"protocol":1,"id":01,"request":{"type":"hello","extension_version":"1"}}',
        b'{"protocol":1,"id":-1,"request":{"type":"hello","extension_version":"1"}}',
        b'{"protocol":1,"id":1e3,"request":{"type":"hello","extension_version":"1"}}',
        b'{"protocol":1,"id":9999999999999999,"request":{"type":"hello","extension_version":"1"}}',
        b'{"protocol":1,"id":1,"request":{"type":"hello","extension_version":""}}',
        b'{"protocol":1,"id":1,"request":{"type":"hello","extension_version":"1\\"}}',
        b'{"protocol":1,"id":1,"request":{"type":"hello","extension_version":"1","x":"2"}}',
        b'{"protocol":1,"id":1,"request":{"type":"hello","extension_version":"' + b"1" * 33 + b'"}}',
        b'{"protocol":2,"id":1,"request":{"type":"hello","extension_version":"1"}}',
        b'{"protocol":1,"id":1,"id":2,"request":{"type":"hello","extension_version":"1"}}',
        '{"protocol":1,"id":1,"request":{"type":"hello","extension_version":"\u0661"}}'.encode(),
        b'{"protocol":1,"id":1,"request":{"type":"hello","extension_version":"1"}} ',
    ],
    ids=lambda body: str(body)[-50:],
)
def test_fast_hello_reply_ignores_other_messages(body: bytes) -> None:
    assert handshake.fast_hello_reply(body, "pip") is None


def test_capabilities_are_the_request_types() -> None:
    schema = TypeAdapter(messages.Request).json_schema()
    assert set(handshake.CAPABILITIES) == set(schema["discriminator"]["mapping"])


@pytest.mark.parametrize("control", ["\0", "\n", "\x1b", "\x7f", "\x85", "\x9b"], ids=ascii)
def test_control_characters_are_rejected_or_removed(control: str) -> None:
    assert rejection(message({**CALL, "number": f"+1415{control}5550100"})).code is ErrorCode.INVALID_REQUEST
    call = validation.validate_request(message({**CALL, "original_text": f"+1 415{control}555-0100"})).request
    assert isinstance(call, messages.PlaceCall)
    assert call.original_text == "+1 415 555-0100"


@pytest.mark.parametrize("mark", ["\u202a", "\u202e", "\u2066", "\u200f", "\u061c"], ids=ascii)
def test_direction_marks_are_removed(mark: str) -> None:
    number = {"number": f"{mark}+14155550100\u202c", "original_text": f"{mark}+1 415 555-0100\u2069"}
    call = validation.validate_request(message({**CALL, **number})).request
    assert isinstance(call, messages.PlaceCall)
    assert (call.number, call.original_text) == ("+14155550100", "+1 415 555-0100")
    assert rejection(message({**CALL, "number": mark})).code is ErrorCode.INVALID_REQUEST


def test_duplicate_confirmed_reasons_are_rejected() -> None:
    assert (
        rejection(message({**CALL, "confirmed": ["satellite", "satellite"]})).code
        is ErrorCode.INVALID_REQUEST
    )
