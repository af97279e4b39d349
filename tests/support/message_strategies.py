"""Hypothesis strategies for messages to the host: valid, with an error, damaged, and random bytes."""

import json
import random
from typing import Any

from hypothesis import strategies as st

from voiso_call.protocol import framing
from voiso_call.protocol.handshake import MAX_ID

TEXT = (
    st.text(max_size=40)
    | st.sampled_from(["", "\0", "\u202e+1", "\ud800", "+14155550100", "911", "GB", "\ufeff", "e\u0301" * 20])
    | st.builds(lambda length: "x" * length, st.integers(0, 5000))
)
# Also beyond the range of a double, of a 64-bit integer and of JavaScript, and numbers that are not integers.
NUMBERS = st.integers() | st.sampled_from([2**53, 2**63, -(2**63) - 1, 10**99, 0]) | st.floats()
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
REQUESTS = st.one_of(
    st.fixed_dictionaries({"type": st.just("hello"), "extension_version": TEXT}),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["get_status", "warm_up", "clear_history", "check_setup", "no_such_thing"])}
    ),
    st.fixed_dictionaries({"type": st.just("find_agents")}, optional={"query": TEXT}),
    st.fixed_dictionaries({"type": st.just("follow_call"), "call_id": TEXT}),
    st.fixed_dictionaries({"type": st.just("format_numbers"), "numbers": VALUES}),
    st.fixed_dictionaries({"type": st.just("check_number"), "number": TEXT}, optional={"region": TEXT}),
    st.fixed_dictionaries({"type": st.just("get_history"), "limit": st.integers(-1, 101)}),
    st.fixed_dictionaries(
        {
            "type": st.just("place_call"),
            "request_id": st.from_regex(r"[A-Za-z0-9_-]{8}", fullmatch=True) | TEXT,
            "number": st.sampled_from(["+14155550100", "+449098790000", "112", "1"]) | TEXT,
            "trigger": st.sampled_from(["click", "cli", "mail"]),
        },
        optional={
            "original_text": TEXT,
            "confirmed": VALUES,
            "source": VALUES,
            "page_origin": TEXT,
            "region": TEXT,
        },
    ),
)
MESSAGES = st.fixed_dictionaries(
    {"protocol": st.sampled_from([1, 1, 1, 1, 2, 0]), "id": st.integers(0, MAX_ID), "request": REQUESTS}
)


@st.composite
def _invalid(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a message with one field left out, added, or of another type."""
    message: dict[str, Any] = draw(MESSAGES)
    target: dict[str, Any] = message if draw(st.booleans()) else message["request"]
    name = draw(st.sampled_from(sorted(target)) | TEXT)
    if draw(st.booleans()):
        target[name] = draw(VALUES)
    else:
        target.pop(name, None)
    return message


def _encoded(message: dict[str, Any]) -> bytes:
    try:
        return json.dumps(message, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # a lone surrogate, which JSON can express and UTF-8 cannot
        return json.dumps(message).encode()


VALID = st.builds(_encoded, MESSAGES)
INVALID = st.builds(_encoded, _invalid())


@st.composite
def _damaged(draw: st.DrawFn) -> bytes:
    """Draw the bytes of a message, some of them deleted, repeated or replaced."""
    body = draw(VALID | INVALID)
    start = draw(st.integers(0, len(body)))
    end = draw(st.integers(start, min(len(body), start + 20)))
    return body[:start] + draw(st.binary(max_size=8) | st.just(body[start:end] * 2)) + body[end:]


@st.composite
def _ambiguous(draw: st.DrawFn) -> bytes:
    """Draw a message that has one of its fields twice."""
    message: dict[str, Any] = draw(MESSAGES)
    name = draw(st.sampled_from(["protocol", "id", "request"]))
    repeated = json.dumps({name: draw(st.sampled_from([message[name], 7]))})[1:-1]
    return _encoded(message)[:-1] + b", " + repeated.encode() + b"}"


DEEP = st.builds(
    lambda depth, bracket: b'{"protocol":1,"id":7,"request":' + bracket * depth,
    st.integers(1, 10_000),
    st.sampled_from([b"[", b'{"a":', b'[{"":']),
)
BODIES = st.one_of(
    VALID,
    INVALID,
    INVALID,
    _damaged(),
    _ambiguous(),
    st.binary(max_size=200),
    st.builds(lambda body: b"\xef\xbb\xbf" + body, VALID),
    st.builds(lambda body: body.decode().encode("utf-16"), VALID),
    st.builds(lambda body, rest: body + rest, VALID, st.sampled_from([b"\0", b" ", b"{}", b",", b"\n"])),
    st.builds(lambda digits: b'{"protocol":1,"id":' + b"9" * digits + b"}", st.integers(1, 10_000)),
    st.builds(
        lambda word: b'{"protocol":1,"id":' + word + b"}", st.sampled_from([b"NaN", b"-Infinity", b"1e400"])
    ),
    DEEP,
    st.builds(lambda size: b'"' + b"x" * (size - 2) + b'"', st.integers(60_000, framing.MAX_REQUEST_BYTES)),
).filter(lambda body: len(body) <= framing.MAX_REQUEST_BYTES)


TOKENS = [
    *(b'"', b"{", b"}", b"[", b"]", b":", b",", b"null", b"true", b"-", b"1e999", b"9" * 400, b"\\u0000"),
    *(b"\\ud800", b"\xff", b"\xe2\x80\xae", b'"id":', b'"type":"place_call"', b"\0", b"\\", b" "),
]


def random_variants(body: bytes, seed: int, count: int) -> list[bytes]:
    """Return a message and variants of it with a few other bytes: faster than to draw each of them."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    bodies = [body]
    for _ in range(count - 1):
        variant = bytearray(rng.choice(bodies))
        for _ in range(rng.randint(1, 3)):
            start = rng.randint(0, len(variant))
            end = start + rng.choice([0, 0, 1, 1, 4, 20])
            variant[start:end] = rng.choice([rng.choice(TOKENS), rng.randbytes(1), b""])
        bodies.append(bytes(variant[: framing.MAX_REQUEST_BYTES]))
    return bodies


def expected_ids(body: bytes) -> set[int]:
    """Return the IDs under which a message may be answered, found by other code than the host's."""
    repeated_names: list[str] = []

    def to_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        repeated_names[:] = [name for name in names if names.count(name) > 1]  # the outermost object is last
        return dict(pairs)

    try:
        content = json.loads(body.decode(), object_pairs_hook=to_object, parse_constant=float)
    except (ValueError, RecursionError):
        return {0}
    if not isinstance(content, dict) or "id" in repeated_names:
        return {0}
    message_id = content.get("id")
    if type(message_id) is not int or not 0 <= message_id <= MAX_ID:
        return {0}
    has_constant = any(word in body for word in (b"NaN", b"Infinity"))  # JSON only within a string
    return {0, message_id} if has_constant else {message_id}
