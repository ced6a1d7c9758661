"""What a run found in each file and what that rests on: the next run looks again only where it
must.

A file is looked at again when its bytes are others, when the outline of a file that its findings
rest on is another (or anything in it, where more than the outline counts), and when a function
came whose name was nobody's before and the file mentions it: calls of such names had been passed
over. Settings, what is installed, and files that come or go change what imports mean, so then all
is looked at again. Times and sizes only save reading; those too young to be trusted do not.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from asynclint import columns
from asynclint.engine import Result
from asynclint.kinds import PROSE, PYTHON
from asynclint.model import Finding
from asynclint.outline import digest, outline
from asynclint.parcels import plain, restored
from asynclint.source import BadSource, Source
from asynclint.stamps import ROUNDED, Stamps
from asynclint.words import Words, words

_KIND = "ledger 1"
_SIZE = 16  # bytes of a digest
_NO_OUTLINE = bytes(_SIZE)
_UNTRUSTED = (-2, -2)

Read = Callable[[str], "bytes | None"]


class Entry(NamedTuple):
    """What came of one file. `rests` are numbers of paths, doubled, and odd where more than the
    outline counts."""

    findings: list[Finding]
    digest: bytes
    outline: bytes
    rests: array[int]


class Ledger:
    """The files of the last run, by absolute path, the stamps of everything it rests on, and the
    names of functions that it learnt."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.words: Words | None = None
        self._outside: dict[str, int] = {}
        self._stamps: dict[str, tuple[int, int]] = {}
        self._numbers: dict[str, int] = {}

    def renew(self, seen: Stamps, started: int, files: Iterable[str], read: Read) -> set[str]:
        """Which of some files a run must look at that began at a time, in nanoseconds, and took
        stamps before it; from then on these stamps count."""
        before, outside = self._stamps, self._outside
        now = seen.of_files()
        self._outside = dict(zip(seen.folders[: seen.outside], seen.times, strict=False))
        young = started - ROUNDED
        self._stamps = {p: s if s[0] < young else _UNTRUSTED for p, s in now.items()}
        other = {path for path, stamp in now.items() if before.get(path) != stamp}
        is_known = outside == self._outside and before.keys() == now.keys()
        if not is_known or any(not path.endswith((*PYTHON, *PROSE)) for path in other):
            self.entries.clear()
            self._numbers.clear()
            return set(files)
        changed = {path: data for path in other if self._is_new(path, data := read(path) or b"")}
        again = {path for path in files if path not in self.entries or path in changed}
        return again | self._resting_on(changed) | self._mentioning(changed, read)

    def note(self, path: str, result: Result) -> None:
        """What came of a file; nothing is kept of one that failed."""
        self.entries.pop(path, None)
        if result.trace and not result.failures:
            trace = result.trace
            numbers = [self._number(place) << 1 | whole for place, whole in trace.rests]
            rests = array("i", numbers)
            self.entries[path] = Entry(result.findings, trace.digest, trace.outline, rests)

    def _number(self, path: str) -> int:
        return self._numbers.setdefault(path, len(self._numbers))

    def _is_new(self, path: str, data: bytes) -> bool:
        return path not in self.entries or self.entries[path].digest != digest(data)

    def _resting_on(self, changed: Mapping[str, bytes]) -> set[str]:
        """The files whose findings rest on something that changed."""
        numbers = set[int]()
        for path, data in changed.items():
            number = self._number(path) << 1
            numbers |= {number | 1} if self._has_outline(path, data) else {number, number | 1}
        return {path for path, each in self.entries.items() if not numbers.isdisjoint(each.rests)}

    def _has_outline(self, path: str, data: bytes) -> bool:
        """Whether a file with some bytes has the outline that it had."""
        before = self.entries[path].outline if path in self.entries else b""
        source = Source(path, data)
        try:
            return bool(before and source.tree and outline(source) == before)
        except (BadSource, RecursionError):
            return False

    def _mentioning(self, changed: Mapping[str, bytes], read: Read) -> set[str]:
        """The files with names that only functions in what changed have."""
        if self.words is None:
            return set()
        now = words(changed.values())
        names = {name for have, had in zip(now, self.words, strict=True) for name in have - had}
        self.words = self.words.with_more(now)
        if not names:
            return set()
        pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(names))) + r")\b")
        texts = ((path, (read(path) or b"").decode("utf-8", "replace")) for path in self.entries)
        return {path for path, text in texts if pattern.search(text)}

    # On disk

    def save(self, path: str) -> None:
        """Keep everything in a file, where that can be done."""
        entries = self.entries.values()
        found = {row: each.findings for row, each in enumerate(entries) if each.findings}
        texts = json.dumps([
            {row: [plain(finding) for finding in findings] for row, findings in found.items()},
            self.words and [sorted(names) for names in self.words],
        ])
        columns.write(path, _KIND, [
            columns.joined(self._stamps),
            array("q", [number for stamp in self._stamps.values() for number in stamp]).tobytes(),
            columns.joined(self._outside),
            array("q", self._outside.values()).tobytes(),
            columns.joined(self._numbers),
            columns.joined(self.entries),
            b"".join(each.digest for each in entries),
            b"".join(each.outline or _NO_OUTLINE for each in entries),
            array("i", [len(each.rests) for each in entries]).tobytes(),
            b"".join(each.rests.tobytes() for each in entries),
            texts.encode(),
        ])


def load(path: str) -> Ledger:
    """The ledger in a file; an empty one where there is none."""
    ledger, parts = Ledger(), columns.read(path, _KIND)
    if parts is None:
        return ledger
    paths, stamps, folders, times, places, files, digests, outlines, counts, rests, texts = parts
    numbers = array("q", stamps)
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    ledger._stamps = dict(zip(columns.split(paths), pairs, strict=True))
    ledger._outside = dict(zip(columns.split(folders), array("q", times), strict=True))
    ledger._numbers = {place: number for number, place in enumerate(columns.split(places))}
    findings, learnt = json.loads(texts)
    ledger.words = Words(*map(frozenset, learnt)) if learnt else None
    flat, start = array("i", rests), 0
    for row, (file, count) in enumerate(zip(columns.split(files), array("i", counts), strict=True)):
        cut = slice(row * _SIZE, row * _SIZE + _SIZE)
        shape = outlines[cut] if outlines[cut] != _NO_OUTLINE else b""
        found = [restored(fields) for fields in findings.get(str(row), ())]
        ledger.entries[file] = Entry(found, digests[cut], shape, flat[start : start + count])
        start += count
    return ledger
