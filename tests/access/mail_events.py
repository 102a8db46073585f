"""Where the mail provider tells of bounces: nobody's page, and no address at all until a provider is set."""

from tests.access_table import EVERYBODY, Row

ROWS = [Row("mail_events", method="POST", ok=EVERYBODY, status=404)]
