"""`python -m asynclint`, which must not import from the folder it is started in."""

import sys

if sys.path and sys.path[0] in ("", __import__("os").getcwd()):
    del sys.path[0]  # a `threading.py` in a checkout would run

from asynclint.faces.cli import main

sys.exit(main())
