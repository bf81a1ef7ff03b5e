"""The office's pages of graduates, introductions, the pipeline and hires."""

from django.urls import path

from . import graduates, hires, hiring_requests, introductions, new_introduction, pipeline
from .hires import HirePage
from .introductions import IntroductionPage

# The addresses that go by another name than their action and its noun.
NAMES = {
    "willing": "willing",
    "arrange": "arrange-interview",
    "call-off": "call-off-interview",
    "take-back": "take-back-move",
    "ask-again": "ask-again",
    "not-asked": "not-asked-again",
}
HIRE_NAMES = {
    "start-now": "start-hire-now",
    "spoke": "spoke-of-hire",
    "did-not-speak": "did-not-speak-of-hire",
}
people = [
    path("graduates/", graduates.graduates_list, name="graduates"),
    path("graduates/new/", graduates.edit, name="new-graduate"),
    path("graduates/<int:pk>/", graduates.graduate, name="graduate"),
    path("graduates/<int:pk>/edit/", graduates.edit, name="edit-graduate"),
    path("graduates/<int:pk>/publish/", graduates.publish, name="publish-graduate"),
    path("graduates/<int:pk>/hide/", graduates.hide, name="hide-graduate"),
    path("graduates/<int:pk>/let-in/", graduates.grant_access, name="let-graduate-in"),
    path("graduates/<int:pk>/shut-out/", graduates.revoke_access, name="shut-graduate-out"),
    path("graduates/<int:pk>/identity/", graduates.identity, name="see-identity"),
    path("graduates/<int:pk>/no-identity/", graduates.forget_identity, name="forget-identity"),
]
meetings = [
    path("requests/<int:pk>/", hiring_requests.hiring_request, name="hiring-request"),
    path("requests/<int:pk>/propose/", new_introduction.propose, name="propose-match"),
    path(
        "employers/<int:pk>/introductions/",
        hiring_requests.employer_introductions,
        name="employer-introductions",
    ),
    path("introductions/", introductions.introductions_list, name="introductions"),
    path("introductions/new/", new_introduction.new, name="new-introduction"),
    path("introductions/<int:pk>/", IntroductionPage.as_view(), name="introduction"),
    *(
        path(
            f"introductions/<int:pk>/{name}/",
            IntroductionPage.as_action(),
            {"name": name},
            name=NAMES.get(name, f"{name}-introduction"),
        )
        for name in IntroductionPage.actions
    ),
    path("pipeline/", pipeline.pipeline, name="pipeline"),
]
jobs = [
    path("hires/", hires.hires_list, name="hires"),
    path("hires/<int:pk>/", HirePage.as_view(), name="hire"),
    *(
        path(
            f"hires/<int:pk>/{name}/",
            HirePage.as_action(),
            {"name": name},
            name=HIRE_NAMES.get(name, f"{name}-hire"),
        )
        for name in HirePage.actions
    ),
]
urlpatterns = [*people, *meetings, *jobs]
