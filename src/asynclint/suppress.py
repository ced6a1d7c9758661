"""`# noqa` comments: which findings they hide, and which of them hide nothing.

Both codes and names work: `# noqa: ASL101`, `# noqa: unawaited-coroutine`, and the codes of
flake8-async and ruff for the same mistake. As in flake8, a comment anywhere in a statement of
several lines covers all its lines; `# flake8: noqa: ASL101` and `# asynclint: noqa: …` cover
the file.
"""

from __future__ import annotations

import difflib
import io
import re
import tokenize
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from asynclint.checks.source import unused_suppression
from asynclint.model import Finding, Span
from asynclint.rule import Rule
from asynclint.source import Source

_COMMENT = re.compile(
    r"#\s*(?P<file>(?:flake8|asynclint)\s*[:=]\s*)?noqa"
    r"(?P<colon>\s*:\s*(?P<codes>[A-Za-z][\w-]*(?:[ \t]*[,\s][ \t]*[A-Za-z][\w-]*)*))?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z][\w-]*")
_OURS = re.compile(r"ASL\d+", re.IGNORECASE)


class Word(NamedTuple):
    """A code or name in a suppression comment, with its place."""

    text: str
    span: Span


class Comment(NamedTuple):
    """One suppression: the lines it covers and its words; none means everything."""

    lines: range
    words: tuple[Word, ...]


def apply(
    findings: Sequence[Finding], source: Source, rules: Sequence[Rule], all_rules: Sequence[Rule]
) -> list[Finding]:
    """The findings no comment hides, with those about comments that hide nothing when that
    rule is among `rules`."""
    wants_unused = unused_suppression.RULE in rules
    if b"noqa" not in source.data.lower() or not (findings or wants_unused):
        return list(findings)
    comments = _comments(source)
    by_code = {rule.code: rule for rule in all_rules}
    used: set[Span] = set()
    kept = [f for f in findings if not _hidden(f, by_code[f.code], comments, used)]
    if wants_unused:
        kept += _unused(comments, used, source, rules, all_rules)
    return kept


def _hidden(finding: Finding, rule: Rule, comments: Iterable[Comment], used: set[Span]) -> bool:
    hidden = False
    for comment in comments:
        if finding.start.line in comment.lines:
            if not comment.words:
                hidden = True
            for word in comment.words:
                if _means(word.text, rule):
                    used.add(word.span)
                    hidden = True
    return hidden


def _means(word: str, rule: Rule) -> bool:
    upper = word.upper()
    if upper in rule.also or word.lower() == rule.name:
        return True
    return bool(_OURS.fullmatch(word)) and rule.code.startswith(upper)


def _comments(source: Source) -> list[Comment]:
    statements = None
    found = []
    for match in _COMMENT.finditer(source.text):
        line = source.lines.position(match.start()).line
        words = tuple(
            Word(word[0], Span(match.start("codes") + word.start(), match.start("codes") + word.end()))
            for word in _WORD.finditer(match["codes"] or "")
        )
        if match["file"]:
            found.append(Comment(range(len(source.lines) + 1), words))
            continue
        if statements is None:
            statements = _logical_lines(source)
        found.append(Comment(statements.get(line, range(line, line + 1)), words))
    return found


def _logical_lines(source: Source) -> dict[int, range]:
    """For every line of a statement over several lines, all its lines."""
    ranges: dict[int, range] = {}
    first = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
            if token.type in _BETWEEN:
                continue
            first = first or token.start[0]
            if token.type == tokenize.NEWLINE:
                lines = range(first, token.end[0] + 1)
                ranges.update(dict.fromkeys(lines, lines))
                first = 0
    except (tokenize.TokenError, SyntaxError):
        pass  # the tree parsed, so what is left over is the end of the file
    return ranges


_BETWEEN = frozenset(
    {tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
)


def _unused(
    comments: Iterable[Comment],
    used: set[Span],
    source: Source,
    rules: Sequence[Rule],
    all_rules: Sequence[Rule],
) -> Iterable[Finding]:
    names = {text.lower() for rule in all_rules for text in (rule.code, rule.name)}
    ran = {text.lower() for rule in rules for text in (rule.code, rule.name)}
    for comment in comments:
        for word in comment.words:
            lower = word.text.lower()
            if word.span in used or not (_OURS.fullmatch(word.text) or lower in names):
                continue
            if lower in ran:
                message = f"`{word.text}` hides nothing here"
            elif lower in names or any(name.startswith(lower) for name in names):
                continue  # that rule did not run, so nothing is known
            else:
                message = f"no rule is called `{word.text}`{_nearest(lower, names)}"
            yield unused_suppression.check(source, word.span, message)


def _nearest(word: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, sorted(names), n=1)
    return f"; did you mean `{close[0].upper()}`" if close else ""
