from django.db import migrations

from foundation.guards import Guard, put_up

# What a charge has had so far, this row not among it.
SETTLED = """
    (SELECT COALESCE(SUM(amount_pence), 0) FROM billing_latechargepayment
        WHERE charge_id = NEW.charge_id)
    + (SELECT COALESCE(SUM(amount_pence), 0) FROM billing_latechargewaiver
        WHERE charge_id = NEW.charge_id)
"""
TOO_MUCH = f"""
    NEW.amount_pence + {SETTLED}
    > (SELECT total_pence FROM billing_latecharge WHERE id = NEW.charge_id)
"""
NO_MORE = "a late charge takes no more than was charged"


class Migration(migrations.Migration):
    dependencies = [("billing", "0018_late_charges_are_papers_and_are_paid")]

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
                "late_charge_payment_is_immutable",
                "billing_latechargepayment",
                ["UPDATE", "DELETE"],
                "TRUE",
                "money that came in stays on the books",
            ),
            Guard(
                "late_charge_waiver_is_immutable",
                "billing_latechargewaiver",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what was given up stays given up",
            ),
            Guard(
                "late_charge_is_not_overpaid",
                "billing_latechargepayment",
                ["INSERT"],
                TOO_MUCH,
                NO_MORE,
            ),
            Guard(
                "late_charge_is_not_overwaived",
                "billing_latechargewaiver",
                ["INSERT"],
                TOO_MUCH,
                NO_MORE,
            ),
        )
    ]
