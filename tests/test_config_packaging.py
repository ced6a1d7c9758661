"""Which Python a package says it needs, in all the files that may say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from asynclint.config import Configuration

LANGUAGE = "Programming Language :: Python :: 3"
PROJECT = '[project]\nrequires-python = ">=3.11"\n'
SETUP_CFG = "[options]\npython_requires = >=3.9\n"
SETUP_PY = 'from setuptools import setup\nsetup(name="x", python_requires=">=3.8")\n'
CLASSIFIED = (
    "REQUIRES = find_out()\n"
    f'setup(python_requires=REQUIRES, classifiers=["{LANGUAGE}.9", "{LANGUAGE}.7"])\n'
)


@pytest.mark.parametrize(
    ("files", "floor"),
    [
        ({"setup.py": SETUP_PY}, (3, 8)),
        ({"setup.cfg": SETUP_CFG, "setup.py": SETUP_PY}, (3, 9)),
        ({"pyproject.toml": PROJECT, "setup.py": SETUP_PY}, (3, 11)),
        ({"pyproject.toml": "[tool.black]\n", "setup.py": SETUP_PY}, (3, 8)),
        ({"setup.py": CLASSIFIED}, (3, 7)),
        ({"setup.cfg": f"[metadata]\nclassifiers =\n  {LANGUAGE}.12\n"}, (3, 12)),
        ({"pyproject.toml": f'[project]\nclassifiers = ["{LANGUAGE}.10"]\n'}, (3, 10)),
        ({"setup.py": 'setup(classifiers=["Programming Language :: Python :: 3"])\n'}, None),
        ({"setup.py": "setup(python_requires=\n"}, None),
        ({"setup.cfg": "no section\n"}, None),
        ({}, None),
    ],
)
def test_the_lowest_python_is_found(
    files: dict[str, str], floor: tuple[int, int] | None, tmp_path: Path
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    def read(path: str) -> bytes | None:
        return Path(path).read_bytes() if Path(path).is_file() else None

    settings = Configuration(str(tmp_path), read=read, selectors=set)
    assert settings.options_for(str(tmp_path / "package" / "app.py")).target == floor
