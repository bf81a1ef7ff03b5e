"""The hires of a year ago and since, counted back from today."""

from placements.choices import EndReason

from .days import Ago
from .story import (
    HALF,
    IN_TIME,
    LATE,
    NEVER,
    FallsThrough,
    Leaves,
    NoIntroduction,
    Override,
    Placed,
    Replaces,
    Waiver,
)

RECENT_HIRES = (
    Placed("Nadia Rahimi", "COPPERLEA", Ago(13, 8), 52_000, "Senior developer", pays=IN_TIME),
    Placed("Jasper Whitlock", "PEPPERWHARF", Ago(13, 20), 38_000),
    Placed("Eleni Papadaki", "LEA-BEND", Ago(12, 5), 33_600, "Product developer", fte="0.8"),
    Placed("Samir Chaudhury", "LANTERNQUAY", Ago(12, 18), 41_000, pays=LATE),
    Placed("Zeynep Aydin", "GANTRYBANK", Ago(11, 4), 39_000, "Front-end developer", pays=LATE),
    Placed("Umut Demir", "CROSSINGS", Ago(11, 15), 37_000, "Developer, ferry timetables", months=9),
    Placed(
        "Malaika Phiri",
        "BRINEPOOL",
        Ago(10, 7),
        40_000,
        "Data engineer",
        pays=IN_TIME,
        leaves=Leaves(38, remedy="refund", back_on=Ago(8, 9)),
    ),
    # Never paid, so this employer is on stop.
    Placed("Stefan Ionescu", "GANTRYBANK", Ago(10, 20), 42_000, pays=NEVER),
    Placed("Dalia Nassar", "ZILVERDUIN", Ago(9, 3), 44_000, "Front-end developer"),
    Placed(
        "Mei-Ling Wong",
        "SABLECOURT",
        Ago(9, 17),
        47_000,
        "Data engineer",
        turn=Override(6_000, "Agreed by telephone when two were hired in one quarter"),
    ),
    Placed(
        "Rosa Delgado",
        "ESTUARY-HEALTH",
        Ago(8, 6),
        43_000,
        "Developer, patient letters",
        turn=Waiver("Free by our board's decision, for the trial of their new team"),
    ),
    Placed(
        "Hassan Dirie",
        "OSIERBED",
        Ago(8, 19),
        39_500,
        pays=((-20, "1"),),
        leaves=Leaves(24, EndReason.DISMISSED, remedy="credit"),
    ),
    Placed(
        "Paolo Ricci",
        "WENLOW-HOMES",
        Ago(7, 2),
        38_000,
        turn=NoIntroduction(
            "Hired by the sister company, as we read on its blog", "WENLOW-TRANSPORT"
        ),
    ),
    Placed(
        "Quentin Laroche",
        "TENANTS-BENCH",
        Ago(7, 16),
        33_000,
        turn=NoIntroduction("Volunteered there for years, and applied on his own"),
    ),
    Placed(
        "Thanh Nguyen",
        "MOORCRESS",
        Ago(6, 5),
        36_000,
        pays=IN_TIME,
        leaves=Leaves(31, remedy="replacement"),
    ),
    Placed(
        "Yasmin Noor",
        "KESTRELWICK",
        Ago(6, 18),
        45_000,
        "Data engineer",
        pays=LATE,
        leaves=Leaves(58),
    ),
    Placed("Una Gallagher", "COPPERLEA", Ago(5, 12), 46_000, "Software engineer"),
    Placed("Farid Haddad", "QUILLMARSH", Ago(5, 21), 48_000, "Senior developer", pays=HALF),
    Placed(
        "Luca Moretti",
        "CLOVEBUTTON",
        Ago(4, 18),
        36_000,
        agreed=Ago(5, 20),
        turn=FallsThrough(Ago(4, 9), "The employer froze all hiring"),
    ),
    Placed("Efua Asante", "FENNIMOOR-HEALTH", Ago(4, 12), 44_000, pays=NEVER),
    Placed(
        "Wren Halloran",
        "MOORCRESS",
        Ago(4, 14),
        36_000,
        sent=Ago(5, 15),
        agreed=Ago(5, 27),
        turn=Replaces("Thanh Nguyen"),
    ),
)
