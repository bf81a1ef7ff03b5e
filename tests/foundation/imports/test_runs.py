"""An import from the file to the undo: nothing half-written, nothing taken back that stays."""

from datetime import date
from textwrap import dedent

import pytest
from django.db import connection

from billing.exchange.register.placement_register import PlacementRegister
from employers.exchange.employers import Employers
from employers.exchange.terms import TermsOfBusiness
from employers.models import Employer, Skill, Terms
from foundation import history
from foundation.imports import runs
from foundation.imports.engine.faults import UnreadableFile
from foundation.imports.models import ImportBatch, ImportedRecord, ImportState, Verdict
from foundation.models import HistoryEntry
from placements.domain.introductions import introductions
from placements.exchange.cohorts import Cohorts
from placements.exchange.graduates import Graduates
from placements.exchange.introductions import Introductions
from placements.exchange.portfolio_projects import PortfolioProjects
from placements.models import Cohort, Consent, Graduate, PortfolioProject, Programme
from tests.factories.employers import EmployerFactory, TermsFactory
from tests.factories.placements import CohortFactory, GraduateFactory, PortfolioProjectFactory

pytestmark = pytest.mark.django_db

TODAY, NEXT_DAY = date(2018, 10, 1), date(2018, 10, 2)
COHORTS = """
    Name,Campus,Start,Places
    FAC14,London,02/07/2018,16
    FACG3,Gaza,2018-09-03,12
    """
PEOPLE = """
    Reference,Full name,E-mail,Skills,Consented on
    G-1,Ann Example,ann@example.org,Elm; SQL,2018-09-01
    G-2,Bob Example,bob@example.org,SQL,
    """


def drained(steps):
    """Return what a run returns, having heard all its steps."""
    while True:
        try:
            next(steps)
        except StopIteration as over:
            return over.value


def uploaded(kind, text, *, by, file_name="sheet.csv"):
    content = dedent(text).strip().encode()
    return runs.upload(kind, content, file_name=file_name, by=by, on=TODAY)


def checked(kind, text, *, by):
    return drained(runs.check(uploaded(kind, text, by=by).pk, kind, by=by, on=TODAY))


def done(kind, text, *, by, **options):
    batch = checked(kind, text, by=by)
    return drained(runs.carry_out(batch.pk, kind, by=by, on=TODAY, **options))


def verdicts(batch):
    return list(batch.rows.order_by("number").values_list("number", "verdict", "title"))


# From the file to the records


def test_an_upload_guesses_the_columns_and_reads_nothing_into_the_records(staff):
    batch = uploaded(Cohorts, "Cohort,City\nFAC14,London", by=staff)

    assert batch.mapping == {"columns": {"Cohort": "name", "City": "campus"}}
    assert (batch.state, batch.rows_total, Cohort.objects.count()) == ("uploaded", 1, 0)


def test_the_name_of_a_file_is_its_last_part_without_hidden_characters(staff):
    batch = uploaded(Cohorts, COHORTS, by=staff, file_name="C:\\secret\\co\u202ehorts\x07.csv")

    assert batch.file_name == "cohorts.csv"


def test_what_is_no_table_is_refused_and_leaves_nothing(staff):
    with pytest.raises(UnreadableFile, match="This is a PDF"):
        runs.upload(Cohorts, b"%PDF-1.7", file_name="cohorts.csv", by=staff, on=TODAY)

    assert ImportBatch.objects.count() == 0


def test_a_check_says_of_every_row_what_it_would_do_and_does_nothing(staff):
    CohortFactory(name="FAC14", campus="London", start_on=date(2018, 7, 2), end_on=None, places=12)
    text = COHORTS + "    FAC15,London,TBC,many\n"

    batch = checked(Cohorts, text, by=staff)

    assert verdicts(batch) == [
        (2, Verdict.CHANGED, "FAC14"),
        (3, Verdict.CREATED, "FACG3"),
        (4, Verdict.REFUSED, "FAC15 · London"),
    ]
    assert (batch.created, batch.changed, batch.unchanged, batch.faulty) == (1, 1, 0, 1)
    assert Cohort.objects.get().places == 12


