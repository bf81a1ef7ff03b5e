"""What describes the API: its schema, and a page to read it by."""

from django.urls import path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

urlpatterns = [
    path(
        "",
        RedirectView.as_view(pattern_name="api-docs", http_method_names=["get", "head"]),
        name="api",
    ),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path(
        "docs/",
        # In two parts, because our Content-Security-Policy runs no script inside a page.
        SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="api/docs.html"),
        name="api-docs",
    ),
]
