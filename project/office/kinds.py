"""Every kind of record that can be imported, by the name the command takes."""

from billing.exchange.register.placement_register import PlacementRegister
from employers.exchange.contacts import Contacts
from employers.exchange.employers import Employers
from employers.exchange.hiring_requests import HiringRequests
from employers.exchange.terms import TermsOfBusiness
from foundation.imports.engine.kinds import Kind
from placements.exchange.cohorts import Cohorts
from placements.exchange.graduates import Graduates
from placements.exchange.hires import Hires
from placements.exchange.introductions import Introductions
from placements.exchange.portfolio_projects import PortfolioProjects

# In the order in which they build on each other.
KINDS: dict[str, type[Kind]] = {
    kind.name: kind
    for kind in (
        Cohorts,
        Graduates,
        PortfolioProjects,
        Employers,
        Contacts,
        TermsOfBusiness,
        HiringRequests,
        Introductions,
        Hires,
        PlacementRegister,
    )
}
