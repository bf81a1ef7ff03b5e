from django.db import migrations

from foundation.guards import Guard, any_changes, put_up

BOOKED = (
    "(SELECT COALESCE(SUM(p.amount_pence), 0) FROM billing_stripebooking b"
    " JOIN billing_payment p ON p.id = b.payment_id WHERE b.receipt_id = NEW.receipt_id)"
)
NEW_AMOUNT = "(SELECT p.amount_pence FROM billing_payment p WHERE p.id = NEW.payment_id)"
COLLECTED = (
    "(SELECT r.amount_pence FROM billing_stripereceipt r"
    " WHERE r.id = NEW.receipt_id AND r.currency = 'gbp')"
)


class Migration(migrations.Migration):
    dependencies = [("billing", "0016_stripe_twins_events_receipts")]

    operations = [
        put_up(
            Guard(
                "stripe_link_stays_with_its_thing",
                "billing_stripelink",
                ["UPDATE"],
                any_changes("subject_type", "subject_id", "part", "key"),
                "the key of a request never moves to another",
            ),
            Guard(
                "stripe_event_is_as_told",
                "billing_stripeevent",
                ["UPDATE"],
                any_changes("event_id", "type", "object_type", "object_id", "made_at"),
                "what Stripe told us stays as it was told",
            ),
            Guard(
                "stripe_event_is_kept",
                "billing_stripeevent",
                ["DELETE"],
                "TRUE",
                "an event is remembered, or it would count again",
            ),
            Guard(
                "stripe_receipt_stays",
                "billing_stripereceipt",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what Stripe collected is never changed",
            ),
            Guard(
                "stripe_booking_within_its_receipt",
                "billing_stripebooking",
                ["INSERT"],
                f"COALESCE({BOOKED} + {NEW_AMOUNT} > {COLLECTED}, TRUE)",
                "no more is booked than Stripe collected, in pounds",
            ),
            Guard(
                "stripe_booking_stays",
                "billing_stripebooking",
                ["UPDATE", "DELETE"],
                "TRUE",
                "money that was booked stays with where it came from",
            ),
            Guard(
                "stripe_unallocated_is_decided_once",
                "billing_stripeunallocated",
                ["UPDATE"],
                "OLD.state <> 'waiting' OR "
                + any_changes("kind", "stripe_id", "receipt_id", "amount_pence", "currency"),
                "what was found stays as found, and is decided once",
            ),
            Guard(
                "stripe_unallocated_is_kept",
                "billing_stripeunallocated",
                ["DELETE"],
                "TRUE",
                "what was decided stays written",
            ),
        )
    ]
