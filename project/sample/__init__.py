"""The sample of `manage.py demo`: real cohorts, invented people, told through the verbs."""
