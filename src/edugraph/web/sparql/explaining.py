"""Why a query is malformed, slow or empty: hints with their place, made without running it.

Everything here reads the words of the query and the metadata of the release; only `web.sparql.writing` asks the engine.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from edugraph.errors import Words
from edugraph.rdf import XSD
from edugraph.reference.terms import NAMESPACES, curie
from edugraph.vocabulary import BASE, PREFIXES, RDF
from edugraph.web.sparql.metadata import Metadata
from edugraph.web.sparql.patterns import Group, Pattern, Query
from edugraph.web.sparql.text import KEYWORDS, Token

MOST = 20
"""Hints in one answer."""
_COMPARING = frozenset("=<>!")
_TYPE = RDF.type


@dataclass(frozen=True)
class Hint:
    """A sentence about a place of the query; `nearest` is what may stand there instead, or empty."""

    code: str
    message: str
    start: int
    length: int
    nearest: str = ""


@dataclass(frozen=True)
class Reader:
    """A query with all that hints are made from. `_` translates."""

    query: Query
    known: Metadata
    gettext: Callable[[str], str]
    language: str

    def hints(self) -> list[Hint]:
        """All hints that need no engine, by place, each once."""
        made = [*self._prefixes(), *self._terms()]
        if self.query.pattern:
            made += [*self._used(self.query.pattern, {}), *self._literals(), *self._joins(self.query.pattern, set())]
        return list(dict.fromkeys(sorted(made, key=lambda hint: (hint.start, hint.code))))[:MOST]

    def keywords(self) -> Iterator[Hint]:
        """Words that are none of SPARQL's, for a query that is malformed."""
        for token in self.query.tokens:
            near = _KEYWORDS.nearest(token.word) if token.word and token.word not in KEYWORDS else ""
            if near and len(token.word) > 1:
                told = self.gettext("%(word)s is no word of SPARQL.")
                yield self._hint("unknown-word", told, token, near, word=token.text)

    # --- names -------------------------------------------------------------------------------------------------------

    def _prefixes(self) -> Iterator[Hint]:
        """Prefixes that are not declared; a known one is given with its declaration."""
        for before, token in zip([None, *self.query.tokens], self.query.tokens, strict=False):
            prefix, mark, _local = token.text.partition(":")
            is_declaring = before is not None and before.word == "PREFIX"
            if token.kind == "name" and mark and not is_declaring and prefix not in self.query.prefixes:
                base = NAMESPACES.get(prefix, "")
                near = f"PREFIX {prefix}: <{base}>" if base else ""
                told = self.gettext("The prefix %(prefix)s: is not declared.")
                yield self._hint("undeclared-prefix", told, token, near, prefix=prefix)

    def _terms(self) -> Iterator[Hint]:
        """Terms of our namespaces, and of others' that are in use, which are not known here.

        A query that names graphs may ask for terms that only shapes or results of computing use.
        """
        is_of_graphs = any(token.word in ("GRAPH", "FROM") for token in self.query.tokens)
        for token in self._named:
            iri = self.query.iri(token)
            if is_of_graphs and not iri.startswith(BASE):
                continue
            base = next((base for base in self._words if iri.startswith(base) and iri != base), "")
            if base and iri not in self._all:
                near = self._words[base].nearest(iri.removeprefix(base))
                told = self.gettext("%(term)s is not known here.")
                yield self._hint("unknown-term", told, token, near and self._as_written(base + near, token))

    @cached_property
    def _named(self) -> list[Token]:
        pairs = zip([None, *self.query.tokens], self.query.tokens, strict=False)
        return [t for before, t in pairs if t.kind in ("name", "iri") and not _declares(before)]

    @cached_property
    def _all(self) -> frozenset[str]:
        known = self.known
        return frozenset([*known.classes, *known.properties, *known.codes, *known.lists_of_codes]) | (
            known.uses.described
        )

    @cached_property
    def _words(self) -> Mapping[str, Words]:
        """Namespaces of which the terms are known, with them; the longer ones first."""
        ours = {f"{BASE}def#", f"{BASE}vocab/", *(iri + "/" for iri in self.known.lists_of_codes)}
        others = {base for base in PREFIXES.values() if any(iri.startswith(base) for iri in self.known.uses.counts)}
        bases = sorted(ours | others - {RDF.base, XSD}, key=len, reverse=True)
        return {base: Words(i.removeprefix(base) for i in self._all if i.startswith(base)) for base in bases}

    def _as_written(self, iri: str, like: Token) -> str:
        """An IRI in the way of the token that it may replace."""
        if like.kind == "name":
            prefix = like.text.partition(":")[0]
            return f"{prefix}:{iri.removeprefix(self.query.prefixes[prefix])}"
        return f"<{iri}>"

    # --- what is used with what --------------------------------------------------------------------------------------

    def _used(self, group: Group, above: Mapping[str, str]) -> Iterator[Hint]:
        """Classes without things, properties without values, properties that no thing of the class has.

        What is only to be absent (NOT EXISTS, MINUS) or one of several ways (`|`) makes no answer empty. Named graphs
        are passed over: the numbers are those of the default graph.
        """
        if group.kind in ("GRAPH", "SERVICE") or any(token.word == "FROM" for token in self.query.tokens):
            return
        types = {**above, **self._types(group)}
        for pattern in group.patterns:
            if group.kind not in ("EXISTS", "MINUS"):
                yield from self._class(pattern)
                yield from self._properties(pattern)
            yield from self._of_class(pattern, types)
        for inner in group.groups:
            yield from self._used(inner, types)

    def _types(self, group: Group) -> dict[str, str]:
        """Variable -> the class that the group says it is of."""
        typed = [p for p in group.patterns if self._is_type(p) and p.subject.joins]
        return {p.subject.joins: iri for p in typed if (iri := self.query.iri(p.object.token))}

    def _is_type(self, pattern: Pattern) -> bool:
        path = pattern.path
        return len(path) == 1 and (path[0].word == "A" or self.query.iri(path[0]) == _TYPE)

    def _class(self, pattern: Pattern) -> Iterator[Hint]:
        iri = self.query.iri(pattern.object.token) if self._is_type(pattern) else ""
        if iri in self._defined and not self._count(iri):
            told = self.gettext("No thing of the class %(term)s is in the default graph.")
            yield self._hint("empty-class", told, pattern.object.token)

    def _properties(self, pattern: Pattern) -> Iterator[Hint]:
        is_choice = any(token.text == "|" for token in pattern.path)
        for token in () if is_choice else pattern.path:
            iri = self.query.iri(token)
            if iri in self._defined and not self._count(iri):
                told = self.gettext("No triple with %(term)s is in the default graph.")
                yield self._hint("unused-property", told, token)

    @cached_property
    def _defined(self) -> frozenset[str]:
        return frozenset(self.known.by_iri)

    def _count(self, iri: str) -> int:
        return self.known.uses.counts.get(iri, 0) + (iri in self.known.uses.described)

    def _of_class(self, pattern: Pattern, types: Mapping[str, str]) -> Iterator[Hint]:
        kind, token = types.get(pattern.subject.joins, ""), _first(pattern.path)
        have = self.known.uses.properties.get(kind, {})
        iri = self.query.iri(token) if token else ""
        if token and have and self._count(iri) and iri not in have:
            near = Words(curie(p) for p in have).nearest(curie(iri))
            told = self.gettext("No %(kind)s has %(term)s.")
            yield self._hint("property-not-of-class", told, token, near, kind=self.known.label(kind, self.language))

    # --- literals ----------------------------------------------------------------------------------------------------

    def _literals(self) -> Iterator[Hint]:
        """Languages that values do not have, and texts without the language or datatype that values have."""
        assert self.query.pattern, "only a query that was read has literals in places"
        groups = list(self.query.pattern.every())
        values = dict(self._values(groups))
        for group in groups:
            for pattern in group.patterns:
                if pattern.object.token.kind == "string" and pattern.path:
                    yield from self._object(pattern)
            for condition in group.conditions:
                yield from self._languages(condition, values)
                yield from self._compared(condition, values)

    def _values(self, groups: Iterable[Group]) -> Iterator[tuple[str, str]]:
        """Variable -> the property whose values it holds."""
        for group in groups:
            for pattern in group.patterns:
                iri = self.query.iri(pattern.path[-1]) if pattern.path and pattern.object.joins else ""
                if iri and not any(token.text == "^" for token in pattern.path):
                    yield pattern.object.joins, iri

    def _object(self, pattern: Pattern) -> Iterator[Hint]:
        property_, value = self.query.iri(pattern.path[-1]), pattern.object
        if value.language:
            yield from self._language(value.language, property_, value.token)
        elif not value.datatype:
            yield from self._plain(value.token, property_)

    def _languages(self, condition: list[Token], values: Mapping[str, str]) -> Iterator[Hint]:
        """`LANG(?x) = "kk"`, `LANG(?x) IN ("kk")`, `LANGMATCHES(LANG(?x), "kk")`."""
        for at, token in enumerate(condition):
            if token.word != "LANG" or at + 2 >= len(condition):
                continue
            property_ = values.get("?" + condition[at + 2].text[1:], "")
            before = condition[at - 2 : at] if at >= 2 and condition[at - 1].text == "=" else []
            for text in [*_strings(condition[at + 4 :]), *(t for t in before if t.kind == "string")]:
                yield from self._language(text.text.strip("'\"").lower(), property_, text)

    def _language(self, tag: str, property_: str, token: Token) -> Iterator[Hint]:
        uses = self.known.uses
        every = {tag for tags in uses.languages.values() for tag in tags}
        known = uses.languages.get(property_, {}) if property_ in uses.counts else dict.fromkeys(every, 1)
        if not tag or tag == "*" or any(one == tag or one.startswith(tag + "-") for one in known):
            return
        if not known:
            told = self.gettext("The values of %(property)s carry no language.")
            yield self._hint("no-language-in-data", told, token, property=curie(property_))
            return
        told = self.gettext("No value is in the language %(tag)s; there are: %(known)s.")
        yield self._hint("unknown-language", told, token, tag=tag, known=", ".join(sorted(known)))

    def _compared(self, condition: list[Token], values: Mapping[str, str]) -> Iterator[Hint]:
        """A variable compared with a plain text, though its values are no plain texts."""
        for at, token in enumerate(condition):
            if token.kind != "string" or _is_typed(condition[at + 1 :]) or at < 2:
                continue
            signs = at
            while signs and condition[signs - 1].text in _COMPARING:
                signs -= 1
            if 0 < signs < at and condition[signs - 1].kind == "variable":
                yield from self._plain(token, values.get("?" + condition[signs - 1].text[1:], ""))

    def _plain(self, token: Token, property_: str) -> Iterator[Hint]:
        datatypes = self.known.uses.datatypes.get(property_, {})
        languages = self.known.uses.languages.get(property_, {})
        if XSD + "string" in datatypes:
            return
        if languages and not datatypes:
            told = self.gettext("The values of %(property)s carry a language (%(known)s): without one, nothing fits.")
            near = f"{token.text}@{self.language if self.language in languages else min(languages)}"
            known = ", ".join(sorted(languages))
            yield self._hint("without-language", told, token, near, property=curie(property_), known=known)
        elif len(datatypes) == 1 and not languages:
            datatype = curie(next(iter(datatypes)))
            told = self.gettext("The values of %(property)s are %(datatype)s: a plain text never equals one.")
            near = f"{token.text}^^{datatype}"
            yield self._hint("without-datatype", told, token, near, property=curie(property_), datatype=datatype)

    # --- how patterns hang together ----------------------------------------------------------------------------------

    def _joins(self, group: Group, above: set[str]) -> Iterator[Hint]:
        """`above` are the variables that an OPTIONAL is joined with."""
        yield from self._crossed(group, above if group.kind == "OPTIONAL" else set())
        yield from self._open_paths(group)
        for inner in group.groups:
            if inner.kind != "EXISTS":
                yield from self._joins(inner, above | group.joins)

    def _crossed(self, group: Group, above: set[str]) -> Iterator[Hint]:
        """Parts of a group that share no variable: every find of one is combined with every find of the other."""
        if group.kind == "UNION":
            return
        inner = [g for g in group.groups if g.kind not in ("EXISTS", "MINUS")]
        parts = [(p.joins, p.start) for p in group.patterns if p.joins] + [(g.joins, g.start) for g in inner if g.joins]
        compared = [{"?" + t.text[1:] for t in c if t.kind == "variable"} for c in group.conditions]
        for start in _apart(parts, [*group.names, *compared, above])[1:]:
            told = self.gettext(
                "What begins here shares no variable with what stands before it: each find of the one is combined with "
                "each of the other."
            )
            yield Hint("cross-product", told, start, 1)

    def _open_paths(self, group: Group) -> Iterator[Hint]:
        """Paths of any length between two things of which nothing else is known."""
        for pattern in group.patterns:
            ends = {pattern.subject.joins, pattern.object.joins}
            others = set[str]().union(*(p.joins for p in group.patterns if p != pattern), *group.names)
            others |= set[str]().union(*(g.joins for g in group.groups))
            if any(t.text in ("*", "+") for t in pattern.path) and "" not in ends and not ends & others:
                told = self.gettext("A path of any length from everything: say where it begins or ends.")
                yield self._hint("open-path", told, pattern.path[0])

    def _hint(self, code: str, told: str, token: Token, near: str = "", **words: str) -> Hint:
        return Hint(code, told % {"term": token.text, **words}, token.start, len(token.text), near)


