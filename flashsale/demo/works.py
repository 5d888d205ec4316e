"""Every work of the demo club, by its slug."""

from flashsale.demo.albums import ALBUMS
from flashsale.demo.audiobooks import AUDIOBOOKS
from flashsale.demo.books import BOOKS
from flashsale.demo.books_outdoors import BOOKS_OUTDOORS
from flashsale.demo.content import DemoWork
from flashsale.demo.fanzines import FANZINES
from flashsale.demo.films import FILMS
from flashsale.demo.magazines import MAGAZINES
from flashsale.demo.tickets import TICKETS

WORKS: dict[str, DemoWork] = {
    work.slug: work
    for work in (
        *BOOKS,
        *BOOKS_OUTDOORS,
        *AUDIOBOOKS,
        *ALBUMS,
        *FILMS,
        *MAGAZINES,
        *FANZINES,
        *TICKETS,
    )
}
