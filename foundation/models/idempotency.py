"""IdempotencyKey: the response to a client's request, stored in case it retries."""

from django.conf import settings
from django.db import models


class IdempotencyKey(models.Model):
    """One answered request, written in the transaction of its effect: both commit or neither."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    method = models.CharField(max_length=10)
    path = models.CharField(max_length=500)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="idempotency_key_once_a_user", fields=["user", "key"])
        ]

    def __str__(self) -> str:
        return self.key
