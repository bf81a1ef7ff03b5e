"""What the cohorts built: the projects of data/projects.toml."""

from dataclasses import dataclass

from .entries import entries


@dataclass(frozen=True, slots=True)
class Project:
    """A piece of work: by a team of four for a client, or without one by one or two people."""

    title: str
    skills: tuple[str, ...]
    summary: str
    client: str = ""


@dataclass(frozen=True, slots=True)
class CohortWork:
    """The projects of one cohort."""

    name: str
    projects: tuple[Project, ...]


PROJECTS = {work.name: work.projects for work in entries(CohortWork, "projects.toml", "cohort")}
