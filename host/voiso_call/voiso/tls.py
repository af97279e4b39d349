"""Which certificates are trusted, and what is wrong with one that is not: named, with whose move it is."""

import ssl

import aiohttp

from voiso_call.errors import CallError, Code

# A certificate's problem by the codes of OpenSSL (X509_V_ERR_*), Windows (CERT_E_*, CRYPT_E_*) and macOS
# (errSec*); of a handshake that came to no certificate, what OpenSSL calls the reason.
_CAUSES: dict[str, set[int | str]] = {
    "expired": {10, 0x800B0101, -67818},
    "not_yet_valid": {9, -67819},
    "wrong_host": {62, 64, 0x800B010F, -67602},
    "unknown_issuer": {2, 18, 19, 20, 21, 0x800B0109, 0x800B010A, -67843},
    "revoked": {23, 0x80092010, 0x800B010C, -67820},
    "no_tls": {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"},
    "old_tls": {"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "VERSION_TOO_LOW"},
}
_HINTS = {
    "expired": "it has expired; if this computer's clock is right, tell your administrator",
    "not_yet_valid": "it is not valid yet; set this computer's clock",
    "wrong_host": "it is another host's; check the cluster, or what stands between here and Voiso",
    "unknown_issuer": "nobody known here issued it; your administrator can name it in [network] ca_file",
    "revoked": "it was revoked; tell your administrator",
    "untrusted": "this computer does not trust it; tell your administrator",
    "no_tls": "what answered does not speak TLS; check the cluster, or what stands between here and Voiso",
    "old_tls": "what answered speaks no TLS newer than 1.1; tell your administrator",
    "handshake": "no encrypted connection could be agreed upon; tell your administrator",
}


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Trust what the operating system trusts, and the issuers in `ca_file`; verification is never off.

    Raises CallError(not_configured) for a `ca_file` that cannot be used.
    """
    import truststore  # only where there is TLS: the sandbox has none

    made = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # which verifies chain and host name
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        try:
            made.load_verify_locations(cafile=ca_file)
        except (OSError, ValueError):  # ssl.SSLError is an OSError
            raise CallError(
                Code.NOT_CONFIGURED,
                f"[network] ca_file: {ca_file} is not a readable file of PEM certificates",
                field="network.ca_file",
                problem="network.ca_file: not a readable file of PEM certificates",
            ) from None
    return made


def tls_error(problem: Exception) -> CallError:
    """Say which problem kept TLS from being trusted. Nothing was sent."""
    name = _cause_name(problem)
    return CallError(
        Code.TLS_UNTRUSTED,
        f"nothing was sent: Voiso's certificate is not trusted: {_HINTS[name]}",
        problem=name,
    )


def _cause_name(problem: Exception) -> str:
    cause: BaseException | None = problem
    if isinstance(problem, aiohttp.ClientConnectorCertificateError):
        cause = problem.certificate_error
    elif isinstance(problem, aiohttp.ClientConnectorError):
        cause = problem.os_error
    by_certificate = isinstance(cause, ssl.SSLCertVerificationError)
    sign = getattr(cause, "verify_code" if by_certificate else "reason", None)
    otherwise = "untrusted" if by_certificate else "handshake"
    return next((name for name, signs in _CAUSES.items() if sign in signs), otherwise)
