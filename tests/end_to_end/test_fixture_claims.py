"""What the pages say about fixtures, tried with the real pytest."""

from __future__ import annotations

import re
import subprocess
import sys
from textwrap import dedent

import pytest

CLAIMS = {
    "return inside with hands over a closed file": (
        """
        @pytest.fixture
        def page(tmp_path):
            path = tmp_path / "page"
            path.write_text("text")
            with open(path) as file:
                return file

        def test_it(page):
            assert page.closed
        """
    ),
    "yield inside with hands over an open file": (
        """
        @pytest.fixture
        def page(tmp_path):
            path = tmp_path / "page"
            path.write_text("text")
            with open(path) as file:
                yield file

        def test_it(page):
            assert not page.closed
        """
    ),
    "return inside a patch undoes it before the test": (
        """
        @pytest.fixture
        def folder():
            with mock.patch("os.getcwd") as getcwd:
                getcwd.return_value = "/nowhere"
                return getcwd

        def test_it(folder):
            assert os.getcwd() != "/nowhere"
        """
    ),
    "yield inside a patch keeps it for the test": (
        """
        @pytest.fixture
        def folder():
            with mock.patch("os.getcwd") as getcwd:
                getcwd.return_value = "/nowhere"
                yield getcwd

        def test_it(folder):
            assert os.getcwd() == "/nowhere"
        """
    ),
    "return inside a temporary directory hands over a deleted one": (
        """
        @pytest.fixture
        def folder():
            with tempfile.TemporaryDirectory() as name:
                return Path(name) / "below"

        def test_it(folder):
            assert not folder.parent.exists()
        """
    ),
    "a finally closes before the test": (
        """
        @pytest.fixture
        def connection():
            made = socket.socket()
            try:
                return made
            finally:
                made.close()

        def test_it(connection):
            assert connection.fileno() == -1
        """
    ),
    "a finally around yield closes after the test": (
        """
        @pytest.fixture
        def connection():
            made = socket.socket()
            try:
                yield made
            finally:
                made.close()

        def test_it(connection):
            assert connection.fileno() != -1
        """
    ),
    "statements below return never run": (
        """
        ended = []

        @pytest.fixture
        def connection():
            return 1
            ended.append("closed")

        def test_it(connection):
            pass

        def test_after():
            assert ended == []
        """
    ),
    "statements below yield run after the test": (
        """
        ended = []

        @pytest.fixture
        def connection():
            yield 1
            ended.append("closed")

        def test_it(connection):
            assert ended == []

        def test_after():
            assert ended == ["closed"]
        """
    ),
    "what a fixture returns stays open in later tests": (
        """
        opened = []

        @pytest.fixture
        def connection():
            made = socket.socket()
            opened.append(made)
            return made

        def test_it(connection):
            pass

        def test_after():
            assert opened.pop().fileno() != -1
        """
    ),
    "a patch that is started lasts for later tests": (
        """
        @pytest.fixture
        def folder():
            return mock.patch("os.getcwd", return_value="/nowhere").start()

        def test_it(folder):
            pass

        def test_after():
            assert os.getcwd() == "/nowhere"
            mock.patch.stopall()
        """
    ),
}

IMPORTS = """
import os
import socket
import tempfile
from pathlib import Path
from unittest import mock

import pytest
"""


OPTIONS = ["-v", "--color=no", "-p", "no:cacheprovider", "-p", "no:xdist"]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of all claims; one run, because starting it is what costs."""
    folder = tmp_path_factory.mktemp("claims")
    for claim, code in CLAIMS.items():
        (folder / file_of(claim)).write_text(IMPORTS + dedent(code), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *OPTIONS, f"--rootdir={folder}", str(folder)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    return run.stdout + run.stderr


@pytest.mark.parametrize("claim", CLAIMS)
def test_pytest_treats_fixtures_as_the_pages_say(report: str, claim: str) -> None:
    outcomes = re.findall(rf"^{file_of(claim)}::\w+ (\w+)", report, re.MULTILINE)

    assert outcomes == ["PASSED"] * CLAIMS[claim].count("def test_"), report


def file_of(claim: str) -> str:
    return f"test_{claim.replace(' ', '_')}.py"