_KEYWORDS = Words(KEYWORDS)


def _declares(before: Token | None) -> bool:
    return before is not None and (before.word in ("PREFIX", "BASE") or before.text.endswith(":"))


def _first(path: tuple[Token, ...]) -> Token | None:
    """The property that a path begins with, where it begins with one."""
    is_plain = path and path[0].kind in ("name", "iri") and all(t.text != "|" for t in path)
    return path[0] if is_plain and (len(path) == 1 or path[1].text in ("/", "+")) else None


def _strings(after: list[Token]) -> Iterator[Token]:
    """The texts that a language is compared with: after `=`, a comma, or IN."""
    for at, token in enumerate(after):
        if at == 0 and token.text not in ("=", ",") and token.word != "IN":
            return
        if at and token.kind != "string" and token.text not in ("(", ","):
            return
        if token.kind == "string":
            yield token


def _is_typed(after: list[Token]) -> bool:
    return bool(after) and (after[0].kind == "language" or after[0].text == "^")


def _apart(parts: list[tuple[set[str], int]], joining: list[set[str]]) -> list[int]:
    """Where each group of parts that hang together begins, in order; `joining` brings parts together and is none."""
    heaps: list[tuple[set[str], int]] = []
    for names, start in [*parts, *((names, -1) for names in joining)]:
        touching = [heap for heap in heaps if heap[0] & names]
        heaps = [heap for heap in heaps if not heap[0] & names]
        starts = [at for _names, at in [*touching, (names, start)] if at >= 0]
        heaps.append((names.union(*(heap[0] for heap in touching)), min(starts, default=-1)))
    return sorted(start for _names, start in heaps if start >= 0)


def place(text: str, start: int) -> tuple[int, int]:
    """Line and column of a place, from 1."""
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
