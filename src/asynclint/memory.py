"""Answers that are kept, and which of them rest on files that change.

A file counts as changing from its first change on, as one that is typed into does. Then only the
answers that rest on such files are worked out again, a third of the work for a long file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Question = TypeVar("Question")
Found = TypeVar("Found")


class Watch:
    """Whether what is being worked out has `touched` a file that changes."""

    def __init__(self) -> None:
        self.touched = False
        self.changing: set[str] = set()

    def is_new(self, path: str) -> bool:
        """A file has changed; whether for the first time."""
        is_new = path not in self.changing
        self.changing.add(path)
        return is_new

    def read(self, path: str) -> None:
        """An answer rests on a file."""
        if path in self.changing:
            self.touched = True


class Memory(Generic[Question, Found]):
    """Answers by question, worked out once; `circle` is the answer to what is being asked
    already."""

    def __init__(self, watch: Watch, circle: Found) -> None:
        self._watch = watch
        self._circle = circle
        self._known: dict[Question, Found] = {}
        self._fleeting: set[Question] = set()
        self._open: set[Question] = set()

    def ask(self, question: Question, work_out: Callable[[], Found]) -> Found:
        """The answer to a question, and how to work it out."""
        if question in self._known:
            self._watch.touched |= question in self._fleeting
            return self._known[question]
        if question in self._open:
            self._watch.touched = True  # for what is not known yet may rest on anything
            return self._circle
        outer, self._watch.touched = self._watch.touched, False
        self._open.add(question)
        try:
            found = self._known[question] = work_out()
            if self._watch.touched:
                self._fleeting.add(question)
        finally:
            self._open.discard(question)
            self._watch.touched |= outer
        return found

    def forget(self, *, all_of_it: bool) -> None:
        """Forget what rests on files that change, or everything."""
        if all_of_it:
            self._known.clear()
        for question in self._fleeting:
            self._known.pop(question, None)
        self._fleeting.clear()
