"""The outbox keeps the Message-ID of an email, by which a bounce names it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("foundation", "0013_outbox_guards_step_aside")]

    operations = [
        migrations.AddField(
            model_name="outboxrow",
            name="message_id",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Of an email: its Message-ID, which a bounce names.",
                max_length=255,
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="outboxrow",
            index=models.Index(
                condition=models.Q(("message_id", ""), _negated=True),
                fields=["message_id"],
                name="outbox_by_message_id",
            ),
        ),
    ]
