from django.db import migrations

from foundation.guards import Guard, put_up


class Migration(migrations.Migration):
    dependencies = [("billing", "0007_documents_logos_and_what_they_print")]

    operations = [
        put_up(
            Guard(
                "document_is_immutable",
                "billing_document",
                ["UPDATE", "DELETE"],
                "TRUE",
                "a document stays as it was sent",
            ),
            Guard(
                "logo_is_immutable",
                "billing_logo",
                ["UPDATE", "DELETE"],
                "TRUE",
                "documents that show it were sent: add another one",
            ),
            Guard(
                "invoice_working_is_immutable",
                "billing_invoice",
                ["UPDATE"],
                "OLD.state <> 'draft' AND NEW.working ≠ OLD.working",
                "an issued invoice never changes: credit it",
            ),
        )
    ]
