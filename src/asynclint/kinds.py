"""What a file is, told from its name alone."""

from __future__ import annotations

# Files that pytest may take its configuration from, in the order it looks at them.
CONFIGURATION = (
    "pytest.toml",
    ".pytest.toml",
    "pytest.ini",
    ".pytest.ini",
    "pyproject.toml",
    "tox.ini",
    "setup.cfg",
)
PYTHON = (".py", ".pyi")
PROSE = (".md", ".rst")
_TABLES = (".cfg", ".ini", ".sh", ".toml")


def is_configuration(path: str) -> bool:
    """Whether a file holds tables of settings, or commands."""
    return path.endswith(_TABLES)
