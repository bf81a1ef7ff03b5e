"""The addresses of the pages of webhooks, below /webhooks/."""

from django.urls import path

from . import webhooks

urlpatterns = [
    path("", webhooks.endpoints, name="webhooks"),
    path("<int:pk>/", webhooks.EndpointPage.as_view(), name="webhook"),
    path("<int:pk>/new-secret/", webhooks.NewSecret.as_view(), name="webhook-new-secret"),
    path("<int:pk>/<slug:name>/", webhooks.EndpointPage.as_action(), name="webhook-action"),
    path(
        "deliveries/<int:pk>/<slug:name>/",
        webhooks.DeliveryPage.as_action(),
        name="webhook-delivery",
    ),
]
