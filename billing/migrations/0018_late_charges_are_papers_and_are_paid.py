import billing.choices
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0017_take_down_the_guard_of_documents"),
        ("foundation", "0006_imports"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="document",
            name="document_is_of_one_thing",
        ),
        migrations.AddField(
            model_name="document",
            name="late_charge",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="document",
                to="billing.latecharge",
            ),
        ),
        migrations.CreateModel(
            name="LateChargePayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_pence", models.BigIntegerField()),
                ("received_on", models.DateField()),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("bank_transfer", "Bank transfer"),
                            ("card", "Card"),
                            ("bacs_debit", "Bacs Direct Debit"),
                            ("cheque", "Cheque"),
                        ],
                        max_length=13,
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=100)),
                (
                    "charge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="billing.latecharge",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_pence__gt", 0)),
                        name="late_charge_payment_is_money",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("method__in", billing.choices.PaymentMethod)),
                        name="late_charge_payment_method_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LateChargeWaiver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_pence", models.BigIntegerField()),
                ("waived_on", models.DateField()),
                ("reason", models.TextField()),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundation.approval",
                    ),
                ),
                (
                    "charge",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waiver",
                        to="billing.latecharge",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_pence__gt", 0)),
                        name="late_charge_waiver_is_money",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="late_charge_waiver_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("invoice", "Invoice"),
                    ("credit_note", "Credit note"),
                    ("receipt", "Receipt"),
                    ("late_charge", "Late payment charge"),
                ],
                max_length=11,
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("credit_note__isnull", True),
                        ("invoice__isnull", False),
                        ("kind", "invoice"),
                        ("late_charge__isnull", True),
                        ("payment__isnull", True),
                    ),
                    models.Q(
                        ("credit_note__isnull", False),
                        ("invoice__isnull", True),
                        ("kind", "credit_note"),
                        ("late_charge__isnull", True),
                        ("payment__isnull", True),
                    ),
                    models.Q(
                        ("credit_note__isnull", True),
                        ("invoice__isnull", True),
                        ("kind", "receipt"),
                        ("late_charge__isnull", True),
                        ("payment__isnull", False),
                    ),
                    models.Q(
                        ("credit_note__isnull", True),
                        ("invoice__isnull", True),
                        ("kind", "late_charge"),
                        ("late_charge__isnull", False),
                        ("payment__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="document_is_of_one_thing",
            ),
        ),
    ]