def test_a_change_is_shown_field_by_field_and_a_fault_by_its_cell(staff):
    CohortFactory(name="FAC14", campus="London", start_on=None, end_on=None, places=12)

    batch = checked(Cohorts, COHORTS + "    FAC15,London,TBC,16\n", by=staff)

    change, _, refused = batch.rows.order_by("number")
    assert change.effects == [
        {
            "is_new": False,
            "model": "placements.cohort",
            "what": "cohort",
            "name": "FAC14",
            "changes": [
                {"field": "start on", "old": "nothing", "new": "2 July 2018"},
                {"field": "places", "old": "12", "new": "16"},
            ],
        }
    ]
    assert refused.faults == [
        {
            "column": "Start",
            "address": "C4",
            "value": "TBC",
            "sentence": "“TBC” is not a date. Give the date, or leave the row out until "
            "you know it.",
        }
    ]


def test_columns_can_be_chosen_otherwise_and_then_it_is_checked_anew(staff):
    batch = checked(Cohorts, "Name,Campus,Site\nFAC14,London,Gaza", by=staff)

    chosen = {"Name": "name", "Campus": "", "Site": "campus"}
    batch = runs.choose_columns(batch.pk, chosen, Cohorts)

    assert (batch.state, batch.created, batch.rows.count()) == (ImportState.UPLOADED, 0, 0)
    drained(runs.check(batch.pk, Cohorts, by=staff, on=TODAY))
    drained(runs.carry_out(batch.pk, Cohorts, by=staff, on=TODAY))
    assert Cohort.objects.get().campus == "Gaza"


def test_what_was_not_checked_is_not_carried_out(staff):
    batch = uploaded(Cohorts, COHORTS, by=staff)

    with pytest.raises(runs.NotChecked):
        drained(runs.carry_out(batch.pk, Cohorts, by=staff, on=TODAY))


def test_an_import_is_written_whole_and_the_file_is_not_kept(staff):
    batch = done(Cohorts, COHORTS, by=staff)

    batch.refresh_from_db()
    assert (batch.state, batch.done_by, batch.done_on) == (ImportState.DONE, staff, TODAY)
    assert (batch.created, batch.content, batch.rows.count()) == (2, None, 0)
    assert Cohort.objects.count() == 2
    assert [entry.verb for entry in history.of(batch)] == ["uploaded", "imported"]


def test_an_import_is_carried_out_once(staff):
    batch = done(Cohorts, COHORTS, by=staff)

    with pytest.raises(runs.AlreadyImported):
        drained(runs.carry_out(batch.pk, Cohorts, by=staff, on=TODAY))


def test_a_row_that_became_faulty_since_the_check_stops_all_and_is_shown(staff):
    people = "Full name,E-mail,Cohort\nAnn,ann@example.org,FAC14\nBob,bob@example.org,\n"
    cohort = CohortFactory(name="FAC14")
    batch = checked(Graduates, people, by=staff)
    cohort.delete()

    batch = drained(runs.carry_out(batch.pk, Graduates, by=staff, on=TODAY))

    assert (batch.state, batch.faulty, Graduate.objects.count()) == (ImportState.CHECKED, 1, 0)


def test_the_sound_rows_alone_are_written_when_asked_and_the_faulty_ones_kept_to_repair(staff):
    batch = done(Cohorts, COHORTS + "    FAC15,London,TBC,16\n", by=staff, skip_faulty=True)

    assert (batch.state, batch.created, batch.faulty) == (ImportState.DONE, 2, 1)
    assert verdicts(batch) == [(4, Verdict.REFUSED, "FAC15 · London")]


def test_a_refused_row_leaves_no_history_and_no_skills_behind(staff):
    refused = "    G-3,Cyd Example,cyd@example.org,Elm; SQL,2030-01-01\n"

    batch = done(Graduates, PEOPLE + refused, by=staff, skip_faulty=True)

    connection.check_constraints()
    entries = HistoryEntry.objects.filter(subject_type="placements.graduate").order_by("pk")
    ann, bob = Graduate.objects.order_by("reference")
    assert [(entry.verb, entry.subject_id) for entry in entries] == [
        ("imported", ann.pk),
        ("published", ann.pk),
        ("imported", bob.pk),
    ]
    assert [[skill.name for skill in one.skills.all()] for one in (ann, bob)] == [
        ["Elm", "SQL"],
        ["SQL"],
    ]
    assert (batch.created, batch.faulty) == (2, 1)


def test_whoever_stops_half_way_leaves_everything_as_it_was(staff):
    batch = checked(Cohorts, COHORTS, by=staff)
    running = runs.carry_out(batch.pk, Cohorts, by=staff, on=TODAY)
    steps = [next(running) for _ in range(3)]  # two rows read, one of them put in
    assert (steps[-1].stage, Cohort.objects.count()) == ("applied", 1)

    running.close()

    batch.refresh_from_db()
    assert (batch.state, Cohort.objects.count()) == (ImportState.CHECKED, 0)
    assert drained(runs.carry_out(batch.pk, Cohorts, by=staff, on=TODAY)).created == 2


