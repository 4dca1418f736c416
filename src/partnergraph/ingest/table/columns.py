"""The columns of a deal table: what each means, under which headers people write it, and a row as an example."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal, TypeAlias

from partnergraph.axes import AXES


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``weak`` headers count only where no strong one is there; ``many``: several columns may be it."""

    name: str
    meaning: str
    example: str = ""
    headers: str = ""
    weak: str = ""
    many: bool = False


COLUMNS: Final[tuple[Column, ...]] = (
    Column(
        "deal", "your number or name of the deal; without one it is made from the content", "D-001",
        "deal|deal id|deal no|deal number|deal ref|deal reference|deal key|contract id|contract no|contract number|"
        "contract ref|agreement id|agreement no|agreement number|licence no|license no|licence number|license number|"
        "licence id|license id|vertragsnummer|vertrags nr|vertragsnr|numero de contrat|n contrat",
        "id|ref|reference|no|nr|number|key",
    ),
    Column(
        "amends deal", "number of the deal that the row changes: then the row is no deal, but an event on that one", "",
        "amends deal|amends|amends contract|amends agreement|amended deal|amended contract|amended agreement|"
        "amendment to|amendment of|parent contract|parent deal|parent agreement|original deal|original contract|"
        "original agreement|base contract|main contract|changes deal|modifies|addendum to|supplement to|"
        "andert vertrag|anderung zu|anderung von|nachtrag zu|erganzung zu|hauptvertrag|ursprungsvertrag|avenant a|"
        "avenant au contrat|modifie le contrat|contrat initial|contrat d origine|modifica a|enmienda a|adenda a|"
        "contrato original|contrato principal|modifica al contratto|contratto originale",
    ),
    Column(
        "change date", "first day of what an event changes", "",
        "amendment date|date of amendment|amendment effective|amendment effective date|amended on|amended as of|"
        "change effective|effective date of amendment|effective date of change|change date|date of change|event date|"
        "date of event|anderungsdatum|datum der anderung|geandert am|date de l avenant|date d effet de l avenant|"
        "fecha de la enmienda|fecha de modificacion|data della modifica",
    ),
    Column(
        "new end", "last day that the deal has from then on, where it was changed", "",
        "new end|new end date|new expiry|new expiry date|new expiration|new expiration date|new last day|new term end|"
        "extended to|extended until|extended till|extended through|renewed to|renewed until|renewed through|"
        "prolonged to|prolonged until|neues ende|neues enddatum|neues vertragsende|verlangert bis|nouvelle fin|"
        "nouvelle echeance|prolonge jusqu au|renouvele jusqu au|nueva fecha de fin|nuevo vencimiento|prorrogado hasta|"
        "renovado hasta|nuova scadenza|prorogato al|prorogato fino al|rinnovato fino al",
    ),
    Column(
        "assignee", "who took the licensee's place (or that of the assignor)", "",
        "transferred to|novated to|new licensee|successor licensee|ubertragen auf|ubertragen an|abgetreten an|"
        "cede a|transfere a|cedido a|transferido a|cesionario|ceduto a|trasferito a",
    ),
    Column(
        "assignor", "who left, of an assignment; without it the licensee", "",
        "assignor|assigned by|assigned from|transferred by|transferred from|novated from|abgetreten von|ubertragen von|"
        "cedido por|ceduto da",
    ),
    Column(
        "terminated", "day of a termination; yes where no day is told", "",
        "terminated|terminated on|date terminated|terminated early|early termination|early termination date|"
        "cancelled on|canceled on|cancellation date|date of cancellation|beendet am|aufgelost am|resilie le|"
        "date de resiliation|rescindido el|fecha de rescision|risolto il|data di risoluzione",
    ),
    Column(
        "early last day", "last day of a deal that was ended early, beside the end that was agreed", "",
        "actual last day|actual end|actual end date|ended early on|gekundigt zum|kundigung zum",
    ),
    Column(
        "licensor", "who grants; several separated by ;", "Example Licensor",
        "licencjodawca|授权方|许可方|ライセンサー|許諾者|правообладатель|лицензиар|versicherer|assureur|aseguradora|"
        "original publisher|originalverlag|rights out by|licensgeber|lisensgiver|lisans veren|"
        "licensor|licenser|grantor|granting party|rights owner|right owner|rights holder|rightsholder|right holder|"
        "brand owner|mark owner|trademark owner|ip owner|ip holder|proprietor|franchisor|licence giver|license giver|"
        "licensed by|granted by|lizenzgeber|rechteinhaber|markeninhaber|concedant|donneur de licence|licenciante|"
        "cedente|concedente|concedant de licence|franchisegeber|franchiseur|franquiciador|franqueador|affiliante|"
        "sublicensor|licencegiver|licentiegever|licensgivare|licensgiver|donneur de franchise|licensor name|"
        "rights granted by|sold by|mandated by|originator|rechtegeber|ayant droit|titulaire des droits|"
        "titular de los derechos|titular dos direitos|titolare dei diritti|licenziante|concedente di licenza|"
        "insurer|lessor|sponsee|rights seller|world sales|international sales|sales agent|sales company",
        "display name|club|team|venue|"
        "owner|holder|bound|bound party|supplier|vendor|manufacturer|principal|seller|inhaber|titulaire|propietario|"
        "federation|league|event owner|verkaufer|vendeur|vendedor|venditore|artist|author|composer|writer|songwriter|"
        "agency|agent|producer|studio|label|hersteller|fabricant|fabricante|produttore",
    ),
    Column(
        "licensee", "who may act; several separated by ;", "Example Phones",
        "licencjobiorca|dystrybutor|nadawca|被授权方|被许可方|ライセンシー|放送局|лицензиат|дистрибьютор|дистрибьютер|"
        "вещатель|транслятор|versicherungsnehmer|assure|master franchisee|master franchise|generalimporteur|"
        "generalvertreter|park operator|distributor importer|importer distributor|lisensinnehaver|"
        "lisans alan|yayinci|"
        "licensee|grantee|granted to|licensed to|franchisee|licence taker|license taker|lizenznehmer|licencie|"
        "preneur de licence|licenciatario|concessionnaire|licensed party|licensed partner|franchisenehmer|franchise|"
        "franquiciado|franqueado|affiliato|licenciado|licenziatario|licentienemer|licenstagare|licenstager|sublicensee|"
        "sold to|licenced to|granted party|assigned to|kit supplier|kit manufacturer|official supplier|"
        "sponsor|title sponsor|shirt sponsor|main sponsor|broadcaster|broadcast partner|rights buyer|media partner|"
        "sender|rundfunkanstalt|ubertrager|diffuseur|emisora|emissora|emittente|omroep|"
        "importer|importeur|importateur|importador|importatore|importator|insured|policyholder|lessee|"
        "publisher licensee|retailer|exclusive distributor|territory partner|sub publisher|subpublisher|"
        "marketing partner|commercialisation partner|commercialization partner|rights licensee|acquirer",
        "partner|beneficiary|beneficiaries|user|distributor|dealer|reseller|agent|operator|customer|counterparty|"
        "buyer|recipient|licensing partner|vertragspartner|partenaire|socio|distributeur|handler|handelspartner|"
        "distribuidor|distribuidora|distributore|verleih|vertrieb|vertriebspartner|kaufer|acheteur|comprador|"
        "compradora|acquirente|client|cliente|handelaar|retailer name|network|channel operator|tv channel|"
        "platform operator|service provider|administrator|supplier|publisher|verlag|editeur|editorial|editora|"
        "editore|company|firm|firma|unternehmen|societe|empresa|azienda|concessionario|concessionaria|"
        "concesionario|representative",
    ),
    Column(
        "subject", "the mark that is licensed; or 'product: X', 'right: X'; several separated by ;", "Example Mark",
        "marka|znak towarowy|品牌|商标|ブランド|марка|бренд|товарный знак|varumarke|varemerke|varemaerke|"
        "tavaramerkki|"
        "subject|brand|mark|trademark|trade mark|tm|marque|marke|marca|brand name|licensed brand|licensed mark|"
        "licensed trademark|trademarks licensed|marks licensed|brands licensed|licensed subject|subject matter|logo",
        "name|licensed name|label",
    ),
    Column(
        "product", "the product that is licensed, where it is no mark", "",
        "作品|影片|片名|作品名|タイトル|фильм|film adi|tytuł|"
        "product name|model|model name|device|licensed model|film|movie|film title|movie title|series title|"
        "programme title|program title|book title|title of work|titel|titre|titulo|titolo|pelicula|filme|"
        "title internal alias|title display unlimited|song title|track title|album|drug name|medicinal product|"
        "active substance|arzneimittel|wirkstoff|medicament|work|licensed work|werk|oeuvre|obra|opera",
        "product|licensed product|produkt|produit|producto|item|title|game|drug|compound|series|show|song|track|"
        "recording|book|programme|program|libro|livre|buch|prodotto|produto",
    ),
    Column(
        "other right", "a patent, format, character or other right that is licensed", "",
        "patent|patent family|licensed patent|licensed right|licensed ip|ip|ip right|intellectual property|format|"
        "character|licensed property|schutzrecht|competition|tournament|wettbewerb|competicion|competicao|competizione",
        "property|asset|event|sport",
    ),
    *(Column(axis.column, axis.help, axis.example, axis.headers, axis.weak) for axis in AXES),
    Column(
        "territory", "where: 'World except Japan', 'EU + UK', 'DE; AT; CH'", "World except Japan",
        "kraj|terytorium|地区|国家|区域|授权区域|授权地区|国名|国 地域|国名 地域名|地域|国|страна|территория|"
        "geltungsbereich|development area|"
        "kraje|zeme|maa|ulke|bolge|국가|지역|"
        "territory|licensed territory|contract territory|sales territory|territorial scope|geography|"
        "geographical scope|geographic scope|licence territory|license territory|gebiet|vertragsgebiet|"
        "lizenzgebiet|territorium|territoire|territorio|territories covered|countries covered|geo|gebiete|"
        "vertragsgebiete|lizenzgebiete|vertragslander|territorien|territori|area of cover|licensed country|"
        "licensed market|licensed region|licensed area|contract country|country territory|territory country|"
        "country region|region country|market territory|territory market",
        "ioc|ioc code|fifa|fifa code|noc|tis|tis code|tis territory|tis territory code|ddex territory code|"
        "alpha 3 code|iso alpha 3|iso3|iso 3|iso2|iso 2|iso code|m 49|m 49 code|un code|"
        "country|market|region|area|land|pays|pais|paises|paese|paesi|lander|included territory|territory included|"
        "included country|country included|country code|iso country code|markt|markte|mercado|mercato|marche|where",
    ),
    Column(
        "excluded territory", "what is taken out of the territory", "",
        "excluded territory|territory excluded|territories excluded|excluded country|countries excluded|except|"
        "exception|territory exception|carve out|carveout|territory carve out|territorial carve out|excluded market|"
        "market excluded|excluded region|region excluded|excluded area|area excluded|excluded|excludes|excluding|"
        "exclusion|territory exclusion|territorial exclusion|country exclusion|excl territory|excl countries|"
        "excl market|excl region|territory not included|country not included|not included|ausgenommen|"
        "ausgeschlossene lander|ausgenommene lander|ausschlussgebiet|ausschlussgebiete|ausschlusslander|"
        "ausgeschlossene gebiete|ausgenommene gebiete|ausgeschlossenes gebiet|ausnahme|ausnahmen|territoire exclu|"
        "territoires exclus|pays exclu|pays exclus|territorio excluido|territorios excluidos|pais excluido|"
        "paises excluidos|territorio escluso|territori esclusi|paese escluso|paesi esclusi|hors|sauf|sauf pays|ohne|"
        "ausser|eccetto|tranne|esclusi|escluso|excepto|excluido|excluidos|salvo|exceto|uitgezonderd|"
        "uitgesloten landen|behalve|undantag|unntak|undtagelser|wylaczenia|wykluczone kraje|исключения|кроме|haric|"
        "除外地域|除外国|除外|不含|排除地区|제외 국가|제외 지역",
        many=True,
    ),
    Column(
        "start", "first day: 2022-05-23, May 2022, 2022", "2022-05-23",
        "data od|vertrag seit|vertrag ab|concession start|concession start date|授权开始|起始|开始|дата с|период с|"
        "fra|sedan|zacatek|"
        "start|start date|date start|starts|starts on|commencement|commencement date|effective|effective date|"
        "effective from|valid from|in force from|begin|begins|beginning|begin date|contract start|licence start|"
        "license start|term start|start of term|beginn|vertragsbeginn|laufzeitbeginn|gultig ab|gultig von|debut|"
        "date de debut|date d effet|inicio|fecha de inicio|desde|period start|since|seit|depuis|ab|from date|"
        "date from|data de inicio|inizio|data di inizio|valid as of|in effect from|window open|window start|rights in|"
        "on air|start dt|startdatum|ingangsdatum|aanvang|startdato|alkaa|alkamispaiva|data rozpoczecia|poczatek|"
        "дата начала|начало|baslangic|baslangic tarihi|開始日|开始日期|起始日期|시작일",
        "od|с|from|von|du|signed|signed on|signing date|date signed|agreement date",
    ),
    Column(
        "end", "last day: 2024-12-31, 2024, perpetual, ongoing", "perpetual",
        "data do|vertrag bis|concession end|concession end date|授权结束|截止|结束|到期|дата по|период по|konec|"
        "haltbar bis|"
        "end|end date|date end|ends|ends on|expiry|expiry date|expiration|expiration date|expires|expires on|"
        "termination date|valid to|valid until|valid till|in force until|contract end|licence end|license end|"
        "term end|end of term|last day|ende|vertragsende|laufzeitende|lizenzende|gultig bis|fin|date de fin|echeance|"
        "fecha de fin|fecha fin|vencimiento|fecha de vencimiento|hasta|period end|to date|date to|until|till|"
        "date of expiry|valid thru|expiration term|expiry term|ablauf|ablaufdatum|expiration|date d expiration|"
        "date d echeance|data di scadenza|scadenza|data di fine|data de termino|data de vencimento|data de fim|termino|"
        "fim|data final|data fine|bis zum|jusqu a|jusqu au|valid through|window close|window end|rights out|off air|"
        "end dt|einde|einddatum|slut|slutdatum|slutdato|sluttdato|paattyy|paattymispaiva|koniec|data zakonczenia|"
        "дата окончания|окончание|bitis|bitis tarihi|終了日|満了日|结束日期|截止日期|终止日期|종료일|만료일",
        "do|по|to|bis|au|termination",
    ),
    Column(
        "term", "how long it was agreed for: 'three years', '18 months'", "",
        "term|duration|term length|length|length of term|initial term|contract term|licence term|license term|laufzeit|"
        "vertragslaufzeit|dauer|duree|duracion|plazo|tenure|contract length|contract duration|"
        "years|months|jahre|annees|anos|anni|jaren|lata|ar",
    ),
    Column(
        "period", "start and end in one cell: 'since 2022', '2021-03/2024-02'", "",
        "授权期|授权期限|期限|期間|契約期間|срок|срок действия|период|okres|okres obowiazywania|기간|"
        "period|validity|validity period|contract period|licence period|license period|term of agreement|dates|"
        "zeitraum|vertragszeitraum|from to|start end|von bis|periode|periodo|vigencia|validite",
        "when|wann|quand|cuando|quando|editions",
    ),
    Column(
        "exclusivity", "yes, no, exclusive, sole, co-exclusive, non-exclusive", "exclusive",
        "wyłacznosc|独家|是否独家|独占|独占性|эксклюзивность|эксклюзив|eksklusivitet|exklusivitet|munhasırlık|독점|"
        "exclusivity|exclusive|exclusive y n|exclusive yes no|is exclusive|exclusivity y n|type of exclusivity|"
        "exclusivity type|exclusivity status|excl|exkl|exklusiv|exklusivitat|exclusivite|exclusif|exclusividad|"
        "exclusivo|exclusive or non exclusive|exclusive non exclusive|excl non excl|exclusive rights|exclusive right|"
        "exclusive licence|exclusive license|exclusivity yes no|esclusiva|esclusivita|exclusividade|exclusiva",
    ),
    Column(
        "direction", "who is bound by the exclusivity: grantor (default), user or both", "",
        "direction|exclusivity direction|direction of exclusivity|who is bound|exclusivity binds|bound by exclusivity|"
        "exclusivity obligation|exclusive side|side|exclusivity on",
    ),
    Column(
        "option", "first refusal, first offer or first negotiation that the licensee holds beside", "",
        "option|option right|option rights|rofr|rofo|rofn|first refusal|right of first refusal|first offer|"
        "right of first offer|first negotiation|right of first negotiation|option type|vorkaufsrecht",
    ),
    Column(
        "kind", "licence (default), exclusive licence, option, exclusivity or holdback (nobody may)", "",
        "kind|kind of commitment|commitment|commitment kind|deal type|type of deal|agreement type|type of agreement|"
        "contract type|type of contract|licence type|license type|type of licence|type of license|deal kind|"
        "vertragsart|vertragstyp|type de contrat|tipo de contrato|event type|type of event|change type|type of change|"
        "amendment type|transaction type|vorgang|ereignis|art der anderung|type d evenement|tipo de evento",
        "type",
    ),
    Column(
        "status", "in force, planned, ended ..., see 'partnergraph terms status'", "in force",
        "状态|статус|状況|ステータス|상태|durum|"
        "status|deal status|contract status|agreement status|state|current status|licence status|license status|statut|"
        "estado|stand|vertragsstatus|deal stage|statut du contrat|statut contrat",
        "stage|phase|zustand|stav|stato|situacao|situacion|etat|situation",
    ),
    Column(
        "affiliates", "whether the licensee's group companies may act too: yes or no", "",
        "affiliates|affiliate|covers affiliates|affiliates covered|incl affiliates|including affiliates|"
        "affiliates included|group companies|konzerngesellschaften",
    ),
    Column(
        "sublicensing", "whether the licensee may sublicense: yes, no or with consent", "",
        "sublicensing|sub licensing|sublicence|sublicense|sublicences allowed|sublicenses allowed|may sublicense|"
        "sublicence permitted|sublicense permitted|sublicensing consent|sublicensing by consent|"
        "can sublicense|sublicensable|sublicenseable|sublicensing allowed|sublicensing permitted|sublicensing rights|"
        "sublicensing right|sublicense right|sublicense rights|right to sublicense|right to sublicence|"
        "right to grant sublicenses|right to grant sublicences|sublizenz|sublizenzen|unterlizenz|unterlizenzen|"
        "unterlizenzierung|sublizenzierung|unterlizenzrecht|recht zur unterlizenzierung|sous licence|sous licences|"
        "droit de sous licencier|sublicencia|sublicencias|derecho de sublicenciar|sublicenza|sublicenze|sublicencas",
    ),
    Column(
        "renewal", "how it goes on after its last day: no, 12 months, every year unless 90 days notice",
        "",
        "renewal|renews|auto renew|auto renewal|autorenew|autorenewal|automatic renewal|automatically renews|"
        "auto renews|renewable|renewal clause|renewal type|rollover|evergreen|verlangerung|automatische verlangerung|"
        "vertragsverlangerung|verlangert sich|renouvellement|tacite reconduction|reconduction tacite|reconduction|"
        "renouvellement automatique|renovacion|renovacion automatica|prorroga|prorroga automatica|rinnovo|"
        "rinnovo automatico|tacito rinnovo|renovacao|renovacao automatica",
    ),
    Column(
        "renewal term", "by how long it is renewed each time: 1 year", "",
        "renewal term|renewal period|renewal length|renewal duration|length of renewal|renewed by|extension term|"
        "extension period|extension length|verlangerungszeitraum|verlangerungsdauer|verlangerungsperiode|"
        "duree de renouvellement|duree du renouvellement|periode de renouvellement|duree de reconduction|"
        "periodo de renovacion|duracion de la prorroga|plazo de prorroga|periodo di rinnovo|durata del rinnovo",
    ),
    Column(
        "number of renewals", "how often it may be renewed or extended at most: 2", "",
        "no of renewals|renewals allowed|max renewals|max number of renewals|maximum renewals|"
        "maximum number of renewals|renewal count|number of extensions|number of options|anzahl verlangerungen|"
        "anzahl der verlangerungen|nombre de renouvellements|numero de renovaciones|numero de prorrogas|"
        "numero di rinnovi",
    ),
    Column(
        "extension", "an option to extend, for whom it is to be asked in time: 2 x 1 year", "",
        "extension|extension option|option to extend|option to renew|renewal option|extension right|right to extend|"
        "right to renew|renewal right|verlangerungsoption|verlangerungsoptionen|option de renouvellement|"
        "option de prolongation|opcion de prorroga|opcion de renovacion|opzione di rinnovo|opzione di proroga",
    ),
    Column(
        "notice", "how long before the last day notice must be given: 90 days, 3 months", "",
        "notice|notice period|notice days|days of notice|days notice|notice required|notice term|termination notice|"
        "notice of termination|notice to terminate|non renewal notice|notice of non renewal|renewal notice|"
        "renewal notice period|cancellation period|kundigungsfrist|kundigungsfristen|preavis|delai de preavis|preaviso|"
        "plazo de preaviso|periodo de preaviso|preavviso|termine di preavviso|opzegtermijn",
    ),
    Column(
        "condition", "what it hangs on, in words: 'approval (met 2024-03-01)'; several separated by ;", "",
        "condition|subject to|condition precedent|conditional on|conditional upon|precondition|condition subsequent|"
        "bedingung|bedingungen|aufschiebende bedingung|auflosende bedingung|vorbehaltlich|condition suspensive|"
        "condition resolutoire|sous reserve|sous reserve de|condicion|condiciones|condicion suspensiva|"
        "condicion resolutoria|sujeto a|condizione|condizioni|condizione sospensiva|condizione risolutiva|soggetto a",
        many=True,
    ),
    Column(
        "minimum", "what must be reached as long as it lasts, in words; where it is missed the deal may be lost", "",
        "minimum|minimum sales|minimum purchase|minimum volume|minimum turnover|minimum quantity|minimum order|"
        "minimum units|minimum performance|sales minimum|performance obligation|mindestabnahme|mindestmenge|"
        "mindestumsatz|mindestabsatz|minimum de ventes|minimum de vente|volume minimum|ventas minimas|compra minima|"
        "minimo|minimo de ventas|vendite minime|acquisto minimo",
        many=True,
    ),
    Column(
        "excluded licensee", "who may not act, by the licensor's promise to the licensee; several separated by ;", "",
        "excluded licensee|excluded party|excluded company|excluded competitor|competitor excluded|party excluded|"
        "licensee excluded|excluded buyer|excluded partner|not to|not licensed to|no licence to|no license to|"
        "not available to|not sold to|not to be sold to|not to be licensed to|ausgeschlossene lizenznehmer|"
        "ausgeschlossene partner|ausgeschlossene wettbewerber|wettbewerber ausgeschlossen|ausgeschlossene firmen|"
        "licencie exclu|licencies exclus|concurrent exclu|concurrents exclus|licenciatario excluido|"
        "licenciatarios excluidos|competidor excluido|competidores excluidos|licenziatario escluso|"
        "licenziatari esclusi|concorrenti esclusi",
        many=True,
    ),
    Column(
        "partnership", "name of the partnership that it belongs to", "Example Partnership",
        "partnership|partnership name|collaboration|cooperation|alliance|programme|program|project|kooperation|"
        "partenariat|colaboracion",
    ),
    Column(
        "source", "title or address of the document; without one it is this file", "Licence agreement of 23 May 2022",
        "source|sources|source document|document|document name|document title|source title|citation|article|"
        "evidence source|quelle|dokument|fuente|documento|source name|reported by|source file|filing",
        "contract|agreement",
    ),
    Column(
        "source date", "day of that document", "2022-05-23",
        "source date|date of source|document date|date of document|article date|publication date|published|"
        "published on|date published|reported on|report date|quellendatum|as of|as of date|as at|press date",
    ),
    Column(
        "source address", "web address of that document", "",
        "source url|url|link|source link|web address|source address|address of source|web link|weblink|hyperlink|"
        "website|document url|document link|article url",
    ),
    Column(
        "publisher", "who published that document", "",
        "publisher|published by|outlet|newspaper|herausgeber|editeur|source publisher|media outlet",
    ),
    Column(
        "quote", "the document's words, 12 at most", "",
        "quote|evidence|quotation|passage|excerpt|exact words|wording|zitat|citation text|extrait|source text|"
        "verbatim|supporting quote|evidence quote",
    ),
    Column(
        "installment", "season, episode or volume: part of the product's name", "",
        "season|season no|season number|staffel|saison|temporada|stagione|episode|episode no|episode number|folge|"
        "volume|vol|tome|tomo",
    ),
    Column(
        "edition", "picture format or edition, such as HD or hardback: kept as a note, each a deal of its own", "",
        "format profile|picture format|video format|audio format|resolution|picture quality|binding|"
        "bildformat|auflosung|ausgabe|edition format|formato de video|formato video",
        many=True,
    ),
    Column(
        "note", "anything else worth keeping", "",
        "uwagi|备注|備考|примечание|примечания|비고|huomautus|anmarkning|"
        "note|notes|comment|comments|remark|remarks|bemerkung|bemerkungen|anmerkung|anmerkungen|kommentar|notiz|"
        "commentaire|commentaires|remarque|remarques|comentario|comentarios|nota|notas|observation|observations|"
        "observaciones|details|memo",
        "description|info|other",
        many=True,
    ),
)  # fmt: skip

