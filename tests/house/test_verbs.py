"""The history is written and read by the members of Verb: a slip in a string is found by nobody."""

import ast
from collections.abc import Iterator

from foundation.choices import Verb

from .sources import named, source_files

LOOKUPS = {"verb", "verb__in", "verb__exact", "verb__startswith"}
# What reads or makes rows: keywords of other calls may well be called verb.
QUERIES = {"filter", "exclude", "get", "Q", "When", "HistoryEntry", "create", "get_or_create"}


def holds_a_string(node: ast.expr) -> bool:
    return any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) for part in ast.walk(node)
    )


def name_of(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def literal_verbs(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that record, look up or compare a verb by a string of their own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("history.record"):
            given = node.args[:1] + [k.value for k in node.keywords if k.arg == "verb"]
            if any(holds_a_string(verb) for verb in given):
                yield node.lineno
        elif isinstance(node, ast.Call) and name_of(node) in QUERIES:
            if any(holds_a_string(k.value) for k in node.keywords if k.arg in LOOKUPS):
                yield node.lineno
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            is_verb = any(isinstance(side, ast.Attribute) and side.attr == "verb" for side in sides)
            if is_verb and any(holds_a_string(side) for side in sides):
                yield node.lineno


def test_no_verb_of_the_history_is_a_string_of_its_own():
    literal = [
        named(file, line)
        for file in source_files()
        for line in literal_verbs(ast.parse(file.read_text()))
    ]

    assert literal == []


def test_the_rule_sees_what_it_forbids():
    forbidden = [
        'history.record("sent", row, by=by, on=on)',
        'foundation.history.record("a" if new else Verb.SENT, row, by=by, on=on)',
        'history.of(row).get(verb="agreed")',
        'HistoryEntry.objects.filter(verb__in=["asked", Verb.SENT])',
        'HistoryEntry(verb="sent")',
        'entry.verb != "taken back"',
    ]
    allowed = ['page(request, verb="checked")', "history.record(Verb.SENT, row, by=by, on=on)"]

    assert [len(list(literal_verbs(ast.parse(line)))) for line in forbidden] == [1] * 6
    assert [len(list(literal_verbs(ast.parse(line)))) for line in allowed] == [0, 0]


def test_every_verb_is_used():
    code = "\n".join(file.read_text() for file in source_files())
    # A move of a state diagram is recorded by the name of the state: Verb(state).
    states = {
        *(Verb.INTERVIEWING, Verb.OFFERED, Verb.DECLINED, Verb.WITHDRAWN, Verb.LAPSED),
        *(Verb.OBSOLETE, Verb.HIRED, Verb.OPEN, Verb.FILLED, Verb.CLOSED),
        *(Verb.REFUSED, Verb.DISMISSED, Verb.SETTLED, Verb.APPROVED),
    }

    assert [verb for verb in Verb if verb not in states and f"Verb.{verb.name}" not in code] == []


def test_every_verb_fits_its_column():
    assert max(len(verb.value) for verb in Verb) <= 40
