"""Warnings before a hire is logged, which do not prevent it."""

from datetime import date

from employers.models import Employer
from placements.domain.introductions.introduction_warnings import warnings
from placements.models import Graduate, Introduction


def before_hiring(
    graduate: Graduate,
    employer: Employer,
    *,
    introduction: Introduction | None,
    on: date,
    salary_pence: int | None = None,
) -> list[str]:
    """Return the warnings before a hire is agreed, the gravest first; in three queries.

    ``on`` is the day of the start. Source: the project's domain rules, sections 5 and 6.
    """
    considered = introduction or Introduction(pk=0, graduate=graduate, employer=employer)
    sentences = warnings([considered], on=on)[considered.pk]
    if employer.on_stop:
        sentences.append(f"{employer} is on stop. Talk to finance before you continue.")
    others = Introduction.objects.live().filter(graduate=graduate).exclude(pk=considered.pk)
    names = [str(other.employer) for other in others.select_related("employer").order_by("pk")]
    if names:
        what = "introduction" if len(names) == 1 else "introductions"
        sentences.append(f"This makes the open {what} to {listed(names)} obsolete.")
    if introduction and salary_pence is not None:
        sentences += _unlike_the_role(introduction, salary_pence)
    return sentences


def listed(names: list[str]) -> str:
    """Return names as a sentence lists them: "A, B and C"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _unlike_the_role(introduction: Introduction, salary_pence: int) -> list[str]:
    role = introduction.hiring_request
    if role is None:
        return []
    if role.salary_from_pence and salary_pence < role.salary_from_pence:
        return ["The salary is below the advertised range. Is it for the whole year?"]
    if role.salary_to_pence and salary_pence > role.salary_to_pence:
        return ["The salary is above the advertised range."]
    return []
