"""The fictional staff and members, and who invited whom."""

from dataclasses import dataclass

from flashsale.demo.content import Words, words
from flashsale.kernel.language import Language
from flashsale.members.roles import Role

UNSIGNED = Words("")


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of the club; key: also the local part of the address.

    inviter: key of who brought them; empty for who began the club.
    """

    key: str
    name: str
    inviter: str = ""
    language: Language = Language.FR
    role: Role = Role.MEMBER
    byline: Words = UNSIGNED

    @property
    def email(self) -> str:
        """Return an address in a domain that nobody can own (RFC 2606)."""
        return f"{self.key}@example.org"


STAFF: tuple[DemoPerson, ...] = (
    DemoPerson(
        "noemie-garant",
        "Noémie Garant",
        role=Role.ADMINISTRATOR,
        byline=words("à la table cette semaine", "at the table this week"),
    ),
    DemoPerson(
        "rosalie-tran",
        "Rosalie Tran",
        "noemie-garant",
        role=Role.CURATOR,
        byline=words(
            "s'occupe des fanzines, des revues et des salles",
            "looks after zines, magazines and halls",
        ),
    ),
    DemoPerson(
        "felix-arsenault",
        "Félix Arsenault",
        "noemie-garant",
        role=Role.CURATOR,
        byline=words(
            "écoute les disques et regarde les films",
            "listens to the records, watches the films",
        ),
    ),
)

# The member whose sign-in link the demo prints, and who may invite.
DEMO_MEMBER = "bibiane-lavigne"
# These three may also come in by the door, with this password; nobody else has one.
WITH_PASSWORD = (DEMO_MEMBER, "rosalie-tran", "noemie-garant")
PASSWORD = "deux encres et une agrafe"  # noqa: S105, of invented people

EN = Language.EN
MEMBERS: tuple[DemoPerson, ...] = (
    DemoPerson(DEMO_MEMBER, "Bibiane Lavigne", "noemie-garant"),
    DemoPerson("theo-castilloux", "Théo Castilloux", "noemie-garant"),
    DemoPerson("marguerite-oum", "Marguerite Oum", "rosalie-tran"),
    DemoPerson("lionel-petitpas", "Lionel Petitpas", "felix-arsenault"),
    DemoPerson("hazel-whitcombe", "Hazel Whitcombe", "rosalie-tran", EN),
    DemoPerson("aurele-fafard", "Aurèle Fafard", DEMO_MEMBER),
    DemoPerson("solange-thibeau", "Solange Thibeau", DEMO_MEMBER),
    DemoPerson("karim-belhadj", "Karim Belhadj-Roy", DEMO_MEMBER),
    DemoPerson("odette-quesnel", "Odette Quesnel", "theo-castilloux"),
    DemoPerson("ludovic-marchessault", "Ludovic Marchessault", "theo-castilloux"),
    DemoPerson("ines-da-costa", "Inês da Costa-Lapointe", "marguerite-oum"),
    DemoPerson("fernand-gaudreault", "Fernand Gaudreault-Ross", "marguerite-oum"),
    DemoPerson("wendy-macaulay", "Wendy MacAulay", "hazel-whitcombe", EN),
    DemoPerson("priya-raman", "Priya Raman", "hazel-whitcombe", EN),
    DemoPerson("clovis-desbiens", "Clovis Desbiens", "lionel-petitpas"),
    DemoPerson("yvonne-picard", "Yvonne Picard-Noël", "lionel-petitpas"),
    DemoPerson("romeo-lacharite", "Roméo Lacharité", "aurele-fafard"),
    DemoPerson("mireille-khoury", "Mireille Khoury", "aurele-fafard"),
    DemoPerson("gaetane-boily", "Gaétane Boily-Simard", "solange-thibeau"),
    DemoPerson("tomas-herrera", "Tomás Herrera", "solange-thibeau"),
    DemoPerson("leopold-nadon", "Léopold Nadon", "karim-belhadj"),
    DemoPerson("anouk-rivest", "Anouk Rivest", "odette-quesnel"),
    DemoPerson("jean-guy-pomerleau", "Jean-Guy Pomerleau", "odette-quesnel"),
    DemoPerson("daphne-eliasson", "Daphné Eliasson", "ludovic-marchessault"),
    DemoPerson("marc-aurele-houde", "Marc-Aurèle Houde", "ines-da-costa"),
    DemoPerson("sylvie-n-guessan", "Sylvie N’Guessan", "ines-da-costa"),
    DemoPerson("barnabe-cyr", "Barnabé Cyr", "fernand-gaudreault"),
    DemoPerson("colleen-dunphy", "Colleen Dunphy", "wendy-macaulay", EN),
    DemoPerson("arthur-benoit-lau", "Arthur Benoit-Lau", "priya-raman", EN),
    DemoPerson("zelie-turmel", "Zélie Turmel", "clovis-desbiens"),
    DemoPerson("normand-vigneau", "Normand Vigneau", "yvonne-picard"),
    DemoPerson("fatou-diarra", "Fatou Diarra-Bolduc", "romeo-lacharite"),
    DemoPerson("emeric-laverdure", "Émeric Laverdure", "mireille-khoury"),
    DemoPerson("pierrette-auclair", "Pierrette Auclair", "gaetane-boily"),
    DemoPerson("youri-samson", "Youri Samson", "leopold-nadon"),
    DemoPerson("claudette-mai", "Claudette Mai-Plourde", "anouk-rivest"),
    DemoPerson("gabriel-ouimette", "Gabriel Ouimette", "daphne-eliasson"),
    DemoPerson("lorraine-beaubien", "Lorraine Beaubien", "marc-aurele-houde"),
    DemoPerson("simon-pierre-otis", "Simon-Pierre Otis", "barnabe-cyr"),
    DemoPerson("ginette-levasseur", "Ginette Levasseur", "zelie-turmel"),
    DemoPerson("raoul-tremblay-cho", "Raoul Tremblay-Cho", "normand-vigneau"),
)

PEOPLE = STAFF + MEMBERS
