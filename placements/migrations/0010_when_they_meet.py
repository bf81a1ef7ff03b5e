from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("placements", "0009_consents_go_with_their_person")]

    operations = [
        migrations.AddField(
            "introduction",
            "interview_at",
            models.DateTimeField(
                blank=True,
                help_text="When they meet; it counts while they are interviewing.",
                null=True,
            ),
        ),
    ]
