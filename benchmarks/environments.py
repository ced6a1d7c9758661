"""The environments of a comparison: checkers, and what each package depends on.

`environments/<package>.txt` lists exact versions, one a line as pip writes them; they are
installed without asking what they depend on themselves, so that an environment is the same on
every day. A finished environment holds a copy of its list, and is made anew when the list changed.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple

import tomli
from archives import Corpus, CorpusError

STAMP = ".asynclint-requirements"


class Versions(NamedTuple):
    """The pinned checkers: pyright is a package of npm, mypy one of PyPI."""

    pyright: str
    mypy: str


class Tools(NamedTuple):
    """How the checkers are started: the first words of their commands."""

    pyright: list[str]
    mypy: list[str]


def read_tools(path: Path) -> Versions:
    """The `[tools]` of a packages file; CorpusError when they are not two exact versions."""
    try:
        return Versions(**tomli.loads(path.read_text(encoding="utf-8"))["tools"])
    except (tomli.TOMLDecodeError, KeyError, TypeError) as error:
        raise CorpusError(f"{path.name}: [tools] must name pyright and mypy: {error}") from error


def install_tools(versions: Versions, cache: Path) -> Tools:
    """Both checkers in the cache, installed unless they are there."""
    mypy = environment(cache / "tools" / "mypy", f"mypy=={versions.mypy}\n", whole=True)
    return Tools(install_pyright(versions.pyright, cache), [str(mypy), "-m", "mypy"])


def install_pyright(version: str, cache: Path) -> list[str]:
    """The first words of a pyright's command. It comes from npm, from where its package of PyPI
    fetches it, too."""
    npm = cache / "tools" / f"pyright-{version}"
    start = npm / "node_modules" / "pyright" / "index.js"
    if not start.is_file():
        npm.mkdir(parents=True, exist_ok=True)
        _do(["npm", "install", "--prefix", str(npm), f"pyright@{version}"])
    return ["node", str(start)]


def build_asynclint(checkout: Path, cache: Path) -> Path:
    """A wheel of asynclint as the checkout has it now."""
    wheels = cache / "tools" / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    _do([*command, "--wheel-dir", str(wheels), str(checkout)])
    (wheel,) = wheels.glob("*.whl")
    return wheel


def install_asynclint(wheel: Path, cache: Path, series: str, python: str) -> Path:
    """The command of an asynclint, installed from a wheel with what it needs in an environment of
    some Python, unless just this wheel is there."""
    folder = cache / "tools" / f"asynclint-{series}"
    needed = _needed(wheel)
    own = environment(folder, needed, whole=True, python=python)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    stamp = folder / ".asynclint-wheel"
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != digest:
        command = [sys.executable, "-m", "pip", "--python", str(own), "install", "--quiet"]
        # Bytecode is there before the first run, as with any installed package.
        _do([*command, "--no-deps", "--force-reinstall", "--compile", str(wheel)])
        stamp.write_text(digest, encoding="ascii")
    return own.with_name("asynclint")


def _needed(wheel: Path) -> str:
    """What a wheel says it depends on, without extras, one requirement a line."""
    with zipfile.ZipFile(wheel) as box:
        (name,) = (name for name in box.namelist() if name.endswith(".dist-info/METADATA"))
        lines = box.read(name).decode("utf-8").splitlines()
    wanted = [line.partition(":")[2].strip() for line in lines if line.startswith("Requires-Dist:")]
    return "".join(f"{line}\n" for line in wanted if "extra ==" not in line)


def install_package_environment(package: Corpus, lists: Path, cache: Path) -> Path:
    """The Python of the environment that holds what a package depends on."""
    listed = lists / f"{package.name}.txt"
    if not listed.is_file():
        raise CorpusError(f"{package.name}: {lists.name}/{listed.name} is missing")
    return environment(environment_of(package, cache), listed.read_text(encoding="utf-8"))


def environment_of(package: Corpus, cache: Path) -> Path:
    """The folder of the environment of a package, installed or not."""
    return cache / "environments" / package.name


def python_of(environment: Path) -> Path:
    return environment / "bin" / "python"


def environment(
    folder: Path, requirements: str, *, whole: bool = False, python: str = sys.executable
) -> Path:
    """The Python of an environment at `folder`, made by another `python`, in which
    `requirements` are installed; `whole`: with what they depend on."""
    stamp = folder / STAMP
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == requirements:
        return python_of(folder)
    if folder.exists():
        shutil.rmtree(folder)
    _do([python, "-m", "venv", "--without-pip", str(folder)])
    wanted = folder / "requirements.txt"
    wanted.write_text(requirements, encoding="utf-8")
    command = [sys.executable, "-m", "pip", "--python", str(python_of(folder)), "install"]
    command += ["--quiet", "--requirement", str(wanted)]
    _do(command if whole else [*command, "--no-deps"])
    stamp.write_text(requirements, encoding="utf-8")
    return python_of(folder)


def _do(command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[-1]
        raise CorpusError(f"{' '.join(command[:4])} …: {last[:300]}")
