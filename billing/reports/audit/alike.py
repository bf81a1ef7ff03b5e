"""Whether two records may be of one person, or of one firm: a person decides, we only point."""

import unicodedata
from typing import Any, Final

from billing.domain.bank.payment_references import core, plain
from employers.models import Employer
from placements.models import Graduate

# A company number has eight characters; leading zeros get lost in spreadsheets.
NUMBER_LENGTH: Final = 8


def folded(name: str) -> tuple[str, ...]:
    """Return the words of a name without case, accents, marks or order, in any script."""
    bare = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(sign if sign.isalnum() else " " for sign in bare if not _is_accent(sign))
    return tuple(sorted(letters.split()))


def _is_accent(sign: str) -> bool:
    return unicodedata.combining(sign) > 0 or sign in "'’`-"


def are_one_person(one: Graduate, other: Graduate) -> bool:
    """Return whether two people have the same folded name, or share a link."""
    same_name = bool(folded(one.full_name)) and folded(one.full_name) == folded(other.full_name)
    return same_name or bool(_links(one.links) & _links(other.links))


def _links(links: Any) -> set[str]:
    values = links.values() if isinstance(links, dict) else ()
    return {_bare_link(str(value)) for value in values if value}


def _bare_link(link: str) -> str:
    return link.casefold().split("://")[-1].removeprefix("www.").rstrip("/")


def are_one_firm(one: Employer, other: Employer) -> bool:
    """Return whether two firms have the same company number, or the same name without its form.

    Where both have a number, the numbers decide.
    """
    numbers = company_number(one.company_number), company_number(other.company_number)
    if all(numbers):
        return numbers[0] == numbers[1]
    return is_named(one, other.name)


def is_named(employer: Employer, name: str) -> bool:
    """Return whether a name is an employer's, without case, marks and legal form."""
    return bool(core(plain(name))) and core(plain(name)) == core(plain(employer.name))


def company_number(number: str) -> str:
    """Return a company number with the zeros put back; empty if there is none."""
    bare = "".join(sign for sign in number.upper() if sign.isalnum())
    return bare.zfill(NUMBER_LENGTH) if bare else ""
