"""What they built: Tech for Better projects for nonprofit clients, and work of their own.

All clients are invented. Two lines each: "title | client | skills", then what it does.
"""

from typing import NamedTuple


class Project(NamedTuple):
    """A piece of work; ``client`` is empty for one's own."""

    title: str
    client: str
    skills: list[str]
    summary: str


def projects(text: str) -> list[Project]:
    """Return the projects of a text, two lines each."""
    lines = [line.strip() for line in text.strip().splitlines()]
    found = []
    for heading, summary in zip(lines[::2], lines[1::2], strict=True):
        title, client, skills = (part.strip() for part in heading.split("|"))
        found.append(Project(title, client, skills.split(", "), summary))
    return found


# As many as a cohort has teams of four.
TECH_FOR_BETTER = {
    "FAC10": projects("""
        Warm Seats | Second Kettle | Node.js, PostgreSQL, Handlebars
        Finds an older neighbour a table for lunch nearby, and tells the host who comes.
        Shelf Life | Thursday Pantry Network | Express, PostgreSQL, PWA
        Volunteers weigh what comes in, so that four pantries share it before it spoils.
        Ropewalk | Loom and Ladder | Node.js, Hapi, Tape
        Matches people who leave care with somebody of the same trade, an hour a week.
    """),
    "FAC11": projects("""
        Low Water | Lea Bend River Watch | Leaflet, Node.js, PostgreSQL
        Walkers log litter and foam along the river; a map shows where it gathers.
        Plain Letter | Tenants' Bench | React, Express, Jest
        Turns a landlord's letter into plain words, with the date by which to answer.
        Night Bus Home | The Marshlight Trust | React, Node.js, Redis
        A rota of drivers for people who leave hospital after midnight.
    """),
    "FAC12": projects("""
        First Visit | Corridor Friends | React, Accessibility, Contentful
        What to bring to a first prison visit, where to wait, what children may take in.
        Hand to Hand | Salt and Seed Gardens | React, Node.js, Airtable
        Lends tools between forty allotments, and remembers who has the rotavator.
        Sixpence | Brook Lane Credit Circle | React, D3, Jest
        Shows savers how a loan circle pays out, week by week.
        Quiet Carriage | Hollybush Autism Network | React, GraphQL, Accessibility
        Rates stations by noise, light and crowds, hour by hour.
    """),
    "FAC13": projects("""
        Said Aloud | Stammer Street | React, Web Audio, Node.js
        Practise a phone call with a patient robot before making the real one.
        Good Bones | Open Hearth Homes | React, PostgreSQL, PWA
        A survey of damp and cold in shared houses, done by the tenants themselves.
        Ferryman | Small Boats Welcome | React, Internationalisation, Node.js
        Tells new arrivals which form comes next, in Arabic, Tigrinya and Farsi.
        Lantern Walk | Northside Women's Room | React, Leaflet, Jest
        Safer ways home, as the people who walk them see them.
    """),
    "FAC14": projects("""
        Second Opinion | Patients in Common | React, TypeScript, Firebase
        Questions to take to an appointment, sorted by those who have been there.
        Field Day | Open Gate City Farm | React, Node.js, Cypress
        Books school visits, and tells the farmers which boots are needed.
        Long Table | Thursday Pantry Network | React, Express, PostgreSQL
        Turns a pantry's surplus into supper for eighty, with a shopping list.
        Paper Boats | Riverside Grief Club | React, Accessibility, Firebase
        A diary for bereaved children, shared with one trusted adult.
    """),
    "FAC15": projects("""
        Back on Shift | Night Porters' Fund | React, Node.js, Jest
        Works out holiday pay that was never paid, and drafts the claim.
        Common Ground | Lea Bend River Watch | React, Leaflet, PostgreSQL
        Who owns the land between path and water, plot by plot.
        Loose Threads | Respool | React, Airtable, Cypress
        Repairs for school uniforms, with pick-up at the gate.
    """),
    "FACN Autumn 2017": projects("""
        Two Alphabets | Galilee Reading Rooms | React, Web Audio, Internationalisation
        Children's books read aloud in Arabic and Hebrew, page by page.
        Olive Count | Hillside Growers | Node.js, PostgreSQL, PWA
        Families book pickers for the harvest, and share one press.
    """),
    "FACG1": projects("""
        Six Hours On | Courtyard Clinics | React, Node.js, PWA
        Plans appointments around the hours with electricity.
        Sea Wall | Coast Young Makers | React, Express, PostgreSQL
        A market for what young makers build, paid on collection.
    """),
}

# Each by one or two people.
OWN = {
    "FAC10": projects("""
        Kerning Kitchen | | JavaScript, Canvas
        A game of spacing letters, played with the arrow keys.
    """),
    "FAC11": projects("""
        Seven Shifts | | JavaScript, Algorithms
        Fits part-time shifts into one week, and leaves the evenings free.
    """),
    "FAC12": projects("""
        Chord Ladder | | React, Web Audio
        Finds the shortest way between two guitar chords.
        Sheep and One Dog | | JavaScript, Canvas
        A flock that follows four rules, and a dog that follows you.
    """),
    "FAC13": projects("""
        Small Lisp | | JavaScript, Testing
        A Lisp in two hundred lines, with tests.
        Bean Counter | | React, Node.js
        The ledger of a shared coffee machine.
    """),
    "FAC14": projects("""
        Tide Clock | | React, SVG
        Shows high water at London Bridge on an old clock face.
        Ten Fingers | | TypeScript, Accessibility
        Learn to touch-type in any alphabet.
    """),
    "FAC15": projects("""
        Every Street Once | | JavaScript, Algorithms
        Plans a postman's round without walking a street twice.
    """),
}
