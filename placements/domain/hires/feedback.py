"""An employer's feedback on a graduate, kept in the introduction's history."""

from datetime import date
from typing import Final

from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import require
from foundation.models import HistoryEntry
from foundation.transactions import atomic
from placements import notices
from placements.models import Introduction

from .engagement import NotIntroduced

LONGEST: Final = 2_000


@atomic
def give(introduction_id: int, *, text: str, by: User, on: date) -> HistoryEntry:
    """Return the history entry with the feedback. Raises BadValue if empty, NotIntroduced."""
    introduction = Introduction.objects.select_for_update(of=("self",), no_key=True).get(
        pk=introduction_id
    )
    if introduction.sent_on is None:
        raise NotIntroduced("We have not introduced this graduate to you yet.")
    require("text", text, "Enter your feedback.")
    state = introduction.state
    notices.employer_answered(introduction, "gave feedback", by=by)
    return history.record(
        Verb.FEEDBACK,
        introduction,
        by=by,
        on=on,
        before=state,
        after=state,
        reason=text.strip()[:LONGEST],
    )
