"""The pages of this app."""

from django.urls import include, path

app_name = "placements"
urlpatterns = [
    path("", include("placements.web.staff_urls")),
    path("", include("placements.web.portal_urls")),
    path("", include("placements.web.own_urls")),
    path("", include("placements.web.told_urls")),
]
