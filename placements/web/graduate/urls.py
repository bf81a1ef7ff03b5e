"""A graduate's own pages."""

from django.urls import path

from . import answers, home, pictures, profile
from . import my_data as data

ONE = "me/positions/<int:introduction_id>/"
PROJECT = "me/projects/<int:project_id>/"
urlpatterns = [
    path("me/", home.front, name="own"),
    path("me/show/", home.show, name="own-show"),
    path("me/hide/", home.hide, name="own-hide"),
    path("me/preview/", home.preview, name="own-preview"),
    path("me/job-search/", home.job_search, name="own-job-search"),
    path("me/profile/", profile.profile, name="own-profile"),
    path("me/projects/new/", profile.project, name="own-project-new"),
    path(PROJECT, profile.project, name="own-project"),
    path(f"{PROJECT}leave/", profile.project_leave, name="own-project-leave"),
    path(f"{PROJECT}picture/remove/", pictures.remove, name="own-picture-remove"),
    path("me/cv/", profile.cv, name="own-cv"),
    path("me/cv/file/", profile.cv_file, name="own-cv-file"),
    path("me/cv/remove/", profile.cv_remove, name="own-cv-remove"),
    path(ONE, answers.position, name="own-position"),
    path(f"{ONE}yes/", answers.agree, name="own-agree"),
    path(f"{ONE}no/", answers.say_no, name="own-say-no"),
    path("me/job/", answers.job, name="own-job"),
    path("me/questions/", answers.questions, name="own-questions"),
    path("me/questions/object/", answers.object_to_questions, name="own-object"),
    path("me/questions/ask-again/", answers.ask_again, name="own-ask-again"),
    path("me/data/", data.data, name="own-data"),
    path("me/data/file/", data.data_file, name="own-data-file"),
    path("me/data/erase/", data.erase, name="own-erase"),
]