PARTIES: Final = ("licensor", "licensee")
"""Of a deal table one of these two is known at least; who the other one is may be said nowhere."""
SUBJECTS: Final = ("subject", "product", "other right")
BY_NAME: Final[dict[str, Column]] = {column.name: column for column in COLUMNS}
DATES: Final = ("start", "end", "period", "source date", "change date", "new end", "terminated", "early last day")
IGNORE: Final = "ignore"
"""In a mapping: leave this column out."""

_FILLERS = frozenset({
    "name", "names", "of", "the", "a", "an", "company", "co", "party", "parties", "s", "d", "de", "du",
    "la", "le", "der", "des", "den", "el", "los", "di", "da", "do", "dei", "del", "l",
})  # fmt: skip
PLURALS = ("terms", "years", "months", "dates")
"""Headers that mean another thing in the singular: terms are conditions, a year is no length, a date is no period."""
_QUALIFIERS = frozenset({
    "applicable", "licensed", "agreed", "agreement", "contract", "contractual", "deal", "licence", "license", "right",
    "defined", "relevant", "current", "permitted", "authorised", "authorized", "granted", "allowed", "sold", "covered",
    "code", "list", "licencie", "autorise", "concede", "licenciado", "autorizado", "concedido", "concesso",
})  # fmt: skip
"""Words that say of a place, a time or an exclusivity only that it is the deal's."""
_QUALIFIED = ("territory", "excluded territory", "start", "end", "term", "period", "exclusivity", "channel")
_UNIT = re.compile(r"\b(day|week|month|quarter|year|yr|mth|jahr|monat|an|mois|ano|mes)(?:s|e|en|es)?\b")
_UNITS = dict.fromkeys(("yr", "jahr", "an", "ano"), "year") | dict.fromkeys(("mth", "monat", "mois", "mes"), "month")
_FOOTNOTE = re.compile(r"\s*\b\d{1,2}\)\s*$")
_MARKS = frozenset("¹²³⁰⁴⁵⁶⁷⁸⁹*†‡§#")
_BRACKETS = re.compile(r"[(\[{].*?[)\]}]")
_HYPHENATED = re.compile(r"(?<=[a-zß-ÿ])-\s+(?=[a-zß-ÿ])")
_RUN_TOGETHER = re.compile(r"(?<=[a-zß-ÿ0-9])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][a-zß-ÿ])|(?<=[^\W\d_])(?=\d+\b)")
_CO_EXCLUSIVE = re.compile(r"\bco\W(?=exclusiv)")  # "co" alone is a company
_ACCENTS = re.compile(r"([a-z])[\u0300-\u036f]+")
_LONG, _SHORT = 8, 2
_MOST_WORDS_FOR_ONE = 4
_LONGEST: Final = 80
_SHORT_WORDS = frozenset({"of", "de", "di", "in", "is", "to", "by", "no", "id", "the", "and", "for", "not"})
_CODES = re.compile(r"\b(ioc|noc|fifa|tis|ddex)\b")
_ORDER = re.compile(r"\b(?:(dd?[ ./-]?mm?[ ./-]?yy)|(mm?[ ./-]?dd?[ ./-]?yy))", re.IGNORECASE)


