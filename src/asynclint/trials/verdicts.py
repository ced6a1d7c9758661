"""Where an outcome differs from what a page announces, in words a rule's author can use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from asynclint.pages import ERROR, MISSED, RELATED, Announcement, Example, File, Page
from asynclint.positions import Lines
from asynclint.trials.bench import Found, Outcome


class Failure(NamedTuple):
    """Something that is not as a page shows it; `line` is that of the page."""

    page: str
    line: int
    heading: str
    disguise: str
    message: str

    def __str__(self) -> str:
        where = f', under "{self.heading}"' if self.heading else ""
        return f"{self.page}:{self.line}: {self.message}\n  {self.disguise}{where}"


class Judge(NamedTuple):
    """Makes failures about one example in one disguise."""

    page: Page
    example: Example
    disguise: str

    def failure(self, message: str, file: File | None = None, line: int = 1) -> Failure:
        """Something wrong at a line of a file, or with the whole example."""
        place = min(max(file.line + line - 1, self.example.line), _last(self.page)) if file else 0
        where = place or self.example.line
        return Failure(self.page.path, where, self.example.heading, self.disguise, message)

    def outcome(self, outcome: Outcome) -> Iterator[Failure]:
        """Where the findings of a run are not those the example announces."""
        for crash in outcome.crashes:
            yield self.failure(f"a rule crashes: {crash}")
        for path in outcome.changed:
            yield self.failure(f"a rule changes the tree of {path}")
        for file in self.example.files:
            yield from self._file(file, [f for f in outcome.found if f.path == file.path])
        yield from self._related(outcome.found)

    def _file(self, file: File, found: list[Found]) -> Iterator[Failure]:
        for announcement in file.announced:
            if announcement.kind == ERROR:
                match = matching(announcement, found)
                if match is None:
                    yield self._absent(file, announcement, found)
                else:
                    found.remove(match)
        for each in found:
            yield self._unexpected(file, each)

    def _absent(self, file: File, announcement: Announcement, found: list[Found]) -> Failure:
        message = f"{announcement.rule} should report this line and does not"
        for each in list(found):
            if _same_place(announcement, each):
                found.remove(each)
                message = f"{announcement.rule} says something else: {each.finding.message}"
                if announcement.part not in each.finding.message:
                    message += f"\n  expected a message with: {announcement.part}"
                elif announcement.marked:
                    message += f"\n  it marks {each.marked!r}, expected {announcement.marked!r}"
                break
        code = Lines(file.text).text(announcement.line)
        return self.failure(f"{message}\n    {code}", file, announcement.line)

    def _unexpected(self, file: File, each: Found) -> Failure:
        finding = each.finding
        missed = any(
            a.kind == MISSED and a.line == finding.start.line and a.rule == finding.name
            for a in file.announced
        )
        what = "reports what the page calls missed" if missed else "should be silent here"
        line = Lines(file.text).text(finding.start.line)
        width = max(1, len(each.marked.split("\n")[0].rstrip("\r")))
        caret = " " * (finding.start.column - 1) + "^" * width
        message = f"{finding.name} {what}: {finding.message}\n    {line}\n    {caret}"
        return self.failure(message, file, finding.start.line)

    def _related(self, found: Iterable[Found]) -> Iterator[Failure]:
        """Compare the places findings point at, where the example announces any."""
        wanted = {
            (file.path, a.line, a.rule)
            for file in self.example.files
            for a in file.announced
            if a.kind == RELATED
        }
        given = {(*place, each.finding.name) for each in found for place in each.related}
        files = {file.path: file for file in self.example.files}
        if not wanted:
            return
        for path, line, rule in sorted(wanted - given):
            yield self.failure(f"{rule} should point at {path}:{line}", files[path], line)
        for path, line, rule in sorted(given - wanted):
            yield self.failure(f"{rule} should not point at {path}:{line}", files.get(path), line)


def matching(announcement: Announcement, found: Iterable[Found]) -> Found | None:
    """The finding an announcement speaks of."""
    for each in found:
        said = announcement.part in each.finding.message
        marks = announcement.marked in ("", each.marked)
        if _same_place(announcement, each) and said and marks:
            return each
    return None


def _same_place(announcement: Announcement, each: Found) -> bool:
    finding = each.finding
    return finding.start.line == announcement.line and finding.name == announcement.rule


def _last(page: Page) -> int:
    return page.text.count("\n") + 1
