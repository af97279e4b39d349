"""The sentences for a check of the setup: one for each prerequisite of a call, with what to do."""

from collections.abc import Iterable

from voiso_call.cli import texts
from voiso_call.cli.output import print_error, print_line
from voiso_call.errors import ErrorCode
from voiso_call.protocol.message_parts import SetupCheckName
from voiso_call.protocol.setup_messages import SetupCheck

_OK: dict[SetupCheckName, str] = {
    "settings": "The settings are complete.",
    "key": "The API key is stored and can be read.",
    "cluster": "The cluster can be reached.",
    "key_accepted": "Voiso accepts the API key.",
    "agent": "Voiso knows the user ID.",
}
_NOT_CHECKED: dict[SetupCheckName, str] = {
    "settings": "whether the settings are complete.",
    "key": "whether the API key can be read.",
    "cluster": "whether the cluster can be reached.",
    "key_accepted": "whether Voiso accepts the API key.",
    "agent": "whether Voiso knows the user ID.",
    "key_scope": "whether the API key has the scope voice.call.manage. Only a call tells.",
    "click_to_call": "whether the agent's security access group allows click-to-call. Only a call tells.",
    "agent_available": (
        "whether the agent can be rung. Sign in to Agent Panel and set your status to Available."
    ),
}
_WITHOUT_SCOPE = (
    "Voiso did not reject the API key, but the key may not read the list of agents (scope users.read)."
    " Calls do not need that."
)


def print_checks(checks: Iterable[SetupCheck]) -> None:
    """Print one line for each check; those that failed to standard error, with their code."""
    for check in checks:
        if check.outcome == "ok":
            print_line(f"OK: {_OK[check.name]}")
        elif check.outcome == "failed" and check.failure is not None:
            print_error(f"FAILED: {texts.failure_text(check.failure)} [{check.failure.code}]")
        else:
            print_line(f"Not checked: {_not_checked(check)}")


def _not_checked(check: SetupCheck) -> str:
    text = _NOT_CHECKED[check.name]
    if check.failure is None:
        return text
    if check.failure.code is not ErrorCode.PERMISSION_DENIED:
        return f"{text} {texts.failure_text(check.failure)}"
    return f"{text} {_WITHOUT_SCOPE}" if check.name == "key_accepted" else text
