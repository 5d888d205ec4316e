"""Letters composed from templates/mail/<message>: subject, text and HTML, alike."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from flashsale.kernel.language import Language
from flashsale.mail.attachments import Attachment
from flashsale.mail.outbox import Letter
from flashsale.settings import Settings
from flashsale.web.i18n import HTML_LANG, install_texts

TEMPLATES = Path(__file__).parents[2] / "templates"
_BREAKS = re.compile(r"[\x00-\x20\x7f\x85\u2028\u2029]+")
# Nothing is fetched while a letter is composed; rules for small or dark screens
# stay in the head, where the programs that know them look.
_inliner = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Who writes: every letter ends with it (law-and-tax.md L3).

    address, phone, email: as the operator set them; empty when they did not.
    """

    club: str
    base_url: str
    sender: str
    merchant: str
    address: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Composed:
    """The three parts of a letter in its reader's language."""

    subject: str
    text: str
    html: str


def house_of(settings: Settings) -> House:
    """Return who writes, from the settings."""
    return House(
        club=settings.club_name,
        base_url=settings.base_url,
        sender=settings.mail_from,
        merchant=settings.merchant_name or settings.club_name,
        address=settings.merchant_address or "",
        phone=settings.merchant_phone or "",
        email=settings.merchant_email or parseaddr(settings.mail_from)[1],
    )


@lru_cache(maxsize=2)
def _environment(language: Language) -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    install_texts(env, lambda: language)
    # JSON keeps instants and dates as ISO 8601 text.
    env.filters.update(instant=datetime.fromisoformat, journee=date.fromisoformat)
    return env


def compose(letter: Letter, house: House) -> Composed:
    """Return the parts of a letter; a value its templates lack raises."""
    env = _environment(letter.language)
    folder = f"mail/{letter.message}"
    given = {
        "letter": letter.values,
        "house": house,
        "html_lang": HTML_LANG[letter.language],
    }
    subject = env.get_template(f"{folder}/subject.txt").render(given)
    text = env.get_template(f"{folder}/body.txt").render(given)
    html = env.get_template(f"{folder}/body.html").render(given)
    return Composed(
        # One line whatever a name contains: a header cannot be begun in a subject.
        subject=_BREAKS.sub(" ", subject).strip(),
        text=text.strip() + "\n",
        html=_inliner.inline(html),
    )


def message_of(
    letter: Letter,
    house: House,
    composed: Composed,
    attached: Sequence[Attachment] = (),
) -> EmailMessage:
    """Return the message to send; its Message-ID is the same at every attempt."""
    message = EmailMessage(policy=SMTP.clone(utf8=not letter.to_address.isascii()))
    name, sender = parseaddr(house.sender)
    domain = sender.rpartition("@")[2]
    message["From"] = Address(display_name=name or house.club, addr_spec=sender)
    # In its two parts: `addr_spec` refuses accents, which SMTPUTF8 allows.
    local, _, host = letter.to_address.rpartition("@")
    message["To"] = Address(username=local, domain=host)
    message["Subject"] = composed.subject
    message["Message-ID"] = f"<letter-{letter.mail_id}@{domain}>"
    message["Date"] = format_datetime(letter.written_at)
    message["Content-Language"] = HTML_LANG[letter.language]
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(composed.text)
    message.add_alternative(composed.html, subtype="html")
    for one in attached:
        main, _, sub = one.kind.partition("/")
        message.add_attachment(
            one.content, maintype=main, subtype=sub, filename=one.name
        )
    return message
