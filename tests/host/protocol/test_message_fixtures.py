"""The message fixtures: one message of each type, as the tests of both sides use it."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from voiso_call.protocol import handshake, messages, validation
from voiso_call.protocol.message_parts import Message
from voiso_call.protocol.messages import ReplyEnvelope, RequestEnvelope

FIXTURES = Path(__file__).parents[2] / "fixtures/messages"


def load(path: Path) -> dict[str, Any]:
    content = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def types(union: Any) -> set[str]:
    """Return the `type` of each model of a discriminated union."""
    models: tuple[type[Message], ...] = get_args(get_args(union)[0])
    return {get_args(model.model_fields["type"].annotation)[0] for model in models}


def fixtures(prefix: str) -> dict[str, Path]:
    return {path.stem.removeprefix(f"{prefix}_"): path for path in FIXTURES.glob(f"{prefix}_*.json")}


def test_every_message_type_has_a_fixture() -> None:
    assert fixtures("request").keys() == types(messages.Request)
    assert fixtures("reply").keys() == types(messages.Reply)


@pytest.mark.parametrize("path", fixtures("request").values(), ids=lambda path: path.stem)
def test_request_fixture_is_valid_and_round_trips(path: Path) -> None:
    envelope = validation.validate_request(load(path))
    assert envelope.request.type == path.stem.removeprefix("request_")
    content = load(path)
    if "api_key" in content["request"]:
        content["request"]["api_key"] = "**********"  # nothing that the host dumps has the key
    assert envelope.model_dump(mode="json", exclude_unset=True) == content


@pytest.mark.parametrize("path", fixtures("reply").values(), ids=lambda path: path.stem)
def test_reply_fixture_is_valid_and_round_trips(path: Path) -> None:
    envelope = ReplyEnvelope.model_validate_json(path.read_bytes())
    assert envelope.reply.type == path.stem.removeprefix("reply_")
    assert envelope.model_dump(mode="json") == load(path)


def test_hello_reply_equals_its_fixture() -> None:
    assert {"id": 1, "reply": handshake.hello_reply("pip")} == load(FIXTURES / "reply_hello.json")


@pytest.mark.parametrize("name", ["place_call", "configure"])
def test_fixture_has_every_field(name: str) -> None:
    envelope = validation.validate_request(load(FIXTURES / f"request_{name}.json"))
    assert isinstance(envelope, RequestEnvelope)
    assert envelope.request.model_fields_set == type(envelope.request).model_fields.keys()
