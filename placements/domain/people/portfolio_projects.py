"""A project and its team."""

from datetime import date

from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.transactions import atomic
from placements.models import PortfolioProject


@atomic
def leave(project_id: int, graduate_id: int, *, by: User, on: date) -> None:
    """Remove a graduate from a project's team; a project without a team is deleted."""
    project = PortfolioProject.objects.select_for_update(of=("self",), no_key=True).get(
        pk=project_id
    )
    project.team.remove(graduate_id)
    history.record(Verb.LEFT_BY_A_TEAM_MATE, project, by=by, on=on, graduate=graduate_id)
    if not project.team.exists():
        history.record(Verb.REMOVED, project, by=by, on=on)
        project.delete()