def header_key(header: str) -> str:
    """Return a header in the form in which headers are compared.

    >>> header_key("Name of Licensor(s)*"), header_key("Exklusivität"), header_key("CountriesExcluded\u00b9")
    ('licensor', 'exklusivitat', 'country excluded')
    """
    return _keys(header)[0]


@lru_cache(maxsize=4096)
def plain(header: str) -> str:
    """Return a header in lower case, its run-together words apart, without accents and footnote marks.

    >>> plain("licenseEndDate"), plain("Exclu- sivité²"), plain("excluded_territory")
    ('license end date', 'exclusivite', 'excluded territory')
    """
    spaced = _RUN_TOGETHER.sub(" ", unmarked(header)).replace("_", " ")
    folded = _ACCENTS.sub(r"\1", unicodedata.normalize("NFKD", spaced).casefold())
    kept = unicodedata.normalize("NFC", folded)  # Hangul, kana and Cyrillic letters whole again
    return re.sub(r"\w+", lambda word: apart(word[0]), kept)


def unmarked(header: str) -> str:
    """Return a header without footnote marks and without the hyphen of a word that was broken."""
    kept = "".join(c for c in header if c not in _MARKS and unicodedata.category(c) != "Cf")
    kept = _FOOTNOTE.sub("", kept) if kept.count(")") > kept.count("(") else kept
    return _HYPHENATED.sub("", kept).strip(" :.")


