from django.db import migrations


def know_what_notes_kept(apps, schema_editor):
    """Give the credit that notes kept so far its row, and each row its line in the history."""
    notes = apps.get_model("billing", "CreditNote").objects.filter(kept_pence__gt=0)
    credits = apps.get_model("billing", "CustomerCredit").objects
    entries = apps.get_model("foundation", "HistoryEntry").objects
    for note in notes.select_related("invoice"):
        kept = credits.create(
            employer_id=note.invoice.employer_id,
            credit_note=note,
            amount_pence=note.kept_pence,
            kept_on=note.issued_on,
        )
        entries.create(
            verb="kept",
            subject_type="billing.customercredit",
            subject_id=kept.pk,
            on=note.issued_on,
            detail={"amount_pence": kept.amount_pence},
        )


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0014_guard_bank_lines_and_kept_credit"),
        ("foundation", "0001_history_numbers_approvals"),
    ]

    operations = [migrations.RunPython(know_what_notes_kept, migrations.RunPython.noop)]
