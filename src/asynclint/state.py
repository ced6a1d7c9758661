"""What becomes of the attributes of a class's objects: what they are given, who changes them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import cached_property

from asynclint.annotations import type_text
from asynclint.attributes import methods, mutated, stores
from asynclint.bindings import Origin
from asynclint.names import Names
from asynclint.syntax import Scope, statements, within
from asynclint.terms import NOTHING, UNKNOWN, Term, Terms, either

# What is assigned: when, by which statement, and the value.
_Given = tuple[int, ast.Assign, ast.expr]


def mutations(node: ast.ClassDef) -> dict[str, tuple[str, ...]]:
    """By method, the attributes of `self` that it assigns or mutates."""
    found: dict[str, tuple[str, ...]] = {}
    for method in methods(node):
        if method.args.args:
            me = method.args.args[0].arg
            nodes = within(method, leaves=False)
            changed = [name for child in nodes for name in mutated(child, me)]
            if changed:
                found[method.name] = tuple(dict.fromkeys(changed))
    return found


class State:
    """The attributes of the classes of one module."""

    def __init__(self, names: Names, terms: Terms) -> None:
        self._names = names
        self._terms = terms

    def assigned(self, node: ast.ClassDef, home: Scope) -> dict[str, Term]:
        """The attributes that methods of a class in the scope `home` set on `self`, with all
        that the module gives them; `NOTHING` where the class body declares them."""
        found: dict[str, list[tuple[ast.AST, Term]]] = {}
        for method in methods(node):
            if not method.args.args:
                continue
            me = method.args.args[0].arg
            for statement in statements(method):
                for attribute, origin in stores(statement, me):
                    term = self._stored(statement, origin)
                    found.setdefault(attribute, []).append((statement, term))
        cls = self._names.qualified(home, node.name)
        for attribute, terms in found.items():
            given = [each for who in ("", cls) for each in self._given.get((attribute, who), ())]
            given.sort(key=_turn)
            terms += [(child, self._terms.of(value)) for _, child, value in given]
        declared = _declared(node)
        return {
            name: NOTHING if name in declared else _agreed(terms) for name, terms in found.items()
        }

    def _stored(self, node: ast.AST, origin: Origin | None) -> Term:
        if isinstance(node, ast.AnnAssign):
            text = type_text(node.annotation, self._names)
            return ("is", text) if text else UNKNOWN
        return self._terms.from_origin(origin) if origin else UNKNOWN

    @cached_property
    def _given(self) -> dict[tuple[str, str], list[_Given]]:
        """By attribute and class, what the module sets on `self` in classes derived from it; for
        no class, on anything else, which may be an object of any."""
        found: dict[tuple[str, str], list[_Given]] = {}
        for turn, statement in enumerate(self._names.survey.nodes[ast.Assign]):
            assert isinstance(statement, ast.Assign)
            for target in statement.targets:
                if isinstance(target, ast.Attribute):
                    for cls in self._owners(target.value):
                        given = found.setdefault((target.attr, cls), [])
                        given.append((turn, statement, statement.value))
        return found

    def _owners(self, receiver: ast.expr) -> set[str]:
        own = self._names.own_class(receiver) if isinstance(receiver, ast.Name) else None
        return {""} if own is None else self._bases_here(own)

    def _bases_here(self, node: ast.ClassDef) -> set[str]:
        """The bases of a class that this module names, and theirs where it defines them."""
        found: set[str] = set()
        pending = [node]
        while pending:
            for base in pending.pop().bases:
                inner = base.value if isinstance(base, ast.Subscript) else base
                for name in self._names.resolve(inner) - found:
                    found.add(name)
                    pending.extend(self._classes.get(name, ()))
        return found

    @cached_property
    def _classes(self) -> dict[str, list[ast.ClassDef]]:
        nodes = [s.node for s in self._names.survey.scopes if isinstance(s.node, ast.ClassDef)]
        return {self._names.class_name(node): [node] for node in nodes}


def _turn(given: _Given) -> int:
    return given[0]


def _agreed(terms: Sequence[tuple[ast.AST, Term]]) -> Term:
    """The type a declaration gives, else all that is assigned."""
    declared = [term for node, term in terms if isinstance(node, ast.AnnAssign)]
    return either(declared or [term for _, term in terms])


def _declared(node: ast.ClassDef) -> set[str]:
    """Names a class body annotates."""
    statements = [s for s in node.body if isinstance(s, ast.AnnAssign)]
    return {s.target.id for s in statements if isinstance(s.target, ast.Name)}
