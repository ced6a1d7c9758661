"""Files that break linters: each gets a finding or a clear line, its neighbours keep theirs."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from conftest import Run

HEALTHY = "async def f(): ...\nasync def g():\n    f()\n"

# name -> content, and the word its finding must contain ("" when the file is fine)
BAD: dict[str, tuple[bytes, str]] = {
    "syntax.py": (b"async def f(:\n    pass\n", "syntax"),
    "python2.py": (b"print 'a'\nexec 'b'\n", "Missing parentheses"),
    "nulls.py": (b"x = 1\x00\n", "null byte"),
    "invalid_utf8.py": (b"s = '\xff\xfe'\n", "not valid utf-8"),
    "no_such_coding.py": (b"# coding: klingon\nx = 1\n", "encoding"),
    "hex_coding.py": (b"# coding: hex_codec\nx = 1\n", "encoding"),
    "long_line.py": (b"x = '" + b"a" * 10_000_000 + b"'\n", "max-file-size"),
    "parentheses.py": (b"(" * 20_000 + b")" * 20_000, "parentheses"),
    "indentation.py": (b"".join(b" " * i + b"if 1:\n" for i in range(120)), "indent"),
    "unclosed.py": (b'x = """\n', "unterminated"),
    "tabs.py": (b"if 1:\n\tx = 1\n        y = 1\n", "tab"),
}
# Deep enough for some Pythons to give up; then the file must say so.
DEEP = {
    "attributes.py": b"x" + b".a" * 60_000 + b"\n" + HEALTHY.encode(),
    "calls.py": b"x" + b".a()" * 2_000 + b"\n" + HEALTHY.encode(),
    "elifs.py": b"if x: pass\n" + b"elif x: pass\n" * 3_000 + HEALTHY.encode(),
    "sums.py": b"x = " + b" + ".join([b"1"] * 3_000) + b"\n" + HEALTHY.encode(),
}
FINE: dict[str, bytes] = {
    "latin.py": b"# coding: latin-1\n# \xe9\n" + HEALTHY.encode(),
    "bom.py": b"\xef\xbb\xbf" + HEALTHY.encode(),
    "crlf.py": HEALTHY.replace("\n", "\r\n").encode(),
    "cr.py": HEALTHY.replace("\n", "\r").encode(),
    "form_feed.py": HEALTHY.replace("async def g", "\f\nasync def g").encode(),
    "no_newline.py": HEALTHY.rstrip("\n").encode(),
    "comments.py": b"# c\n" * 20_000 + HEALTHY.encode(),
    "bad_escape.py": b"p = '\\d'\n" + HEALTHY.encode(),
    "with space.py": HEALTHY.encode(),
    "new\nline.py": HEALTHY.encode(),
}


@pytest.fixture(params=["1", "2"], ids=["one process", "two processes"])
def report(request: pytest.FixtureRequest, tmp_path: Path, run: Run) -> Report:
    (tmp_path / ".git").mkdir()
    for name, (content, _) in BAD.items():
        (tmp_path / name).write_bytes(content)
    for name, content in (FINE | DEEP).items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / os.fsdecode(b"not_utf8_\xff.py")).write_bytes(HEALTHY.encode())
    os.mkfifo(tmp_path / "fifo.py")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "dangling.py").symlink_to(tmp_path / "nowhere.py")
    words = ("check", ".", "--isolated", "--output-format", "json", "--jobs", request.param)
    return Report(run(*words, cwd=tmp_path))


class Report:
    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.status = done.returncode
        self.stderr = done.stderr
        self.data = json.loads(done.stdout)

    def of(self, path: str) -> list[tuple[str, str]]:
        return [(f["code"], f["message"]) for f in self.data["findings"] if f["path"] == path]


def test_every_file_gets_its_due(report: Report) -> None:
    for name, (_, word) in BAD.items():
        found = report.of(name)
        assert [code for code, _ in found] == ["ASL000"], (name, found)
        assert word.lower() in found[0][1].lower()
        assert "\n" not in found[0][1]
    for name in [*FINE, os.fsdecode(b"not_utf8_\xff.py")]:
        assert [code for code, _ in report.of(name)] == ["ASL101"], name
    for name in DEEP:
        assert [code for code, _ in report.of(name)] in (["ASL000"], ["ASL101"]), name
    assert "fifo.py" in report.stderr
    assert "Traceback" not in report.stderr


@pytest.mark.parametrize("name", ["crlf.py", "cr.py", "bom.py", "latin.py"])
def test_places_do_not_move(name: str, tmp_path: Path, run: Run) -> None:
    (tmp_path / name).write_bytes(FINE[name])

    done = run("check", name, "--isolated", "--output-format", "json", cwd=tmp_path)

    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["line"], finding["column"]) == (5 if name == "latin.py" else 3, 5)


def test_an_unreadable_file_is_a_finding(tmp_path: Path, run: Run) -> None:
    (tmp_path / "healthy.py").write_text(HEALTHY)

    done = run("check", "healthy.py", "missing_inside/../gone.py", "--isolated", cwd=tmp_path)

    assert done.returncode == 2
    assert "no such file" in done.stderr


def test_an_empty_tree_is_said(tmp_path: Path, run: Run) -> None:
    done = run("check", ".", "--isolated", cwd=tmp_path)

    assert done.returncode == 0
    assert "no Python files found" in done.stderr


def test_nothing_in_a_checkout_is_imported(tmp_path: Path, run: Run) -> None:
    for name in ("ast", "json", "marshal", "threading", "tomli", "conftest", "sitecustomize_"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported!')\n")

    done = run("check", ".", "--isolated", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "imported!" not in done.stdout + done.stderr


def test_deep_nesting_that_parses_keeps_shallow_findings_elsewhere(
    tmp_path: Path, run: Run
) -> None:
    (tmp_path / "chain.py").write_text("async def f():\n    x" + ".a()" * 900 + "\n")
    (tmp_path / "healthy.py").write_text(HEALTHY)

    done = run("check", ".", "--isolated", "--output-format", "json", cwd=tmp_path)

    found = [(f["path"], f["code"]) for f in json.loads(done.stdout)["findings"]]
    assert ("healthy.py", "ASL101") in found
    assert done.returncode == 1
