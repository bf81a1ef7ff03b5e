"""`manage.py fee_audit`: one line a finding, and exit status 1 if there are any."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.billing.reports.audit import plants

pytestmark = pytest.mark.django_db


def test_each_finding_is_a_line_with_its_worth():
    plants.start_overdue()
    plants.pay_lower()
    out = StringIO()

    with pytest.raises(CommandError) as failure:
        call_command("fee_audit", on=plants.ON, stdout=out)

    first, second = out.getvalue().splitlines()
    assert first.split()[:3] == ["£4,800.00", "loss", "start_overdue"]
    assert second.split()[:3] == ["£600.00", "overcharge", "pay_lower"]
    assert str(failure.value) == (
        "Fee audit: 2 findings, £5,400.00: £4,800.00 lost, £600.00 charged too much."
    )
    assert failure.value.returncode == 1


def test_nothing_is_said_to_be_nothing():
    out = StringIO()

    call_command("fee_audit", on=plants.ON, stdout=out)

    assert out.getvalue() == "Fee audit: nothing was found.\n"
