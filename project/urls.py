"""Where every address goes."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularSwaggerSplitView

from billing.web.stripe.webhook import stripe_webhook
from foundation.api.built_schema import BuiltSchema
from foundation.api.views import NothingHere
from foundation.health import alive, ready
from foundation.web import keys, people, saved_searches, security_log
from foundation.web.errors import broken, too_many_attempts

api: list[URLPattern | URLResolver] = [
    path(
        "",
        RedirectView.as_view(pattern_name="api-docs", http_method_names=["get", "head"]),
        name="api",
    ),
    path("schema/", BuiltSchema.as_view(), name="api-schema"),
    path(
        "docs/",
        # In two parts, because our Content-Security-Policy runs no script inside a page.
        SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="api/docs.html"),
        name="api-docs",
    ),
    path("", include("employers.api.urls")),
    path("", include("placements.api.urls")),
    path("", include("billing.api.urls")),
    re_path("", NothingHere.as_view()),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("project.office.urls")),
    path("", include("foundation.accounts.urls")),
    path("account/keys/", keys.keys_page, name="api-keys"),
    path("account/keys/<str:prefix>/revoke/", keys.revoke, name="api-key-revoke"),
    path("people/", people.people_page, name="people"),
    path("people/<int:pk>/shut-out/", people.revoke_access, name="shut-person-out"),
    path("people/<int:pk>/let-in/", people.grant_access, name="let-person-in"),
    path("security-log/", security_log.security_log_page, name="security-log"),
    path("searches/save/", saved_searches.save, name="save-search"),
    path("searches/<int:pk>/forget/", saved_searches.forget, name="forget-search"),
    path("webhooks/", include("foundation.web.webhook_urls")),
    path("", include("foundation.imports.web.urls")),
    path("", include("placements.web.urls")),
    path("", include("employers.web.urls")),
    path("", include("billing.web.urls")),
    path("api/v1/", include(api)),
    path("stripe/webhook/", stripe_webhook, name="stripe-webhook"),
    path("healthz", alive, name="alive"),
    path("readyz", ready, name="ready"),
]

handler429 = too_many_attempts  # of allauth's limits
handler500 = broken
