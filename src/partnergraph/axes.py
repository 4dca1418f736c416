"""The axes of a scope that are trees of terms, declared once: what states, keeps or asks a scope goes by this list.

Subject, territory and period are the other axes; each is of a kind of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, TypeAlias, TypeVar

from partnergraph.vocabulary import W3ID

TermAxis: TypeAlias = Literal["field", "channel", "act", "language", "customer"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis.

    ``name``: its property, its scheme and its key in deal books. ``label``: what people call it. ``terms``: the
    attribute of `OnAxes`. ``top``: the term that stands for all. ``kind``: what a term above others leaves open.
    ``unstated``: what holds where no source states it, every term or a term that is not known. ``own_terms``: whether
    words in a table that name no term are one of the user's own, else an error. ``said``: its terms as part of a
    sentence. ``help``, ``example``, ``headers``, ``weak``: of its column; ``heading``: the name of that where the
    axis's own would be taken for something else.
    """

    name: TermAxis
    label: str
    terms: str
    top: str
    kind: str
    unstated: Literal["all", "not known"] = "all"
    own_terms: bool = True
    help: str
    example: str
    said: str
    headers: str
    weak: str = ""
    heading: str = ""

    @property
    def column(self) -> str:
        """The name of its column in tables."""
        return self.heading or self.name

    @property
    def described(self) -> str:
        """What it is, and where its terms are listed."""
        return f"{self.label.lower()}: see 'partnergraph terms {self.name}'"

    @property
    def excepted(self) -> str:
        """The property of its terms in an exception."""
        return f"except{self.name.capitalize()}"


AXES: Final = (
    Axis(
        name="field",
        label="Field of use",
        terms="fields",
        top="all-fields",
        kind="kind",
        unstated="not known",
        help="field of use, see 'partnergraph terms field'; several separated by ;",
        example="smartphones",
        said=" on {}",
        headers="field|field of use|use field|category|product category|product categories|licensed category|"
        "licensed products|product group|product type|product class|product line|goods|goods category|segment|"
        "scope of use|warengruppe|produktkategorie|anwendungsgebiet|nutzungsart|categorie|categorie de produits|"
        "domaine|categoria|campo de uso|area of use|therapeutic area|indication|sector|licensed field|licensed goods|"
        "settore|settori|categoria di prodotti|categorie di prodotti|categoria de produtos|categoria de productos",
        weak="goods services|use|class|industry",
    ),
    Axis(
        name="channel",
        label="Channel",
        terms="channels",
        top="all-channels",
        kind="channel",
        help="channel of trade, see 'partnergraph terms channel'",
        example="online sale",
        said=" through {}",
        headers="channel|sales channel|distribution channel|channel of trade|trade channel|channel of distribution|"
        "vertriebskanal|vertriebskanale|kanal|vertriebsweg|canal|canal de distribution|canal de venta|media|"
        "route to market|canaux|canale|canali|canale di distribuzione|canale di vendita|canal de distribucion|"
        "canal de distribuicao|canal de vendas",
    ),
    Axis(
        name="act",
        label="Act",
        terms="acts",
        top="use",
        kind="act",
        help="what the licensee may do, see 'partnergraph terms act'",
        example="put the mark on products",
        said=" ({})",
        headers="act|acts|right granted|rights granted|granted right|granted rights|permitted act|permitted use|"
        "permitted acts|activity|activities|licensed act|nutzungsrecht|nutzungsrechte|droits accordes|derechos|"
        "scope of rights|scope of grant",
        weak="rights|grant|scope|action",
    ),
    Axis(
        name="language",
        label="Language",
        terms="languages",
        top="all-languages",
        kind="language",
        own_terms=False,
        help="in which languages: names, or tags such as es-419; see 'partnergraph terms language'",
        example="",
        said=" in {}",
        headers="language|licensed language|language version|authorised language|authorized language|language right|"
        "permitted language|allowed language|granted language|language granted|sprache|sprachfassung|lizenzsprache|"
        "langue|idioma|lingua",
        weak="locale|lang|asset language",
    ),
    Axis(
        name="customer",
        label="Customer group",
        terms="customers",
        top="all-customers",
        kind="customer group",
        help="towards which customers, see 'partnergraph terms customer'",
        example="consumers",
        said=" towards {}",
        headers="customer group|customer groups|customer segment|customer segments|customer type|customer types|"
        "customer category|class of customers|type of customer|target customers|target customer|permitted customers|"
        "licensed customers|kundengruppe|kundengruppen|kundensegment|kundenkreis|zielkunden|groupe de clients|"
        "groupes de clients|clientele|segment de clientele|type de client|grupo de clientes|grupos de clientes|"
        "segmento de clientes|tipo de cliente|gruppo di clienti|gruppi di clienti|segmento di clientela|klantgroep|"
        "klantengroep|kundgrupp|kundegruppe|asiakasryhma",
        heading="customer group",
    ),
)

TOPS: Final = frozenset(f"{W3ID}{axis.name}/{axis.top}" for axis in AXES)
NOT_STATED: Final[Any] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAxes(Generic[T]):
    """A value for each axis, in the order of `AXES`; empty (or ``None``, where terms are a set) is not stated.

    >>> scope = OnAxes(acts=("urn:sell",))
    >>> [scope.on(axis) for axis in AXES]
    [(), (), ('urn:sell',), (), ()]
    """

    fields: T = NOT_STATED
    channels: T = NOT_STATED
    acts: T = NOT_STATED
    languages: T = NOT_STATED
    customers: T = NOT_STATED

    def on(self, axis: Axis) -> T:
        """Return the value of an axis."""
        value: T = getattr(self, axis.terms)
        return value
