"""The roles a person can have. Exactly one each: a portal user can never be staff as well."""

from django.db import models


class Role(models.TextChoices):
    ADMIN = "admin", "Admin"
    STAFF = "staff", "Staff"
    FINANCE = "finance", "Finance"
    EMPLOYER = "employer", "Employer"
    GRADUATE = "graduate", "Graduate"


OFFICE = (Role.ADMIN, Role.STAFF, Role.FINANCE)
PLACES_PEOPLE = (Role.ADMIN, Role.STAFF)
HANDLES_MONEY = (Role.ADMIN, Role.FINANCE)
