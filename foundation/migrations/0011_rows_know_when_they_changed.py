"""Every row the API lists knows when it last changed: foundation/models/dated.py."""

import django.db.models.functions.datetime
from django.db import migrations, models

from foundation.sql import AddDated


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0010_seals_are_append_only"),
    ]

    operations = [
        AddDated(
            model_name="approval",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now(), db_index=True
            ),
        ),
        AddDated(
            model_name="outboxrow",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now(), db_index=True
            ),
        ),
        AddDated(
            model_name="webhookendpoint",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now(), db_index=True
            ),
        ),
    ]
