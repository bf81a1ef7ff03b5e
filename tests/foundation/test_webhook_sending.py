"""A webhook goes to the address that was checked, never inside, and nothing can keep it long."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from foundation import webhook_sending, webhook_signing
from foundation.webhook_addresses import ForbiddenAddress, checked_target
from foundation.webhook_sending import post
from tests.peers.webhook import endpoint_on_loopback

HOST = "hooks.example.org"
URL = f"https://{HOST}/foothold?a=1"


def to(*ips):
    return lambda host, port: list(ips)


# The signature


def test_the_signature_is_the_published_one():
    """The vector of the standard's own libraries: "sign function works" in each of them."""
    signature = webhook_signing.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        webhook_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )

    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_while_a_secret_is_rotated_there_is_a_signature_by_each():
    old, new = webhook_signing.new_secret(), webhook_signing.new_secret()
    request = {"webhook_id": "evt_7", "timestamp": 1614265330, "body": b"{}"}

    headers = webhook_signing.headers([new, old], **request)

    assert headers == {
        "webhook-id": "evt_7",
        "webhook-timestamp": "1614265330",
        "webhook-signature": " ".join(
            webhook_signing.signature(each, **request) for each in (new, old)
        ),
    }


def test_a_secret_is_stored_encrypted_and_outlives_a_new_secret_key(settings):
    secret = webhook_signing.new_secret()
    stored = webhook_signing.encrypted(secret)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"

    assert secret not in stored
    assert webhook_signing.decrypted(stored) == secret


# The address


@pytest.mark.parametrize(
    "ip",
    [
        *("10.0.0.1", "172.16.0.1", "192.168.1.1", "127.0.0.1", "0.0.0.0", "100.100.100.200"),  # noqa: S104
        *("169.254.169.254", "168.63.129.16", "192.0.0.192", "224.0.0.1", "240.0.0.1"),
        *("255.255.255.255", "198.18.0.1", "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254"),
        *("ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a9fe:a9fe"),
        *("2002:a00:1::1", "2001:db8::1", "::ffff:169.254.169.254"),
    ],
)
def test_no_address_inside_is_connected_to(ip):
    with pytest.raises(ForbiddenAddress, match="private network"):
        checked_target(URL, resolver=to(ip))
    with pytest.raises(ForbiddenAddress, match="private network"):
        checked_target(URL, resolver=to("93.184.215.14", ip))


def test_a_public_address_is_pinned_and_the_name_stays():
    target = checked_target(URL, resolver=to("93.184.215.14", "2606:2800:21f::1"))

    assert (target.ip, target.host, target.port) == ("93.184.215.14", HOST, 443)
    assert (target.path, target.host_header) == ("/foothold?a=1", HOST)


@pytest.mark.parametrize(
    "url", [f"http://{HOST}/", f"gopher://{HOST}/", "https://", "https://[x]/"]
)
def test_only_https_is_spoken(url, settings):
    settings.WEBHOOK_LOOPBACK = True
    with pytest.raises(ForbiddenAddress):
        checked_target(url, resolver=to("93.184.215.14"))


def test_a_name_that_changes_its_mind_is_looked_up_once(monkeypatch):
    """DNS rebinding: public when it is checked, inside when it is connected to."""
    answers, connected = [["93.184.215.14"], ["127.0.0.1"]], []

    def refuse(address, timeout):
        connected.append(address)
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr(socket, "create_connection", refuse)
    outcome = post(URL, b"{}", {}, resolver=lambda host, port: answers.pop(0))

    assert connected == [("93.184.215.14", 443)]
    assert (outcome.status, outcome.fault) == (None, "ConnectionRefusedError: refused")
    assert answers == [["127.0.0.1"]]


def test_a_host_inside_is_a_fault_and_nobody_is_called(monkeypatch):
    monkeypatch.setattr(socket, "create_connection", pytest.fail)

    outcome = post(URL, b"{}", {}, resolver=to("10.0.0.1"))

    assert outcome.forbidden
    assert outcome.fault == "10.0.0.1 belongs to a private network."


def test_a_host_without_an_address_is_a_fault():
    def nowhere(host, port):
        raise socket.gaierror(-2, "Name or service not known")

    assert post(URL, b"{}", {}, resolver=nowhere).fault.startswith("gaierror")


# The request


@pytest.fixture
def loopback(settings):
    settings.WEBHOOK_LOOPBACK, settings.WEBHOOK_TIMEOUT = True, 0.5


def test_a_request_carries_its_headers_and_its_body(loopback, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://192.0.2.1:3128")
    with endpoint_on_loopback() as endpoint:
        outcome = post(endpoint.url + "?ä=1 2", b'{"a":1}', {"webhook-id": "evt_1"})

    [request] = endpoint.requests
    assert (outcome.status, outcome.answer, outcome.is_success) == (200, "ok", True)
    assert (request.body, request.path) == (b'{"a":1}', "/hook?%C3%A4=1%202")
    assert request.headers["webhook-id"] == "evt_1"
    assert request.headers["host"] == f"127.0.0.1:{endpoint.port}"
    assert request.headers["content-type"] == "application/json"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(loopback, status):
    with endpoint_on_loopback() as endpoint:
        endpoint.statuses, endpoint.location = [status], endpoint.url
        outcome = post(endpoint.url, b"{}", {})

    assert (outcome.status, outcome.is_success) == (status, False)
    assert len(endpoint.requests) == 1


def test_only_the_first_of_an_answer_is_read(loopback):
    with endpoint_on_loopback() as endpoint:
        endpoint.answer = b"\0\xff" + b"a" * 5_000_000
        outcome = post(endpoint.url, b"{}", {})

    assert outcome.answer == "��" + "a" * 1998


def test_an_answer_that_drips_for_ever_is_cut_off(loopback):
    begun = monotonic()
    with endpoint_on_loopback() as endpoint:
        endpoint.drips = True
        post(endpoint.url, b"{}", {})

        assert monotonic() - begun < 2


def test_an_endpoint_that_says_nothing_is_left(loopback):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        outcome = post(f"http://127.0.0.1:{mute.getsockname()[1]}/", b"{}", {})

    assert outcome.status is None
    assert outcome.fault
    assert 400 < outcome.milliseconds < 2000


# TLS: the certificate is that of the name, although the number is connected to


@pytest.fixture
def certificate(tmp_path):
    """A certificate of our host, and the context of a server that shows it."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))


def test_tls_speaks_of_the_name_to_the_number(loopback, certificate, monkeypatch):
    server, client = certificate
    names = []
    server.sni_callback = lambda connection, name, context: names.append(name)
    monkeypatch.setattr(webhook_sending, "tls_context", lambda: client)
    with endpoint_on_loopback(server) as endpoint:
        outcome = post(f"https://{HOST}:{endpoint.port}/hook", b"{}", {}, resolver=to("127.0.0.1"))

    assert (outcome.status, outcome.fault) == (200, "")
    assert names == [HOST]
    assert endpoint.requests[0].headers["host"] == f"{HOST}:{endpoint.port}"


def test_a_certificate_of_another_name_is_refused(loopback, certificate, monkeypatch):
    server, client = certificate
    monkeypatch.setattr(webhook_sending, "tls_context", lambda: client)
    with endpoint_on_loopback(server) as endpoint:
        outcome = post(
            f"https://other.example.org:{endpoint.port}/", b"{}", {}, resolver=to("127.0.0.1")
        )

    assert outcome.status is None
    assert outcome.fault.startswith("SSLCertVerificationError")
    assert endpoint.requests == []
