"""A name for each definition, such as a person would choose; with more context where two collide.

In: the Api, the names of its operations, and the names that earlier versions gave. Out: one
PascalCase name for each definition, no two the same. A number never makes the difference.

    remembered      Wallet, as an earlier version called it
    component       #/components/schemas/NetworkFee        →   NetworkFee
    bare            the property `feePayer`                →   FeePayer, if nothing else claims that
    in context      `status` of Wallet, `status` of Key    →   WalletStatus, KeyStatus
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from dfnsgen.model.api import Api, Definition, Occurrence
from dfnsgen.model.shapes.shape import NullShape, Reference, UnionShape
from dfnsgen.python.names.common_words import (
    common_end,
    contains,
    in_common,
    overlapping,
)
from dfnsgen.python.names.component_names import component_words
from dfnsgen.python.names.distinctions import distinctions
from dfnsgen.python.names.holders import Variants, holders_first, properties_of
from dfnsgen.python.names.operation_names import OperationName
from dfnsgen.python.names.reserved import RESERVED_CLASSES
from dfnsgen.python.names.spelling import pascal, singular, words
from dfnsgen.python.names.subjects import one_of, with_subject

Words = tuple[str, ...]

_GENERIC = frozenset(
    (
        "item items data value values result results kind type status list entry entries body "
        "content object model inner state mode name id key code format method action actions "
        "error errors"
    ).split()
)
"""Property names that say nothing without their holder."""

_CALL_WORDS = frozenset(
    "request response event get create update delete list complete with".split()
)
_LISTS = frozenset(("item", "items", "data", "results", "values", "entries", "list", "records"))
_MOST_DISTINCT = 3
"""How many names are tried that say what a structure is, before those of some of its holders."""
_NOUN_VERBS = frozenset(("get", "create", "update", "retrieve", "fetch", "read", "add", "import"))
_LIST_VERBS = frozenset(("list", "get", "search", "find", "query"))
_ROLES = {"request": "request", "response": "response", "webhook": "event", "ignored": "response"}
_OF_WEBHOOKS = frozenset(("webhook", "ignored"))
"""The roles of what a webhook carries, and of what is answered to it."""
STATUS_PHRASES = {
    "201": "created",
    "202": "accepted",
    "206": "partial",
    "207": "several",
    "400": "bad request",
    "401": "unauthorized",
    "402": "payment required",
    "403": "forbidden",
    "404": "not found",
    "405": "method not allowed",
    "406": "not acceptable",
    "408": "timeout",
    "409": "conflict",
    "410": "gone",
    "412": "precondition failed",
    "413": "too large",
    "415": "unsupported media type",
    "422": "unprocessable",
    "423": "locked",
    "424": "failed dependency",
    "429": "too many requests",
    "500": "server",
    "501": "not implemented",
    "502": "bad gateway",
    "503": "unavailable",
    "504": "gateway timeout",
}
"""What people call a status. Source: RFC 9110, section 15."""
_SHARED = re.compile(r"#/components/(?:responses|requestBodies)/([^/]+)/")
_STATUS = re.compile(r"/responses/([1-5][0-9X]{2}|default)/")


def name_structures(
    api: Api, operations: tuple[OperationName, ...], remembered: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Name all definitions: their names by key, and the keys of further names.

    `remembered` maps keys to names that stay as they are.
    """
    spoken = tuple(replace(name, words=with_subject(name)) for name in operations)
    naming = _Naming(api, spoken, remembered)
    naming.name_all()
    return naming.names, naming.aliases


