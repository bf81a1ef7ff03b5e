"""Our own table of API keys in place of a library's.

The keys of the old one are not carried over: it had no scopes, and no installation has any.
"""

import django.db.models.deletion
import foundation.accounts.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.DeleteModel(name="ApiKey"),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=50)),
                ("prefix", models.CharField(editable=False, max_length=8, unique=True)),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("made_for", models.CharField(editable=False, max_length=254)),
                (
                    "scopes",
                    models.JSONField(
                        default=foundation.accounts.models.all_scopes,
                        validators=[foundation.accounts.models.check_scopes],
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "expires_at",
                    models.DateTimeField(
                        default=foundation.accounts.models.in_ninety_days, null=True
                    ),
                ),
                ("revoked", models.BooleanField(default=False)),
                ("last_used_at", models.DateTimeField(editable=False, null=True)),
                ("addresses", models.JSONField(default=list, editable=False)),
                ("end_announced", models.BooleanField(default=False, editable=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_keys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "API key",
                "verbose_name_plural": "API keys",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="api_key_has_a_name"
                    )
                ],
            },
        ),
    ]
