"""The worker of the language server, as the server sees it: late, dead, replaced."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from asynclint.faces.lsp.analyst import Analyst, Checked

Write = Callable[[Mapping[str, "str | bytes"]], Path]

TEXT = "import asyncio\n\nasync def main():\n    asyncio.sleep(1)\n"


async def end(analyst: Analyst) -> None:
    """End the worker, and wait until the event loop knows that it has ended."""
    analyst.end()
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    while children.read_text():
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
