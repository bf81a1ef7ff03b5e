from django.apps import AppConfig

from foundation.imports.registry import register


class PlacementsConfig(AppConfig):
    name = "placements"

    def ready(self) -> None:
        """Register the kinds of record that placements can import."""
        register("placements.exchange.cohorts.Cohorts", place=1)
        register("placements.exchange.graduates.Graduates", place=2)
        register("placements.exchange.portfolio_projects.PortfolioProjects", place=3)
        register("placements.exchange.introductions.Introductions", place=8)
        register("placements.exchange.hires.Hires", place=9)
