"""Hover and completion: what is known by name, shown where the name stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from lsprotocol import types

from asynclint.explain import explain
from asynclint.faces.lsp.documents import Document
from asynclint.faces.lsp.words import Choice, choices, key, noqa_word, settings_word
from asynclint.model import Finding, Span, UserError


def hover(
    document: Document, offset: int, findings: Sequence[Finding]
) -> tuple[str, Span] | None:
    """Markdown about what stands at a place, and the text it is about."""
    here = [f for f in findings if f.span.start <= offset <= f.span.end and f.span.end]
    if here:
        pages = (page(finding.name) or finding.message for finding in here)
        return "\n\n---\n\n".join(dict.fromkeys(pages)), here[0].span
    if document.is_settings:
        word = settings_word(document.text, offset, document.path.endswith("pyproject.toml"))
        text = word and (page(word.text) or _setting(word.text))
    else:
        word = noqa_word(document.text, offset)
        text = word and page(word.text)
    return (text, word.span) if word and text else None


def completion(document: Document, offset: int) -> types.CompletionList | None:
    """The names that may stand at a place; None where none may."""
    kind = "python"
    if document.is_settings:
        kind = "pyproject" if document.path.endswith("pyproject.toml") else "asynclint"
    elif not document.is_python:
        return None
    found = choices(document.text, offset, kind)
    if found is None:
        return None
    span, known = found
    place = document.content.range(span)
    return types.CompletionList(is_incomplete=False, items=[_item(c, place) for c in known])


@cache
def page(selector: str) -> str:
    """The page of the rule with a code or name; "" when no rule is called so."""
    try:
        return explain(selector)
    except UserError:
        return ""


def _setting(name: str) -> str:
    found = key(name)
    if found is None:
        return ""
    default = "" if found.default in (None, ()) else f"\n\nDefault: `{found.default}`"
    return f"`{found.name}`: {found.kind.value}\n\n{found.doc}{default}"


def _item(choice: Choice, place: types.Range) -> types.CompletionItem:
    return types.CompletionItem(
        label=choice.word,
        detail=choice.about,
        kind=types.CompletionItemKind.EnumMember,
        text_edit=types.TextEdit(range=place, new_text=choice.word),
        data={"rule": choice.rule} if choice.rule else None,
    )


def plain(markdown: str) -> str:
    """Markdown for a client that shows text as it is."""
    lines: Iterable[str] = markdown.splitlines()
    return "\n".join(line for line in lines if not line.startswith("```"))
