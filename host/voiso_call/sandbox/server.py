"""The sandbox as an aiohttp application: authorizes requests, records them, and sends the answers."""

import asyncio
import json
import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TextIO

from aiohttp import web

from voiso_call.sandbox.call_records import SandboxCall, handle_list_records
from voiso_call.sandbox.fixtures import CALL_SCOPE, KEYS, RECORDS_SCOPE, USERS_SCOPE
from voiso_call.sandbox.handlers import handle_start_call
from voiso_call.sandbox.scenarios import (
    ANSWERED,
    BAD_REQUEST,
    FORBIDDEN,
    NOT_FOUND,
    SCENARIOS,
    UNAUTHORIZED,
    Answer,
    Delivery,
)
from voiso_call.sandbox.users import handle_list_users

CALLS_PATH = "/api/v4/voice/calls"
USERS_PATH = "/api/v4/users"
RECORDS_PATH = "/api/v4/reporting/cdrs"
SCOPES = {
    ("POST", CALLS_PATH): CALL_SCOPE,
    ("GET", USERS_PATH): USERS_SCOPE,
    ("GET", RECORDS_PATH): RECORDS_SCOPE,
}


@dataclass(frozen=True)
class Options:
    """Behavior that Voiso's documents leave open, and delays."""

    success_status: int = 200  # of the answer to a placed call
    accept_plus: bool = False  # accept a phone_number that begins with "+"
    list_name: str = "users"  # of the list of users
    records_name: str = "items"  # of the list of call records
    call_duration_ms: int = 3000  # of a call that is answered; only when it ended there is a record of it
    retry_after_s: int | None = 2  # Retry-After of a 429 answer; None leaves the header out
    delay_ms: int = 0  # before every answer
    late_delay_ms: int = 30_000  # additionally before a late answer; longer than the host waits


@dataclass(frozen=True)
class RecordedRequest:
    """One request and its result, as written to the log. Its key is cut to the last four characters."""

    time: str
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]  # names in lower case; the first value of a header that was sent twice
    body: Any  # JSON, else text, else None
    status: int | None  # None if no answer was sent
    call_id: str | None  # None if no call was placed


RECORDED_REQUESTS = web.AppKey("recorded_requests", list[RecordedRequest])


def create_app(options: Options | None = None, log: TextIO | None = None) -> web.Application:
    """Create a sandbox. Each request is in `app[RECORDED_REQUESTS]` and in `log` before it is answered."""
    sandbox = _Sandbox(options or Options(), log)
    app = web.Application(client_max_size=0)  # 0: no limit, so that every request is recorded
    app.router.add_route("*", "/{path:.*}", sandbox.handle)
    app[RECORDED_REQUESTS] = sandbox.recorded
    return app


@dataclass
class _Sandbox:
    options: Options
    log: TextIO | None
    recorded: list[RecordedRequest] = field(default_factory=list)
    dialled: Counter[str] = field(default_factory=Counter)
    placed: list[SandboxCall] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = _parse(await request.read(), _key(request))
        answer = self._answer(request, body)
        call_id = None
        if answer.assigns_call_id:
            call_id = str(uuid.uuid4())
            answer = replace(answer, content={"call": {"id": call_id}})
            self.placed.append(self._placed_call(call_id, body))
        self._record(request, body, answer, call_id)
        late_ms = self.options.late_delay_ms if answer.delivery is Delivery.LATE else 0
        await asyncio.sleep((self.options.delay_ms + late_ms) / 1000)
        return await self._send(request, answer)

    def _answer(self, request: web.Request, body: object) -> Answer:
        scope = SCOPES.get((request.method, request.path))
        if scope is None:
            return NOT_FOUND
        key = _key(request)
        if key not in KEYS or request.headers["Authorization"] != f"Bearer {key}":
            return UNAUTHORIZED
        if scope not in KEYS[key]:
            return FORBIDDEN
        if scope == USERS_SCOPE:
            return handle_list_users(request.query, self.options.list_name)
        if scope == RECORDS_SCOPE:
            return handle_list_records(
                self.placed, request.query, self.options.records_name, datetime.now(UTC)
            )
        if not isinstance(body, dict) or request.content_type != "application/json":
            return BAD_REQUEST
        answer = handle_start_call(body, self.dialled, accept_plus=self.options.accept_plus)
        return replace(answer, status=self.options.success_status) if answer.status == 200 else answer

    def _placed_call(self, call_id: str, body: dict[str, Any]) -> SandboxCall:
        number = str(body["phone_number"]).removeprefix("+")
        scenario = SCENARIOS.get(f"+{number}")
        disposition = scenario.disposition if scenario else ANSWERED
        duration_ms = self.options.call_duration_ms if disposition == ANSWERED else 0
        return SandboxCall(
            call_id,
            int(body["user_id"]),
            number,
            disposition,
            datetime.now(UTC),
            timedelta(milliseconds=duration_ms),
        )

    def _record(self, request: web.Request, body: object, answer: Answer, call_id: str | None) -> None:
        key = _key(request)
        recorded = RecordedRequest(
            time=datetime.now(UTC).isoformat(timespec="milliseconds"),
            method=request.method,
            path=_shorten_key(key, request.path),
            query=_shorten_key(key, dict(request.query)),
            headers={name.lower(): _shorten_key(key, request.headers[name]) for name in request.headers},
            body=body,
            status=None if answer.delivery is Delivery.NEVER else answer.status,
            call_id=call_id,
        )
        self.recorded.append(recorded)
        if self.log is not None:
            self.log.write(json.dumps(vars(recorded)) + "\n")
            self.log.flush()

    async def _send(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        is_json = not isinstance(answer.content, str)
        body = (json.dumps(answer.content) if is_json else str(answer.content)).encode()
        headers = {"Content-Type": "application/json" if is_json else "text/html"}
        if answer.retry_after and self.options.retry_after_s is not None:
            headers["Retry-After"] = str(self.options.retry_after_s)
        if answer.location is not None:
            headers["Location"] = answer.location
        if answer.delivery is Delivery.CUT_SHORT:
            headers["Content-Length"] = str(len(body))
            response = web.StreamResponse(status=answer.status, headers=headers)
            await response.prepare(request)
            await response.write(body[: len(body) // 2])
        else:
            response = web.Response(status=answer.status, headers=headers, body=body)
        if answer.delivery in (Delivery.CUT_SHORT, Delivery.NEVER) and request.transport is not None:
            request.transport.close()  # discards what aiohttp has not sent yet
        return response


def _key(request: web.Request) -> str:
    """Return the API key as it was sent, with or without the scheme "Bearer" before it."""
    authorization = request.headers.get("Authorization", "")
    return authorization.partition(" ")[2].strip() or authorization


def _parse(content: bytes, key: str) -> Any:
    """Return the body as JSON, else as text, else None."""
    try:
        body = _shorten_key(key, json.loads(content.decode()))
        json.dumps(body, allow_nan=False)  # rejects NaN, Infinity and extreme nesting
    except (ValueError, RecursionError):
        return _shorten_key(key, content.decode(errors="replace")) or None
    return body


def _shorten_key(key: str, value: Any) -> Any:
    """Return `value` with the key cut to its last four characters wherever it occurs."""
    match value:
        case str() if key:
            return value.replace(key, f"...{key[-4:]}" if len(key) > 8 else "...")
        case dict():
            return {_shorten_key(key, name): _shorten_key(key, item) for name, item in value.items()}
        case list():
            return [_shorten_key(key, item) for item in value]
    return value
