"""The first word: `hello` is checked and answered with the standard library alone.

pydantic and aiohttp take a quarter of a second to import; an agent's first click should not wait for
them to learn that the host is there. `protocol.Hello` says the same shape for everybody else, and a
test holds the two together.
"""

from __future__ import annotations

from voiso_call import __version__
from voiso_call.errors import Code
from voiso_call.framing import Refused, readable_id

TYPE_CHECKING = False  # typing takes longer to import than the greeting to answer
if TYPE_CHECKING:
    from voiso_call.framing import JsonObject

PROTOCOL_MIN = 1
PROTOCOL_MAX = 1
MAX_VERSION_CHARACTERS = 32
CAPABILITIES = ("hello", "get_status", "warm_up", "check_number", "place_call", "get_history")


def is_hello(frame: JsonObject) -> bool:
    """Whether a decoded frame is a greeting, well formed or not."""
    request = frame.get("request")
    return isinstance(request, dict) and request.get("type") == "hello"


def greet(frame: JsonObject) -> JsonObject:
    """Answer a greeting with one reply frame; raise Refused(invalid_request) for a malformed one.

    Any protocol number is greeted: telling which ones are spoken here is what the greeting is for.
    """
    frame_id = readable_id(frame)
    request = frame["request"]
    version = request.get("extension_version")
    sound = (
        frame.keys() == {"protocol", "id", "request"}
        and type(frame["protocol"]) is int
        and frame["protocol"] >= PROTOCOL_MIN
        and frame["id"] == frame_id
        and type(frame["id"]) is int
        and request.keys() == {"type", "extension_version"}
        and isinstance(version, str)
        and 1 <= len(version) <= MAX_VERSION_CHARACTERS
    )
    if not sound:
        raise Refused(Code.INVALID_REQUEST, "not a well-formed hello", frame_id=frame_id)
    return {
        "id": frame_id,
        "reply": {
            "type": "hello",
            "host_version": __version__,
            "protocol": {"min": PROTOCOL_MIN, "max": PROTOCOL_MAX},
            "capabilities": list(CAPABILITIES),
        },
    }
