"""The roles of users, and the kinds of email that each role may turn off."""

from typing import Final

from django.db import models


class Role(models.TextChoices):
    """Each user has exactly one: a portal user can never be staff as well."""

    ADMIN = "admin", "Admin"
    STAFF = "staff", "Staff"
    FINANCE = "finance", "Finance"
    EMPLOYER = "employer", "Employer"
    GRADUATE = "graduate", "Graduate"


OFFICE = (Role.ADMIN, Role.STAFF, Role.FINANCE)
PLACES_PEOPLE = (Role.ADMIN, Role.STAFF)
HANDLES_MONEY = (Role.ADMIN, Role.FINANCE)


class Notice(models.TextChoices):
    """The kinds of email we send."""

    INTRODUCTION_ASKED = "introduction_asked"
    INTRODUCTION_SENT = "introduction_sent"
    INTRODUCTION_MOVED = "introduction_moved"
    INVOICE_ISSUED = "invoice_issued"
    PAYMENT_RECEIVED = "payment_received"
    REMINDER = "reminder"
    INVITATION = "invitation"
    REQUEST_POSTED = "request_posted"
    TERMS_OFFERED = "terms_offered"
    TERMS_ACCEPTED = "terms_accepted"
    CONTACT_LEFT = "contact_left"
    MEETING_ASKED = "meeting_asked"
    GRADUATE_ANSWERED = "graduate_answered"
    EMPLOYER_ANSWERED = "employer_answered"
    START_REPORTED = "start_reported"
    JOB_REPORTED = "job_reported"
    REBATE_PROPOSED = "rebate_proposed"
    APPROVAL_ASKED = "approval_asked"
    PAYMENT_PARKED = "payment_parked"
    WEBHOOK_SWITCHED_OFF = "webhook_switched_off"
    API_KEY = "api_key"
    BANK_DETAILS = "bank_details"


_OF_PEOPLE: Final = {
    Notice.REQUEST_POSTED: "An employer posts a role",
    Notice.TERMS_ACCEPTED: "An employer accepts our terms",
    Notice.CONTACT_LEFT: "An employer’s contact gives up their access",
    Notice.MEETING_ASKED: "An employer asks to meet a graduate",
    Notice.GRADUATE_ANSWERED: "A graduate says yes or no to a position",
    Notice.EMPLOYER_ANSWERED: "An employer answers an introduction",
    Notice.START_REPORTED: "An employer reports a start date and salary",
    Notice.JOB_REPORTED: "A graduate reports a job",
}
_OF_MONEY: Final = {
    Notice.REBATE_PROPOSED: "A rebate is waiting to be settled",
    Notice.PAYMENT_PARKED: "A payment arrives that matches no invoice",
}
_OF_TWO_PEOPLE: Final = {Notice.APPROVAL_ASKED: "A colleague asks for your approval"}

# What each role may turn off, in the words of the page. A kind that is not here is always sent:
# a reminder of a debt, an invitation, terms on offer, news of an API key, an endpoint that was
# switched off, and a change of our bank details.
SWITCHES: Final[dict[str, dict[Notice, str]]] = {
    Role.ADMIN: {**_OF_PEOPLE, **_OF_MONEY, **_OF_TWO_PEOPLE},
    Role.STAFF: {**_OF_PEOPLE, **_OF_TWO_PEOPLE},
    Role.FINANCE: {**_OF_MONEY, **_OF_TWO_PEOPLE},
    Role.EMPLOYER: {
        Notice.INTRODUCTION_SENT: "A graduate is introduced to you",
        Notice.INTRODUCTION_MOVED: "An introduction to you changes",
        Notice.INVOICE_ISSUED: "An invoice is issued to you",
        Notice.PAYMENT_RECEIVED: "We receive a payment from you",
    },
    Role.GRADUATE: {
        Notice.INTRODUCTION_ASKED: "A position needs your yes or no",
        Notice.INTRODUCTION_SENT: "You are introduced to an employer",
        Notice.INTRODUCTION_MOVED: "One of your introductions changes",
    },
}
