"""The same example in other clothes: what must not change what a rule finds.

A disguise makes zero or more examples out of one and carries along what is announced. Zero
means that it does not apply. Bytes, comments and quoting are here; how imports are spelled is
in `spellings`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from asynclint.kinds import PYTHON
from asynclint.pages import ERROR, Announcement, Example, File
from asynclint.positions import Lines
from asynclint.rule import Rule
from asynclint.trials.quiet import parsed, tables
from asynclint.trials.spellings import respelled

# A code point of two UTF-16 units and four UTF-8 bytes.
EMOJI = '"\U0001f600"; '

Dress = Callable[[Example, Mapping[str, Rule]], Iterator[Example]]


class Disguise(NamedTuple):
    """One disguise. `prefilter` is how the engine runs; `fixes` whether fixes are tried too."""

    name: str
    dress: Dress
    prefilter: bool = True
    fixes: bool = False


def _as_it_stands(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    yield example


def _respelled(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    for index, file in enumerate(example.files):
        if file.is_python:
            for text in respelled(file, example.files):
                announced = tuple(a._replace(part="", marked="") for a in file.announced)
                yield _with(example, index, file._replace(text=text, announced=announced))


def _noqa_codes(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    yield from _hushed(example, lambda name: f": {rules[name].code}")


def _noqa_names(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    yield from _hushed(example, lambda name: f": {name}")


def _noqa_peers(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    if all(rules[a.rule].also for file in example.files for a in _errors(file)):
        yield from _hushed(example, lambda name: f": {rules[name].also[-1]}")


def _noqa_blanket(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    yield from _hushed(example, lambda name: "")


def _noqa_file(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    names = sorted({a.rule for file in example.files for a in _errors(file)})
    parse = all(parsed(file.text) for file in example.files if file.is_python)
    if names and parse and not _has_noqa(example):
        comment = f"# asynclint: noqa: {', '.join(names)}\n"
        headed = _all(example, lambda file: _headed(file, comment))
        yield from (_silenced(each) for each in headed)


def _noqa_foreign(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    yield from _commented(example, lambda name: ": E501, W503")


def _in_string(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    if any(_errors(file) for file in example.files):
        yield from map(_silenced, _all(example, _quoted))


def _in_comment(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    if any(_errors(file) for file in example.files):
        yield from map(_silenced, _all(example, _commented_out))


def _emoji(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    for index, file in enumerate(example.files):
        text = _preceded(file) if file.is_python else file.text
        if text != file.text:
            yield _with(example, index, file._replace(text=text))


def _crlf(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    yield from _all(example, lambda file: _new_text(file, file.text.replace("\n", "\r\n")))


def _cr(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    yield from _each(example, lambda file: _new_text(file, file.text.replace("\n", "\r")))


def _unfinished(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    yield from _all(example, lambda file: _new_text(file, file.text.rstrip("\n")))


def _separators(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    # what `str.splitlines` ends a line at and Python does not
    yield from _each(example, lambda file: _headed(file, "# a\fb\vc\x1cd\x85e\u2028f\n"))


def _marked(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    yield from _all(example, lambda file: file._replace(encoding="utf-8-sig"))


def _latin(example: Example, rules: Mapping[str, Rule]) -> Iterator[Example]:
    if all(file.text.isascii() for file in example.files if file.is_python):
        comment = "# -*- coding: latin-1 -*-\n# \xe9\n"
        for dressed in _each(example, lambda file: _headed(file, comment)):
            yield dressed._replace(
                files=tuple(
                    f._replace(encoding="latin-1") if f.is_python else f for f in dressed.files
                )
            )


AS_IT_STANDS = Disguise("as it stands", _as_it_stands, fixes=True)

DISGUISES: Sequence[Disguise] = (
    Disguise("prefilter off", _as_it_stands, prefilter=False),
    Disguise("imports spelled another way", _respelled),
    Disguise("noqa with the code", _noqa_codes),
    Disguise("noqa with the name", _noqa_names),
    Disguise("noqa with a peer's code", _noqa_peers),
    Disguise("noqa without a code", _noqa_blanket),
    Disguise("noqa for the file", _noqa_file),
    Disguise("noqa for other codes", _noqa_foreign),
    Disguise("inside a string", _in_string),
    Disguise("inside comments", _in_comment),
    Disguise("an emoji earlier on the line", _emoji, fixes=True),
    Disguise("CRLF line ends", _crlf, fixes=True),
    Disguise("CR line ends", _cr),
    Disguise("no newline at the end", _unfinished),
    Disguise("odd separators in a comment", _separators),
    Disguise("a byte order mark", _marked, fixes=True),
    Disguise("latin-1 with a cookie", _latin),
)


def _errors(file: File) -> tuple[Announcement, ...]:
    return tuple(a for a in file.announced if a.kind == ERROR)


def _with(example: Example, index: int, file: File) -> Example:
    files = (*example.files[:index], file, *example.files[index + 1 :])
    return example._replace(files=files)


def _each(example: Example, dress: Callable[[File], File | None]) -> Iterator[Example]:
    """The example with every Python file dressed; nothing when one of them cannot be."""
    return _all(example, lambda file: dress(file) if file.is_python else file)


def _all(example: Example, dress: Callable[[File], File | None]) -> Iterator[Example]:
    """The example with every file dressed that rules look at."""
    files = []
    for file in example.files:
        dressed = dress(file) if file.has_rules else file
        if dressed is None:
            return
        files.append(dressed)
    yield example._replace(files=tuple(files))


def _silenced(example: Example) -> Example:
    return example._replace(files=tuple(f._replace(announced=()) for f in example.files))


def _new_text(file: File, text: str) -> File:
    return file._replace(text=text)


def _headed(file: File, comment: str) -> File:
    """The file below some lines of comment."""
    added = comment.count("\n")
    announced = tuple(a._replace(line=a.line + added) for a in file.announced)
    return file._replace(text=comment + file.text, line=file.line - added, announced=announced)


def _quoted(file: File) -> File | None:
    if not file.is_python:
        return None if _errors(file) else file
    for quotes in ('"""', "'''"):
        text = f"r{quotes}\n{file.text}{quotes}\n"
        tree = parsed(text) if quotes not in file.text else None
        if tree and len(tree.body) == 1:
            return file._replace(text=text)
    return None


