"""A class that keeps its one object in an attribute of itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.services import is_allowed
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, within

_ATTRIBUTE = re.compile(r"_*(instances?|singletons?|INSTANCES?|SINGLETONS?)")


def check(node: ast.ClassDef, ctx: Context) -> Iterator[Finding]:
    if ctx.is_test or is_allowed(ctx.options, node.name):
        return
    told: set[str] = set()
    for target in _kept_on_class(node):
        attribute = target.attr
        if attribute not in told:
            told.add(attribute)
            yield ctx.finding(
                target,
                f"`{node.name}` keeps its one object for the whole process, so its state leaks "
                "from test to test; make one where the application starts and hand it on",
            )


def _kept_on_class(node: ast.ClassDef) -> Iterator[ast.Attribute]:
    """The attributes of the class that its methods set to an object of it."""
    for method in node.body:
        if not isinstance(method, FUNCTIONS):
            continue
        for child in within(method, leaves=False):
            targets = child.targets if isinstance(child, ast.Assign) else []
            if isinstance(child, ast.Assign) and isinstance(child.value, ast.Constant):
                continue  # sets it back
            for target in targets:
                inner = target.value if isinstance(target, ast.Subscript) else target
                if isinstance(inner, ast.Attribute) and _is_of_class(inner, node):
                    yield inner


def _is_of_class(target: ast.Attribute, node: ast.ClassDef) -> bool:
    owner = target.value
    return (
        isinstance(owner, ast.Name)
        and owner.id in ("cls", node.name)
        and _ATTRIBUTE.fullmatch(target.attr) is not None
    )


RULE = Rule(
    code="ASL506",
    name="class-level-singleton",
    summary="a class keeps its one object in an attribute of itself",
    group=Group.STRICT,
    visits=(ast.ClassDef,),
    check=check,
    mentions=(("*INSTANCE*", "*SINGLETON*", "*instance*", "*singleton*"),),
)
