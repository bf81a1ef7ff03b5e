"""The hires of the last three months, and those agreed and still to start."""

from placements.choices import EndReason

from .days import Ago
from .story import (
    AT_LAST,
    IN_TIME,
    IN_TWO,
    NEVER,
    VERY_LATE,
    Leaves,
    Override,
    Placed,
    Reopened,
    Voided,
    Waiver,
)

NEWEST_HIRES = (
    Placed(
        "Catarina Lopes", "PEPPERWHARF", Ago(3, 6), 41_000, "Front-end developer", pays=VERY_LATE
    ),
    Placed(
        "Dilan Yildiz",
        "MARROWFIELD",
        Ago(3, 17),
        43_000,
        leaves=Leaves(46, EndReason.REDUNDANCY),
    ),
    # Another graduate is sought in his place.
    Placed(
        "Yusuf Kareem",
        "MOORCRESS",
        Ago(3, 10),
        37_000,
        pays=IN_TIME,
        leaves=Leaves(40, remedy="replacement"),
    ),
    Placed("Tamsin Penrose", "MARSHLIGHT", Ago(3, 22), 25_200, fte="0.6", pays=IN_TWO),
    Placed(
        "Luca Moretti",
        "TALLOWGATE",
        Ago(2, 5),
        40_000,
        "Front-end developer",
        sent=Ago(5, 11),
        agreed=Ago(3, 10),
        turn=Reopened(Ago(4, 11)),
    ),
    Placed(
        "Cosmo Fairweather",
        "SABLECOURT",
        Ago(2, 7),
        46_000,
        "Data engineer",
        leaves=Leaves(Ago(1, 20)),
    ),
    Placed(
        "Winston Clarke",
        "OPEN-HEARTH",
        Ago(2, 11),
        38_000,
        pays=((12, "1"),),
        leaves=Leaves(26, remedy="offset"),
    ),
    Placed(
        "Victor Amaro",
        "SECOND-KETTLE",
        Ago(2, 14),
        35_000,
        months=6,
        turn=Voided("Sent to the landlord of the same address"),
    ),
    Placed("Noah Abrahams", "SALT-AND-SEED", Ago(2, 18), 34_000, "Product developer", pays=NEVER),
    Placed(
        "Hannah Lindqvist", "LANTERNQUAY", Ago(1, 3), 50_000, "Senior developer", pays=((-24, "1"),)
    ),
    Placed("Oksana Hrytsenko", "NORTHBANK", Ago(1, 6), 39_000, months=5),
    Placed(
        "Benedict Cole",
        "WENLOW-TRANSPORT",
        Ago(1, 10),
        42_000,
        "Software engineer",
        pays=AT_LAST,
        turn=Waiver("They ask for a free one", refused="One fee each: see the terms of April 2017"),
    ),
    Placed("Ruth Okonjo", "COPPERLEA", Ago(1, 13), 45_000, "Software engineer", pays=IN_TIME),
    Placed(
        "Emre Kaplan",
        "PIGEONHOLE",
        Ago(1, 17),
        41_000,
        turn=Override(5_500, "They were promised the fee of last year", waits=True),
        unissued=True,
    ),
    Placed("Ivy Thackeray", "OSIERBED", Ago(1, 24), 40_000, "Design engineer", unissued=True),
    Placed("Gareth Prosser", "BRINEPOOL", Ago(0, 6), 39_000),
    Placed("Elias Shaheen", "ZILVERDUIN", Ago(0, 13), 43_000, "Software engineer"),
    Placed(
        "João Pereira",
        "ESTUARY-LIBRARIES",
        Ago(-1, 5),
        37_000,
        "Catalogue developer",
        months=12,
        agreed=Ago(1, 24),
    ),
)
