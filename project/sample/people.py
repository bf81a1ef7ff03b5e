"""The people: who works in the office, and a hundred graduates. All invented."""

from datetime import date
from typing import NamedTuple

from foundation.accounts.choices import Role

from .days import Ago, Day

# E-mail address, name, role.
TEAM = (
    ("rosalind@foothold.example", "Rosalind Achebe", Role.STAFF),
    ("tobias@foothold.example", "Tobias Ferreira", Role.FINANCE),
    ("ines@foothold.example", "Ines Kowalczyk", Role.ADMIN),
)
# Who signs in from outside: the contact of an employer, that of one who has our terms to read and
# has not accepted them, and a graduate.
CONTACT_OF = "COPPERLEA"
NEWCOMER = "NETTLEBARROW"
GRADUATE = "Georgia Mavros"


class Person(NamedTuple):
    """A graduate: ``before`` is what they were before the course, ``likes`` what they do best."""

    full_name: str
    before: str
    likes: str
    location: str


def people(location: str, rows: str) -> list[Person]:
    """Return the people of a cohort: "name | before | likes", and where they live if elsewhere."""
    found = []
    for row in rows.strip().splitlines():
        name, before, likes, *place = (part.strip() for part in row.split("|"))
        found.append(Person(name, before, likes, place[0] if place else location))
    return found


# Never agreed to be shown; so they stay private, and are introduced to nobody.
PRIVATE = {
    *("Callum Reid", "Xanthe Morris", "Doaa Sarraj", "Beatrix Holm", "Finn Gustafsson"),
    "Hanan Jubran",
}
# Agreed to be shown, but nobody has seen a document yet.
IDENTITY_NOT_SEEN = {"Zoe Achterberg", "Tamer Radwan"}
# Took their consent back, and when.
HIDDEN: dict[str, Day] = {
    "Jodie Blackwood": date(2019, 5, 7),
    "Isla Macrae": Ago(4, 16),
    "Fadi Qandil": Ago(1, 9),
}