def apart(word: str, vocabulary: frozenset[str] | None = None) -> str:
    """Return a long word as the words that it is made of, if they are all known: those of headers, by default.

    >>> apart("licenseenddate"), apart("vertragsgebiet"), apart("statement")
    ('license end date', 'vertragsgebiet', 'statement')
    >>> len(apart("date" * 20).split()), len(apart("date" * 21).split())
    (20, 1)
    """
    known = vocabulary or _vocabulary()
    if not _LONG <= len(word) <= _LONGEST or word in known:
        return word
    ways: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(1, len(word) + 1):
        pieces = ((start, word[start:end]) for start in ways if start < end)
        found = [(*ways[start], piece) for start, piece in pieces if piece in known or singular(piece) in known]
        if found:
            ways[end] = min(found, key=len)
    return " ".join(ways.get(len(word), (word,)))


@cache
def _vocabulary() -> frozenset[str]:
    headers = " ".join(f"{column.name}|{column.headers}|{column.weak}" for column in COLUMNS)
    return frozenset(word for word in re.findall(r"\w+", headers) if len(word) > _SHORT) | _QUALIFIERS | _SHORT_WORDS


def _keys(header: str) -> tuple[str, ...]:
    """Return the forms of a header, most exact first: as it is, and without what stands in brackets."""
    whole = _CO_EXCLUSIVE.sub("co", plain(header).replace("(s)", ""))
    without = _BRACKETS.sub(" ", whole)
    forms = (whole, without, re.sub(rf"\bin {_UNIT.pattern}", " ", without), re.sub(r"\banswer\W*$", " ", without))
    return tuple(dict.fromkeys(words for form in forms if (words := _words(form)))) or ("",)


