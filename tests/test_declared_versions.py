"""The lowest release of a package that a project asks for."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import context, write

from asynclint.questions.declared_versions import Release, floor


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("pyproject.toml", 'dependencies = ["httpx>=0.28"]\n', (0, 28)),
        ("pyproject.toml", "dependencies = ['httpx[http2]>=0.27,<1']\n", (0, 27)),
        ("pyproject.toml", 'dependencies = ["httpx~=0.28.1; python_version > 3"]\n', (0, 28, 1)),
        ("pyproject.toml", 'httpx = "^0.28"\n', (0, 28)),
        ("pyproject.toml", 'httpx = { extras = ["http2"], version = "^0.27" }\n', (0, 27)),
        ("pyproject.toml", 'dependencies = ["httpx"]\n', None),
        ("pyproject.toml", 'dependencies = ["httpx<0.28"]\n', None),
        ("pyproject.toml", 'dependencies = ["httpx-sse>=0.4"]\n', None),
        ("pyproject.toml", 'a = ["httpx>=0.27"]\nb = ["httpx==0.28.1"]\n', (0, 27)),
        ("requirements.txt", "httpx==0.28.1  # pinned\n", (0, 28, 1)),
        ("requirements.txt", "httpx\n", None),
        ("uv.lock", '[[package]]\nname = "httpx"\nversion = "0.28.1"\n', (0, 28, 1)),
        ("notes.txt", "httpx==0.28.1\n", None),
    ],
)
def test_the_floor_is_read_from_what_people_write(
    tmp_path: Path, name: str, text: str, expected: Release | None
) -> None:
    write(tmp_path, {name: text, "app.py": "x = 1\n"})

    assert floor("httpx", context(tmp_path, "app.py")) == expected


def test_the_nearest_folder_counts(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "httpx==0.20\n",
        "service/requirements.txt": "httpx==0.28\n",
        "service/app/main.py": "x = 1\n",
    }
    write(tmp_path, files)

    assert floor("httpx", context(tmp_path, "service/app/main.py")) == (0, 28)


def test_a_lock_file_counts_before_what_is_declared(tmp_path: Path) -> None:
    lock = '[[package]]\nname = "httpx"\nversion = "0.28.1"\n'
    write(tmp_path, {"uv.lock": lock, "pyproject.toml": '["httpx>=0.20"]\n', "app.py": "x = 1\n"})

    assert floor("httpx", context(tmp_path, "app.py")) == (0, 28, 1)
