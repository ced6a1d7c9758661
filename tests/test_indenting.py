"""Fixes that give statements a block of their own."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest

from asynclint.fixes import apply, choose
from asynclint.opening import opened

IMPORT = "import aiohttp\n\n"


def fixed(folder: Path, body: str, *, rounds: int = 3) -> str:
    """The body of an async function after all fixes for sessions that nothing closes."""
    path = folder / "app.py"
    head = f"{IMPORT}async def main(url):\n"
    path.write_text(head + indent(dedent(body), "    "))
    for _ in range(rounds):
        rules = {"select": ["client-session-not-closed"]}
        found = opened(str(folder), overrides=rules).check_file(str(path)).findings
        edits = [edit for each in choose(found) if each.fix for edit in each.fix.edits]
        path.write_text(apply(path.read_text(), edits))
    compile(path.read_text(), "app.py", "exec")
    return dedent(path.read_text().removeprefix(head))


def test_the_rest_of_the_block_goes_into_the_new_one(tmp_path: Path) -> None:
    body = """\
        session = aiohttp.ClientSession()  # why

        # a comment
        if url:
            await session.get(url)
    """

    assert fixed(tmp_path, body) == dedent("""\
        async with aiohttp.ClientSession() as session:  # why

            # a comment
            if url:
                await session.get(url)
    """)


def test_fixes_of_the_same_lines_are_made_one_after_the_other(tmp_path: Path) -> None:
    body = """\
        one = aiohttp.ClientSession()
        two = aiohttp.ClientSession()
        await one.get(url)
        await two.get(url)
    """

    assert fixed(tmp_path, body) == dedent("""\
        async with aiohttp.ClientSession() as one:
            async with aiohttp.ClientSession() as two:
                await one.get(url)
                await two.get(url)
    """)


def test_what_stands_before_on_the_line_stays_there(tmp_path: Path) -> None:
    body = """\
        print(url); session = aiohttp.ClientSession()
        await session.get(url)
    """

    assert fixed(tmp_path, body) == dedent("""\
        print(url);
        async with aiohttp.ClientSession() as session:
            await session.get(url)
    """)


@pytest.mark.parametrize(
    "body",
    [
        'session = aiohttp.ClientSession()\nawait session.get("""\n""")\n',
        "session = aiohttp.ClientSession(); await session.get(url)\n",
        "if url: session = aiohttp.ClientSession()\nawait session.get(url)\n",
        "if url:\n    session = aiohttp.ClientSession()\nawait session.get(url)\n",
        "session: object = aiohttp.ClientSession()\nawait session.get(url)\n",
    ],
    ids=["text over lines", "one line", "no block", "used outside", "annotated"],
)
def test_nothing_is_changed_where_it_would_not_fit(tmp_path: Path, body: str) -> None:
    assert fixed(tmp_path, body) == body
