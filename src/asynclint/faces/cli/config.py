"""`asynclint config`: the settings that say what those of another tool say."""

from __future__ import annotations

import argparse
import os
import sys

from asynclint.config.peers import flake8_options, ruff_options
from asynclint.conversion import convert, text
from asynclint.disk import read_or_none
from asynclint.model import UserError
from asynclint.output.escape import escape
from asynclint.session import all_rules


def run(options: argparse.Namespace) -> int:
    """Print the settings; what has no counterpart is said on standard error."""
    if not options.from_flake8_async:
        raise UserError("say whose settings to convert: --from-flake8-async")
    folder = os.path.abspath(options.folder)
    if not os.path.isdir(folder):
        raise UserError(f"{escape(options.folder)}: no such folder")
    flake8_file, flake8 = flake8_options(folder, read_or_none)
    ruff_file, ruff = ruff_options(folder, read_or_none)
    if not flake8_file and not ruff_file:
        raise UserError(f"no settings of flake8 or ruff in {escape(options.folder)}")
    converted = convert(flake8, ruff, all_rules())
    print(text(converted.settings))
    sys.stdout.flush()
    files = " and ".join(filter(None, (flake8_file, ruff_file)))
    print(f"asynclint: converted {files}", file=sys.stderr)
    for note in converted.notes:
        print(f"asynclint: {escape(note)}", file=sys.stderr)
    return 0
