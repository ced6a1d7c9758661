"""Messages on a stream: a header with a length, then the message.

Read by a thread, for no event loop can wait for a pipe everywhere. What is wrong with a message
is said and the next one is read: lengths tell where it starts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import BinaryIO

LARGEST = 64_000_000  # bytes of one message
_HEADER = 4_096  # bytes of one line of a header
_PIECE = 1 << 20


class Writer:
    """The stream to the client; `lost` is called, once, when nobody reads it any more."""

    def __init__(self, stream: BinaryIO, lost: Callable[[], None]) -> None:
        self._stream = stream
        self._lost = lost
        self._gone = False

    def write(self, data: bytes) -> None:
        """Send all of it at once."""
        if self._gone:
            return
        try:
            self._stream.write(data)
            self._stream.flush()
        except (OSError, ValueError):
            self._gone = True
            self._lost()

    def close(self) -> None:
        """Nothing: the process is about to end."""


def read_in_thread(
    stream: BinaryIO,
    message: Callable[[bytes], None],
    refused: Callable[[int], None],
    end: Callable[[], None],
) -> None:
    """Call `message` with the body of each message, `refused` with the length of one that is
    too long, and `end` once; all of them in a thread of their own."""

    def run() -> None:
        try:
            while (length := _length(stream)) is not None:
                if length > LARGEST:
                    _skip(stream, length)
                    refused(length)
                    continue
                body = stream.read(length)
                if len(body) < length:
                    break
                message(body)
        except (OSError, ValueError):
            pass  # the stream was closed under us, which is an end too
        end()

    threading.Thread(target=run, daemon=True).start()


def _length(stream: BinaryIO) -> int | None:
    """The length in the next header, None at the end of the stream. Lines that belong to no
    header are passed over, so that one broken message costs no other."""
    length: int | None = None
    while line := stream.readline(_HEADER):
        name, colon, value = line.strip().partition(b":")
        if colon and name.strip().lower() == b"content-length":
            number = value.strip()
            length = int(number) if number.isdigit() and len(number) < 16 else None
        elif not line.strip() and length is not None:
            return length
    return None


def _skip(stream: BinaryIO, length: int) -> None:
    while length > 0:
        piece = stream.read(min(length, _PIECE))
        if not piece:
            return
        length -= len(piece)
