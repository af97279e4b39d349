"""What Voiso's answers mean: a call ID, or one code with one next step.

A 4xx or a redirect was refused: nothing was dialled. A server's own error, and a success without a call ID,
leave it unknown. Documents: developers.voiso.com, "Start call" and "Error codes".
"""

import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp

from voiso_call.errors import OUTCOME_UNKNOWN, CallError, Code
from voiso_call.voiso.retry_after import retry_delay_s

MAX_BODY_BYTES = 64 * 1024  # also of what a compressed answer unfolds to
MAX_MESSAGES, MAX_MESSAGE_CHARS = 5, 200
MAX_FIELD_CHARS = 64

# 422 names fields. `user_id` and `phone_number` are documented; `user` for an agent who is not signed in or
# not Available is only seen in public clients. The first of these that Voiso names decides the code.
_FIELD_CODES = {
    "user_id": Code.AGENT_UNKNOWN,
    "user": Code.AGENT_UNAVAILABLE,
    "phone_number": Code.NUMBER_INVALID,
    "caller_id": Code.CALLER_ID_REJECTED,
}


async def read_json_body(response: aiohttp.ClientResponse) -> Any:
    """Read an answer up to a bound; None where it is not JSON, cut short, or longer."""
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > MAX_BODY_BYTES:
            return None
    try:
        return json.loads(_decompress(bytes(content), response.headers.get("Content-Encoding", "")))
    except (ValueError, RecursionError, zlib.error):
        return None


def _decompress(content: bytes, encoding: str) -> bytes:
    """Undo a compression that nobody asked for, up to the same bound. Raises ValueError for a foreign one."""
    if encoding.strip().lower() in ("", "identity"):
        return content
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        raise ValueError(encoding)
    return zlib.decompressobj(wbits=47).decompress(content, MAX_BODY_BYTES)  # 47: gzip or zlib, by its head


def parse_call_id(status: int, headers: Mapping[str, str], answer: Any, attempt: int) -> str:
    """Take the call ID out of an answer. Raises CallError for every other answer."""
    if not 200 <= status < 300:
        raise _error_for_status(status, headers, answer, attempt)
    call = answer.get("call") if isinstance(answer, dict) else None
    found = call.get("id") if isinstance(call, dict) else None
    if isinstance(found, str) and 1 <= len(found) <= 128 and found.isprintable():
        return found
    raise CallError(
        Code.VOISO_FAILED, f"HTTP {status} without a call ID", status=status, outcome=OUTCOME_UNKNOWN
    )


def _error_for_status(status: int, headers: Mapping[str, str], answer: Any, attempt: int) -> CallError:
    """Map every answer that is not a success to one code."""
    detail = f"HTTP {status}"
    match status:
        case 401:
            advice = "make a key on Voiso's API keys page and run voiso-call setup again"
            return CallError(Code.KEY_REJECTED, f"{detail}: {advice}")
        case 403:
            advice = "the key needs voice.call.manage, the agent's access group click-to-call"
            return CallError(Code.PERMISSION_DENIED, f"{detail}: {advice}")
        case 429:
            wait = retry_delay_s(headers, attempt, datetime.now(UTC))
            return CallError(
                Code.RATE_LIMITED, f"{detail}: too many requests; wait, then call again", retry_after_s=wait
            )
        case _ if 400 <= status < 500:
            return _validation_error(status, answer)
        case _ if 300 <= status < 400:  # not followed, so nothing was dialled
            return CallError(Code.VOISO_FAILED, f"{detail}: redirects are not followed", status=status)
        case _:
            return CallError(Code.VOISO_FAILED, detail, status=status, outcome=OUTCOME_UNKNOWN)


def _validation_error(status: int, answer: Any) -> CallError:
    """Say what Voiso refused in its own words, and with the code of the field where it names a known one."""
    errors = answer.get("errors") if isinstance(answer, dict) else None
    fields = list(errors) if isinstance(errors, dict) else []
    code = Code.REQUEST_REJECTED
    if status == 422:
        code = next((_FIELD_CODES[field] for field in _FIELD_CODES if field in fields), code)
    advice = "the cluster may be wrong; " if status == 404 else ""
    if code is Code.AGENT_UNAVAILABLE:
        advice = "sign in to Agent Panel and be Available; "
    messages = _messages(answer)
    said = f"{advice}Voiso says: {'; '.join(messages)}" if messages else advice.removesuffix("; ")
    return CallError(
        code,
        f"HTTP {status}: {said}" if said else f"HTTP {status}",
        status=status,
        fields=[_plain(field)[:MAX_FIELD_CHARS] for field in fields[:MAX_MESSAGES]],
        messages=messages,
    )


def redact_secret(secret: str, answer: Any) -> Any:
    """Take a secret out of every text of an answer; what held it is no longer what it was."""
    if isinstance(answer, str):
        return answer.replace(secret, "\n")  # no call ID can hold that
    if isinstance(answer, list):
        return [redact_secret(secret, item) for item in answer]
    if isinstance(answer, dict):
        return {redact_secret(secret, name): redact_secret(secret, item) for name, item in answer.items()}
    return answer


def _messages(answer: Any) -> list[str]:
    """Take Voiso's own words, bounded and as plain text, in either documented error shape."""
    content = answer if isinstance(answer, dict) else {}
    errors = content.get("errors")
    if isinstance(errors, dict):
        lines = [f"{field} {text}" for field, texts in errors.items() for text in _strings(texts)]
    else:
        lines = _strings(content.get("error")) + _strings(errors)
    return [_plain(line) for line in lines[:MAX_MESSAGES]]


def _strings(texts: Any) -> list[str]:
    found = texts if isinstance(texts, list) else [texts]
    return [text for text in found if isinstance(text, str)]


def _plain(text: str) -> str:
    """Keep what is printable: no control, no change of direction, nothing invisible."""
    return "".join(character if character.isprintable() else " " for character in text)[:MAX_MESSAGE_CHARS]
