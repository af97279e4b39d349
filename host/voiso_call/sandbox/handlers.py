"""What Voiso makes of a request that it has authorized: the documented rules, as functions without HTTP."""

import re
from collections import Counter

from voiso_call.sandbox.fixtures import AGENTS, AgentState
from voiso_call.sandbox.scenarios import FORBIDDEN, NOT_A_NUMBER, PLACED, SCENARIOS, Answer, Json, invalid

# Voiso's own words where its documents have them.
MISSING = "is missing"
NOT_A_STRING = "must be a string"
NOT_AN_INTEGER = "is not an integer"
NOT_AN_AGENT = "does not match an existing agent"

_INTEGER = re.compile(r"-?[0-9]{1,19}")
_NUMBER = re.compile(r"[1-9][0-9]{6,14}")  # E.164's digits


def handle_start_call(body: Json, dialled: Counter[str], *, accept_plus: bool) -> Answer:
    """Answer POST /api/v4/voice/calls; `dialled` counts the sound requests for each number."""
    problems = {
        "user_id": _user_id_problem(body.get("user_id")),
        "phone_number": _number_problem(body.get("phone_number"), accept_plus),
        **_optional_problems(body),
    }
    if found := {field: problem for field, problem in problems.items() if problem}:
        return invalid(found)
    state = AGENTS[int(str(body["user_id"]))].state
    if state is AgentState.NO_CLICK_TO_CALL:
        return FORBIDDEN
    if state is not AgentState.AVAILABLE:
        return invalid({"user": state})
    number = "+" + str(body["phone_number"]).removeprefix("+")
    answers = SCENARIOS[number].answers if number in SCENARIOS else (PLACED,)
    dialled[number] += 1
    return answers[(dialled[number] - 1) % len(answers)]


def _user_id_problem(value: object) -> str | None:
    if value is None:
        return MISSING
    if not _INTEGER.fullmatch(str(value)):  # 1234 and "1234" alike, as in Voiso's text and its examples
        return NOT_AN_INTEGER
    return None if int(str(value)) in AGENTS else NOT_AN_AGENT


def _number_problem(value: object, accept_plus: bool) -> str | None:
    if value is None:
        return MISSING
    if not isinstance(value, str):
        return NOT_A_STRING
    return None if _NUMBER.fullmatch(value.removeprefix("+") if accept_plus else value) else NOT_A_NUMBER


def _optional_problems(body: Json) -> dict[str, str]:
    source = body.get("source")
    if source is not None and not isinstance(source, dict):
        return {"source": "must be an object"}
    texts = {"caller_id": body.get("caller_id")}
    texts |= {f"source.{field}": (source or {}).get(field) for field in ("account_id", "system")}
    return {field: NOT_A_STRING for field, text in texts.items() if not isinstance(text, str | None)}
