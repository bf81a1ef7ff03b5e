"""References: the short names people call records by, when nobody gave one."""

from collections.abc import Collection, Iterator

from django.db.models import Max, Model

AT_A_TIME = 100


def fresh(model: type[Model], prefix: str) -> str:
    """Return a reference no record has yet, such as "EMP-0042", one past the newest record.

    Two requests at once may get the same: the second is refused by the unique column.
    """
    return next(several(model, prefix))


def several(model: type[Model], prefix: str, *, but: Collection[str] = ()) -> Iterator[str]:
    """Yield references no record has yet, one after the other, for the many rows of a file.

    ``but`` are those that the file itself gives to some of its rows.
    """
    records = model._default_manager
    place = (records.aggregate(last=Max("pk"))["last"] or 0) + 1
    while True:
        names = [f"{prefix}-{n:04d}" for n in range(place, place + AT_A_TIME)]
        taken = records.filter(reference__in=names).values_list("reference", flat=True)
        unfit = {*taken, *but}
        yield from (name for name in names if name not in unfit)
        place += AT_A_TIME
