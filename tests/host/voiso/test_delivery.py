"""Every way in which a request can fail has an outcome and a code."""

import asyncio
import builtins
import inspect
import socket
import ssl
from types import ModuleType

import aiohttp
import pytest
from aiohttp import client_exceptions

from voiso_call.errors import ErrorCode
from voiso_call.voiso.delivery import (
    NOT_SENT_CAUSES,
    OUTCOME_BY_PHASE,
    DeliveryOutcome,
    NotSentError,
    Phase,
    RequestProgress,
)

ErrorType = type[Exception]


def exceptions_of(*modules: ModuleType) -> list[ErrorType]:
    """Return every exception class of these modules, without warnings."""
    classes = {
        value
        for module in modules
        for name in {*vars(module), *getattr(module, "__all__", ())}
        if inspect.isclass(value := getattr(module, name))
        and issubclass(value, Exception)
        and not issubclass(value, Warning)
    }
    return sorted(classes, key=lambda error_type: error_type.__name__)


AIOHTTP_ERRORS = [
    error_type
    for error_type in exceptions_of(aiohttp, client_exceptions)
    if error_type.__module__.startswith("aiohttp.")
]
SYSTEM_ERRORS = [
    error_type
    for error_type in exceptions_of(builtins, socket, ssl, asyncio)
    if issubclass(error_type, (OSError, TimeoutError))
]


def create(error_type: ErrorType) -> Exception:
    """Create an exception as aiohttp raises it, without its text."""
    error = error_type.__new__(error_type)
    vars(error).update(_os_error=OSError(), _certificate_error=ssl.SSLCertVerificationError())
    return error


def name_of(value: Phase | ErrorType) -> str:
    return value.name if isinstance(value, Phase) else value.__name__


@pytest.mark.parametrize("error_type", AIOHTTP_ERRORS, ids=name_of)
def test_every_aiohttp_exception_is_listed(error_type: ErrorType) -> None:
    assert error_type in NOT_SENT_CAUSES, f"aiohttp {aiohttp.__version__} has an exception without a decision"


@pytest.mark.parametrize("error_type", SYSTEM_ERRORS, ids=name_of)
def test_every_system_exception_has_a_code(error_type: ErrorType) -> None:
    cause = next(NOT_SENT_CAUSES[base] for base in error_type.__mro__ if base in NOT_SENT_CAUSES)
    is_tls = issubclass(error_type, ssl.SSLError)
    assert cause.code is (ErrorCode.TLS_UNTRUSTED if is_tls else ErrorCode.VOISO_UNREACHABLE)


def test_every_phase_has_an_outcome() -> None:
    assert OUTCOME_BY_PHASE.keys() == set(Phase)
    assert [OUTCOME_BY_PHASE[phase] for phase in Phase] == [
        *[DeliveryOutcome.NOT_SENT] * 4,
        DeliveryOutcome.UNKNOWN,
        DeliveryOutcome.RESPONDED,
    ]


@pytest.mark.parametrize("error_type", [*AIOHTTP_ERRORS, *SYSTEM_ERRORS, Exception], ids=name_of)
@pytest.mark.parametrize("phase", Phase, ids=name_of)
def test_outcome_depends_on_the_phase_not_on_the_exception(phase: Phase, error_type: ErrorType) -> None:
    error = RequestProgress(phase).to_error(create(error_type), proxied=False)
    assert error.outcome_unknown is (phase >= Phase.AWAIT_RESPONSE)
    assert isinstance(error, NotSentError) is (phase < Phase.AWAIT_RESPONSE)
    if error.outcome_unknown:
        assert error.code is ErrorCode.CALL_OUTCOME_UNKNOWN


def test_only_transient_causes_are_retryable() -> None:
    untrusted = {error for error, cause in NOT_SENT_CAUSES.items() if cause.code is ErrorCode.TLS_UNTRUSTED}
    retryable = {error for error, cause in NOT_SENT_CAUSES.items() if cause.retryable}
    assert aiohttp.ClientConnectorCertificateError in untrusted
    assert not untrusted & retryable
    assert {aiohttp.ClientConnectorDNSError, aiohttp.ClientConnectorError} <= retryable
    assert not {aiohttp.ClientHttpProxyError, TimeoutError, Exception} & retryable


def test_phase_never_goes_back_once_the_request_may_have_left() -> None:
    progress = RequestProgress()
    reached = []
    for phase in (Phase.SEND, Phase.AWAIT_RESPONSE, Phase.CONNECT, Phase.SEND, Phase.BODY, Phase.DNS):
        progress.advance(phase)
        reached.append(progress.phase)
    assert reached == [Phase.SEND, *[Phase.AWAIT_RESPONSE] * 3, *[Phase.BODY] * 2]


def test_write_refused_by_a_closed_connection_was_not_sent() -> None:
    refused = aiohttp.ClientOSError()
    refused.__cause__ = aiohttp.ClientConnectionResetError()
    error = RequestProgress(Phase.AWAIT_RESPONSE).to_error(refused, proxied=False)
    assert (error.code, error.params["phase"]) == (ErrorCode.VOISO_UNREACHABLE, "send")