def test_an_upload_is_thrown_away_with_its_rows_until_it_is_imported(staff):
    batch = checked(Cohorts, COHORTS, by=staff)
    imported_batch = done(Employers, "Name\nWillow Works", by=staff)

    runs.discard(batch.pk, by=staff, on=TODAY)

    assert list(ImportBatch.objects.all()) == [imported_batch]
    with pytest.raises(runs.AlreadyImported):
        runs.discard(imported_batch.pk, by=staff, on=TODAY)


def test_what_files_said_is_forgotten_after_a_while(staff, on_day):
    on_day(TODAY)
    upload = checked(Cohorts, COHORTS, by=staff)
    batch = done(Cohorts, COHORTS + "    FAC15,London,TBC,16\n", by=staff, skip_faulty=True)

    assert runs.forget_old(on=date(2018, 10, 31)) == 0
    assert runs.forget_old(on=date(2018, 11, 1)) == 2
    assert (ImportBatch.objects.get(), batch.rows.count()) == (batch, 0)
    assert not ImportBatch.objects.filter(pk=upload.pk).exists()
    assert runs.forget_old(on=date(2018, 12, 31)) == 1
    with pytest.raises(runs.CannotUndo, match="cannot be undone: it is more than 90 days old"):
        runs.undo(batch.pk, by=staff, on=date(2018, 12, 31))
    assert runs.forget_old(on=date(2018, 12, 31)) == 0


# Undo


def test_undo_removes_what_was_made_and_puts_back_what_was_changed(staff):
    cohort = CohortFactory(name="FAC14", campus="London", start_on=None, end_on=None, places=12)
    text = "Programme,Name,Campus,Start,Places\nNew,FAC14,London,02/07/2018,16\nNew,FACG3,Gaza,,"
    batch = done(Cohorts, text, by=staff)

    undone = runs.undo(batch.pk, by=staff, on=NEXT_DAY)

    was = (cohort.places, cohort.start_on, cohort.programme)
    cohort.refresh_from_db()
    assert (cohort.places, cohort.start_on, cohort.programme) == was
    assert (Cohort.objects.count(), Programme.objects.filter(name="New").exists()) == (1, False)
    assert (undone.state, undone.undone_by, undone.undone_on) == ("undone", staff, NEXT_DAY)
    assert [entry.verb for entry in history.of(cohort)][-1] == "put back with its import"
    with pytest.raises(runs.NotImported):
        runs.undo(batch.pk, by=staff, on=NEXT_DAY)


def test_undo_takes_back_people_with_their_skills_and_the_consents_the_file_claimed(staff):
    batch = done(Graduates, PEOPLE, by=staff)
    assert (Graduate.objects.count(), Consent.objects.count(), Skill.objects.count()) == (2, 1, 2)

    runs.undo(batch.pk, by=staff, on=NEXT_DAY)

    connection.check_constraints()
    assert (Graduate.objects.count(), Consent.objects.count(), Skill.objects.count()) == (0, 0, 0)
    assert ImportedRecord.objects.count() == 0


def test_a_skill_that_others_use_by_now_stays_when_its_import_is_undone(staff):
    batch = done(Graduates, PEOPLE, by=staff)
    GraduateFactory().skills.add(Skill.objects.get(name="Elm"))

    runs.undo(batch.pk, by=staff, on=NEXT_DAY)

    assert [skill.name for skill in Skill.objects.all()] == ["Elm"]


def test_undo_puts_the_members_of_a_team_back(staff):
    ann, bob = GraduateFactory(reference="G-1"), GraduateFactory(reference="G-2")
    project = PortfolioProjectFactory(title="Food diary", cohort=None, client="Before")
    project.team.set([ann])
    batch = done(PortfolioProjects, "Title,Client,Team\nFood diary,After,G-2", by=staff)
    assert list(project.team.all()) == [bob]

    runs.undo(batch.pk, by=staff, on=NEXT_DAY)

    assert list(project.team.all()) == [ann]
    assert PortfolioProject.objects.get().client == "Before"


def test_undo_is_refused_whole_when_a_record_was_changed_since(staff):
    batch = done(Cohorts, COHORTS, by=staff)
    Cohort.objects.filter(name="FACG3").update(places=20)

    with pytest.raises(runs.CannotUndo) as refusal:
        runs.undo(batch.pk, by=staff, on=NEXT_DAY)

    assert str(refusal.value) == ("Nothing was undone: row 3, cohort FACG3 has changed since.")
    assert (Cohort.objects.count(), batch.records.count()) == (2, 3)


