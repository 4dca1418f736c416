"""One thing or fact in words: what is said of it, by whom, with the quotes."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from partnergraph import model as m
from partnergraph.export.glossary import glossary_of
from partnergraph.names import local_name
from partnergraph.wording.references import plain
from partnergraph.wording.statements import say_claim, say_source, sentence


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, who says it and on what words it rests."""

    text: str
    source: str
    quotes: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """Yield the sentence, its quotes and its source, indented."""
        yield textwrap.fill(self.text, 78, initial_indent="  ", subsequent_indent="  ")
        for quote in self.quotes:
            yield textwrap.fill(f'"{quote}"', 78, initial_indent="    ", subsequent_indent="     ")
        yield textwrap.fill(f"({self.source})", 78, initial_indent="    ", subsequent_indent="     ")

    def html_quotes(self) -> str:
        """Return the quotes and the source as HTML."""
        words = "".join(f"<q>{escape(quote)}</q> " for quote in self.quotes)
        return f"<br><small>{words}<cite>{escape(self.source)}</cite></small>"


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """Everything known of one node. ``names`` are other spellings; ``facts`` pairs a fact's label with what is said.

    ``others``: what else is called as was asked. ``notes``: what of the graph does not count.
    """

    iri: m.Iri
    title: str
    kind: str
    names: tuple[str, ...]
    facts: tuple[tuple[str, tuple[Said, ...]], ...]
    claims: tuple[Said, ...]
    others: tuple[m.Iri, ...] = ()
    notes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Return it as the command line prints it; headings are not indented."""
        found = [f"{self.title} ({self.kind})", f"  {self.iri}"]
        found += [f"  also: {', '.join(self.names)}"] if self.names else []
        found += [line for note in self.notes for line in textwrap.wrap(note, 78)]
        for label, said in (*self.facts, *((("Claims", self.claims),) if self.claims else ())):
            found += ["", label, *(line for item in said for line in item.lines())]
        return [*found, *(("", f"Others of this name: {', '.join(self.others)}") if self.others else ())]

    def __repr__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        parts = [f"<h3>{escape(self.title)} ({escape(self.kind)})</h3>"]
        parts += [f"<p>{escape(note)}</p>" for note in self.notes]
        for label, said in (*self.facts, *((("Claims", self.claims),) if self.claims else ())):
            items = "".join(f"<li>{escape(one.text)}{one.html_quotes()}</li>" for one in said)
            parts.append(f"<p><b>{escape(label)}</b></p><ul>{items}</ul>")
        return f"<div>{''.join(parts)}</div>"


def sheet(data: m.Dataset, iri: m.Iri) -> Sheet:
    """Collect what is known of a thing, a fact or a source."""
    texts = _Texts(data)
    node = texts.nodes.get(iri)
    facts = [
        (identity.label, tuple(texts.said(identity)))
        for identity in sorted(data.identities, key=texts.when)
        if iri == identity.iri or iri in _references(identity) or iri in texts.mentioned_with(identity.iri)
    ]
    claims = [
        texts.claimed(claim)
        for claim in data.claims
        if iri in (claim.iri, claim.source, *claim.about, *claim.claimants)
    ]
    names = {name for d in data.descriptions if d.about == iri for name in (d.name, *d.aliases)}
    title = texts.label(iri)
    kind = _kind_in_words(node)
    return Sheet(iri, title, kind, tuple(sorted(names - {title})), tuple(facts), tuple(claims))


def _kind_in_words(node: object) -> str:
    """Return what a node is: "Organization", "Decision right"."""
    return "Node" if node is None else re.sub("(?<!^)[A-Z]", lambda found: f" {found[0].lower()}", type(node).__name__)


def _references(identity: m.Identity) -> Iterator[m.Iri]:
    for name in identity.__dataclass_fields__:
        content = getattr(identity, name)
        yield from content if isinstance(content, tuple) else (content,)


class _Texts:
    """Labels, sentences and quotes of a dataset."""

    def __init__(self, data: m.Dataset) -> None:
        self.nodes: dict[m.Iri, object] = {
            node.iri: node for group in (data.entities, data.identities, data.sources, data.claims) for node in group
        }
        self.glossary = glossary_of(data)
        self.evidence = {passage.iri: passage for passage in data.evidence}
        self.statements: dict[m.Iri, list[m.Statement]] = {}
        for statement in data.statements:
            self.statements.setdefault(statement.about, []).append(statement)

    def when(self, identity: m.Identity) -> tuple[bool, str]:
        """Return a key that puts events on deals behind what they change, in the order of their days."""
        if not isinstance(identity, m.DealEvent | m.Succession):
            return False, ""
        periods = [said.period for said in self.statements.get(identity.iri, ()) if said.period is not None]
        days = [day for p in periods if (day := p.earliest_start or p.latest_start) is not None]
        return True, str(min(days, default="9999"))

    def label(self, iri: m.Iri) -> str:
        node = self.nodes.get(iri)
        found = next((getattr(node, name) for name in ("name", "label", "title", "text") if hasattr(node, name)), None)
        return str(found) if found else local_name(iri)

    def mentioned_with(self, about: m.Iri) -> set[m.Iri]:
        said = self.statements.get(about, ())
        return {iri for s in said for iri in (s.source, *s.subjects, *s.said_by, *s.fields)}

    def said(self, identity: m.Identity) -> Iterator[Said]:
        for statement in self.statements.get(identity.iri, ()):
            yield self._with_quotes(plain(sentence(identity, statement, self.glossary), self.label), statement)

    def claimed(self, claim: m.Claim) -> Said:
        return self._with_quotes(plain(say_claim(claim, self.glossary), self.label), claim)

    def _with_quotes(self, text: str, account: m.Statement | m.Claim) -> Said:
        source = self.nodes.get(account.source)
        dated = (source.date, source.governing_law) if isinstance(source, m.Source) else (None, None)
        quotes = sorted(
            (self.evidence[iri] for iri in account.evidence if iri in self.evidence),
            key=lambda e: (e.start or 0, e.phrase),
        )
        phrases = tuple(dict.fromkeys(passage.phrase for passage in quotes))
        return Said(text, say_source(self.label(account.source), *dated), phrases)