@dataclass(slots=True)
class _Naming:
    api: Api
    operations: tuple[OperationName, ...]
    remembered: Mapping[str, str]
    names: dict[str, str] = field(default_factory=dict[str, str])
    aliases: dict[str, str] = field(default_factory=dict[str, str])
    words: dict[str, Words] = field(default_factory=dict[str, Words])
    _taken: set[str] = field(default_factory=lambda: {*RESERVED_CLASSES})
    _variants: dict[str, Variants] = field(default_factory=dict[str, Variants])

    def name_all(self) -> None:
        # Names are given from the most binding to the least: code that exists uses the remembered
        # ones, people know the components', and what is left is ours to choose.
        for key, name in self.remembered.items():
            if key in self.api.definitions and name.casefold() not in self._taken:
                self._give(key, name, words(name))
        bodies = self._bodies()
        for key, definition in self.api.definitions.items():
            if definition.component and key not in self.names:
                names = [*component_words(definition.component, bodies)]
                # `Fee: anyOf: [null, {properties: …}]`: the class inside is `Fee`, the alias
                # `FeeOrNone`.
                if self._gives_its_name(definition):
                    names = [(*name, "or", "none") for name in names]
                self._give_free(key, next(filter(self._is_free, names), names[-1]), definition)
        self._name_aliases()
        # Short names first, and to all at once: whether `Status` is free mustn't depend on which of
        # two candidates stands first in the document, or a moved schema would rename another one.
        open_keys = [key for key in self.api.definitions if key not in self.names]
        for key, bare in self._undisputed(open_keys).items():
            if self._is_free(bare):
                self._give(key, pascal(bare), bare)
        for key in holders_first(self.api, [key for key in open_keys if key not in self.names]):
            self._name_in_context(key)

    def _bodies(self) -> Mapping[str, Words]:
        """Return the words of operations by the components that FastAPI makes of their bodies."""
        ids = (operation.operation_id for operation in self.api.operations)
        named = zip(ids, self.operations, strict=False)
        return {f"Body_{known}": name.words for known, name in named if known}

    def _undisputed(self, keys: list[str]) -> dict[str, Words]:
        """Return the bare names that one definition alone claims, or that it uses most by far."""
        claims: dict[str, list[tuple[int, str, Words]]] = defaultdict(list)
        for key in keys:
            definition = self.api.definitions[key]
            name = self._bare(definition)
            if name:
                claim = (len(definition.occurrences), key, name)
                claims[pascal(name).casefold()].append(claim)
        # `Status` used forty times keeps its name beside one that is used twice: people have the
        # first in mind. Where two are used equally often neither has the better claim, and both get
        # context.
        winners: dict[str, Words] = {}
        for claimants in claims.values():
            most, *others = sorted(claimants, key=lambda claim: -claim[0])
            if not others or most[0] > others[0][0]:
                winners[most[1]] = most[2]
        return winners

    def _gives_its_name(self, component: Definition) -> bool:
        """Whether a component is null or a structure written out in it, which has its name."""
        if not isinstance(component.shape, UnionShape) or len(component.shape.variants) != 2:
            return False
        null, other = (variant.shape for variant in component.shape.variants)
        if not isinstance(null, NullShape) or not isinstance(other, Reference):
            return False
        inner = self.api.definitions[other.key]
        return not inner.component and any(o.role == "component" for o in inner.occurrences)

    def _name_aliases(self) -> None:
        """Name components that are another under a name of their own, as if they were classes."""
        for key, definition in self.api.definitions.items():
            own = [definition.component] if key in self.remembered and definition.component else []
            for alias in (*definition.aliases, *own):
                parts = words(alias)
                # What differs in case alone, or has its class already, is known by that.
                if pascal(parts).casefold() == self.names.get(key, "").casefold():
                    continue
                if alias in own and not (parts and self._is_free(parts)):
                    continue
                free = next(filter(self._is_free, (parts, *distinctions(parts, definition))))
                self.aliases[pascal(free)] = key
                self._taken.add(pascal(free).casefold())

    def _give(self, key: str, name: str, parts: Words) -> None:
        self.names[key] = name
        self.words[key] = parts
        self._taken.add(name.casefold())

    def _is_free(self, parts: Words) -> bool:
        # A keyword is spelled `None_`; what is called so needs another word, as all reserved do.
        return pascal(parts).casefold().rstrip("_") not in self._taken

    def _give_free(self, key: str, parts: Words, definition: Definition) -> None:
        # Case makes no difference: nobody keeps `IPAddress` and `IpAddress` apart.
        for candidate in (parts, *distinctions(parts, definition)):
            if candidate and self._is_free(candidate):
                self._give(key, pascal(candidate), candidate)
                return

    def _name_in_context(self, key: str) -> None:
        definition = self.api.definitions[key]
        candidates = [*self._candidates(definition)]
        for candidate in candidates:
            if self._is_free(candidate):
                self._give(key, pascal(candidate), candidate)
                return
        holders = [self.words[o.holder] for o in definition.occurrences if o.holder in self.words]
        longest = max([*candidates, *holders], key=len, default=("value",))
        self._give_free(key, longest, definition)

    def _bare(self, definition: Definition) -> Words:
        """The shortest good name: what one would call it if nothing else had that name."""
        # The body of a call is known by the call, though it may stand inside other things, too.
        tops = _tops(definition)
        if tops:
            return self._of_operation(tops, definition)
        for occurrence in definition.occurrences:
            if occurrence.role == "component":
                component = self.api.definitions[occurrence.at].component
                return next(filter(self._is_free, component_words(component)), ())
        # A variant means nothing without its union: `Erc20` of what? And `type` or `data` could be
        # anything's. Both get their names in context.
        if any(o.tag_value for o in definition.occurrences):
            return ()
        name = self._property_words(definition)
        return () if len(name) == 1 and name[0] in _GENERIC else name

    def _of_operation(self, tops: list[Occurrence], definition: Definition) -> Words:
        # What several calls answer with is a thing of its own, called after what all are about:
        #     get_wallet, create_wallet   →   Wallet
        #     get_wallet, list_keys       →   GetWalletResponse
        nouns = Counter(noun for o in tops if (noun := self._noun(o)))
        about = [[singular(w) for w in self._operation_name(occurrence)] for occurrence in tops]
        for noun, _ in nouns.most_common():
            named = [singular(word) for word in noun]
            if self._is_free(noun) and all(contains(words, named) for words in about):
                return noun
        if len({o.operation for o in tops}) > 1:
            return self._of_several(tops)
        further = filter(self._is_free, self._listed_too(tops, definition))
        return next(further, self._operation_name(tops[0]))

    def _of_several(self, tops: list[Occurrence]) -> Words:
        """Return a name that has to do with all operations that have a body in common.

        Before: activate_credential, deactivate_credential. After: Credential, or where that is
        another's, CredentialResponse; an error of all is an `ErrorResponse`.
        """
        if all(self._is_error(o) for o in tops):
            statuses = {_phrase(o) for o in tops}
            return (*(statuses.pop() if len(statuses) == 1 else ()), "error")
        names = dict.fromkeys(map(self._operation_name, tops))
        several = [
            self.operations[o.operation].words[1:] for o in tops if o.role not in _OF_WEBHOOKS
        ]
        noun = common_end([tuple(map(singular, words)) for words in several])
        if not noun or len(several) < len(tops) or len(names) == 1:
            return next(iter(names))
        return noun if self._is_free(noun) else (*noun, *self._role(tops[0]))

    def _operation_name(self, occurrence: Occurrence) -> Words:
        role = self._role(occurrence)
        component = _SHARED.match(occurrence.at)
        if component:
            name = words(component[1].replace("~1", "/").replace("~0", "~"))
        elif occurrence.role in _OF_WEBHOOKS:
            name = words(self.api.webhooks[occurrence.operation].name)
        else:
            name = self.operations[occurrence.operation].words
        name = name if not occurrence.is_item else one_of(name)
        return name if name[-1:] == role else (*name, *role)

    def _role(self, occurrence: Occurrence) -> Words:
        """Return the word for a body: what a server says where it refuses is an error."""
        return ("error",) if self._is_error(occurrence) else (_ROLES[occurrence.role],)

    def _is_error(self, occurrence: Occurrence) -> bool:
        """Whether a body comes with a status of 400 and more, or with any but the good ones."""
        status = _status(occurrence)
        if status != "default":
            return status[:1] in ("4", "5")
        if occurrence.role in _OF_WEBHOOKS:
            operation = self.api.webhooks[occurrence.operation].operation
        else:
            operation = self.api.operations[occurrence.operation]
        return any(response.status[:1] == "2" for response in operation.responses)

    def _noun(self, occurrence: Occurrence) -> Words:
        """`get_application` answers with an Application."""
        if occurrence.role != "response" or self._is_error(occurrence):
            return ()
        verb, *noun = self.operations[occurrence.operation].words
        if occurrence.is_item and verb in _LIST_VERBS and noun:
            return one_of(tuple(noun))
        return tuple(noun) if verb in _NOUN_VERBS and not occurrence.is_item else ()

    def _property_words(self, definition: Definition) -> Words:
        counts = Counter(self._one_property(o) for o in definition.occurrences if o.property_name)
        return min(counts, key=lambda name: -counts[name], default=())

    def _one_property(self, occurrence: Occurrence) -> Words:
        name = words(occurrence.property_name)
        return (*name[:-1], singular(name[-1])) if occurrence.is_item and name else name

    def _candidates(self, definition: Definition) -> Iterator[Words]:
        """Names with ever more context, in the order in which they are tried."""
        tops = _tops(definition)
        if tops:
            yield from self._top_candidates(tops, definition)
        # The tag is what the API itself calls the variant, so it comes before any title.
        yield from self._tagged_candidates(definition)
        title = words(definition.annotations.title)
        if 0 < len(title) <= 4 and not any(o.property_name for o in definition.occurrences):
            yield title
        yield from self._held_candidates(definition)
        for occurrence in definition.occurrences:
            if occurrence.holder in self.words:
                yield from self._untagged(definition.key, occurrence)
        parameters = [o for o in definition.occurrences if o.role in ("parameter", "header")]
        if self.operations and len(parameters) > 1:
            shared = in_common(self.operations[o.operation].words for o in parameters)
            name = overlapping(shared, words(parameters[0].property_name))
            yield from (name, *islice(distinctions(name, definition), _MOST_DISTINCT))
        for parameter in parameters:
            operation = self.operations[parameter.operation] if self.operations else None
            yield (*(operation.words if operation else ()), *words(parameter.property_name))

    def _listed_too(self, tops: list[Occurrence], definition: Definition) -> Iterator[Words]:
        """Name what one operation answers with and others hold: it is the answer of neither alone.

        create_key and the items of list_keys   →   Key, or where that is another's, KeyResponse
        """
        nouns = [(noun, o) for o in tops if (noun := self._noun(o))]
        if len(definition.occurrences) > len(tops) and nouns:
            noun, top = nouns[0]
            yield noun
            yield (*noun, *self._role(top))
            yield from islice(distinctions(noun, definition), _MOST_DISTINCT)

    def _top_candidates(self, tops: list[Occurrence], definition: Definition) -> Iterator[Words]:
        names = [self._operation_name(occurrence) for occurrence in tops]
        yield from (n for o in tops if (n := self._noun(o)))
        if len({o.operation for o in tops}) > 1:
            yield self._of_several(tops)
            yield from islice(distinctions(self._of_several(tops), definition), _MOST_DISTINCT)
        yield from self._listed_too(tops, definition)
        # Of several answers the status says which: `SendLineNotFoundError` beside `SendLineError`.
        by_status = [
            (*name[:-1], *(word for word in _phrase(occurrence) if word not in name), name[-1])
            for occurrence, name in zip(tops, names, strict=True)
        ]
        are_errors = all(map(self._is_error, tops))
        yield from (*by_status, *names) if are_errors else (*names, *by_status)
        for occurrence, name in zip(tops, names, strict=True):
            if occurrence.role not in _OF_WEBHOOKS:
                space = words(self.operations[occurrence.operation].namespace)
                yield (*space, *name)

    def _tagged_candidates(self, definition: Definition) -> Iterator[Words]:
        """What several unions have in common is named after what these have, or the tag alone."""
        tagged = [o for o in definition.occurrences if o.tag_value and o.holder in self.words]
        holders = dict.fromkeys(self.words[o.holder] for o in tagged)
        if len(holders) > 1:
            shared = in_common(holders)
            for occurrence in {o.tag_value: o for o in tagged}.values():
                tag = words(occurrence.tag_value)
                if shared or len(tag) > 1:
                    yield self._tagged(occurrence, shared)
                yield from islice(distinctions((*tag, *shared), definition), _MOST_DISTINCT)
        for occurrence in tagged:
            yield self._tagged(occurrence, self.words[occurrence.holder])

    def _tagged(self, occurrence: Occurrence, holder: Words) -> Words:
        """`Erc20` of `TransferRequest` is an `Erc20TransferRequest`."""
        # The verb of a request stays in front: CreateWalletRequest with the tag Evm is a
        # CreateEvmWalletRequest, as one would say.
        tag = words(occurrence.tag_value)
        inner = words(occurrence.property_name)
        if holder and holder[0] in _NOUN_VERBS and holder[-1] == "request":
            return (holder[0], *_before(tag, holder[1:]), *inner)
        return (*_before(tag, holder), *(inner if inner and inner != holder else ()))

    def _held_candidates(self, definition: Definition) -> Iterator[Words]:
        held: dict[Words, list[Words]] = defaultdict(list)
        for occurrence in definition.occurrences:
            if occurrence.holder in self.words:
                name = self._one_property(occurrence)
                held[name].append(self.words[occurrence.holder])
        for name, holders in sorted(held.items(), key=lambda item: -len(item[1])):
            # What all holders have in common says more than any of them:
            #     `fee` of EvmTransfer and of BtcTransfer   →   TransferFee
            shared = in_common(holders)
            shared = shared if _is_specific(shared) else ()
            several = len({*holders}) > 1
            # A word that stands twice in a name is one too many.
            candidates = self._under(shared, name)
            yield from (c for c in candidates if not several or len({*c}) == len(c))
            if several and name:
                # Of several holders none gives its name; what it is and holds says more then.
                yield from () if len(name) == 1 and name[0] in _GENERIC else (name,)
                of = shared[:-1] if shared[-1:] in (("request",), ("response",)) else shared
                yield from islice(distinctions(overlapping(of, name), definition), _MOST_DISTINCT)
            for holder in dict.fromkeys(holders):
                yield from self._under(holder, name)

    def _under(self, holder: Words, name: Words) -> Iterator[Words]:
        if not holder or not name:
            return
        short = holder[:-1] if holder[-1] in ("request", "response") else holder
        if len(name) == 1 and name[0] in {singular(word) for word in _LISTS}:
            yield from self._element_of(holder)
        if short:
            yield overlapping(short, name)
        yield overlapping(holder, name)

    def _untagged(self, key: str, occurrence: Occurrence) -> Iterator[Words]:
        """Name a variant by what only it requires: `LoginResponseWithToken`."""
        holder = self.api.definitions[occurrence.holder]
        if not isinstance(holder.shape, UnionShape) or occurrence.property_name:
            return
        own = self.words[occurrence.holder]
        if occurrence.holder not in self._variants:
            self._variants[occurrence.holder] = Variants.of(self.api, holder.shape)
        variants = self._variants[occurrence.holder]
        own_properties = properties_of(self.api, Reference(key))
        times = variants.references[key]
        if variants.with_properties <= (times if own_properties else 0):
            yield (*own, "object")
        # Required properties first: what is always there describes a variant best.
        for name in sorted(own_properties, key=lambda name: not own_properties[name]):
            if variants.properties[name] <= times:
                yield (*own, "with", *words(name))

    def _element_of(self, holder: Words) -> Iterator[Words]:
        """`items` of `ListWalletsResponse` holds a `Wallet`, or failing that a `ListedWallet`."""
        verb, *noun = holder
        while noun and noun[-1] in ("response", "object"):
            noun.pop()
        if verb in _LIST_VERBS and noun:
            element = (*noun[:-1], singular(noun[-1]))
            yield element
            yield ("listed", *element)
        elif singular(holder[-1]) != holder[-1]:
            yield (*holder[:-1], singular(holder[-1]))


def _tops(definition: Definition) -> list[Occurrence]:
    """Return where a structure is a body; what is answered to a webhook counts where nothing does.

    Nobody reads such an answer, so it is called after the webhook only where it is nothing else.
    """
    several = [o for o in definition.occurrences if o.role in _ROLES]
    return [o for o in several if o.role != "ignored"] or several


def _status(occurrence: Occurrence) -> str:
    found = _STATUS.search(occurrence.at) if occurrence.role == "response" else None
    return found[1] if found else ""


def _phrase(occurrence: Occurrence) -> Words:
    """Return what a status is called: `not found`."""
    return words(STATUS_PHRASES.get(_status(occurrence), ""))


def _before(tag: Words, holder: Words) -> Words:
    joined = overlapping(tag, holder)
    return joined if joined != holder else (*tag, *holder)


def _is_specific(name: Words) -> bool:
    """Whether a name says more than which kind of call it belongs to."""
    return any(word not in _CALL_WORDS for word in name)
