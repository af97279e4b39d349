"""The browsers' door: take the wire, look who is there, answer the first word, hand over to the desk.

Nothing but frames can reach the wire: it is moved to descriptors of its own before anything else runs. And
nothing is imported here that the first `hello` would have to wait for.
"""

import os
import sys
from io import FileIO  # every interpreter has it loaded

from voiso_call.native_host import launching_extension
from voiso_call.protocol import handshake


def main() -> int:
    """Serve one browser on standard input and output.

    The exit code is 0, 1 for an extension that is not ours, 2 for a person at a terminal.
    """
    if len(sys.argv) < 2 and sys.stdin is not None and sys.stdin.isatty():
        sys.stderr.write("voiso-call-host is started by the browser; people use: voiso-call --help\n")
        return 2
    reader, writer = claim_stdio()
    extension = launching_extension.from_argv()
    if not extension.is_official and not extension.is_dev:
        from voiso_call.native_host.server import reject_connection

        reject_connection(reader, writer, extension)
        os._exit(1)
    buffered = _peek_first_message(reader)
    if reply := handshake.fast_hello_reply(buffered[4:]):
        writer.write(len(reply).to_bytes(4, sys.byteorder) + reply)
        buffered = b""
    from voiso_call.native_host.server import serve_messages

    serve_messages(PrefixedReader(buffered, reader), writer, extension)
    # A thread that still waits for Voiso must not keep the process; all that counts is on disk.
    os._exit(0)


def claim_stdio() -> tuple[FileIO, FileIO]:
    """Move the wire to descriptors of its own, which no child inherits: 0 becomes empty, 1 stderr."""
    wire = os.dup(0), os.dup(1)  # not inheritable, by PEP 446
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    try:
        os.dup2(2, 1)
    except OSError:  # started without a stderr, as Windows' services are
        os.dup2(null, 1)
    sys.stdout = sys.stderr
    if sys.platform == "win32":
        import msvcrt

        for descriptor in wire:
            msvcrt.setmode(descriptor, os.O_BINARY)
    return open(wire[0], "rb", buffering=0), open(wire[1], "wb", buffering=0)


class PrefixedReader:
    """A stream from which something was read ahead."""

    def __init__(self, buffered: bytes, rest: FileIO):
        """Give `heard` first, then the rest."""
        self._buffered = buffered
        self._rest = rest

    def read(self, size: int) -> bytes | None:
        """Read up to `size` bytes."""
        if not self._buffered:
            return self._rest.read(size)
        part, self._buffered = self._buffered[:size], self._buffered[size:]
        return part


def _peek_first_message(reader: FileIO) -> bytes:
    """Read the first frame if it is short enough to be a greeting; else only its header."""
    buffered = b""
    wanted = 4
    while len(buffered) < wanted and (more := reader.read(wanted - len(buffered))):
        buffered += more
        if len(buffered) == 4:
            length = int.from_bytes(buffered, sys.byteorder)
            wanted = 4 + length if length <= handshake.MAX_FAST_HELLO_BYTES else 4
    return buffered