GRADUATES = {
    "FAC10": people(
        "London",
        """
        Amina Yusuf | primary-school teacher | accessibility | Hackney
        Callum Reid | bicycle mechanic | back end | Peckham
        Chidinma Eze | pharmacist | data | Woolwich
        Davide Marchetti | pastry chef | front end | Bethnal Green
        Eleni Papadaki | archivist | content | Palmers Green
        Farid Haddad | structural engineer | back end | Acton
        Grace Odhiambo | radio producer | testing | Lewisham
        Hannah Lindqvist | cellist | front end | Stoke Newington
        Imran Sheikh | bus-timetable planner | data | Ilford
        Jodie Blackwood | stage manager | design | Brixton
        Kwabena Mensah | football coach | back end | Tottenham
        Lucía Ferrer | translator | content | Elephant and Castle
    """,
    ),
    "FAC11": people(
        "London",
        """
        Marek Zielinski | electrician | back end | Ealing
        Nadia Rahimi | paralegal | back end | Finsbury Park
        Oluwaseun Bello | sound engineer | front end | Deptford
        Priya Raman | physiotherapist | accessibility | Wembley
        Quentin Laroche | bookseller | content | Dalston
        Rosa Delgado | housing officer | testing | Kennington
        Samir Chaudhury | tax adviser | data | Whitechapel
        Tamsin Penrose | gardener | design | Walthamstow
        Umut Demir | barber | front end | Haringey
        Valentina Cruz | dentist | testing | Vauxhall
        Winston Clarke | youth worker | accessibility | Brixton
        Yasmin Noor | chemistry teacher | data | Tooting
    """,
    ),
    "FAC12": people(
        "London",
        """
        Aaliyah Grant | events planner | front end | Catford
        Bartosz Nowicki | joiner | front end | Hounslow
        Ciara Doyle | nurse | accessibility | Kilburn
        Dong-hyun Park | photographer | design | New Malden
        Efua Asante | midwife | testing | Croydon
        Femi Adeyemi | estate agent | back end | Camberwell
        Georgia Mavros | baker | design | Bounds Green
        Hamza Malik | delivery rider | back end | Leyton
        Isla Macrae | marine biologist | data | Greenwich
        João Pereira | barista | front end | Stockwell
        Kavita Joshi | auditor | data | Harrow
        Leon Baptiste | drummer | front end | Streatham
        Mei-Ling Wong | actuary | data | Canada Water
        Noah Abrahams | history teacher | content | Hendon
        Oksana Hrytsenko | interpreter | back end | Holland Park
        Patrick Nwosu | warehouse manager | testing | Thamesmead
    """,
    ),
    "FAC13": people(
        "London",
        """
        Rahel Tesfaye | dressmaker | design | Kentish Town
        Stefan Ionescu | chess tutor | back end | Burnt Oak
        Tariq Mahmood | optician | testing | East Ham
        Una Gallagher | firefighter | back end | Archway
        Vikram Sethi | commodities clerk | data | Southall
        Wanjiru Kamau | journalist | content | Forest Gate
        Xanthe Morris | ceramicist | design | Hackney Wick
        Zeynep Aydin | architect | front end | Newington Green
        Abdi Warsame | community organiser | back end | Mile End
        Beatrix Holm | opera singer | content | Highgate
        Cosmo Fairweather | sommelier | data | Clapham
        Deborah Osei | social worker | accessibility | Edmonton
        Emre Kaplan | tailor | front end | Wood Green
        Fatou Diallo | biomedical scientist | data | Battersea
        Gareth Prosser | climbing instructor | testing | Bermondsey
        Hiba Khoury | graphic designer | design | Shepherd's Bush
    """,
    ),
    "FAC14": people(
        "London",
        """
        Iman Suleiman | maths tutor | back end | Kilburn
        Jasper Whitlock | boat builder | front end | Brentford
        Khadija Benali | hotel receptionist | testing | Paddington
        Liam O'Rourke | train driver | back end | Cricklewood
        Malaika Phiri | agronomist | data | Plumstead
        Nikhil Deshmukh | call-centre lead | testing | Hayes
        Orla Brannigan | librarian | accessibility | Camden
        Paolo Ricci | waiter | front end | Clerkenwell
        Ruth Okonjo | payroll clerk | back end | Enfield
        Sunniva Dahl | ski instructor | design | Wapping
        Thanh Nguyen | nail technician | front end | Deptford
        Ursula Brandt | watchmaker | testing | Crouch End
        Victor Amaro | charity fundraiser | content | Vauxhall
        Wren Halloran | puppeteer | accessibility | Nunhead
        Yusuf Kareem | minicab driver | back end | Barking
        Zoe Achterberg | florist | design | Kew
    """,
    ),
    "FAC15": people(
        "London",
        """
        Adaeze Nnamdi | HR assistant | content | Abbey Wood
        Benedict Cole | postman | back end | Sydenham
        Catarina Lopes | museum guide | front end | Lambeth
        Dilan Yildiz | market trader | back end | Dalston
        Esther Friedmann | optometrist | accessibility | Golders Green
        Finn Gustafsson | carpenter | front end | Rotherhithe
        Gulnara Akhmetova | geologist | data | Mill Hill
        Hassan Dirie | security guard | back end | Southall
        Ivy Thackeray | costume maker | design | Honor Oak
        Jamal Etienne | chef | front end | Leytonstone
        Keiko Tanabe | pianist | accessibility | Acton
        Luca Moretti | sports journalist | content | Islington
    """,
    ),
    "FACN Autumn 2017": people(
        "Nazareth",
        """
        Ahlam Zoabi | civil engineer | back end
        Bashar Khatib | physics teacher | data
        Dalia Nassar | illustrator | front end | Haifa
        Elias Shaheen | sound technician | back end
        Hanan Jubran | speech therapist | accessibility
        Majd Saffouri | economist | data
        Rawan Abu-Rahmeh | nurse | testing
        Shadi Mansour | guitarist | front end | Haifa
    """,
    ),
    "FACG1": people(
        "Gaza",
        """
        Aseel Shaath | English teacher | content
        Baraa Hijazi | computer-science student | back end
        Doaa Sarraj | radiographer | testing
        Fadi Qandil | radio presenter | front end
        Israa Mughrabi | accountant | data
        Mahmoud Siam | electrical engineer | back end
        Noor Abuzaid | painter | design
        Tamer Radwan | phone repairer | front end
    """,
    ),
}
