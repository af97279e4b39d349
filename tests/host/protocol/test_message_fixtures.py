"""The golden letters: one frame of every message type, as both sides read and write it."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from voiso_call.protocol import handshake, messages, validation
from voiso_call.protocol.messages import Message, ReplyEnvelope, RequestEnvelope

LETTERS = Path(__file__).parents[2] / "fixtures/messages"


def letter(path: Path) -> dict[str, Any]:
    content = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def types(union: Any) -> set[str]:
    models: tuple[type[Message], ...] = get_args(get_args(union)[0])
    return {get_args(model.model_fields["type"].annotation)[0] for model in models}


def written(kind: str) -> dict[str, Path]:
    return {path.stem.removeprefix(f"{kind}_"): path for path in LETTERS.glob(f"{kind}_*.json")}


def test_every_message_type_has_a_fixture() -> None:
    assert written("request").keys() == types(messages.Request)
    assert written("reply").keys() == types(messages.Reply)


@pytest.mark.parametrize("path", written("request").values(), ids=lambda path: path.stem)
def test_request_fixture_is_valid_and_round_trips(path: Path) -> None:
    frame = validation.validate_request(letter(path))
    assert frame.request.type == path.stem.removeprefix("request_")
    assert frame.model_dump(mode="json", exclude_unset=True) == letter(path)


@pytest.mark.parametrize("path", written("reply").values(), ids=lambda path: path.stem)
def test_reply_fixture_is_valid_and_round_trips(path: Path) -> None:
    frame = ReplyEnvelope.model_validate_json(path.read_bytes())
    assert frame.reply.type == path.stem.removeprefix("reply_")
    assert frame.model_dump(mode="json") == letter(path)


def test_hello_reply_equals_its_fixture() -> None:
    assert {"id": 1, "reply": handshake.hello_reply()} == letter(LETTERS / "reply_hello.json")


def test_place_call_fixture_has_every_field() -> None:
    frame = validation.validate_request(letter(LETTERS / "request_place_call.json"))
    assert isinstance(frame, RequestEnvelope)
    assert frame.request.model_fields_set == messages.PlaceCall.model_fields.keys()
