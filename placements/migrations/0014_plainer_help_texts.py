"""Help texts and messages in plainer words: nothing changes in the database."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0013_guard_what_overtook_them"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="graduate",
            name="email",
            field=models.EmailField(max_length=254),
        ),
        migrations.AlterField(
            model_name="graduate",
            name="part_time",
            field=models.BooleanField(
                blank=True,
                help_text="Whether part-time work would suit; empty if unknown.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="hire",
            name="fee_note",
            field=models.CharField(help_text="Why a fee is or is not due.", max_length=300),
        ),
        migrations.AlterField(
            model_name="hire",
            name="reason",
            field=models.TextField(
                blank=True, help_text="The reason given when it ended or fell through."
            ),
        ),
        migrations.AlterField(
            model_name="introduction",
            name="brought_over",
            field=models.BooleanField(
                default=False, help_text="Imported from records kept before this system."
            ),
        ),
        migrations.AlterField(
            model_name="introduction",
            name="interview_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When they meet; only valid while they are interviewing.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="introduction",
            name="obsoleted_by",
            field=models.ForeignKey(
                blank=True,
                help_text="The hire elsewhere that made it obsolete.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="made_obsolete",
                to="placements.hire",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="evidence",
            field=models.TextField(
                blank=True, help_text="An offer letter, a web page, or who told us and when."
            ),
        ),
        migrations.AlterConstraint(
            model_name="outcome",
            name="outcome_has_evidence_unless_seeking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("code", "3A"), ("evidence__trim__length__gte", 1), _connector="OR"
                ),
                name="outcome_has_evidence_unless_seeking",
                violation_error_message="Every outcome except “still seeking” needs evidence.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="outcome",
            name="outcome_is_decided_once_it_is_true",
            constraint=models.CheckConstraint(
                condition=models.Q(("since_on__lte", models.F("decided_on"))),
                name="outcome_is_decided_once_it_is_true",
                violation_error_message="The date cannot be in the future.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="projectpicture",
            name="project_picture_says_what_it_shows",
            constraint=models.CheckConstraint(
                condition=models.Q(("alt__trim__length__gte", 1)),
                name="project_picture_says_what_it_shows",
                violation_error_message="Describe what the picture shows.",
            ),
        ),
    ]
