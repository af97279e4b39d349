"""A certificate authority that lives as long as a test, and certificates that are good, old or of another."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

HOST = "cc-test01.voiso.com"
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


class Authority:
    """Issues certificates for servers of a test; `ca_file` has its own."""

    def __init__(self, folder: Path):
        self._authority = trustme.CA()
        self.ca_file = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(str(self.ca_file))

    def server(
        self, host: str = HOST, *, begins: datetime = NOW - DAY, ends: datetime = NOW + DAY
    ) -> ssl.SSLContext:
        """Make what a server of this name shows."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(host, not_before=begins, not_after=ends).configure_cert(made)
        return made

    def itself(self) -> ssl.SSLContext:
        """Make a server show the authority's own certificate: one that it signed itself."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with self._authority.private_key_pem.tempfile() as key, self._authority.cert_pem.tempfile() as own:
            made.load_cert_chain(own, key)
        return made
