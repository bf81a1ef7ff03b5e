"""Everything we hold about one graduate, for them: plain JSON, with a note on each part.

Source: UK GDPR art. 15 (access) and 20 (portability).
"""

from typing import Any, Final

from django.db.models import QuerySet

from foundation import history
from foundation.accounts.models import User
from placements.domain.outcomes import monitoring
from placements.models import Cv, Graduate

ABOUT: Final = {
    "profile": "What you told us. Employers see it without your name until you are introduced.",
    "consents": "When you agreed to be shown to employers, and when you withdrew your consent.",
    "introductions": "Who we passed your details to, when, and when you agreed.",
    "hires": "Jobs you got through us. We use the salary to work out our fee to the employer.",
    "job_reports": "Jobs you told us about.",
    "outcomes": "Your outcome after the course, for the figures we publish without names.",
    "monitoring": "Your own answers. Only you can see them. Everyone else sees counts.",
    "cv": "Whether we hold your CV. You can download it from your page.",
    "projects": "Work shown on your profile, and what its pictures show.",
    "history": "What was done with your profile, and when.",
}


def my_data(graduate: Graduate, *, by: User) -> dict[str, Any]:
    """Return everything held about a graduate, part by part, with what each part is for.

    Dates are ISO, money is in pence. It includes the answers of equality monitoring only for the
    graduate themselves.
    """
    own = graduate.user_id is not None and graduate.user_id == by.pk
    cv = Cv.objects.filter(graduate=graduate).values("pages", "uploaded_on").first()
    parts: dict[str, Any] = {
        "profile": _profile(graduate),
        "consents": list(graduate.consents.values("given_on", "withdrawn_on").order_by("pk")),
        "introductions": _introductions(graduate),
        "hires": _values(
            graduate.hires.all(),
            *("employer__name", "job_title", "state", "agreed_on", "start_on", "last_day"),
            *("salary_pence", "fte", "contract", "months", "reason"),
        ),
        "job_reports": _values(
            graduate.job_reports.all(),
            *("employer_name", "job_title", "work", "start_on", "salary_pence", "through_us"),
            *("evidence", "reported_on", "state"),
        ),
        "outcomes": _values(
            graduate.outcomes.all(),
            *("code", "since_on", "decided_on", "evidence", "salary_pence"),
        ),
        "cv": cv,
        "projects": _values(
            graduate.projects.all(),
            *("title", "client", "summary", "repository_url", "live_url"),
            *("picture__alt", "picture__uploaded_on"),
        ),
        "history": list(history.of(graduate).values("on", "at", "verb", "detail")),
    }
    if own:
        parts["monitoring"] = monitoring.answers_of(graduate.pk, by=by)
    return {part: {"what_it_is": ABOUT[part], "what_we_hold": held} for part, held in parts.items()}


def _profile(graduate: Graduate) -> dict[str, Any]:
    return {
        "reference": graduate.reference,
        "full_name": graduate.full_name,
        "email": graduate.email,
        "cohort": graduate.cohort.name if graduate.cohort else None,
        "headline": graduate.headline,
        "about": graduate.about,
        "skills": [skill.name for skill in graduate.skills.all()],
        "location": graduate.location,
        "available_from": graduate.available_from,
        "part_time": graduate.part_time,
        "job_search": graduate.job_search,
        "links": graduate.links,
        "identity_seen_on": graduate.identity_seen_on,
        "left_course_on": graduate.left_course_on,
        "visibility": graduate.visibility,
        "signs_in_as": graduate.user.email if graduate.user else None,
    }


def _introductions(graduate: Graduate) -> list[dict[str, Any]]:
    return _values(
        graduate.introductions.all(),
        *("employer__name", "hiring_request__title", "asked_on", "willing_on", "state", "sent_on"),
        *("valid_until", "interview_at", "reason"),
    )


def _values(rows: "QuerySet[Any]", *fields: str) -> list[dict[str, Any]]:
    """Return the rows as plain values, with readable keys for related fields."""
    return [
        {name.replace("__", "_"): value for name, value in row.items()}
        for row in rows.order_by("pk").values(*fields)
    ]
