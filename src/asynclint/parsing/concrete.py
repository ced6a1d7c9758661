"""The concrete syntax tree that ast-grep makes of a text, of one that is broken as well.

The only module that imports ast-grep, and only when somebody asks for a tree.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from typing import Any

# Runs of comment lines up to here cost nothing; tree-sitter is quadratic in longer ones.
_SHORT_RUN = 50
_LONG_RUN = re.compile(rf"(?:^[ \t]*#[^\n]*\n){{{_SHORT_RUN}}}", re.MULTILINE)
_LONE_CR = re.compile(r"\r(?!\n)")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def root(text: str) -> Any:
    """The syntax tree of a `parsable` text as ast-grep sees it."""
    from ast_grep_py import SgRoot

    return SgRoot(text, "python").root()


def parsable(text: str) -> str:
    """The text as tree-sitter can take it, of the same length: line ends that both know, no
    surrogates, and no long runs of comments."""
    text = _SURROGATE.sub("?", _LONE_CR.sub("\n", text))
    return _without_long_runs(text) if _LONG_RUN.search(text) else text


def _without_long_runs(text: str) -> str:
    lines = io.StringIO(text).readlines()
    comments = set(_comment_lines(text))
    run: list[int] = []
    for index in range(len(lines) + 1):
        if index in comments:
            run.append(index)
            continue
        if len(run) >= _SHORT_RUN:
            for blank in run:
                lines[blank] = re.sub(r"[^\r\n]", " ", lines[blank])
        run = []
    return "".join(lines)


def _comment_lines(text: str) -> Iterator[int]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT and not token.line[: token.start[1]].strip():
                yield token.start[0] - 1
    except (tokenize.TokenError, SyntaxError):
        return
