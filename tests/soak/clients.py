"""What the clients do: mostly read, sometimes write, issue, pay and take a file, in four roles."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from random import Random
from time import monotonic
from typing import Any, Final

READ, WRITE, MONEY, EXPORT = "read", "write", "money", "export"
# Out of a hundred.
MIX: Final = {READ: 80, WRITE: 15, MONEY: 4, EXPORT: 1}
LISTS: Final = ("employers", "graduates", "introductions", "hires", "invoices", "hiring-requests")


@dataclass(frozen=True)
class Person:
    """Somebody of a role: their session for pages, their key for the API, what is theirs."""

    role: str
    session: str
    key: str
    pages: tuple[str, ...]
    own_id: int = 0


@dataclass
class Tally:
    """What a client was answered: how often, and how long it took in seconds."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


Request = tuple[str, str, dict[str, Any] | None]


class Client:
    """One client, which asks one request after the other over a connection it keeps."""

    def __init__(self, port: int, people: list[Person], invoices: list[int], seed: int) -> None:
        self.port, self.people, self.invoices = port, people, invoices
        self.chance, self.seed, self.count = Random(seed), seed, 0
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.tally = Tally()

    def work(self, until: float) -> Tally:
        """Return what was answered until a moment of the monotonic clock."""
        while monotonic() < until:
            [kind] = self.chance.choices(list(MIX), list(MIX.values()))
            person = self.someone(kind)
            method, path, body = self.request_of(kind, person)
            self.ask(kind, person, method, path, body)
        self.connection.close()
        return self.tally

    def someone(self, kind: str) -> Person:
        """Return a person who may do what is to be done."""
        by_kind = {MONEY: {"finance"}, EXPORT: {"finance"}, WRITE: set(WRITES)}
        roles = by_kind.get(kind)
        return self.chance.choice([one for one in self.people if not roles or one.role in roles])

    def request_of(self, kind: str, person: Person) -> Request:
        """Return a request of a kind."""
        if kind == READ:
            lists = [f"/api/v1/{noun}/" for noun in LISTS]
            return "GET", self.chance.choice([*person.pages, *lists]), None
        if kind == EXPORT:
            return "GET", "/api/v1/reports/finance-workbook/?month=2026-02", None
        if kind == MONEY:
            return self.money()
        self.count += 1
        return WRITES[person.role](self, person)

    def money(self) -> Request:
        """Return an invoice to issue, or a penny to book on one."""
        invoice = self.chance.choice(self.invoices)
        if self.chance.random() < 0.3:
            return "POST", f"/api/v1/invoices/{invoice}/issue/", {}
        penny = {"amount_pence": 1, "received_on": "2026-03-01", "method": "bank_transfer"}
        return "POST", "/api/v1/payments/", {"invoice": invoice, **penny}

    def ask(self, kind: str, person: Person, method: str, path: str, body: Any) -> None:
        """Send a request, and note the answer."""
        headers = {"Host": "127.0.0.1", "Content-Type": "application/json"}
        if path.startswith("/api/"):
            headers["Authorization"] = f"Api-Key {person.key}"
        else:
            headers["Cookie"] = f"sessionid={person.session}"
        if method == "POST":
            headers["Idempotency-Key"] = f"soak-{self.seed}-{self.chance.random()}"
        began = monotonic()
        try:
            self.connection.request(
                method, path, json.dumps(body) if body is not None else None, headers
            )
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException) as error:
            self.tally.dropped.append(f"{method} {path}: {type(error).__name__} {error}")
            self.connection.close()
            return
        self.tally.seconds.append(monotonic() - began)
        self.tally.answers[kind, answer.status] += 1
        if answer.status >= 500:
            request_id = answer.getheader("X-Request-Id", "")
            self.tally.faults.append(
                f"{answer.status} {method} {path} [{request_id}] {content[:200]!r}"
            )


def add_employer(client: Client, _person: Person) -> Request:
    name = f"Soak {client.seed}-{client.count} Ltd"
    return "POST", "/api/v1/employers/", {"name": name}


def post_role(client: Client, person: Person) -> Request:
    title = f"Developer {client.seed}-{client.count}"
    body = {"employer": person.own_id, "title": title, "location": "London"}
    return "POST", "/api/v1/hiring-requests/", body


# Graduates write by forms of their own pages, which the tests of their wing try.
WRITES: Final[dict[str, Callable[[Client, Person], Request]]] = {
    "staff": add_employer,
    "employer": post_role,
}
