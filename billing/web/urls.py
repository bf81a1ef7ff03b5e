"""The pages of this app."""

from django.urls import include, path

app_name = "billing"
urlpatterns = [
    path("", include("billing.web.chasing.urls")),
    path("", include("billing.web.bank.urls")),
    path("", include("billing.web.desk_urls")),
    path("", include("billing.web.staff_urls")),
    path("", include("billing.web.portal_urls")),
]
