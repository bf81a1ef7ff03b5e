"""What finance must do before a clock runs out."""

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
    subject = serializers.CharField(help_text="What it is about, as an address under /api/v1/.")
    due_by = serializers.DateField(help_text="The last day to do it on.")
    sentence = serializers.CharField()


class TasksSerializer(serializers.Serializer[Any]):
    """What waits on a day, the most pressing first."""

    as_of = serializers.DateField()
    rows = TaskSerializer(many=True)


class TasksReport(Report):
    """What is to be issued, credited or registered before its clock runs out."""

    serializer_class = TasksSerializer
    parameters = {"on"}

    @extend_schema(operation_id="reports_tasks", parameters=[ON_A_DAY])
    def get(self, request: Request) -> Response:
        on = read_day(request)
        return Response({"as_of": on, "rows": [task.as_json() for task in tasks(on=on)]})
