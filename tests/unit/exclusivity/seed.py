"""The press article of the specification, built by hand: Leica, Xiaomi, Sharp and Samsung."""

from __future__ import annotations

from datetime import date

from partnergraph import model as m
from partnergraph.bounds import parse_date, parse_period, period_of
from partnergraph.exclusivity.facts import Deals
from partnergraph.territory import parse_territory

LEICA, XIAOMI, SHARP, SAMSUNG = "org/leica", "org/xiaomi", "org/sharp", "org/samsung"
LEICA_MARK, LEITZ_MARK = "brand/leica", "brand/leitz"
PHONE, DEVICE, TABLET = "field/smartphone", "field/device", "field/tablet"
BRANDING, CODEVELOPMENT = "act/brand-on-product", "act/co-development"
BROADER = {DEVICE: None, PHONE: DEVICE, TABLET: DEVICE, BRANDING: None, CODEVELOPMENT: None}

EXCLUSIVITY, GRANT = "commitment/leica-only-xiaomi", "commitment/leica-lets-xiaomi"
ARTICLE = "source/gadgets-2024-02-28"


def seed() -> Deals:
    """Return the deals of the article."""
    world_but_japan, japan = parse_territory("World except Japan"), parse_territory("Japan")
    together, earlier = "partnership/xiaomi-leica", "partnership/sharp-leica"
    phones = {"subjects": (LEICA_MARK,), "fields": (PHONE,), "acts": (BRANDING,)}
    return Deals(
        sources=(m.Source(iri=ARTICLE, title="Xiaomi and Leica: five things", date=date(2024, 2, 28)),),
        partnerships=(
            m.Partnership(iri=together, label="Xiaomi and Leica", parties=(XIAOMI, LEICA)),
            m.Partnership(iri=earlier, label="Sharp and Leica", parties=(SHARP, LEICA)),
        ),
        commitments=(
            m.Commitment(
                iri=EXCLUSIVITY, label="Only Xiaomi phones carry Leica", kind="exclusivity",
                bound=(LEICA,), beneficiaries=(XIAOMI,), partnership=together,
            ),
            m.Commitment(
                iri=GRANT, label="Leica on Xiaomi phones", kind="grant",
                bound=(LEICA,), beneficiaries=(XIAOMI,), partnership=together,
            ),
            m.Commitment(
                iri="commitment/leitz-sharp", label="Leitz on Sharp phones", kind="grant",
                bound=(LEICA,), beneficiaries=(SHARP,), partnership=earlier,
            ),
        ),
        releases=(m.Release(iri="release/12s", label="Xiaomi 12S Ultra", product="model/12s", partnership=together),),
        statements=(
            m.Statement(
                iri="s/since", about=together, source=ARTICLE, period=parse_period("2022/"), present_tense=True
            ),
            m.Statement(
                iri="s/exclusive", about=EXCLUSIVITY, source=ARTICLE, territory=world_but_japan, coextensive=True,
                present_tense=True,
            ),
            m.Statement(
                iri="s/only", about=EXCLUSIVITY, source=ARTICLE, territory=world_but_japan, until=together,
                strength="exclusive", evidence=("e/only",), **phones,
            ),
            m.Statement(iri="s/logo", about=GRANT, source=ARTICLE, **phones),
            m.Statement(
                iri="s/first", about="release/12s", source=ARTICLE, period=period_of(parse_date("July 2022"), None)
            ),
            m.Statement(
                iri="s/since-2020", about=earlier, source=ARTICLE, period=parse_period("2020/"), present_tense=True
            ),
            m.Statement(
                iri="s/leitz", about="commitment/leitz-sharp", source=ARTICLE, subjects=(LEITZ_MARK,),
                fields=(PHONE,), acts=(BRANDING,), territory=japan,
            ),
        ),
        evidence=(m.Evidence(iri="e/only", source=ARTICLE, phrase="only Xiaomi phones will sport Leica branding"),),
        broader=BROADER,
        names={
            LEICA: "Leica", XIAOMI: "Xiaomi", SHARP: "Sharp", SAMSUNG: "Samsung", LEICA_MARK: "Leica",
            PHONE: "smartphones",
        },
    )  # fmt: skip
