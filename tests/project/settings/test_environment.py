"""Variables have types, secrets may be in files, and all that is wrong is said at once."""

from decimal import Decimal

import pytest

from project.settings import kinds, variables
from project.settings.demands import demand_of_development, demand_of_production
from project.settings.environment import Environment, Misconfigured, Variable

WHOLE = {
    "SITE_URL": "https://foothold.example.org",
    "DJANGO_SECRET_KEY": "secret",
    "DATABASE_URL": "postgres://foothold:PASSWORD@127.0.0.1/foothold",
    "EMAIL_URL": "smtp+tls://me%40example.org:PASSWORD@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Foothold <foothold@example.org>",
}


def faults_of(demand, **changes: str) -> list[str]:
    environment = Environment({**WHOLE, **changes})
    demand(environment)
    return list(environment.faults)


# Types


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (kinds.LIST, "a.example, b.example,", ["a.example", "b.example"]),
        (kinds.COUNT, "2", 2),
        (kinds.WHOLE_NUMBERS, "-3,3, 14", [-3, 3, 14]),
        (kinds.SECONDS, "2.5", 2.5),
        (kinds.FRACTION, "0.15", Decimal("0.15")),
        (kinds.JSON, '{"rate": "0.2"}', {"rate": "0.2"}),
        (kinds.SITE, "https://foothold.example.org:8443/", "https://foothold.example.org:8443"),
    ],
)
def test_text_becomes_a_value_of_its_type(kind, text, value):
    variable = Variable("NAME", kind, None, "")
    environment = Environment({"NAME": text})

    assert environment.read(variable) == value
    assert not environment.faults


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (kinds.COUNT, "two"),
        (kinds.COUNT, "-1"),
        (kinds.WHOLE_NUMBERS, "3,x"),
        (kinds.SECONDS, "20s"),
        (kinds.FRACTION, "15 %"),
        (kinds.JSON, "{"),
        (kinds.SITE, "foothold.example.org"),
        (kinds.SITE, "ftp://foothold.example.org"),
        (kinds.SITE, "https://example.org/foothold"),
        (kinds.SITE, "https://example.org:port"),
        (kinds.DATABASE, "mysql://a/b"),
        (kinds.DATABASE, "nothing"),
        (kinds.MAIL_SERVER, "http://mail.example.org"),
        (kinds.MAIL_SERVER, "smtp://"),
    ],
)
def test_what_is_not_of_its_type_is_a_fault_and_the_default_stands_in(kind, text):
    variable = Variable("NAME", kind, "the default", "")
    environment = Environment({"NAME": text})

    assert environment.read(variable) == "the default"
    (fault,) = environment.faults
    assert fault.startswith(f"NAME is not {kind.name}: {text!r}")


def test_an_empty_variable_counts_as_not_set():
    environment = Environment({"TRUSTED_PROXIES": ""})

    assert environment.read(variables.TRUSTED_PROXIES) == 1
    assert not environment.is_set(variables.TRUSTED_PROXIES)


def test_a_secret_is_never_printed():
    environment = Environment({"DATABASE_URL": "mysql://foothold:PASSWORD@127.0.0.1/foothold"})

    environment.read(variables.DATABASE_URL)

    (fault,) = environment.faults
    assert "PASSWORD" not in fault


def test_signs_in_passwords_are_read_as_they_were():
    environment = Environment({"DATABASE_URL": "postgres://foothold:p%40ss%2Fword@127.0.0.1/books"})

    settings = environment.read(variables.DATABASE_URL)

    assert (settings["PASSWORD"], settings["NAME"]) == ("p@ss/word", "books")


# Files


def test_a_secret_may_be_in_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text("from the file\n")
    environment = Environment({"DJANGO_SECRET_KEY_FILE": str(file)})

    assert environment.read(variables.SECRET_KEY) == "from the file"
    assert environment.is_set(variables.SECRET_KEY)
    assert not environment.faults


def test_a_secret_that_is_set_twice_is_a_fault(tmp_path):
    file = tmp_path / "key"
    file.write_text("one")
    values = {"DJANGO_SECRET_KEY_FILE": str(file), "DJANGO_SECRET_KEY": "another"}
    environment = Environment(values)

    environment.read(variables.SECRET_KEY)

    assert list(environment.faults) == [
        "Both DJANGO_SECRET_KEY and DJANGO_SECRET_KEY_FILE are set. Keep one."
    ]


def test_a_file_that_is_not_there_is_a_fault(tmp_path):
    environment = Environment({"DJANGO_SECRET_KEY_FILE": str(tmp_path / "key")})

    assert environment.read(variables.SECRET_KEY) == ""
    assert list(environment.faults) == [
        f"DJANGO_SECRET_KEY_FILE cannot be read: {tmp_path / 'key'}: No such file or directory."
    ]


def test_only_secrets_are_read_from_files(tmp_path):
    file = tmp_path / "site"
    file.write_text("https://foothold.example.org")

    assert not Environment({"SITE_URL_FILE": str(file)}).is_set(variables.SITE_URL)


# Demands


def test_production_is_content_with_what_it_requires():
    assert faults_of(demand_of_production) == []


def test_production_names_all_that_is_missing_in_one_message():
    environment = Environment({})
    demand_of_production(environment)

    with pytest.raises(Misconfigured) as refusal:
        environment.refuse_faults("Look at the page.")

    lines = str(refusal.value).split("\n")
    assert lines[0] == f"Foothold cannot start: {len(WHOLE)} settings to mend."
    assert [line.split(" ")[1] for line in lines[1:-1]] == list(WHOLE)
    assert all(" is not set. " in line for line in lines[1:-1])
    assert lines[-1] == "Look at the page."


def test_production_is_reached_by_https():
    assert faults_of(demand_of_production, SITE_URL="http://foothold.example.org") == [
        "SITE_URL is http://foothold.example.org. In production it begins with https://."
    ]


@pytest.mark.parametrize(
    "url", ["consolemail://", "filemail:////tmp/letters", "memorymail://", "dummymail://"]
)
def test_production_refuses_mail_that_is_not_sent(url):
    (fault,) = faults_of(demand_of_production, EMAIL_URL=url)

    assert fault.startswith("EMAIL_URL names what only looks like a mail server")


@pytest.mark.parametrize(
    "site", ["", "http://127.0.0.1:8123", "http://localhost:8000", "http://[::1]:8000"]
)
def test_development_serves_this_machine(site):
    assert faults_of(demand_of_development, SITE_URL=site) == []


@pytest.mark.parametrize("site", ["https://foothold.example.org", "http://192.168.0.7:8000"])
def test_development_refuses_a_public_address(site):
    (fault,) = faults_of(demand_of_development, SITE_URL=site)

    assert fault.startswith(
        f"SITE_URL is {site}, and the settings for one's own machine serve only"
    )
