"""Employers, their people, their terms and the roles they want filled."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from employers.choices import Acceptance, EmployerKind, FeeBasis, RequestState, VatScope
from employers.models import Contact, Employer, HiringRequest, Skill, Terms
from foundation.accounts.choices import Role
from tests.factories.accounts import UserFactory


class SkillFactory(DjangoModelFactory[Skill]):
    class Meta:
        model = Skill

    name = factory.Sequence(lambda n: f"Skill {n}")


class EmployerFactory(DjangoModelFactory[Employer]):
    class Meta:
        model = Employer

    class Params:
        nonprofit = factory.Trait(kind=EmployerKind.NONPROFIT)
        public_body = factory.Trait(kind=EmployerKind.PUBLIC_BODY)
        abroad = factory.Trait(vat_treatment=VatScope.OUTSIDE_SCOPE, vat_number="DE136695976")
        abroad_unproven = factory.Trait(vat_treatment=VatScope.OUTSIDE_SCOPE)
        stopped = factory.Trait(on_stop=True)
        in_group = factory.Trait(
            group=factory.SubFactory("tests.factories.employers.EmployerFactory")
        )

    reference = factory.Sequence(lambda n: f"EMP-T{n}")
    name = factory.Sequence(lambda n: f"Employer {n} Ltd")
    billing_email = factory.Sequence(lambda n: f"accounts{n}@example.com")
    billing_address = "1 Example Street\nLondon\nE1 1AA"


class ContactFactory(DjangoModelFactory[Contact]):
    class Meta:
        model = Contact

    class Params:
        signs_in = factory.Trait(
            user=factory.SubFactory(
                UserFactory,
                role=Role.EMPLOYER,
                email=factory.SelfAttribute("..email"),
                full_name=factory.SelfAttribute("..full_name"),
            )
        )

    employer = factory.SubFactory(EmployerFactory)
    full_name = factory.Sequence(lambda n: f"Contact {n}")
    email = factory.Sequence(lambda n: f"contact{n}@example.com")


class TermsFactory(DjangoModelFactory[Terms]):
    """Accepted terms of 15 % of the salary, in force from 2015 on."""

    class Meta:
        model = Terms

    class Params:
        proposed = factory.Trait(accepted_on=None, accepted_by="", acceptance="")
        fixed = factory.Trait(fee_basis=FeeBasis.FIXED, rate=None, fixed_pence=4_000_00)
        bands_whole = factory.Trait(
            fee_basis=FeeBasis.BANDS_WHOLE,
            rate=None,
            bands=[{"from_pence": 0, "rate": "0.15"}, {"from_pence": 30_000_00, "rate": "0.2"}],
        )
        bands_marginal = factory.Trait(
            fee_basis=FeeBasis.BANDS_MARGINAL,
            rate=None,
            bands=[{"from_pence": 0, "rate": "0.15"}, {"from_pence": 30_000_00, "rate": "0.2"}],
        )
        replaced_since = factory.Trait(effective_to=date(2019, 12, 31))
        nonprofit_discount = factory.Trait(discount_rate="0.5", discount_reason="Nonprofit")
        in_three_instalments = factory.Trait(
            instalments=[
                {"weight": 50, "days_after": 0},
                {"weight": 30, "days_after": 30},
                {"weight": 20, "days_after": 60},
            ]
        )
        rebate_in_steps = factory.Trait(
            rebate={
                "unit": "weeks",
                "mode": "steps",
                "steps": [
                    {"through": 4, "share": "0.75"},
                    {"through": 8, "share": "0.5"},
                    {"through": 12, "share": "0.25"},
                ],
            }
        )

        rebate_bars_redundancy = factory.Trait(
            rebate={
                "unit": "weeks",
                "mode": "steps",
                "steps": [{"through": 12, "share": "0.5"}],
                "excluded_reasons": ["redundancy"],
            }
        )

    employer = factory.SubFactory(EmployerFactory)
    effective_from = date(2015, 1, 1)
    fee_basis = FeeBasis.PERCENTAGE
    rate = "0.15"
    accepted_on = factory.SelfAttribute("effective_from")
    accepted_by = "The managing director"
    acceptance = Acceptance.SIGNATURE


class TermsInPlaceFactory(TermsFactory):
    """The terms an employer has already, and new ones only for an employer without any."""

    class Meta:
        model = Terms

    @classmethod
    def _create(cls, model_class: type[Terms], *args: Any, **fields: Any) -> Terms:
        return fields["employer"].terms.order_by("effective_from").first() or super()._create(
            model_class, *args, **fields
        )


class HiringRequestFactory(DjangoModelFactory[HiringRequest]):
    """An open role, unless a trait says otherwise."""

    class Meta:
        model = HiringRequest

    class Params:
        draft = factory.Trait(state=RequestState.DRAFT)
        filled = factory.Trait(state=RequestState.FILLED)
        closed = factory.Trait(state=RequestState.CLOSED)

    employer = factory.SubFactory(EmployerFactory)
    title = factory.Sequence(lambda n: f"Junior developer {n}")
    location = "London"
    salary_from_pence = 27_000_00
    salary_to_pence = 33_000_00
    state = RequestState.OPEN
