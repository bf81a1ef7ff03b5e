"""The table, .env.example and the page for operators agree, and nothing else reads variables."""

import ast
import re
from pathlib import Path

import environ
import pytest

from project.settings import listing, variables
from project.settings.environment import Environment
from tests.house.sources import named, source_files

IN_THE_EXAMPLE = re.compile(r"^#?([A-Z][A-Z0-9_]+)=", re.MULTILINE)
ON_THE_PAGE = re.compile(r"^\| `([A-Z][A-Z0-9_]+)` \|", re.MULTILINE)
READERS = {
    "project/settings/variables.py",
    "project/backup/postgresql.py",  # hands all of it on to PostgreSQL's own programs
}


def test_the_three_name_the_same_variables_in_the_same_order():
    names = [variable.name for variable in variables.ALL]

    assert len(names) == len(set(names)) > 30
    assert IN_THE_EXAMPLE.findall(listing.ENV_EXAMPLE.read_text()) == names
    assert ON_THE_PAGE.findall(listing.PAGE.read_text()) == names


@pytest.mark.parametrize(("file", "text"), list(listing.files()), ids=["example", "page"])
def test_what_the_files_say_is_what_the_table_says(file: Path, text: str):
    assert file.read_text() == text, "run `make settings`"


def test_every_variable_has_a_place_in_the_table():
    defined = {
        value.name for value in vars(variables).values() if isinstance(value, variables.Variable)
    }

    assert defined <= {variable.name for variable in variables.ALL}


@pytest.mark.parametrize("variable", variables.ALL, ids=lambda variable: variable.name)
def test_a_variable_says_what_it_is_for_and_its_example_is_of_its_type(variable):
    assert variable.sentence[0].isupper()
    assert variable.sentence.endswith(".")
    if variable.example:
        environment = Environment({variable.name: variable.example})
        environment.read(variable)
        assert not environment.faults


def test_the_example_read_as_a_file_gives_the_examples(monkeypatch, tmp_path):
    values: dict[str, str] = {}
    monkeypatch.setattr(environ.Env, "ENVIRON", values)

    environ.Env.read_env(listing.ENV_EXAMPLE)

    assert values == {
        variable.name: variable.example for variable in variables.ALL if variable.required
    }


def readers_of_the_environment(source: str) -> list[int]:
    """Return the lines that read variables; to set one for a library is not to read it."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(
                value=ast.Attribute(value=ast.Name(id="os"), attr="environ"), attr="setdefault"
            ):
                node.value.attr = "set"
            case ast.Attribute(value=ast.Name(id="os"), attr="environ" | "getenv"):
                lines.append(node.lineno)
            case ast.Call(func=ast.Attribute(attr="Env" | "FileAwareEnv")):
                lines.append(node.lineno)
            case ast.ImportFrom(module="os", names=imported):
                lines += [
                    node.lineno for one in imported if one.name in {"environ", "getenv", "environb"}
                ]
    return lines


def test_nothing_else_of_the_product_reads_the_environment():
    assert [
        f"{named(file)}:{line}"
        for file in source_files()
        if named(file) not in READERS
        for line in readers_of_the_environment(file.read_text())
    ] == []


@pytest.mark.parametrize(
    "source",
    [
        "os.environ['A']",
        "os.environ.get('A')",
        "os.getenv('A')",
        "from os import environ",
        "environ.Env()",
    ],
)
def test_a_reader_is_noticed(source):
    assert readers_of_the_environment(source) == [1]


def test_a_variable_that_is_set_for_a_library_is_not_read():
    assert readers_of_the_environment("os.environ.setdefault('A', 'b')") == []
