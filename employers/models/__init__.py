from .contact import Contact
from .employer import Employer
from .hiring_request import HiringRequest
from .skill import Skill
from .terms import Terms
from .terms_document import TermsDocument

__all__ = ["Contact", "Employer", "HiringRequest", "Skill", "Terms", "TermsDocument"]
