"""Asynclint on text that may be anything: it must not fail, and must say the same twice."""

from __future__ import annotations

import ast
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Protocol

from asynclint.engine import Result
from asynclint.fixes import apply
from asynclint.model import Finding
from asynclint.opening import opened
from asynclint.source import BadSource, Source
from programs.drafts import draft
from programs.filling import filled
from programs.mutations import mutated
from programs.running import write

SLOW = 20.0  # processor seconds for one small file: it would never end on a large one
EVERYTHING = {"select": ["ALL"]}


class Checks(Protocol):
    """What is asked of a session."""

    def check_bytes(self, path: str, data: bytes) -> Result:
        """Findings and failures of some text."""


class Bench:
    """A folder with two sessions that share nothing, one of them without the prefilter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sessions: list[Checks] = [
            opened(str(folder), isolated=True, overrides=EVERYTHING, prefilter=prefilter)
            for prefilter in (True, False)
        ]

    def complaint(self, data: bytes, name: str = "program.py") -> str:
        """What is wrong with how asynclint takes a file; "" when all is well."""
        path = str(self.folder / name)
        started = time.process_time()
        answers = []
        for session in self.sessions:
            try:
                answers.append(_answer(session, path, data))
            except Exception as error:
                return f"raised {type(error).__name__}: {error}"
        seconds = time.process_time() - started
        for findings, failures in answers:
            if failures:
                return "\n".join(failures)
            for finding in findings:
                if _breaks(finding, path, data):
                    return f"the fix does not parse: {finding}"
        if answers[0] != answers[1]:
            return f"the sessions differ: {answers[0][0]} and {answers[1][0]}"
        return f"took {seconds:.0f} s" if seconds > SLOW else ""


def spoiled_files(texts: list[str], seeds: range) -> Iterator[bytes]:
    """Real source files, each mutated."""
    for seed in seeds:
        rng = Random(seed)
        yield mutated(_excerpt(rng.choice(texts), rng), rng)


def spoiled_programs(folder: Path, seeds: range) -> Iterator[tuple[str, bytes]]:
    """Our own programs of several modules, one of which is mutated; the others lie on disk."""
    for seed in seeds:
        rng = Random(seed)
        place = f"p{seed}"
        files = filled(draft(seed), {})
        write(folder / place, files)
        for name in sorted(files):
            yield f"{place}/{name}", files[name].encode()
        name = rng.choice(sorted(files))
        yield f"{place}/{name}", mutated(files[name], rng)


def real_texts(folders: list[Path]) -> list[str]:
    """The Python files below some folders."""
    paths = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    return [path.read_text(encoding="utf-8", errors="replace") for path in paths]


def _excerpt(text: str, rng: Random, limit: int = 12_000) -> str:
    """Some of the top-level statements of a file, so that large files take no longer."""
    if len(text) <= limit:
        return text
    lines = text.splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if line[:1].strip()] or [0]
    first = rng.choice(starts)
    return "".join(lines[:20]) + "".join(lines[first:])[:limit]


def _answer(session: Checks, path: str, data: bytes) -> tuple[list[Finding], list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the parser, about escapes
        result = session.check_bytes(path, data)
    return result.findings, result.failures


def _breaks(finding: Finding, path: str, data: bytes) -> bool:
    """Whether a fix makes code that does not parse of code that does."""
    if finding.fix is None:
        return False
    text = Source(path, data).text
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(apply(text, finding.fix.edits))
        except (SyntaxError, ValueError, BadSource):
            return True
    return False
