from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0008_guard_saved_searches"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReferenceCounter",
            fields=[
                ("prefix", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("last_number", models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
