"""The only place that speaks HTTP to Voiso: Start call, v4 (`POST /api/v4/voice/calls`).

A POST is sent once: it is not redirected, and never repeated once a byte of it may have left. Every way it
can end says whether the call may be ringing: *not sent*, *answered*, or *unknown*. Documents:
developers.voiso.com, "Start call", "Authentication", "Error codes".
"""

import asyncio
from typing import Any

import aiohttp
from pydantic import SecretStr

from voiso_call.config.network_settings import NetworkSettings
from voiso_call.protocol.messages import Source
from voiso_call.voiso.delivery import NotSentError, Phase, RequestProgress, trace_config
from voiso_call.voiso.proxy import resolve_proxy
from voiso_call.voiso.responses import parse_call_id, read_json_body, redact_secret
from voiso_call.voiso.tls import tls_context

CALLS_PATH = "/api/v4/voice/calls"
CONNECT_TIMEOUT_S = 10
ANSWER_TIMEOUT_S = 20  # after the last byte was sent; not documented, and an agent waits no longer
MAX_ATTEMPT_S = CONNECT_TIMEOUT_S + ANSWER_TIMEOUT_S + 5  # also for an answer that only drips
# What was certainly not sent is tried once more, after a pause, unless the agent has waited so long already.
RETRY_DELAY_S, RETRY_WINDOW_S = 0.3, 3
# A pooled connection that the server closes while we send is the classic ambiguous failure, so ours are
# given up sooner than any server's keep-alive: long enough from a resting pointer to its click.
KEEPALIVE_S = 4
MAX_LINE_BYTES, MAX_HEADERS = 8190, 100  # of an answer: a line, a field; how many fields


class VoisoClient:
    """One agent's line to Voiso: an HTTP session for one base URL and one API key."""

    def __init__(self, url: str, key: SecretStr, network: NetworkSettings | None = None):
        """Take the base URL (`https://<cluster>.voiso.com`), the key, and the way there.

        Needs a running event loop. Raises CallError where `network` cannot be used.
        """
        self._url = url
        self._key = key
        self._network = network or NetworkSettings()
        secure = url.startswith("https:")
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                ssl=tls_context(self._network.ca_file) if secure else True, keepalive_timeout=KEEPALIVE_S
            ),
            # Compression would only hide how long an answer is.
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=MAX_LINE_BYTES,
            max_field_size=MAX_LINE_BYTES,
            max_headers=MAX_HEADERS,
            trace_configs=[trace_config()],
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()

    async def warm_up(self) -> None:
        """Have a connection that just answered, without the key; raise CallError where none can be made."""
        course, way = RequestProgress(), await self._request_options()
        try:
            # The cheapest request there is; whatever it answers, the connection stands. One that rested is
            # tried by it and good for KEEPALIVE_S again, or, where the server has closed it, replaced.
            async with self._session.head(
                self._url, **way, timeout=_timeout(MAX_ATTEMPT_S), trace_request_ctx=course
            ):
                return
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            failed = course.to_error(problem, proxied="proxy" in way)
        if course.phase < Phase.SEND:
            raise failed

    async def place_call(
        self,
        user_id: int,
        phone_number: str,
        caller_id: str | None = None,
        source: Source | None = None,
        *,
        attempt: int = 1,
    ) -> str:
        """Ring the agent and dial `phone_number` (digits, no plus sign); return Voiso's call ID.

        `user_id` goes as an integer: the document says "integer", although its examples show a string of
        digits. `attempt` counts how often Voiso was asked for this call; it sets the wait after a 429.
        Raises CallError; its `outcome_unknown` is True where the call may be ringing all the same.
        """
        body: dict[str, Any] = {"user_id": user_id, "phone_number": phone_number}
        if caller_id is not None:
            body["caller_id"] = caller_id
        if source is not None:
            body["source"] = source.model_dump(exclude_none=True)
        now = asyncio.get_running_loop().time
        begin = now()
        try:
            return await self._post(body, attempt, MAX_ATTEMPT_S)
        except NotSentError as problem:
            if not problem.retryable or now() - begin > RETRY_WINDOW_S - RETRY_DELAY_S:
                raise
        await asyncio.sleep(RETRY_DELAY_S)
        return await self._post(body, attempt, MAX_ATTEMPT_S - (now() - begin))

    async def _post(self, body: dict[str, Any], attempt: int, longest_s: float) -> str:
        course, way, key = RequestProgress(), await self._request_options(), self._key.get_secret_value()
        answer = failed = None
        try:
            async with self._session.post(
                self._url + CALLS_PATH,
                json=body,
                headers={"Authorization": f"Bearer {key}"},
                **way,
                timeout=_timeout(longest_s),
                trace_request_ctx=course,
            ) as response:
                course.got_response(response.status)
                answer = await read_json_body(response)
        except Exception as problem:  # whatever it is, it must not hide that the request may have left
            failed = course.to_error(problem, proxied="proxy" in way)
        # A refusal is one also where its body is cut short. Raised out here, it does not carry aiohttp's own
        # exception, which holds the request with the key.
        if failed is not None and (course.status is None or 200 <= course.status < 300):
            raise failed
        # Whatever the other side repeats, the key goes no further than this.
        answer = redact_secret(key, answer)
        return parse_call_id(response.status, response.headers, answer, attempt)

    async def _request_options(self) -> dict[str, Any]:
        """Say how a request travels: through which proxy, and never on to where an answer points."""
        chosen = await resolve_proxy(self._url, self._network.proxy)
        way: dict[str, Any] = {"allow_redirects": False}  # a 307 would send the body a second time
        return way | ({"proxy": chosen.url, "proxy_headers": chosen.headers} if chosen else {})


def _timeout(total_s: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=total_s, sock_connect=min(CONNECT_TIMEOUT_S, total_s), sock_read=ANSWER_TIMEOUT_S
    )
