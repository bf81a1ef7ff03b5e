"""What employers read of people they were not introduced to: no name of theirs, in any spelling."""

import pytest

from placements.rules import blind, blind_link, names_of
from tests.factories.placements import GraduateFactory


def names(**facts):
    facts = {"full_name": "Ada Lovelace", "email": "countess@example.org", "links": {}} | facts
    return names_of([GraduateFactory.build(**facts)])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Ada wrote this.", "… wrote this."),
        ("ADA LOVELACE, developer", "…, developer"),
        ("The Adapters of Canada", "The Adapters of Canada"),
        ("Ask countess about it", "Ask … about it"),
        ("Write to a.b@example.org", "Write to …"),
        ("See https://example.org/ada or WWW.example.org", "See … or …"),
        ("I am @ada99 there", "I am … there"),
        ("Nothing to hide", "Nothing to hide"),
    ],
)
def test_names_handles_and_addresses_are_masked(text, read):
    assert blind(text, names()) == read


@pytest.mark.parametrize("text", ["Işık", "IŞIK", "ışık"])
def test_a_name_is_masked_however_its_i_is_dotted(text):
    assert blind(f"Built by {text}.", names(full_name="Işık Ay")) == "Built by …."


def test_a_text_is_left_whole_where_everybody_is_known():
    assert blind("Ada wrote this.", names_of([])) == "Ada wrote this."


def test_an_address_with_a_name_in_it_is_not_shown():
    handle = names(links={"github": "https://github.com/ada-l"})

    assert blind_link("https://github.com/AdaL/site", handle) == ""
    assert blind_link("https://github.com/fac14/site", handle) == "https://github.com/fac14/site"
    assert blind_link("", handle) == ""
