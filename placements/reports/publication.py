"""Publishing outcome figures: each cohort once, in figures that never change."""

from datetime import date

from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import DomainError
from foundation.transactions import atomic
from placements.models import PublishedOutcomes

from .outcomes import each_cohort, pooled


class NothingToPublish(DomainError):
    """No unpublished cohorts have a base that is large enough."""

    code = "nothing_to_publish"


def published_cohorts() -> list[str]:
    """Return the names of the published cohorts, in order of publication."""
    editions = PublishedOutcomes.objects.order_by("pk").values_list("figures", flat=True)
    return [name for figures in editions for pool in figures["pools"] for name in pool["cohorts"]]


@atomic
def publish(title: str, *, by: User, on: date) -> PublishedOutcomes:
    """Return a frozen edition of the unpublished cohorts whose base is large enough.

    Each cohort is in one edition only, so that nobody can subtract one edition from another to
    identify the few people who make the difference. Raises NothingToPublish.
    """
    waiting = pooled(each_cohort(on=on, but=published_cohorts()))
    ready = [pool.as_published() for pool in waiting if pool.is_large_enough]
    if not ready:
        raise NothingToPublish(
            "There is nothing to publish yet. It takes cohorts of at least 23 people together "
            "whose 180 days are over."
        )
    edition = PublishedOutcomes.objects.create(
        title=title, published_on=on, published_by=by, figures={"pools": ready}
    )
    history.record(Verb.PUBLISHED, edition, by=by, on=on)
    return edition
