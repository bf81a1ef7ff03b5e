"""Whose column is which."""

import pytest

from foundation.imports.engine import mapping
from foundation.imports.engine.faults import UnreadableFile
from placements.exchange.cohorts import Cohorts
from placements.exchange.portfolio_projects import PortfolioProjects
from placements.models import Cohort, PortfolioProject

from .sheets import counts, faults, flags, imported, job_of

pytestmark = pytest.mark.django_db

COLUMNS = Cohorts.form.columns()


def test_names_and_labels_are_known_whatever_their_capitals_and_spaces():
    columns = job_of(Cohorts, "NAME,Campus,start on,End,Places\nFAC14,London,,,16").columns

    assert columns.headings == {
        "name": "NAME",
        "campus": "Campus",
        "start_on": "start on",
        "end_on": "End",
        "places": "Places",
    }
    assert columns.guessed == {}


def test_other_names_are_guesses_to_be_shown_and_what_is_left_is_not_read():
    columns = job_of(Cohorts, "Cohort,City,Start date,Weather\nFAC14,London,,fine").columns

    assert columns.guessed == {"name": "Cohort", "campus": "City", "start_on": "Start date"}
    assert columns.unread == ("Weather",)


def test_a_mapping_decides_before_any_name(staff):
    text = "Name,Title,Campus\nSpring,FAC14,London"

    result = imported(Cohorts, text, by=staff, chosen={"columns": {"Title": "name", "Name": ""}})

    assert counts(result) == (1, 0, 0)
    assert Cohort.objects.get().name == "FAC14"


def test_a_mapping_replaces_values_fills_gaps_and_sets_prefixes(staff):
    text = "title,client,repository\nFood diary,(not named),org/food\nMap,,org/map"

    imported(
        PortfolioProjects,
        text,
        by=staff,
        chosen={
            "values": {"client": {"(not named)": ""}},
            "defaults": {"client": "Internal"},
            "prefixes": {"repository_url": "https://example.org/"},
        },
    )

    assert list(
        PortfolioProject.objects.order_by("pk").values_list("client", "repository_url")
    ) == [
        ("Internal", "https://example.org/org/food"),
        ("Internal", "https://example.org/org/map"),
    ]


def test_a_month_alone_becomes_a_day_only_if_the_mapping_says_so_and_is_flagged(staff):
    text = "name,campus,start,end\nFAC1,London,2014-02,2014-02"

    without = imported(Cohorts, text, by=staff)
    result = imported(
        Cohorts, text, by=staff, chosen={"months": {"start_on": "first", "end_on": "last"}}
    )

    assert len(without.faults) == 2
    assert Cohort.objects.get().end_on.isoformat() == "2014-02-28"
    assert flags(result) == [
        "Row 2, start: “2014-02” names only a month. It was read as 01/02/2014.",
        "Row 2, end: “2014-02” names only a month. It was read as 28/02/2014.",
    ]


def test_a_rule_for_rows_sets_columns_or_leaves_the_row_out_with_its_reason(staff):
    text = """
        Cohort,Season,Campus
        FACN?,Autumn 2017,Nazareth
        FACN?,Spring 2018,Nazareth
        """
    rules = [
        {"when": {"Cohort": "facn?", "Season": "Autumn 2017"}, "set": {"name": "FACN2"}},
        {"when": {"Season": "Spring 2018"}, "skip": "it never ran."},
    ]

    result = imported(Cohorts, text, by=staff, chosen={"rows": rules})

    assert [cohort.name for cohort in Cohort.objects.all()] == ["FACN2"]
    assert flags(result) == ["Row 3: Left out because of the mapping: it never ran."]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"colums": {}}, "has an unknown section “colums”. The sections are columns, values"),
        (
            {"columns": {"Title": "titel"}},
            "our column “titel”, which does not exist. The columns are name",
        ),
        ({"months": {"start_on": "middle"}}, "must be “first” or “last”"),
        ({"columns": []}, r"columns must be a section: \[columns\]"),
        ({"rows": [{"set": {"name": "x"}}]}, "needs when = "),
        ({"rows": [{"when": {"a": "b"}}]}, "needs either set = "),
    ],
)
def test_a_mapping_that_says_nothing_sensible_is_refused(given, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        mapping.parse(given, COLUMNS)


def test_a_mapping_that_does_not_fit_the_file_is_refused():
    with pytest.raises(
        UnreadableFile, match="names the heading “Title”, but the headings of the file are Name"
    ):
        job_of(Cohorts, "Name,Campus\nFAC14,London", {"columns": {"Title": "name"}})


def test_a_mapping_file_that_is_no_toml_is_refused(tmp_path):
    file = tmp_path / "map.toml"
    file.write_text("[columns\n")

    with pytest.raises(UnreadableFile, match=r"The mapping map\.toml is not TOML"):
        mapping.load(file, COLUMNS)


def test_a_needed_column_that_is_missing_is_one_fault_and_not_one_for_each_row(staff):
    result = imported(Cohorts, "name,places\nFAC14,16\nFAC15,16", by=staff)

    assert faults(result) == [
        (
            "Row 1, Campus: The file does not have this column. Its columns are: name, places. "
            "Name one of them in a mapping, or give a default there."
        )
    ]


def test_the_mappings_that_are_shipped_fit_their_kinds():
    from importlib.resources import files  # noqa: PLC0415

    for kind, name in ((Cohorts, "cohorts"), (PortfolioProjects, "tech_for_better_projects")):
        path = files("placements.exchange") / "maps" / f"{name}.toml"

        assert mapping.load(path, kind.form.columns()).columns