def in_brackets(header: str) -> str:
    """Return what stands in a header's brackets.

    >>> in_brackets("Territory (excl. US)"), in_brackets("Territory")
    ('excl. US', '')
    """
    return " ".join(found[1:-1] for found in _BRACKETS.findall(header))


def role_in(header: str) -> str:
    """Return what stands before the brackets of a header, in the form in which headers are compared; else nothing.

    >>> role_in("Publisher (Japan)"), role_in("Publisher")
    ('publisher', '')
    """
    inner = in_brackets(header)
    return header_key(header.replace(inner, "")) if inner else ""


def _words(text: str) -> str:
    words = re.findall(r"\w+", text.replace("_", " "))
    kept = [word for word in words if word not in _FILLERS] or words
    return kept[0] if len(kept) == 1 and kept[0] in PLURALS else " ".join(singular(word) for word in kept)


def _in_full(text: str) -> str:
    """Return the words of a header with those that most headers may have beside them: "excluded party"."""
    return " ".join(singular(word) for word in re.findall(r"\w+", text.replace("_", " ")))


def singular(word: str) -> str:
    """Return the singular of an English word, as far as its ending tells.

    >>> [singular(word) for word in ("countries", "flies", "ties", "marks", "pays", "tms", "class", "status", "basis")]
    ['country', 'fly', 'tie', 'mark', 'pay', 'tms', 'class', 'status', 'basis']
    """
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    return word.removesuffix("s")


