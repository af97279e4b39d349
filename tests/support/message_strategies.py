"""Frames that nobody would send: random bytes, and sound ones with something wrong."""

import json
import random
from typing import Any

from hypothesis import strategies as st

from voiso_call.protocol import framing

TEXT = (
    st.text(max_size=40)
    | st.sampled_from(["", "\0", "\u202e+1", "\ud800", "+14155550100", "911", "GB", "\ufeff", "e\u0301" * 20])
    | st.builds(lambda length: "x" * length, st.integers(0, 5000))
)
# Beyond what a double, a 64-bit integer and JavaScript can say; and some that are written as no integer.
NUMBERS = st.integers() | st.sampled_from([2**53, 2**63, -(2**63) - 1, 10**99, 0]) | st.floats()
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
REQUESTS = st.one_of(
    st.fixed_dictionaries({"type": st.just("hello"), "extension_version": TEXT}),
    st.fixed_dictionaries({"type": st.sampled_from(["get_status", "warm_up", "no_such_thing"])}),
    st.fixed_dictionaries({"type": st.just("check_number"), "number": TEXT}, optional={"region": TEXT}),
    st.fixed_dictionaries({"type": st.just("get_history"), "limit": st.integers(-1, 101)}),
    st.fixed_dictionaries(
        {
            "type": st.just("place_call"),
            "request_id": st.from_regex(r"[A-Za-z0-9_-]{8}", fullmatch=True) | TEXT,
            "number": st.sampled_from(["+14155550100", "+449098790000", "112", "1"]) | TEXT,
            "trigger": st.sampled_from(["click", "cli", "mail"]),
        },
        optional={"original_text": TEXT, "confirmed": VALUES, "source": VALUES, "page": TEXT, "region": TEXT},
    ),
)
FRAMES = st.fixed_dictionaries(
    {"protocol": st.sampled_from([1, 1, 1, 1, 2, 0]), "id": st.integers(0, 2**53 - 1), "request": REQUESTS}
)


@st.composite
def _spoiled(draw: st.DrawFn) -> dict[str, Any]:
    """A frame with one field anywhere left out, added, or of another kind."""
    frame: dict[str, Any] = draw(FRAMES)
    place: dict[str, Any] = frame if draw(st.booleans()) else frame["request"]
    name = draw(st.sampled_from(sorted(place)) | TEXT)
    if draw(st.booleans()):
        place[name] = draw(VALUES)
    else:
        place.pop(name, None)
    return frame


def _written(frame: dict[str, Any]) -> bytes:
    try:
        return json.dumps(frame, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # a lone surrogate, which JSON can say and UTF-8 cannot
        return json.dumps(frame).encode()


SOUND = st.builds(_written, FRAMES)
SPOILED = st.builds(_written, _spoiled())


@st.composite
def _damaged(draw: st.DrawFn) -> bytes:
    """The bytes of a frame, some of them lost, doubled, or others."""
    body = draw(SOUND | SPOILED)
    begin = draw(st.integers(0, len(body)))
    end = draw(st.integers(begin, min(len(body), begin + 20)))
    return body[:begin] + draw(st.binary(max_size=8) | st.just(body[begin:end] * 2)) + body[end:]


@st.composite
def _ambiguous(draw: st.DrawFn) -> bytes:
    """A frame that says one of its fields twice."""
    frame: dict[str, Any] = draw(FRAMES)
    name = draw(st.sampled_from(["protocol", "id", "request"]))
    again = json.dumps({name: draw(st.sampled_from([frame[name], 7]))})[1:-1]
    return _written(frame)[:-1] + b", " + again.encode() + b"}"


DEEP = st.builds(
    lambda depth, bracket: b'{"protocol":1,"id":7,"request":' + bracket * depth,
    st.integers(1, 10_000),
    st.sampled_from([b"[", b'{"a":', b'[{"":']),
)
BODIES = st.one_of(
    SOUND,
    SPOILED,
    SPOILED,
    _damaged(),
    _ambiguous(),
    st.binary(max_size=200),
    st.builds(lambda body: b"\xef\xbb\xbf" + body, SOUND),
    st.builds(lambda body: body.decode().encode("utf-16"), SOUND),
    st.builds(lambda body, rest: body + rest, SOUND, st.sampled_from([b"\0", b" ", b"{}", b",", b"\n"])),
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


def flurry(body: bytes, seed: int, count: int) -> list[bytes]:
    """The frame itself, and others that differ from it in a few bytes: drawing each would take longer."""
    chance = random.Random(seed)  # noqa: S311 - for frames, not for secrets
    bodies = [body]
    for _ in range(count - 1):
        variant = bytearray(chance.choice(bodies))
        for _ in range(chance.randint(1, 3)):
            begin = chance.randint(0, len(variant))
            end = begin + chance.choice([0, 0, 1, 1, 4, 20])
            variant[begin:end] = chance.choice([chance.choice(TOKENS), chance.randbytes(1), b""])
        bodies.append(bytes(variant[: framing.MAX_REQUEST_BYTES]))
    return bodies


def expected_ids(body: bytes) -> set[int]:
    """Under which id a frame is to be answered, read by other means than the host's."""
    doubled: list[str] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in found]
        doubled[:] = [name for name in names if names.count(name) > 1]  # the outermost object comes last
        return dict(found)

    try:
        content = json.loads(body.decode(), object_pairs_hook=pairs, parse_constant=float)
    except (ValueError, RecursionError):
        return {0}
    if not isinstance(content, dict) or "id" in doubled:
        return {0}
    frame_id = content.get("id")
    if type(frame_id) is not int or not 0 <= frame_id < 2**53:
        return {0}
    constant = any(word in body for word in (b"NaN", b"Infinity"))  # no JSON, except within a text
    return {0, frame_id} if constant else {frame_id}
