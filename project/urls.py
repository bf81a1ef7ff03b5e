"""Where every address goes."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from billing.web.stripe.webhook import stripe_webhook
from foundation.api.nothing import NothingHere
from foundation.health import alive, ready
from foundation.web import people, saved_searches
from foundation.web.errors import broken

from .office.calendar import feed
from .office.home import home
from .office.home.finance import desk, desk_debtors
from .office.home.today import today_money
from .office.search import search

api: list[URLPattern | URLResolver] = [
    path("", include("foundation.api.urls")),
    path("", include("employers.api.urls")),
    path("", include("placements.api.urls")),
    path("", include("billing.api.urls")),
    re_path("", NothingHere.as_view()),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("desk/", desk, name="desk"),
    path("desk/debtors/", desk_debtors, name="desk-debtors"),
    path("today/money/", today_money, name="today-money"),
    path("", include("foundation.accounts.urls")),
    path("search/", search, name="search"),
    path("people/", people.people_page, name="people"),
    path("people/<int:pk>/shut-out/", people.shut_out, name="shut-person-out"),
    path("people/<int:pk>/let-in/", people.let_in, name="let-person-in"),
    path("searches/save/", saved_searches.save, name="save-search"),
    path("searches/<int:pk>/forget/", saved_searches.forget, name="forget-search"),
    path("", include("placements.web.urls")),
    path("", include("employers.web.urls")),
    path("", include("billing.web.urls")),
    path("calendar/<int:pk>-<str:secret>.ics", feed, name="calendar-feed"),
    path("api/v1/", include(api)),
    path("stripe/webhook/", stripe_webhook, name="stripe-webhook"),
    path("healthz", alive, name="alive"),
    path("readyz", ready, name="ready"),
]

handler500 = broken
