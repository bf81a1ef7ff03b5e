"""People who sign in, and the keys of their programs."""

from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from foundation.accounts.choices import Notice, Role
from foundation.accounts.models import (
    ApiKey,
    CalendarAddress,
    NotificationChoice,
    SecurityEvent,
    User,
    digest_of,
    new_secret,
)


class UserFactory(DjangoModelFactory[User]):
    """Somebody of the office who places people, unless ``role`` says otherwise."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    role = Role.STAFF

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **fields: Any) -> User:
        # What create_user asks the database first is asked by its constraints as well.
        user = model_class(**fields)
        user.set_unusable_password()
        user.clean_fields()
        user.save()
        return user


class ColleagueFactory(UserFactory):
    """Whoever of the office did something: one person of each role, the same each time."""

    class Meta:
        model = User

    email = factory.LazyAttribute(lambda user: f"some.{user.role}@example.org")
    full_name = factory.LazyAttribute(lambda user: f"Somebody of {user.role}")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **fields: Any) -> User:
        known = model_class.objects.filter(email=fields["email"]).first()
        return known or super()._create(model_class, *args, **fields)


class ApiKeyFactory(DjangoModelFactory[ApiKey]):
    """A key whose secret nobody knows; `keyed_client_of` makes one to sign in with."""

    class Meta:
        model = ApiKey

    name = "A program"
    user = factory.SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class: type[ApiKey], *args: Any, **fields: Any) -> ApiKey:
        key, _secret = model_class.objects.create_key(**fields)
        return key


class NotificationChoiceFactory(DjangoModelFactory[NotificationChoice]):
    """Somebody switched a kind of e-mail off."""

    class Meta:
        model = NotificationChoice

    user = factory.SubFactory(UserFactory)
    kind = Notice.REQUEST_POSTED
    wanted = False


class CalendarAddressFactory(DjangoModelFactory[CalendarAddress]):
    """Somebody keeps their calendar where a program reads it; ``secret`` is what opens it."""

    class Meta:
        model = CalendarAddress

    user = factory.SubFactory(UserFactory)
    secret = factory.LazyFunction(new_secret)
    secret_sha256 = factory.LazyAttribute(lambda row: digest_of(row.secret))
    made_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(
        cls, model_class: type[CalendarAddress], *, secret: str, **row: Any
    ) -> CalendarAddress:
        address = model_class.objects.create(**row)
        address.secret = secret  # type: ignore[attr-defined]  # not stored
        return address


class SecurityEventFactory(DjangoModelFactory[SecurityEvent]):
    """Somebody typed a wrong password."""

    class Meta:
        model = SecurityEvent

    kind = "sign_in_failed"
    user = factory.SubFactory(UserFactory)
    source = "0123456789abcdef"
    request_id = factory.Sequence(lambda n: f"{n:032x}")
    detail = {"by": "password"}
