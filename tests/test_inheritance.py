"""The order in which methods are searched is the one Python has."""

from __future__ import annotations

from asynclint.knowledge.inheritance import NOWHERE, method_order


def test_the_order_of_methods_is_that_of_python() -> None:
    class Top: ...

    class Left(Top): ...

    class Right(Top): ...

    class Bottom(Left, Right): ...

    bases = {one.__name__: [b.__name__ for b in one.__bases__] for one in Bottom.__mro__}
    expected = tuple(one.__name__ for one in Bottom.__mro__)

    assert method_order("Bottom", lambda name: bases.get(name, [])) == expected


def test_an_order_that_does_not_exist_ends_nowhere() -> None:
    circle = {"A": ["B"], "B": ["A"]}
    crossed = {"X": ["P", "Q"], "Y": ["Q", "P"], "Z": ["X", "Y"]}

    assert method_order("A", lambda name: circle[name])[-1] == NOWHERE
    assert method_order("Z", lambda name: crossed.get(name, []))[-1] == NOWHERE
