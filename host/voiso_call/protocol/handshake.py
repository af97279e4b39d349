"""The first word: `hello`, recognised and answered before anything at all is imported.

The libraries behind a call take a quarter of a second to import, and json alone as long as an interpreter's
whole start; the agent's browser should not wait for either to learn that the host is there. `protocol.Hello`
says the same shape for everybody else, and a test holds the two together.
"""

from voiso_call import __version__

PROTOCOL_MIN = 1
PROTOCOL_MAX = 1
MAX_VERSION_CHARS = 32
CAPABILITIES = ("hello", "get_status", "warm_up", "check_number", "place_call", "get_history")

_BEFORE_ID = b'{"protocol":1,"id":'
_BEFORE_VERSION = b',"request":{"type":"hello","extension_version":"'
_END = b'"}}'
_MAX_ID_DIGITS = 15  # digits; surely an integer that JavaScript can say exactly
MAX_FAST_HELLO_BYTES = 160  # bytes of the longest greeting that is recognised, some spaces included


def fast_hello_reply(body: bytes) -> bytes | None:
    """Answer the bytes of a greeting with the bytes of its reply, or None for whatever is not surely one.

    Recognised is what JSON.stringify makes of the extension's hello, and the same with json.dumps' spaces.
    """
    if len(body) > MAX_FAST_HELLO_BYTES:
        return None
    compact = body.replace(b'": ', b'":').replace(b', "', b',"')
    if not compact.startswith(_BEFORE_ID) or not compact.endswith(_END):
        return None
    frame_id, found, version = compact[len(_BEFORE_ID) : -len(_END)].partition(_BEFORE_VERSION)
    sound_id = frame_id == b"0" or (frame_id.isdigit() and not frame_id.startswith(b"0"))
    sound_version = version.replace(b".", b"").isalnum() and len(version) <= MAX_VERSION_CHARS
    if not found or not sound_id or len(frame_id) > _MAX_ID_DIGITS or not sound_version:
        return None
    capabilities = '","'.join(CAPABILITIES)
    reply = (
        f'{{"id":{frame_id.decode()},"reply":{{"type":"hello","host_version":"{__version__}",'
        f'"protocol":{{"min":{PROTOCOL_MIN},"max":{PROTOCOL_MAX}}},"capabilities":["{capabilities}"]}}}}'
    )
    return reply.encode()


def is_hello(frame: dict[str, object]) -> bool:
    """Whether a decoded frame is a greeting, well formed or not."""
    request = frame.get("request")
    return isinstance(request, dict) and request.get("type") == "hello"


def is_valid_hello(frame: dict[str, object]) -> bool:
    """Whether a greeting is well formed.

    Any protocol number is greeted: telling which ones are spoken here is what the greeting is for.
    """
    protocol, frame_id, request = frame.get("protocol"), frame.get("id"), frame.get("request")
    if not isinstance(request, dict) or frame.keys() != {"protocol", "id", "request"}:
        return False
    version = request.get("extension_version")
    return (
        type(protocol) is int  # bool is an int to Python, not to the sender
        and protocol >= PROTOCOL_MIN
        and type(frame_id) is int
        and 0 <= frame_id < 2**53
        and request.keys() == {"type", "extension_version"}
        and isinstance(version, str)
        and 1 <= len(version) <= MAX_VERSION_CHARS
    )


def hello_reply() -> dict[str, object]:
    """Say who is here."""
    return {
        "type": "hello",
        "host_version": __version__,
        "protocol": {"min": PROTOCOL_MIN, "max": PROTOCOL_MAX},
        "capabilities": list(CAPABILITIES),
    }
