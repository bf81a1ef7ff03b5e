import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("employers", "0004_guard_documents_of_terms"),
        ("placements", "0006_guard_outcomes_and_the_erased"),
    ]

    operations = [
        migrations.AddField(
            model_name="graduate",
            name="part_time",
            field=models.BooleanField(
                blank=True, help_text="Would part-time work suit? Empty: not said.", null=True
            ),
        ),
        migrations.CreateModel(
            name="Shortlisted",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shortlisted",
                        to="employers.contact",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shortlist",
                        to="employers.employer",
                    ),
                ),
                (
                    "graduate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shortlisted_by",
                        to="placements.graduate",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("employer", "graduate"), name="shortlisted_once_an_employer"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StartReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start_on", models.DateField()),
                ("salary_pence", models.BigIntegerField()),
                ("reported_on", models.DateField()),
                ("settled_on", models.DateField(blank=True, null=True)),
                (
                    "introduction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="start_reports",
                        to="placements.introduction",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="start_reports",
                        to="employers.contact",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("salary_pence__gt", 0)),
                        name="start_report_salary_is_above_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_on", None),
                            ("settled_on__gte", models.F("reported_on")),
                            _connector="OR",
                        ),
                        name="start_report_is_settled_after_it_came",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("settled_on", None)),
                        fields=("introduction",),
                        name="start_report_waits_once_an_introduction",
                    ),
                ],
            },
        ),
    ]
