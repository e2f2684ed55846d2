"""The pattern of a query, read from its tokens for hints: groups, triples, filters.

It reads what is well-formed, in linear time and to a bounded depth, and gives up at anything else: the engine alone
says what is malformed, and no hint is better than a wrong one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from edugraph.web.sparql.text import PROLOGUE, Token, tokens

MAX_DEPTH = 40
MAX_TOKENS = 8000

_ENDS = frozenset([".", "}", "]", ")"])
_TERMS = frozenset(["iri", "name", "variable", "blank", "number", "string"])


class LostError(Exception):
    """Something that this reader does not read."""


class Node(NamedTuple):
    """A subject or an object: its token (of `[ … ]` and `( … )` the bracket), and what follows a string."""

    token: Token
    language: str = ""
    datatype: str = ""

    @property
    def joins(self) -> str:
        """What two patterns share when they speak of one thing: a variable or blank node; empty for a constant."""
        if self.token.kind == "variable":
            return "?" + self.token.text[1:]
        if self.token.kind == "blank":
            return self.token.text
        return f"[{self.token.start}" if self.token.kind == "mark" else ""


class Pattern(NamedTuple):
    """A triple pattern; the path as its tokens."""

    subject: Node
    path: tuple[Token, ...]
    object: Node

    @property
    def start(self) -> int:
        return self.subject.token.start

    @property
    def joins(self) -> set[str]:
        of_path = {"?" + token.text[1:] for token in self.path if token.kind == "variable"}
        return (of_path | {self.subject.joins, self.object.joins}) - {""}


@dataclass
class Group:
    """What stands between braces; `kind` is the word before it."""

    kind: str
    start: int
    patterns: list[Pattern] = field(default_factory=list)
    groups: list["Group"] = field(default_factory=list)
    conditions: list[list[Token]] = field(default_factory=list)
    """The tokens of each FILTER."""
    names: list[set[str]] = field(default_factory=list)
    """Variables that one BIND or VALUES, or a SELECT inside, brings together."""

    def every(self) -> Iterator["Group"]:
        """This group and all inside."""
        yield self
        for group in self.groups:
            yield from group.every()

    @property
    def joins(self) -> set[str]:
        """All variables of the group as others see it."""
        if self.kind == "SELECT" and self.names:
            return set.union(*self.names)
        own = [p.joins for p in self.patterns] + self.names
        return set().union(*own, *(g.joins for g in self.groups if g.kind not in ("EXISTS", "MINUS")))


@dataclass(frozen=True)
class Query:
    """A query: its tokens, its prefixes, and its pattern (None where it could not be read)."""

    tokens: list[Token]
    prefixes: dict[str, str]
    pattern: Group | None

    def iri(self, token: Token) -> str:
        """The IRI that a token names; empty where it names none or its prefix is not declared."""
        if token.kind == "iri":
            return token.text[1:-1]
        prefix, mark, local = token.text.partition(":")
        return self.prefixes[prefix] + local if token.kind == "name" and mark and prefix in self.prefixes else ""


def read(text: str) -> Query:
    """A query as far as it can be read."""
    found = list(tokens(text))
    prefixes = dict(_declared(found))
    try:
        pattern = _Reader(found).pattern() if len(found) <= MAX_TOKENS else None
    except (LostError, IndexError):
        pattern = None
    return Query(found, prefixes, pattern)


def _declared(found: list[Token]) -> Iterator[tuple[str, str]]:
    for word, name, iri in zip(found, found[1:], found[2:], strict=False):
        if word.word == "PREFIX" and name.kind == "name" and iri.kind == "iri":
            yield name.text.partition(":")[0], iri.text[1:-1]


class _Reader:
    """Walks over the tokens once. Raises LostError, and IndexError where they end too early."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens, self._at, self._depth = found, 0, 0

    def pattern(self) -> Group:
        """The pattern of the whole query; a template of CONSTRUCT is passed over."""
        while self._here.word in PROLOGUE or self._here.kind in ("iri", "name"):
            self._at += 1
        is_template = self._here.word == "CONSTRUCT" and self._tokens[self._at + 1].text == "{"
        if is_template:
            self._at += 1
            self._skip("{", "}")
        while self._here.text != "{":
            self._at += 1
        return self._group("WHERE")

    @property
    def _here(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, text: str) -> None:
        if self._take().text != text:
            raise LostError

    def _skip(self, opens: str, closes: str) -> list[Token]:
        """All from one bracket to its partner."""
        start, depth = self._at, 0
        while True:
            text = self._take().text
            depth += (text == opens) - (text == closes)
            if depth == 0:
                return self._tokens[start : self._at]

    # --- groups ------------------------------------------------------------------------------------------------------

    def _group(self, kind: str) -> Group:
        made = Group(kind, self._here.start)
        self._expect("{")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise LostError
        while self._here.text != "}":
            self._part(made)
        self._at += 1
        self._depth -= 1
        return made

    def _part(self, made: Group) -> None:
        word = self._here.word
        if self._here.text == "{":
            self._braces(made)
        elif self._here.text == ".":
            self._at += 1
        elif word in ("OPTIONAL", "MINUS"):
            self._at += 1
            made.groups.append(self._group(word))
        elif word in ("GRAPH", "SERVICE"):
            self._at += 1
            self._named(made, word)
        elif word == "FILTER":
            self._at += 1
            made.conditions.append(self._condition(made))
        elif word == "BIND":
            self._at += 1
            self._bind(made)
        elif word == "VALUES":
            self._at += 1
            self._values(made)
        elif word == "SELECT":
            self._inner(made)
        else:
            self._triples(made)

    def _braces(self, made: Group) -> None:
        first = self._group("")
        if self._here.word != "UNION":
            made.groups.append(first)
            return
        whole = Group("UNION", first.start, groups=[first])
        while self._here.word == "UNION":
            self._at += 1
            whole.groups.append(self._group(""))
        made.groups.append(whole)

    def _named(self, made: Group, word: str) -> None:
        if self._here.word == "SILENT":
            self._at += 1
        name = Node(self._take())
        group = self._group(word)
        if name.joins:
            group.names.append({name.joins, *group.joins})
        made.groups.append(group)

    def _bind(self, made: Group) -> None:
        names = {"?" + token.text[1:] for token in self._skip("(", ")") if token.kind == "variable"}
        made.names.append(names)

    def _values(self, made: Group) -> None:
        heads = self._skip("(", ")") if self._here.text == "(" else [self._take()]
        self._skip("{", "}")
        made.names.append({"?" + token.text[1:] for token in heads if token.kind == "variable"})

    def _inner(self, made: Group) -> None:
        """A SELECT inside: seen from outside it is the variables that it gives."""
        given = set[str]()
        is_all = False
        while self._here.text != "{":
            if self._here.text == "(":
                last = [token for token in self._skip("(", ")") if token.kind == "variable"][-1:]
                given |= {"?" + token.text[1:] for token in last}
                continue
            token = self._take()
            is_all = is_all or token.text == "*"
            given |= {"?" + token.text[1:]} if token.kind == "variable" else set()
        group = self._group("SELECT")
        if not is_all:
            group.names = [given]
        made.groups.append(group)
        while self._here.text != "}":
            self._skip("{", "}") if self._here.text == "{" else self._take()

    def _condition(self, made: Group) -> list[Token]:
        """The tokens of a FILTER; patterns in it become groups of their own."""
        start = self._at
        if self._here.word == "NOT":
            self._at += 1
        if self._here.word == "EXISTS":
            self._at += 1
            made.groups.append(self._group("EXISTS"))
            return []
        while self._here.text != "(":
            if self._here.kind not in ("word", "name", "iri"):
                raise LostError
            self._at += 1
        depth, found = 0, self._tokens[start : self._at]
        while True:
            if self._here.text == "{":
                made.groups.append(self._group("EXISTS"))
                continue
            token = self._take()
            found.append(token)
            depth += (token.text == "(") - (token.text == ")")
            if depth == 0:
                return found

    # --- triples -----------------------------------------------------------------------------------------------------

    def _triples(self, made: Group) -> None:
        subject = self._node(made)
        self._properties(made, subject)

    def _properties(self, made: Group, subject: Node) -> None:
        while self._here.text not in _ENDS:
            if self._here.text == ";":
                self._at += 1
                continue
            path = tuple(self._path())
            made.patterns.append(Pattern(subject, path, self._node(made)))
            while self._here.text == ",":
                self._at += 1
                made.patterns.append(Pattern(subject, path, self._node(made)))
            if self._here.text != ";":
                return

    def _path(self) -> Iterator[Token]:
        while True:
            while self._here.text in ("^", "!"):
                yield self._take()
            if self._here.text == "(":
                yield from self._skip("(", ")")
            elif self._here.kind in ("iri", "name", "variable") or self._here.word == "A":
                yield self._take()
            else:
                raise LostError
            if self._here.text in ("*", "+", "?"):
                yield self._take()
            if self._here.text not in ("/", "|"):
                return
            yield self._take()

    def _node(self, made: Group) -> Node:
        token = self._take()
        if token.text in ("[", "("):
            return self._nameless(made, Node(token))
        if token.text in ("-", "+"):
            return Node(self._take())
        if token.kind not in _TERMS and token.word not in ("TRUE", "FALSE"):
            raise LostError
        return self._literal(token) if token.kind == "string" else Node(token)

    def _nameless(self, made: Group, this: Node) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise LostError
        closes = "]" if this.token.text == "[" else ")"
        if closes == "]":
            self._properties(made, this)
        while closes == ")" and self._here.text != ")":
            made.patterns.append(Pattern(this, (), self._node(made)))
        self._expect(closes)
        self._depth -= 1
        return this

    def _literal(self, token: Token) -> Node:
        if self._here.kind == "language":
            return Node(token, self._take().text[1:].lower())
        if self._here.text == "^" and self._tokens[self._at + 1].text == "^":
            self._at += 2
            return Node(token, "", self._take().text)
        return Node(token)
