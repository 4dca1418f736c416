"""What a dataset's things and terms are called."""

from __future__ import annotations

from partnergraph import model as m
from partnergraph.terms import terms
from partnergraph.wording.glossary import Glossary
from partnergraph.wording.references import referring


def glossary_of(data: m.Dataset) -> Glossary:
    """Return the words for sentences about a dataset: terms by their labels, all else as references.

    >>> glossary_of(m.Dataset()).name("https://w3id.org/partnergraph/act/brand-on-product")
    'put the mark on products'
    """
    labels = terms().with_own(entity for entity in data.entities if isinstance(entity, m.Term)).labels
    return referring(labels, {entity.iri for entity in data.entities if isinstance(entity, m.Brand)})
