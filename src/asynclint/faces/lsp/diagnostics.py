"""Findings as the editor shows them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from lsprotocol import types

from asynclint.codes import SYNTAX_ERROR
from asynclint.disk import read_or_none
from asynclint.faces.lsp.documents import Text
from asynclint.model import Finding, Group, Span
from asynclint.resources import page_paths, pages_folder

SOURCE = "asynclint"
_UNUSED = "ASL001"

TextOf = Callable[[str], "Text"]


def diagnostic(finding: Finding, text: Text, text_of: TextOf) -> types.Diagnostic:
    """A finding in a text; `text_of` gives the texts of other files, for related places."""
    href = page_of(finding.name)
    related = [
        types.DiagnosticRelatedInformation(
            location=types.Location(
                uri=Path(other.path).absolute().as_uri(),
                range=_word(text_of(other.path), other.position.line, other.position.column),
            ),
            message=other.message,
        )
        for other in finding.related
    ]
    return types.Diagnostic(
        range=_range(finding, text),
        message=finding.message,
        severity=_severity(finding),
        code=finding.code,
        code_description=types.CodeDescription(href=href) if href else None,
        source=SOURCE,
        tags=_tags(finding) or None,
        related_information=related or None,
        data=_data(finding),
    )


def identity(diagnostics: Sequence[types.Diagnostic]) -> str:
    """A text that is the same for the same diagnostics."""
    plain = [repr(item) for item in diagnostics]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:16]


@cache
def page_of(name: str) -> str:
    """The address of a rule's page, which comes with asynclint; "" when there is none."""
    return _pages().get(name, "")


def text_on_disk(path: str, encoding: str) -> Text:
    """A file that is not open in the editor."""
    return Text((read_or_none(path) or b"").decode("utf-8", "replace"), encoding)


def _range(finding: Finding, text: Text) -> types.Range:
    if finding.span.start < finding.span.end:
        return text.range(finding.span)
    return _word(text, finding.start.line, finding.start.column)


def _word(text: Text, line: int, column: int) -> types.Range:
    """The word at a 1-based line and column; at least a character, if the line has one."""
    content = text.lines.text(line)
    start = min(column - 1, max(len(content) - 1, 0))
    end = start
    while end < len(content) and (content[end].isalnum() or content[end] == "_"):
        end += 1
    first = text.lines.start(min(line, len(text.lines)))
    return text.range(Span(first + start, first + max(end, min(start + 1, len(content)))))


def _severity(finding: Finding) -> types.DiagnosticSeverity:
    if finding.code == SYNTAX_ERROR:
        return types.DiagnosticSeverity.Error
    if _groups().get(finding.code) in (Group.STYLE, Group.STRICT, Group.MIGRATION):
        return types.DiagnosticSeverity.Information
    return types.DiagnosticSeverity.Warning


def _tags(finding: Finding) -> list[types.DiagnosticTag]:
    if finding.code == _UNUSED:
        return [types.DiagnosticTag.Unnecessary]
    if _groups().get(finding.code) is Group.MIGRATION:
        return [types.DiagnosticTag.Deprecated]
    return []


def _data(finding: Finding) -> dict[str, Any]:
    data: dict[str, Any] = {"name": finding.name}
    if finding.fix:
        data |= {"fix": finding.fix.title, "safe": finding.fix.safe}
    return data


@cache
def _groups() -> dict[str, Group]:
    from asynclint.session import all_rules  # dear; not before somebody asks

    return {rule.code: rule.group for rule in all_rules()}


@cache
def _pages() -> dict[str, str]:
    return {Path(path).stem: Path(path).as_uri() for path in page_paths(pages_folder())}
