"""What the terminal shows when the portal is ready."""

from coordination.machine import processes, welcome

ACCOUNTS = ["Role         Prison  Email", "Coordinator  EXI     carys@example.org"]


def test_the_demonstration_shows_its_accounts_and_its_warning(monkeypatch):
    monkeypatch.setattr(welcome, "demo_accounts", lambda: ACCOUNTS)
    said = welcome.text("http://localhost:8000", demonstration=True)
    assert "http://localhost:8000" in said
    assert "enter nothing real" in said
    assert "  Coordinator  EXI     carys@example.org" in said.splitlines()


def test_a_real_installation_shows_none(monkeypatch):
    monkeypatch.setattr(welcome, "demo_accounts", lambda: ACCOUNTS)
    assert "carys" not in welcome.text("http://localhost:8000", demonstration=False)


def test_with_a_mail_server_nothing_is_said_of_files(settings):
    values = dict(settings.CONFIGURATION.values) | {"EMAIL_URL": "smtps://mail.example.org"}
    settings.CONFIGURATION = type(settings.CONFIGURATION)(values)
    assert "E-mail" not in welcome.text("http://localhost:8000", demonstration=False)


def test_columns_stand_under_each_other_and_gaps_are_marked():
    lines = welcome.table(
        [{"role": "Lead", "prison": ""}, {"role": "Gate staff", "prison": "EXI"}], ("role", "prison")
    )
    assert lines == ["Role        Prison", "Lead        -", "Gate staff  EXI"]


def test_a_port_that_nobody_serves_has_no_status():
    assert welcome.status_of("127.0.0.1", processes.free_port()) is None
