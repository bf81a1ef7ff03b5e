from django.db import migrations

from foundation.guards import Guard, put_up


class Migration(migrations.Migration):
    dependencies = [("employers", "0003_documents_of_accepted_terms")]

    operations = [
        put_up(
            Guard(
                "terms_document_is_kept",
                "employers_termsdocument",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what was accepted stays as it was read",
            )
        )
    ]
