"""Where the pages of imports are."""

from django.urls import path

from . import actions, pages

app_name = "imports"
urlpatterns = [
    path("imports/", pages.all_imports, name="imports"),
    path("imports/new/<slug:kind>/", pages.new, name="import-new"),
    path("imports/templates/<slug:kind>.xlsx", actions.blank, name="import-template"),
    path("imports/<int:pk>/", pages.one, name="import"),
    path("imports/<int:pk>/columns/", pages.columns, name="import-columns"),
    path("imports/<int:pk>/check/", pages.check, name="import-check"),
    path("imports/<int:pk>/import/", pages.carry_out, name="import-carry-out"),
    path("imports/<int:pk>/undo/", actions.undo, name="import-undo"),
    path("imports/<int:pk>/discard/", actions.discard, name="import-discard"),
    path("imports/<int:pk>/to-repair.csv", actions.failed_csv, name="import-failed-csv"),
    path("imports/<int:pk>/to-repair.xlsx", actions.failed_workbook, name="import-failed"),
]