def _commented_out(file: File) -> File:
    return file._replace(text="".join(f"# {line}\n" for line in file.text.splitlines()))


def _has_noqa(example: Example) -> bool:
    return any("noqa" in file.text.lower() for file in example.files)


def _hushed(example: Example, words: Callable[[str], str]) -> Iterator[Example]:
    """Every line with a finding gets `# noqa` and the words for its rule: all is silent."""
    yield from map(_silenced, _commented(example, words))


def _commented(example: Example, words: Callable[[str], str]) -> Iterator[Example]:
    if any(_errors(file) for file in example.files) and not _has_noqa(example):
        yield from _all(example, lambda file: _with_noqa(file, words))


def _with_noqa(file: File, words: Callable[[str], str]) -> File | None:
    if not file.path.endswith((*PYTHON, ".toml")):
        return _with_noqa_above(file, words)
    lines = file.text.splitlines()
    for announcement in _errors(file):
        line = lines[announcement.line - 1]
        if "# noqa" not in line:
            lines[announcement.line - 1] = f"{line}  # noqa{words(announcement.rule)}"
    text = "".join(f"{line}\n" for line in lines)
    return file._replace(text=text) if _same_content(file, text) else None


def _with_noqa_above(file: File, words: Callable[[str], str]) -> File:
    """An ini file with the comment on a line of its own, for nothing may stand behind a value."""
    lines = file.text.splitlines()
    wanted: dict[int, Announcement] = {a.line: a for a in _errors(file)}
    for line in sorted(wanted, reverse=True):
        indent = re.match(r"[ \t]*", lines[line - 1])
        comment = f"{indent[0] if indent else ''}# noqa{words(wanted[line].rule)}"
        lines.insert(line - 1, comment)
    announced = tuple(
        a._replace(line=a.line + sum(line <= a.line for line in wanted)) for a in file.announced
    )
    return file._replace(text="".join(f"{line}\n" for line in lines), announced=announced)


def _same_content(file: File, after: str) -> bool:
    if file.is_python:
        return _same_code(file.text, after)
    return tables(file.path, file.text) == tables(file.path, after)


def _same_code(before: str, after: str) -> bool:
    """Whether two texts differ in comments only: not inside a string or after a backslash."""
    trees = parsed(before), parsed(after)
    return bool(trees[0] and trees[1]) and len({ast.dump(tree) for tree in trees if tree}) == 1


_SIMPLE = (
    ast.Expr,
    ast.Assign,
    ast.AnnAssign,
    ast.AugAssign,
    ast.Return,
    ast.Raise,
    ast.Delete,
    ast.Assert,
    ast.Pass,
)


def _preceded(file: File) -> str:
    """The text with an emoji in front of each simple statement that begins a line of findings."""
    tree = parsed(file.text)
    wanted = {announcement.line for announcement in _errors(file)}
    if tree is None or not wanted:
        return file.text
    lines = Lines(file.text)
    starts = set()
    for node in ast.walk(tree):
        if isinstance(node, _SIMPLE) and node.lineno in wanted:
            start = lines.offset(node.lineno, node.col_offset)
            if re.fullmatch(r"[ \t]*", file.text[lines.start(node.lineno) : start]):
                starts.add(start)
    text = file.text
    for start in sorted(starts, reverse=True):
        text = text[:start] + EMOJI + text[start:]
    return text
