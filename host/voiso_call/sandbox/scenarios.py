"""The sandbox's answers: those that Voiso documents, and special phone numbers that select one of them.

The numbers are in the range +1 701 555 0100 to 0199, which is reserved for fiction. Their last two digits
hint at the status: 4x is 40x, 2x is 42x, 5x is 50x, 37 is 307; 6x are successes whose response is unusual,
late or missing; 7x are calls that are placed, and not answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import TypeAlias

from voiso_call.sandbox.fixtures import AgentState

Json: TypeAlias = dict[str, object]


class Delivery(Enum):
    """How an answer is sent."""

    WHOLE = auto()
    LATE = auto()  # after the time set by `--late-delay`
    CUT_SHORT = auto()  # half of the body, then the connection is closed
    NEVER = auto()  # the connection is closed without an answer


@dataclass(frozen=True)
class Answer:
    """One answer. `content` is a JSON object, HTML or empty; with `assigns_call_id` the server creates it."""

    status: int
    content: Json | str = ""
    assigns_call_id: bool = False
    retry_after: bool = False
    location: str | None = None
    delivery: Delivery = Delivery.WHOLE


def invalid(field_errors: Mapping[str, str], status: int = 422) -> Answer:
    """Return an answer that names invalid fields, in the documented format."""
    return Answer(status, {"errors": {field: [error] for field, error in field_errors.items()}})


PLACED = Answer(200, assigns_call_id=True)
BAD_REQUEST = Answer(400, {"error": "Bad Request"})
UNAUTHORIZED = Answer(401, {"error": "Unauthorized"})
FORBIDDEN = Answer(403, {"error": "Forbidden"})
NOT_FOUND = Answer(404, {"error": "Not found"})
TOO_MANY = Answer(429, {"error": "Too many requests"})
TOO_MANY_WITH_RETRY_AFTER = Answer(429, {"error": "Too many requests"}, retry_after=True)

ANSWERED = "answered"
NOT_ANSWERED = {  # by the last digits of the number
    "70": "busy",
    "71": "no_answer",
    "72": "rejected",
    "73": "failed",
    "74": "machine_answered",
    "75": "system_reject",
}
NOT_A_NUMBER = "is not in a supported format"


@dataclass(frozen=True)
class Scenario:
    """What happens when a number is dialled: a description, and the answers, which are given in turn.

    `disposition` is how a call ends that is placed.
    """

    description: str
    answers: tuple[Answer, ...]
    disposition: str = ANSWERED


def _table() -> dict[str, Scenario]:
    number, user = {"phone_number": NOT_A_NUMBER}, {"user": AgentState.BUSY}
    rows: list[tuple[str, str, *tuple[Answer, ...]]] = [
        ("22", "422, the number is refused", invalid(number)),
        ("23", "422, agent and number are refused", invalid(user | number)),
        ("24", "422, the caller ID is refused", invalid({"caller_id": "is not allowed"})),
        ("25", "422, the agent is not Available", invalid(user)),
        (
            "27",
            "429 with Retry-After, placed when asked again, and so on in turn",
            TOO_MANY_WITH_RETRY_AFTER,
            PLACED,
        ),
        ("28", "429 without Retry-After", TOO_MANY),
        ("29", "429 with Retry-After", TOO_MANY_WITH_RETRY_AFTER),
        ("37", "307, a redirect to a path where nothing is", Answer(307, location="/elsewhere")),
        ("40", "400", BAD_REQUEST),
        ("41", "401", UNAUTHORIZED),
        ("43", "403", FORBIDDEN),
        ("44", "404", NOT_FOUND),
        ("46", "406, an errors object", invalid({"format": "is not supported"}, 406)),
        ("49", "409, an errors object", invalid({"call": "conflicts with another call"}, 409)),
        ("50", "500 with JSON", Answer(500, {"error": "Internal Server Error"})),
        ("52", "502 with HTML", Answer(502, "<html><body><h1>502 Bad Gateway</h1></body></html>")),
        ("53", "503 with nothing", Answer(503)),
        ("60", "success without a call ID", Answer(200, {"call": {}})),
        ("61", "success with HTML", Answer(200, "<html><body>Welcome</body></html>")),
        ("62", "placed, answered late", Answer(200, assigns_call_id=True, delivery=Delivery.LATE)),
        ("63", "the connection closes without an answer", Answer(200, delivery=Delivery.NEVER)),
        (
            "64",
            "placed, the answer is cut short",
            Answer(200, assigns_call_id=True, delivery=Delivery.CUT_SHORT),
        ),
    ]
    return {
        f"+170155501{ending}": scenario
        for ending, scenario in (
            *((ending, Scenario(text, tuple(answers))) for ending, text, *answers in rows),
            *(
                (ending, Scenario(f"placed, ends as {name}", (PLACED,), name))
                for ending, name in NOT_ANSWERED.items()
            ),
        )
    }


SCENARIOS: Mapping[str, Scenario] = MappingProxyType(_table())
