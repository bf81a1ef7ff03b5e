"""The pages of this app."""

from django.urls import include, path

from . import pictures

app_name = "placements"
urlpatterns = [
    path("projects/<int:project_id>/picture/", pictures.picture, name="project-picture"),
    path("projects/<int:project_id>/picture/remove/", pictures.take_down, name="take-picture-down"),
    path("", include("placements.web.staff_urls")),
    path("", include("placements.web.portal_urls")),
    path("", include("placements.web.own_urls")),
    path("", include("placements.web.told_urls")),
]
