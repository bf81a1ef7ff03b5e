import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from employers.models import Skill
from foundation.errors import DomainError
from foundation.transactions import atomic


class No(DomainError):
    code = "no"


@atomic
def add(name: str) -> None:
    Skill.objects.create(name=name)


@atomic
def add_and_refuse(name: str) -> None:
    add(name)
    raise No("No.")


@atomic
def add_two(first: str, second: str) -> None:
    add(first)
    add(second)


@atomic
def add_what_is_not_refused(*names: str) -> None:
    for name in names:
        try:
            with transaction.atomic():
                add_and_refuse(name) if name.startswith("no") else add(name)
        except No:
            continue


def names() -> list[str]:
    return list(Skill.objects.order_by("name").values_list("name", flat=True))


def test_a_verb_that_raises_leaves_nothing_of_the_verbs_it_called(db):
    with pytest.raises(No):
        add_and_refuse("Python")

    assert names() == []


def test_a_verb_joins_the_one_that_calls_it_without_a_savepoint(db):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        add_two("Elm", "Python")

    statements = [query["sql"].split()[0] for query in queries]
    # One savepoint and its release for the outer verb, since a test is a transaction already.
    assert (statements.count("SAVEPOINT"), statements.count("RELEASE")) == (1, 1)
    assert names() == ["Elm", "Python"]


def test_a_savepoint_around_a_call_lets_a_verb_go_on_after_a_refusal(db):
    add_what_is_not_refused("Elm", "no such skill", "Python")

    assert names() == ["Elm", "Python"]


def test_after_a_refusal_the_next_verb_is_whole_again(db):
    with pytest.raises(No):
        add_and_refuse("Elm")
    add("Python")

    with pytest.raises(No):
        add_and_refuse("Go")

    assert names() == ["Python"]


@pytest.mark.django_db(transaction=True)
def test_outside_of_any_transaction_a_verb_is_whole_or_not_at_all():
    with pytest.raises(No):
        add_and_refuse("Elm")
    add_two("Go", "Python")

    assert names() == ["Go", "Python"]


@atomic
def add_and_go_on_after_the_commit(name: str) -> None:
    add(name)
    transaction.on_commit(go_on)


@transaction.atomic
def go_on() -> None:
    with pytest.raises(No):
        add_and_refuse("Elm")
    add("Go")


@pytest.mark.django_db(transaction=True)
def test_what_is_done_on_commit_is_not_inside_the_verb_any_more():
    add_and_go_on_after_the_commit("Python")

    assert names() == ["Go", "Python"]


class NoDatabase:
    """A transaction that cannot begin."""

    def __init__(self, **options: object) -> None:
        pass

    def __enter__(self) -> None:
        raise OperationalError("the database does not answer")

    def __exit__(self, *error: object) -> None:
        pass


def test_a_verb_that_met_no_database_leaves_the_next_one_whole(db, monkeypatch):
    """Nothing was begun, so the verb after it is the outermost again, with its own savepoint."""
    with monkeypatch.context() as away:
        away.setattr("foundation.transactions.transaction.atomic", NoDatabase)
        with pytest.raises(OperationalError):
            add("No database")

    with CaptureQueriesContext(connection) as queries:
        add("A database")

    assert any("SAVEPOINT" in query["sql"] for query in queries)
