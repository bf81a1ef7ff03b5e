"""The sample of `manage.py demo`: real cohorts, invented people, made through the verbs."""
