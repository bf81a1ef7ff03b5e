"""References: the short names of records, generated where nobody gave one."""

from collections.abc import Collection, Iterator

from django.db.models import Max, Model

from .models import ReferenceCounter

AT_A_TIME = 100


def fresh(model: type[Model], prefix: str) -> str:
    """Return an unused reference, such as "EMP-0042", the next of its counter.

    Two simultaneous requests get two: the second waits until the first has committed. A rollback
    may leave a gap, which no law forbids. References given by hand are skipped.
    """
    return next(several(model, prefix))


def several(model: type[Model], prefix: str, *, but: Collection[str] = ()) -> Iterator[str]:
    """Yield unused references, one after the other, for the many rows of a file.

    ``but`` are those that the file itself gives to some of its rows.
    """
    counters = ReferenceCounter.objects.filter(prefix=prefix)
    last = _last(model, prefix)
    while True:
        names = {n: f"{prefix}-{n:04d}" for n in range(last + 1, last + 1 + AT_A_TIME)}
        records = model._default_manager.filter(reference__in=names.values())
        unfit = {*records.values_list("reference", flat=True), *but}
        for n in (n for n, name in names.items() if name not in unfit):
            # The row stays locked until the caller commits. No row changed: another was first.
            if not counters.filter(last_number__lt=n).update(last_number=n):
                last = _last(model, prefix)
                break
            yield names[n]
        else:
            last += AT_A_TIME


def _last(model: type[Model], prefix: str) -> int:
    """Return the last number given out; at first the id of the newest record."""
    counter = ReferenceCounter.objects.filter(prefix=prefix).first()
    if counter is None:
        newest = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
        first = {"last_number": newest}
        counter, _ = ReferenceCounter.objects.get_or_create(prefix=prefix, defaults=first)
    return counter.last_number
