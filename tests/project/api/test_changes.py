"""`updated_at` and `?updated_since=` on every list, however a row was changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import get_resolver
from django.utils import timezone

from billing.domain.ledger import customer_credit
from billing.models import CustomerCredit
from foundation.api.viewsets import ScopedViewSet
from foundation.models.dated import Dated, DatedQuerySet
from tests.factories.bank import CustomerCreditFactory
from tests.factories.billing import FeeFactory, InvoiceFactory
from tests.factories.employers import SkillFactory
from tests.factories.placements import CohortFactory, GraduateFactory, PortfolioProjectFactory

from .test_query_counts import LISTS

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2018, 9, 3, 9, tzinfo=UTC)


def viewsets() -> dict[str, type[ScopedViewSet]]:
    """Return the viewset of every list of the API, by its noun."""
    lists = {}
    for pattern, view in walked(get_resolver().url_patterns, ""):
        actions = getattr(view, "actions", None) or {}
        if actions.get("get") == "list":
            lists[pattern.removeprefix("api/v1/").strip("^/$")] = view.cls
    # Events never change, and their feed has a place of its own to go on from.
    return {noun: view for noun, view in lists.items() if noun != "events"}


def walked(patterns, prefix):
    for one in patterns:
        path = prefix + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from walked(one.url_patterns, path)
        else:
            yield path, one.callback


def test_the_walk_sees_every_list():
    assert set(LISTS) - set(viewsets()) - {"events"} == set()
    assert len(viewsets()) >= 26


@pytest.mark.parametrize("noun", sorted(viewsets()))
def test_the_rows_of_a_list_are_dated_whichever_way_they_are_written(noun):
    model = viewsets()[noun].queryset.model

    assert issubclass(model, Dated)
    for manager in (model._default_manager, model._base_manager):
        assert isinstance(manager.all(), DatedQuerySet)


@pytest.mark.parametrize("noun", sorted(set(LISTS) - {"events"}))
def test_a_list_answers_what_changed_since_and_nothing_else(admin_api, on_day, noun):
    LISTS[noun][0]()
    path = f"/api/v1/{noun}/"
    rows = admin_api.get(path).json()["results"]
    assert rows
    latest = max(row["updated_at"] for row in rows)
    after = (datetime.fromisoformat(latest) + timedelta(microseconds=1)).isoformat()

    since = admin_api.get(path, {"updated_since": latest}).json()["results"]
    later = admin_api.get(path, {"updated_since": after}).json()["results"]

    assert [row["id"] for row in since] == [r["id"] for r in rows if r["updated_at"] == latest]
    assert later == []
    ordered = admin_api.get(path, {"ordering": "-updated_at"}).json()["results"]
    assert ordered[0]["updated_at"] == latest


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2026-03-02",
        "2026-03-02T14:00",
        "2026-03-02T14:00:00 00:00",
        "2026-13-02T14:00:00Z",
        "1999-03-02T14:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "",
    ],
)
def test_a_moment_that_is_none_is_refused_by_name(admin_api, text):
    answer = admin_api.get("/api/v1/employers/", {"updated_since": text})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "updated_since"


@pytest.mark.parametrize("text", ["2018-09-03T09:00Z", "2018-09-03T10:00:00.5+01:00"])
def test_a_moment_may_be_written_in_any_offset(admin_api, text):
    GraduateFactory()

    page = admin_api.get("/api/v1/graduates/", {"updated_since": text})

    assert len(page.json()["results"]) == 1


# Every way to change a row


def aged(row):
    """Return a row that last changed long ago."""
    type(row)._base_manager.filter(pk=row.pk).update(updated_at=LONG_AGO)
    row.refresh_from_db()
    return row


def changed(row) -> bool:
    row.refresh_from_db()
    return timezone.now() - row.updated_at < timedelta(minutes=5)


def saved(row):
    row.save()


def saved_in_part(row):
    row.location = "Leeds"
    row.save(update_fields=["location"])


def updated(row):
    type(row).objects.filter(pk=row.pk).update(location="Leeds")


def updated_by_the_base_manager(row):
    type(row)._base_manager.filter(pk=row.pk).update(location="Leeds")


def updated_with_others(row):
    row.location = "Leeds"
    type(row).objects.bulk_update([row], ["location"])


def updated_or_created(row):
    type(row).objects.update_or_create(pk=row.pk, defaults={"location": "Leeds"})


def given_a_skill(row):
    row.skills.add(SkillFactory())


def given_a_project(row):
    project = aged(PortfolioProjectFactory())
    row.projects.add(project)
    assert changed(project)
    row.save()


@pytest.mark.parametrize(
    "change",
    [
        saved,
        saved_in_part,
        updated,
        updated_by_the_base_manager,
        updated_with_others,
        updated_or_created,
        given_a_skill,
        given_a_project,
    ],
)
def test_a_change_moves_the_date(change):
    row = aged(GraduateFactory())
    assert not changed(row)

    change(row)

    assert changed(row)


def test_taking_a_skill_away_moves_the_date_too():
    row = GraduateFactory(skills=[SkillFactory(), SkillFactory()])

    for take_away in (lambda: row.skills.remove(row.skills.first()), row.skills.clear):
        aged(row)
        take_away()
        assert changed(row)


def test_a_credit_that_is_used_has_changed_although_its_own_row_never_does(admin_api, admin):
    credit = CustomerCreditFactory()
    invoice = InvoiceFactory(
        fee__hire__introduction__employer=credit.employer, issued_on=date(2018, 12, 3)
    )
    before = admin_api.get(f"/api/v1/kept-credits/{credit.pk}/").json()

    customer_credit.apply(credit.pk, invoice.pk, amount_pence=1, by=admin, on=date(2018, 12, 3))

    after = admin_api.get(f"/api/v1/kept-credits/{credit.pk}/").json()
    assert after["left_pence"] == before["left_pence"] - 1
    assert after["updated_at"] > before["updated_at"]
    assert CustomerCredit.objects.get().updated_at.isoformat()[:19] == before["updated_at"][:19]
    page = admin_api.get("/api/v1/kept-credits/", {"updated_since": after["updated_at"]}).json()
    assert [row["id"] for row in page["results"]] == [credit.pk]


def test_a_fee_has_changed_when_its_invoice_has(admin_api):
    fee = FeeFactory()
    before = admin_api.get(f"/api/v1/fees/{fee.pk}/").json()["updated_at"]

    fee.invoices.update(purchase_order="PO 7")

    assert admin_api.get(f"/api/v1/fees/{fee.pk}/").json()["updated_at"] > before


def test_a_new_row_is_dated_by_the_database_too():
    cohort = CohortFactory()
    field = type(cohort)._meta.get_field("updated_at")

    assert field.has_db_default()
