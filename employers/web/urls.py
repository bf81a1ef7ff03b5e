"""The pages of this app."""

from django.urls import include, path

app_name = "employers"
urlpatterns = [
    path("", include("employers.web.staff_urls")),
    path("", include("employers.web.portal_urls")),
]
