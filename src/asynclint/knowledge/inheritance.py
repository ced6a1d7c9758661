"""The order in which Python looks for a method: C3 over class names.

Pure: it knows classes by name only and asks the caller for their bases.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

NOWHERE = ""


def method_order(name: str, bases: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    """The classes that are searched for an attribute of class `name`, itself first.

    `bases` gives the direct bases of a class, nothing for a class it does not know. Where
    no consistent order exists, or a class is its own ancestor, the order ends with
    `NOWHERE`: what follows is not known.
    """
    return _order(name, bases, ())


def _order(
    name: str, bases: Callable[[str], Sequence[str]], below: tuple[str, ...]
) -> tuple[str, ...]:
    if name in below:
        return (NOWHERE,)
    direct = list(bases(name))
    lines = [list(_order(base, bases, (*below, name))) for base in direct]
    return (name, *_merged([*lines, direct]))


def _merged(lines: list[list[str]]) -> list[str]:
    order: list[str] = []
    while lines := [line for line in lines if line]:
        head = _next(lines)
        order.append(head)
        if head == NOWHERE:
            break
        for line in lines:
            if line[0] == head:
                del line[0]
    return order


def _next(lines: list[list[str]]) -> str:
    for line in lines:
        if not any(line[0] in other[1:] for other in lines):
            return line[0]
    return NOWHERE
