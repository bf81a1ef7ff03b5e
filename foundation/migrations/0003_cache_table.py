"""The table of Django's database cache, in which production counts attempts for all its workers.

It has no model, since Django reads it by its own SQL: the command that Django has for it makes it.
"""

from django.core.management import call_command
from django.db import migrations

TABLE = "cache"


def make_table(apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop_table(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("foundation", "0002_guards")]

    operations = [migrations.RunPython(make_table, drop_table)]
