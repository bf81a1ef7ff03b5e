"""Thirty-four employers of three kinds, all invented: a line each.

"reference | name | who answers there | what they are there", and the reference of the parent for
those of a group.
"""

from datetime import date
from typing import NamedTuple

from employers.choices import EmployerKind

from .days import Ago, Day


class Hirer(NamedTuple):
    """An employer, and the person there who answers."""

    reference: str
    name: str
    contact: str
    contact_role: str
    group: str


def hirers(text: str) -> list[Hirer]:
    """Return the employers of a text, one a line."""
    rows = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    return [Hirer(row[0], row[1], row[2], row[3], "".join(row[4:])) for row in rows]


HIRERS = {
    EmployerKind.COMPANY: hirers("""
        LANTERNQUAY | Lanternquay Software Ltd | Miriam Castellan | Head of engineering
        MARROWFIELD | Marrowfield Analytics Ltd | Devon Aspinall | Chief technology officer
        PIGEONHOLE | Pigeonhole Parcels Ltd | Sunita Bhandari | Head of engineering
        THIMBLEBY | Thimbleby Studio Ltd | Otto Lindgren | Founder
        OSIERBED | Osierbed Digital Ltd | Philippa Tran | People lead
        CLOVEBUTTON | Clovebutton Foods Ltd | Rhys Abernethy | Chief technology officer
        QUILLMARSH | Quillmarsh Legal Software Ltd | Henrietta Okafor | Head of engineering
        TALLOWGATE | Tallowgate Media Ltd | Jonas Achilleos | Chief technology officer
        WENLOW | Wenlow Holdings Ltd | Constance Adair | Procurement
        WENLOW-TRANSPORT | Wenlow Transport Ltd | Duncan Iyer | Head of engineering | WENLOW
        WENLOW-HOMES | Wenlow Homes Ltd | Saoirse Vance | Head of engineering | WENLOW
        ZILVERDUIN | Zilverduin Software BV | Maaike van Rossem | Chief technology officer
        HOLLOWMERE | Hollowmere Games Ltd | Felix Arrowsmith | Founder
        KESTRELWICK | Kestrelwick Insurance Technology Ltd | Anneliese Botha | Head of engineering
        BRINEPOOL | Brinepool Energy Ltd | Tomos Llewelyn | Chief technology officer
        SABLECOURT | Sablecourt Savings Ltd | Radhika Menon | Head of engineering
        FENNIMOOR | Fennimoor Group plc | Gregor Maclay | Procurement
        FENNIMOOR-HEALTH | Fennimoor Health Ltd | Blessing Chikwanha | People lead | FENNIMOOR
        MOORCRESS | Moorcress Learning Ltd | Ottilie Grainger | Founder
        COPPERLEA | Copperlea Payments Ltd | Marguerite Bonsu | Head of engineering
        PEPPERWHARF | Pepperwharf Travel Ltd | Lars Underhill | Chief technology officer
        GANTRYBANK | Gantrybank Retail Ltd | Simone Falconer | People lead
        NETTLEBARROW | Nettlebarrow Robotics Ltd | Ishaan Dewar | Founder
    """),
    EmployerKind.NONPROFIT: hirers("""
        MARSHLIGHT | The Marshlight Trust | Agatha Nwachukwu | Director
        SECOND-KETTLE | Second Kettle | Barnaby Soames | Director
        THURSDAY-PANTRY | Thursday Pantry Network | Leocadia Franks | Director
        OPEN-HEARTH | Open Hearth Homes | Cyrus Pemberton | People lead
        LEA-BEND | Lea Bend River Watch | Ottoline Marsh | Director
        SALT-AND-SEED | Salt and Seed Gardens | Delphine Arkwright | Director
        TENANTS-BENCH | Tenants' Bench | Ignatius Cole | Director
    """),
    EmployerKind.PUBLIC_BODY: hirers("""
        ESTUARY-LIBRARIES | Estuary Combined Libraries | Verity Lomax | Digital lead
        NORTHBANK | Northbank Borough Council | Clement Oyelaran | Digital lead
        ESTUARY-HEALTH | Estuary Community Health Service | Paulina Strand | Recruitment
        CROSSINGS | Office for River Crossings | Edmund Asare | Recruitment
    """),
}
# The one outside the UK has shown that it is a business, so the reverse charge applies.
ABROAD = "ZILVERDUIN"
EVIDENCE_OF_BUSINESS = "Extract of the Dutch trade register, seen on 3 April 2017"
ADDRESS_ABROAD = "Duinweg 118\n2099 ZV Zandhoek\nNetherlands"


