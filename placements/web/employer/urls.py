"""The portal's pages of the placements' floor: portfolios, shortlist, requests, introductions."""

from django.urls import path

from placements.web.staff import start_reports

from . import introductions, portfolios, requests

browsing = [
    path("portfolios/", portfolios.portfolios, name="portfolios"),
    path("portfolios/<int:graduate_id>/", portfolios.profile, name="portfolio"),
    path("portfolios/<int:graduate_id>/cv/", portfolios.cv, name="portal-cv"),
    path("shortlist/", portfolios.shortlist, name="shortlist"),
    path("shortlist/<int:graduate_id>/add/", portfolios.shortlist_add, name="shortlist-add"),
    path(
        "shortlist/<int:graduate_id>/remove/",
        portfolios.shortlist_remove,
        name="shortlist-remove",
    ),
    path("shortlist/<int:graduate_id>/note/", portfolios.shortlist_note, name="shortlist-note"),
]
roles = [
    path("portal/requests/", requests.portal_requests, name="portal-requests"),
    path("portal/requests/new/", requests.portal_request_new, name="portal-request-new"),
    path("portal/requests/<int:request_id>/", requests.portal_request, name="portal-request"),
    path(
        "portal/requests/<int:request_id>/edit/",
        requests.portal_request_edit,
        name="portal-request-edit",
    ),
    path(
        "portal/requests/<int:request_id>/close/",
        requests.portal_request_close,
        name="portal-request-close",
    ),
]
ONE = "portal/introductions/<int:introduction_id>/"
people = [
    path("portal/introductions/", introductions.portal_introductions, name="portal-introductions"),
    path(ONE, introductions.portal_introduction, name="portal-introduction"),
    path(f"{ONE}interview/", introductions.interview, name="portal-interview"),
    path(f"{ONE}offer/", introductions.offer, name="portal-offer"),
    path(f"{ONE}decline/", introductions.decline, name="portal-decline"),
    path(f"{ONE}feedback/", introductions.give_feedback, name="portal-feedback"),
    path(f"{ONE}start/", introductions.report_start, name="portal-start"),
]
office = [
    path("start-reports/<int:report_id>/settle/", start_reports.settle, name="settle-start-report"),
]
urlpatterns = [*browsing, *roles, *people, *office]
