"""The office's pages of what graduates told us, and of what became of them."""

from django.urls import path

from . import outcomes, told

REPORT = "job-reports/<int:report_id>/"
urlpatterns = [
    path(REPORT, told.job_report, name="job-report"),
    path(f"{REPORT}note/", told.note_outcome, name="note-job-report"),
    path(f"{REPORT}dismiss/", told.dismiss, name="dismiss-job-report"),
    path("graduates/<int:pk>/erase/", told.erase, name="erase-graduate"),
    path("outcomes/", outcomes.outcome_figures, name="outcomes"),
    path("outcomes/publish/", outcomes.publish_edition, name="publish-outcomes"),
    path("outcomes/<int:pk>/", outcomes.edition, name="outcomes-edition"),
    path("outcomes/confirm/<int:hire_id>/", outcomes.confirm, name="confirm-outcome"),
    path("inclusion/", outcomes.inclusion_figures, name="inclusion"),
]
