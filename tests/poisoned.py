"""Files that do to the process that checks them what a parser's bug would do."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping

from asynclint import spawning
from asynclint.engine import Result
from asynclint.session import Session

Check = Callable[[Session, str], Result]


def poisoned(poison: Mapping[str, str], check: Check) -> Check:
    """A `check_file` that does, at files of some names, what the poison says: "SIGKILL" or
    another signal, "once FLAG" to die unless that file exists already, or "sleep"."""

    def check_file(session: Session, path: str) -> Result:
        _suffer(poison.get(os.path.basename(path), ""))
        return check(session, path)

    return check_file


def _suffer(poison: str) -> None:
    word, _, flag = poison.partition(" ")
    if word == "sleep":
        time.sleep(60)
    elif word == "once":
        if not os.path.exists(flag):
            open(flag, "x").close()
            os.kill(os.getpid(), signal.SIGTERM)
    elif word:
        os.kill(os.getpid(), getattr(signal, word))


def main(poison: Mapping[str, str]) -> None:
    """What a worker runs that is started afresh."""
    Session.check_file = poisoned(poison, Session.check_file)  # type: ignore[method-assign]
    spawning.main()
