import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0011_pictures_of_projects"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="introduction",
            name="obsoleted_by",
            field=models.ForeignKey(
                blank=True,
                help_text="The hire elsewhere that overtook it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="made_obsolete",
                to="placements.hire",
            ),
        ),
        migrations.CreateModel(
            name="Followup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asked_again", "Asked again"),
                            ("how_it_goes", "Asked how it goes"),
                        ],
                        max_length=12,
                    ),
                ),
                ("on", models.DateField()),
                ("undone", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hire",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followups",
                        to="placements.hire",
                    ),
                ),
                (
                    "introduction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followups",
                        to="placements.introduction",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("hire", None),
                                ("introduction__isnull", False),
                                ("kind", "asked_again"),
                            ),
                            models.Q(
                                ("hire__isnull", False),
                                ("introduction", None),
                                ("kind", "how_it_goes"),
                            ),
                            _connector="OR",
                        ),
                        name="followup_is_about_what_its_kind_says",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone", False)),
                        fields=("introduction", "on"),
                        name="followup_once_an_introduction_and_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone", False)),
                        fields=("hire", "on"),
                        name="followup_once_a_hire_and_day",
                    ),
                ],
            },
        ),
    ]
