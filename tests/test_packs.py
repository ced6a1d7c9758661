"""What a pack may not say: each refusal has file, line and, where there is one, the right word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from asynclint import patterns
from asynclint.model import UserError
from asynclint.packs.reading import read

GOOD = """\
id: no-pickle
language: python
message: do not `$CALL`
rule:
  pattern: $CALL($$$)
metadata:
  asynclint:
    code: XY001
    group: style
"""


def refusal(folder: Path, text: str | bytes) -> str:
    (folder / "x.yml").write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(UserError) as caught:
        read(str(folder), "pack")
    return str(caught.value)


def with_rule(rule: str, more: str = "") -> str:
    indented = "".join(f"  {line}\n" for line in rule.splitlines())
    message = GOOD.replace("do not `$CALL`", "no")
    return message.replace("  pattern: $CALL($$$)\n", indented) + more


def test_a_good_rule_is_read(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text(GOOD)
    (pattern,) = read(str(tmp_path))

    assert (pattern.code, pattern.name) == ("XY001", "no-pickle")


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("id: no-pickle", "id: no-pickle: x", 1, "invalid YAML: mapping values are not allowed"),
        ("id: no-pickle", "id: [no", 2, "invalid YAML"),
        ("rule:\n", "rule: &a\n", 5, None),
        ("id: no-pickle", "idd: no-pickle", 1, "unknown key `idd`; did you mean 'id'?"),
        ("id: no-pickle\n", "", 1, "no `id`"),
        ("id: no-pickle", "id: No Pickle", 1, "`id` must be words in lower case joined by `-`"),
        ("id: no-pickle", "id: 3", 1, "`id` must be text"),
        ("id: no-pickle\n", "id: no-pickle\nid: b\n", 2, "`id` is given twice"),
        ("message: do not `$CALL`\n", "", 1, "no `message`"),
        ("do not `$CALL`", "do not `$CAL`", 3, "captures `$CAL`; did you mean 'CALL'?"),
        ("language: python\n", "", 1, "no `language`: a pack must say `language: python`"),
        ("language: python", "language: pyhton", 2, "unknown language `pyhton`"),
        ("language: python", "language: python\nseverity: warn", 3,
         "`severity` cannot be `warn`; did you mean 'warning'?"),
        ("language: python", "language: python\nfiles: [a]", 3, "`files` is not supported"),
        ("language: python", "language: python\ntransform: {A: {}}", 3, "`transform` is not supp"),
        ("language: python", "language: python\nfix: f($ARG)", 3, "no pattern captures `$ARG`"),
        ("language: python", "language: python\nconstraints: {CAL: {kind: call}}", 3,
         "no pattern captures `$CAL`; did you mean 'CALL'?"),
        ("language: python", "language: python\nconstraints: [a]", 3, "`constraints` must be a ta"),
        ("rule:\n  pattern: $CALL($$$)\n", "", 1, "no `rule`"),
        ("rule:\n  pattern: $CALL($$$)\n", "rule: f($CALL)\n", 4, "`rule` must be a rule"),
        ("code: XY001", "cod: XY001", 8, "unknown key `cod`; did you mean 'code'?"),
        ("    code: XY001\n", "", 7, "no `code` in `metadata.asynclint`"),
        ("code: XY001", "code: XYZW001", 8, "`code` must be up to three capital letters and th"),
        ("group: style", "group: stile", 9, "`group` cannot be `stile`; did you mean 'style'?"),
        ("group: style", "group: style\n    fix-safety: save", 10, "did you mean 'safe'?"),
        ("group: style", "group: style\n    mentions: [a]", 10, "must be a list of lists of words"),
        ("group: style", "group: style\n    also: [1]", 10, "`also` must be a list of texts"),
        ("group: style", "group: style\n    in-async-function: maybe", 10, "must be true or false"),
        ("group: style", "group: style\n    when: {async-libary: trio}", 10,
         "unknown key `async-libary`; did you mean 'async-library'?"),
        ("group: style", "group: style\n    when:\n      async-library: [any]", 11,
         "unknown library `any`; did you mean 'anyio'?"),
        ("group: style", "group: style\n    where:\n      CAL: {is-a: x}", 11,
         "no pattern captures `$CAL`; did you mean 'CALL'?"),
        ("group: style", "group: style\n    where:\n      CALL:\n        isa: x", 12,
         "unknown key `isa`; did you mean 'is-a'?"),
        ("group: style", "group: style\n    library: {tryo: {}}", 10, "did you mean 'trio'?"),
        ("group: style", "group: style\n    library: {asyncio: {}}", 10, "unknown key `asyncio`"),
        ("group: style", "group: style\n    library:\n      trio:\n        message: $A", 12,
         "no pattern captures `$A`"),
        ("metadata:\n  asynclint:\n    code: XY001\n    group: style\n", "metadata: {}\n", 6,
         "no `metadata.asynclint` with `code` and `group`"),
    ],
)  # fmt: skip
def test_a_wrong_document_is_refused_in_its_place(
    tmp_path: Path, old: str, new: str, place: int, said: str | None
) -> None:
    assert old in GOOD
    if said is None:
        (tmp_path / "x.yml").write_text(GOOD.replace(old, new))
        assert read(str(tmp_path))
        return
    told = refusal(tmp_path, GOOD.replace(old, new))

    assert told.startswith(f"{Path('pack', 'x.yml')}:{place}: ")
    assert said in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("rule", "place", "said"),
    [
        ("patern: f()", 5, "unknown key `patern`; did you mean 'pattern'?"),
        ("all:\n  - pattern: f()\n  - knd: call", 7, "unknown key `knd`; did you mean 'kind'?"),
        ("pattern: {context: f(), selektor: call}", 5, "did you mean 'selector'?"),
        ("pattern: f()\nstopBy: end", 6, "unknown key `stopBy`"),
        ("pattern: 'def ('", 5, "`def (` is not Python, so it can never match"),
        ("pattern: 'f('", 5, "`f(` is not Python, so it can never match"),
        ("pattern: 'f($a)'", 5, "`$` must be followed by a name in upper case"),
        ("pattern: 'f($1)'", 5, "`$` must be followed by a name in upper case"),
        ("pattern: f($A); g($A)", 5, "not a valid rule: Multiple AST nodes"),
        ("pattern: ''", 5, "`pattern` must be Python code"),
        ("pattern: {context: 'f(', selector: call}", 5, "is not Python"),
        ("kind: cal", 5, "Kind `cal` is invalid"),
        ("kind: [call]", 5, "`kind` must be text"),
        ("any: []", 5, "`any` must be a list of rules"),
        ("not: {}", 5, "`not` must be a rule"),
        ("pattern: f()\nregex: '('", 6, "not a valid rule: "),
        ("pattern: f()\nhas: {field: nme, kind: call}", 6, "invalid field nme"),
        ("kind: call\nnthChild: 2", 6, "`nthChild` is not supported: it takes time in the squ"),
        ("kind: call\nrange: {start: {line: 1}}", 6, "`range` is not supported"),
        ("kind: call\ninside:\n  kind: block\n  stopBy: end", 8,
         "stop at a function instead: `stopBy: {kind: function_definition}`"),
        ("kind: call\ninside:\n  kind: block\n  stopBy: {kind: module}", 8, "stop at a function"),
        ("kind: call\nmatches: a", 6, "no utility `a` in `utils`"),
        ("has: {field: name}", 4, "not a valid rule: "),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_refused_in_its_place(
    tmp_path: Path, rule: str, place: int, said: str
) -> None:
    told = refusal(tmp_path, with_rule(rule))

    assert told.startswith(f"{Path('pack', 'x.yml')}:{place}: ")
    assert said in told
    assert "Stack backtrace" not in told
    assert "\n" not in told


@pytest.mark.parametrize(
    "utils",
    [
        "utils:\n  a: {matches: a}\n",
        "utils:\n  a: {matches: b}\n  b: {matches: a}\n",
        "utils:\n  a: {kind: call, inside: {matches: b}}\n  b: {has: {not: {matches: a}}}\n",
        "utils:\n  a: {any: [{kind: call}, {all: [{matches: b}]}]}\n  b: {has: {matches: a}}\n",
    ],
)
def test_utilities_that_lead_back_to_themselves_are_refused(tmp_path: Path, utils: str) -> None:
    told = refusal(tmp_path, with_rule("matches: a", utils))

    assert told == f"{Path('pack', 'x.yml')}:11: utility `a` leads back to itself"


def test_a_misspelt_utility_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    told = refusal(tmp_path, with_rule("matches: cal", "utils:\n  call: {kind: call}\n"))

    assert told.endswith("no utility `cal` in `utils`; did you mean 'call'?")


def test_searches_that_a_function_ends_and_utilities_are_accepted(tmp_path: Path) -> None:
    rule = "matches: call\ninside:\n  kind: with_statement\n  stopBy: {kind: function_definition}"
    (tmp_path / "x.yml").write_text(with_rule(rule, "utils:\n  call: {pattern: f($A)}\n"))

    assert len(read(str(tmp_path))) == 1


@pytest.mark.parametrize("taken", ["code: XY001", "id: no-pickle"])
def test_codes_and_names_are_given_once(tmp_path: Path, taken: str) -> None:
    other = GOOD.replace("XY001", "XY002").replace("no-pickle", "no-json")
    key = taken.partition(":")[0]
    (tmp_path / "a.yml").write_text(GOOD)
    told = refusal(tmp_path, re.sub(rf"{key}: \S+", taken, other))

    assert f"`{taken.partition(' ')[2]}` is taken by {Path('pack', 'a.yml')}" in told


def test_codes_of_other_rules_are_taken(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text(GOOD.replace("XY001", "ASL601"))

    with pytest.raises(UserError, match=r"x\.yml:8: `ASL601` is taken by rule bare-asyncio-sleep"):
        patterns.load(str(tmp_path), beside=patterns.shipped())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff", "1: not valid UTF-8"),
        (b"a: &x [1]\nb: *x\n", "1: anchors and aliases are not supported"),
        (b"a: &x [*x]\n", "1: anchors and aliases are not supported"),
        (b"? [a]\n: b\n", "1: a key must be text"),
        (b"a: !!python/object:os.system x\n", "1: tag `tag:yaml.org,2002:python/object:os.system`"),
        (b"a: 1\nb: \0\n", "invalid YAML"),
        (b"[" * 5000, "1: nested too deeply"),
        (b"- a\n", "1: a rule must be a mapping"),
        (b"#" * 1_000_001, "1: larger than 1,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_rule_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    told = refusal(tmp_path, data)

    assert said in told
    assert "\n" not in told


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="pack: no such directory of rules"):
        read(str(tmp_path / "none"), "pack")
