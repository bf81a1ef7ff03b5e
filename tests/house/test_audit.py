"""What pip-audit says becomes a verdict: a hole fails, silence is no all-clear."""

import json

from tests.audit import COMMAND, LOCK, verdict_on

from .sources import ROOT

SOUND = {"name": "django", "version": "5.2.19", "vulns": []}
HOLED = {
    "name": "pillow",
    "version": "12.0",
    "vulns": [{"id": "CVE-2026-1", "fix_versions": ["12.1"]}, {"id": "X-2", "fix_versions": []}],
}
UNKNOWN = {"name": "typst", "skip_reason": "Dependency not found"}


def answer(*packages: dict[str, object]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_a_hole_fails_and_says_which_version_mends_it():
    verdict = verdict_on(answer(SOUND, HOLED), "Found 2 known vulnerabilities in 1 package")

    assert verdict.has_holes
    assert verdict.lines == [
        "pillow 12.0: CVE-2026-1, mended in 12.1",
        "pillow 12.0: X-2, mended in no version yet",
        "Audited: 2 of 2 packages.",
    ]


def test_sound_packages_pass():
    assert verdict_on(answer(SOUND), "") == (["Audited: 1 of 1 packages."], False)


def test_what_was_not_looked_at_is_no_all_clear():
    verdict = verdict_on(answer(SOUND, UNKNOWN), "No known vulnerabilities found")

    assert verdict.lines == [
        "Audited: 1 of 2 packages.",
        "Not audited, since the data did not answer for them: typst.",
    ]


def test_without_the_network_it_says_so_and_fails_nothing():
    verdict = verdict_on("", "Traceback:\nConnectionError: no route\n")

    assert verdict == (
        ["Not audited: pip-audit did not reach its data (ConnectionError: no route)."],
        False,
    )


def test_audited_is_what_a_server_has():
    assert LOCK in COMMAND
    assert (ROOT / LOCK).exists()
