from datetime import date
from decimal import Decimal

from django.db import migrations

STANDARD_RATES = [
    (date(1991, 4, 1), "0.175"),
    (date(2008, 12, 1), "0.15"),
    (date(2010, 1, 1), "0.175"),
    (date(2011, 1, 4), "0.20"),
]


def write_first_rows(apps, schema_editor):
    for effective_from, rate in STANDARD_RATES:
        apps.get_model("billing", "VatRate").objects.create(
            effective_from=effective_from, rate=Decimal(rate)
        )
    apps.get_model("billing", "Seller").objects.create(
        effective_from=date(2000, 1, 1), name="Founders and Coders CIC"
    )
    for code in ("INV", "CN"):
        apps.get_model("foundation", "NumberSeries").objects.get_or_create(code=code)


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_guard_money_documents")]

    operations = [migrations.RunPython(write_first_rows, migrations.RunPython.noop)]
