"""The terms of business as an employer reads and signs them: plain text, clause by clause."""

from datetime import date
from textwrap import fill
from typing import Final

from foundation.periods import format_date

from .fee_terms import FeeTerms
from .fee_words import counted, in_words

WIDTH: Final = 78
WHO = (
    "{us} (“we”) introduces graduates of its courses to {employer} (“you”).",
    "A graduate pays nothing, ever. You pay a fee when you hire one.",
)
INTRODUCTION = (
    "What we show you before an introduction names nobody.",
    "Once a graduate has agreed to your role we send you their details: that introduces them.",
    "A hire that starts within {months} of that day owes the fee, whatever the role.",
    "The same holds when another company of your group hires.",
)
MONEY = (
    "VAT is added where the law charges it.",
    "What is paid late may bear interest and a fixed sum, as the law allows.",
)
DUTIES = (
    "Tell us the start date and the first year’s salary when you hire somebody.",
    "Tell us the last day when somebody leaves early.",
    "Keep what we tell you of a graduate to yourselves.",
    "We have seen a document that shows who each graduate is.",
    "Checking references and the right to work is yours.",
)


def clauses(terms: FeeTerms, *, employer: str, us: str) -> list[tuple[str, list[str]]]:
    """Return the clauses in order: a heading, and its sentences."""
    names = {"us": us, "employer": employer}
    names["months"] = counted(terms.introduction_months, "months")
    return [
        ("Who and what", [line.format_map(names) for line in WHO]),
        ("What an introduction is", [line.format_map(names) for line in INTRODUCTION]),
        ("The fee, and when it is paid", in_words(terms)),
        ("VAT and late payment", list(MONEY)),
        ("What falls to whom", list(DUTIES)),
    ]


def paper(terms: FeeTerms, *, employer: str, us: str, effective_from: date) -> str:
    """Return the whole text, ready to print. The same terms and names give the same text."""
    lines = [
        "TERMS OF BUSINESS",
        "",
        f"between {us} and {employer}",
        f"for introductions from {format_date(effective_from)} on",
    ]
    numbered = clauses(terms, employer=employer, us=us)
    for number, (heading, sentences) in enumerate(numbered, start=1):
        lines += ["", f"{number}. {heading}"]
        lines += [
            fill(line, WIDTH, initial_indent="   ", subsequent_indent="   ") for line in sentences
        ]
    return "\n".join(lines) + "\n"
