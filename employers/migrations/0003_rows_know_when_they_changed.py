"""Every row the API lists knows when it last changed: foundation/models/dated.py."""

import django.db.models.functions.datetime
from django.db import migrations, models

from foundation.sql import AddDated


class Migration(migrations.Migration):
    dependencies = [
        ("employers", "0002_guards"),
    ]

    operations = [
        AddDated(
            model_name="contact",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now(), db_index=True
            ),
        ),
        AddDated(
            model_name="employer",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now(), db_index=True
            ),
        ),
        AddDated(
            model_name="hiringrequest",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now(), db_index=True
            ),
        ),
        AddDated(
            model_name="terms",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now(), db_index=True
            ),
        ),
    ]
