"""The endpoints of the placements' floor."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from placements.api import events  # noqa: F401  declares what may happen to its nouns
from placements.api.cohorts import CohortViewSet
from placements.api.graduates import GraduateViewSet
from placements.api.hires import HireViewSet
from placements.api.introductions import IntroductionViewSet
from placements.api.job_reports import JobReportViewSet
from placements.api.matches import Matches
from placements.api.outcomes import InclusionReport, OutcomesReport, OutcomeViewSet
from placements.api.own import CvFile, MyData
from placements.api.portfolio_projects import PictureFile, PortfolioProjectViewSet

router = SimpleRouter()
router.register("cohorts", CohortViewSet)
router.register("graduates", GraduateViewSet)
router.register("portfolio-projects", PortfolioProjectViewSet)
router.register("introductions", IntroductionViewSet)
router.register("hires", HireViewSet)
router.register("job-reports", JobReportViewSet)
router.register("outcomes", OutcomeViewSet)

urlpatterns = [
    # About requests, but answered here, since only this app knows graduates.
    path("hiring-requests/<str:pk>/matches/", Matches.as_view(), name="hiringrequest-matches"),
    path("graduates/<str:pk>/cv/", CvFile.as_view(), name="graduate-cv"),
    path("graduates/<str:pk>/my-data/", MyData.as_view(), name="graduate-my-data"),
    path(
        "portfolio-projects/<str:pk>/picture/",
        PictureFile.as_view(),
        name="portfolioproject-picture",
    ),
    path("reports/outcomes/", OutcomesReport.as_view(), name="report-outcomes"),
    path("reports/inclusion/", InclusionReport.as_view(), name="report-inclusion"),
    *router.urls,
]
