"""allauth's list of email addresses: one for each user, the one they sign in with."""

from allauth.account.models import EmailAddress
from django.db.models.signals import post_save
from django.dispatch import receiver

from .models import ApiKey, User


@receiver(post_save, sender=User)
def keep_in_step(
    instance: User, *, raw: bool, update_fields: frozenset[str] | None, **kwargs: object
) -> None:
    """Store the address of a new user, or the new address of a user.

    It counts as verified, because only its owner can read the code to sign in with. Keys that were
    made for another address are over.
    """
    if raw or (update_fields and "email" not in update_fields):
        return
    ApiKey.objects.filter(user=instance).exclude(made_for=instance.email).update(revoked=True)
    EmailAddress.objects.filter(user=instance).exclude(email=instance.email).delete()
    EmailAddress.objects.update_or_create(
        user=instance, email=instance.email, defaults={"verified": True, "primary": True}
    )
