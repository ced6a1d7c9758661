"""A file of columns, for what is kept from run to run: a kind, a checksum, then bytes.

No objects are read from it, so there is nothing to attack. Whatever is odd about such a file
(older, cut off, changed, somebody else's) makes it count as missing; it is written beside and
moved into place, so that another process sees the old one or the new one.
"""

from __future__ import annotations

import contextlib
import os
from array import array
from collections.abc import Iterable, Sequence

_DIGEST = 32


def read(path: str, kind: str) -> list[bytes] | None:
    """The columns of a file of that kind; None where there are none."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except (OSError, ValueError):
        return None
    magic = _magic(kind)
    start = len(magic) + _DIGEST
    body = data[start:]
    if data[: len(magic)] != magic or _digest(body) != data[len(magic) : start]:
        return None
    (count,) = array("q", body[:8])
    place = 8 * (count + 1)
    columns = []
    for length in array("q", body[8:place]):
        columns.append(body[place : place + length])
        place += length
    return columns


def write(path: str, kind: str, columns: Sequence[bytes]) -> bool:
    """Keep columns in a file; whether that could be done."""
    lengths = array("q", [len(columns), *map(len, columns)])
    body = b"".join([lengths.tobytes(), *columns])
    temporary = f"{path}.{os.getpid()}"
    with contextlib.suppress(OSError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(temporary, "wb") as file:
            file.write(b"".join([_magic(kind), _digest(body), body]))
        os.replace(temporary, path)
        return True
    return False


def joined(texts: Iterable[str]) -> bytes:
    """Paths as one column."""
    return "\0".join(texts).encode("utf-8", "surrogateescape")


def split(column: bytes) -> list[str]:
    """What `joined` made of paths."""
    return column.decode("utf-8", "surrogateescape").split("\0") if column else []


def _magic(kind: str) -> bytes:
    return f"asynclint {kind}\n".encode()


def _digest(body: bytes) -> bytes:
    import hashlib  # of use where something is kept

    return hashlib.sha256(body).digest()
