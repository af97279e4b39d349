"""Entry point of the native messaging host: claims stdin and stdout, checks the extension, answers `hello`.

- Before anything else runs, stdin and stdout move to private file descriptors. Nothing but protocol messages
  can then reach the browser, whatever a library prints.
- `hello` is answered before any library is imported, so that the extension does not wait for the imports.
"""

import os
import sys
from io import FileIO  # already loaded in every interpreter

from voiso_call.native_host import launching_extension
from voiso_call.protocol import handshake
from voiso_call.system.installed_by import installed_by


def main() -> int:
    """Serve one browser on standard input and output.

    Exit codes: 0 when the browser has closed the input, 1 for an extension that is not allowed, 2 at a
    terminal.
    """
    if len(sys.argv) < 2 and sys.stdin is not None and sys.stdin.isatty():
        sys.stderr.write(
            "voiso-call-host is started by the browser. For the command line run: voiso-call --help\n"
        )
        return 2
    reader, writer = claim_stdio()
    extension = launching_extension.from_argv()
    if not extension.is_official and not extension.is_dev:
        from voiso_call.native_host.server import reject_connection

        reject_connection(reader, writer, extension)
        os._exit(1)
    buffered = _read_hello_or_length(reader)
    hello = b""
    if reply := handshake.fast_hello_reply(buffered[4:], installed_by()):
        writer.write(len(reply).to_bytes(4, sys.byteorder) + reply)
        hello, buffered = buffered[4:], b""
        if handshake.is_from_doctor(hello):
            os._exit(0)  # an examination changes nothing, not even the log
    from voiso_call.native_host.server import serve_messages

    serve_messages(PrefixedReader(buffered, reader), writer, extension, hello)
    # Not sys.exit: a thread that still waits for Voiso must not keep the process alive. Its call is on disk.
    os._exit(0)


def claim_stdio() -> tuple[FileIO, FileIO]:
    """Move stdin and stdout to private descriptors, and return them as unbuffered binary streams.

    Descriptor 0 becomes empty and descriptor 1 becomes stderr. Child processes inherit neither of the private
    descriptors, because `os.dup` creates non-inheritable ones (PEP 446).
    """
    private = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    try:
        os.dup2(2, 1)
    except OSError:  # there is no stderr, for example in a Windows service
        os.dup2(null, 1)
    sys.stdout = sys.stderr
    if sys.platform == "win32":
        import msvcrt

        for descriptor in private:
            msvcrt.setmode(descriptor, os.O_BINARY)  # else Windows translates line ends
    return open(private[0], "rb", buffering=0), open(private[1], "wb", buffering=0)


class PrefixedReader:
    """A byte stream that first returns bytes that were already read from it."""

    def __init__(self, buffered: bytes, rest: FileIO):
        """Take the bytes already read, and the stream they came from."""
        self._buffered = buffered
        self._rest = rest

    def read(self, size: int) -> bytes | None:
        """Read up to `size` bytes; no bytes at the end of the input."""
        if not self._buffered:
            return self._rest.read(size)
        part, self._buffered = self._buffered[:size], self._buffered[size:]
        return part


def _read_hello_or_length(reader: FileIO) -> bytes:
    """Read the first message with its length if it is short enough to be a `hello`, else only the length.

    `protocol.framing` reads all other messages. It is not used here, because it imports `json`.
    """
    buffered = b""
    wanted = 4
    while len(buffered) < wanted and (chunk := reader.read(wanted - len(buffered))):
        buffered += chunk
        if len(buffered) == 4:
            length = int.from_bytes(buffered, sys.byteorder)
            wanted = 4 + length if length <= handshake.MAX_FAST_HELLO_BYTES else 4
    return buffered
