"""Messages between server and worker: a length in four bytes, then `marshal`.

The server starts the worker itself, and nobody else can write to their pipes.
"""

from __future__ import annotations

import marshal
import struct
from typing import Any, BinaryIO

HEADER = struct.Struct("!I")


def frame(message: tuple[Any, ...]) -> bytes:
    """A message as bytes."""
    data = marshal.dumps(message)
    return HEADER.pack(len(data)) + data


def send(target: BinaryIO, message: tuple[Any, ...]) -> None:
    """Write a message, all of it."""
    target.write(frame(message))
    target.flush()


def receive(source: BinaryIO) -> tuple[Any, ...] | None:
    """The next message; None at the end."""
    header = source.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    size = HEADER.unpack(header)[0]
    data = source.read(size)
    message: tuple[Any, ...] | None = marshal.loads(data) if len(data) == size else None
    return message
