"""`asynclint clean`: nothing is left in the cache."""

from __future__ import annotations

import argparse
import os

from asynclint.faces.cli import recall


def run(options: argparse.Namespace) -> int:
    """Remove the reports of earlier runs, and say how many there were."""
    place = recall.folder(os.environ, options.cache_dir)
    removed = recall.clean(place)
    print(f"Removed {removed} {'report' if removed == 1 else 'reports'} from {place}")
    return 0
