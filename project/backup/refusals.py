"""Why a backup, a restore or a move did not happen."""

from foundation.errors import DomainError


class Refusal(DomainError):
    """Nothing was changed; the sentence says why, and what to do."""

    code = "backup_refused"


class Unreadable(Refusal):
    """The file is not a backup of ours, is damaged, or takes another passphrase."""

    code = "backup_unreadable"


class NotTheSame(Refusal):
    """What came out is not what went in."""

    code = "backup_not_the_same"


class HoldsBooks(Refusal):
    """The database that was to be written to holds records."""

    code = "database_holds_books"


class CannotRun(Refusal):
    """A program or a right is missing."""

    code = "backup_cannot_run"
