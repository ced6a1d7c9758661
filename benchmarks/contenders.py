"""The linters that are compared: their pinned versions, environments of their own, and commands."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from checkers import PYRIGHT_SETTINGS
from contest import Contender
from counts import settings_text
from environments import build_asynclint, environment, install_asynclint, install_pyright, python_of

RUFF = "0.17.5"
FLAKE8 = "flake8==7.5.0\nflake8-async==26.8.1\n"
PYRIGHT = "1.1.414"

_RUFF_RULES = "ASYNC,RUF006"


class Linters(NamedTuple):
    """The first words of each linter's command."""

    asynclint: Path
    ruff: Path
    flake8: Path
    pyright: list[str]

    @property
    def python(self) -> Path:
        """The Python that asynclint is installed in."""
        return self.asynclint.with_name("python")


def install_linters(checkout: Path, cache: Path, python: str, series: str) -> Linters:
    """All of them in the cache; asynclint as the checkout has it now, the others unless they are
    there. asynclint and flake8 run on `python`, of some series."""
    tools = cache / "tools"
    ruff = environment(tools / f"ruff-{RUFF}", f"ruff=={RUFF}\n")
    flake8 = environment(tools / f"flake8-{series}", FLAKE8, whole=True, python=python)
    return Linters(
        install_asynclint(build_asynclint(checkout, cache), cache, series, python),
        ruff.with_name("ruff"),
        flake8.with_name("flake8"),
        install_pyright(PYRIGHT, cache),
    )


class Ground(NamedTuple):
    """Some files to lint: a folder, settings of asynclint for them, and paths in the folder."""

    folder: Path
    options: Mapping[str, object] = {}
    paths: tuple[str, ...] = (".",)

    @property
    def version(self) -> str:
        """The version of Python that they are written for."""
        return str(self.options.get("target-version", "3.13"))


def asynclint(
    linters: Linters,
    ground: Ground,
    *options: str,
    kept: Path | None = None,
    prepare: Callable[[], None] = lambda: None,
) -> Contender:
    """asynclint with all rules that are on by default, with a cache when `kept` names one."""
    settings = ground.folder.with_name(f"{ground.folder.name}.asynclint.toml")
    wanted = settings_text(ground.options)
    if not settings.is_file() or settings.read_text(encoding="utf-8") != wanted:
        settings.write_text(wanted, encoding="utf-8")
    command = [str(linters.asynclint), "check", "--output-format=concise"]
    command += [f"--config={settings}", f"--cache-dir={kept}" if kept else "--no-cache"]
    command += [*options, *ground.paths]
    return Contender("asynclint", command, ground.folder, prepare=prepare)


def ruff(
    linters: Linters,
    ground: Ground,
    *,
    kept: Path | None = None,
    prepare: Callable[[], None] = lambda: None,
) -> Contender:
    """ruff with its rules for async code, with a cache when `kept` names one."""
    command = [str(linters.ruff), "check", f"--select={_RUFF_RULES}", "--output-format=concise"]
    command += ["--isolated", f"--target-version=py{ground.version.replace('.', '')}"]
    command += [f"--cache-dir={kept}" if kept else "--no-cache", *ground.paths]
    return Contender("ruff", command, ground.folder, prepare=prepare)


def flake8_async(linters: Linters, ground: Ground) -> Contender:
    """flake8 with the rules of flake8-async alone; both cores are its own to use."""
    command = [str(linters.flake8), "--isolated", "--select=ASYNC", *ground.paths]
    return Contender("flake8-async", command, ground.folder)


def pyright(linters: Linters, ground: Ground) -> Contender:
    """pyright with `reportUnusedCoroutine` alone, with no environment to read packages from."""
    settings = ground.folder.with_name(f"{ground.folder.name}.pyright.json")
    include = {"include": [f"{ground.folder.name}/{path}" for path in ground.paths]}
    settings.write_text(json.dumps(PYRIGHT_SETTINGS | include), encoding="utf-8")
    command = [*linters.pyright, "--project", str(settings)]
    command += ["--pythonpath", str(python_of(linters.ruff.parents[1]))]
    return Contender("pyright", command, ground.folder)


def emptied(folder: Path) -> Path:
    """A folder for a cache, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
