"""The pages of imports: from the file to the records and back, for those who may."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from foundation.imports.engine.files import MAX_BYTES
from foundation.imports.models import ImportBatch, ImportState
from foundation.imports.web import pages
from foundation.imports.web.contexts import PAGES
from placements.exchange.cohorts import Cohorts
from placements.models import Cohort
from tests.factories.billing import FeeFactory
from tests.factories.imports import ImportBatchFactory, ImportedRecordFactory, ImportedRowFactory
from tests.factories.placements import CohortFactory, GraduateFactory

pytestmark = pytest.mark.django_db

SOUND = "Name,City,Start\nFAC14,London,02/07/2018\nFACG3,Gaza,\n"
FAULTY = SOUND + "FAC15,London,TBC\n<b>bold</b>,,\n"


def client_for(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def office(staff):
    return client_for(staff)


def upload(client, text, *, kind="cohorts", name="cohorts.csv"):
    """Upload a file and return the import that came of it."""
    content = text if isinstance(text, bytes) else text.encode()
    address = reverse("imports:import-new", args=[kind])
    answer = client.post(address, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.context["form"].errors
    return ImportBatch.objects.latest("pk")


def at(name, batch):
    return reverse(f"imports:{name}", args=[batch.pk])


def confirmed(client, batch):
    """Confirm the columns as they were guessed, and return what the check said while it ran."""
    form = client.get(at("import-columns", batch)).context["form"]
    return last_page_text(
        client.post(
            at("import-columns", batch),
            {name: field.initial for name, field in form.fields.items()},
        )
    )


def last_page_text(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def test_a_file_goes_from_upload_to_records_and_back(office):
    batch = upload(office, SOUND)
    columns = office.get(at("import-columns", batch)).content.decode()
    assert columns.count(">guessed<") == 1
    assert "FAC14 · FACG3" in columns

    running = confirmed(office, batch)
    assert '<progress value="2" max="2" aria-label="Rows checked"></progress> 2 of 2' in running
    assert f'content="0; url={at("import", batch)}"' in running
    preview = office.get(at("import", batch)).content.decode()
    assert "New cohort: FAC14" in preview
    assert Cohort.objects.count() == 0

    assert "2 of 2 rows imported" in last_page_text(office.post(at("import-carry-out", batch)))
    assert Cohort.objects.count() == 2
    assert "Undo this import" in office.get(at("import", batch)).content.decode()

    assert office.get(at("import-undo", batch)).status_code == 200
    answer = office.post(at("import-undo", batch), follow=True)
    assert "cohorts.csv was undone." in answer.content.decode()
    assert Cohort.objects.count() == 0


def test_a_fault_stands_beside_its_cell_and_what_was_typed_is_text(office):
    batch = upload(office, FAULTY)

    running = confirmed(office, batch)

    assert f"url={at('import', batch)}?only=refused" in running
    page = office.get(at("import", batch) + "?only=refused")
    [fac15, bold] = page.context["rows"]
    assert [(cell.heading, cell.value, len(cell.faults)) for cell in fac15.cells] == [
        ("Name", "FAC15", 0),
        ("City", "London", 0),
        ("Start", "TBC", 1),
    ]
    assert [(cell.heading, cell.value, len(cell.faults)) for cell in bold.cells] == [
        ("Name", "<b>bold</b>", 0),
        ("City", None, 1),
    ]
    html = page.content.decode()
    assert "&lt;b&gt;bold&lt;/b&gt;" in html
    assert "<b>" not in html
    assert "“TBC” is not a date." in html


def test_the_faulty_rows_are_downloaded_repaired_and_uploaded(office):
    batch = upload(office, FAULTY)
    confirmed(office, batch)

    csv = office.get(at("import-failed-csv", batch)).content.decode("utf-8-sig")
    lines = csv.splitlines()
    assert lines[0] == "Name,City,Start,Fault"
    assert lines[1].startswith('FAC15,London,TBC,"Start: “TBC” is not a date.')

    repaired = upload(
        office, csv.replace("TBC", "29/10/2018").replace("<b>bold</b>,", "FAC16,Leeds")
    )
    confirmed(office, repaired)
    repaired.refresh_from_db()
    assert (repaired.created, repaired.faulty) == (2, 0)


def test_the_faulty_rows_come_as_a_workbook_with_their_cells_marked_and_no_formula(office):
    batch = upload(office, FAULTY.replace("<b>bold</b>", "=1+1"))
    confirmed(office, batch)

    answer = office.get(at("import-failed", batch))

    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[1]] == ["Name", "City", "Start", "Fault"]
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=1+1", "s")
    assert sheet["C2"].fill.fgColor.rgb == "00FBE7E1"
    assert answer["Content-Disposition"] == (
        f'attachment; filename="to-repair-cohorts-{batch.pk}.xlsx"'
    )


def test_the_sound_rows_alone_are_imported_when_that_is_the_button(office):
    batch = upload(office, FAULTY)
    confirmed(office, batch)

    last_page_text(office.post(at("import-carry-out", batch)))
    assert Cohort.objects.count() == 0
    last_page_text(office.post(at("import-carry-out", batch), {"skip_faulty": "yes"}))

    assert Cohort.objects.count() == 2
    assert "Rows to correct" in office.get(at("import", batch)).content.decode()
    assert "FAC15" in office.get(at("import-failed-csv", batch)).content.decode()


def test_a_needed_column_left_out_or_one_chosen_twice_is_said_beside_it(office):
    batch = upload(office, SOUND)

    answer = office.post(
        at("import-columns", batch), {"column_0": "campus", "column_1": "campus", "column_2": ""}
    )

    form = answer.context["form"]
    assert form.non_field_errors() == ["Choose a column for “Name”. It is required."]
    assert form.errors["column_1"] == ["You chose this for “Name” too. Choose one of the two."]
    batch.refresh_from_db()
    assert batch.state == ImportState.UPLOADED


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "The file is empty: it has no headings and no rows."),
        (b"%PDF-1.7", "This is a PDF. Import the spreadsheet it was printed from."),
        (
            b"x" * (MAX_BYTES + 1),
            "The file is 10.0 MB, and the most you can upload is 10 MB. Split the file.",
        ),
        (b"PK\x03\x04 not really", "The workbook is damaged or cut off."),
    ],
    ids=["empty", "pdf", "too large", "damaged"],
)
def test_a_file_that_cannot_be_read_is_refused_beside_the_field(office, content, fault):
    answer = office.post(
        reverse("imports:import-new", args=["cohorts"]),
        {"file": SimpleUploadedFile("cohorts.xlsx", content)},
    )

    assert answer.context["form"].errors["file"][0].startswith(fault)
    assert ImportBatch.objects.count() == 0


def test_a_form_larger_than_any_file_we_take_is_refused_before_it_is_read(office):
    answer = office.generic(
        "POST",
        reverse("imports:import-new", args=["cohorts"]),
        b"--line\r\n",
        content_type="multipart/form-data; boundary=line",
        CONTENT_LENGTH="1000000000",
    )

    assert answer.status_code == 400
    assert ImportBatch.objects.count() == 0


def test_a_file_with_more_rows_than_a_page_takes_is_sent_to_the_command(office, monkeypatch):
    monkeypatch.setattr(pages, "MOST_ROWS", 1)

    answer = office.post(
        reverse("imports:import-new", args=["cohorts"]),
        {"file": SimpleUploadedFile("cohorts.csv", SOUND.encode())},
    )

    [fault] = answer.context["form"].errors["file"]
    assert fault.startswith("The file has 2 rows. You can upload 1 at a time. Split the file")


def test_the_same_file_once_more_is_pointed_out(office):
    first = upload(office, SOUND)
    confirmed(office, first)
    last_page_text(office.post(at("import-carry-out", first)))

    second = upload(office, SOUND)
    confirmed(office, second)

    html = office.get(at("import", second)).content.decode()
    assert "This same file was imported on" in html
    assert "we already have everything in the file" in html


def test_what_cannot_be_undone_is_said_before_it_is_imported(admin):
    client = client_for(admin)
    row = (
        "Client,Candidate,Start date,Salary,Fee %,Status\nWillow,Ann Example,04/09/2017,26000,15%,"
    )
    batch = upload(client, row, kind="placement_register", name="register.csv")

    confirmed(client, batch)

    assert "This import cannot be undone: it becomes hires, invoices" in (
        client.get(at("import", batch)).content.decode()
    )


def test_an_undo_that_is_refused_names_what_stands_in_the_way(office):
    batch = upload(office, SOUND)
    confirmed(office, batch)
    last_page_text(office.post(at("import-carry-out", batch)))
    GraduateFactory(full_name="Ann Example", cohort=Cohort.objects.get(name="FAC14"))

    html = office.post(at("import-undo", batch)).content.decode()

    assert "Nothing was undone: row 2, cohort FAC14 is in use (by graduate Ann Example)." in html
    assert Cohort.objects.count() == 2


def test_a_refusal_while_it_runs_is_shown_on_the_page(office):
    batch = ImportBatchFactory(done=True)

    running = last_page_text(office.post(at("import-check", batch)))

    assert "cohorts.csv is already imported. <a href" in running
    assert "http-equiv" not in running


def test_a_fault_of_ours_while_it_runs_is_said_and_not_swallowed(office, monkeypatch):
    batch = upload(office, SOUND)
    monkeypatch.setattr(Cohorts, "apply", lambda *_row, **_who: 1 / 0)
    heard = []
    parts = office.post(at("import-check", batch)).streaming_content

    with pytest.raises(ZeroDivisionError):
        heard.extend(parts)

    assert b"Something went wrong. Nothing was imported." in heard[-1]


def test_an_upload_is_thrown_away(office):
    batch = upload(office, SOUND)

    answer = office.post(at("import-discard", batch), follow=True)

    assert "cohorts.csv was deleted." in answer.content.decode()
    assert ImportBatch.objects.count() == 0


def test_the_template_of_a_kind_is_downloaded(office):
    answer = office.get(reverse("imports:import-template", args=["graduates"]))

    assert load_workbook(io.BytesIO(answer.content)).sheetnames == ["Graduates", "Notes"]


def test_finance_reads_imports_and_brings_none(finance_officer, staff):
    finance = client_for(finance_officer)
    batch = ImportBatchFactory(checked=True)

    assert finance.get(reverse("imports:imports")).status_code == 200
    page = finance.get(at("import", batch))
    assert (page.status_code, b"Throw the file away" in page.content) == (200, False)
    assert finance.post(at("import-carry-out", batch)).status_code == 403
    assert finance.get(reverse("imports:import-new", args=["cohorts"])).status_code == 403


def test_a_register_takes_an_administrator_since_it_becomes_invoices(office, admin):
    address = reverse("imports:import-new", args=["placement_register"])
    batch = ImportBatchFactory(kind="placement_register", checked=True)

    assert (
        b"Only an administrator can import these" in office.get(reverse("imports:imports")).content
    )
    assert office.get(address).status_code == 403
    assert office.post(at("import-carry-out", batch)).status_code == 403
    assert client_for(admin).get(address).status_code == 200


def test_the_list_of_imports_says_who_when_what_and_how_it_stands(office):
    ImportBatchFactory(file_name="people.csv", kind="graduates", uploaded_by__full_name="Jo Smith")

    html = office.get(reverse("imports:imports")).content.decode()

    assert all(words in html for words in ("people.csv", "Graduates", "Jo Smith", "Uploaded"))


@pytest.mark.parametrize("rows", [1, 30])
def test_a_page_of_imports_takes_so_many_queries(office, django_assert_num_queries, rows):
    ImportBatchFactory.create_batch(rows, checked=True)

    with django_assert_num_queries(3):
        office.get(reverse("imports:imports"))


@pytest.mark.parametrize("rows", [1, 30])
def test_a_preview_takes_so_many_queries(office, django_assert_num_queries, rows):
    batch = ImportBatchFactory(checked=True)
    ImportedRowFactory.create_batch(rows, batch=batch)

    with django_assert_num_queries(5):
        office.get(at("import", batch))


@pytest.mark.parametrize("page", PAGES.values())
def test_the_records_of_an_import_lead_to_pages_there_are(page):
    assert reverse(page, args=[1]).endswith("/1/")


def test_a_record_leads_to_its_page_and_one_that_is_gone_says_so(office):
    batch = ImportBatchFactory(kind="graduates", done=True)
    ann = GraduateFactory(full_name="Ann Example")
    ImportedRecordFactory(batch=batch, model="placements.graduate", object_id=ann.pk)
    ImportedRecordFactory(batch=batch, model="placements.cohort", object_id=999_999)

    html = office.get(at("import", batch)).content.decode()

    assert f'<a href="/graduates/{ann.pk}/">Ann Example</a>' in html
    assert "(deleted since)" in html


@pytest.mark.parametrize("rows", [1, 4])
def test_names_that_reach_far_cost_no_queries(office, django_assert_num_queries, rows):
    batch = ImportBatchFactory(kind="placement_register", done=True)
    for fee in FeeFactory.create_batch(rows):
        ImportedRecordFactory(batch=batch, model="billing.fee", object_id=fee.pk)

    with django_assert_num_queries(5):
        office.get(at("import", batch))


@pytest.mark.parametrize("rows", [1, 30])
def test_a_result_takes_so_many_queries(office, django_assert_num_queries, rows):
    batch = ImportBatchFactory(done=True, done_on=date(2018, 9, 3))
    for cohort in CohortFactory.create_batch(rows):
        ImportedRecordFactory(batch=batch, object_id=cohort.pk)

    with django_assert_num_queries(5):
        office.get(at("import", batch))
