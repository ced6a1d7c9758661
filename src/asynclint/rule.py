"""What a rule is, and what a rule may ask.

A rule is a value and a pure function: `check` gets a node of a type in `visits` and the
`Context` of the file, and yields findings. It keeps nothing between calls.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from asynclint import knowledge
from asynclint.colour import gives_coroutine
from asynclint.excerpt import excerpt
from asynclint.extraction import FactMaker
from asynclint.facts import FunctionFacts
from asynclint.model import Answer, Edit, Finding, Fix, Group, Options, Related, Span
from asynclint.names import LOCALS, Names
from asynclint.project import Definition, Project
from asynclint.reachability import never_runs
from asynclint.source import Source
from asynclint.syntax import FUNCTIONS, Function, Scope
from asynclint.types import Types

Mentions = tuple[tuple[str, ...], ...]
Placed = ast.expr | ast.stmt | ast.excepthandler | ast.arg | ast.keyword


class Rule(NamedTuple):
    """One rule.

    `visits`: the node types `check` is called with. `mentions`: groups of words; a file that
    lacks all words of a group cannot have a finding (words are last names, see `project`).
    `needs`: what must hold in a file, asked once before its nodes; cheaper than `check`.
    `when`: further condition on the settings for a rule to be on by default.
    `fix`: "safe", "unsafe" or "" when the rule never offers one. `also`: the peers' codes.
    """

    code: str
    name: str
    summary: str
    group: Group
    visits: tuple[type[ast.AST], ...]
    check: Callable[..., Iterable[Finding]]
    mentions: Mentions = ()
    needs: Callable[[Context], object] | None = None
    when: Callable[[Options], bool] | None = None
    fix: str = ""
    since: str = "0.1.0"
    also: tuple[str, ...] = ()


_ALIASING = (ast.Name, ast.Attribute, ast.Tuple, ast.List)


class Callee(NamedTuple):
    """A coroutine function that is called: its full name and where it is defined."""

    name: str
    related: tuple[Related, ...]


class Context:
    """What is known about the file a rule looks at. Answers are computed when asked."""

    def __init__(
        self,
        source: Source,
        names: Names,
        project: Project,
        options: Options,
        *,
        origin: str,
        is_test: bool = False,
    ) -> None:
        self.source = source
        self.scopes = names
        self.project = project
        self.options = options
        self.origin = origin
        self.is_test = is_test
        self.types = Types(names, project, origin)
        self.rule: Rule | None = None
        self._callees: dict[ast.Call, Callee | None] = {}

    # Names

    def name(self, expression: ast.expr) -> str:
        """The one full name an expression has, followed through the project; "" if unknown."""
        full = self.names(expression)
        return next(iter(full)) if len(full) == 1 else ""

    def names(self, expression: ast.expr) -> frozenset[str]:
        """All full names an expression may have; empty when nothing is certain."""
        return frozenset(self._canonical(name) for name in self._raw(expression))

    def type_of(self, expression: ast.expr) -> str:
        """Full name of the class an expression is an instance of; "" when not certain."""
        return self.types.of(expression)

    # The tree

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node that holds a node; None for the module."""
        return self.source.parents.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, innermost first."""
        current = self.parent(node)
        while current is not None:
            yield current
            current = self.parent(current)

    def function(self, node: ast.expr | ast.stmt) -> Function | ast.Lambda | None:
        """The function that runs a node; decorators and defaults belong outside."""
        scope: Scope | None = self.scopes.survey.scope_at(node)
        while scope and not isinstance(scope.node, (*FUNCTIONS, ast.Lambda)):
            if isinstance(scope.node, ast.ClassDef):
                return None
            scope = scope.outer
        node_ = scope.node if scope else None
        return node_ if isinstance(node_, (*FUNCTIONS, ast.Lambda)) else None

    def in_async(self, node: ast.expr | ast.stmt) -> bool:
        """Whether a node runs in an `async def`, where `await` may be written."""
        return isinstance(self.function(node), ast.AsyncFunctionDef)

    def never_runs(self, node: ast.AST) -> bool:
        """Whether a constant condition keeps a node from running; ask late, it costs."""
        return never_runs(node, self.ancestors(node), self.scopes, self.options.target)

    # Calls

    @cached_property
    def coroutines(self) -> Mapping[ast.Call, Callee]:
        """All calls in the file that certainly make a coroutine and are not awaited at once.
        Most files have none, and are done with."""
        nodes = self.scopes.survey.nodes
        awaited = {node.value for node in nodes[ast.Await] if isinstance(node, ast.Await)}
        found = {}
        for call in nodes[ast.Call]:
            if isinstance(call, ast.Call) and call not in awaited and self._may_be_async(call):
                callee = self.coroutine_call(call)
                if callee:
                    found[call] = callee
        return found

    def coroutine_call(self, expression: ast.expr) -> Callee | None:
        """The coroutine function an expression calls; None unless that is certain."""
        if not isinstance(expression, ast.Call):
            return None
        if expression not in self._callees:
            raw = self._raw(expression.func) if self._may_be_async(expression) else ()
            callees = [self._coroutine_function(name) for name in sorted(raw)]
            certain = bool(callees) and all(callees)
            self._callees[expression] = callees[0] if certain else None
        return self._callees[expression]

    def definition(self, expression: ast.expr) -> Definition | None:
        """What the one full name of an expression leads to."""
        raw = self._raw(expression)
        if len(raw) != 1:
            return None
        (name,) = raw
        return self._local(name) if LOCALS in name else self.project.lookup(name, self.origin)

    # Reports

    def finding(
        self,
        node: Placed | Span,
        message: str,
        *,
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
    ) -> Finding:
        """A finding of the running rule at a node or span."""
        assert self.rule is not None
        span = node if isinstance(node, Span) else self.source.span(node)
        lines = self.source.lines
        start, end = lines.position(span.start), lines.position(span.end)
        rule = self.rule
        return Finding(
            self.source.path, rule.code, rule.name, message, start, end, span, related, fix
        )

    def insertion(self, node: Placed, text: str) -> Edit:
        """An edit that puts text before a node."""
        start = self.source.span(node).start
        return Edit(Span(start, start), text)

    def shown(self, expression: ast.expr) -> str:
        """An expression as the author wrote it, for messages; long ones are cut."""
        return excerpt(self.source.segment(self.source.span(expression)))

    @cached_property
    def libraries(self) -> frozenset[str]:
        """The async libraries the file imports, in any form."""
        found: set[str] = set()
        for scope in self.scopes.survey.scopes:
            for bindings in self.scopes.bindings(scope).names.values():
                found.update(binding.target.partition(".")[0] for binding in bindings)
        return frozenset(found & {"asyncio", "anyio", "trio"})

    def _raw(self, expression: ast.expr) -> frozenset[str]:
        full = self.scopes.resolve(expression)
        if not full and isinstance(expression, ast.Attribute):
            name = self.types.method(expression)
            return frozenset({name}) if name else full
        if any(name.startswith("*.") for name in full):
            return frozenset(n for name in full for n in self._starred(name))
        return full

    def _starred(self, name: str) -> Iterator[str]:
        """What a name means that only a star import can have brought in."""
        head, _, tail = name[2:].partition(".")
        star = self.project.star_of(self.scopes.stars, head, self.origin)
        if star:
            yield ".".join(part for part in (star, head, tail) if part)

    def _may_be_async(self, call: ast.Call) -> bool:
        match call.func:
            case ast.Attribute(attr=name):
                return self.project.may_be_async(name)
            case ast.Name(id=name):
                return name in self._renamed or self.project.may_be_async(name)
        return False

    @cached_property
    def _renamed(self) -> frozenset[str]:
        """Names that may stand for something of another name."""
        nodes = self.scopes.survey.nodes
        imports = (*nodes[ast.Import], *nodes[ast.ImportFrom])
        found = {alias.asname for node in imports for alias in getattr(node, "names", ())}
        for node in (*nodes[ast.Assign], *nodes[ast.AnnAssign], *nodes[ast.NamedExpr]):
            if isinstance(getattr(node, "value", None), _ALIASING):
                targets = getattr(node, "targets", None) or [getattr(node, "target", node)]
                found.update(getattr(n, "id", None) for t in targets for n in ast.walk(t))
        return frozenset(name for name in found if name)

    def _canonical(self, name: str) -> str:
        if LOCALS in name:
            return name
        found = self.project.lookup(name, self.origin)
        return knowledge.canonical(found.name) if found else name

    def _coroutine_function(self, name: str) -> Callee | None:
        if not self.project.may_be_async(name.rpartition(".")[2]):
            return None
        found = self._local(name) if LOCALS in name else self.project.lookup(name, self.origin)
        if found is None or gives_coroutine(found, self.project) is not Answer.YES:
            return None
        if found.path and self._is_overridden(found.name):
            return None
        return Callee(found.name, self._defined(found.function, found.path))

    def _is_overridden(self, name: str) -> bool:
        """Whether a class of this file overrides a method with a sync one: then an object of
        the class that is known may well be an object of that one."""
        owner, _, method = name.rpartition(".")
        for scope in self.scopes.survey.scopes:
            if not isinstance(scope.node, ast.ClassDef):
                continue
            overrides = self.scopes.bindings(scope).names.get(method, ())
            is_sync = any(isinstance(binding.node, ast.FunctionDef) for binding in overrides)
            bases = (self.definition(base) for base in scope.node.bases) if is_sync else ()
            if any(base and base.name == owner for base in bases):
                return True
        return False

    def _local(self, name: str) -> Definition | None:
        """A function nested in a function of this file."""
        survey = self.scopes.survey
        maker = FactMaker(self.source, self.scopes)
        last = name.rpartition(".")[2]
        for scope in survey.scopes:
            bindings = self.scopes.bindings(scope).names.get(last)
            if bindings and self.scopes.qualified(scope, last) == name:
                facts = maker.agreed(bindings, scope)
                if isinstance(scope.node, ast.ClassDef) and scope.outer:
                    facts = maker.class_facts(scope.node, scope.outer).own_method(last)
                path = self.source.path
                return Definition(name, path, facts, None, self.origin) if facts else None
        return None

    def _defined(self, function: FunctionFacts | None, path: str) -> tuple[Related, ...]:
        if function is None or not path:
            return ()
        return (Related(self.project.shown(path), function.position, "defined here"),)
