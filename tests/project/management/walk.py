"""Following the links of our pages from the front page on, as somebody who has signed in."""

from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve

# What is no page of ours, and what signs one out.
NO_PAGES = ("/api/", "/static/", "/sign-out/", "/account/logout/")
# So many addresses of a kind are opened: one pattern, asked by the same words after the "?".
OF_A_KIND = 2
# What is typed into a field for words.
WORDS = "an"


class Links(HTMLParser):
    """The addresses a page leads to, and those its forms for searching and filtering make."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.form, self.select = address, "", ""
        self.all: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        self.all += [values[name] for name in ("href", "src", "hx-get") if name in values]
        if tag == "form":
            asks = values.get("method", "get").lower() == "get"
            self.form = values.get("action", self.address) if asks else ""
        elif tag == "select":
            self.select = values.get("name", "")
        elif tag == "option":
            self.choose(self.select, values.get("value", ""))
        elif tag == "input" and values.get("type", "text") in {"text", "search"}:
            self.choose(values.get("name", ""), WORDS)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = ""

    def choose(self, name: str, value: str) -> None:
        """Note where a form leads with one of its fields filled in."""
        if self.form and name and value:
            self.all.append(f"{urljoin(self.form, '?')}?{urlencode({name: value})}")


def links_of(answer: HttpResponseBase, address: str) -> list[str]:
    if "text/html" not in answer.headers.get("Content-Type", ""):
        return []
    links = Links(address)
    links.feed(answer.content.decode())
    return [urljoin(address, link).partition("#")[0] for link in links.all]


def kind_of(address: str) -> tuple[str, ...] | None:
    """Return an address's pattern and the names after its "?"; None when it is no page of ours."""
    parts = urlsplit(address)
    if parts.netloc or not parts.path.startswith("/") or parts.path.startswith(NO_PAGES):
        return None
    try:
        return (resolve(parts.path).route, *sorted(parse_qs(parts.query)))
    except Resolver404:
        return None


def walk(client: Client) -> dict[str, int]:
    """Return the status of each page that was opened, by its address."""
    waiting, opened, counts = deque(["/"]), dict[str, int](), Counter[tuple[str, ...]]()
    while waiting:
        address = waiting.popleft()
        kind = kind_of(address)
        if kind is None or address in opened or counts[kind] == OF_A_KIND:
            continue
        counts[kind] += 1
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer)  # read to its end, the file behind it is closed
        opened[address] = answer.status_code
        waiting.extend(links_of(answer, address))
    return opened
