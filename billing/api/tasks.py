"""Finance's tasks with a deadline."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing.reports.tasks import KINDS, tasks
from foundation.api.views import ON_A_DAY, Report, read_day


class TaskSerializer(serializers.Serializer[Any]):
    """One thing to do."""

    kind = serializers.ChoiceField(choices=KINDS)
    subject = serializers.CharField(help_text="The address of its row under /api/v1/.")
    due_by = serializers.DateField(help_text="The last day to do it.")
    sentence = serializers.CharField()


class TasksSerializer(serializers.Serializer[Any]):
    """The tasks on a day, the most urgent first."""

    as_of = serializers.DateField()
    rows = TaskSerializer(many=True)


class TasksReport(Report):
    """Invoices to issue, rebates to settle and registrations to make, each with its deadline."""

    serializer_class = TasksSerializer
    parameters = {"on"}

    @extend_schema(operation_id="reports_tasks", parameters=[ON_A_DAY])
    def get(self, request: Request) -> Response:
        on = read_day(request)
        return Response({"as_of": on, "rows": [task.as_json() for task in tasks(on=on)]})
