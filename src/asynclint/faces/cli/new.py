"""`asynclint new`: the files of a rule that is to be written."""

from __future__ import annotations

import argparse

from asynclint.scaffold import scaffold


def run(options: argparse.Namespace) -> int:
    """Write the files and name them."""
    for path in scaffold(options.name, options.kind, options.family, options.directory):
        print(path)
    return 0
