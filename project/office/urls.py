"""The pages that need all three floors: the front pages, logging a hire, approvals, search."""

from django.urls import path

from . import approvals, jobs, stopped
from .calendar import feed
from .hires import ask_to_meet, log_a_hire
from .home import home
from .home.finance import desk, desk_debtors
from .home.today import today_money
from .search import search
from .system import system

front = [
    path("", home, name="home"),
    path("desk/", desk, name="desk"),
    path("desk/debtors/", desk_debtors, name="desk-debtors"),
    path("today/money/", today_money, name="today-money"),
    path("search/", search, name="search"),
    path("system/", system, name="system"),
    path("calendar/<int:pk>-<str:secret>.ics", feed, name="calendar-feed"),
]
hires = [
    path("hires/new/", log_a_hire.new, name="new-hire"),
    path("hires/new/suggestions/", log_a_hire.suggestions, name="hire-suggestions"),
    path("hires/new/fee/", log_a_hire.fee, name="hire-fee-quote"),
    path("portfolios/<int:graduate_id>/ask/", ask_to_meet.ask_to_meet, name="ask-to-meet"),
]
running = [
    path("jobs/", jobs.jobs_page, name="jobs"),
    path("jobs/<slug:name>/go-on/", jobs.let_go_on, name="let-job-go-on"),
]
stops = [
    path("people/stopped/", stopped.stopped_page, name="stopped"),
    path("people/stopped/<int:pk>/release/", stopped.release, name="release-stopped"),
]
decisions = [
    path("approvals/", approvals.approvals_list, name="approvals"),
    path("approvals/<int:pk>/<slug:answer>/", approvals.decide, name="decide"),
]
urlpatterns = [*front, *hires, *running, *stops, *decisions]
