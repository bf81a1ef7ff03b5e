"""The pages of this app."""

from django.urls import include, path

from .graduate import pictures

app_name = "placements"
urlpatterns = [
    path("projects/<int:project_id>/picture/", pictures.picture, name="project-picture"),
    path("projects/<int:project_id>/picture/remove/", pictures.take_down, name="take-picture-down"),
    path("", include("placements.web.staff.urls")),
    path("", include("placements.web.employer.urls")),
    path("", include("placements.web.graduate.urls")),
    path("", include("placements.web.staff.outcome_urls")),
]
