"""What surrounds every page: who is there, their basket, language, theme and paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from flask import Flask, current_app, g, request

from flashsale.kernel.language import Language
from flashsale.members.roles import Role
from flashsale.web import audience
from flashsale.web.i18n import HTML_LANG, current_language
from flashsale.web.papers import Paper, paper_of
from flashsale.web.security import csp_nonce

THEME_COOKIE = "theme"
BASKET = "basket"
# Who may not open the first begins at the second.
DESK_BEGINS = ("/bureau/ventes", "/bureau/commandes")


class Theme(StrEnum):
    """Light or dark as the member chose, or as their device says."""

    AUTO = "auto"
    LIGHT = "clair"
    DARK = "sombre"


@dataclass(frozen=True, slots=True)
class Visitor:
    """The signed-in person, as the header needs them."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class OfferGlance:
    """What is kept for the visitor out of a waitlist; path: the page to take it on."""

    title: str
    path: str
    units: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class BasketGlance:
    """The basket, as the header shows it.

    copies: units in live holds. expires_at: the earliest end among them, None when
    nothing is held. extend_path: where to post for more time, None when that is not
    offered. extend_for_min: how many minutes that gives. offer: of those open for the
    visitor the one that ends first.
    """

    copies: int = 0
    expires_at: datetime | None = None
    extend_path: str | None = None
    extend_for_min: int = 5
    offer: OfferGlance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """The one value the layout reads."""

    club: str
    visitor: Visitor | None
    basket: BasketGlance
    language: Language
    theme: Theme
    paper: Paper
    now: datetime
    nonce: str
    path: str

    @property
    def html_lang(self) -> str:
        """The language as `<html lang>` wants it: `fr-CA` or `en-CA`."""
        return HTML_LANG[self.language]

    @property
    def other_language(self) -> Language:
        """The language one may switch to."""
        return Language.EN if self.language is Language.FR else Language.FR

    @property
    def desk(self) -> str | None:
        """Where the desk begins for the person, None for whom it is not."""
        if self.visitor is None or self.visitor.role is Role.MEMBER:
            return None
        return next(iter(self.opens(DESK_BEGINS)), None)

    @property
    def is_administrator(self) -> bool:
        """Whether the person runs the house."""
        return self.visitor is not None and self.visitor.role is Role.ADMINISTRATOR

    def opens(self, paths: Sequence[str]) -> tuple[str, ...]:
        """Return the pages among these that the person may open."""
        role = None if self.visitor is None else self.visitor.role
        return tuple(path for path in paths if audience.opens(path, role))

    def is_at(self, path: str) -> bool:
        """Say whether the page being shown is `path` or below it."""
        return self.path == path or (path != "/" and self.path.startswith(path + "/"))

    def is_at_one_of(self, paths: Sequence[str]) -> bool:
        """Say whether the page being shown is one of these or below it."""
        return any(self.is_at(path) for path in paths)


def chosen_theme() -> Theme:
    """Return the theme this browser asked for; the device's own by default."""
    value = request.cookies.get(THEME_COOKIE)
    return Theme(value) if value in tuple(Theme) else Theme.AUTO


def present_basket() -> BasketGlance:
    """Return the basket of this request's reader, the same however often asked."""
    if "basket" not in g:
        g.basket = current_app.extensions[BASKET]()
    return cast(BasketGlance, g.basket)


def register(
    app: Flask,
    *,
    club: str,
    now: Callable[[], datetime],
    visitor: Callable[[], Visitor | None],
    basket: Callable[[], BasketGlance],
) -> None:
    """Give `chrome` to every template of `app`.

    now: the clock of the house. visitor, basket: asked once for each page.
    """

    app.extensions[BASKET] = basket

    def chrome() -> dict[str, Chrome]:
        instant = now()
        present = visitor()
        return {
            "chrome": Chrome(
                club=club,
                visitor=present,
                basket=present_basket() if present else BasketGlance(),
                language=current_language(),
                theme=chosen_theme(),
                paper=paper_of(instant),
                now=instant,
                nonce=csp_nonce(),
                path=request.path,
            )
        }

    app.context_processor(chrome)
