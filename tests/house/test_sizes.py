"""A file is read in one sitting, a function on one screen. Tests and migrations are exempt."""

import ast

from .sources import Function, functions_of, named, source_files

LONGEST_FILE = 300
LONGEST_FUNCTION = 40


def test_no_file_is_longer_than_300_lines():
    lengths = {named(file): len(file.read_text().splitlines()) for file in source_files()}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_40_lines():
    lengths = {
        f"{named(file, function.lineno)} {function.name}": function.end_lineno - function.lineno + 1
        for file in source_files()
        for function in functions_of(file)
    }

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_no_function_is_a_stub():
    stubs = [
        f"{named(file, function.lineno)} {function.name}"
        for file in source_files()
        for function in functions_of(file)
        if does_nothing(function) and not is_declaration(function)
    ]

    assert stubs == []


def does_nothing(function: Function) -> bool:
    return all(
        isinstance(step, ast.Pass)
        or (isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant))
        for step in function.body
    )


def is_declaration(function: Function) -> bool:
    """Return whether only the signature matters: an overload, or a method to be overridden."""
    marks = {ast.unparse(decorator).split(".")[-1] for decorator in function.decorator_list}
    return bool(marks & {"overload", "abstractmethod"})
