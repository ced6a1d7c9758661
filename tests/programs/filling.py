"""What stands in the holes of a draft in the end: awaits, drops, and all that lies between."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

from programs.drafts import Draft, Files
from programs.writing import Hole

# Each is a list of lines with `E` for the expression. None leaves a coroutine unawaited.
AWAITED = (
    ("await E",),
    ("await E",),
    ("_ = await E",),
    ("one = E", "await one"),
    ("one = E", "two = one", "await two"),
    ("one = asyncio.ensure_future(E)", "await one"),
    ("one = asyncio.create_task(E)", "await asyncio.wait([one])"),
    ("await asyncio.gather(E)",),
    ("await asyncio.wait_for(E, 9)",),
    ("many = [E]", "await asyncio.gather(*many)"),
    ("many = []", "many.append(E)", "for one in many:", "    await one"),
    ("many = {'a': E}", "await many['a']"),
    ("one, _ = E, 0", "await one"),
    ("await (E if flag else E)",),
    ("one = E if flag else None", "if one:", "    await one"),
    ("one = flag and E", "if one is not False:", "    await one"),
    ("(one := E)", "await one"),
    ("one = E", "one.close()"),
    ("E.close()",),
    ("with contextlib.closing(E):", "    pass"),
    ("async def go(value):", "    return await value", "await go(E)"),
    ("def hand(value):", "    return value", "await hand(E)"),
    ("def make():", "    return E", "await make()"),
    ("make = lambda: E", "await make()"),
    ("def make():", "    yield E", "for one in make():", "    await one"),
    ("one = E", "async def go():", "    await one", "await go()"),
    ("try:", "    one = E", "finally:", "    await one"),
    ("one = E", "if flag:", "    await one", "else:", "    one.close()"),
    ("[await one for one in [E]]",),
    ("await asyncio.gather(*(E for _ in range(2)))",),
    ("many = [E for _ in range(2)]", "await asyncio.gather(*many)"),
    ("class Box:", "    pass", "Box.one = E", "await Box.one"),
    ("one = None", "one = E", "await one"),
    ("result = E", "if inspect.isawaitable(result):", "    await result"),
    ("async with contextlib.AsyncExitStack() as stack:", "    await E"),
    ("while True:", "    await E", "    break"),
    ("await asyncio.shield(E)",),
)
# The coroutine is dropped, by a statement or in a variable that nothing reads.
DROPPED = (
    ("E",),
    ("E",),
    ("E",),
    ("_ = E",),
    ("unread = E",),
    ("flag and E",),
    ("E if flag else None",),
    ("(E, 0)",),
    ("[E for _ in range(2)]",),
    ("if flag:", "    E"),
    ("def go():", "    E", "go()"),
    ("try:", "    E", "finally:", "    pass"),
    ("async with contextlib.AsyncExitStack():", "    E"),
)
# The coroutine is taken for what it would have given.
MISTAKEN = (
    ("if E:", "    pass"),
    ("text = f'{E}'",),
    ("text = str(E)",),
    ("number = E or 0",),
    ("number = not E",),
    ("same = E == 1",),
    ("asyncio.get_running_loop().call_soon(lambda: E)",),
    ("many = [E]", "len(many)"),
    ("one = E", "if one:", "    pass"),
    ("one = E", "text = f'{one}'"),
)
CLOSED = (
    ("E.close()",),
    ("one = E", "one.close()"),
    ("one = asyncio.ensure_future(E)",),
    ("with contextlib.closing(E):", "    pass"),
    ("def hand(value):", "    value.close()", "hand(E)"),
)
# What may be done with a number, and is wrong with a coroutine.
PLAIN = (
    ("E",),
    ("E",),
    ("E",),
    ("unread = E",),
    ("_ = E",),
    ("flag and E",),
    ("[E, 0]",),
    ("text = f'{E}'",),
    ("number = E or 0",),
    ("text = str(E)",),
    ("[E for _ in range(2)]",),
    ("if E:", "    pass"),
    ("number = 1 if E else 2",),
    ("asyncio.get_running_loop().call_soon(lambda: E)",),
    ("for one in [E]:", "    str(one)"),
    ("number: object = E",),
    ("number = [E][0] == 0",),
    ("def hand(value):", "    return str(value)", "hand(E)"),
    ("numbers = {'a': E}", "len(numbers)"),
)
FUTURE = (("await E",), ("one = E", "await one"), ("await asyncio.gather(E)",))
GENERATOR = (("async for _ in E:", "    pass"), ("[one async for one in E]",))
KEPT = (("[E]",),)
UNSURE = (
    ("result = E", "if inspect.isawaitable(result):", "    await result"),
    ("result = E", "if asyncio.iscoroutine(result):", "    await result"),
    ("result = E", "await result if inspect.isawaitable(result) else result"),
)
UNSURE_SYNC = (("result = E", "if inspect.iscoroutine(result):", "    result.close()"),)

Form = tuple[str, ...]


def filled(draft: Draft, kinds: Mapping[int, frozenset[str]]) -> Files:
    """The program with something in each hole. `kinds` says what the values of a hole were when
    the probed draft ran. Half of the programs await everything."""
    rng = Random(draft.seed + 1)
    drops = rng.choice((0.0, 0.0, 0.3, 0.6))
    forms = {hole.number: _form(hole, kinds.get(hole.number), rng, drops) for hole in draft.holes()}

    def lines(hole: Hole) -> list[str]:
        return [re.sub(r"\bE\b", lambda _: hole.expression, line) for line in forms[hole.number]]

    return draft.text(lines)


def _form(hole: Hole, kinds: frozenset[str] | None, rng: Random, drops: float) -> Form:
    """What to do with a value of some kinds; where the draft never came, anything."""
    is_dropped = rng.random() < drops
    choices: Sequence[Form]
    only = next(iter(kinds)) if kinds and len(kinds) == 1 else ""
    if only == "coroutine" and is_dropped and hole.is_bare:
        choices = DROPPED if rng.random() < 0.7 else MISTAKEN
    elif only == "coroutine":
        choices = AWAITED if hole.is_async else CLOSED
    elif only == "plain":
        choices = PLAIN
    elif kinds and "generator" in kinds:
        choices = GENERATOR if hole.is_async and only else KEPT
    elif only == "future" and hole.is_async:
        choices = FUTURE
    elif is_dropped:
        choices = DROPPED
    else:
        choices = UNSURE if hole.is_async else UNSURE_SYNC
    return rng.choice([form for form in choices if _fits(form, hole)])


def _fits(form: Form, hole: Hole) -> bool:
    """Whether a form may stand in a hole: `await` and `super()` mean something else in a function
    or comprehension within."""
    words = [] if hole.is_async else ["async with"]
    if "await " in hole.expression or "super()" in hole.expression:
        words += ["def ", "lambda", "E for", "[E]]"]
    return not any(word in line for line in form for word in words)
