"""The `asynclint` command: reads the words, does what they say, answers with a status.

Status 0: nothing found. 1: findings. 2: something went wrong or was not checked; what was
found is printed all the same.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
from collections.abc import Sequence

from asynclint.faces.cli import recall
from asynclint.model import UserError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; `arguments` are those of the process when not given."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # an ASCII terminal, a log
    try:
        status = _run(words)
        sys.stdout.flush()
    except UserError as error:
        print(f"asynclint: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `asynclint check | head`: nobody listens any more
        _silence()
        return 1
    except OSError as error:  # a full disk under stdout
        _silence()
        print(f"asynclint: {error.strerror or error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return status


def _run(words: Sequence[str]) -> int:
    started = time.time_ns()
    keep = _kept_at(words) if recall.wanted(words) else None
    said, seen = recall.recall(*keep) if keep else (None, None)
    if said:
        sys.stdout.write(said.out)
        return said.status
    from asynclint.faces.cli.arguments import parse  # a run that is recalled needs no parser

    try:
        options = parse(words)
    except SystemExit:  # the parser has printed what `--help` or `--version` asks for
        return 0
    options.keep, options.seen, options.started = keep, seen, started
    status: int = options.run(options)
    return status


def _kept_at(words: Sequence[str]) -> tuple[str, str]:
    """Where the report of a command is kept: the folder, and the name in it."""
    given = [
        word.partition("=")[2] or after
        for word, after in zip(words, [*words[1:], ""], strict=True)
        if word.partition("=")[0] == "--cache-dir"
    ]
    is_terminal = sys.stdout.isatty()
    place = recall.folder(os.environ, given[-1] if given else None)
    return place, recall.key(words, os.environ, is_terminal=is_terminal)


def _silence() -> None:
    """Let the interpreter's own last flush go nowhere."""
    with contextlib.suppress(OSError, ValueError):  # when stdout is no file, nothing is left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
