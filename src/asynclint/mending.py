"""The fixes of one file, made round after round until none is left.

What comes out is as good Python as what went in: a fix that would leave a text that does not
parse, or that the file's encoding cannot say, is not made, and named. The bytes outside the
edits stay as they are.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from asynclint import leftovers
from asynclint.configuration_file import opened
from asynclint.fixes import apply, choose
from asynclint.kinds import PROSE, PYTHON, is_configuration
from asynclint.model import Edit, Finding
from asynclint.session import Session
from asynclint.source import BOM, BadSource, Source

ROUNDS = 10
_UNLIMITED = 1 << 40

Wanted = Callable[[Finding], bool]
Asked = Callable[[Finding, Source], bool]


class Mended(NamedTuple):
    """What became of a file: its bytes, the findings that were fixed, the fixes not made."""

    data: bytes
    made: list[Finding]
    refused: list[str]


def yes(finding: Finding, source: Source) -> bool:
    """Agrees with every fix."""
    return True


def mend(
    session: Session, path: str, data: bytes, wanted: Wanted, ask: Asked = yes
) -> Mended:
    """Make the fixes of the findings that are wanted. `ask` has the last word on each, in the
    order of the text. After ten rounds that bring ever new fixes the file stays as it was."""
    if not _is_plain(Source(path, data, limit=_UNLIMITED)):
        return Mended(data, [], [])
    now = data
    made: list[Finding] = []
    for _ in range(ROUNDS):
        source = Source(path, now, limit=_UNLIMITED)
        findings = session.check_bytes(path, now).findings
        able = [finding for finding in findings if finding.fix and wanted(finding)]
        good, bad = _together(source, _agreed(able, source, ask))
        refused = [_refusal(finding) for finding in bad]
        if not good:
            return Mended(_tidied(session, path, data, now), made, refused)
        made += good
        now = _with(source, good)
    names = ", ".join(sorted({finding.name for finding in good}))
    return Mended(data, [], [f"{path}: fixes of {names} bring ever new ones; nothing was changed"])


def _agreed(able: list[Finding], source: Source, ask: Asked) -> list[Finding]:
    """The fixes to make now. One that is declined no longer stands in the way of others."""
    while True:
        agreed: list[Finding] = []
        declined: list[Finding] = []
        for finding in choose(able):
            (agreed if ask(finding, source) else declined).append(finding)
        if agreed or not declined:
            return agreed
        able = [finding for finding in able if finding not in declined]


def _refusal(finding: Finding) -> str:
    place = f"{finding.path}:{finding.start.line}:{finding.start.column}"
    return f"{place}: the fix of {finding.name} would leave what Python cannot read; it is not made"


def _is_plain(source: Source) -> bool:
    """Whether the text gives the very bytes back, so that what no edit touches stays."""
    try:
        return _encoded(source, source.text) == source.data
    except (BadSource, UnicodeEncodeError):
        return False


def _together(
    source: Source, chosen: Sequence[Finding]
) -> tuple[list[Finding], list[Finding]]:
    """Those whose fixes leave a good file, and the others."""
    was = _state(source.path, source.data)
    if not chosen or _is_good(source, chosen, was):
        return list(chosen), []
    good: list[Finding] = []
    bad: list[Finding] = []
    for finding in chosen:
        (good if _is_good(source, [*good, finding], was) else bad).append(finding)
    return good, bad


def _is_good(source: Source, findings: Sequence[Finding], was: int) -> bool:
    try:
        return _state(source.path, _with(source, findings)) >= was
    except UnicodeEncodeError:
        return False


def _with(source: Source, findings: Iterable[Finding]) -> bytes:
    edits = [edit for finding in findings if finding.fix for edit in finding.fix.edits]
    return edited(source, edits)


def edited(source: Source, edits: Iterable[Edit]) -> bytes:
    """The bytes of a file after some edits; raises `UnicodeEncodeError`."""
    return _encoded(source, apply(source.text, edits))


def _encoded(source: Source, text: str) -> bytes:
    mark = BOM if source.data.startswith(BOM) else b""
    return mark + text.encode(source.encoding)


def _state(path: str, data: bytes) -> int:
    """0 when Python cannot parse some bytes, 1 when it cannot compile them, else 2; of a file of
    settings 0 when it cannot be read. Documents are always good."""
    if path.endswith(PROSE):
        return 2
    try:
        if is_configuration(path):
            opened(path, Source(path, data, limit=_UNLIMITED))
            return 2
        plain = Source("", data, limit=_UNLIMITED).parsed.plain
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(plain, "", "exec", dont_inherit=True)
    except BadSource:
        return 0
    except (SyntaxError, ValueError, RecursionError):
        return 1
    return 2


def _tidied(session: Session, path: str, before: bytes, after: bytes) -> bytes:
    """The new bytes without the imports that the fixes left nobody to use."""
    if before == after or not path.endswith(PYTHON):
        return after
    old, new = (Source(path, data, limit=_UNLIMITED) for data in (before, after))
    try:
        edits = leftovers.removals(old, new, session.others_want)
        data = edited(new, edits)
    except BadSource:
        return after
    return data if _state(path, data) >= _state(path, after) else after
