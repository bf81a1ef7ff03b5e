"""The page for programs lists every type of event there is, and no other."""

import re
from pathlib import Path

from foundation import nouns
from foundation.models import HistoryEntry
from foundation.webhook_deliveries import PAUSES
from tests.recorded import undeclared

from .sources import ROOT
from .test_doors import viewsets

PAGE = ROOT / "docs" / "programs" / "events.md"
# The machine's own: events about deliveries would make deliveries without end.
NOT_IN_THE_FEED = {"/api/v1/outbox/", "/api/v1/events/", "/api/v1/webhook-endpoints/"}
NOT_IN_THE_FEED |= {"/api/v1/webhook-deliveries/", "/api/v1/reminders/"}


def page(file: Path = PAGE) -> str:
    return file.read_text()


def test_the_page_lists_every_type_and_no_other():
    listed = {
        f"{noun}.{verb}"
        for noun, verbs in re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", page(), re.M)
        for verb in re.findall(r"`(\w+)`", verbs)
    }

    assert sorted(listed ^ set(nouns.types())) == []


def test_every_list_of_the_api_has_its_events():
    declared = {f"/api/v1/{noun.path}/" for noun in nouns.by_name().values() if noun.path}

    assert set(viewsets()) - declared == NOT_IN_THE_FEED
    assert declared <= set(viewsets())


def test_a_verb_that_its_noun_does_not_declare_is_noticed():
    assert undeclared(HistoryEntry(verb="issued", subject_type="placements.hire"))
    assert not undeclared(HistoryEntry(verb="started", subject_type="placements.hire"))
    assert not undeclared(HistoryEntry(verb="let in", subject_type="accounts.user"))


def test_the_page_gives_the_schedule_of_attempts():
    words = []
    for pause in PAUSES:
        seconds = int(pause.total_seconds())
        for unit, size in (("hour", 3600), ("minute", 60), ("second", 1)):
            if seconds % size == 0:
                count = seconds // size
                words.append(f"{count} {unit}{'s' if count > 1 else ''}")
                break

    assert ", ".join(words) in page().replace("\n", " ")
