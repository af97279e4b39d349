"""TLS: only a trusted certificate gets a request; every other certificate has a cause and advice."""

import os
import ssl
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from support.certificates import DAY, HOST, NOW, Authority
from support.fault_proxy import NO_FAULT, FaultProxy
from voiso_call.config.network_settings import NetworkSettings
from voiso_call.errors import CallError, ErrorCode
from voiso_call.sandbox.server import RECORDED_REQUESTS, create_app
from voiso_call.voiso import tls
from voiso_call.voiso.client import VoisoClient
from voiso_call.voiso.tls import tls_context, tls_error

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
KEY = SecretStr("test-key-all")


async def call(url: str, network: NetworkSettings) -> str | CallError:
    """Place a call; return its ID or the error."""
    client = VoisoClient(url, KEY, network)
    try:
        return await client.place_call(1234, "14155550100")
    except CallError as error:
        return error
    finally:
        await client.close()


def test_importing_the_client_loads_no_certificates_and_keeps_their_settings(tmp_path: Path) -> None:
    program = (
        "import gc, os, ssl\n"
        "import voiso_call.voiso.client\n"
        "contexts = [context for context in gc.get_objects() if isinstance(context, ssl.SSLContext)]\n"
        "print(len(contexts), sum(context.cert_store_stats()['x509'] for context in contexts))\n"
        "print(os.environ.get('SSL_CERT_FILE'), os.environ.get('SSL_CERT_DIR'))\n"
    )
    certificate = Authority(tmp_path).ca_file
    done = subprocess.run(
        [sys.executable, "-I", "-c", program],
        env={"SSL_CERT_FILE": str(certificate)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["2 0", f"{certificate} None"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="certificates are in a store there")
def test_folder_of_certificates_that_cannot_be_read_is_an_empty_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    readable = ssl.get_default_verify_paths()
    unreadable = readable._replace(capath=str(tmp_path / "gone"))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: unreadable)
    assert tls_context("").verify_mode is ssl.CERT_REQUIRED


SERVERS: dict[str, Callable[[Authority], ssl.SSLContext]] = {
    "expired": lambda authority: authority.server(begins=NOW - 3 * DAY, ends=NOW - DAY),
    "not_yet_valid": lambda authority: authority.server(begins=NOW + DAY, ends=NOW + 2 * DAY),
    "wrong_host": lambda authority: authority.server("cc-other.voiso.com"),
    "unknown_issuer": lambda authority: Authority(authority.ca_file.parent / "elsewhere").server(),
}
ADVICE = {
    "expired": "clock",
    "not_yet_valid": "clock",
    "wrong_host": "cluster",
    "unknown_issuer": "ca_file",
}


@pytest.mark.parametrize("cause", SERVERS)
async def test_bad_certificate_gets_no_request_and_a_named_cause(
    start_sandbox: Sandbox, tmp_path: Path, cause: str
) -> None:
    (tmp_path / "elsewhere").mkdir()
    authority = Authority(tmp_path)
    url, app = await start_sandbox()
    port = urlsplit(url).port or 0
    async with FaultProxy(port, NO_FAULT, SERVERS[cause](authority)).listening() as proxy:
        network = NetworkSettings(proxy=SecretStr(proxy.url), ca_file=str(authority.ca_file))
        error = await call(f"https://{HOST}", network)
    assert isinstance(error, CallError)
    assert (error.code, error.outcome_unknown) == (ErrorCode.TLS_UNTRUSTED, False)
    assert error.params == {"cause": cause, "phase": "tls"}
    assert ADVICE[cause] in error.detail
    assert app[RECORDED_REQUESTS] == []
    assert proxy.connections == 1, "not repeated: the certificate would be the same"


async def test_self_signed_certificate_is_not_trusted(start_sandbox: Sandbox, tmp_path: Path) -> None:
    url, app = await start_sandbox()
    self_signed = Authority(tmp_path).itself()
    async with FaultProxy(urlsplit(url).port or 0, NO_FAULT, self_signed).listening() as proxy:
        error = await call(f"https://{HOST}", NetworkSettings(proxy=SecretStr(proxy.url)))
    assert isinstance(error, CallError)
    assert error.params["cause"] == "unknown_issuer"
    assert app[RECORDED_REQUESTS] == []


@pytest.fixture
async def tls_sandbox(tmp_path: Path) -> Any:
    """The URL of a sandbox with TLS, its application, and the authority that issued its certificate."""
    authority = Authority(tmp_path)
    app = create_app()
    server = TestServer(app, scheme="https", host="127.0.0.1")
    await server.start_server(ssl=authority.server("127.0.0.1"))
    yield f"https://127.0.0.1:{server.port}", app, authority
    await server.close()


NO_PROXY = SecretStr("none")


async def test_certificate_authority_in_ca_file_is_trusted(tls_sandbox: Any) -> None:
    url, app, authority = tls_sandbox
    assert isinstance(await call(url, NetworkSettings(proxy=NO_PROXY)), CallError)
    assert app[RECORDED_REQUESTS] == []
    placed = await call(url, NetworkSettings(proxy=NO_PROXY, ca_file=str(authority.ca_file)))
    assert placed == app[RECORDED_REQUESTS][0].call_id


INSECURE: dict[str, tuple[Callable[[Path], object], str]] = {
    "writable by all": (lambda file: file.chmod(0o666), "run: chmod go-w {file}"),
    "writable by the group": (lambda file: file.chmod(0o660), "run: chmod go-w {file}"),
    "of another user": (lambda file: os.chown(file, 12345, 12345), "run: sudo chown {user} {file}"),
    "folder writable by all": (lambda file: file.parent.chmod(0o777), "run: chmod go-w {folder}"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows protects files by access lists, not by modes")
@pytest.mark.parametrize("kind", INSECURE)
async def test_ca_file_that_others_could_have_written_gets_no_key(tls_sandbox: Any, kind: str) -> None:
    url, app, authority = tls_sandbox
    spoil, advice = INSECURE[kind]
    try:
        spoil(authority.ca_file)
    except PermissionError:
        pytest.skip("only root can make this")
    with pytest.raises(CallError) as raised:
        await call(url, NetworkSettings(proxy=NO_PROXY, ca_file=str(authority.ca_file)))
    error = raised.value
    assert (error.code, error.params["field"]) == (ErrorCode.NOT_CONFIGURED, "network.ca_file")
    names = {"file": authority.ca_file, "folder": authority.ca_file.parent, "user": os.geteuid()}
    assert error.detail.endswith(advice.format(**names))
    assert app[RECORDED_REQUESTS] == []


async def test_ca_file_may_hold_text_around_its_certificates(tls_sandbox: Any) -> None:
    url, app, authority = tls_sandbox
    certificate = authority.ca_file.read_bytes()
    authority.ca_file.write_bytes("Zertifizierungsstelle für Übungen\n".encode() + certificate)
    placed = await call(url, NetworkSettings(proxy=NO_PROXY, ca_file=str(authority.ca_file)))
    assert placed == app[RECORDED_REQUESTS][0].call_id


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux the system's certificates are a file")
async def test_certificates_of_the_system_are_trusted(
    tls_sandbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, app, authority = tls_sandbox
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
    assert await call(url, NetworkSettings(proxy=NO_PROXY)) == app[RECORDED_REQUESTS][0].call_id


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux the system's certificates are a file")
async def test_certificates_are_found_where_another_system_keeps_them(
    tls_sandbox: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Python that was built for another distribution looks in the wrong place."""
    url, app, authority = tls_sandbox
    for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.setenv(variable, str(tmp_path / "missing"))
    monkeypatch.setattr(tls, "_SYSTEM_CA_FILES", (str(tmp_path / "missing"), str(authority.ca_file)))
    assert await call(url, NetworkSettings(proxy=NO_PROXY)) == app[RECORDED_REQUESTS][0].call_id


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux the system's certificates are a file")
async def test_certificates_of_the_system_are_read_once_for_all_connections(
    tls_sandbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading them takes 20 ms, which a click would wait for."""
    url, _, authority = tls_sandbox
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
    client = VoisoClient(url, KEY, NetworkSettings(proxy=NO_PROXY))
    authority.ca_file.write_bytes(b"")
    await client.warm_up()
    await client.close()


async def test_warm_up_reports_a_bad_certificate(tls_sandbox: Any) -> None:
    url, app, _ = tls_sandbox
    client = VoisoClient(url, KEY, NetworkSettings(proxy=NO_PROXY))
    with pytest.raises(CallError) as raised:
        await client.warm_up()
    await client.close()
    assert (raised.value.code, raised.value.params["cause"]) == (ErrorCode.TLS_UNTRUSTED, "unknown_issuer")
    assert app[RECORDED_REQUESTS] == []


def test_tls_libraries_are_not_imported_for_the_sandbox() -> None:
    program = (
        "import asyncio, sys\n"
        "from pydantic import SecretStr\n"
        "from voiso_call.voiso.client import VoisoClient\n"
        "async def main(): await VoisoClient('http://127.0.0.1:1', SecretStr('k')).close()\n"
        "asyncio.run(main()); sys.exit('truststore' in sys.modules)"
    )
    subprocess.run([sys.executable, "-I", "-c", program], check=True)


def test_tls_context_always_verifies() -> None:
    context = tls_context("")
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize("content", [b"", b"no certificate", b"\xff\xfe"])
async def test_ca_file_without_certificates_is_a_configuration_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "authority.pem"
    file.write_bytes(content)
    with pytest.raises(CallError) as raised:
        tls_context(str(file))
    assert (raised.value.code, raised.value.params["field"]) == (ErrorCode.NOT_CONFIGURED, "network.ca_file")


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (0x800B0101, "expired"),  # CERT_E_EXPIRED
        (0x800B0102, "expired"),  # CERT_E_VALIDITYPERIODNESTING
        (0x800B0109, "unknown_issuer"),  # CERT_E_UNTRUSTEDROOT
        (0x800B010A, "unknown_issuer"),  # CERT_E_CHAINING
        (0x800B010D, "unknown_issuer"),  # CERT_E_UNTRUSTEDTESTROOT
        (0x800B0112, "unknown_issuer"),  # CERT_E_UNTRUSTEDCA
        (0x800B010F, "wrong_host"),  # CERT_E_CN_NO_MATCH
        (0x800B0114, "wrong_host"),  # CERT_E_INVALID_NAME
        (0x800B010C, "revoked"),  # CERT_E_REVOKED
        (0x80092010, "revoked"),  # CRYPT_E_REVOKED
        (0x800B0110, "untrusted"),  # CERT_E_WRONG_USAGE
    ],
)
def test_reasons_of_windows_against_a_certificate_are_named(code: int, cause: str) -> None:
    """Of `winerror.h`, as `truststore` reports them on Windows."""
    error = ssl.SSLCertVerificationError("a text in the language of Windows")
    error.verify_code = code
    assert tls_error(error).params["cause"] == cause
