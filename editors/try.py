"""Tries real editors, those of them that are installed, on the line with the emoji.

    python editors/try.py [neovim|emacs ...]

Each editor starts `asynclint server` of this environment, must show the finding once and in the
right place, apply its fix, and show nothing then. Status 1 when one does not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TEXT = 'import asyncio\n\n\nasync def main():\n    s = "😀"; asyncio.sleep(1)\n    return s\n'
_FOUND, _FIXED = "asyncio.sleep(1)", '    s = "😀"; await asyncio.sleep(1)'

COMMANDS = {
    "neovim": ["nvim", "--headless", "-u", "NONE", "-c", f"luafile {HERE}/neovim/try.lua"],
    "emacs": ["emacs", "-Q", "--batch", "-l", f"{HERE}/emacs/try.el"],
}


def main() -> int:
    """Try what is asked for, or everything that is there."""
    names = sys.argv[1:] or [name for name, c in COMMANDS.items() if shutil.which(c[0])]
    failed = [name for name in names if not _works(name)]
    print(f"tried {', '.join(names) or 'nothing'}; failed: {', '.join(failed) or 'none'}")
    return 1 if failed or not names else 0


def _works(name: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "app.py"
        file.write_text(TEXT, encoding="utf-8")
        (Path(folder) / ".git").mkdir()
        environment = os.environ | {
            "ASYNCLINT_TRY": str(file),
            "ASYNCLINT_SERVER": f"{sys.executable} -m asynclint server",
            "LANG": "C.UTF-8",
        }
        done = subprocess.run(
            COMMANDS[name],
            env=environment,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
    said = (done.stdout + done.stderr).replace("\r", "")
    lines = said.splitlines()
    works = (
        "found 1" in lines
        and any(line.startswith("5") and line.endswith(_FOUND) for line in lines)
        and "left 0" in lines
        and _FIXED in lines
    )
    print(f"{name}: {'works' if works else 'does not work'}")
    if not works:
        print(said)
    return works


if __name__ == "__main__":
    sys.exit(main())
