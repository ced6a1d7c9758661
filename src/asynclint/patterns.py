"""Rules made of ast-grep patterns: ordinary rules, whose check asks one shared matcher.

The patterns of one pack run over a file as one query on its canonical view; each rule then
takes the matches that are its own.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from asynclint import resources, templates
from asynclint.canonical import FSTRINGS_HAVE_PLACES, View, Vocabulary, canonical
from asynclint.dialect import advised, is_asyncio_only
from asynclint.model import Finding, Group, Options, Span
from asynclint.packs.pattern import INDEX, Pattern, from_index
from asynclint.parsing.concrete import root
from asynclint.places import Places
from asynclint.rule import Context, Rule


def load(directory: str, shown: str = "", beside: Sequence[Rule] = ()) -> tuple[Rule, ...]:
    """The rules of a user's pack, in the order of their codes.

    `shown` is how errors call the directory; codes and names of the rules `beside` are taken.
    Raises `UserError` with file and line.
    """
    from asynclint.packs.reading import read

    taken = {text: f"rule {rule.name}" for rule in beside for text in (rule.code, rule.name)}
    return rules_of(read(directory, shown, taken))


def shipped() -> tuple[Rule, ...]:
    """The rules of the packs that come with asynclint, in the order of their codes."""
    with open(os.path.join(resources.packs_folder(), INDEX), encoding="utf-8") as file:
        return rules_of(from_index(file.read()))


def rules_of(patterns: Sequence[Pattern]) -> tuple[Rule, ...]:
    """A rule for each pattern; all of them share one matcher."""
    matcher = Matcher(patterns)
    return tuple(_rule(pattern, matcher) for pattern in patterns)


class Match(NamedTuple):
    """What a pattern matched: a node of the view's tree."""

    node: Any
    view: View

    @property
    def span(self) -> Span:
        """The matched text of the author."""
        return self.view.author(_span(self.node))

    def captured(self, name: str, several: bool) -> Span | None:
        """The author's text that a metavariable captured, None when it captured nothing."""
        if not several:
            one = self.node.get_match(name)
            return self.view.author(_span(one)) if one else None
        nodes = self.node.get_multiple_matches(name)
        if not nodes:
            return None
        return self.view.author(Span(_span(nodes[0]).start, _span(nodes[-1]).end))


class Matcher:
    """Runs the patterns of a pack on one file at a time, all in one query."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = patterns
        words = {word for pattern in patterns for word in pattern.words}
        modules = {word for pattern in patterns for word in pattern.modules}
        self._vocabulary = Vocabulary(frozenset(words), frozenset(modules))
        self._found: WeakKeyDictionary[Context, dict[str, list[Match]]] = WeakKeyDictionary()

    def matches(self, pattern: Pattern, ctx: Context) -> list[Match]:
        """The matches of a pattern in a file, in the order of the text."""
        found = self._found.get(ctx)
        if found is None:
            view = canonical(ctx.source, ctx.scopes, ctx.name, self._vocabulary)
            found = self._found[ctx] = find(self._patterns, view)
        return found[pattern.code]


def find(patterns: Sequence[Pattern], view: View) -> dict[str, list[Match]]:
    """The matches of some patterns in a view, by code."""
    found: dict[str, list[Match]] = {pattern.code: [] for pattern in patterns}
    tree = root(view.text)
    plain = [pattern for pattern in patterns if "utils" not in pattern.config]
    if plain:
        # What matches one of the rules matches this: thirty patterns in one query cost an
        # eighth of thirty queries. Each rule is asked again about the few nodes left.
        any_of = {"rule": {"any": [pattern.config["rule"] for pattern in plain]}}
        for node in tree.find_all(any_of):
            for pattern in plain:
                match = _at(node, pattern)
                if match and _has_place(match):
                    found[pattern.code].append(Match(match, view))
    for pattern in patterns:
        if "utils" in pattern.config:
            nodes = filter(_has_place, tree.find_all(pattern.config))
            found[pattern.code] = [Match(node, view) for node in nodes]
    return found


def _at(node: Any, pattern: Pattern) -> Any:
    """The node with the captures of a pattern, if the pattern matches this very node."""
    if not node.matches(**pattern.config["rule"]):
        return None
    match = node.find(pattern.config)
    return match if match and match == node else None


def _has_place(node: Any) -> bool:
    return FSTRINGS_HAVE_PLACES or all(up.kind() != "interpolation" for up in node.ancestors())


def _span(node: Any) -> Span:
    place = node.range()
    return Span(place.start.index, place.end.index)


def _rule(pattern: Pattern, matcher: Matcher) -> Rule:
    fixes = [advice.safe for advice in pattern.advice.values() if advice.fix or pattern.convert]
    when = partial(_is_declared, pattern.libraries) if pattern.libraries else None
    return Rule(
        code=pattern.code,
        name=pattern.name,
        summary=pattern.summary,
        group=Group(pattern.group),
        visits=(ast.Module,),
        check=partial(_check, pattern, matcher),
        mentions=pattern.mentions,
        when=when,
        fix="" if not fixes else "safe" if all(fixes) else "unsafe",
        since=pattern.since,
        also=pattern.also,
    )


def _is_declared(libraries: tuple[str, ...], options: Options) -> bool:
    return options.async_library in libraries


def _check(
    pattern: Pattern, matcher: Matcher, _module: ast.Module, ctx: Context
) -> Iterator[Finding]:
    library = ctx.options.async_library
    is_for_another = library is not None and library not in pattern.libraries
    if ctx.source.path.endswith(".pyi") or (pattern.libraries and is_for_another):
        return
    matches = matcher.matches(pattern, ctx)
    if not matches or (pattern.libraries and is_asyncio_only(ctx)):
        return
    places = Places(ctx)
    for match in matches:
        if not places.is_typing(match.span) and _holds(pattern, match, places, ctx):
            yield _finding(pattern, match, places, ctx)


def _holds(pattern: Pattern, match: Match, places: Places, ctx: Context) -> bool:
    """Whether the conditions hold that ast-grep cannot ask for; what is not known does not."""
    if pattern.in_async is not None:
        node = places.node(match.span)
        if node is None or ctx.in_async(node) is not pattern.in_async:
            return False
    for name, conditions in pattern.where.items():
        span = match.captured(name, several=False)
        if span is None:  # another alternative of the rule matched
            continue
        node = places.node(span)
        if not isinstance(node, ast.expr) or not _is_all(node, conditions, ctx):
            return False
    return True


def _is_all(node: ast.expr, conditions: Mapping[str, Sequence[str]], ctx: Context) -> bool:
    known = {"resolves-to": ctx.name, "is-a": ctx.type_of}
    return all(known[key](node) in accepted for key, accepted in conditions.items())


def _finding(pattern: Pattern, match: Match, places: Places, ctx: Context) -> Finding:
    library = advised(ctx)
    advice = pattern.advice.get(library, pattern.advice[""])

    def captured(name: str, several: bool) -> str | None:
        span = match.captured(name, several)
        return None if span is None else ctx.source.segment(span)

    node = places.node(match.span)
    fix = None
    if pattern.convert and library == "anyio" and isinstance(node, ast.expr):
        from asynclint.conversions import CONVERSIONS

        fix = CONVERSIONS[pattern.convert](node, ctx)
    elif advice.fix and isinstance(node, ast.expr):
        fix = templates.fix(advice.fix, match.span, node, captured, ctx, safe=advice.safe)
    return ctx.finding(match.span, templates.message(advice.message, captured), fix=fix)
