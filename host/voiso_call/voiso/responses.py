"""Interprets Voiso's responses: each is a call ID, or one error code that tells what to do next.

A 4xx status or a redirect means that nothing was dialled. Any other error status, and a success without a
call ID, leave the outcome unknown. Documents: developers.voiso.com, "Start call" and "Error codes".
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import aiohttp

from voiso_call.errors import OUTCOME_UNKNOWN, CallError, ErrorCode
from voiso_call.voiso.retry_after import retry_delay_s

MAX_BODY_BYTES = 64 * 1024  # of a response, before and after decompression
MAX_MESSAGES, MAX_MESSAGE_CHARS = 5, 200
MAX_FIELD_CHARS = 64

# The code for each field that a 422 response may name; the first match in this order is used. Voiso documents
# `user_id` and `phone_number`. That it names `user` for an agent who is not signed in or not Available is
# known only from public clients.
_FIELD_CODES = {
    "user_id": ErrorCode.AGENT_UNKNOWN,
    "user": ErrorCode.AGENT_UNAVAILABLE,
    "phone_number": ErrorCode.NUMBER_INVALID,
    "caller_id": ErrorCode.CALLER_ID_REJECTED,
}


async def read_json_body(response: aiohttp.ClientResponse, max_bytes: int = MAX_BODY_BYTES) -> Any:
    """Return the parsed body; None if it is not JSON or longer than `max_bytes`.

    Raises aiohttp.ClientError if the connection breaks.
    """
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > max_bytes:
            return None
    try:
        return json.loads(
            _decompress(bytes(content), response.headers.get("Content-Encoding", ""), max_bytes)
        )
    except (ValueError, RecursionError, zlib.error):
        return None


def _decompress(content: bytes, encoding: str, max_bytes: int) -> bytes:
    """Decompress up to `max_bytes`; some servers compress although we ask them not to.

    Raises ValueError for an unknown encoding, zlib.error for invalid data.
    """
    if encoding.strip().lower() in ("", "identity"):
        return content
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        raise ValueError(encoding)
    # 32 + 15: zlib detects a gzip or zlib header, with the largest window.
    return zlib.decompressobj(wbits=47).decompress(content, max_bytes)


def parse_call_id(status: int, headers: Mapping[str, str], content: Any, attempt: int) -> str:
    """Return the call ID of a response; `content` is its parsed body. Raises CallError if it has none."""
    if not 200 <= status < 300:
        raise error_for_status(status, headers, content, attempt)
    call = content.get("call") if isinstance(content, dict) else None
    call_id = call.get("id") if isinstance(call, dict) else None
    if isinstance(call_id, str) and 1 <= len(call_id) <= 128 and call_id.isprintable():
        return call_id
    raise CallError(
        ErrorCode.VOISO_FAILED, f"HTTP {status} without a call ID", status=status, outcome=OUTCOME_UNKNOWN
    )


def error_for_status(status: int, headers: Mapping[str, str], content: Any, attempt: int) -> CallError:
    """Map a response that is not a success to one code."""
    detail = f"HTTP {status}"
    match status:
        case 401:
            advice = "check that the key is right and not revoked; run: voiso-call key rotate"
            return CallError(ErrorCode.KEY_REJECTED, f"{detail}: {advice}")
        case 403:
            advice = (
                "the API key needs the scope voice.call.manage, and the agent's security access group needs"
                " click-to-call; ask your administrator"
            )
            return CallError(ErrorCode.PERMISSION_DENIED, f"{detail}: {advice}")
        case 429:
            wait = retry_delay_s(headers, attempt, datetime.now(UTC))
            return CallError(
                ErrorCode.RATE_LIMITED,
                f"{detail}: too many requests; call again in {wait} s",
                retry_after_s=wait,
            )
        case _ if 400 <= status < 500:
            return _validation_error(status, content)
        case _ if 300 <= status < 400:  # not followed, so nothing was dialled
            return CallError(ErrorCode.VOISO_FAILED, f"{detail}: redirects are not followed", status=status)
        case _:
            return CallError(
                ErrorCode.VOISO_FAILED,
                f"{detail}: Voiso's server failed",
                status=status,
                outcome=OUTCOME_UNKNOWN,
            )


def _validation_error(status: int, content: Any) -> CallError:
    """Return the error for a request that Voiso rejected, with Voiso's own messages.

    The code is that of the field if a 422 response names a known one.
    """
    errors = content.get("errors") if isinstance(content, dict) else None
    fields = list(errors) if isinstance(errors, dict) else []
    code = ErrorCode.REQUEST_REJECTED
    if status == 422:
        code = next((_FIELD_CODES[field] for field in _FIELD_CODES if field in fields), code)
    advice = "the cluster may be wrong; " if status == 404 else ""
    if code is ErrorCode.AGENT_UNAVAILABLE:
        advice = "sign in to Agent Panel and set the status to Available; "
    messages = _messages(content)
    text = f"{advice}Voiso's message: {'; '.join(messages)}" if messages else advice.removesuffix("; ")
    return CallError(
        code,
        f"HTTP {status}: {text}" if text else f"HTTP {status}",
        status=status,
        fields=[sanitize(field)[:MAX_FIELD_CHARS] for field in fields[:MAX_MESSAGES]],
        messages=messages,
    )


def parse_list(
    status: int, headers: Mapping[str, str], content: Any, *, names: Sequence[str], of: str
) -> list[Any]:
    """Return the list of a response to a question; `content` is its parsed body.

    The body is the list, or has it under the first of these names. Raises CallError if Voiso refused, or if
    there is none: it then says that a list `of` something is missing.
    """
    if not 200 <= status < 300:
        error = error_for_status(status, headers, content, attempt=1)
        error.params.pop("outcome", None)  # no call was asked for
        raise error
    lists = [content.get(name) for name in names] if isinstance(content, dict) else [content]
    for entries in lists:
        if isinstance(entries, list):
            return entries
    raise CallError(ErrorCode.VOISO_FAILED, f"HTTP {status} without a list of {of}", status=status)


def redact_secret(secret: str, content: Any) -> Any:
    """Replace a secret by a line break in every string of a parsed JSON value.

    A call ID that contained the secret is then not printable, and so not valid.
    """
    if isinstance(content, str):
        return content.replace(secret, "\n")
    if isinstance(content, list):
        return [redact_secret(secret, item) for item in content]
    if isinstance(content, dict):
        return {redact_secret(secret, name): redact_secret(secret, item) for name, item in content.items()}
    return content


def _messages(content: Any) -> list[str]:
    """Return Voiso's messages, bounded and sanitized, from either of the documented error formats."""
    fields = content if isinstance(content, dict) else {}
    errors = fields.get("errors")
    if isinstance(errors, dict):
        messages = [f"{field} {text}" for field, texts in errors.items() for text in _strings(texts)]
    else:
        messages = _strings(fields.get("error")) + _strings(errors)
    return [sanitize(message) for message in messages[:MAX_MESSAGES]]


def _strings(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def sanitize(text: str) -> str:
    """Replace control characters, direction marks and invisible characters by spaces, and cut long text."""
    return "".join(char if char.isprintable() else " " for char in text)[:MAX_MESSAGE_CHARS]