def test_undo_is_refused_when_a_relation_was_changed_since(staff):
    batch = done(Graduates, PEOPLE, by=staff)
    Graduate.objects.get(reference="G-2").skills.clear()

    with pytest.raises(runs.CannotUndo, match="row 3, graduate Bob Example has changed since"):
        runs.undo(batch.pk, by=staff, on=NEXT_DAY)


def test_undo_is_refused_when_others_refer_to_a_record_by_now(staff):
    batch = done(Cohorts, COHORTS, by=staff)
    GraduateFactory(full_name="Ann Example", cohort=Cohort.objects.get(name="FAC14"))

    with pytest.raises(runs.CannotUndo) as refusal:
        runs.undo(batch.pk, by=staff, on=NEXT_DAY)

    assert str(refusal.value) == (
        "Nothing was undone: row 2, cohort FAC14 is in use (by graduate Ann Example)."
    )
    assert Cohort.objects.count() == 2


def test_undo_is_refused_when_an_imported_person_joined_a_team(staff):
    batch = done(Graduates, PEOPLE, by=staff)
    PortfolioProjectFactory(title="Food diary").team.add(Graduate.objects.get(reference="G-1"))

    with pytest.raises(runs.CannotUndo, match=r"\(by portfolio project Food diary\)"):
        runs.undo(batch.pk, by=staff, on=NEXT_DAY)


def test_undo_is_refused_when_somebody_was_introduced_since(staff):
    batch = done(Employers, "Name\nWillow Works", by=staff)
    ann = GraduateFactory(full_name="Ann Example", ready=True)
    introductions.propose(ann, Employer.objects.get(), by=staff, on=TODAY)

    with pytest.raises(runs.CannotUndo, match=r"employer Willow Works is in use \(by intr"):
        runs.undo(batch.pk, by=staff, on=NEXT_DAY)


def test_terms_are_taken_back_while_nobody_was_introduced_under_them(staff):
    EmployerFactory(name="Willow Works")
    text = """
        Employer,Effective from,Fee basis,Rate,Accepted on,Accepted by,Acceptance
        Willow Works,2018-01-01,percentage,15%,2018-01-01,Jo,email
        """
    batch = done(TermsOfBusiness, text, by=staff)
    assert Terms.objects.count() == 1

    runs.undo(batch.pk, by=staff, on=NEXT_DAY)

    assert Terms.objects.count() == 0


def test_an_import_that_asks_for_approval_stays_and_says_so_beforehand(staff):
    EmployerFactory(name="Willow Works")
    text = """
        Employer,Effective from,Fee basis,Rate,Under standard reason
        Willow Works,2018-01-01,percentage,10%,They hire three a year
        """

    batch = checked(TermsOfBusiness, text, by=staff)

    assert (
        batch.lasting
        == "it asked a second person for approval, and such a request is never deleted"
    )


def test_sent_introductions_stay_and_drafts_do_not(staff):
    terms = TermsFactory(employer__name="Willow Works")
    GraduateFactory(reference="G-1", ready=True)
    draft = "Graduate,Employer,Willing on,Sent on\nG-1,Willow Works,2018-09-01,"
    sent = f"{draft}2018-09-03"
    assert terms.effective_from <= date(2018, 9, 3)

    lasting = done(Introductions, sent, by=staff)

    assert checked(Introductions, draft, by=staff).lasting == ""
    with pytest.raises(runs.CannotUndo, match="introductions that were sent"):
        runs.undo(lasting.pk, by=staff, on=NEXT_DAY)


def test_a_register_says_before_it_is_imported_that_documents_stay(admin):
    text = (
        "Client,Candidate,Start date,Salary,Fee %,Invoice no,Invoiced,Due,Status\n"
        "Willow Works,Ann Example,04/09/2017,26000,15%,2017-101,04/09/2017,04/10/2017,Outstanding"
    )

    batch = checked(PlacementRegister, text, by=admin)
    assert verdicts(batch) == [(2, Verdict.CREATED, "Ann Example at Willow Works")]
    assert batch.lasting == (
        "it becomes hires, invoices and payments, and issued documents never change"
    )
    drained(runs.carry_out(batch.pk, PlacementRegister, by=admin, on=TODAY))

    with pytest.raises(runs.CannotUndo, match="issued documents never change"):
        runs.undo(batch.pk, by=admin, on=NEXT_DAY)
