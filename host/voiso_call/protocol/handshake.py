"""The handshake: recognizes `hello` and builds its reply without importing any other module.

Importing the libraries behind a call takes a quarter of a second, and importing json alone takes as long as
the start of a bare Python interpreter. The extension learns that the host is there before either is loaded.
`messages.Hello` describes the same message for validation; a test checks that both accept the same input.

Both sides name the protocol versions that they speak, and the extension decides: it uses the highest common
one, or says which side to update. So a `hello` of any version is answered, and fields that a newer extension
adds to it are ignored; all other requests are strict, and raise the version instead.
"""

from voiso_call import __version__

PROTOCOL_MIN = 1
PROTOCOL_MAX = 1
MAX_VERSION_CHARS = 32
DOCTOR = "doctor"  # in place of a version, in the `hello` of `voiso-call doctor`
MAX_ID = 2**53 - 1  # the largest integer that JavaScript can represent exactly (Number.MAX_SAFE_INTEGER)
CAPABILITIES = (
    *("hello", "get_status", "warm_up", "check_number", "place_call", "get_history", "clear_history"),
    *("format_numbers", "follow_call", "configure", "find_agents", "check_setup"),
)

_BEFORE_ID = b'{"protocol":1,"id":'
_BEFORE_VERSION = b',"request":{"type":"hello","extension_version":"'
_WINDOW = b'","protocol":{"min":1,"max":1}}}'
_END_WITHOUT_WINDOW = b'"}}'
_MAX_ID_DIGITS = 15  # 10**15 < MAX_ID
MAX_FAST_HELLO_BYTES = 160  # the longest `hello` that is recognized here, with some room for spaces


def fast_hello_reply(body: bytes, installed_by: str) -> bytes | None:
    """Return the encoded reply to an encoded `hello`, or None if the message is not certainly a `hello`.

    Recognizes the text that `JSON.stringify` produces for the extension's `hello`, and the same text with the
    spaces that Python's `json.dumps` adds. Anything else goes through the full decoder and validation.
    """
    if len(body) > MAX_FAST_HELLO_BYTES:
        return None
    compact = _without_spaces(body)
    end = _WINDOW if compact.endswith(_WINDOW) else _END_WITHOUT_WINDOW
    if not compact.startswith(_BEFORE_ID) or not compact.endswith(end):
        return None
    message_id, separator, version = compact[len(_BEFORE_ID) : -len(end)].partition(_BEFORE_VERSION)
    is_valid_id = message_id == b"0" or (message_id.isdigit() and not message_id.startswith(b"0"))
    is_valid_version = version.replace(b".", b"").isalnum() and len(version) <= MAX_VERSION_CHARS
    if not separator or not is_valid_id or len(message_id) > _MAX_ID_DIGITS or not is_valid_version:
        return None
    reply = f'{{"id":{message_id.decode()},"reply":{hello_reply(installed_by)}}}'
    return reply.replace("'", '"').encode()  # Python writes this dict like JSON, but for the quotation marks


def is_from_doctor(hello: bytes) -> bool:
    """Return whether an encoded `hello` is from `voiso-call doctor`, which asks nothing after it."""
    return _BEFORE_VERSION + DOCTOR.encode() in _without_spaces(hello)


def _without_spaces(body: bytes) -> bytes:
    return body.replace(b'": ', b'":').replace(b', "', b',"')


def is_hello(message: dict[str, object]) -> bool:
    """Return whether a decoded message is a `hello`, valid or not."""
    request = message.get("request")
    return isinstance(request, dict) and request.get("type") == "hello"


def is_valid_hello(message: dict[str, object]) -> bool:
    """Return whether a decoded `hello` is valid, whatever protocol versions it names."""
    protocol, message_id, request = message.get("protocol"), message.get("id"), message.get("request")
    if not isinstance(request, dict) or message.keys() != {"protocol", "id", "request"}:
        return False
    version = request.get("extension_version")
    return (
        type(protocol) is int  # not isinstance: in Python True is also an int
        and protocol >= 1
        and type(message_id) is int
        and 0 <= message_id <= MAX_ID
        and isinstance(version, str)
        and 1 <= len(version) <= MAX_VERSION_CHARS
        and _is_window(request.get("protocol"))
    )


def _is_window(value: object) -> bool:
    """Return whether this names the protocol versions that an extension speaks; it may also not tell them."""
    if value is None:
        return True
    return (
        isinstance(value, dict)
        and value.keys() == {"min", "max"}
        and all(type(version) is int for version in value.values())
    )


def hello_reply(installed_by: str) -> dict[str, object]:
    """Return the reply to `hello`: version, protocol versions, installation and requests of this host."""
    return {
        "type": "hello",
        "host_version": __version__,
        "protocol": {"min": PROTOCOL_MIN, "max": PROTOCOL_MAX},
        "installed_by": installed_by,
        "capabilities": list(CAPABILITIES),
    }
