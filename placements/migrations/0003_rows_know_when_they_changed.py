"""Every row the API lists knows when it last changed: foundation/models/dated.py."""

import django.db.models.functions.datetime
from django.db import migrations, models

from foundation.sql import AddDated


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0002_guards"),
    ]

    operations = [
        AddDated(
            model_name="cohort",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now(), db_index=True
            ),
        ),
        AddDated(
            model_name="graduate",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now(), db_index=True
            ),
        ),
        AddDated(
            model_name="hire",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now(), db_index=True
            ),
        ),
        AddDated(
            model_name="introduction",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now(), db_index=True
            ),
        ),
        AddDated(
            model_name="jobreport",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now(), db_index=True
            ),
        ),
        AddDated(
            model_name="outcome",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now(), db_index=True
            ),
        ),
        AddDated(
            model_name="portfolioproject",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now(), db_index=True
            ),
        ),
        AddDated(
            model_name="projectpicture",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now(), db_index=True
            ),
        ),
    ]
