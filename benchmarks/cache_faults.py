"""What may happen to a file of the cache between two runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

Fault = Callable[[Path, Random], None]


def _changed(change: Callable[[bytes, Random], bytes]) -> Fault:
    """A fault that gives a file other bytes."""
    return lambda path, rng: _write(path, change(path.read_bytes(), rng))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _cut(data: bytes, rng: Random) -> bytes:
    return data[: rng.randrange(len(data))]


def _flipped(data: bytes, rng: Random) -> bytes:
    place = rng.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]


def _zeroed(data: bytes, rng: Random) -> bytes:
    start, end = sorted((rng.randrange(len(data)), rng.randrange(len(data))))
    return data[:start] + bytes(end - start) + data[end:]


def _dropped(data: bytes, rng: Random) -> bytes:
    start, end = sorted((rng.randrange(len(data)), rng.randrange(len(data))))
    return data[:start] + data[end:]


def _head(data: bytes, rng: Random) -> bytes:
    """The first bytes, where a format says what it is, are others."""
    return rng.randbytes(rng.randrange(1, 40)) + data[rng.randrange(40) :]


def _other_version(data: bytes, rng: Random) -> bytes:
    """A number in the first line is another."""
    line, newline, rest = data.partition(b"\n")
    digits = b"".join(bytes([c ^ 1]) if chr(c).isdigit() else bytes([c]) for c in line)
    return digits + newline + rest


def _swapped(path: Path, rng: Random) -> None:
    """It has what another file of the cache had."""
    other = rng.choice(sorted(path.parent.iterdir()))
    ours, theirs = path.read_bytes(), other.read_bytes()
    path.write_bytes(theirs)
    other.write_bytes(ours)


def _gone(path: Path, rng: Random) -> None:
    path.unlink()


def _a_folder(path: Path, rng: Random) -> None:
    path.unlink()
    path.mkdir()


def _a_loop(path: Path, rng: Random) -> None:
    path.unlink()
    os.symlink(path.name, path)


def _a_pickle(path: Path, rng: Random) -> None:
    """Bytes that would say so if somebody unpickled them."""
    path.write_bytes(b"cbuiltins\nprint\n(S'unpickled'\ntR.")


FAULTS: Mapping[str, Fault] = {
    "cut off": _changed(_cut),
    "a bit flipped": _changed(_flipped),
    "a part zeroed": _changed(_zeroed),
    "a part dropped": _changed(_dropped),
    "another head": _changed(_head),
    "another version": _changed(_other_version),
    "something behind": _changed(lambda data, rng: data + rng.randbytes(9)),
    "twice": _changed(lambda data, rng: data + data),
    "nothing": _changed(lambda data, rng: b""),
    "noise": _changed(lambda data, rng: rng.randbytes(len(data))),
    "swapped": _swapped,
    "gone": _gone,
    "a folder": _a_folder,
    "a link to itself": _a_loop,
    "a pickle": _a_pickle,
}
