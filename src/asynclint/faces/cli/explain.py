"""`asynclint explain RULE`: the page of a rule, as it stands in the documentation.

`asynclint explain FILE:LINE[:COLUMN]`: what is known about the calls there.
"""

from __future__ import annotations

import argparse
import os
import re

from asynclint.disk import root_of
from asynclint.explain import explain
from asynclint.inquiry import account
from asynclint.model import UserError
from asynclint.opening import opened
from asynclint.output.escape import escape
from asynclint.source import BadSource

_PLACE = re.compile(r"(.+?):([1-9][0-9]*)(?::([1-9][0-9]*))?")


def run(options: argparse.Namespace) -> int:
    """Print the page of the rule with that code or name, or an account of a place."""
    place = _PLACE.fullmatch(options.subject)
    if place is None:
        print(explain(options.subject))
        return 0
    path, line, column = place[1], int(place[2]), int(place[3]) if place[3] else None
    for text in _account(path, line, column, options.python):
        print(escape(text))
    return 0


def _account(path: str, line: int, column: int | None, python: str | None) -> list[str]:
    session = opened(root_of(path), overrides={"python": python} if python else {})
    try:
        findings = session.check_file(path).findings
        found = account(session.context(path), line, column, findings)
    except OSError as error:
        raise UserError(f"{path}: {error.strerror or error}") from None
    except BadSource as bad:
        raise UserError(f"{path}:{bad.position.line}: {bad.reason}") from None
    return found or [f"{os.path.normpath(path)}:{line}: no call stands here"]
