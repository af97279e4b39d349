"""The only file that speaks HTTP to Voiso: Start call, v4 (`POST /api/v4/voice/calls`).

A POST is sent once. It is not repeated, not redirected, and every way it can end says whether the call
may be ringing: *not sent*, *answered*, or *unknown*. Documents: developers.voiso.com, "Start call",
"Authentication", "Error codes".
"""

import json
from typing import Any

import aiohttp
from pydantic import SecretStr

from voiso_call.errors import UNKNOWN, Code, Failed
from voiso_call.protocol import Source

CALLS_PATH = "/api/v4/voice/calls"
CONNECT_TIMEOUT_S = 10
ANSWER_TIMEOUT_S = 20  # after the last byte was sent; not documented, and an agent waits no longer
LONGEST_ATTEMPT_S = CONNECT_TIMEOUT_S + ANSWER_TIMEOUT_S + 5  # also for an answer that only drips
# A pooled connection that the server closes while we send is the classic ambiguous failure, so ours are
# given up sooner than any server's keep-alive: long enough from a resting pointer to its click.
KEEPALIVE_S = 4
MAX_ANSWER_BYTES = 64 * 1024
MAX_MESSAGES, MAX_MESSAGE_CHARACTERS = 5, 200

# Not sent: no connection was ever made, so no byte of the request left this machine.
_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_UNTRUSTED = (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError)

# 422 names fields. `user_id` and `phone_number` are documented; `user` for an agent who is not signed in or
# not Available is only seen in public clients. The first of these that Voiso names decides the code.
_FIELD_CODES = {
    "user_id": Code.AGENT_UNKNOWN,
    "user": Code.AGENT_UNAVAILABLE,
    "phone_number": Code.NUMBER_INVALID,
    "caller_id": Code.CALLER_ID_REJECTED,
}


class Voiso:
    """One agent's line to Voiso: an HTTP session for one base URL and one API key."""

    def __init__(self, url: str, key: SecretStr):
        """Take the base URL (`https://<cluster>.voiso.com`) and the key. Needs a running event loop."""
        self._url = url
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(keepalive_timeout=KEEPALIVE_S),
            timeout=aiohttp.ClientTimeout(
                total=LONGEST_ATTEMPT_S, sock_connect=CONNECT_TIMEOUT_S, sock_read=ANSWER_TIMEOUT_S
            ),
            headers={"Accept": "application/json"},
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        self._key = key

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()

    async def warm_up(self) -> None:
        """Open a connection for the next call, without the key; raise Failed where none can be made."""
        try:
            # The cheapest request there is; whatever it answers, the connection stands.
            async with self._session.head(self._url, allow_redirects=False):
                return
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            if isinstance(problem, _NOT_SENT):
                raise _no_connection(problem) from None

    async def place_call(
        self, user_id: int, phone_number: str, caller_id: str | None = None, source: Source | None = None
    ) -> str:
        """Ring the agent and dial `phone_number` (digits, no plus sign); return Voiso's call ID.

        `user_id` goes as an integer: the document says "integer", although its examples show a string of
        digits. Raises Failed; its `outcome_unknown` is True where the call may be ringing all the same.
        """
        body: dict[str, Any] = {"user_id": user_id, "phone_number": phone_number}
        if caller_id is not None:
            body["caller_id"] = caller_id
        if source is not None:
            body["source"] = source.model_dump(exclude_none=True)
        try:
            async with self._session.post(
                self._url + CALLS_PATH,
                json=body,
                headers={"Authorization": f"Bearer {self._key.get_secret_value()}"},
                allow_redirects=False,  # a 307 would send the body a second time
            ) as response:
                answer = await _read(response)
        except _NOT_SENT as problem:
            raise _no_connection(problem) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            detail = f"no answer after the request was sent: {type(problem).__name__}"
            raise Failed(Code.CALL_OUTCOME_UNKNOWN, detail, outcome=UNKNOWN) from None
        # Whatever the other side repeats, the key goes no further than this.
        answer = _without(self._key.get_secret_value(), answer)
        if 200 <= response.status < 300:
            return _call_id(answer, response.status)
        raise _refusal(response, answer)


