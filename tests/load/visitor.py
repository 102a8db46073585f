"""Somebody with a browser, as far as the server can tell: one connection kept open, cookies, forms."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin

from tests.load.page_forms import PageForm, forms_of

SIGN_IN = "/accounts/login/"
SECONDS_TO_ANSWER = 60
# Gunicorn closes an idle connection after two seconds; a request must not meet that moment.
SECONDS_TO_KEEP_OPEN = 1.0


@dataclass(frozen=True)
class Answer:
    """A page as it came; `seconds` runs from the first byte sent to the last byte read."""

    method: str
    path: str
    status: int
    text: str
    location: str
    seconds: float

    @property
    def forms(self) -> list[PageForm]:
        return forms_of(self.text)

    def form_with(self, field_name: str) -> PageForm:
        """The form that has the field; LookupError names the page where none has."""
        for form in self.forms:
            if field_name in form.names:
                return form
        raise LookupError(f"{self.path} (status {self.status}) has no form with {field_name}")


@dataclass
class Visitor:
    """Talks to one port of this machine, and never asks twice. `answers` keeps what came, without the text."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    last_used: float = 0.0

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_TO_ANSWER)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        return self._ask("POST", path, urlencode(fields))

    def send(self, page: Answer, form: PageForm, **values: str) -> Answer:
        """Sends a form of the page, with some fields filled in."""
        target = urljoin(page.path, form.action) if form.action else page.path
        return self.post(target, form.filled(**values))

    def sign_in(self, email: str, password: str) -> None:
        page = self.get(SIGN_IN)
        answer = self.send(page, page.form_with("login"), login=email, password=password)
        if answer.status != 302:
            raise PermissionError(f"{email} could not sign in: status {answer.status}")

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Host": f"localhost:{self.port}", "Accept": "text/html"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.perf_counter() - self.last_used > SECONDS_TO_KEEP_OPEN:
            self.connection.close()  # The next request opens it again.
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        self.last_used = time.perf_counter()
        seconds = self.last_used - began
        for line in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: cookie.value for name, cookie in SimpleCookie(line).items()}
        location = response.headers.get("Location", "")
        self.answers.append(Answer(method, path, response.status, "", location, seconds))
        return Answer(method, path, response.status, text, location, seconds)
