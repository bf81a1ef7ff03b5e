"""The settings of the API: what is let in, how it answers, how it describes itself."""

from typing import Any

from . import variables
from .variables import environment

REST_FRAMEWORK: dict[str, Any] = {
    # The key first: its scheme is what a stranger reads in the 401.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "foundation.api.authentication.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["foundation.api.permissions.IsSignedIn"],
    "DEFAULT_PARSER_CLASSES": ["foundation.api.parser.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "foundation.api.pagination.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "foundation.api.filters.Search",
    ],
    "DEFAULT_SCHEMA_CLASS": "foundation.api.schema.AutoSchema",
    # OPTIONS would describe fields before anybody is asked whether they may see them.
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    # Generous: a person never meets it, a program in a loop does, and reads Retry-After.
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": environment.read(variables.API_RATE_ANONYMOUS),
        "user": environment.read(variables.API_RATE),
    },
}

DRF_STANDARDIZED_ERRORS: dict[str, Any] = {
    "EXCEPTION_HANDLER_CLASS": "foundation.api.errors.ExceptionHandler",
    "EXCEPTION_FORMATTER_CLASS": "foundation.api.errors.ErrorFormatter",
    "ALLOWED_ERROR_STATUS_CODES": [
        *("400", "401", "403", "404", "405", "406", "409", "412"),
        *("413", "415", "422", "428", "429"),
    ],
    "ERROR_SCHEMAS": {
        **dict.fromkeys(
            (
                *("400", "401", "403", "404", "405", "406", "412"),
                *("413", "415", "422", "428", "429"),
            ),
            "foundation.api.schema.Faults",
        ),
        "409": "foundation.api.schema.Refusal",
    },
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    # Tests hold the schema right. A server would build it for seconds, to learn nothing new.
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
    "TITLE": "Foothold",
    "DESCRIPTION": (
        "Placement and fee tracking. Money is integer pence, rates are decimal strings, "
        "days are YYYY-MM-DD, moments are UTC.\n\n"
        "A 400 names each field that is wrong. A 409 is the business saying no: "
        "`code` is for programs, `detail` a sentence for a person."
    ),
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False},
    "SERVERS": [{"url": "/", "description": "This installation."}],
    "LICENSE": {"name": "MIT", "url": "https://opensource.org/license/mit"},
    "CONTACT": {"name": "Whoever runs this installation"},
    "POSTPROCESSING_HOOKS": [
        "drf_standardized_errors.openapi_hooks.postprocess_schema_enums",
        "foundation.api.finished_schema.finish",
    ],
    "ENUM_NAME_OVERRIDES": {
        "EndReasonEnum": "employers.choices.EndReason",
        "RemedyEnum": "billing.choices.Remedy",
        "CreditRemedyEnum": "billing.api.ledger.invoices.CREDIT_REMEDIES",
        "OutboxStateEnum": "foundation.models.outbox.OutboxState",
        "WebhookEndpointStateEnum": "foundation.models.webhook.EndpointState",
        "ParkedStateEnum": "billing.choices.UnallocatedState",
        "ParkedKindEnum": "billing.choices.UnallocatedKind",
    },
}
