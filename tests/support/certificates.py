"""A certificate authority for one test, and server certificates: valid, expired, for another host."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

HOST = "cc-test01.voiso.com"
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


class Authority:
    """Issues server certificates; its own certificate is in `ca_file`."""

    def __init__(self, folder: Path):
        self._authority = trustme.CA()
        self.ca_file = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(str(self.ca_file))
        self.ca_file.chmod(0o644)  # whatever the umask is: others could change it otherwise

    def server(
        self, host: str = HOST, *, begins: datetime = NOW - DAY, ends: datetime = NOW + DAY
    ) -> ssl.SSLContext:
        """Return a TLS context with a certificate for this host."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(host, not_before=begins, not_after=ends).configure_cert(context)
        return context

    def itself(self) -> ssl.SSLContext:
        """Return a TLS context with the authority's own, self-signed certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with self._authority.private_key_pem.tempfile() as key, self._authority.cert_pem.tempfile() as own:
            context.load_cert_chain(own, key)
        return context