@cache
def _known() -> dict[str, tuple[str, bool]]:
    """Return header key -> (column, whether the header is strong)."""
    found: dict[str, tuple[str, bool]] = {}
    for column in COLUMNS:
        for header in (column.name, *column.headers.split("|")):
            found.setdefault(_words(header), (column.name, True))
    for column in COLUMNS:
        for header in filter(None, column.weak.split("|")):
            found.setdefault(_words(header), (column.name, False))
    return found


@cache
def _known_in_full() -> dict[str, str]:
    """Return headers in which a word counts that says nothing elsewhere, as "party" does -> column."""
    headers = ((header, column.name) for column in COLUMNS for header in filter(None, column.headers.split("|")))
    return {
        _in_full(header): name
        for header, name in headers
        if len(_in_full(header).split()) > len(_words(header).split())
    }


@cache
def known_spellings() -> dict[str, str]:
    """Return known headers without spaces -> column."""
    spelled = ((header, column.name) for column in COLUMNS for header in (column.name, *column.headers.split("|")))
    return {form.replace(" ", ""): name for header, name in spelled for form in (header, _words(header)) if form}


@cache
def all_headers() -> frozenset[str]:
    """Return every header that is known, as it is written in lower case."""
    return frozenset(h for c in COLUMNS for h in (c.name, *c.headers.split("|"), *c.weak.split("|")) if h)


