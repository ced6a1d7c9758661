"""How far a migration is, as one page of HTML that needs nothing else: no script, no address.

Everything that comes from the project is escaped, and what could move text around is spelled out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import escape as as_html

from asynclint.migration import Progress, Row
from asynclint.model import Finding
from asynclint.output.escape import escape

_QUOTED = re.compile(r"`([^`]+)`")
_STYLE = """\
:root { color-scheme: light dark; --line: #8884; --bar: #2f855a; --rest: #8883; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .25rem; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
code, td.f { font-family: ui-monospace, monospace; font-size: .92em; overflow-wrap: anywhere; }
progress { width: 100%; height: .8rem; accent-color: var(--bar); }
td progress { width: 8rem; }
details { border-bottom: 1px solid var(--line); padding: .4rem 0; }
summary { cursor: pointer; }
li { margin: .3rem 0; }
small { opacity: .75; }"""


def lines(found: Progress, to: str, *, applied: bool) -> Iterator[str]:
    """The page of a migration to a library, planned or `applied`."""
    title = f"Migration to {to}"
    yield "<!doctype html>"
    yield '<html lang="en">'
    yield f'<head>\n<meta charset="utf-8">\n<title>{_text(title)}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>\n{_STYLE}\n</style>\n</head>\n<body>"
    yield f"<h1>{_text(title)}</h1>"
    yield from _head(found, applied=applied)
    if found.rows:
        yield from _files(found.rows)
        yield from _rules(found)
    if found.remaining:
        yield from _places(found.remaining)
    yield "</body>\n</html>"


def _head(found: Progress, *, applied: bool) -> Iterator[str]:
    done, left = found.converted.total(), found.left.total()
    what = "converted by this run" if applied else "can be converted"
    yield f"<p>{done:,} {what}, {left:,} left, in {len(found.rows):,} files: {found.percent} %.</p>"
    yield _bar(done, done + left)


def _bar(done: int, total: int) -> str:
    percent = 100 * done // total if total else 100
    return f'<progress max="{max(total, 1)}" value="{done if total else 1}">{percent} %</progress>'


def _files(rows: list[Row]) -> Iterator[str]:
    yield "<h2>Files</h2>\n<table>"
    yield (
        '<tr><th>file</th><th class="n">converted</th><th class="n">left</th><th>done</th></tr>'
    )
    for row in rows:
        yield (
            f'<tr><td class="f">{_text(row.path)}</td><td class="n">{row.converted:,}</td>'
            f'<td class="n">{row.left:,}</td><td>{_bar(row.converted, row.converted + row.left)}'
            "</td></tr>"
        )
    yield "</table>"


def _rules(found: Progress) -> Iterator[str]:
    yield "<h2>Patterns</h2>\n<table>"
    yield '<tr><th>pattern</th><th class="n">converted</th><th class="n">left</th></tr>'
    both: Counter[str] = found.converted + found.left
    for name, _ in sorted(both.items(), key=lambda item: (-item[1], item[0])):
        yield (
            f'<tr><td class="f">{_text(name)}</td><td class="n">{found.converted[name]:,}</td>'
            f'<td class="n">{found.left[name]:,}</td></tr>'
        )
    yield "</table>"


def _places(remaining: list[Finding]) -> Iterator[str]:
    yield "<h2>What is left</h2>"
    by_file: dict[str, list[Finding]] = {}
    for finding in remaining:
        by_file.setdefault(finding.path, []).append(finding)
    for path, findings in sorted(by_file.items()):
        yield f"<details>\n<summary><code>{_text(path)}</code> ({len(findings):,})</summary>\n<ul>"
        for finding in findings:
            place = f"{finding.start.line}:{finding.start.column}"
            yield (
                f"<li><code>{place}</code> {_message(finding.message)} "
                f"<small>{_text(finding.code)} {_text(finding.name)}{_fix(finding)}</small></li>"
            )
        yield "</ul>\n</details>"


def _message(text: str) -> str:
    return _QUOTED.sub(r"<code>\1</code>", _text(text))


def _fix(finding: Finding) -> str:
    return f"; --unsafe-fixes: {_text(finding.fix.title)}" if finding.fix else ""


def _text(text: str) -> str:
    return as_html(escape(text), quote=True)
