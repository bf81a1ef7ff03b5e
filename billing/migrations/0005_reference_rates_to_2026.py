from datetime import date
from decimal import Decimal

from django.db import migrations

# The Bank of England rate in force on the day before each half-year, in percent. What follows the
# last row is entered by finance: a rate that nobody looked up is no rate.
RATES = [
    (2017, 1, "0.25"),
    (2017, 7, "0.25"),
    (2018, 1, "0.50"),
    (2018, 7, "0.50"),
    (2019, 1, "0.75"),
    (2019, 7, "0.75"),
    (2020, 1, "0.75"),
    (2020, 7, "0.10"),
    (2021, 1, "0.10"),
    (2021, 7, "0.10"),
    (2022, 1, "0.25"),
    (2022, 7, "1.25"),
    (2023, 1, "3.50"),
    (2023, 7, "5.00"),
    (2024, 1, "5.25"),
    (2024, 7, "5.25"),
    (2025, 1, "4.75"),
    (2025, 7, "4.25"),
    (2026, 1, "3.75"),
]


def write_rates(apps, schema_editor):
    rates = apps.get_model("billing", "ReferenceRate").objects
    for year, month, percent in RATES:
        rates.create(
            effective_from=date(year, month, 1),
            rate=Decimal(percent) / 100,
            source="Published history of the Bank of England rate",
        )


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_late_payment_rates_and_charges")]

    operations = [migrations.RunPython(write_rates, migrations.RunPython.noop)]
