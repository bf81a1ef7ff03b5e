"""The identities of the chain of seals: it is whole, and every record is as it was sealed.

It reads each seal and each sealed record twice at most, in their order and a part at a time, so
the time grows with the books and the memory does not.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, islice
from typing import Any, Final, NamedTuple

from django.db.models import Model

from foundation import seals, standing_guards
from foundation.models import HistoryEntry, Seal
from foundation.sealing import Sealed

from .documents import RECORDED_AS

AT_A_TIME: Final = 500
MOST: Final = 100
END: Final = float("inf")


class WrongHead(ValueError):
    """A head is written as its position, a colon and 64 hexadecimal digits."""


def chain(on: date) -> list[str]:
    """Return the seals that were rewritten, moved or left out, the first hundred of them."""
    wrong: list[str] = []
    position, previous = 0, ""
    for link in Seal.objects.order_by("position").iterator(chunk_size=AT_A_TIME):
        if len(wrong) >= MOST:
            break
        if link.position != position + 1:
            wrong.append(f"seal {position + 1} is missing")
        elif link.previous != previous:
            wrong.append(f"seal {link.position} does not follow the one before")
        if seals.digest_of(link) != link.digest:
            wrong.append(f"seal {link.position} was rewritten")
        position, previous = link.position, link.digest
    return wrong


def records(on: date) -> list[str]:
    """Return the sealed records that were altered, deleted, or added without a seal."""
    return [fault for model in seals.sealed_models().values() for fault in _faults(model)]


def recorded(on: date) -> list[str]:
    """Return what the history says was booked or issued, and is not in the books any more."""
    missing: dict[str, None] = {}
    for model, _which, verbs in RECORDED_AS:
        rows = HistoryEntry.objects.filter(subject_type=model._meta.label_lower, verb__in=verbs)
        keys = rows.values_list("subject_id", flat=True).iterator(chunk_size=AT_A_TIME)
        for some in _in_parts(keys):
            there = set(model._base_manager.filter(pk__in=some).values_list("pk", flat=True))
            missing |= dict.fromkeys(
                f"{model._meta.verbose_name} {pk} is in the history and not in the books"
                for pk in sorted(set(some) - there)
            )
    return list(missing)


def guards(on: date) -> list[str]:
    """Return the guards of the database that are missing, switched off or altered."""
    return standing_guards.faults()


def head_differs(known: str) -> list[str]:
    """Return what is wrong with a head that left this machine: "1204:5c1f…", from a month's pack.

    Raises WrongHead if it is not written like that.
    """
    position, colon, digest = known.strip().partition(":")
    is_digest = len(digest) == 64 and set(digest) <= set("0123456789abcdef")
    if not (colon and position.isdecimal() and is_digest):
        raise WrongHead("Give the head as it is printed: its position, a colon and 64 characters.")
    link = Seal.objects.filter(position=int(position)).first()
    if link is None:
        return [f"the chain ends before seal {position}, which was known"]
    return [] if link.digest == digest else [f"seal {position} was another one"]


class _Row(NamedTuple):
    """A sealed record as it is, or its seals; ``key`` is its id."""

    key: float
    content: seals.Content | None = None
    links: Sequence[Any] = ()


def _faults(model: type[Model]) -> Iterator[str]:
    """Yield what is wrong between the rows of a model and their seals, both by id."""
    covers: Sealed = model.sealed  # type: ignore[attr-defined]
    name = model._meta.verbose_name
    rows, sealed = _rows(model, covers), _sealed(model)
    row, links = next(rows, _Row(END)), next(sealed, _Row(END))
    while (key := min(row.key, links.key)) != END:
        if row.key == key == links.key:
            assert row.content is not None
            if fault := _compared(row.content, links.links, covers):
                yield f"{name} {key} {fault}"
        else:
            yield f"{name} {key} " + ("was never sealed" if row.key == key else "is gone")
        if links.key == key:
            links = next(sealed, _Row(END))
        if row.key == key:
            row = next(rows, _Row(END))


def _compared(content: seals.Content, links: Sequence[Any], covers: Sealed) -> str:
    """Return how a record differs from its seals, "" if it does not."""
    for link in links:
        fixed, _ = content.digests(link.fixed_count)
        if fixed != link.fixed:
            return "was altered"
    if content.digests(0)[1] != links[-1].open:
        return "was altered"
    if len(links) > 1 and not covers.open:
        return "was sealed more than once"
    return ""


def _rows(model: type[Model], covers: Sealed) -> Iterator[_Row]:
    rows: Any = model._base_manager.order_by("pk")
    if covers.not_while:
        rows = rows.exclude(**dict([covers.not_while]))
    keys = rows.values_list("pk", flat=True).iterator(chunk_size=AT_A_TIME)
    for some in _in_parts(keys):
        for pk, content in seals.contents_of(model, some, covers):
            yield _Row(pk, content)


def _sealed(model: type[Model]) -> Iterator[_Row]:
    links = Seal.objects.filter(kind=model._meta.label_lower).order_by("subject_id", "position")
    rows = links.values_list("subject_id", "fixed_count", "fixed", "open", named=True)
    for key, group in groupby(rows.iterator(chunk_size=AT_A_TIME), lambda link: link.subject_id):
        yield _Row(key, links=list(group))


def _in_parts(keys: Iterable[int]) -> Iterator[list[int]]:
    """Yield keys in lists of 500 at most. Python 3.12 has it as `itertools.batched`."""
    rest = iter(keys)
    while some := list(islice(rest, AT_A_TIME)):
        yield some
