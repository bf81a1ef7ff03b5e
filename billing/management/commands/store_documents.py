"""`manage.py store_documents`: put on paper what was issued and is not yet."""

from django.core.management.base import BaseCommand

from billing.exchange.documents.archive import document_of, without_document


class Command(BaseCommand):
    help = "Make and keep the PDF of each issued invoice and credit note that has none yet."

    def handle(self, **options: object) -> None:
        stored = 0
        for row in without_document():
            document_of(row)
            stored += 1
            self.stdout.write(f"{row}")
        self.stdout.write(self.style.SUCCESS(f"Documents stored: {stored}."))
