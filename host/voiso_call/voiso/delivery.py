"""Decides whether Voiso may have received a request that failed, from the phase in which it failed.

    phase           outcome    what is known
    dns             NOT_SENT   no address was found
    connect         NOT_SENT   no connection was made, or none through the proxy
    tls             NOT_SENT   the connection could not be trusted
    send            NOT_SENT   a connection is open, and no byte of the request was written to it
    await_response  UNKNOWN    the request was written, so it may have left this machine; no response began
    body            RESPONDED  the status line arrived: the status decides, even if the body is cut off

aiohttp's tracing signals report the phase. The type of the exception does not decide whether a request was
sent; it only selects the error code of a request that was not.
"""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from types import MappingProxyType, SimpleNamespace

import aiohttp
from aiohttp.client_exceptions import UnixClientConnectorError

from voiso_call.errors import NOTHING_SENT, OUTCOME_UNKNOWN, CallError, ErrorCode
from voiso_call.voiso.tls import tls_error


class Phase(IntEnum):
    """How far a request has come, in order."""

    DNS = auto()
    CONNECT = auto()
    TLS = auto()
    SEND = auto()
    AWAIT_RESPONSE = auto()
    BODY = auto()


class DeliveryOutcome(Enum):
    """Whether Voiso may have received a request that failed."""

    NOT_SENT = auto()
    UNKNOWN = auto()
    RESPONDED = auto()


OUTCOME_BY_PHASE: Mapping[Phase, DeliveryOutcome] = MappingProxyType(
    {
        Phase.DNS: DeliveryOutcome.NOT_SENT,
        Phase.CONNECT: DeliveryOutcome.NOT_SENT,
        Phase.TLS: DeliveryOutcome.NOT_SENT,
        Phase.SEND: DeliveryOutcome.NOT_SENT,
        Phase.AWAIT_RESPONSE: DeliveryOutcome.UNKNOWN,
        Phase.BODY: DeliveryOutcome.RESPONDED,
    }
)


@dataclass(frozen=True)
class NotSentCause:
    """The error code for an exception if nothing was sent. `retryable`: the cause may be gone in a moment."""

    code: ErrorCode
    retryable: bool = False


_TRANSIENT = NotSentCause(ErrorCode.VOISO_UNREACHABLE, retryable=True)
_UNREACHABLE = NotSentCause(ErrorCode.VOISO_UNREACHABLE)
_UNTRUSTED = NotSentCause(ErrorCode.TLS_UNTRUSTED)
_INTERNAL = NotSentCause(ErrorCode.INTERNAL)  # a request that this client never makes

# Lists every exception of aiohttp, although a base class would do for most. When a new version of aiohttp
# adds one, a test fails until it is listed here. An exception that is not listed uses its nearest base class.
NOT_SENT_CAUSES: Mapping[type[BaseException], NotSentCause] = MappingProxyType(
    {
        aiohttp.ClientConnectorDNSError: _TRANSIENT,
        aiohttp.ClientConnectorError: _TRANSIENT,
        aiohttp.ClientProxyConnectionError: _TRANSIENT,
        aiohttp.ClientOSError: _TRANSIENT,
        aiohttp.ClientConnectionError: _TRANSIENT,
        aiohttp.ClientConnectionResetError: _TRANSIENT,
        aiohttp.ServerConnectionError: _TRANSIENT,
        aiohttp.ServerDisconnectedError: _TRANSIENT,
        OSError: _TRANSIENT,
        # Timeouts: the agent has already waited.
        aiohttp.ServerTimeoutError: _UNREACHABLE,
        aiohttp.ConnectionTimeoutError: _UNREACHABLE,
        aiohttp.SocketTimeoutError: _UNREACHABLE,
        TimeoutError: _UNREACHABLE,
        # The proxy refused, or the server sent something else than HTTP before our request.
        aiohttp.ClientHttpProxyError: _UNREACHABLE,
        aiohttp.ClientResponseError: _UNREACHABLE,
        aiohttp.ClientPayloadError: _UNREACHABLE,
        aiohttp.ClientError: _UNREACHABLE,
        asyncio.IncompleteReadError: _UNREACHABLE,
        # Certificates: a second attempt would get the same one.
        aiohttp.ClientSSLError: _UNTRUSTED,
        aiohttp.ClientConnectorSSLError: _UNTRUSTED,
        aiohttp.ClientConnectorCertificateError: _UNTRUSTED,
        aiohttp.ServerFingerprintMismatch: _UNTRUSTED,
        ssl.SSLError: _UNTRUSTED,
        # Redirects, web sockets, Unix sockets, uploads and invalid URLs: this client has none of them.
        aiohttp.TooManyRedirects: _INTERNAL,
        aiohttp.RedirectClientError: _INTERNAL,
        aiohttp.InvalidUrlRedirectClientError: _INTERNAL,
        aiohttp.NonHttpUrlRedirectClientError: _INTERNAL,
        aiohttp.InvalidURL: _INTERNAL,
        aiohttp.InvalidUrlClientError: _INTERNAL,
        aiohttp.NonHttpUrlClientError: _INTERNAL,
        aiohttp.ContentTypeError: _INTERNAL,
        aiohttp.WSServerHandshakeError: _INTERNAL,
        aiohttp.WSMessageTypeError: _INTERNAL,
        aiohttp.WebSocketError: _INTERNAL,
        aiohttp.EofStream: _INTERNAL,
        UnixClientConnectorError: _INTERNAL,
        aiohttp.UploadAbortedError: _INTERNAL,
        Exception: _INTERNAL,
    }
)


