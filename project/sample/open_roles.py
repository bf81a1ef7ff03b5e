"""The roles that found nobody yet, and those that were given up."""

from .days import Ago
from .story import Sought

SOUGHT = (
    Sought(
        "LANTERNQUAY",
        "Front-end developer",
        (40_000, 48_000),
        Ago(1, 3),
        ("offered", "interviewing", "sent"),
        openings=2,
    ),
    Sought(
        "COPPERLEA", "Developer, card payments", (45_000, 55_000), Ago(1, 4), ("offered", "sent")
    ),
    Sought(
        "PEPPERWHARF", "Junior developer", (36_000, 40_000), Ago(1, 6), ("interviewing", "sent")
    ),
    Sought("KESTRELWICK", "Test engineer", (38_000, 44_000), Ago(1, 7), ("interviewing", "draft")),
    Sought("THURSDAY-PANTRY", "Product developer", (33_000, 36_000), Ago(1, 10), ("sent", "sent")),
    Sought(
        "ESTUARY-HEALTH", "Developer, appointments", (38_000, 41_000), Ago(1, 12), ("sent", "draft")
    ),
    Sought("FENNIMOOR", "Software engineer", (42_000, 50_000), Ago(1, 19), ("draft", "draft")),
    Sought("CROSSINGS", "Developer, tolls", (37_000, 40_000), Ago(1, 24)),
    Sought(
        "MARROWFIELD",
        "Data engineer",
        (44_000, 52_000),
        Ago(6, 3),
        ("declined", "lapsed"),
        Ago(4, 3),
    ),
    Sought(
        "HOLLOWMERE", "Gameplay developer", (35_000, 42_000), Ago(9, 6), ("declined",), Ago(7, 24)
    ),
    Sought("NETTLEBARROW", "Robotics developer", (40_000, 46_000)),
    Sought("SALT-AND-SEED", "Developer, allotment maps", (32_000, 35_000)),
)
