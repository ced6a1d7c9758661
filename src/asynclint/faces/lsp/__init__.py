"""`asynclint server`: the language server that editors start, over standard input and output.

Two processes: one speaks with the editor (`server`) and never waits for an analysis, the other
(`worker`) analyses and may be replaced at any time.
"""

from __future__ import annotations

import argparse

from asynclint.model import UserError


def run(options: argparse.Namespace) -> int:
    """Serve until the editor ends it; 0 when it said so first, else 1."""
    try:
        import pygls  # noqa: F401
    except ImportError:
        raise UserError("the server needs pygls: pip install 'asynclint[lsp]'") from None
    from asynclint.faces.lsp.server import serve

    return serve()
