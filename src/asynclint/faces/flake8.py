"""The flake8 plugin: the same findings as `asynclint check`, one file at a time.

flake8 decides which codes it shows; rules it would not show are not run, and when it would
show none of ours nothing of asynclint is imported, parsed or read. Rules that are off by
default run only when flake8 selects them by more than the bare prefix `ASL`, which merely
names this plugin. The plugin never raises: one exception would end the whole flake8 run.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from flake8.options.manager import OptionManager
from flake8.style_guide import Decision, DecisionEngine

from asynclint import __version__

if TYPE_CHECKING:
    from asynclint.model import Finding
    from asynclint.session import Session

Violation = tuple[int, int, str, type]

_PREFIX = "ASL"
_SYNTAX_ERROR = "ASL000"  # under this code stands what else went wrong with a file


class Setup:
    """What flake8's options mean for us. The session is opened for the first file."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._engine = DecisionEngine(options)
        chosen = [*(options.select or ()), *(options.extend_select or ())]
        self._selected = [c for c in chosen if c.startswith(_PREFIX) and c != _PREFIX]
        self.noqa = not options.disable_noqa

    @property
    def failure_code(self) -> str | None:
        """The code for what is no finding, such as broken settings; None when flake8 shows no
        code of ours. It decides by the longest prefixes, so these few speak for all codes."""
        candidates = (_SYNTAX_ERROR, _PREFIX, *self._selected)
        return next((code for code in candidates if self._shows(code)), None)

    @cached_property
    def session(self) -> Session:
        """The session of the project that the first path belongs to; raises `UserError`."""
        from asynclint.disk import root_of
        from asynclint.opening import opened

        options = self._options
        given = {
            "async-library": options.asynclint_async_library,
            "target-version": options.asynclint_target_version,
            "python": options.asynclint_python,
            "extend-select": self._selected,
        }
        return opened(
            root_of((list(options.filenames) or ["."])[0]),
            file=options.asynclint_config,
            # flake8 takes this word out before plugins see the options
            isolated="--isolated" in sys.argv[1:],
            overrides={key: value for key, value in given.items() if value},
        )

    @cached_property
    def shown(self) -> frozenset[str]:
        """The codes of the session's rules that flake8 shows."""
        return frozenset(rule.code for rule in self.session.rules if self._shows(rule.code))

    def _shows(self, code: str) -> bool:
        return self._engine.decision_for(code) is Decision.Selected


class Plugin:
    """What flake8 calls for every file."""

    name = "asynclint"
    version = __version__
    _setup: ClassVar[Setup | None] = None

    def __init__(self, tree: ast.Module, filename: str, lines: Sequence[str]) -> None:
        """flake8 runs us where there is a `tree`. We make our own: other plugins hang parents
        and more on the nodes of this one, before us and after."""
        self._filename = filename
        self._lines = lines

    @staticmethod
    def add_options(manager: OptionManager) -> None:
        """Options of the same names as the settings; also read from flake8's files."""
        add = manager.add_option
        add(
            "--asynclint-config",
            parse_from_config=True,
            normalize_paths=True,
            help="asynclint's settings file",
        )
        add(
            "--asynclint-async-library",
            parse_from_config=True,
            help="the library the project declares: asyncio, anyio or trio",
        )
        add(
            "--asynclint-target-version",
            parse_from_config=True,
            help="the lowest Python the project supports, such as 3.10",
        )
        add(
            "--asynclint-python",
            parse_from_config=True,
            help="the environment whose packages are read, or 'none'",
        )

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Keep what the options mean; flake8 calls this in every process it starts."""
        cls._setup = Setup(options)

    def run(self) -> Iterator[Violation]:
        """Findings as flake8 wants them: 1-based lines, 0-based code-point columns."""
        setup = self._setup
        code = setup.failure_code if setup else None
        if setup is None or code is None:
            return
        try:
            yield from self._findings(setup, code)
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:  # a panic of the pattern engine is no Exception
            yield self._violation(1, 0, f"{code} {_reason(error)}")

    def _findings(self, setup: Setup, code: str) -> Iterator[Violation]:
        from asynclint.source import encode

        data = encode("".join(self._lines))
        name = self._filename if self._filename not in ("stdin", "-") else "stdin.py"
        result = setup.session.check_bytes(
            name, data, only=setup.shown, noqa=setup.noqa
        )
        for failure in result.failures:
            yield self._violation(1, 0, f"{code} {failure}")
        for finding in result.findings:
            yield self._violation(finding.start.line, finding.start.column - 1, _text(finding))

    def _violation(self, line: int, column: int, text: str) -> Violation:
        return line, column, text, type(self)


def _reason(error: BaseException) -> str:
    from asynclint.model import UserError

    if not isinstance(error, UserError):
        return f"asynclint failed: {error!r}"
    return re.sub("^--", "--asynclint-", str(error))  # the name of the option in flake8


def _text(finding: Finding) -> str:
    where = "".join(
        f" ({related.message} at {os.path.relpath(related.path)}:{related.position.line})"
        for related in finding.related
    )
    return f"{finding.code} {finding.message}{where}"
