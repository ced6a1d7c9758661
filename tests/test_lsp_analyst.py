"""The worker of the language server, as the server sees it: late, dead, replaced."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from asynclint.faces.lsp.analyst import Analyst, Checked

Write = Callable[[Mapping[str, "str | bytes"]], Path]

TEXT = "import asyncio\n\nasync def main():\n    asyncio.sleep(1)\n"


def workers() -> list[str]:
    """The numbers of the processes that are there."""
    return Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()


async def end(analyst: Analyst) -> None:
    """End the worker, and wait until the event loop knows that it has ended."""
    analyst.end()
    while workers():
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)


def test_a_text_that_takes_too_long_says_so_and_the_next_question_is_answered(
    project: Write,
) -> None:
    path = str(project({"app.py": TEXT}) / "app.py")

    async def scene() -> Checked:
        analyst = Analyst(patience=0.01)  # no process starts in that time
        analyst.put(path, TEXT)
        late = await analyst.check(path, {})
        await analyst.learn(path, {}, lambda count: None)
        await end(analyst)
        return late

    late = asyncio.run(scene())

    (finding,) = late.findings
    assert finding.code == "ASL000"
    assert "took longer than 0.01 seconds" in finding.message
    assert late.failures == [f"{path}: took longer than 0.01 seconds"]


def test_a_text_is_mended_in_rounds_where_it_parses(project: Write) -> None:
    path = str(project({"app.py": TEXT}) / "app.py")

    async def scene() -> list[str | None]:
        analyst = Analyst()
        found = []
        for text in (TEXT, TEXT + "    x = (\n", "\ufeff" + TEXT):
            analyst.put(path, text)
            found.append(await analyst.mend(path, {}))
        await end(analyst)
        return found

    mended = TEXT.replace("asyncio.sleep", "await asyncio.sleep")
    assert asyncio.run(scene()) == [mended, None, "\ufeff" + mended]


def test_a_worker_that_has_answered_often_is_replaced_by_one_that_knows_the_text(
    project: Write,
) -> None:
    path = str(project({"app.py": TEXT}) / "app.py")
    broken = TEXT + "    x = (\n"

    async def scene() -> list[tuple[list[str], list[str]]]:
        analyst = Analyst(answers=2)
        seen = []
        for text in (TEXT, broken, TEXT, broken):
            analyst.put(path, text)
            found = await analyst.check(path, {})
            if analyst._renewal:  # the next one gets ready while nobody asks
                await analyst._renewal
            seen.append((workers(), [finding.code for finding in found.findings]))
        await end(analyst)
        return seen

    pids, codes = zip(*asyncio.run(scene()), strict=True)

    assert codes == (["ASL101"], ["ASL101", "ASL000"], ["ASL101"], ["ASL101", "ASL000"])
    assert pids[0] == pids[1]  # not while the text is broken
    assert pids[1] != pids[3]