class NotSentError(CallError):
    """The request was certainly not sent. `retryable`: one more attempt may succeed."""

    retryable = False


@dataclass
class RequestProgress:
    """How far one request has come; `trace_config` updates it. Passed to aiohttp as `trace_request_ctx`."""

    phase: Phase = Phase.CONNECT
    status: int | None = None

    def advance(self, phase: Phase) -> None:
        """Enter a phase. Once the request may have left, lower phases are ignored: that cannot be undone."""
        if self.phase < Phase.AWAIT_RESPONSE or phase > self.phase:
            self.phase = phase

    def got_response(self, status: int) -> None:
        """Enter the last phase: the status line and headers of the response have arrived."""
        self.advance(Phase.BODY)
        self.status = status

    def to_error(self, error: Exception, *, proxied: bool) -> CallError:
        """Convert an exception of aiohttp to a CallError, a NotSentError if certainly nothing was sent.

        Its parameter `phase` is the name of the phase in lower case.
        """
        phase = _correct_phase(self.phase, error)
        # The exception's text is left out, because it may hold a URL with a password.
        error_type = type(error).__name__
        if OUTCOME_BY_PHASE[phase] is not DeliveryOutcome.NOT_SENT:
            detail = f"the request was sent, but no complete response came: {error_type}"
            return CallError(
                ErrorCode.CALL_OUTCOME_UNKNOWN, detail, outcome=OUTCOME_UNKNOWN, phase=phase.name.lower()
            )
        cause = next(NOT_SENT_CAUSES[base] for base in type(error).__mro__ if base in NOT_SENT_CAUSES)
        if cause.code is ErrorCode.TLS_UNTRUSTED:
            described = tls_error(error)
        elif cause.code is ErrorCode.VOISO_UNREACHABLE:
            described = _unreachable_error(error, proxied=proxied)
        else:
            described = CallError(cause.code, f"{NOTHING_SENT}{error_type}")
        not_sent = NotSentError(
            described.code, described.detail, **described.params, phase=phase.name.lower()
        )
        not_sent.retryable = cause.retryable
        return not_sent


def _correct_phase(phase: Phase, error: Exception) -> Phase:
    """Correct the phase in the cases in which aiohttp's signals are missing or come too early."""
    if phase < Phase.SEND and isinstance(error, aiohttp.ClientConnectorDNSError):
        return Phase.DNS  # aiohttp sends no signal when it resolves the name of a proxy
    if phase < Phase.SEND and isinstance(error, aiohttp.ClientSSLError):
        return Phase.TLS  # aiohttp has no signal for the TLS handshake
    # aiohttp sends the signal for a chunk just before it writes the chunk. Our request is a single chunk,
    # headers included. If aiohttp refused to write it because the connection had been closed, nothing was
    # sent.
    was_refused = isinstance(error.__cause__, aiohttp.ClientConnectionResetError)
    return Phase.SEND if was_refused and phase is Phase.AWAIT_RESPONSE else phase


def _unreachable_error(error: Exception, *, proxied: bool) -> CallError:
    """Return the error for a failed connection; `proxy=True` tells that an administrator has to fix it."""
    error_type = type(error).__name__
    if not proxied:
        return CallError(ErrorCode.VOISO_UNREACHABLE, f"{NOTHING_SENT}no connection to Voiso ({error_type})")
    status = error.status if isinstance(error, aiohttp.ClientHttpProxyError) else None
    detail = f"no connection through the proxy ({error_type})"
    if status == 407:
        detail = "the proxy requires a user and a password; set them in `proxy` under [network]"
    elif status:
        detail = f"the proxy answered HTTP {status}"
    return CallError(ErrorCode.VOISO_UNREACHABLE, f"{NOTHING_SENT}{detail}", proxy=True, proxy_status=status)


def trace_config() -> aiohttp.TraceConfig:
    """Return a configuration with which aiohttp updates the `RequestProgress` of each request."""
    config = aiohttp.TraceConfig()
    for signal, phase in (
        (config.on_dns_resolvehost_start, Phase.DNS),
        (config.on_dns_resolvehost_end, Phase.CONNECT),
        (config.on_connection_create_end, Phase.SEND),
        (config.on_connection_reuseconn, Phase.SEND),
        (config.on_request_chunk_sent, Phase.AWAIT_RESPONSE),  # the first chunk contains the headers
    ):
        signal.append(_on_signal(phase))  # type: ignore[arg-type]  # the signals differ in a parameter we ignore
    return config


def _on_signal(phase: Phase) -> object:
    async def advance(session: aiohttp.ClientSession, context: SimpleNamespace, params: object) -> None:
        if isinstance(context.trace_request_ctx, RequestProgress):
            context.trace_request_ctx.advance(phase)

    return advance
