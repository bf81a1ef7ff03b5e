"""Foothold is under MIT, so nothing that it needs at run time may bind its users to the GPL."""

import re

from tests.licences import PAGE, licences, needed_at_run_time, only_under_gpl, row_of

from .test_lock import RUNTIME, pinned


def test_nothing_needed_at_run_time_is_under_the_gpl_alone():
    bound = {
        name
        for name, package in needed_at_run_time().items()
        if only_under_gpl(list(licences(package)))
    }

    assert bound == set()


def test_what_others_need_in_turn_is_looked_at_too():
    assert {"django", "sqlparse", "psycopg-binary"} <= needed_at_run_time().keys()
    assert "djlint" not in needed_at_run_time()


def test_the_lesser_gpl_and_a_choice_of_licences_bind_nobody():
    assert only_under_gpl(["GPL-3.0-only"])
    assert only_under_gpl(["License :: OSI Approved :: GNU General Public License v3 (GPLv3)"])
    assert not only_under_gpl(["LGPL-3.0-only"])
    assert not only_under_gpl(["MIT", "GPL-2.0-or-later"])


def test_the_page_of_licences_says_what_the_packages_say():
    rows = set(PAGE.read_text().splitlines())

    assert {row_of(name, package) for name, package in needed_at_run_time().items()} <= rows


def test_the_page_of_licences_names_nothing_that_no_server_has():
    names = re.findall(r"^\| ([a-z0-9-]+) \| .", PAGE.read_text(), re.M)

    assert set(names) - {"package"} <= pinned(RUNTIME).keys()
    assert len(names) > 50
