"""Which backups stay: 7 days, 5 weeks, 12 months, whatever was missed."""

from datetime import date, timedelta

import pytest

from project.backup.retention import outdated, prune, stamp_of


def nightly(first: date, last: date) -> list[str]:
    """Return the stamps of one backup a night."""
    nights = (last - first).days + 1
    return [f"{first + timedelta(days=night):%Y%m%d}T021500Z" for night in range(nights)]


def staying(stamps: list[str]) -> list[str]:
    gone = set(outdated(stamps))
    return [stamp[:8] for stamp in sorted(stamps) if stamp not in gone]


def test_of_two_years_of_nights_a_week_five_weeks_and_twelve_months_stay():
    assert staying(nightly(date(2016, 1, 1), date(2018, 9, 5))) == [
        # the last of each month
        *("20171031", "20171130", "20171231", "20180131", "20180228", "20180331", "20180430"),
        *("20180531", "20180630", "20180731"),
        # the Sundays, and the last of August among them
        *("20180812", "20180819", "20180826"),
        # the week
        *("20180830", "20180831", "20180901", "20180902", "20180903", "20180904", "20180905"),
    ]


def test_of_one_day_the_last_stays():
    stamps = ["20180903T021500Z", "20180903T120000Z", "20180903T235959Z"]

    assert outdated(stamps) == stamps[:2]


def test_days_without_a_backup_are_not_counted():
    """Nobody's backups are deleted because none was made for a year."""
    stamps = nightly(date(2017, 1, 1), date(2017, 1, 7))

    assert outdated([*stamps, "20180903T021500Z"]) == []


def test_what_stayed_goes_on_staying_until_something_newer_takes_its_place():
    stamps = nightly(date(2016, 1, 1), date(2018, 9, 5))
    day_by_day: list[str] = []
    for stamp in stamps:
        day_by_day.append(stamp)
        gone = set(outdated(day_by_day))
        day_by_day = [one for one in day_by_day if one not in gone]

    assert day_by_day == [one for one in stamps if one not in set(outdated(stamps))]


@pytest.mark.parametrize("stamps", [[], ["20180903T021500Z"]])
def test_nothing_goes_of_none_and_of_one(stamps):
    assert outdated(stamps) == []


def test_only_files_named_as_backups_are_deleted(tmp_path):
    others = [
        *("foothold-20180901T021500Z.backup.old", "foothold-latest.backup", "notes.txt"),
        *("foothold-20189901T021500Z.backup", "foothold-20180901.backup"),
    ]
    ours = ["foothold-20180903T021500Z.backup", "foothold-20180903T031500Z.backup"]
    for name in [*others, *ours]:
        (tmp_path / name).touch()

    gone = prune(tmp_path)

    assert [file.name for file in gone] == ours[:1]
    assert {file.name for file in tmp_path.iterdir()} == {*others, ours[1]}
    assert stamp_of(tmp_path / ours[1]) == "20180903T031500Z"