def _no_connection(problem: Exception) -> Failed:
    kind = type(problem).__name__  # its text may hold the URL, and nothing there helps the agent
    if isinstance(problem, _UNTRUSTED):
        return Failed(
            Code.TLS_UNTRUSTED, f"nothing was sent: Voiso's certificate is not trusted here ({kind})"
        )
    return Failed(Code.VOISO_UNREACHABLE, f"nothing was sent: no connection to Voiso ({kind})")


async def _read(response: aiohttp.ClientResponse) -> Any:
    """Read an answer up to a bound; None where it is not JSON, or longer."""
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > MAX_ANSWER_BYTES:
            return None
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _without(secret: str, answer: Any) -> Any:
    """Take a secret out of every text of an answer; what held it is no longer what it was."""
    if isinstance(answer, str):
        return answer.replace(secret, "\n")  # no call ID can hold that
    if isinstance(answer, list):
        return [_without(secret, item) for item in answer]
    if isinstance(answer, dict):
        return {_without(secret, name): _without(secret, item) for name, item in answer.items()}
    return answer


def _call_id(answer: Any, status: int) -> str:
    call = answer.get("call") if isinstance(answer, dict) else None
    call_id = call.get("id") if isinstance(call, dict) else None
    if isinstance(call_id, str) and 1 <= len(call_id) <= 128 and call_id.isprintable():
        return call_id
    raise Failed(Code.VOISO_FAILED, f"HTTP {status} without a call ID", status=status, outcome=UNKNOWN)


def _refusal(response: aiohttp.ClientResponse, answer: Any) -> Failed:
    """Map every answer that is not a success to one code; a server's own error leaves the outcome unknown."""
    status = response.status
    detail = f"HTTP {status}"
    match status:
        case 401:
            advice = "make a key on Voiso's API keys page and run voiso-call setup again"
            return Failed(Code.KEY_REJECTED, f"{detail}: {advice}")
        case 403:
            advice = "the key needs voice.call.manage, the agent's access group click-to-call"
            return Failed(Code.PERMISSION_DENIED, f"{detail}: {advice}")
        case 422:
            errors = answer.get("errors") if isinstance(answer, dict) else None
            names = list(errors)[:MAX_MESSAGES] if isinstance(errors, dict) else []
            fields = [_plain(name)[:64] for name in names]
            code = next(
                (_FIELD_CODES[field] for field in _FIELD_CODES if field in fields), Code.REQUEST_REJECTED
            )
            messages = _messages(answer)
            advice = "sign in to Agent Panel and be Available; " if code is Code.AGENT_UNAVAILABLE else ""
            words = f"{detail}: {advice}Voiso says: {'; '.join(messages)}" if messages else detail
            return Failed(code, words, status=status, fields=fields, messages=messages)
        case 429:
            return Failed(
                Code.RATE_LIMITED,
                f"{detail}: too many requests; wait, then call again",
                retry_after_s=_retry_after(response),
            )
        case _ if 400 <= status < 500:
            return Failed(Code.REQUEST_REJECTED, detail, status=status, fields=[], messages=_messages(answer))
        case _ if status >= 500:
            return Failed(Code.VOISO_FAILED, detail, status=status, outcome=UNKNOWN)
        case _:  # a redirect is not followed, so nothing was dialled
            return Failed(Code.VOISO_FAILED, detail, status=status)


def _retry_after(response: aiohttp.ClientResponse) -> int | None:
    seconds = response.headers.get("Retry-After", "")
    return (
        min(int(seconds), 24 * 3600) if seconds.isascii() and seconds.isdigit() and len(seconds) < 9 else None
    )


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
    return "".join(character if character.isprintable() else " " for character in text)[
        :MAX_MESSAGE_CHARACTERS
    ]
