"""The office's pages of graduates, introductions, the pipeline and hires."""

from django.urls import path

from . import (
    graduates,
    hires,
    hiring_requests,
    interviews,
    introductions,
    new_introduction,
    pipeline,
)

people = [
    path("graduates/", graduates.graduates_list, name="graduates"),
    path("graduates/new/", graduates.edit, name="new-graduate"),
    path("graduates/<int:pk>/", graduates.graduate, name="graduate"),
    path("graduates/<int:pk>/edit/", graduates.edit, name="edit-graduate"),
    path("graduates/<int:pk>/publish/", graduates.publish, name="publish-graduate"),
    path("graduates/<int:pk>/hide/", graduates.hide, name="hide-graduate"),
    path("graduates/<int:pk>/let-in/", graduates.let_in, name="let-graduate-in"),
    path("graduates/<int:pk>/shut-out/", graduates.shut_out, name="shut-graduate-out"),
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
    path("introductions/<int:pk>/", introductions.introduction, name="introduction"),
    path("introductions/<int:pk>/willing/", introductions.willing, name="willing"),
    path("introductions/<int:pk>/ask-again/", introductions.ask_again, name="ask-again"),
    path(
        "introductions/<int:pk>/not-asked/", introductions.not_asked_again, name="not-asked-again"
    ),
    path("introductions/<int:pk>/arrange/", interviews.arrange, name="arrange-interview"),
    path("introductions/<int:pk>/call-off/", interviews.call_off, name="call-off-interview"),
    path("introductions/<int:pk>/take-back/", introductions.take_back, name="take-back-move"),
    *(
        path(
            f"introductions/<int:pk>/{name}/",
            introductions.move,
            {"name": name},
            name=f"{name}-introduction",
        )
        for name in introductions.MOVES
    ),
    path("pipeline/", pipeline.pipeline, name="pipeline"),
]
jobs = [
    path("hires/", hires.hires_list, name="hires"),
    path("hires/<int:pk>/", hires.hire, name="hire"),
    path("hires/<int:pk>/start-now/", hires.start_now, name="start-hire-now"),
    path("hires/<int:pk>/spoke/", hires.spoke, name="spoke-of-hire"),
    path("hires/<int:pk>/did-not-speak/", hires.did_not_speak, name="did-not-speak-of-hire"),
    path("hires/<int:pk>/take-back/", hires.take_back, name="take-back-hire"),
    *(
        path(f"hires/<int:pk>/{name}/", hires.deed, {"name": name}, name=f"{name}-hire")
        for name in hires.DEEDS
    ),
]
urlpatterns = [*people, *meetings, *jobs]
