from .contact import Contact
from .employer import Employer
from .hiring_request import HiringRequest
from .skill import Skill
from .terms import Terms

__all__ = ["Contact", "Employer", "HiringRequest", "Skill", "Terms"]
