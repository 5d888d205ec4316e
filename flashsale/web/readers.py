"""Who reads: what the cookies of a browser say, without Flask's request."""

from dataclasses import dataclass, field

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.http import parse_cookie

from flashsale.kernel.language import Language
from flashsale.web import i18n, own_writes
from flashsale.web.chrome import THEME_COOKIE, Theme

MOST_READERS = 20_000
MOST_VERIFIED = 16
# As Flask-WTF signs the token of its forms.
FORM_TOKEN_SALT = "wtf-csrf-token"  # noqa: S105 - a purpose, not a secret


@dataclass(slots=True)
class Reader:
    """One browser's cookies, read once.

    token: of the session. csrf: what form tokens are made of; signed: one of them.
    language: chosen in this browser, None where the member's own counts.
    wrote: when it last changed something, as its cookie says.
    verified: form tokens that were found good.
    """

    token: str
    csrf: str
    theme: Theme
    language: Language | None
    signed: str
    wrote: str | None = None
    verified: set[str] = field(default_factory=set)


class Readers:
    """The readers one process has seen, by the very text of their cookies.

    The signature was checked over that text; a changed text is another reader.
    """

    def __init__(self, app: Flask) -> None:
        """Read cookies as `app` would."""
        session = app.session_interface
        if not isinstance(session, SecureCookieSessionInterface):
            raise TypeError("the application keeps its session in a signed cookie")
        opener = session.get_signing_serializer(app)
        if opener is None or not app.secret_key:
            raise RuntimeError("the application has no secret to read its cookies with")
        self._opener = opener
        self._forms = URLSafeTimedSerializer(app.secret_key, salt=FORM_TOKEN_SALT)
        self._app = app
        self._cookie_name = app.config["SESSION_COOKIE_NAME"]
        self._lives_for = int(app.permanent_session_lifetime.total_seconds())
        self._known: dict[str, Reader] = {}

    def read(self, header: str) -> Reader | None:
        """Return what a cookie header says, or None where Flask must look at it.

        None too when a message waits in the cookie: showing it changes the cookie.
        """
        known = self._known.get(header)
        if known is not None:
            return known
        cookies = parse_cookie(header)
        try:
            said = self._opener.loads(
                cookies.get(self._cookie_name, ""), max_age=self._lives_for
            )
        except BadData:
            return None
        token, csrf = said.get("_user_id"), said.get("csrf_token")
        if not token or not csrf or "_flashes" in said:
            return None
        theme, language = cookies.get(THEME_COOKIE), cookies.get(i18n.COOKIE)
        reader = Reader(
            token,
            csrf,
            Theme(theme) if theme in tuple(Theme) else Theme.AUTO,
            Language(language) if language in tuple(Language) else None,
            str(self._forms.dumps(csrf)),
            cookies.get(own_writes.COOKIE),
        )
        if len(self._known) >= MOST_READERS:
            self._known.clear()
        self._known[header] = reader
        return reader

    def sent(self, token: str, reader: Reader) -> bool:
        """Say whether a form token is one of this reader's."""
        if not self._app.config.get("WTF_CSRF_ENABLED", True):
            return True
        if token in reader.verified:
            return True
        try:
            good = bool(self._forms.loads(token) == reader.csrf)
        except BadData:
            return False
        if good and len(reader.verified) < MOST_VERIFIED:
            reader.verified.add(token)
        return good
