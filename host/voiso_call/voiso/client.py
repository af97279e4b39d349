"""The HTTP client of Voiso's API, v4: starts calls (POST /api/v4/voice/calls), lists users and call records.

Placing a call is not idempotent at Voiso, so a POST is sent once: it follows no redirect, and is repeated
only if not one byte of it can have left this machine. Every failure tells whether the call may be ringing;
`delivery.py` has the rules. Documents: developers.voiso.com, "Start call", "Authentication", "Error codes".
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from pydantic import SecretStr

from voiso_call.config.network_settings import NetworkSettings
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.message_parts import Failure
from voiso_call.protocol.messages import Source
from voiso_call.voiso import call_records, users
from voiso_call.voiso.delivery import NotSentError, Phase, RequestProgress, trace_config
from voiso_call.voiso.proxy import resolve_proxy
from voiso_call.voiso.responses import (
    MAX_BODY_BYTES,
    error_for_status,
    parse_call_id,
    read_json_body,
    redact_secret,
)
from voiso_call.voiso.retry_after import parse_date
from voiso_call.voiso.tls import tls_context

CALLS_PATH = "/api/v4/voice/calls"
CONNECT_TIMEOUT_S = 10
READ_TIMEOUT_S = 20  # between two reads; Voiso documents no limit, and no agent waits longer
# In total, so that a response that arrives byte by byte is given up too.
MAX_ATTEMPT_S = CONNECT_TIMEOUT_S + READ_TIMEOUT_S + 5
# A request that certainly was not sent is repeated once, after RETRY_DELAY_S, if that is still within
# RETRY_WINDOW_S of the first attempt.
RETRY_DELAY_S, RETRY_WINDOW_S = 0.3, 3
# If the server closes an idle connection while we send on it, the request may or may not have arrived.
# Therefore we close idle connections before any server does (Apache and Node.js do after 5 s). It is long
# enough to cover the time between a pointer that rests on a number and the click.
KEEPALIVE_S = 4
# How long a call waits for the connection that is being opened in advance. Another one beside it would be
# ready later, unless the server answers `HEAD` late.
WARM_UP_WAIT_S = 0.5
LIST_TIMEOUT_S = 10  # for a list: a person waits for it, and may ask again
MAX_LINE_BYTES, MAX_HEADERS = 8190, 100  # of a response: the length of one line, the number of header fields

_NO_CONNECTION = [phase.name.lower() for phase in Phase if phase < Phase.SEND]


class VoisoClient:
    """An HTTP session with one base URL and one API key.

    It remembers what Voiso's last answer and the last connection showed: `rejection` if the key was not
    accepted, `unreachable` if no connection could be made; else they are None. `clock_offset` is how far this
    computer's clock is ahead of the server's, by the last answer to `warm_up` that told the time.
    """

    def __init__(self, url: str, key: SecretStr, network: NetworkSettings | None = None):
        """Create a client for a base URL (`https://<cluster>.voiso.com`). Needs a running event loop.

        Raises CallError(not_configured) if the certificates that `network` names cannot be used.
        """
        self._url = url
        self._key = key
        self.rejection: Failure | None = None
        self.unreachable: Failure | None = None
        self.clock_offset: timedelta | None = None
        self._network = network or NetworkSettings()
        self._warming_up: asyncio.Task[None] | None = None
        is_tls = url.startswith("https:")
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                ssl=tls_context(self._network.ca_file) if is_tls else True, keepalive_timeout=KEEPALIVE_S
            ),
            # No compression: it would hide how long a response really is.
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
        """Open a connection in advance, without sending the key.

        Sends a HEAD request, the cheapest there is; any response will do. It also tests an idle connection,
        which then stays usable for another KEEPALIVE_S, or is replaced if the server has closed it. Who asks
        while one is being opened waits for that one. Raises CallError if no connection can be made.
        """
        if self._warming_up is None or self._warming_up.done():
            self._warming_up = asyncio.create_task(self._open_connection())
            # Marks the error as retrieved; else asyncio logs it if no caller waits any more.
            self._warming_up.add_done_callback(lambda done: done.cancelled() or done.exception())
        await asyncio.shield(self._warming_up)

    async def _open_connection(self) -> None:
        progress, options = RequestProgress(), await self._request_options()
        try:
            async with self._session.head(
                self._url, **options, timeout=_timeout(MAX_ATTEMPT_S), trace_request_ctx=progress
            ) as response:
                self.unreachable = None
                if (date := parse_date(response.headers.get("Date", ""))) is not None:
                    self.clock_offset = datetime.now(UTC) - date
                return
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            call_error = progress.to_error(error, proxied="proxy" in options)
        if progress.phase < Phase.SEND:
            self.unreachable = Failure.from_error(call_error)
            raise call_error

    async def place_call(
        self,
        user_id: int,
        phone_number: str,
        caller_id: str | None = None,
        source: Source | None = None,
        *,
        attempt: int = 1,
    ) -> str:
        """Ring the agent and dial `phone_number` (E.164 digits without "+"). Return Voiso's call ID.

        `user_id` is sent as an integer: Voiso's document says "integer", although its examples show a string
        of digits. `attempt` counts how often Voiso was asked for this call, and determines the wait after a
        429 response. Raises CallError, whose `outcome_unknown` is True if the call may be ringing.
        """
        body: dict[str, Any] = {"user_id": user_id, "phone_number": phone_number}
        if caller_id is not None:
            body["caller_id"] = caller_id
        if source is not None:
            body["source"] = source.model_dump(exclude_none=True)
        now = asyncio.get_running_loop().time
        started_at = now()
        if self._warming_up is not None:
            await asyncio.wait([self._warming_up], timeout=WARM_UP_WAIT_S)
        try:
            return await self._post(body, attempt, MAX_ATTEMPT_S - (now() - started_at))
        except NotSentError as error:
            if not error.retryable or now() - started_at > RETRY_WINDOW_S - RETRY_DELAY_S:
                raise
        await asyncio.sleep(RETRY_DELAY_S)
        return await self._post(body, attempt, MAX_ATTEMPT_S - (now() - started_at))

    async def list_users(
        self, *, limit: int, offset: int = 0, filters: Mapping[str, str] | None = None
    ) -> users.UsersPage:
        """Return a page of the contact center's users; `filters` are parameters that Voiso documents.

        Raises CallError; its code is permission_denied if the key has no scope `users.read`. No call is
        placed, so its `outcome_unknown` is never True.
        """
        parameters = {"limit": str(limit), "offset": str(offset), **(filters or {})}
        answer = await self._get(users.USERS_PATH, parameters, users.MAX_BODY_BYTES)
        return users.parse_users(*answer, limit=limit, offset=offset)

    async def list_call_records(
        self, user_id: int, since: datetime, until: datetime
    ) -> list[call_records.CallRecord]:
        """Return Voiso's records of the calls of one agent that started in a range of time.

        Raises CallError; its code is permission_denied if the key has no scope `reporting.cdrs.read`.
        """
        parameters = call_records.query(user_id, since, until)
        answer = await self._get(call_records.RECORDS_PATH, parameters, call_records.MAX_BODY_BYTES)
        return call_records.parse_records(*answer)

    async def _get(
        self, path: str, parameters: Mapping[str, str], max_bytes: int
    ) -> tuple[int, Mapping[str, str], Any]:
        """Ask for a list, which places no call: the `outcome_unknown` of its errors is never True."""
        try:
            return await self._send("GET", path, LIST_TIMEOUT_S, max_bytes=max_bytes, params=parameters)
        except CallError as error:
            if error.params.get("phase") in _NO_CONNECTION:
                raise
        raise CallError(ErrorCode.VOISO_UNREACHABLE, "Voiso did not answer completely")

    async def _post(self, body: dict[str, Any], attempt: int, timeout_s: float) -> str:
        status, headers, content = await self._send("POST", CALLS_PATH, timeout_s, json=body)
        return parse_call_id(status, headers, content, attempt)

    async def _send(
        self,
        method: str,
        path: str,
        timeout_s: float,
        *,
        max_bytes: int = MAX_BODY_BYTES,
        **content_options: Any,
    ) -> tuple[int, Mapping[str, str], Any]:
        """Send one request, once; return status, headers and parsed body of its response.

        Raises CallError if no complete response came, unless its status decides by itself.
        """
        progress = RequestProgress()
        key = self._key.get_secret_value()
        content = call_error = None
        options: dict[str, Any] = {}
        response_headers: Mapping[str, str] = {}
        try:
            options = await self._request_options()
            async with self._session.request(
                method,
                self._url + path,
                **content_options,
                headers={"Authorization": f"Bearer {key}"},
                **options,
                timeout=_timeout(timeout_s),
                trace_request_ctx=progress,
            ) as response:
                progress.got_response(response.status)
                response_headers = response.headers
                # The server may repeat the key in its response; nothing after this line sees it.
                content = redact_secret(key, await read_json_body(response, max_bytes))
        except CallError:  # of the proxy: nothing was sent
            raise
        except Exception as error:  # of any type: none may hide that the request may have left
            call_error = progress.to_error(error, proxied="proxy" in options)
        # Any status except 2xx decides by itself, even if the body was cut off. The error is raised outside
        # the `except` block because aiohttp's exception, which would become its context, holds the request
        # and the key.
        if call_error is not None and (progress.status is None or 200 <= progress.status < 300):
            if progress.phase < Phase.SEND:
                self.unreachable = Failure.from_error(call_error)
            raise call_error
        assert progress.status is not None, "a request without an error has a response"  # noqa: S101
        self._remember_answer(progress.status)
        return progress.status, response_headers, content

    def _remember_answer(self, status: int) -> None:
        self.unreachable = None
        if status == 401:
            self.rejection = Failure.from_error(error_for_status(status, {}, None, attempt=1))
        elif 200 <= status < 300 or status in (403, 422):  # others say nothing about the key
            self.rejection = None

    async def _request_options(self) -> dict[str, Any]:
        """Return the options of every request: no redirects, and the proxy if there is one."""
        proxy = await resolve_proxy(self._url, self._network.proxy)
        # A 307 or 308 redirect would send the body a second time (RFC 9110, section 15.4).
        options: dict[str, Any] = {"allow_redirects": False}
        return options | ({"proxy": proxy.url, "proxy_headers": proxy.headers} if proxy else {})


def _timeout(total_s: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=total_s, sock_connect=min(CONNECT_TIMEOUT_S, total_s), sock_read=READ_TIMEOUT_S
    )
