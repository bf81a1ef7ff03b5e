"""Reports: a page of figures for the office, with the query parameters it knows."""

from typing import Any, ClassVar

from rest_framework.generics import GenericAPIView

from .permissions import Office
from .viewsets import OneAnswer


class Report(OneAnswer, GenericAPIView[Any]):
    """A report for the office."""

    permission_classes = [Office]
    pagination_class = None
    filter_backends = []
    parameters: ClassVar[set[str]] = set()

    def known_parameters(self) -> set[str]:
        """Return the names of its query parameters."""
        return self.parameters