@lru_cache(maxsize=4096)
def recognize(header: str) -> tuple[str, bool] | None:
    """Return the column that a header means, and whether surely so; ``None`` for an unknown header.

    >>> recognize("Licensor name"), recognize("Owner"), recognize("Royalty rate"), recognize("Applicable Territory")
    (('licensor', True), ('licensor', False), None, ('territory', True))
    """
    in_full = _known_in_full().get(_in_full(plain(header)))
    if in_full is not None:
        return in_full, True
    keys = _keys(header)
    for key in keys:
        found = _known().get(key) or _known().get(_without_umlauts(key))
        if found:
            return found
    for key in keys:
        found = _known().get(" ".join(word for word in key.split() if word not in _QUALIFIERS))
        if found and found[1] and found[0] in _QUALIFIED:
            return found
    return _of_two_words(header)


def _of_two_words(header: str) -> tuple[str, bool] | None:
    """Return the column of a header that says it twice, in two words or languages: "Importer / Distribuidor"."""
    parts = [part for part in re.split(r"\s*[/|]\s*", header) if part.strip()]
    if len(parts) < 2 or len(parts) > _MOST_WORDS_FOR_ONE:
        return None
    found = {known[0]: known[1] for part in parts if (known := recognize(part))}
    every = all(map(recognize, parts))
    return (next(iter(found)), every and any(found.values())) if len(found) == 1 else None


