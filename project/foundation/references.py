"""References: the short names people call records by, when nobody gave one."""

from django.db.models import Max, Model


def fresh(model: type[Model], prefix: str) -> str:
    """Return a reference no record has yet, such as "EMP-0042", one past the newest record.

    Two requests at once may get the same: the second is refused by the unique column.
    """
    records = model._default_manager
    place = (records.aggregate(last=Max("pk"))["last"] or 0) + 1
    while records.filter(reference=f"{prefix}-{place:04d}").exists():
        place += 1
    return f"{prefix}-{place:04d}"
