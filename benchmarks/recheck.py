"""How long a process that lives takes to check a file again: `recheck.py FILE TIMES`.

Run by the Python that asynclint is installed in. Prints two medians in seconds: wall, processor.
"""

from __future__ import annotations

import os
import sys
import time
from statistics import median

from asynclint.opening import opened


def main(path: str, times: int) -> None:
    """Check the file with one more line each time."""
    with open(path, "rb") as file:
        data = file.read()
    session = opened(os.path.dirname(path), isolated=True, overrides={"python": "none"})
    wall, cpu = [], []
    for edit in range(times + 1):
        session.changed(path)
        started, worked = time.perf_counter(), time.process_time()
        session.check_bytes(path, data + b"# %d\n" % edit)
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - worked)
    # The first time everything about the project is new.
    print(median(wall[1:]), median(cpu[1:]))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
