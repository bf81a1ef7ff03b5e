"""The office's pages of employers, their people, terms and requests."""

from django.urls import path

from . import contacts, employers, hiring_requests, terms
from .terms import TermsPage

urlpatterns = [
    path("employers/", employers.employers_list, name="employers"),
    path("employers/new/", employers.edit, name="new-employer"),
    path("employers/<int:pk>/", employers.employer, name="employer"),
    path("employers/<int:pk>/edit/", employers.edit, name="edit-employer"),
    path("employers/<int:pk>/stop/", employers.put_on_stop, name="stop-employer"),
    path("employers/<int:pk>/release/", employers.release, name="release-employer"),
    path("employers/<int:pk>/contacts/new/", contacts.new, name="new-contact"),
    path("contacts/<int:pk>/edit/", contacts.edit, name="edit-contact"),
    path("contacts/<int:pk>/let-in/", contacts.grant_access, name="let-contact-in"),
    path("contacts/<int:pk>/shut-out/", contacts.revoke_access, name="shut-contact-out"),
    path("employers/<int:pk>/terms/new/", terms.new, name="new-terms"),
    path("employers/<int:pk>/terms/offer/", terms.offer, name="offer-terms"),
    path("terms/<int:pk>/accept/", TermsPage.as_view(), {"name": "accept"}, name="accept-terms"),
    path("terms/<int:pk>/end/", TermsPage.as_view(), {"name": "end"}, name="end-terms"),
    path("requests/", hiring_requests.requests_list, name="hiring-requests"),
    path("requests/new/", hiring_requests.edit, name="new-request"),
    path("requests/<int:pk>/edit/", hiring_requests.edit, name="edit-request"),
    path("requests/<int:pk>/open/", hiring_requests.open_, name="open-request"),
    path("requests/<int:pk>/close/", hiring_requests.close, name="close-request"),
]
