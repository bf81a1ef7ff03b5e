"""What every installation begins with: rates of VAT, reference rates, our name, number series."""

from datetime import date
from decimal import Decimal

from django.db import migrations

STANDARD_RATES = [
    (date(1991, 4, 1), "0.175"),
    (date(2008, 12, 1), "0.15"),
    (date(2010, 1, 1), "0.175"),
    (date(2011, 1, 4), "0.20"),
]
# The Bank of England rate in force on the day before each half-year, in percent. What follows the
# last row is entered by finance: a rate that nobody looked up is no rate.
REFERENCE_RATES = [
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


def write_first_rows(apps, schema_editor):
    for effective_from, rate in STANDARD_RATES:
        apps.get_model("billing", "VatRate").objects.create(
            effective_from=effective_from, rate=Decimal(rate)
        )
    for year, month, percent in REFERENCE_RATES:
        apps.get_model("billing", "ReferenceRate").objects.create(
            effective_from=date(year, month, 1),
            rate=Decimal(percent) / 100,
            source="Published history of the Bank of England rate",
        )
    apps.get_model("billing", "Seller").objects.create(
        effective_from=date(2000, 1, 1), name="Founders and Coders CIC"
    )
    for code in ("INV", "CN"):
        apps.get_model("foundation", "NumberSeries").objects.get_or_create(code=code)


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_guards")]

    operations = [migrations.RunPython(write_first_rows, migrations.RunPython.noop)]
