"""The rules about people: each role, nobody at all, and somebody who was shut out."""

import pytest
from django.contrib.auth.models import AnonymousUser

from foundation.accounts import rules
from foundation.accounts.choices import Role
from foundation.accounts.models import User

ROLES = {
    rules.is_signed_in: {*Role},
    rules.is_office: {Role.ADMIN, Role.STAFF, Role.FINANCE},
    rules.can_place: {Role.ADMIN, Role.STAFF},
    rules.can_bill: {Role.ADMIN, Role.FINANCE},
    rules.is_admin: {Role.ADMIN},
    rules.is_employer_contact: {Role.EMPLOYER},
    rules.is_graduate: {Role.GRADUATE},
}


@pytest.mark.parametrize("rule", ROLES, ids=lambda rule: rule.__name__)
def test_a_rule_is_true_of_its_roles_and_of_nobody_anonymous(rule):
    assert {role for role in Role if rule(User(role=role))} == ROLES[rule]
    assert not rule(AnonymousUser())


@pytest.mark.parametrize("rule", [rules.is_office, rules.can_place, rules.can_bill, rules.is_admin])
def test_whoever_was_shut_out_has_no_power_left(rule):
    assert not any(rule(User(role=role, is_active=False)) for role in Role)


def test_a_contact_who_was_shut_out_still_sees_graduates_without_their_names():
    assert rules.is_employer_contact(User(role=Role.EMPLOYER, is_active=False))
