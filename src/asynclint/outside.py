"""What bundled knowledge says of names that lie outside of all modules that can be read."""

from __future__ import annotations

import builtins

from asynclint import knowledge
from asynclint.knowledge.builtin_names import CLASSES
from asynclint.model import Answer
from asynclint.unions import Kind, Type, Union, spelled, standard_classes, text_of


def meaning(full_name: str) -> Union:
    """A class, function or module. Classes that nothing is known of are told by their names
    (PEP 8)."""
    name = knowledge.canonical(full_name)
    home, _, last = name.rpartition(".")
    if home == "builtins":
        is_class = last in CLASSES
    else:
        is_class = last.lstrip("_")[:1].isupper() or name in standard_classes() or _is_listed(name)
    if is_class:
        return (Type(Kind.CLASS, spelled(name)),)
    return (Type(Kind.FUNCTION if home else Kind.MODULE, name),)


def _is_listed(name: str) -> bool:
    """Whether a name in lower case is that of a class, such as `async_sessionmaker`."""
    known = knowledge.package(name.partition(".")[0])
    return known is not None and name in known.classes


def result_text(full_name: str, me: Union) -> tuple[str, str]:
    """Type text of what a call gives, "" if unknown, and the import root its names are found
    from. `me` is the object of a method, whose class and type arguments count."""
    owner, _, method = full_name.rpartition(".")
    mine = me[0] if len(me) == 1 and me[0].kind is Kind.INSTANCE else Type(Kind.NONE)
    if mine.name and not mine.origin:
        owner = text_of((mine,))  # bases may be given other arguments
    elif mine.arguments:
        owner = f"{owner}[{', '.join(map(text_of, mine.arguments))}]"
    origins = (each.origin for union in mine.arguments for each in union if each.origin)
    text = knowledge.returned(f"{owner}.{method}" if owner else full_name)
    return text, next(origins, "")


def outside_method(cls: str, method: str) -> Answer:
    """Whether objects of a class that no text is known of have a method."""
    home, _, name = cls.rpartition(".")
    builtin = getattr(builtins, name, None) if home == "builtins" else None
    if isinstance(builtin, type):
        return Answer.YES if hasattr(builtin, method) else Answer.NO
    return knowledge.has_method(cls, method)
