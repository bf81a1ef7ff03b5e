"""Seal the history, the documents and the money that were there before there were seals."""

from django.db import migrations

from billing import models
from foundation import seals
from foundation.models import Approval, HistoryEntry

SEALED = [
    HistoryEntry,
    Approval,
    models.Seller,
    models.Fee,
    models.Invoice,
    models.Rebate,
    models.CreditNote,
    models.Payment,
    models.Refund,
    models.WriteOff,
    models.CustomerCredit,
    models.CreditUse,
    models.LateCharge,
    models.LateChargePayment,
    models.LateChargeWaiver,
    models.StripeReceipt,
    models.StripeBooking,
    models.Document,
]


def seal_rows(apps, schema_editor):
    for model in SEALED:
        seals.seal_all(apps.get_model(model._meta.label), model.sealed)


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0003_first_rows"),
        ("foundation", "0010_seals_are_append_only"),
    ]

    operations = [migrations.RunPython(seal_rows, migrations.RunPython.noop)]
