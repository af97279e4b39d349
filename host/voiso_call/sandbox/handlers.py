"""Validates an authorized request and chooses its answer by the documented rules. No HTTP."""

import re
from collections import Counter

from voiso_call.sandbox.fixtures import AGENTS, AgentState
from voiso_call.sandbox.scenarios import FORBIDDEN, NOT_A_NUMBER, PLACED, SCENARIOS, Answer, Json, invalid

# The texts are Voiso's where its documents have them; `cli/sandbox.py` lists what is assumed.
MISSING = "is missing"
NOT_A_STRING = "must be a string"
NOT_AN_INTEGER = "is not an integer"
NOT_AN_AGENT = "does not match an existing agent"

_INTEGER = re.compile(r"-?[0-9]{1,19}")
_NUMBER = re.compile(r"[1-9][0-9]{6,14}")  # E.164 without "+"; shorter numbers are short codes


def handle_start_call(body: Json, dialled: Counter[str], *, accept_plus: bool) -> Answer:
    """Return the answer to POST /api/v4/voice/calls.

    `dialled` counts the valid requests for each number and is updated: a scenario with several answers gives
    them in turn.
    """
    errors = {
        "user_id": _user_id_error(body.get("user_id")),
        "phone_number": _number_error(body.get("phone_number"), accept_plus),
        **_optional_field_errors(body),
    }
    if field_errors := {field: error for field, error in errors.items() if error}:
        return invalid(field_errors)
    state = AGENTS[int(str(body["user_id"]))].state
    if state is AgentState.NO_CLICK_TO_CALL:
        return FORBIDDEN
    if state is not AgentState.AVAILABLE:
        return invalid({"user": state})
    number = "+" + str(body["phone_number"]).removeprefix("+")
    answers = SCENARIOS[number].answers if number in SCENARIOS else (PLACED,)
    dialled[number] += 1
    return answers[(dialled[number] - 1) % len(answers)]


def _user_id_error(value: object) -> str | None:
    if value is None:
        return MISSING
    if not _INTEGER.fullmatch(str(value)):  # accepts 1234 (Voiso's text) and "1234" (its examples)
        return NOT_AN_INTEGER
    return None if int(str(value)) in AGENTS else NOT_AN_AGENT


def _number_error(value: object, accept_plus: bool) -> str | None:
    if value is None:
        return MISSING
    if not isinstance(value, str):
        return NOT_A_STRING
    return None if _NUMBER.fullmatch(value.removeprefix("+") if accept_plus else value) else NOT_A_NUMBER


def _optional_field_errors(body: Json) -> dict[str, str]:
    source = body.get("source")
    if source is not None and not isinstance(source, dict):
        return {"source": "must be an object"}
    texts = {"caller_id": body.get("caller_id")}
    texts |= {f"source.{field}": (source or {}).get(field) for field in ("account_id", "system")}
    return {field: NOT_A_STRING for field, text in texts.items() if not isinstance(text, str | None)}
