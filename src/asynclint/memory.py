"""Answers that are kept, and which files they rest on.

Who works something out opens a frame; what is read meanwhile is noted in it, and once more in the
frames around it. An answer keeps its frame, and whoever is given the answer rests on its files
too. So a run can tell which files the findings of a file rest on (`ledger`), and an editor which
answers a change takes away.

A frame has two bits for each file: its outline was read, or more than that. A circle (an answer
that is being worked out already) leads to the frame of that answer, which is not filled yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

Question = TypeVar("Question")
Found = TypeVar("Found")

_DISTINCT = 20_000  # sets of files, of which most answers share one


class Frame:
    """The files something rests on, as bits, and the frames it rests on by a circle."""

    __slots__ = ("bits", "circles")

    def __init__(self) -> None:
        self.bits = 0
        self.circles: frozenset[Frame] = frozenset()


class Watch:
    """What is being worked out now, and the files that change: those an editor has changed once,
    as one that is typed into is changed again and again."""

    def __init__(self) -> None:
        self.now = Frame()
        self._bits: dict[str, int] = {}
        self._changing = 0
        self._same: dict[int, int] = {}

    def is_new(self, path: str) -> bool:
        """A file has changed; whether for the first time."""
        bits = self._whole(path)
        is_new = not self._changing & bits
        self._changing |= bits
        return is_new

    def read(self, path: str) -> None:
        """The answer rests on the outline of a file (`outline`): all but the bodies in it."""
        self.now.bits |= self._outline(path)

    def read_whole(self, path: str) -> None:
        """The answer rests on all of a file."""
        self.now.bits |= self._whole(path)

    def _whole(self, path: str) -> int:
        return 3 * self._outline(path)

    def _outline(self, path: str) -> int:
        bit = self._bits.get(path)
        if bit is None:
            bit = self._bits[path] = 1 << 2 * len(self._bits)
        return bit

    def open(self) -> Frame:
        """Begin to work something out; the frame around it, for `close`."""
        outer, self.now = self.now, Frame()
        return outer

    def close(self, outer: Frame) -> Frame:
        """It is worked out: its frame."""
        inner, self.now = self.now, outer
        if inner.circles:
            inner.circles -= {inner}
        if len(self._same) > _DISTINCT:
            self._same.clear()
        inner.bits = self._same.setdefault(inner.bits, inner.bits)
        self.reuse(inner)
        return inner

    def reuse(self, frame: Frame) -> None:
        """The answer rests on what another one rests on."""
        self.now.bits |= frame.bits
        if frame.circles:
            self.now.circles |= frame.circles

    def enter_circle(self, frame: Frame) -> None:
        """The answer rests on one that is not known yet."""
        self.now.circles |= {frame}

    def bits_of(self, paths: Iterable[str]) -> int:
        """The bits of some files."""
        bits = 0
        for path in paths:
            bits |= self._bits.get(path, 0)
        return bits

    def is_fleeting(self, frame: Frame) -> bool:
        """Whether something rests on a file that changes, or may."""
        return bool(frame.circles or frame.bits & self._changing)

    def files(self) -> dict[str, bool]:
        """The files that what is worked out now rests on; whether on more than the outline."""
        bits, pending, seen = 0, [self.now], set[Frame]()
        while pending:
            frame = pending.pop()
            if frame not in seen:
                seen.add(frame)
                bits |= frame.bits
                pending += frame.circles
        return {path: bool(bits & 2 * bit) for path, bit in self._bits.items() if bits & bit}


class Memory(Generic[Question, Found]):
    """Answers by question, worked out once; `circle` is the answer to what is being asked
    already."""

    def __init__(self, watch: Watch, circle: Found) -> None:
        self._watch = watch
        self._circle = circle
        self._known: dict[Question, tuple[Found, Frame]] = {}
        self._fleeting: set[Question] = set()
        self._open: dict[Question, Frame] = {}

    def ask(self, question: Question, work_out: Callable[[], Found]) -> Found:
        """The answer to a question, and how to work it out."""
        known = self._known.get(question)
        if known is not None:
            self._watch.reuse(known[1])
            return known[0]
        if question in self._open:
            self._watch.enter_circle(self._open[question])
            return self._circle
        outer = self._watch.open()
        self._open[question] = self._watch.now
        try:
            found = work_out()
        finally:
            del self._open[question]
            frame = self._watch.close(outer)
        self.keep(question, found, frame)
        return found

    def keep(self, question: Question, found: Found, frame: Frame) -> None:
        """An answer that was worked out elsewhere, in a frame."""
        self._known[question] = found, frame
        if self._watch.is_fleeting(frame):
            self._fleeting.add(question)

    def known(self, question: Question) -> Found | None:
        """An answer if there is one already."""
        found = self._known.get(question)
        if found is None:
            return None
        self._watch.reuse(found[1])
        return found[0]

    def forget(self, *, all_of_it: bool) -> None:
        """Forget what rests on files that change, or everything."""
        if all_of_it:
            self._known.clear()
        for question in self._fleeting:
            self._known.pop(question, None)
        self._fleeting.clear()

    def forget_resting_on(self, bits: int) -> None:
        """Forget what rests on some files."""
        self._known = {
            question: known
            for question, known in self._known.items()
            if not known[1].bits & bits and not known[1].circles
        }

    def __len__(self) -> int:
        return len(self._known)
