"""Verb: every verb of the history."""

from django.db import models


class Verb(models.TextChoices):
    """What a person did to a record, as the history stores it and the API shows it.

    One verb may serve several nouns: employers and invoices are *edited*, hires and terms *agreed*.
    A transition named after the state it leads to has that state's word.
    """

    # Foundation: records, sign-in, approvals, the outbox, imports.
    CREATED = "created"
    EDITED = "edited"
    CHANGED = "changed"
    REMOVED = "removed"
    LET_IN = "let in"
    SHUT_OUT = "shut out"
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    TRIED_AGAIN = "tried again"
    DROPPED = "dropped"
    GAVE_UP = "gave up"
    LET_GO_ON = "let go on"
    UPLOADED = "uploaded"
    IMPORTED = "imported"
    DISCARDED = "discarded"
    UNDONE = "undone"
    CHANGED_BY_IMPORT = "changed_by_import"
    REMOVED_WITH_ITS_IMPORT = "removed with its import"
    PUT_BACK_WITH_ITS_IMPORT = "put back with its import"

    # Webhook endpoints.
    PAUSED = "paused"
    RESUMED = "resumed"
    SWITCHED_OFF = "switched off"
    SECRET_ROTATED = "secret rotated"  # noqa: S105 - a verb
    TESTED = "tested"
    REPLAYED = "replayed"

    # Employers, their contacts, terms and hiring requests.
    PUT_ON_STOP = "put on stop"
    RELEASED = "released"
    INVITED = "invited"
    LEFT = "left"
    AGREED = "agreed"
    ACCEPTED = "accepted"
    ENDED = "ended"
    OPEN = "open"
    FILLED = "filled"
    CLOSED = "closed"

    # People: a graduate's details and public profile.
    PUBLISHED = "published"
    HIDDEN = "hidden"
    IDENTITY_SEEN = "identity seen"
    IDENTITY_NOT_SEEN_AFTER_ALL = "identity not seen after all"
    CV_UPLOADED = "CV uploaded"
    CV_REMOVED = "CV removed"
    PICTURE_UPLOADED = "picture uploaded"
    PICTURE_DESCRIBED = "picture described"
    PICTURE_REMOVED = "picture removed"
    LEFT_BY_A_TEAM_MATE = "left by a team mate"
    ASKED_TO_BE_ERASED = "asked to be erased"
    ERASED = "erased"

    # Introductions.
    ASKED_TO_MEET = "asked to meet"
    AGREED_TO_MEET = "agreed to meet"
    DECLINED_TO_MEET = "declined to meet"
    DRAFTED = "drafted"
    SENT = "sent"
    BROUGHT_OVER = "brought over"
    INTERVIEWING = "interviewing"
    INTERVIEW_ARRANGED = "interview arranged"
    INTERVIEW_CALLED_OFF = "interview called off"
    OFFERED = "offered"
    FEEDBACK = "feedback"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    OBSOLETE = "obsolete"
    HIRED = "hired"
    REOPENED = "reopened"
    TAKEN_BACK = "taken back"
    ASKED_AGAIN = "asked again"
    NOT_ASKED_AFTER_ALL = "not asked after all"

    # Hires and what graduates report.
    START_REPORTED = "start reported"
    START_REPORT_SETTLED = "start report settled"
    STARTED = "started"
    FELL_THROUGH = "fell through"
    LAST_DAY_CHANGED = "last day changed"
    RE_ENGAGED = "re-engaged"
    ASKED_HOW_IT_GOES = "asked how it goes"
    NOT_ASKED_HOW_IT_GOES_AFTER_ALL = "not asked how it goes after all"
    REPORTED = "reported"
    SETTLED = "settled"
    DECIDED = "decided"

    # Fees and rebates.
    RAISED = "raised"
    OVERRIDDEN = "overridden"
    WAIVED = "waived"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    WORKED_OUT_ANEW = "worked out anew"
    KEPT_AS_SETTLED = "kept as settled"
    REPLACED = "replaced"
    NOBODY_FOUND = "nobody found"

    # Documents and money.
    ISSUED = "issued"
    VOIDED = "voided"
    RECORDED = "recorded"
    REFUNDED = "refunded"
    WRITTEN_OFF = "written off"
    KEPT = "kept"
    APPLIED = "applied"
    CHARGED = "charged"
    MATCHED = "matched"
    IGNORED = "ignored"
    PARKED = "parked"
    DISMISSED = "dismissed"

    # Chasing.
    DISPUTED = "disputed"
    SETTLED_THE_DISPUTE = "settled the dispute"
    PROMISED = "promised"
    REMINDED = "reminded"
    CHANGED_THE_REMINDERS = "changed the reminders"
