"""What the database refuses of the papers: to change or to lose one."""

from flashsale.guards import Guard, only_grows

GUARDS: tuple[Guard, ...] = (*only_grows("paper"), *only_grows("paper_file"))
