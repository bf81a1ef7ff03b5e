"""The migrated template test databases are copied from: never a stale one, never half of one."""

import os
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from subprocess import CalledProcessError

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from foundation import guards
from tests import databases
from tests.databases import Cloned, Copied, template_for
from tests.migration_key import ROOT, hashed, migration_files, migration_key, sources
from tests.postgres import Archive, newest_programs

from .sources import tracked_files

SHOP = {
    "shop/__init__.py": "",
    "shop/migrations/__init__.py": "",
    "shop/migrations/0001_goods.py": "from ..choices import Size\n",
    "shop/migrations/0002_prices.py": "def forwards():\n    import shop.money as money\n",
    "shop/choices.py": "from shop import words\n",
    "shop/words.py": "BIG = 'big'\n",
    "shop/money.py": "PENCE = 100\n",
    "shop/pages.py": "TITLE = 'Goods'\n",
}


# The key


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A checkout with one app of two migrations."""
    for name, text in SHOP.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


def key_of(checkout: Path, *circumstances: str) -> str:
    migrations = (checkout / "shop" / "migrations").glob("*.py")
    return hashed(sources(migrations, root=checkout), circumstances)


@pytest.mark.parametrize(
    "name",
    [
        "shop/migrations/0001_goods.py",
        "shop/migrations/0003_a_new_one.py",
        "shop/__init__.py",
        "shop/choices.py",  # imported by a migration
        "shop/words.py",  # imported by what a migration imports
        "shop/money.py",  # imported inside a function
    ],
)
def test_the_key_changes_with_what_a_migration_runs(shop, name):
    before = key_of(shop)

    with (shop / name).open("a") as file:
        file.write("MORE = 1\n")

    assert key_of(shop) != before


def test_the_key_changes_when_a_migration_goes_or_gets_another_name(shop):
    before = key_of(shop)
    second = shop / "shop/migrations/0002_prices.py"

    third = second.rename(second.with_name("0003_prices.py"))
    renamed = key_of(shop)
    third.unlink()

    assert len({before, renamed, key_of(shop)}) == 3


def test_the_key_changes_with_the_version_of_a_package(shop):
    assert key_of(shop, "Django-5.2.19") != key_of(shop, "Django-5.2.20")


def test_the_key_stays_when_other_code_changes(shop):
    before = key_of(shop)

    (shop / "shop/pages.py").write_text("TITLE = 'All our goods'\n")

    assert key_of(shop) == before


def test_our_own_key_reads_every_migration_and_what_puts_up_the_guards():
    files = sources(migration_files(), root=ROOT)

    assert Path(guards.__file__) in files
    assert {file for file in tracked_files() if file.match("migrations/*.py")} <= files


def test_our_own_migrations_import_by_statement_so_that_the_key_sees_it():
    ours = {file for file in sources(migration_files(), root=ROOT) if ROOT in file.parents}
    by_name = ("import_module(", "import_string(", "__import__(")

    assert [
        str(file)
        for file in ours
        if "site-packages" not in file.parts and any(way in file.read_text() for way in by_name)
    ] == []


def test_our_own_key_changes_with_the_vendor_and_with_a_setting_migrating_reads(settings):
    key = migration_key("sqlite")
    assert key == migration_key("sqlite")
    assert key != migration_key("postgresql")

    settings.LANGUAGE_CODE = "cy"

    assert migration_key("sqlite") != key


# The template


@pytest.mark.django_db
def test_a_copy_lacks_no_migration():
    executor = MigrationExecutor(connection)

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def goods(_: object, name: str) -> None:
    """Migrate as a shop with one table would."""
    with closing(sqlite3.connect(name)) as database, database:
        database.execute("CREATE TABLE goods (name text)")


def broken_off(_: object, name: str) -> None:
    goods(_, name)
    raise KeyboardInterrupt


@contextmanager
def migrating_by(way) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(databases, "migrate", way)
        yield


def made(folder: Path, name: str) -> Copied:
    template = Copied(connection, folder / f"migrated_{name}.sqlite3")
    with template.alone() as cluster, migrating_by(goods):
        template.make(cluster)
    return template


def test_a_template_that_was_broken_off_does_not_stand_and_is_cleared_away(tmp_path):
    template = Copied(connection, tmp_path / "migrated_a.sqlite3")

    with template.alone() as cluster, migrating_by(broken_off), pytest.raises(KeyboardInterrupt):
        template.make(cluster)

    assert not template.stands(None)
    made(tmp_path, "a")
    assert template.stands(None)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["lock", "migrated_a.sqlite3"]


def test_a_copy_holds_what_the_template_does(tmp_path):
    template = made(tmp_path, "a")

    template.copy(None, str(tmp_path / "copy"))

    with closing(sqlite3.connect(tmp_path / "copy")) as database:
        assert database.execute("SELECT count(*) FROM goods").fetchone() == (0,)


def test_the_two_used_last_stay(tmp_path):
    first, second = made(tmp_path, "a"), made(tmp_path, "b")
    os.utime(first.file, (1, 1))
    os.utime(second.file, (2, 2))
    first.copy(None, str(tmp_path / "copy"))

    third = made(tmp_path, "c")

    assert [one.stands(None) for one in (first, second, third)] == [True, False, True]


def test_a_forgotten_template_does_not_stand(tmp_path):
    template = made(tmp_path, "a")

    template.forget()

    assert not template.stands(None)


@pytest.mark.postgres
@pytest.mark.django_db
def test_nobody_connects_to_the_template_on_postgresql():
    template = template_for(connection)
    assert isinstance(template, Cloned)

    with connection.cursor() as cursor:
        cursor.execute("SELECT datallowconn FROM pg_database WHERE datname = %s", [template.name])
        assert cursor.fetchall() == [(False,)]


# The cluster it is in


def test_an_archived_cluster_comes_back_whole(tmp_path):
    archive = Archive(tmp_path / "archives" / "cluster.tar", Path("psql"))
    (tmp_path / "data" / "base").mkdir(parents=True)
    (tmp_path / "data" / "base" / "1").write_text("pages")
    (tmp_path / "later").mkdir()

    archive.pack(tmp_path)
    archive.unpack(tmp_path / "later", None)

    assert (tmp_path / "later" / "data" / "base" / "1").read_text() == "pages"
    assert [file.name for file in archive.file.parent.iterdir()] == ["cluster.tar"]


def test_an_archive_that_was_broken_off_has_no_name(tmp_path):
    archive = Archive(tmp_path / "archives" / "cluster.tar", Path("psql"))

    with pytest.raises(CalledProcessError):
        archive.pack(tmp_path)  # there is no cluster in it

    assert not archive.file.exists()


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_cluster_with_more_in_it_than_templates_is_not_archived():
    programs, url = newest_programs(), os.environ["DATABASE_URL"]
    if programs is None:
        pytest.skip("PostgreSQL answers, but its programs are not installed here")

    assert Archive.of(programs).templates(url) == ""  # this test's own database is in it
