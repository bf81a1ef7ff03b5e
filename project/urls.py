"""Where every address goes."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from project.foundation.api.nothing import NothingHere

api = [
    path("", include("project.foundation.api.urls")),
    path("", include("employers.api.urls")),
    path("", include("placements.api.urls")),
    re_path("", NothingHere.as_view()),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include(api)),
]
