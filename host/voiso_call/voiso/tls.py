"""Which certificates are trusted, and the cause if one is not, with advice on what to do."""

import ssl
import sys
from pathlib import Path

import aiohttp

from voiso_call.errors import NOTHING_SENT, CallError, ErrorCode
from voiso_call.system import secure_read

# Where Linux and BSD distributions keep their certificates, for a Python that was built for another one.
_SYSTEM_CA_FILES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
UNTRUSTED = "the connection to Voiso cannot be trusted: "  # begins the detail of tls_untrusted
MAX_CA_FILE_BYTES = 4 * 1024 * 1024  # all certificates that an operating system trusts take a tenth of that

# The error codes of each cause. Numbers are for certificates: of OpenSSL (X509_V_ERR_*), Windows (CERT_E_*,
# CRYPT_E_*) and macOS (errSec*). Words are OpenSSL's reasons for a handshake that failed without one.
_CAUSES: dict[str, set[int | str]] = {
    "expired": {10, 0x800B0101, 0x800B0102, -67818},  # Windows has one number for that and not yet valid
    "not_yet_valid": {9, -67819},
    "wrong_host": {62, 64, 0x800B010F, 0x800B0114, -67602},
    "unknown_issuer": {2, 18, 19, 20, 21, 0x800B0109, 0x800B010A, 0x800B010D, 0x800B0112, -67843},
    "revoked": {23, 0x80092010, 0x800B010C, -67820},
    "no_tls": {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"},
    "old_tls": {"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "VERSION_TOO_LOW"},
}
_HINTS = {
    "expired": "the certificate has expired; check this computer's clock, then tell your administrator",
    "not_yet_valid": "the certificate is not valid yet; check this computer's clock",
    "wrong_host": "the certificate belongs to another host; check the cluster and the proxy",
    "unknown_issuer": "its issuer is unknown; your administrator can set ca_file under [network]",
    "revoked": "the certificate was revoked; tell your administrator",
    "untrusted": "this computer does not trust the certificate; tell your administrator",
    "no_tls": "the server does not use TLS; check the cluster and the proxy",
    "old_tls": "the server supports no TLS version newer than 1.1; tell your administrator",
    "handshake": "the TLS handshake failed; tell your administrator",
}


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Return a context that trusts the operating system's certificates and those in `ca_file` (PEM), if set.

    Verification of chain and host name cannot be switched off. Raises CallError(not_configured) if `ca_file`
    holds no certificates, or if other users could have written it: whoever chooses a certificate authority
    can receive the API key.
    """
    context = _system_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        _trust(context, Path(ca_file))
    return context


def _system_context() -> ssl.SSLContext:
    """Return a context that verifies chain and host name against the operating system's certificates."""
    if sys.platform in ("win32", "darwin"):
        import truststore  # imported late: calls to the sandbox use no TLS

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Elsewhere they are files. `truststore` would read them again for each connection, which takes 20 ms.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    paths = ssl.get_default_verify_paths()
    has_folder = paths.capath is not None and _has_files(Path(paths.capath))
    if not context.cert_store_stats()["x509"] and not has_folder:
        for file in filter(Path.is_file, map(Path, _SYSTEM_CA_FILES)):
            context.load_verify_locations(file)
            break
    return context


def _has_files(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except OSError:  # OpenSSL reads nothing there either
        return False


def _trust(context: ssl.SSLContext, ca_file: Path) -> None:
    try:
        content = secure_read.read_secure(ca_file, secret=False, limit=MAX_CA_FILE_BYTES)
        # Certificates are ASCII (RFC 7468); text around them may be anything.
        context.load_verify_locations(cadata=content.decode("ascii", "replace").replace("\ufffd", "?"))
    except secure_read.InsecureFileError as error:
        raise _ca_file_error(str(error)) from None
    except (OSError, ValueError):  # ssl.SSLError is an OSError
        raise _ca_file_error(f"{ca_file} is not a readable PEM file with certificates") from None


def _ca_file_error(reason: str) -> CallError:
    return CallError(
        ErrorCode.NOT_CONFIGURED,
        f"[network] ca_file: {reason}",
        field="network.ca_file",
        problem=f"network.ca_file: {reason}",
    )


def tls_error(error: Exception) -> CallError:
    """Convert an error of the TLS handshake, during which no request is sent, to CallError(tls_untrusted).

    Its parameter `cause` is a key of `_HINTS`.
    """
    cause = _cause(error)
    detail = f"{NOTHING_SENT}{UNTRUSTED}{_HINTS[cause]}"
    return CallError(ErrorCode.TLS_UNTRUSTED, detail, cause=cause)


def _cause(error: Exception) -> str:
    ssl_error: BaseException | None = error
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        ssl_error = error.certificate_error
    elif isinstance(error, aiohttp.ClientConnectorError):
        ssl_error = error.os_error
    is_certificate = isinstance(ssl_error, ssl.SSLCertVerificationError)
    error_code = getattr(ssl_error, "verify_code" if is_certificate else "reason", None)
    default = "untrusted" if is_certificate else "handshake"
    return next((cause for cause, error_codes in _CAUSES.items() if error_code in error_codes), default)
