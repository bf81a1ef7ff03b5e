"""`make check` runs what concerns a change: source by its mirror, a test for itself."""

import subprocess

import pytest

from tests.changed import STORY, arguments_for, changed_files

DOORS, GUARDS = "tests/house/test_doors.py", "tests/house/test_guards.py"
FACTORIES = "tests/house/test_models.py"
# A small house: the tests it has.
TESTS = {
    DOORS,
    GUARDS,
    FACTORIES,
    STORY,
    "tests/billing/conftest.py",
    "tests/billing/domain/__init__.py",
    "tests/billing/domain/fees/test_fee_rules.py",
    "tests/billing/domain/fees/test_fees.py",
    "tests/billing/domain/fees/test_fees_of_leavers.py",
    "tests/billing/domain/ledger/statements.py",
    "tests/billing/domain/ledger/test_invoices.py",
    "tests/billing/test_story.py",
    "tests/billing/web/chasing/test_debtors.py",
    "tests/billing/web/ledger/test_invoices.py",
    "tests/foundation/imports/engine/test_values.py",
    "tests/foundation/test_money.py",
    "tests/peers/test_stripe_contract.py",
}


@pytest.mark.parametrize(
    ("changed", "chosen"),
    [
        # Its own tests, all that are named for it, and nobody else's.
        (
            "billing/domain/fees/fees.py",
            [
                "tests/billing/domain/fees/test_fees.py",
                "tests/billing/domain/fees/test_fees_of_leavers.py",
            ],
        ),
        (
            "foundation/imports/engine/values.py",
            ["tests/foundation/imports/engine/test_values.py"],
        ),
        ("foundation/money.py", ["tests/foundation/test_money.py"]),
        # No test of its own: its wing's.
        ("billing/domain/fees/quotes.py", ["tests/billing/domain/fees"]),
        ("billing/web/chasing/actions.py", ["tests/billing/web/chasing"]),
        # No such wing among the tests: the room's.
        ("billing/domain/bank/lines.py", ["tests/billing/domain"]),
        # A page belongs to the pages' wing.
        ("billing/templates/billing/chasing/debt.html", ["tests/billing/web/chasing"]),
        ("foundation/imports/templates/imports/row.html", ["tests/foundation/imports"]),
        # No such room among the tests: those of its noun, wherever they are, and the guards.
        (
            "billing/models/ledger/invoice.py",
            [
                "tests/billing/domain/ledger/test_invoices.py",
                "tests/billing/web/ledger/test_invoices.py",
                GUARDS,
                FACTORIES,
            ],
        ),
        ("billing/migrations/0030_a_number_has_a_series.py", [GUARDS, FACTORIES]),
        # No test of its noun either: those of its app alone, else the story of the house.
        ("billing/receivers.py", ["tests/billing/test_story.py"]),
        ("placements/notices.py", [STORY]),
        ("pyproject.toml", [STORY]),
        # Doors.
        ("billing/web/chasing/urls.py", ["tests/billing/web/chasing", DOORS]),
        ("billing/gateway/client.py", ["tests/peers"]),
        ("project/sample/story.py", ["tests/project/management/test_demo.py"]),
        # Tests, and what they share.
        ("tests/billing/domain/fees/test_fees.py", ["tests/billing/domain/fees/test_fees.py"]),
        ("tests/billing/domain/ledger/statements.py", ["tests/billing/domain/ledger"]),
        ("tests/billing/conftest.py", ["tests/billing"]),
        ("tests/factories/billing.py", [STORY, FACTORIES]),
        ("tests/house/doors.txt", [DOORS]),
        ("tests/vectors/quotes.json", ["tests/billing/domain"]),
        # What no test reads.
        ("project/static/foothold.css", []),
        ("deploy/foothold.service", []),
        ("tests/billing/domain/test_that_went.py", []),
    ],
)
def test_a_change_asks_for_the_tests_that_concern_it(changed, chosen):
    assert arguments_for([changed], TESTS) == sorted(chosen)


def test_many_changes_ask_for_each_test_once_and_for_none_below_a_folder_that_runs():
    changed = ["billing/domain/fees/quotes.py", "billing/domain/fees/fees.py"]
    changed += ["foundation/money.py", "tests/foundation/test_money.py"]

    assert arguments_for(changed, TESTS) == [
        "tests/billing/domain/fees",
        "tests/foundation/test_money.py",
    ]


def test_any_change_is_held_to_the_quick_rules_of_the_house():
    tests = {*TESTS, "tests/house/test_text.py", "tests/house/test_sizes.py"}

    assert arguments_for(["docs/developers/testing.md"], tests) == [
        "tests/house/test_sizes.py",
        "tests/house/test_text.py",
    ]
    assert arguments_for([], tests) == []


def test_changed_is_what_differs_from_where_the_branch_began_committed_or_not(tmp_path):
    def git(*arguments: str) -> None:
        person = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        subprocess.run(["git", *person, *arguments], cwd=tmp_path, check=True, capture_output=True)

    for name in ("stays.py", "committed.py", "edited.py", "moved.py"):
        (tmp_path / name).write_text(f"{name}\n" * 9)
    (tmp_path / ".gitignore").write_text("*.log\n")
    git("init", "--initial-branch=main")
    git("add", ".")
    git("commit", "--message=All of it")
    git("switch", "--create", "branch")
    (tmp_path / "committed.py").write_text("Other\n")
    git("mv", "moved.py", "there.py")
    git("commit", "--all", "--message=Change it")
    (tmp_path / "edited.py").write_text("Other\n")
    (tmp_path / "new.py").touch()
    (tmp_path / "ignored.log").touch()

    since_the_branch = changed_files(root=tmp_path)
    since_the_commit = changed_files("HEAD", root=tmp_path)

    assert since_the_branch == ["committed.py", "edited.py", "moved.py", "new.py", "there.py"]
    assert since_the_commit == ["edited.py", "new.py"]


def test_an_unknown_revision_is_an_error_and_not_a_change_of_nothing(tmp_path):
    subprocess.run(["git", "init"], cwd=tmp_path, check=True, capture_output=True)

    with pytest.raises(subprocess.CalledProcessError):
        changed_files("no-such-revision", root=tmp_path)
