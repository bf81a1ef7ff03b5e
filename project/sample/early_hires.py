"""The hires of the first years, from the summer of FAC10 on."""

from datetime import date

from placements.choices import EndReason

from .story import (
    IN_TWO,
    LATE,
    NEVER,
    VERY_LATE,
    FallsThrough,
    Goodwill,
    Leaves,
    Placed,
    WrittenOff,
)

EARLY_HIRES = (
    Placed(
        "Amina Yusuf", "LANTERNQUAY", date(2017, 7, 10), 27_500, leaves=Leaves(date(2020, 9, 30))
    ),
    Placed(
        "Grace Odhiambo",
        "OSIERBED",
        date(2017, 7, 24),
        28_000,
        "Developer, research prototypes",
        months=6,
    ),
    Placed(
        "Chidinma Eze", "THIMBLEBY", date(2017, 8, 1), 28_000, leaves=Leaves(date(2021, 10, 29))
    ),
    Placed(
        "Davide Marchetti",
        "MARROWFIELD",
        date(2017, 9, 4),
        30_000,
        "Front-end developer",
        leaves=Leaves(33, remedy="refund"),
    ),
    Placed("Imran Sheikh", "CLOVEBUTTON", date(2017, 9, 18), 29_000, pays=IN_TWO),
    Placed(
        "Eleni Papadaki",
        "MARSHLIGHT",
        date(2017, 10, 2),
        24_000,
        fte="0.8",
        leaves=Leaves(date(2022, 6, 30)),
    ),
    Placed(
        "Kwabena Mensah",
        "MARROWFIELD",
        date(2017, 10, 30),
        30_500,
        leaves=Leaves(date(2023, 3, 31)),
    ),
    Placed("Marek Zielinski", "QUILLMARSH", date(2017, 11, 6), 31_000),
    Placed(
        "Nadia Rahimi", "LANTERNQUAY", date(2017, 11, 13), 28_000, leaves=Leaves(date(2022, 3, 31))
    ),
    Placed("Oluwaseun Bello", "TALLOWGATE", date(2017, 12, 4), 27_000, pays=VERY_LATE),
    Placed(
        "Rosa Delgado",
        "ESTUARY-LIBRARIES",
        date(2018, 1, 15),
        26_000,
        "Catalogue developer",
        months=12,
    ),
    Placed(
        "Aaliyah Grant",
        "THIMBLEBY",
        date(2018, 3, 5),
        28_500,
        pays=NEVER,
        turn=WrittenOff(date(2019, 4, 8), "In dispute for a year, and not worth the court fee"),
    ),
    Placed("Ciara Doyle", "SECOND-KETTLE", date(2018, 3, 12), 18_000, fte="0.6", pays=LATE),
    Placed(
        "Bartosz Nowicki",
        "HOLLOWMERE",
        date(2018, 3, 19),
        27_000,
        "Gameplay developer",
        turn=Goodwill(500, "Start moved by three weeks at our request"),
    ),
    Placed("Ahlam Zoabi", "ZILVERDUIN", date(2018, 4, 9), 34_000, "Software engineer"),
    Placed(
        "Femi Adeyemi",
        "KESTRELWICK",
        date(2018, 4, 16),
        32_000,
        # Told a month too late for the terms, which allow a week.
        leaves=Leaves(40, EndReason.DISMISSED, told_after=31),
    ),
    Placed("Kavita Joshi", "OSIERBED", date(2019, 3, 4), 31_000),
    Placed(
        "Tariq Mahmood",
        "PIGEONHOLE",
        date(2018, 8, 20),
        28_500,
        turn=FallsThrough(date(2018, 8, 10), "Took a place at a university instead"),
    ),
    Placed("Rahel Tesfaye", "BRINEPOOL", date(2018, 7, 16), 31_000, "Front-end developer"),
    Placed("Vikram Sethi", "SABLECOURT", date(2019, 6, 3), 36_000, "Software engineer"),
    Placed("Deborah Osei", "THURSDAY-PANTRY", date(2019, 9, 2), 28_000),
    Placed(
        "Liam O'Rourke",
        "NORTHBANK",
        date(2018, 12, 3),
        29_000,
        "Developer, parking permits",
        months=9,
    ),
    Placed("Esther Friedmann", "FENNIMOOR-HEALTH", date(2019, 4, 8), 31_000),
    Placed("Lucía Ferrer", "MOORCRESS", date(2020, 2, 3), 34_000, "Front-end developer"),
    Placed("Grace Odhiambo", "OPEN-HEARTH", date(2020, 10, 5), 21_000, fte="0.5"),
    Placed("Amina Yusuf", "SABLECOURT", date(2021, 1, 11), 46_000, "Senior developer"),
    Placed("Chidinma Eze", "BRINEPOOL", date(2022, 2, 7), 44_000, "Data engineer"),
    Placed(
        "Orla Brannigan",
        "ESTUARY-HEALTH",
        date(2024, 2, 12),
        39_000,
        "Developer, patient letters",
        months=18,
    ),
)
