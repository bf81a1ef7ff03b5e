"""Which refusals an endpoint can answer, read from the code that it calls.

A handler names the verbs it calls, and a verb the refusals it raises and the verbs it calls itself;
so the codes in the schema are those of the code, and nobody has to keep a list. Two joints are
followed by what is registered there: signals, and the actions of approvals.
"""

import ast
import importlib
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache, partial
from types import FunctionType, ModuleType
from typing import Any, Final, NamedTuple
from weakref import ReferenceType

from django.dispatch import Signal

from foundation.errors import DomainError

HOUSES: Final = ("foundation", "employers", "placements", "billing", "project")
MOST_WORDS: Final = 300


class Code(NamedTuple):
    """A code of a 409, what it means, and a sentence as a person may read it."""

    code: str
    meaning: str
    sentence: str


# What the records themselves refuse, at any endpoint that writes.
OF_THE_RECORDS: Final = (
    Code(
        "busy",
        "Somebody else is changing the same record.",
        "Somebody else is changing this at the moment. Try again.",
    ),
    Code(
        "in_use",
        "Other records refer to it, so it stays.",
        "This cannot be removed, because invoices refer to it.",
    ),
    Code(
        "already_there",
        "There is one with the same value already.",
        "There is already one with this name.",
    ),
    Code(
        "refers_to_nothing",
        "A record it refers to has gone.",
        "This refers to a record that does not exist.",
    ),
)


def codes_of(view: type, handler: Callable[..., Any]) -> list[Code]:
    """Return the refusals of the verbs that a view's handler calls, by code."""
    pending: list[Any] = [handler, *saved_by(view, handler)]
    seen: set[int] = set()
    codes: dict[str, Code] = {}
    while pending:
        function = unwrapped(pending.pop())
        if function is None or id(function) in seen:
            continue
        seen.add(id(function))
        for refusal, sentence in raised_in(function):
            codes.setdefault(refusal.code, Code(refusal.code, meaning_of(refusal), sentence))
        pending += called_by(function, view)
    return [codes[code] for code in sorted(codes)]


def saved_by(view: type, handler: Callable[..., Any]) -> list[Any]:
    """Return the model's own ``save`` where a handler saves what its serializer holds."""
    rows = getattr(view, "queryset", None)
    plain = getattr(handler, "__name__", "") in {"create", "update", "partial_update"}
    return [rows.model.save] if rows is not None and plain else []


def all_codes() -> list[Code]:
    """Return every refusal that our code declares, by code."""
    declared = sorted(subclasses_of(DomainError), key=lambda each: each.code)
    return [Code(each.code, meaning_of(each), "") for each in declared]


def subclasses_of(base: type[DomainError]) -> Iterator[type[DomainError]]:
    """Yield the refusals that have a code of their own."""
    for each in base.__subclasses__():
        is_ours = each.__module__.partition(".")[0] in HOUSES
        if "code" in vars(each) and each.is_conflict and is_ours:
            yield each
        yield from subclasses_of(each)


def meaning_of(refusal: type[DomainError]) -> str:
    """Return what a refusal means: the first paragraph of its docstring, on one line."""
    return " ".join((inspect.getdoc(refusal) or "").partition("\n\n")[0].split())


def unwrapped(value: Any) -> FunctionType | None:
    """Return the function of ours behind decorators, partials and methods; else None."""
    while isinstance(value, partial):
        value = value.func
    value = inspect.unwrap(getattr(value, "__func__", value))
    is_ours = isinstance(value, FunctionType) and value.__module__.partition(".")[0] in HOUSES
    return value if is_ours else None


@cache
def tree_of(function: FunctionType) -> ast.AST:
    """Return the syntax tree of a function; an empty one for code without a source of its own."""
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, SyntaxError):  # a dataclass's methods; a lambda amid an expression
        return ast.Module([], [])


@cache
def raised_in(function: FunctionType) -> list[tuple[type[DomainError], str]]:
    """Return the refusals that a function makes or raises, each with its sentence."""
    raised = []
    for node in ast.walk(tree_of(function)):
        if isinstance(node, ast.Call):
            made = named_by(node.func, function)
            if isinstance(made, type) and issubclass(made, DomainError) and made.is_conflict:
                raised.append((made, sentence_of(node)))
    return raised


def sentence_of(call: ast.Call) -> str:
    """Return the sentence of a refusal, with "…" for what is filled in; "" if it is elsewhere."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.JoinedStr):
        parts = [
            str(part.value) if isinstance(part, ast.Constant) else "…" for part in first.values
        ]
        return "".join(parts)[:MOST_WORDS]
    return str(first.value)[:MOST_WORDS] if isinstance(first, ast.Constant) else ""


def called_by(function: FunctionType, view: type) -> list[Any]:
    """Return what a function names of ours: functions, methods, receivers, registered actions."""
    called: list[Any] = []
    for node in ast.walk(tree_of(function)):
        if isinstance(node, ast.Attribute) and is_self(node.value):
            called.append(getattr(view, node.attr, None))
        elif isinstance(node, ast.Name | ast.Attribute):
            called += callables_in(named_by(node, function))
    return called


def is_self(node: ast.AST) -> bool:
    """Return whether a name is the view's own: ``self``, or ``super()``."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "super"
    return isinstance(node, ast.Name) and node.id == "self"


def callables_in(value: Any) -> list[Any]:
    """Return the functions that naming a value may lead to."""
    if isinstance(value, Signal):
        receivers: list[Any] = [entry[1] for entry in value.receivers]
        return [each() if isinstance(each, ReferenceType) else each for each in receivers]
    if isinstance(value, dict):
        return [function for each in value.values() for function in callables_in(each)]
    if isinstance(value, type):
        is_domain = ".domain." in value.__module__ and not issubclass(value, Exception)
        return [each for each in vars(value).values() if callable(each)] if is_domain else []
    return [value] if callable(value) else []


def named_by(node: ast.AST, function: FunctionType) -> Any:
    """Return the object a name or a dotted name stands for in a function; None if unknown."""
    if isinstance(node, ast.Name):
        return names_of(function).get(node.id)
    if isinstance(node, ast.Attribute):
        owner = named_by(node.value, function)
        return getattr(owner, node.attr, None) if isinstance(owner, ModuleType | type) else None
    return None


@cache
def names_of(function: FunctionType) -> dict[str, Any]:
    """Return the names a function sees: its module's, its closure's, and what it imports itself."""
    names = dict(function.__globals__)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        names[name] = cell.cell_contents
    for node in ast.walk(tree_of(function)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            module = importlib.import_module(node.module)
            names |= {one.asname or one.name: getattr(module, one.name, None) for one in node.names}
    return names
