"""What a rule is, and what a rule may ask.

A rule is a value and a pure function: `check` gets a node of a type in `visits` and the
`Context` of the file, and yields findings. It keeps nothing between calls.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from asynclint import knowledge
from asynclint.blocking import Blocking
from asynclint.calls import Callee, Calls
from asynclint.endings import meaning
from asynclint.excerpt import excerpt
from asynclint.flow import Graph, Meaning, build
from asynclint.model import Answer, Edit, Finding, Fix, Gives, Group, Options, Related, Span
from asynclint.names import Names
from asynclint.parameters import declared
from asynclint.project import Definition
from asynclint.pytest_setup import PytestSetup
from asynclint.reachability import never_runs
from asynclint.source import Source
from asynclint.syntax import FUNCTIONS, Function, Scope
from asynclint.types import Types

__all__ = ["Callee", "Context", "Mentions", "Placed", "Rule"]

Mentions = tuple[tuple[str, ...], ...]
Answered = TypeVar("Answered")
Placed = ast.expr | ast.stmt | ast.excepthandler | ast.arg | ast.keyword


class Rule(NamedTuple):
    """One rule.

    `visits`: the types `check` is called with: nodes of Python, or `ConfigurationFile` (see
    `configuration_file`), which has a context of its own. `mentions`: groups of words; a file
    that lacks all words of a group cannot have a finding: last names, parts of them as `"*test*"`.
    `needs`: what must hold in a file, asked once before its nodes; cheaper than `check`.
    `when`: further condition on the settings for a rule to be on by default.
    `fix`: "safe", "unsafe" or "" when the rule never offers one. `also`: the peers' codes.
    """

    code: str
    name: str
    summary: str
    group: Group
    visits: tuple[type, ...]
    check: Callable[..., Iterable[Finding]]
    mentions: Mentions = ()
    needs: Callable[[Context], object] | None = None
    when: Callable[[Options], bool] | None = None
    fix: str = ""
    since: str = "0.1.0"
    also: tuple[str, ...] = ()


def found(
    rule: Rule,
    source: Source,
    span: Span,
    message: str,
    *,
    related: tuple[Related, ...] = (),
    fix: Fix | None = None,
) -> Finding:
    """A finding of a rule at a place in a file."""
    start, end = source.lines.position(span.start), source.lines.position(span.end)
    return Finding(source.path, rule.code, rule.name, message, start, end, span, related, fix)


class Context:
    """What is known about the file a rule looks at. Answers are computed when asked."""

    def __init__(
        self,
        source: Source,
        names: Names,
        types: Types,
        options: Options,
        *,
        origin: str,
        is_test: bool = False,
        setup: Callable[[], PytestSetup] = PytestSetup,
        blocking: Blocking | None = None,
    ) -> None:
        self.source = source
        self.scopes = names
        self.project = types.project
        self.options = options
        self.origin = origin
        self.is_test = is_test
        self.calls = Calls(source, names, types, origin)
        self.blocking = blocking or Blocking(types)
        self._answers: dict[Callable[[Context], Any], Any] = {}
        self.rule: Rule | None = None
        self._setup = setup
        self._graphs: dict[ast.AST, Graph] = {}

    def once(self, question: Callable[[Context], Answered]) -> Answered:
        """What a question says of the whole file; it is asked once, whoever asks."""
        if question not in self._answers:
            self._answers[question] = question(self)
        answer: Answered = self._answers[question]
        return answer

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
        return self.calls.type_of(expression)

    def is_instance(self, expression: ast.expr, classes: frozenset[str]) -> bool:
        """Whether an expression is certainly an instance of one of some classes, by their full
        names, or of a subclass."""
        return self.calls.is_instance(expression, classes)

    def has_method(self, expression: ast.expr, method: str) -> Answer:
        """Whether the object an expression gives has a method, such as `__aenter__`."""
        return self.calls.has_method(expression, method)

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

    def never_runs(self, node: ast.AST, *, as_it_reads: bool = True) -> bool:
        """Whether a constant condition keeps a node from running; ask late, it costs. Unless
        `as_it_reads` is False, code that asks for the colour of functions counts as well: it
        expects them to be others than the text names."""
        ancestors, target = self.ancestors(node), self.options.target
        return never_runs(node, ancestors, self.scopes, target, as_it_reads=as_it_reads)

    def flow(self, function: Function | ast.Lambda) -> Graph:
        """The paths through a function; drawn when it is first asked for."""
        if function not in self._graphs:
            self._graphs[function] = build(function, self.meaning)
        return self._graphs[function]

    @cached_property
    def meaning(self) -> Meaning:
        """What graphs of this file are told; a rule may draw one that is told otherwise."""
        suppressing = self.options.suppressing_context_managers
        target = self.options.target
        return meaning(self.scopes, target, self.name, self.definition, suppressing)

    # Calls

    @property
    def coroutines(self) -> Mapping[ast.Call, Callee]:
        """All calls in the file that certainly make a coroutine and are not awaited at once."""
        return self.calls.coroutines

    def coroutine_call(self, expression: ast.expr) -> Callee | None:
        """The coroutine function an expression calls; None unless that is certain."""
        return self.calls.coroutine_call(expression)

    def coroutine_function(self, expression: ast.expr) -> Callee | None:
        """The coroutine function an expression that is not called certainly is: a name, a
        bound method, a `functools.partial` of one."""
        return self.calls.coroutine_function(expression)

    def gives(self, call: ast.Call) -> Gives:
        """What a call certainly gives. PLAIN is said only of what cannot be awaited."""
        return self.calls.gives(call)

    def declared(self, call: ast.Call, argument: ast.expr) -> str:
        """Type text of the annotation of the parameter that an argument goes to; "" when
        that is not certain."""
        return declared(call, argument, self.calls)

    def definition(self, expression: ast.expr) -> Definition | None:
        """What the one full name of an expression leads to; of an attribute of an object, where
        its method is defined."""
        raw = self._raw(expression)
        told = self.project.lookup(min(raw), self.origin) if len(raw) == 1 else None
        if told or len(raw) > 1:
            return told
        found = self.calls.definitions(expression)
        return found[0] if len(found) == 1 else None

    @cached_property
    def pytest(self) -> PytestSetup:
        """What pytest runs the tests in this folder with; reading it costs, so ask late."""
        return self._setup()

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
        return found(self.rule, self.source, span, message, related=related, fix=fix)

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
        full = self.scopes.full_names(expression)
        if any(name.startswith("*.") for name in self.scopes.resolve(expression)):
            # of this module only if one of its star imports brings it in
            full = frozenset(name for name in full if self._is_found(name)) or self._own(expression)
        if not full and isinstance(expression, ast.Attribute):
            owner = self.type_of(expression.value)
            return frozenset({f"{owner}.{expression.attr}"}) if owner else full
        return full

    def _own(self, expression: ast.expr) -> frozenset[str]:
        """The full name of a builtin that none of the file's star imports hides."""
        name = expression.id if isinstance(expression, ast.Name) else ""
        if not hasattr(builtins, name) or not name:
            return frozenset()
        is_own = self.project.exports.lack(self.scopes.stars, name, self.origin)
        return frozenset({f"builtins.{name}"}) if is_own else frozenset()

    def _is_found(self, name: str) -> bool:
        found = self.project.lookup(name, self.origin)
        return found is not None and (bool(found.path) or found.name != name)

    def _canonical(self, name: str) -> str:
        found = self.project.lookup(name, self.origin)
        if found is None:
            return name
        public = knowledge.canonical(found.name)
        # Where a package defines a thing is nothing people write.
        is_private = public == found.name and self.project.is_installed(found)
        return knowledge.canonical(name) if is_private else public
