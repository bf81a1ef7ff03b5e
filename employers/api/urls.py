"""The endpoints of the employers' floor."""

from rest_framework.routers import SimpleRouter

from employers.api import events  # noqa: F401  declares what may happen to its nouns
from employers.api.contacts import ContactViewSet
from employers.api.employers import EmployerViewSet
from employers.api.hiring_requests import HiringRequestViewSet
from employers.api.terms import TermsViewSet

router = SimpleRouter()
router.register("employers", EmployerViewSet)
router.register("contacts", ContactViewSet)
router.register("terms", TermsViewSet)
router.register("hiring-requests", HiringRequestViewSet)

urlpatterns = router.urls
