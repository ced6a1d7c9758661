"""`# noqa` comments: which findings they hide, and which of them hide nothing.

Both codes and names work: `# noqa: ASL101`, `# noqa: unawaited-coroutine`, and the codes of
flake8-async and ruff for the same mistake. As in flake8, a comment covers its line and the
lines that a string or a backslash joins to it; in TOML and ini files one on a line of its own
covers the next line. `# flake8: noqa: ASL101` and
`# asynclint: noqa: ...` on a line of their own cover the file.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from asynclint.checks.source import unused_suppression
from asynclint.codes import letters, starts
from asynclint.config.tables import comment_offsets
from asynclint.kinds import is_configuration
from asynclint.model import Edit, Finding, Span
from asynclint.nearest import suggestion
from asynclint.rule import Rule
from asynclint.source import Source

_LIST = r"[ \t]*:[ \t]*(?P<codes>[A-Za-z][\w-]*(?:[ \t]*[, \t][ \t]*[A-Za-z][\w-]*)*)"
_COMMENT = re.compile(
    rf"#[ \t]*(?P<file>(?:flake8|asynclint)[ \t]*[:=][ \t]*)?noqa(?:{_LIST})?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z][\w-]*")


class Word(NamedTuple):
    """A code or name in a suppression comment, with its place."""

    text: str
    span: Span


class Comment(NamedTuple):
    """One suppression: its place, the lines it covers, and its words; none means everything.

    `is_plain` is False for text in a string or in code that is commented out: it hides what
    it would hide in flake8, but is never called unused.
    """

    span: Span
    lines: range
    words: tuple[Word, ...]
    is_plain: bool


def apply(
    findings: Sequence[Finding], source: Source, rules: Sequence[Rule], all_rules: Sequence[Rule]
) -> list[Finding]:
    """The findings no comment hides, with those about comments that hide nothing when that
    rule is among `rules`, which are those that were to run on the file."""
    wants_unused = any(rule.code == unused_suppression.RULE.code for rule in rules)
    if not (findings or wants_unused):
        return []
    found = list(comments(source))
    by_code = {rule.code: rule for rule in all_rules}
    used: set[Span] = set()
    kept = [f for f in findings if not _hidden(f, by_code[f.code], found, used)]
    if wants_unused:
        unused = _unused(found, used, source, rules, all_rules)
        kept += [f for f in unused if not _hidden(f, unused_suppression.RULE, found, used)]
    return kept


def hiding(source: Source, line: int, name: str) -> Edit:
    """The edit that hides what a rule finds on a 1-based line: one more word in the comment that
    covers the line, else a comment behind it."""
    for comment in comments(source):
        is_of_file = len(comment.lines) > len(source.lines)
        if comment.is_plain and comment.words and line in comment.lines and not is_of_file:
            end = comment.words[-1].span.end
            return Edit(Span(end, end), f", {name}")
    if is_configuration(source.path) and not source.path.endswith(".toml"):
        start = source.lines.start(line)  # nothing may stand behind the values of such files
        return Edit(Span(start, start), f"# noqa: {name}\n")
    layout = _layout_of_tables(source) if is_configuration(source.path) else _layout(source)
    last = layout.joined.get(line, range(line, line + 1))[-1]
    end = source.lines.start(last) + len(source.lines.text(last))
    return Edit(Span(end, end), f"  # noqa: {name}")


def comments(source: Source) -> Iterator[Comment]:
    """The suppression comments of a file, in order; raises `BadSource`."""
    layout = _layout_of_tables(source) if is_configuration(source.path) else _layout(source)
    for match in _COMMENT.finditer(source.text):
        line = source.lines.position(match.start()).line
        before = source.text[source.lines.start(line) : match.start()]
        if match["file"] and before.strip():
            continue
        words = tuple(
            Word(word[0], Span(*(match.start("codes") + place for place in word.span())))
            for word in _WORD.finditer(match["codes"] or "")
        )
        lines = layout.joined.get(line, range(line, line + 1))
        if match["file"]:
            lines = range(len(source.lines) + 1)
        is_plain = match.start() in layout.comments or layout.is_within_comment(match.start(), line)
        yield Comment(Span(*match.span()), lines, words, is_plain)


class _Layout(NamedTuple):
    """What tokens say about a file: the lines joined to each line, where comments start, and
    which of them stand behind code (by line)."""

    joined: dict[int, range]
    comments: set[int]
    behind_code: dict[int, int]

    def is_within_comment(self, offset: int, line: int) -> bool:
        """Whether a place is inside a comment behind code: `x()  # fmt: skip # noqa`."""
        return line in self.behind_code and offset >= self.behind_code[line]


def _layout(source: Source) -> _Layout:
    layout = _Layout({}, set(), {})
    first = last = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(source.text, newline=None).readline):
            line, column = token.start
            if token.type == tokenize.COMMENT:
                offset = source.lines.start(line) + column
                layout.comments.add(offset)
                if source.lines.text(line)[:column].strip():
                    layout.behind_code[line] = offset
            if token.type in (tokenize.DEDENT, tokenize.ENDMARKER):
                continue
            first = first or line
            last = max(last, token.end[0])
            if token.type in (tokenize.NEWLINE, tokenize.NL):
                lines = range(first, last + 1)
                layout.joined.update(dict.fromkeys(lines, lines))
                first = last = 0
    except (tokenize.TokenError, SyntaxError):
        pass  # the tree parsed, so what is left over is the end of the file
    return layout


def _layout_of_tables(source: Source) -> _Layout:
    """In an ini file nothing may stand behind a value, so a comment on a line of its own speaks
    of the next line that is none."""
    offsets = comment_offsets(source.text, source.path)
    layout = _Layout({}, set(offsets), {})
    alone: list[int] = []
    for line in range(1, len(source.lines) + 1):
        start, text = source.lines.start(line), source.lines.text(line)
        first = start + len(text) - len(text.lstrip())
        if first in offsets:
            alone.append(line)
        elif text.strip():
            layout.joined.update({above: range(above, line + 1) for above in alone})
            alone = []
        behind = next((offset for offset in offsets if first < offset < start + len(text)), None)
        if behind is not None:
            layout.behind_code[line] = behind
    return layout


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
    """Whether a word names a rule; a code may be cut short, as `ASL1` or `ASL`."""
    if word in rule.also or word == rule.name:
        return True
    return starts(word, rule.code)


def _unused(
    comments: Iterable[Comment],
    used: set[Span],
    source: Source,
    rules: Sequence[Rule],
    all_rules: Sequence[Rule],
) -> Iterator[Finding]:
    known = {text for rule in all_rules for text in (rule.code, rule.name)}
    ours = {letters(rule.code) for rule in all_rules}
    for comment in (comment for comment in comments if comment.is_plain):
        spans = [word.span for word in comment.words]
        for word in comment.words:
            if word.span in used:
                continue
            meant = [rule for rule in all_rules if _is_called(word.text, rule)]
            near = "" if meant else suggestion(word.text, known)
            is_code = letters(word.text.upper()) in ours
            if not meant and (is_code or ("-" in word.text and near)):
                message = f"no rule is called `{word.text}`{near}"
            elif meant and all(rule in rules for rule in meant):
                message = f"`{word.text}` hides nothing here"
            else:
                continue
            yield unused_suppression.check(
                source, word.span, message, comment=comment.span, words=spans
            )


def _is_called(word: str, rule: Rule) -> bool:
    """Whether a word is our own way to name a rule; codes of peers are theirs to judge."""
    return _means(word, rule) and word not in rule.also
