"""What the worker does: findings of the texts in the editor, across the projects they are of.

While a text does not parse, rules made of patterns run on what is whole of it, and what the other
rules found in the last good text stays where no edit touched it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from itertools import islice
from typing import NamedTuple

from asynclint import discover, patterns
from asynclint.codes import SYNTAX_ERROR
from asynclint.disk import root_of
from asynclint.engine import Result
from asynclint.faces.lsp.buffers import Buffer, Buffers, stamp
from asynclint.faces.lsp.drift import drifted, shifted
from asynclint.faces.lsp.repair import repaired
from asynclint.globs import matcher
from asynclint.kinds import NOTEBOOK
from asynclint.mending import mend
from asynclint.model import Finding, Span, UserError
from asynclint.opening import opened
from asynclint.session import Session, all_rules
from asynclint.source import Source, encode

Settings = Mapping[str, object]
Progress = Callable[[int], None]

_LOOK = 2.0  # seconds between looks at the disk for files that others changed
_MOST = 20_000  # files of a project whose functions are learnt by name
_CONFIGURATION = (
    "asynclint.toml", "pyproject.toml", "pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini",
    "tox.ini", "setup.cfg", "setup.py",
)  # fmt: skip


class Outcome(NamedTuple):
    """What came of one text. `trouble` is a mistake in the settings, "" when there is none."""

    findings: list[Finding]
    failures: list[str]
    trouble: str = ""


class _Held:
    """An open session, and what it must be opened anew for."""

    def __init__(self, session: Session, settings: Settings, trouble: str) -> None:
        self.session = session
        self.settings = settings
        self.trouble = trouble
        self.is_learnt = False
        self.stamps: dict[str, object] = {}
        ours = {rule.code for rule in all_rules()}
        own = {rule.code for rule in session.rules} - ours
        self.patterns = frozenset(own | {rule.code for rule in patterns.shipped()})

    def is_current(self, folder: str) -> bool:
        """Whether no settings file that counts for a folder has changed."""
        for path in _configuration_files(folder, self.session.root):
            found = stamp(path)
            if self.stamps.setdefault(path, found) != found:
                return False
        return True


class Analysis:
    """Checks texts one at a time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.buffers = Buffers()
        self._clock = clock
        self._looked = clock()
        self._roots: dict[str, str] = {}
        self._held: dict[str, _Held] = {}
        self._good: dict[str, tuple[str, list[Finding]]] = {}

    def put(self, path: str, text: str) -> None:
        """The editor has this text for the file at an absolute path."""
        if self.buffers.put(path, text):
            self.changed([path])

    def drop(self, path: str) -> None:
        """The editor has closed a file."""
        self.buffers.drop(path)
        self._good.pop(path, None)
        self.changed([path])

    def changed(self, paths: list[str]) -> None:
        """Files have other text than before, are new or gone."""
        for path in paths:
            for held in self._held.values():
                held.session.changed(path)

    def reopen(self) -> None:
        """Settings have changed: everything is read again."""
        self._held.clear()
        self._roots.clear()

    def check(self, path: str, settings: Settings) -> Outcome:
        """Findings of a text that was put; those of an excluded file are none."""
        self._look()
        buffer = self.buffers.get(path)
        held = self._session(path, settings)
        if buffer is None or held is None:
            return Outcome([], [])
        try:
            if _is_excluded(path, held.session):
                return Outcome([], [], held.trouble)
            result = self._check(held, path, buffer)
        except UserError as error:
            return Outcome([], [], str(error))
        return Outcome(shifted(result.findings, buffer.lead), result.failures, held.trouble)

    def mend(self, path: str, settings: Settings) -> str | None:
        """The text with all safe fixes made, round after round; None where there is no such."""
        buffer = self.buffers.get(path)
        held = self._session(path, settings)
        if buffer is None or held is None or buffer.tree is None:
            return None
        session = held.session
        try:
            if _is_excluded(path, session):
                return None
            done = mend(session, path, buffer.data, lambda f: bool(f.fix and f.fix.safe))
        except UserError:
            return None  # a check says so
        finally:
            session.changed(path)  # what was learnt between the rounds counts for nobody
        return "\ufeff"[: buffer.lead] + Source(path, done.data).text

    def learn(self, path: str, settings: Settings, progress: Progress) -> None:
        """Read the project of a file once, for what its functions are called: checks are faster
        from then on. `progress` hears how many files have been read."""
        held = self._session(path, settings)
        if held is None or held.trouble or held.is_learnt:
            return
        held.is_learnt = True
        session, count = held.session, 0

        def heard() -> None:
            nonlocal count
            count += 1
            progress(count)

        options_for = session.configuration.options_for
        found = discover.files([session.root], options_for, problem=lambda path, reason: None)
        files = list(islice(found, _MOST + 1))
        self.buffers.heard = heard
        try:
            if len(files) <= _MOST:
                session.prepare(files)
        except UserError:
            pass  # a check says so
        finally:
            self.buffers.heard = None

    def _check(self, held: _Held, path: str, buffer: Buffer) -> Result:
        session, tree = held.session, buffer.tree
        if tree is not None:
            found = session.check_bytes(path, buffer.data, tree=tree)
            self._good[path] = (buffer.text, found.findings)
            return found
        found = session.check_bytes(path, buffer.data)
        if path.endswith(NOTEBOOK):  # without its tree `await` alone would be an error
            found = Result([f for f in found.findings if f.code != SYNTAX_ERROR], found.failures)
        before, known = self._good.get(path, ("", []))
        known = [f for f in known if f.code not in held.patterns]
        kept = list(drifted(known, before, buffer.text))
        self._good[path] = (buffer.text, kept)
        findings = [*found.findings, *kept, *self._by_patterns(held, path, buffer)]
        findings.sort(key=lambda finding: (finding.start, finding.code))
        return Result(findings, found.failures)

    def _by_patterns(self, held: _Held, path: str, buffer: Buffer) -> list[Finding]:
        """What patterns find in the whole parts of a text that does not parse."""
        whole = repaired(buffer.text) if len(buffer.data) <= 2_000_000 else None
        if whole is None:
            return []
        text, blanked = whole
        found = held.session.check_bytes(path, encode(text), only=held.patterns)
        held.session.changed(path)  # what was learnt of the repaired text counts for nobody
        return [
            finding._replace(fix=None)
            for finding in found.findings
            if finding.code != SYNTAX_ERROR and not any(_overlap(finding.span, b) for b in blanked)
        ]

    def _look(self) -> None:
        """Notice what others have done to files that were read."""
        now = self._clock()
        if now - self._looked >= _LOOK:
            self._looked = now
            self.changed(list(self.buffers.stale()))

    def _session(self, path: str, settings: Settings) -> _Held | None:
        folder = os.path.dirname(path)
        root = self._roots.get(folder)
        if root is None:
            root = self._roots[folder] = root_of(folder)
        held = self._held.get(root)
        if held is None or held.settings != settings or not held.is_current(folder):
            held = self._held[root] = self._open(root, settings)
            held.is_current(folder)
        return held

    def _open(self, root: str, settings: Settings) -> _Held:
        """A session; when the settings are wrong, one without them that says so."""
        overrides = dict(settings)
        file = overrides.pop("configuration", None)
        file = os.path.join(root, file) if isinstance(file, str) and file else None
        trouble = ""
        for arguments in (
            {"file": file, "overrides": overrides},
            {"isolated": True, "overrides": overrides},
            {"isolated": True},
        ):
            try:
                session = opened(root, read=self.buffers.read, **arguments)
                # A mistake further down is found when a file there is asked for.
                session.configuration.options_for(os.path.join(root, "any.py"))
            except UserError as error:
                trouble = trouble or str(error)
            else:
                return _Held(session, settings, trouble)
        raise AssertionError("settings that say nothing are never wrong")


def _is_excluded(path: str, session: Session) -> bool:
    """Whether a walk over the project would leave the file out by its settings."""
    below = os.path.relpath(path, session.root).split(os.sep)
    if not discover.DEFAULT_EXCLUDES.isdisjoint(below[:-1]):
        return True
    exclude = session.configuration.options_for(path).exclude
    if not exclude:
        return False
    is_excluded = matcher(exclude)
    parts = range(1, len(below) + 1)
    return any(is_excluded(os.path.join(session.root, *below[:end])) for end in parts)


def _configuration_files(folder: str, root: str) -> list[str]:
    found: list[str] = []
    while True:
        found += (os.path.join(folder, name) for name in _CONFIGURATION)
        if folder == root or os.path.dirname(folder) == folder:
            return found
        folder = os.path.dirname(folder)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
