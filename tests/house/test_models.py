"""Every model has a factory that works, and every migration says what it does."""

import importlib
import pkgutil
import re

import factory
import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from factory.django import DjangoModelFactory

import tests.factories
from tests.factories.accounts import ColleagueFactory

from .sources import FLOORS

OUR_APPS = [app for app in apps.get_app_configs() if app.name.split(".")[0] in FLOORS]
OUR_MODELS = [model for app in OUR_APPS for model in app.get_models()]


def factories() -> list[type[DjangoModelFactory]]:
    """Return the factories of tests/factories, whatever file they are in."""
    files = pkgutil.iter_modules(tests.factories.__path__)
    modules = [importlib.import_module(f"tests.factories.{file.name}") for file in files]
    return [
        made
        for module in modules
        for made in vars(module).values()
        if isinstance(made, type)
        and issubclass(made, DjangoModelFactory)
        and made.__module__ == module.__name__
    ]


def situations() -> list[tuple[type[DjangoModelFactory], str]]:
    """Return each factory with each of its traits."""
    return [
        (made, name)
        for made in factories()
        for name, parameter in made._meta.parameters.items()
        if isinstance(parameter, factory.Trait)
    ]


def our_migrations() -> list[migrations.Migration]:
    labels = {app.label for app in OUR_APPS}
    loaded = MigrationLoader(connection=None).disk_migrations
    return [loaded[key] for key in sorted(loaded) if key[0] in labels]


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_every_model_has_a_factory(model: type[models.Model]):
    assert model in {made._meta.model for made in factories()}


@pytest.mark.parametrize("made", factories(), ids=lambda made: made.__name__)
def test_every_factory_can_be_called_twice(db, made: type[DjangoModelFactory]):
    first, second = made(), made()

    assert (first.pk == second.pk) is (made is ColleagueFactory)  # who is the same each time


@pytest.mark.parametrize(
    ("made", "trait"), situations(), ids=lambda part: getattr(part, "__name__", part)
)
def test_every_trait_is_a_situation_the_database_takes(db, made, trait):
    assert type(made(**{trait: True})).objects.exists()


def test_every_migration_is_named_for_what_it_does():
    says_nothing = re.compile(r"^\d{4}_(auto|alter|update|change|merge)?(_|\d|$)")

    assert [str(one) for one in our_migrations() if says_nothing.match(one.name)] == []


def test_every_migration_can_be_undone():
    stuck = [
        f"{one}: {operation.describe()}"
        for one in our_migrations()
        for operation in one.operations
        if not operation.reversible
    ]

    assert stuck == []


def test_no_migration_changes_both_rows_and_tables():
    mixed = [
        str(one)
        for one in our_migrations()
        if len({isinstance(operation, migrations.RunPython) for operation in one.operations}) > 1
    ]

    assert mixed == []
