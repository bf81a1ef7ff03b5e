"""`manage.py store_documents`: store the PDFs of issued documents that have none."""

from django.core.management.base import BaseCommand

from billing.exchange.documents.archive import document_of, without_document


class Command(BaseCommand):
    help = "Store the PDF of each issued invoice and credit note that has none yet."

    def handle(self, **options: object) -> None:
        stored = 0
        for row in without_document():
            document_of(row)
            stored += 1
            self.stdout.write(f"{row}")
        self.stdout.write(self.style.SUCCESS(f"Documents stored: {stored}."))
