"""For every shape one change to ``complete.ttl`` that breaks it: SPARQL updates, by the shape's name."""

from __future__ import annotations


def replace(triple: str, by: str) -> str:
    """Return an update that takes one triple out and puts others in."""
    return f"DELETE DATA {{ {triple} }} ; INSERT DATA {{ {by} }}"


def drop(triple: str) -> str:
    """Return an update that takes one triple out."""
    return f"DELETE DATA {{ {triple} }}"


def add(triples: str) -> str:
    """Return an update that puts triples in."""
    return f"INSERT DATA {{ {triples} }}"


BROKEN: dict[str, str] = {
    "named": add("[] a pg:Brand ; rdfs:label 'No Name' ."),
    "label-one": add(":lens rdfs:label 'LENS' ."),
    "link-web": add(":article foaf:page <javascript:alert(1)> ."),
    "website-web": add(":d-p1 pg:website <ftp://lens.example.org/> ."),
    # sources
    "source-title": drop(":article dcterms:title 'Two firms go on' ."),
    "source-date": drop(":book dcterms:issued '2024-01-31'^^xsd:date ."),
    "source-date-form": replace(
        ":book dcterms:issued '2024-01-31'^^xsd:date .", ":book dcterms:issued '2024-02-30'^^xsd:date ."
    ),
    "source-as-of-form": add(":article pg:asOf '2024-01-31Z'^^xsd:date ."),
    "source-law-one": add(":book pg:governingLaw 'England' ."),
    "source-hash-form": add(":book pg:sha256 'ABC' ."),
    "source-copy-one": add(":reprint pg:copyOf :book ."),
    "source-copy-cycle": add(":article pg:copyOf :reprint ."),
    "source-copy-older": replace(
        ":reprint dcterms:issued '2024-03-01'^^xsd:date .", ":reprint dcterms:issued '2024-02-01'^^xsd:date ."
    ),
    "source-complete-as-of": drop(":book pg:asOf '2024-01-31'^^xsd:date ."),
    "completeness-grantor": replace(":book-complete-1 pg:grantor :lens-co .", ":book-complete-1 pg:grantor :lens ."),
    "completeness-rights-of": replace(
        ":book-holdings-1 pg:rightsOf :phone-co .", ":book-holdings-1 pg:rightsOf :lens ."
    ),
    "completeness-of-one": add(":book-holdings-1 pg:grantor :phone-co ."),
    "source-prevails": replace(":book pg:prevails true .", ":book pg:prevails 'yes' ."),
    "source-prevails-for": add(":book pg:prevailsFor :lens ."),
    "completeness-subject": add(":book-complete-1 pg:subject :lentz ."),
    # evidence
    "evidence-source": replace(":quote oa:hasSource :article .", ":quote oa:hasSource :book ."),
    "evidence-selector": drop(":quote oa:hasSelector :quote ."),
    "evidence-own-selector": replace(":quote oa:hasSelector :quote .", ":quote oa:hasSelector :quote-2 ."),
    "evidence-phrase": replace(
        ":book-row oa:exact 'row 7' .",
        ":book-row oa:exact 'one two three four five six seven eight nine ten eleven twelve thirteen' .",
    ),
    "evidence-start": replace(":quote oa:start 10 .", ":quote oa:start -3 ."),
    "evidence-end": replace(":quote oa:end 23 .", ":quote oa:end '23' ."),
    "evidence-position-pair": drop(":quote oa:end 23 ."),
    "evidence-length": replace(":quote oa:end 23 .", ":quote oa:end 24 ."),
    "evidence-text-known": add(":book-row oa:start 0 ; oa:end 5 ."),
    # accounts
    "account-source": drop(":s-post pg:statedIn :article ."),
    "account-evidence-source": add(":s-post pg:evidence :book-row ."),
    "account-evidence": add(":s-post pg:evidence :article ."),
    "account-modality": replace(":s-post pg:modality 'fact' .", ":s-post pg:modality 'rumour' ."),
    "account-denied": add(":s-post pg:denied 'yes' ."),
    "account-said-by": add(":s-post pg:saidBy :lens ."),
    "description-about": add(":d-p1 pg:about :p ."),
    "description-name": add(":d-p1 pg:name 'P 1' ."),
    "description-lei": replace(
        ":d-lens-co pg:lei '5493001KJTIIGC8Y1R12' .", ":d-lens-co pg:lei '5493001KJTIIGC8Y1R1' ."
    ),
    "description-wikidata": add(":d-p1 pg:wikidata <https://www.wikidata.org/wiki/Q2> ."),
    "description-brand": add(":d-p1 pg:brand :lens-co ."),
    "description-maker": add(":d-p1 pg:maker :lens ."),
    "description-series": replace(":d-p1 pg:series :p .", ":d-p1 pg:series :p1 ."),
    "thing-one-lei": add(
        ":d2 a pg:Description ; pg:about :lens-co ; pg:statedIn :book ; pg:name 'L' ; pg:lei '5493001KJTIIGC8Y1R99' ."
    ),
    "thing-one-wikidata": add(
        ":d2 a pg:Description ; pg:about :lens-co ; pg:statedIn :book ; pg:name 'L' ;"
        " pg:wikidata <http://www.wikidata.org/entity/Q2> ."
    ),
    "claim-text": drop(":c-good pg:text 'The cameras are good.' ."),
    "comparison-compares": drop(":compared pg:compares :c-bad ."),
    "comparison-verdict": replace(":compared pg:verdict 'contradict' .", ":compared pg:verdict 'differ' ."),
    "comparison-reason": drop(":compared pg:reason 'opposites' ."),
    # identities
    "identity-stated": drop(":s-post pg:about :post ."),
    "partnership-parties": drop(":together pg:party :lens-co ."),
    "commitment-bound": replace(":first-refusal pg:bound :lens-co .", ":first-refusal pg:bound :lens ."),
    "commitment-beneficiary": drop(":first-refusal pg:beneficiary :phone-co ."),
    "commitment-not-itself": add(":first-refusal pg:beneficiary :lens-co ."),
    "exclusion-excluded": add(":not-old pg:excluded :lens-co ."),
    "exclusion-at-most": replace(":not-third pg:atMost 2 .", ":not-third pg:atMost 0 ."),
    "at-most-used": add(":not-yet pg:atMost 2 ."),
    "exclusion-whom": add(":not-old pg:atMost 2 ."),
    "exclusion-not-promisee": add(":not-old pg:excluded :phone-co ."),
    "excluded-used": add(":not-yet pg:excluded :old-co ."),
    "exclusion-beneficiary": add(":not-yet pg:beneficiary :old-co ."),
    "exclusion-promisee": replace(":not-yet pg:promisee :phone-co .", ":not-yet pg:promisee :lens-co ."),
    "promisee-used": add(":may-brand pg:promisee :phone-co ."),
    "exclusivity-side": replace(":only-phones pg:side 'grantor' .", ":only-phones pg:side 'buyer' ."),
    "grant-side": replace(":may-brand pg:side 'grantor' .", ":may-brand pg:side 'user' ."),
    "commitment-one-kind": add(":may-brand a pg:Exclusivity ."),
    "identity-partnership": add(":release pg:partnership :lens-co ."),
    "commitment-in-partnership": add(":may-brand pg:beneficiary :old-co ."),
    "commitment-parent": replace(":may-too pg:parent :may-brand .", ":may-too pg:parent :phone-co ."),
    "commitment-parent-cycle": add(":may-brand pg:parent :may-too ."),
    "commitment-parent-chain": replace(":may-too pg:bound :phone-co .", ":may-too pg:bound :ada ."),
    "commitment-parent-forbids": replace(
        ":s-brand pg:sublicensing 'allowed' .", ":s-brand pg:sublicensing 'forbidden' ."
    ),
    "exclusivity-subject": drop(":s-only pg:subject :lens ."),
    "exclusivity-strength": drop(":s-only pg:strength 'exclusive' ."),
    "commitment-territory-said": drop(":s-refusal pg:territory :japan ."),
    "commitment-field-said": drop(":s-refusal pg:field field:smartphone ."),
    "commitment-period-said": drop(":s-refusal pg:period '2030'^^edtf:EDTF ."),
    "release-product": replace(":release pg:product :p1 .", ":release pg:product :lens ."),
    "absence-until": drop(":s-absence pg:earliestEnd '2024-02-28'^^xsd:date ."),
    "position-holder": replace(":post pg:holder :ada .", ":post pg:holder :lens-co ."),
    "position-organization": drop(":post pg:organization :lens-co ."),
    "position-title": drop(":post pg:title 'head' ."),
    "event-kind": drop(":visit pg:eventKind eventkind:site-visit ."),
    "event-participant": add(":visit pg:participant :lens ."),
    "decision-holder": drop(":final-say pg:holder :lens-co ."),
    "decision-matter": add(":final-say pg:matter 'price' ."),
    "ownership-owner": replace(":controls pg:owned :old-co .", ":controls pg:owned :lens-co ."),
    "ownership-owned": replace(":owns pg:owned :lens .", ":owns pg:owned :ada ."),
    "ownership-mutual": add(":back a pg:Ownership ; rdfs:label 'back' ; pg:owner :old-co ; pg:owned :lens-co ."),
    "family-marks": drop(":family pg:mark :lentz ."),
    "deal-event-kind": replace(":amended pg:dealEventKind 'amendment' .", ":amended pg:dealEventKind 'change' ."),
    "deal-event-changes": replace(":amended pg:changes :only-phones .", ":amended pg:changes :release ."),
    "deal-event-effect": add(":amended pg:effect 'widens' ."),
    "deal-event-becomes": add(":amended pg:becomes 'option' ."),
    "deal-event-assignor": add(":assigned pg:assignor :new-co ."),
    "deal-event-assignee": add(":assigned pg:assignee :lens ."),
    "deal-event-assignment": drop(":assigned pg:assignee :new-co ."),
    "deal-event-assignor-party": replace(":assigned pg:assignor :phone-co .", ":assigned pg:assignor :old-co ."),
    "deal-event-uncounted": add(":s-assigned pg:sublicensing 'allowed' ."),
    "deal-event-exercise": replace(":taken-up pg:changes :first-refusal .", ":taken-up pg:changes :may-brand ."),
    "deal-event-early": add(
        ":s-brand pg:period '2025/'^^edtf:EDTF ; pg:earliestStart '2025-01-01'^^xsd:date ."
        ":s-assigned pg:period '2024-01-01/'^^edtf:EDTF ; pg:latestStart '2024-01-01'^^xsd:date ."
    ),
    "deal-event-late": add(
        ":s-too pg:period '/2022-12-31'^^edtf:EDTF ; pg:latestEnd '2022-12-31'^^xsd:date ."
        ":later a pg:DealEvent ; rdfs:label 'later' ; pg:dealEventKind 'amendment' ; pg:changes :may-too ."
        ":s-later a pg:Statement ; pg:about :later ; pg:statedIn :book ; pg:modality 'fact' ;"
        " pg:period '2024-01-01/'^^edtf:EDTF ; pg:earliestStart '2024-01-01'^^xsd:date ."
    ),
    "succession-kind": replace(":merger pg:successionKind 'merger' .", ":merger pg:successionKind 'purchase' ."),
    "succession-predecessor": add(":merger pg:predecessor :new-co ."),
    "succession-successor": add(":merger pg:successor :lens-co ."),
    "succession-cycle": add(
        ":back a pg:Succession ; rdfs:label 'back' ; pg:successionKind 'merger' ; pg:predecessor :new-co ;"
        " pg:successor :old-co ."
    ),
    # statements
    "statement-about": replace(":s-post pg:about :post .", ":s-post pg:about :lens ."),
    "statement-status": add(":s-post pg:status status:dormant ."),
    "statement-strength": add(":s-only pg:strength 'semi-exclusive' ."),
    "statement-subject": add(":s-only pg:subject :lens-co ."),
    "statement-territory": add(":s-only pg:territory region:JP ."),
    "statement-until": add(":s-only pg:until :first-refusal ."),
    "statement-earliest-start": replace(
        ":s-together pg:earliestStart '2022-01-01'^^xsd:date .", ":s-together pg:earliestStart '2023-01-01'^^xsd:date ."
    ),
    "statement-latest-start": add(":s-post pg:latestStart '2022' ."),
    "statement-earliest-end": add(":s-absence pg:latestEnd '2024-01-31'^^xsd:date ."),
    "statement-latest-end": add(":s-post pg:latestEnd '9999-13-31'^^xsd:date ."),
    "source-kind-form": replace(":book pg:sourceKind 'contract' .", ":book pg:sourceKind 'rumour' ."),
    "statement-term": add(":s-together pg:term '3 years' ."),
    "statement-minimum-term": add(":s-together pg:minimumTerm 'PT36H'^^xsd:duration ."),
    "statement-maximum-term": add(":s-together pg:maximumTerm 'P'^^xsd:duration ."),
    "statement-planned-end": add(":s-together-book pg:plannedEnd '2027-12-31'^^xsd:date ."),
    "statement-start-after-end": add(
        ":s-post pg:earliestStart '2024-01-01'^^xsd:date ; pg:latestEnd '2023-12-31'^^xsd:date ."
    ),
    "statement-bounds-against-period": add(":s-together pg:earliestStart '2021-12-31'^^xsd:date ."),
    "statement-planned-before-start": add(":s-together pg:plannedEnd '2021-12-31'^^xsd:date ."),
    "statement-endless-with-end": add(":s-brand pg:latestEnd '2030-12-31'^^xsd:date ."),
    "statement-endless": add(":s-brand pg:endless false ."),
    "statement-present-tense": add(":s-post pg:presentTense 'now' ."),
    "statement-coextensive": add(":s-only pg:coextensive 1 ."),
    "statement-covers-affiliates": add(":s-only pg:coversAffiliates true ."),
    "statement-option-kind": add(":s-refusal pg:optionKind 'call' ."),
    "statement-response-days": replace(":s-refusal pg:responseDays 30 .", ":s-refusal pg:responseDays 0 ."),
    "statement-option-used": add(":s-brand pg:responseDays 30 ."),
    "statement-sublicensing": replace(":s-brand pg:sublicensing 'allowed' .", ":s-brand pg:sublicensing 'yes' ."),
    "statement-period": add(":s-post pg:period '2022/' ."),
    "statement-present-outside": add(":s-together pg:latestEnd '2024-02-27'^^xsd:date ."),
    "statement-plan-done": add(":s-release pg:status status:released ."),
    "statement-strength-used": add(":s-brand pg:strength 'exclusive' ."),
    "statement-carveout-used": add(":s-brand pg:carveout :s-only-except-1 ."),
    "statement-co-exclusive-group": replace(
        ":s-only pg:strength 'exclusive' .", ":s-only pg:strength 'co-exclusive' ."
    ),
    "statement-subject-said": drop(":s-only pg:subject :lens ."),
    "statement-axis": add(":s-only pg:field act:brand-on-product ."),
    "statement-term-placed": drop(":phone-strap skos:broader field:phone-accessory ."),
    # terms of one's own
    "term-label": drop(":phone-strap skos:prefLabel 'phone straps' ."),
    "term-scheme": drop(":phone-strap skos:inScheme <https://w3id.org/partnergraph/field> ."),
    "term-one-parent": add(":phone-strap skos:broader field:mobile-phone ."),
    "term-cycle": replace(
        ":phone-strap skos:broader field:phone-accessory .", ":phone-strap skos:broader :phone-strap ."
    ),
    "term-same-tree": replace(
        ":phone-strap skos:broader field:phone-accessory .", ":phone-strap skos:broader act:brand-on-product ."
    ),
    # parts of statements
    "carveout-not-empty": add(":s-only-except-2 a pg:Carveout ."),
    "carveout-leaves-something": add(
        ":s-only pg:carveout :s-only-except-3 . :s-only-except-3 a pg:Carveout ; pg:exceptChannel channel:store ; "
        "pg:exceptTerritory :world-except-japan ."
    ),
    "carveout-party": add(":s-only-except-1 pg:exceptParty :lentz ."),
    "carveout-territory": add(":s-only-except-1 pg:exceptTerritory :world-except-japan ."),
    "carveout-commitment": replace(
        ":s-only-except-1 pg:exceptCommitment :may-too .", ":s-only-except-1 pg:exceptCommitment :together ."
    ),
    "price-relation": replace(":s-release-price pg:relation 'below' .", ":s-release-price pg:relation 'under' ."),
    "price-amount": replace(":s-release-price pg:amount 75000.0 .", ":s-release-price pg:amount '75,000' ."),
    "price-currency": replace(":s-release-price pg:currency 'INR' .", ":s-release-price pg:currency 'Rs.' ."),
    "statement-condition": add(":s-too pg:condition :s-visit-quantity ."),
    "statement-condition-bounds": add(":s-too pg:endless true ."),
    "condition-text": drop(":s-too-condition pg:conditionText '1,000 units a year' ."),
    "condition-kind": add(":s-too-condition pg:conditionKind 'first' ."),
    "condition-can-fail-from": add(":s-too-condition pg:canFailFrom '2024' ."),
    "condition-met-on": add(":s-too-condition pg:metOn '2024' ."),
    "condition-failed-on": add(":s-too-condition pg:failedOn '2026' ."),
    "condition-if-failed": add(":s-too-condition pg:ifFailed 'paused' ."),
    "condition-non-exclusive": replace(
        ":s-too-condition pg:ifFailed 'ended' .", ":s-too-condition pg:ifFailed 'non-exclusive' ."
    ),
    "statement-sell-off": add(":s-too pg:sellOff '6 months' ."),
    "statement-relative-start": add(":s-too pg:relativeStart :s-visit-quantity ."),
    "statement-relative-end": add(":s-too pg:relativeEnd :s-visit-quantity ."),
    "statement-relative-of": add(":s-visit pg:relativeEnd :s-too-start ."),
    "statement-relative-among": drop(":s-too-end-1 pg:among 'later' ."),
    "relative-day-hangs-on": replace(":s-too-end-1 pg:hangsOn :visit .", ":s-too-end-1 pg:hangsOn :together ."),
    "relative-day-on-what": add(":s-too-start pg:statedDay '2030-12-31'^^xsd:date ."),
    "relative-day-which": replace(
        ":s-too-start pg:whichOccurrence 'first' .", ":s-too-start pg:whichOccurrence 'second' ."
    ),
    "relative-day-length": add(":s-too-start pg:length '90 days' ."),
    "relative-day-as-term": add(":s-too-end-1 pg:asTerm 'yes' ."),
    "relative-day-stated-day": add(":s-too-end-2 pg:statedDay '2030' ."),
    "relative-day-among": replace(":s-too-end-2 pg:among 'later' .", ":s-too-end-2 pg:among 'latest' ."),
    "statement-renewal": add(":s-brand-renewed pg:renewal :s-visit-quantity ."),
    "statement-renewal-end": add(":s-brand-renewed pg:latestEnd '2025-06-30'^^xsd:date ."),
    "renewal-every": drop(":s-brand-renewed-renewal pg:every 'P1Y'^^xsd:duration ."),
    "renewal-by": add(":s-brand-renewed-renewal pg:renewedBy 'exercise' ."),
    "renewal-notice": add(":s-brand-renewed-renewal pg:notice '90 days' ."),
    "renewal-times": replace(":s-brand-renewed-renewal pg:times 2 .", ":s-brand-renewed-renewal pg:times 0 ."),
    "quantity-value": replace(":s-visit-quantity pg:value 25 .", ":s-visit-quantity pg:value '25' ."),
    "quantity-unit": drop(":s-visit-quantity pg:unit 'people' ."),
    # territories
    "territory-includes": replace(":japan pg:includes region:JP .", ":japan pg:includes <https://example.org/JP> ."),
    "territory-excludes": add(":japan pg:excludes region:JP ."),
    "territory-exhaustive": drop(":japan pg:exhaustive true ."),
    "territory-membership": replace(":japan pg:membership 'frozen' .", ":japan pg:membership 'fixed' ."),
    "territory-frozen-form": add(":japan pg:frozenOn '2020'^^xsd:gYear ."),
    "territory-frozen": drop(":japan pg:frozenOn '2020-01-31'^^xsd:date ."),
    # sources that disagree
    "disagree-territory": add(":s-together pg:territory :japan . :s-together-book pg:territory :world-except-japan ."),
    "disagree-start": replace(
        ":s-together pg:earliestStart '2022-01-01'^^xsd:date .", ":s-together pg:earliestStart '2022-09-01'^^xsd:date ."
    ),
    "disagree-end": add(":s-together pg:earliestEnd '2030-01-01'^^xsd:date ."),
    "disagree-strength": add(
        ":s2 a pg:Statement ; pg:about :only-phones ; pg:statedIn :book ; pg:modality 'fact' ; pg:strength 'sole' ."
    ),
    "disagree-denied": drop(":s-brand-rumour pg:status status:ended ."),
    # derived facts
    "bound-of": drop(":together-latest-start pg:boundOf :together ."),
    "bound-edge": replace(
        ":together-latest-start pg:edge 'latest-start' .", ":together-latest-start pg:edge 'start' ."
    ),
    "bound-day": add(":together-latest-start pg:day '2022-08-01'^^xsd:date ."),
    "bound-day-or-endless": add(":together-latest-start pg:endless true ."),
    "bound-reading": add(":together-latest-start pg:underReading reading:guess ."),
    "bound-rests": drop(":only-earliest-end pg:restsOn :s-only ."),
}
"""Shape -> update."""
