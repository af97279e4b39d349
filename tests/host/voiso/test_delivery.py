"""Every way a request can fail is decided: not sent, unknown or answered, with one code."""

import asyncio
import builtins
import inspect
import socket
import ssl
from types import ModuleType

import aiohttp
import pytest
from aiohttp import client_exceptions

from voiso_call.errors import Code
from voiso_call.voiso.delivery import (
    NOT_SENT_CAUSES,
    OUTCOME_BY_PHASE,
    DeliveryOutcome,
    NotSentError,
    Phase,
    RequestProgress,
)

Kind = type[Exception]


def kinds(*modules: ModuleType) -> list[Kind]:
    """Every exception that these modules have; warnings are none."""
    found = {
        value
        for module in modules
        for name in {*vars(module), *getattr(module, "__all__", ())}
        if inspect.isclass(value := getattr(module, name))
        and issubclass(value, Exception)
        and not issubclass(value, Warning)
    }
    return sorted(found, key=lambda kind: kind.__name__)


OF_AIOHTTP = [kind for kind in kinds(aiohttp, client_exceptions) if kind.__module__.startswith("aiohttp.")]
OF_THE_SYSTEM = [
    kind for kind in kinds(builtins, socket, ssl, asyncio) if issubclass(kind, (OSError, TimeoutError))
]


def made(kind: Kind) -> Exception:
    """An exception as aiohttp raises it, without what it would say."""
    problem = kind.__new__(kind)
    vars(problem).update(_os_error=OSError(), _certificate_error=ssl.SSLCertVerificationError())
    return problem


@pytest.mark.parametrize("kind", OF_AIOHTTP, ids=lambda kind: kind.__name__)
def test_every_aiohttp_exception_is_listed(kind: Kind) -> None:
    assert kind in NOT_SENT_CAUSES, f"aiohttp {aiohttp.__version__} has a problem that nobody has decided"


@pytest.mark.parametrize("kind", OF_THE_SYSTEM, ids=lambda kind: kind.__name__)
def test_every_system_exception_has_a_code(kind: Kind) -> None:
    meaning = next(NOT_SENT_CAUSES[each] for each in kind.__mro__ if each in NOT_SENT_CAUSES)
    assert meaning.code is (Code.TLS_UNTRUSTED if issubclass(kind, ssl.SSLError) else Code.VOISO_UNREACHABLE)


def test_every_phase_has_an_outcome() -> None:
    assert OUTCOME_BY_PHASE.keys() == set(Phase)
    assert [OUTCOME_BY_PHASE[phase] for phase in Phase] == [
        *[DeliveryOutcome.NOT_SENT] * 4,
        DeliveryOutcome.UNKNOWN,
        DeliveryOutcome.ANSWERED,
    ]


@pytest.mark.parametrize("kind", [*OF_AIOHTTP, *OF_THE_SYSTEM, Exception], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("phase", Phase, ids=lambda phase: phase.name)
def test_outcome_depends_on_the_phase_not_on_the_exception(phase: Phase, kind: Kind) -> None:
    course = RequestProgress(phase)
    failed = course.to_error(made(kind), proxied=False)
    assert failed.outcome_unknown is (phase >= Phase.FIRST_BYTE)
    assert isinstance(failed, NotSentError) is (phase < Phase.FIRST_BYTE)
    if failed.outcome_unknown:
        assert failed.code is Code.CALL_OUTCOME_UNKNOWN


def test_only_transient_causes_are_retryable() -> None:
    untrusted = {kind for kind, meaning in NOT_SENT_CAUSES.items() if meaning.code is Code.TLS_UNTRUSTED}
    passing = {kind for kind, meaning in NOT_SENT_CAUSES.items() if meaning.retryable}
    assert aiohttp.ClientConnectorCertificateError in untrusted
    assert not untrusted & passing
    assert {aiohttp.ClientConnectorDNSError, aiohttp.ClientConnectorError} <= passing
    assert not {aiohttp.ClientHttpProxyError, TimeoutError, Exception} & passing


def test_phase_never_goes_back_once_the_request_may_have_left() -> None:
    course = RequestProgress()
    reached = []
    for phase in (Phase.SEND, Phase.FIRST_BYTE, Phase.CONNECT, Phase.SEND, Phase.BODY, Phase.DNS):
        course.advance(phase)
        reached.append(course.phase)
    assert reached == [Phase.SEND, *[Phase.FIRST_BYTE] * 3, *[Phase.BODY] * 2]


def test_write_refused_by_a_closed_connection_was_not_sent() -> None:
    course = RequestProgress(Phase.FIRST_BYTE)
    problem = aiohttp.ClientOSError()
    problem.__cause__ = aiohttp.ClientConnectionResetError()
    failed = course.to_error(problem, proxied=False)
    assert (failed.code, failed.params["phase"]) == (Code.VOISO_UNREACHABLE, "send")
