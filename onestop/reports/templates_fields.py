"""Which fields a Word template may name, and what is told of one that it misspells.

A template's language is small: fields, their parts, `if`, `for`, two filters. Everything else
is refused before anything is written. It knows nothing of Word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from jinja2 import Environment, TemplateSyntaxError, nodes


@dataclass(frozen=True)
class Field:
    """What a template may name. meaning: in Vietnamese, for the office.

    parts: what may follow a dot. each: the parts of every row, of a list only.
    """

    meaning: str
    parts: Mapping[str, Field] = field(default_factory=dict)
    each: Mapping[str, Field] | None = None


Fields = Mapping[str, Field]

LOOP = Field(
    "vòng lặp",
    {
        "index": Field("số thứ tự, từ 1"),
        "first": Field("dòng đầu"),
        "last": Field("dòng cuối"),
        "length": Field("số dòng"),
    },
)

FILTERS = ("upper", "lower")

PLAIN = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
    nodes.Concat,
)
"""What a template may be made of, besides fields, loops and filters."""

NO_FIELD = Field("")


def problems(environment: Environment, source: str, fields: Fields) -> list[tuple[str, str]]:
    """What is wrong with a template's text: (as it is written, what the matter is)."""
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        return [(_line(source, error.lineno), f"sai cú pháp ({error.message})")]
    return list(dict.fromkeys(_walk(tree, fields)))


def nearest(asked: str, known: Fields) -> str:
    """`; gần nhất: received`, or nothing."""
    found = get_close_matches(asked, known, 1, 0.5)
    return f"; gần nhất: {found[0]}" if found else ""


def _walk(node: nodes.Node, scope: Fields) -> Iterator[tuple[str, str]]:
    if isinstance(node, nodes.Name | nodes.Getattr):
        yield from _resolve(node, scope)[1]
    elif isinstance(node, nodes.For):
        yield from _loop(node, scope)
    elif isinstance(node, nodes.Filter) and node.name in FILTERS and node.node is not None:
        yield from _walk(node.node, scope)
    elif isinstance(node, PLAIN):
        for child in node.iter_child_nodes():
            yield from _walk(child, scope)
    else:
        kind = getattr(node, "name", "") or type(node).__name__.lower()
        yield str(kind), "không dùng được trong mẫu; chỉ có trường, if, for, upper, lower"


def _loop(node: nodes.For, scope: Fields) -> Iterator[tuple[str, str]]:
    found, wrong = _resolve(node.iter, scope)
    yield from wrong
    if not wrong and found.each is None:
        lists = ", ".join(name for name, one in scope.items() if one.each is not None)
        yield _written(node.iter), f"không phải danh sách; các danh sách: {lists}"
    if not isinstance(node.target, nodes.Name) or node.test is not None:
        yield "for", "chỉ viết {% for dòng in danh_sách %}"
        return
    row = Field("", found.each or {})
    if wrong or found.each is None:
        return
    inside = {**scope, node.target.name: row, "loop": LOOP}
    for child in (*node.body, *node.else_):
        yield from _walk(child, inside)


def _resolve(node: nodes.Node, scope: Fields) -> tuple[Field, list[tuple[str, str]]]:
    """The field that is named, and what is wrong with its name."""
    if isinstance(node, nodes.Name):
        return _found(node.name, node.name, scope)
    if not isinstance(node, nodes.Getattr):
        return NO_FIELD, list(_walk(node, scope))
    owner, wrong = _resolve(node.node, scope)
    if wrong:
        return NO_FIELD, wrong
    return _found(node.attr, _written(node), owner.parts)


def _found(name: str, written: str, known: Fields) -> tuple[Field, list[tuple[str, str]]]:
    if name in known:
        return known[name], []
    return NO_FIELD, [(written, f"không có trường này{nearest(name, known)}")]


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    return getattr(node, "name", type(node).__name__.lower())


def _line(source: str, number: int) -> str:
    """The text of a line without its tags, short enough for a sentence."""
    lines = source.splitlines()
    text = lines[number - 1] if 0 < number <= len(lines) else ""
    plain, inside = [], False
    for letter in text:
        inside = (inside or letter == "<") and letter != ">"
        if not inside and letter != ">":
            plain.append(letter)
    return "".join(plain).strip()[:80] or "tệp"
