from django.db import migrations

from foundation.guards import Guard, take_down


class Migration(migrations.Migration):
    """SQLite makes the table anew next, and would leave its triggers behind; 0019 puts them up."""

    dependencies = [("billing", "0017_guard_stripe")]

    operations = [
        take_down(
            Guard(
                "document_is_immutable",
                "billing_document",
                ["UPDATE", "DELETE"],
                "TRUE",
                "a document stays as it was sent",
            )
        )
    ]