class Agreed(NamedTuple):
    """Terms from a day on, and how they were accepted: "" if they were not yet."""

    employer: str
    terms: str
    since: Day
    how: str = "signature"


SPRING_17, EARLY_18, EARLY_19 = date(2017, 4, 3), date(2018, 1, 8), date(2019, 1, 14)
# In order of time; a later version of the same employer supersedes the one before. Tenants' Bench
# never agreed any.
AGREED = (
    Agreed("LANTERNQUAY", "first", SPRING_17),
    Agreed("MARROWFIELD", "banded_linear", SPRING_17, "email"),
    Agreed("PIGEONHOLE", "standard", SPRING_17),
    Agreed("THIMBLEBY", "first", SPRING_17, "email"),
    Agreed("OSIERBED", "fixed", SPRING_17),
    Agreed("CLOVEBUTTON", "standard", SPRING_17),
    Agreed("QUILLMARSH", "first", SPRING_17),
    Agreed("TALLOWGATE", "first", SPRING_17, "conduct"),
    Agreed("WENLOW", "standard", SPRING_17),
    Agreed("WENLOW-TRANSPORT", "standard", SPRING_17),
    Agreed("ZILVERDUIN", "overseas", SPRING_17),
    Agreed("MARSHLIGHT", "nonprofit", SPRING_17, "email"),
    Agreed("ESTUARY-LIBRARIES", "public", SPRING_17),
    Agreed("HOLLOWMERE", "fixed", EARLY_18, "conduct"),
    Agreed("KESTRELWICK", "strict", EARLY_18),
    Agreed("BRINEPOOL", "standard", EARLY_18),
    Agreed("SABLECOURT", "banded_linear", EARLY_18),
    Agreed("SECOND-KETTLE", "nonprofit", EARLY_18, "email"),
    Agreed("THURSDAY-PANTRY", "nonprofit", EARLY_18),
    Agreed("NORTHBANK", "public", EARLY_18),
    Agreed("FENNIMOOR", "marginal", EARLY_19),
    Agreed("FENNIMOOR-HEALTH", "marginal", EARLY_19),
    Agreed("MOORCRESS", "replacement", EARLY_19, "email"),
    Agreed("OPEN-HEARTH", "nonprofit", EARLY_19),
    Agreed("QUILLMARSH", "standard", date(2019, 6, 3), "email"),
    Agreed("LANTERNQUAY", "standard", date(2020, 1, 6)),
    Agreed("TALLOWGATE", "standard", date(2020, 9, 1)),
    Agreed("COPPERLEA", "instalments", date(2021, 5, 4)),
    Agreed("PEPPERWHARF", "marginal", date(2022, 3, 7), "email"),
    Agreed("WENLOW-HOMES", "standard", date(2022, 5, 2)),
    Agreed("LEA-BEND", "nonprofit", date(2022, 9, 5), "conduct"),
    Agreed("ESTUARY-HEALTH", "public", date(2022, 11, 7)),
    Agreed("CROSSINGS", "public", Ago(16, 4)),
    Agreed("GANTRYBANK", "quick", Ago(15, 2), "email"),
    Agreed("SALT-AND-SEED", "nonprofit", Ago(8, 6)),
    Agreed("OSIERBED", "fixed_now", Ago(7, 3), "email"),
    Agreed("NETTLEBARROW", "standard", Ago(1, 5), ""),
)
