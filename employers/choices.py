"""The enumerations of the employers' floor."""

from django.db import models

from foundation.states import Transition


class EmployerKind(models.TextChoices):
    COMPANY = "company", "Company"
    NONPROFIT = "nonprofit", "Nonprofit"
    PUBLIC_BODY = "public_body", "Public body"


class VatScope(models.TextChoices):
    STANDARD = "standard", "Standard"
    OUTSIDE_SCOPE = "outside_scope", "Outside the scope of UK VAT"


class FeeBasis(models.TextChoices):
    PERCENTAGE = "percentage", "Percentage of salary"
    FIXED = "fixed", "Fixed amount"
    BANDS_WHOLE = "bands_whole", "Bands, rate on the whole salary"
    BANDS_MARGINAL = "bands_marginal", "Bands, rate on each slice"


class PaymentFrom(models.TextChoices):
    START = "start", "From the start date"
    INVOICE = "invoice", "From the invoice date"


class EndReason(models.TextChoices):
    """Why somebody left. Terms can exclude these from a rebate, and no others."""

    RESIGNED = "resigned", "Resigned"
    DISMISSED = "dismissed", "Dismissed"
    REDUNDANCY = "redundancy", "Redundancy"
    CONTRACT_ENDED = "contract_ended", "Contract ended"
    OTHER = "other", "Other"

    @classmethod
    def of(cls, words: str) -> "EndReason":
        """Return the reason that some words name, "Contract ended" say; OTHER for any others."""
        word = words.strip().lower().replace(" ", "_")
        return cls(word) if word in cls.values else cls.OTHER


class Acceptance(models.TextChoices):
    SIGNATURE = "signature", "Signature"
    EMAIL = "email", "E-mail"
    CONDUCT = "conduct", "Conduct"


class RequestState(models.TextChoices):
    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    FILLED = "filled", "Filled"
    CLOSED = "closed", "Closed"


class RequestMove(Transition):
    """What can be done with a request, from which states, and where it leads."""

    OPEN = (
        "open",
        (RequestState.DRAFT, RequestState.FILLED, RequestState.CLOSED),
        RequestState.OPEN,
    )
    FILL = (
        "fill",
        (RequestState.DRAFT, RequestState.OPEN, RequestState.CLOSED),
        RequestState.FILLED,
    )
    CLOSE = (
        "close",
        (RequestState.DRAFT, RequestState.OPEN, RequestState.FILLED),
        RequestState.CLOSED,
    )


class Contract(models.TextChoices):
    PERMANENT = "permanent", "Permanent"
    FIXED_TERM = "fixed_term", "Fixed term"
