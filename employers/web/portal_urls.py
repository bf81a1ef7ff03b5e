"""The portal's pages of the employers' floor."""

from django.urls import path

from .colleagues import colleagues, leave

urlpatterns = [
    path("portal/colleagues/", colleagues, name="colleagues"),
    path("portal/colleagues/leave/", leave, name="leave"),
]
