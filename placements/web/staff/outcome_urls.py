"""The office's pages of graduates' reports and outcomes."""

from django.urls import path

from . import graduate_reports, outcomes

REPORT = "job-reports/<int:report_id>/"
urlpatterns = [
    path(REPORT, graduate_reports.job_report, name="job-report"),
    path(f"{REPORT}note/", graduate_reports.note_outcome, name="note-job-report"),
    path(f"{REPORT}dismiss/", graduate_reports.dismiss, name="dismiss-job-report"),
    path("graduates/<int:pk>/erase/", graduate_reports.erase, name="erase-graduate"),
    path("outcomes/", outcomes.outcome_figures, name="outcomes"),
    path("outcomes/publish/", outcomes.publish_edition, name="publish-outcomes"),
    path("outcomes/<int:pk>/", outcomes.edition, name="outcomes-edition"),
    path("outcomes/confirm/<int:hire_id>/", outcomes.confirm, name="confirm-outcome"),
    path("inclusion/", outcomes.inclusion_figures, name="inclusion"),
]
