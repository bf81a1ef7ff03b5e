"""The answer of every address under the API that leads nowhere."""

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView


@extend_schema(exclude=True)
class NothingHere(APIView):
    """404 in the shape of the API, whatever the method and whoever asks."""

    permission_classes = [AllowAny]

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Raise NotFound."""
        raise NotFound("There is nothing at this address; paths end with a slash.")
