"""A spreadsheet that staff uploaded today: checked, two rows with faults, not yet imported."""

from datetime import date, timedelta

from foundation.imports import runs
from placements.exchange.cohorts import Cohorts

from .office import Office

WEEKS = 15
ROWS = """\
Cohort,City,Programme,Start date,End date,Places
FACX1,London,Full-stack bootcamp,{first},{last},16
FACX2,London,Full-stack bootcamp,TBC,,16
FACX3,Gaza,Full-stack bootcamp,{first},{last},12
postponed,West Bank,Full-stack bootcamp,{first},,16
"""


def upload_cohorts(office: Office, *, on: date) -> None:
    """Upload next year's cohorts and check them, so that the page of imports has one to look at."""
    first = on + timedelta(days=90)
    days = {"first": f"{first:%d/%m/%Y}", "last": f"{first + timedelta(weeks=WEEKS):%d/%m/%Y}"}
    content = ROWS.format(**days).encode()
    batch = runs.upload(
        Cohorts, content, file_name="Next year's cohorts.csv", by=office.staff, on=on
    )
    for _step in runs.check(batch.pk, Cohorts, by=office.staff, on=on):
        continue
