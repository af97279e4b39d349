"""Entry point of the native messaging host: checks the extension, answers `hello`, claims stdin and stdout.

- The `hello` of our extension is answered before anything is imported: no library, and neither `os` nor
  `site`, which take a quarter of the time that the interpreter needs to start.
- Before any other code runs, stdin and stdout move to private file descriptors. Nothing but protocol messages
  can then reach the browser, whatever a library prints.
"""

import sys
from io import FileIO  # already loaded in every interpreter

from voiso_call.native_host import launching_extension
from voiso_call.protocol import handshake
from voiso_call.system.installed_by import installed_by


def main(*, without_site: bool = False) -> int:
    """Serve one browser on standard input and output.

    The launcher starts Python without the module `site`, which finds the installed packages; then it is run
    here. Exit codes: 0 when the browser has closed the input, 1 for an extension that is not allowed, 2 at a
    terminal.
    """
    if len(sys.argv) < 2 and sys.stdin is not None and sys.stdin.isatty():
        sys.stderr.write(
            "voiso-call-host is started by the browser. For the command line run: voiso-call --help\n"
        )
        return 2
    extension = launching_extension.from_argv()
    buffered = hello = b""
    if extension.is_ours:
        buffered, hello = _answer_hello(FileIO(0, closefd=False), FileIO(1, "wb", closefd=False))
    reader, writer = claim_stdio(without_site=without_site)
    if not extension.is_ours:
        if not extension.is_official and not extension.is_dev:
            from voiso_call.native_host.server import reject_connection

            reject_connection(reader, writer, extension)
            return _end(1)
        buffered, hello = _answer_hello(reader, writer)
    from voiso_call.native_host.server import serve_messages

    serve_messages(PrefixedReader(buffered, reader), writer, extension, hello)
    return _end(0)


def claim_stdio(*, without_site: bool = False) -> tuple[FileIO, FileIO]:
    """Move stdin and stdout to private descriptors, and return them as unbuffered binary streams.

    Descriptor 0 becomes empty and descriptor 1 becomes stderr. Child processes inherit neither of the private
    descriptors, because `os.dup` creates non-inheritable ones (PEP 446).
    """
    import os

    private = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    if without_site:
        import site

        site.main()  # runs .pth files and sitecustomize: what they print is lost
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


def _end(code: int) -> int:
    """End at once: no thread that still waits for Voiso keeps the process alive. Its call is on disk."""
    import os

    os._exit(code)


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


def _answer_hello(reader: FileIO, writer: FileIO) -> tuple[bytes, bytes]:
    """Read the beginning of the input, and answer it if it is a `hello`.

    Returns what was read and is to be answered yet, and the `hello` that was answered.
    """
    buffered = _read_hello_or_length(reader)
    reply = handshake.fast_hello_reply(buffered[4:], installed_by())
    if reply is None:
        return buffered, b""
    writer.write(len(reply).to_bytes(4, sys.byteorder) + reply)
    if handshake.is_from_doctor(buffered[4:]):
        _end(0)  # an examination changes nothing, not even the log
    return b"", buffered[4:]


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
