"""Which tests concern what changed: `python -m tests.changed` prints them as arguments for pytest.

Changed is what differs from where this branch left the main one, committed or not. Nothing is
printed when no test concerns it, so ask before you call pytest, which would then run everything.
"""

import subprocess
import sys
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from tests.house.sources import FLOORS, ROOT

# Where a branch began: at the first of these that exists.
MAIN = ("origin/main", "main")
STANDARD = ("--exclude-standard", "-z")
# Rules of the house that take a second or two together, so any change is held to them.
QUICK_RULES = ("docs", "licences", "lock", "names", "sizes", "text", "version")
# A story through all floors, for what has no test of its own.
STORY = "tests/flows/test_graduate_to_workbook.py"
# Files at the root on which everything stands.
WHOLE_HOUSE = {"manage.py", "pyproject.toml", "requirements.lock"}
# What more than its mirror a file concerns: by its name, or by a folder it is in.
DOORS, GUARDS = "tests/house/test_doors.py", "tests/house/test_guards.py"
FACTORIES = "tests/house/test_models.py"
ALSO = {
    "urls.py": [DOORS],
    "models": [GUARDS, FACTORIES],
    "models.py": [GUARDS, FACTORIES],
    "migrations": [GUARDS, FACTORIES],
    "gateway": ["tests/peers"],
    "sample": ["tests/project/management/test_demo.py"],
}
# Rooms without a mirror, whose files are no nouns either.
WITHOUT_MIRROR = {"gateway", "migrations", "sample", "static"}
# What tests share, by file or by folder; any other shared file concerns the folder it is in.
SHARED = {
    "tests/factories": [FACTORIES, STORY],
    "tests/house/doors.txt": [DOORS],
    "tests/house/guard_attempts.py": [GUARDS],
    "tests/vectors": ["tests/billing/domain"],
    "tests": [STORY],
}


def arguments_for(changed: Collection[str], tests: Collection[str]) -> list[str]:
    """Return the test files and folders that concern the changed files, sorted, each once.

    ``changed`` and ``tests`` are paths from the root of the repository; ``tests`` are the files
    there are below `tests/`. A test concerns itself; source concerns its mirror.
    """
    chosen = {one for path in changed for one in _concerned(PurePosixPath(path), tests)}
    if changed:
        rules = (f"tests/house/test_{rule}.py" for rule in QUICK_RULES)
        chosen.update(rule for rule in rules if rule in tests)
    below = {one for one in chosen if any(str(up) in chosen for up in PurePosixPath(one).parents)}
    return sorted(chosen - below)


def _concerned(path: PurePosixPath, tests: Collection[str]) -> list[str]:
    """Return what one changed file asks for."""
    if path.parts[0] == "tests":
        return _of_tests(path, tests)
    if path.parts[0] in FLOORS and len(path.parts) > 1:
        return _of_source(path, tests)
    return [STORY] if path.name in WHOLE_HOUSE else []


def _of_tests(path: PurePosixPath, tests: Collection[str]) -> list[str]:
    """Return a changed test itself; for what tests share, those that share it."""
    if path.name.startswith("test_"):
        return [str(path)] if str(path) in tests else []
    for shared in (str(path), str(path.parent)):
        if shared in SHARED:
            return SHARED[shared]
    return [str(path.parent)] if _has_tests(str(path.parent), tests) else []


def _of_source(path: PurePosixPath, tests: Collection[str]) -> list[str]:
    """Return the tests of a file of source: its own, else its wing's or room's, else its noun's."""
    app, *rooms = path.parts[:-1]
    also = [test for part in path.parts for test in ALSO.get(part, [])]
    if WITHOUT_MIRROR.intersection(rooms):
        return also
    if "templates" in rooms:  # templates/<app>/<wing>/page.html belongs to a page
        above = rooms.index("templates")
        rooms = [*rooms[:above], "web", *rooms[above + 2 :]]
    mirror = PurePosixPath("tests", app, *rooms)
    of_app = [one for one in tests if one.startswith(f"tests/{app}/")]
    return also + (
        [one for one in of_app if _is_in(one, mirror) and _tells_of(one, path.stem)]
        or _nearest(mirror, app, tests)
        or [one for one in of_app if _tells_of(one, path.stem) or _tells_of(one, f"{path.stem}s")]
        or [one for one in of_app if _is_in(one, PurePosixPath("tests", app))]
        or [STORY]
    )


def _nearest(mirror: PurePosixPath, app: str, tests: Collection[str]) -> list[str]:
    """Return the mirrored folder of the wing, else of the room; never the whole app's."""
    for folder in (mirror, *mirror.parents):
        if folder == PurePosixPath("tests", app):
            break
        if _has_tests(str(folder), tests):
            return [str(folder)]
    return []


def _has_tests(folder: str, tests: Collection[str]) -> bool:
    return any(
        one.startswith(f"{folder}/") and PurePosixPath(one).name.startswith("test_")
        for one in tests
    )


def _is_in(test: str, folder: PurePosixPath) -> bool:
    """Return whether a file is a test directly in a folder."""
    path = PurePosixPath(test)
    return path.parent == folder and path.name.startswith("test_")


def _tells_of(test: str, noun: str) -> bool:
    """Return whether a test file is named for a noun: test_fees, test_fees_of_leavers."""
    name = PurePosixPath(test).stem
    return name == f"test_{noun}" or name.startswith(f"test_{noun}_")


def changed_files(since: str = "", *, root: Path = ROOT) -> list[str]:
    """Return the paths that differ from a revision, or from where this branch began.

    Raises CalledProcessError for a revision that git does not know.
    """
    since = since or _beginning(root)
    differing = _git("diff", "--name-only", "--no-renames", "-z", since, root=root)
    return sorted({*differing, *_git("ls-files", "--others", *STANDARD, root=root)})


def _beginning(root: Path) -> str:
    """Return the commit at which this branch left the main one; HEAD where there is no main."""
    branches = _git("for-each-ref", "--format=%(refname:short)", root=root)
    main = next((name for name in MAIN if name in branches), "HEAD")
    return _git("merge-base", "HEAD", main, root=root)[0]


def suite_files() -> set[str]:
    """Return every Python file below `tests/` that git knows or would take."""
    listed = _git("ls-files", "--cached", "--others", *STANDARD, "tests", root=ROOT)
    return {name for name in listed if name.endswith(".py") and (ROOT / name).is_file()}


def _git(*arguments: str, root: Path) -> list[str]:
    """Return what git lists, by lines or by NUL."""
    answer = subprocess.run(
        ["git", *arguments], cwd=root, check=True, capture_output=True, text=True
    )
    return [name for name in answer.stdout.replace("\0", "\n").split("\n") if name]


def main(arguments: list[str]) -> int:
    """Print the tests on standard output, and how many files ask for them on the other."""
    changed = changed_files(*arguments[:1])
    chosen = arguments_for(changed, suite_files())
    counted = f"{len(changed)} changed files ask for {len(chosen)} files or folders of tests."
    print(counted, file=sys.stderr)
    print("\n".join(chosen))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
