"""The main job, done by a client that was generated from the schema: run by test_python_client.

Its arguments are the address of Foothold and two API keys, of somebody who places people and of
somebody of finance. It prints a line for each call; anything but a good answer ends it.
"""

import importlib
import sys
from typing import Any

from foothold_client import AuthenticatedClient, models


class Office:
    """One person's client: each call is a function of the generated package."""

    def __init__(self, address: str, key: str) -> None:
        self.client = AuthenticatedClient(base_url=address, token=key, prefix="Api-Key")

    def __call__(self, operation: str, *path: Any, body: Any = None, **parameters: Any) -> Any:
        """Return the response of an operation such as "hires.hires_create"."""
        module = importlib.import_module(f"foothold_client.api.{operation}")
        if body is not None:
            parameters["body"] = body
        response = module.sync_detailed(*path, client=self.client, **parameters)
        print(operation, response.status_code.value)
        if not 200 <= response.status_code < 300:
            sys.exit(f"{operation}: {response.content.decode()}")
        return response


def main(address: str, staff_key: str, finance_key: str) -> None:
    staff, finance = Office(address, staff_key), Office(address, finance_key)
    hire = introduced_and_hired(staff)
    [fee] = finance("fees.fees_list", hire=hire.id).parsed.results
    [draft] = finance("invoices.invoices_list", fee=fee.id).parsed.results
    day = models.IssueRequest.from_dict({"issued_on": "2018-09-03"})
    issued = finance(
        "invoices.invoices_issue_create", draft.id, body=day, idempotency_key="issue-1"
    ).parsed
    assert issued.number == "INV-0001"
    paid = {
        "invoice": issued.id,
        "amount_pence": issued.gross_pence,
        "received_on": "2018-09-20",
        "method": "bank_transfer",
    }
    body = models.PaymentRequest.from_dict(paid)
    first = finance("payments.payments_create", body=body, idempotency_key="payment-1").parsed
    again = finance("payments.payments_create", body=body, idempotency_key="payment-1").parsed
    assert first.id == again.id
    settled = finance("invoices.invoices_retrieve", issued.id)
    assert (settled.parsed.state, settled.parsed.outstanding_pence) == ("paid", 0)
    assert settled.headers["ETag"]
    workbook = finance("reports.reports_finance_workbook", month="2018-09").content
    assert workbook.startswith(b"PK"), workbook[:100]


def introduced_and_hired(staff: Office) -> Any:
    """Return the hire of a graduate by an employer under agreed terms, started."""
    firm = models.EmployerRequest.from_dict({"name": "Fonthill Rise Ltd"})
    employer = staff("employers.employers_create", body=firm).parsed
    terms = {
        "employer": employer.id,
        "effective_from": "2018-08-01",
        "accepted_on": "2018-08-02",
        "accepted_by": "Olu Adeyemi, CTO",
        "acceptance": "signature",
        "fee_basis": "percentage",
        "rate": "0.15",
        "payment_days": 30,
    }
    staff("terms.terms_create", body=models.TermsRequest.from_dict(terms))
    wanted = {"employer": employer.id, "title": "Junior developer"}
    role = staff(
        "hiring_requests.hiring_requests_create",
        body=models.HiringRequestRequest.from_dict(wanted),
    ).parsed
    staff("hiring_requests.hiring_requests_open_create", role.id)
    person = {
        "full_name": "Amara Osei",
        "email": "amara@example.net",
        "identity_seen_on": "2018-08-20",
        "job_search": "looking",
        "cohort": "FAC14",
    }
    graduate = staff(
        "graduates.graduates_create", body=models.GraduateRequest.from_dict(person)
    ).parsed
    yes = models.PublishRequest.from_dict({"consented_on": "2018-08-20"})
    staff("graduates.graduates_publish_create", graduate.id, body=yes)
    pair = {
        "graduate": graduate.id,
        "employer": employer.id,
        "hiring_request": role.id,
        "willing_on": "2018-08-21",
    }
    introduction = staff(
        "introductions.introductions_create", body=models.IntroductionRequest.from_dict(pair)
    )
    day = models.OnADayRequest.from_dict({"on": "2018-08-22"})
    tag = introduction.headers["ETag"]
    staff("introductions.introductions_send_create", introduction.parsed.id, body=day, if_match=tag)
    agreed = {
        "introduction": introduction.parsed.id,
        "start_on": "2018-09-03",
        "salary_pence": 32_000_00,
        "agreed_on": "2018-08-28",
    }
    hire = staff("hires.hires_create", body=models.HireRequest.from_dict(agreed)).parsed
    start = models.StartRequest.from_dict({"on": "2018-09-03"})
    return staff("hires.hires_start_create", hire.id, body=start).parsed


if __name__ == "__main__":
    main(*sys.argv[1:])
