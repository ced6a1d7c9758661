"""Tries real editors, those of them that are installed, on the line with the emoji.

    python editors/try.py [neovim|emacs|vim|helix ...]

Each editor starts `asynclint server` of this environment, must show the finding once and in the
right place, apply its fix, and show nothing then; ALE in Vim only shows, and counts columns in
UTF-16. Status 1 when one does not.
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
ALE = Path(os.environ.get("ALE_PATH", "/usr/share/vim-ale"))
_FOUND, _FIXED = "asyncio.sleep(1)", '    s = "😀"; await asyncio.sleep(1)'

COMMANDS = {
    "neovim": ["nvim", "--headless", "-u", "NONE", "-c", f"luafile {HERE}/neovim/try.lua"],
    "emacs": ["emacs", "-Q", "--batch", "-l", f"{HERE}/emacs/try.el"],
    "vim": ["vim", "-u", "NONE", "-N", "-es", "-S", f"{HERE}/vim/try.vim"],
    "helix": ["sh", f"{HERE}/helix/try.sh"],
}
_NEEDED = {"neovim": ["nvim"], "emacs": ["emacs"], "vim": ["vim"], "helix": ["hx", "tmux"]}


def main() -> int:
    """Try what is asked for, or everything that is there."""
    names = sys.argv[1:] or [name for name in COMMANDS if _is_there(name)]
    failed = [name for name in names if not _works(name)]
    print(f"tried {', '.join(names) or 'nothing'}; failed: {', '.join(failed) or 'none'}")
    return 1 if failed or not names else 0


def _is_there(name: str) -> bool:
    return all(map(shutil.which, _NEEDED[name])) and (name != "vim" or ALE.is_dir())


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
    if name == "vim":
        works = "found 1" in lines and any(line.startswith("5 15 30 ASL101") for line in lines)
    else:
        found = any(line.startswith("5") and line.endswith(_FOUND) for line in lines)
        works = "found 1" in lines and found and "left 0" in lines and _FIXED in lines
    print(f"{name}: {'works' if works else 'does not work'}")
    if not works:
        print(said)
    return works


if __name__ == "__main__":
    sys.exit(main())