def _without_umlauts(key: str) -> str:
    """Return a key with ae, oe and ue as they are without dots: "laender" is "lander"."""
    return re.sub(r"(?<=\w)([aou])e(?=\w)", r"\1", key)


def unit_of(header: str) -> str | None:
    """Return the unit of time that a header names.

    >>> unit_of("Term (months)"), unit_of("Term in yrs"), unit_of("Term")
    ('month', 'year', None)
    """
    found = _UNIT.search(header.casefold())
    return _UNITS.get(found[1], found[1]) if found else None


Codes: TypeAlias = Literal["ioc", "fifa", "tis", "ddex"]


def codes_of_header(header: str) -> Codes | None:
    """Return the list of codes of places that a header names; ``None`` for ISO 3166 and names.

    >>> codes_of_header("FIFA code"), codes_of_header("Territory (TIS)"), codes_of_header("Country code (ISO)")
    ('fifa', 'tis', None)
    """
    found = _CODES.search(plain(header))
    return None if found is None else "ioc" if found[1] == "noc" else found[1]  # type: ignore[return-value]


def order_of(header: str) -> Literal["dmy", "mdy"] | None:
    """Return the order of day and month that a header prescribes.

    >>> order_of("Start (DD/MM/YYYY)"), order_of("Start")
    ('dmy', None)
    """
    found = _ORDER.search(header)
    return None if found is None else "dmy" if found[1] else "mdy"
