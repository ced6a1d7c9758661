"""The wheels that knowledge is made from are fetched by pip, here from a folder."""

from __future__ import annotations

import importlib.util
import os
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

TOOL = os.path.join(os.path.dirname(__file__), "..", "tools", "generate_knowledge.py")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_knowledge", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_missing_wheels_are_fetched_for_the_newest_interpreter_that_has_one(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, home = tmp_path / "shop", tmp_path / "home"
    shop.mkdir()
    for tag in ("cp311-none-any", "cp312-none-any"):
        with zipfile.ZipFile(shop / f"lib-1.0-{tag}.whl", "w") as wheel:
            wheel.writestr("lib/__init__.py", "async def go(): ...")
            wheel.writestr(
                "lib-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: lib\nVersion: 1.0\n"
            )
            wheel.writestr("lib-1.0.dist-info/WHEEL", f"Wheel-Version: 1.0\nTag: {tag}\n")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shop))

    tool._fetch({"distribution": "lib", "versions": ["1.0"]}, str(home))

    assert os.listdir(home) == ["lib-1.0-cp312-none-any.whl"]


def test_a_release_without_a_wheel_ends_the_program_with_a_reason(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setattr(tool, "PYTHONS", ("3.13",))

    with pytest.raises(SystemExit, match=r"no wheel of lib==1\.0"):
        tool._fetch({"distribution": "lib", "versions": ["1.0"]}, str(tmp_path))
