"""The parameters of error codes: `errors` lists all that the host makes, and all that the extension reads."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from voiso_call import errors
from voiso_call.errors import ErrorCode
from voiso_call.policy.evaluate import PolicyDecision
from voiso_call.protocol.message_parts import Reason
from voiso_call.voiso.responses import error_for_status

REPOSITORY = Path(__file__).resolve().parents[3]
HOST = REPOSITORY / "host/voiso_call"
# What makes an error: its first argument is the code, its keywords are the parameters.
CONSTRUCTORS = {"CallError", "NotSentError", "MessageRejectedError", "error_type", "to_call_error"}
NOT_PARAMS = {"message_id"}
TEXT = errors.__doc__ or ""
PARAMS = {
    code.value: set(listed[1].split())
    for code in ErrorCode
    if (listed := re.search(rf"^    {code}((?:  \s*\w+)*)$", TEXT, re.MULTILINE))
}
TYPES = dict(re.findall(r"^    (\w+) +(string|number|boolean|list)\s", TEXT, re.MULTILINE))


def constructions() -> Iterator[tuple[str, ast.Call]]:
    """Yield where in the host an error is made, and that expression."""
    for file in sorted(HOST.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
                if name in CONSTRUCTORS:
                    yield f"{file.name}:{node.lineno}", node


def keywords(node: ast.Call) -> set[str]:
    names = {keyword.arg for keyword in node.keywords if keyword.arg is not None} - NOT_PARAMS
    return names | {"file"} if ast.unparse(node.func).endswith("to_call_error") else names


def test_every_code_is_listed_and_every_parameter_has_a_type() -> None:
    assert set(PARAMS) == {code.value for code in ErrorCode}
    assert set(TYPES) == set().union(*PARAMS.values())


def test_every_parameter_of_an_error_is_listed_for_its_code() -> None:
    unlisted, codes = [], set()
    for place, node in constructions():
        code = ast.unparse(node.args[0])
        if not code.startswith("ErrorCode."):  # several codes, which the next two tests make
            unlisted += [(place, name) for name in keywords(node) - TYPES.keys()]
            continue
        codes.add(code)
        allowed = PARAMS[ErrorCode[code.removeprefix("ErrorCode.")]]
        unlisted += [(place, name) for name in keywords(node) - allowed]
    assert unlisted == []
    assert len(codes) > 15, "the errors of the host were found"


@pytest.mark.parametrize("reason", get_args(Reason))
def test_denials_have_no_other_parameters(reason: Reason) -> None:
    limits = {"limit": 1, "retry_after_s": 1} if reason.startswith("too_many_") else {}
    country = {"country": "FR"} if reason == "invalid_number" else {}
    error = PolicyDecision("deny", [reason], {**limits, **country}).to_error()
    assert error.params.keys() <= PARAMS[error.code]


@pytest.mark.parametrize("field", ["user_id", "user", "phone_number", "caller_id", "another"])
def test_answers_of_voiso_have_no_other_parameters(field: str) -> None:
    error = error_for_status(422, {}, {"errors": {field: ["is wrong"]}}, attempt=1)
    assert error.params.keys() <= PARAMS[error.code]


def test_extension_reads_only_parameters_that_are_listed() -> None:
    """In the table of `failure-text.ts`, where a code takes its parameters apart."""
    text = (REPOSITORY / "extension/src/failure-text.ts").read_text("utf-8")
    read = {
        code: {name.partition(":")[0].strip() for name in names.split(",")}
        for code, names in re.findall(r"^  (\w+): \(\{ ([^}]+) \}\) =>", text, re.MULTILINE)
    }
    assert len(read) >= 6
    assert {code: names - PARAMS[code] for code, names in read.items() if names - PARAMS[code]} == {}
