"""A name says what is inside. These say nothing."""

from .sources import named, source_files, tracked_files

SAY_NOTHING = {
    *("util", "utils", "helper", "helpers", "service", "services", "core", "common", "misc"),
    *("manager", "managers", "handler", "handlers", "data", "info"),
}


def test_no_file_or_folder_of_code_has_a_name_that_says_nothing():
    modules = {*source_files(), *(file for file in tracked_files() if file.suffix == ".py")}

    assert [named(file) for file in sorted(modules) if names_of(file) & SAY_NOTHING] == []


def names_of(file) -> set[str]:
    return {part.removesuffix(".py").lstrip("_") for part in named(file).split("/")}
