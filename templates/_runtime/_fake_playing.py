"""What an operation does and answers where its request is right: what is made is found, and goes.

In: an operation, the values of a request, and what the fake remembers. Out: a status and a body.
Raises Refusal for what isn't there.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from ._fake_answers import Answers
from ._fake_document import Document, Operation, Use
from ._fake_facts import Facts, as_list, as_object
from ._fake_listing import is_asked_for, is_first, page_of, shown_of
from ._fake_memory import Collection, Memory, Thing, merged
from ._fake_reading import Asked, Refusal
from ._fake_roles import Listing, Role, Roles, Things, usual_content
from ._fake_texts import moment
from ._fake_values import ABSENT, NoValue
from ._fake_ways import Flag
from ._json import canonical

_TIMES: Final = ("creat", "updat", "modif", "registered", "dateadded", "requested")
_INVENTED: Final = 2
_VARIED: Final = 3


class Played(NamedTuple):
    """What came of an operation; `value` is ABSENT where there is nothing to say.

    `following` is the address of the next page of a list.
    """

    status: int
    value: Any
    following: str | None = None


class Playing:
    """Plays the operations of one document. `invents` says that what nobody made is there too."""

    def __init__(self, document: Document, answers: Answers, *, invents: bool) -> None:
        self._document = document
        self._answers = answers
        self._invents = invents
        self._roles = Roles(document)
        self._templates: dict[str, Any] = {}
        self._shown: dict[tuple[str, str, str], tuple[Thing, Any]] = {}
        self._counts: dict[str, int] = {}
        self._paths: dict[str, str] = {}
        self._link: str | None = None
        self._last: tuple[Collection, str, str] | None = None
        self.memory: Final = Memory(self._opened)

    def play(self, operation: Operation, places: Mapping[str, str], asked: Asked) -> Played:
        """Return what an operation answers, having done what it does. Raises Refusal."""
        role = self._roles.of(operation)
        named = {name: unquote(text) for name, text in places.items()}
        self.memory.clock += 1
        self._check_parents(operation, role, named)
        status = self._answers.good_status(operation)
        self._link = self._last = None
        content = usual_content(operation)
        use = None if content is None else content.use
        match role.kind:
            case "create":
                value = self._create(operation, role, named, asked, use)
            case "list":
                value = self._list(operation, role, named, asked, use)
            case "read" | "change" | "remove":
                value = self._item(operation, role, named, asked, use)
            case "state":
                value = self._state(operation, named, asked, use)
            case _:
                value = self._once(operation, role, named, asked, use)
        return Played(status, ABSENT if use is None else value, self._link)

    # Where things are.

    def _opened(self, path: str) -> Collection:
        template = self._paths.get(path) or self._template_of(path)
        things = self._roles.things(template)
        return Collection(path, things.id_name or "id", self._added)

    def _template_of(self, path: str) -> str:
        for method in ("GET", "POST", "PUT"):
            found = self._document.find(method, path)
            if found is not None:
                return found.operation.path
        found = self._document.find("GET", f"{path}/x") or self._document.find(
            "DELETE", f"{path}/x"
        )
        return found.operation.path.rpartition("/")[0] if found else path

    def _collection(self, template: str, named: Mapping[str, str]) -> Collection:
        path = template
        for name, text in named.items():
            path = path.replace(f"{{{name}}}", text)
        self._paths[path] = template
        return self.memory.collections[path]

    def _added(self, path: str, given: Thing) -> Thing:
        template = self._paths.get(path) or self._template_of(path)
        things = self._roles.things(template)
        both = zip(template.split("/"), path.split("/"), strict=False)
        named = {place[1:-1]: text for place, text in both if place[:1] == "{"}
        above = self._roles.typed(self._roles.facts_of_thing(things), named)
        return self._new(things, self.memory.collections[path], {**above, **given})

    def _check_parents(self, operation: Operation, role: Role, named: Mapping[str, str]) -> None:
        """Raise Refusal where something that the path leads through isn't there."""
        segments = operation.path.split("/")
        for index, segment in enumerate(segments[:-1]):
            above = "/".join(segments[:index])
            if segment[:1] == "{" and segment[-1:] == "}" and above and above != role.collection:
                things = self._roles.things(above)
                if things.can_be_made and things.use is not None:
                    self._find(things, self._collection(above, named), named[segment[1:-1]])

    def _find(self, things: Things, collection: Collection, key: str) -> Thing:
        """Return a thing; what nobody can make is there when it is asked for."""
        thing = collection.get(key)
        if thing is not None:
            return thing
        if key in collection.removed or (things.can_be_made and not self._invents):
            path = collection.path
            raise Refusal(404, f"there is no {key!r} in {path}: make it, or add it to the fake's")
        given = {things.id_name: self._roles.as_id(things, key)}
        thing = collection[key] = self._new(things, collection, given, keeps=True)
        return thing

    def _new(
        self, things: Things, collection: Collection, given: Thing, *, keeps: bool = False
    ) -> Thing:
        """Return a new thing with what is given of it, and an id of its own."""
        thing = dict(given)
        if things.use is not None:
            like = {things.wrapper: thing} if things.wrapper else thing
            made = as_object(self._near(things.use, like, f"new {collection.path}", fills=True))
            thing = thing if made is None else as_object(made.get(things.wrapper)) or made
        name = things.id_name
        if name and not keeps:
            own = given.get(name)
            thing[name] = own if own is not None else self._new_id(things, collection, thing)
        elif name and str(thing.get(name)) != str(given.get(name)):
            thing[name] = given[name]
        return thing

    def _new_id(self, things: Things, collection: Collection, thing: Thing) -> Any:
        schema = self._roles.id_schema(things)
        for _ in range(1000):
            self.memory.made += 1
            seed = f"{collection.path}#{self.memory.made}"
            try:
                key = self._answers.made(schema, seed, things.id_name, things.place)
            except NoValue:
                key = thing.get(things.id_name, str(self.memory.made))
            if str(key) not in collection and str(key) not in collection.removed:
                return key
        return thing.get(things.id_name)

    # What operations do.

    def _create(
        self,
        operation: Operation,
        role: Role,
        named: Mapping[str, str],
        asked: Asked,
        use: Use | None,
    ) -> Any:
        collection = self._collection(role.collection, named)
        things = self._roles.things(role.collection)
        body = self._given(things, as_object(asked.body) or {})
        repeated = self._repeated(collection.path, body)
        if repeated is not None:
            return self._rendered(operation, collection, repeated, use)
        above = self._roles.typed({} if use is None else self._roles.facts(use.key), named)
        made = as_object(self._made(operation, use, {**above, **body, **self._times(use)})) or {}
        thing = {**(as_object(made.get(things.wrapper)) or made)}
        own = body.get(things.id_name)
        key = own if isinstance(own, (str, int)) else None
        if key is not None and str(key) in collection and operation.answer(409) is not None:
            raise Refusal(409, f"there is a {key!r} already")
        if key is None:
            key = self._new_id(things, collection, thing)
        if things.id_name in thing or not thing:
            thing[things.id_name or "id"] = key
        thing |= {name: body[name] for name in self._flagged(things, "writeOnly") if name in body}
        collection[str(key)] = thing
        self._last = (collection, str(key), things.wrapper)
        self._remember(collection.path, body, thing)
        return self._rendered(operation, collection, thing, use)

    def _flagged(self, things: Things, flag: Flag) -> frozenset[str]:
        """Return the properties of a thing that travel one way."""
        if things.use is None:
            return frozenset()
        values = self._document.values
        return values.ways.flagged(values.reference(things.use.key), flag)

    def _given(self, things: Things, body: Thing) -> Thing:
        """Return what a request says of a thing, without what the server alone decides."""
        decided = self._flagged(things, "readOnly")
        return {name: value for name, value in body.items() if name not in decided}

    def _repeated(self, path: str, body: Thing) -> Any:
        """Return what a request with this key of idempotency made before."""
        name = self._document.idempotency_key
        key = body.get(name) if name else None
        if key is None:
            return None
        before = self.memory.repeated.get((path, str(key)))
        if before is None:
            return None
        if canonical(before[0]) != canonical(body):
            raise Refusal(409, f"another request had this {name!r}")
        return before[1]

    def _remember(self, path: str, body: Thing, thing: Any) -> None:
        name = self._document.idempotency_key
        if name and body.get(name) is not None:
            mark = (path, str(body[name]))
            self.memory.repeated[mark] = (copy.deepcopy(body), thing)

    def _item(
        self,
        operation: Operation,
        role: Role,
        named: Mapping[str, str],
        asked: Asked,
        use: Use | None,
    ) -> Any:
        collection = self._collection(role.collection, named)
        things = self._roles.things(role.collection)
        key = named[role.place]
        if role.kind == "change" and operation.method == "PUT" and key not in collection:
            given = {things.id_name or "id": asked.path.get(role.place, key)}
            thing = collection[key] = self._new(things, collection, given, keeps=True)
        else:
            thing = self._find(things, collection, key)
        if role.kind in ("change", "act") and as_object(asked.body) is not None:
            self._change(operation, things, thing, asked)
            self._last = (collection, key, things.wrapper)
        if role.kind == "remove":
            value = self._rendered(operation, collection, thing, use)
            del collection[key]
            return value
        return self._rendered(operation, collection, thing, use)

    def _change(self, operation: Operation, things: Things, thing: Thing, asked: Asked) -> None:
        body = as_object(asked.body) or {}
        if [*body] == [things.wrapper]:
            body = as_object(body[things.wrapper]) or {}
        facts = self._roles.facts_of_thing(things)
        known: Mapping[str, Any] = facts.get("properties", {})
        given = {
            name: value
            for name, value in self._given(things, body).items()
            if name != things.id_name and (not known or name in known)
        }
        if operation.method == "PUT":
            for name in self._unsaid(operation, things, facts) - given.keys():
                thing.pop(name, None)
        made = merged(thing, given) if "merge-patch" in asked.content_type else {**thing, **given}
        thing.clear()
        thing |= made
        for name, schema in known.items():
            plain = name.lower()
            if name in thing and ("updat" in plain or "modif" in plain):
                time = moment(self.memory.clock)
                if self._document.values.fits(schema, time):
                    thing[name] = time

    def _unsaid(self, operation: Operation, things: Things, facts: Facts) -> set[str]:
        """Return what a whole new version may leave out of a thing: then it is there no more."""
        uses = (content.use for content in operation.contents if content.use is not None)
        use = next(uses, None)
        taken: Facts = {} if use is None else self._roles.facts(use.key)
        own = {*facts.get("required", ()), *self._flagged(things, "readOnly"), things.id_name}
        return {*taken.get("properties", {})} - own

    def correct(self, value: Thing) -> None:
        """Remember what was answered in place of the thing that was made or changed last."""
        if self._last is None:
            return
        collection, key, wrapper = self._last
        thing = {**collection[key], **(as_object(value.get(wrapper)) or value)}
        named = str(thing.get(collection.id_name, key))
        if named != key:
            del collection[key]
            collection.removed.discard(key)
        collection[named] = thing

    def _list(
        self,
        operation: Operation,
        role: Role,
        named: Mapping[str, str],
        asked: Asked,
        use: Use | None,
    ) -> Any:
        collection = self._collection(role.collection, named)
        things = self._roles.things(role.collection)
        listing = self._roles.listing(f"GET {operation.path}")
        if use is None or listing is None:
            return ABSENT
        if not collection and not collection.removed and not things.can_be_made:
            self._invent(operation, collection, things, listing, use)
        known = self._roles.facts_of_thing(things).get("properties", ())
        chosen = [one for one in collection.values() if is_asked_for(one, asked.query, known)]
        if self._document.preferred(operation.key) and is_first(asked.query):
            return copy.deepcopy(self._answers.value(operation, use, 0))
        page = page_of(chosen, things.id_name, operation, self._document.values, asked)
        self._link = page.address
        if not listing.name:
            return self._near(use, page.things, operation.key)
        shown = shown_of(page, self._roles.facts(use.key), self._document.values, listing.name)
        above = self._roles.typed(self._roles.facts(use.key), named)
        like = {**above, **shown, listing.name: page.things}
        mark = (operation.key, collection.path, "")
        known = self._shown.get(mark)
        if known is None or known[0] != like:
            known = copy.deepcopy(like), self._near(use, like, operation.key)
            self._shown[mark] = known
        return known[1]

    def _invent(
        self,
        operation: Operation,
        collection: Collection,
        things: Things,
        listing: Listing,
        use: Use,
    ) -> None:
        """Fill a collection whose things nobody can make."""
        made = self._answers.value(operation, use, 0)
        whole = as_object(made)
        items = as_list(made if whole is None else whole.get(listing.name)) or []
        for index, item in enumerate(items[:_INVENTED]):
            thing = as_object(copy.deepcopy(item))
            if thing is not None:
                collection[str(thing.get(things.id_name, index))] = thing

    def _state(
        self, operation: Operation, named: Mapping[str, str], asked: Asked, use: Use | None
    ) -> Any:
        path = _filled(operation, named)
        states = self.memory.states
        if operation.method == "DELETE":
            states.pop(path, None)
        elif operation.method in ("PUT", "PATCH"):
            body, before = as_object(asked.body), as_object(states.get(path))
            is_part = operation.method == "PATCH" and body is not None and before is not None
            states[path] = {**(before or {}), **(body or {})} if is_part else asked.body
        elif path not in states and use is not None:
            states[path] = copy.deepcopy(self._answers.value(operation, use, 0))
        if use is None:
            return ABSENT
        state = states.get(path, {})
        held = as_object(state)
        like = (
            state
            if held is None
            else {**self._roles.typed(self._roles.facts(use.key), named), **held}
        )
        return self._near(use, like, operation.key, fills=held is not None)

    def _once(
        self,
        operation: Operation,
        role: Role,
        named: Mapping[str, str],
        asked: Asked,
        use: Use | None,
    ) -> Any:
        """Do what an operation does, once for each key of idempotency."""
        path, body = _filled(operation, named), as_object(asked.body) or {}
        done = self._repeated(path, body)
        if done is None:
            if role.kind == "act":
                done = self._item(operation, role, named, asked, use)
            else:
                done = self._other(operation, named, asked, use)
            self._remember(path, body, done)
        return done

    def _other(
        self, operation: Operation, named: Mapping[str, str], asked: Asked, use: Use | None
    ) -> Any:
        if use is None:
            return ABSENT
        number = self._counts.get(operation.key, 0)
        self._counts[operation.key] = number + 1
        body = as_object(asked.body) or {}
        if not body and not named:
            return self._answers.value(operation, use, number % _VARIED)
        above = self._roles.typed(self._roles.facts(use.key), named)
        return self._made(operation, use, {**above, **body})

    # How things are shown.

    def _made(self, operation: Operation, use: Use | None, like: Thing) -> Any:
        """Return an answer that is near to a request, by an earlier one where that does it."""
        if use is None:
            return like
        preferred = self._document.preferred(operation.key)
        if preferred:
            return copy.deepcopy(self._answers.value(operation, use, 0))
        known = as_object(self._templates.get(operation.key))
        if known is not None:
            made = {**known, **{name: like[name] for name in like if name in known}}
            if self._document.values.fits(self._document.values.reference(use.key), made):
                return made
        made = self._near(use, like, operation.key, fills=True)
        self._templates[operation.key] = made
        return copy.deepcopy(made)

    def _times(self, use: Use | None) -> Thing:
        """Return the time for what tells when a thing was made."""
        if use is None:
            return {}
        known: Mapping[str, Any] = self._roles.facts(use.key).get("properties", {})
        time = moment(self.memory.clock)
        return {
            name: time
            for name, schema in known.items()
            if any(part in name.lower() for part in _TIMES)
            and (self._document.values.facts.of(schema) or {}).get("format") == "date-time"
        }

    def _rendered(
        self, operation: Operation, collection: Collection, thing: Thing, use: Use | None
    ) -> Any:
        """Return a thing as an operation answers it."""
        if use is None:
            return ABSENT
        things = self._roles.things(self._paths.get(collection.path, collection.path))
        key = str(thing.get(things.id_name, ""))
        mark = (operation.key, collection.path, key)
        known = self._shown.get(mark)
        if known is not None and known[0] == thing:
            return known[1]
        like: Any = thing
        facts = self._roles.facts(use.key)
        if things.wrapper and things.wrapper in facts.get("properties", {}):
            like = {things.wrapper: thing}
        preferred = self._document.preferred(operation.key)
        value = self._near(use, like, operation.key)
        if preferred and operation.method in ("GET", "POST", "PUT", "PATCH"):
            value = self._preferred(operation, use, things, key)
        self._shown[mark] = (copy.deepcopy(thing), value)
        return value

    def _preferred(self, operation: Operation, use: Use, things: Things, key: str) -> Any:
        value = copy.deepcopy(self._answers.value(operation, use, 0))
        held = as_object(value)
        if held is not None and things.id_name in held:
            named = {**held, things.id_name: key}
            if self._document.values.fits(self._document.values.reference(use.key), named):
                return named
        return value

    def _near(self, use: Use, like: Any, seed: str, *, fills: bool = False) -> Any:
        try:
            return self._answers.near(use, like, seed, fills=fills)
        except NoValue as error:
            raise Refusal(500, f"no answer was found that the document allows ({error})") from None


def _filled(operation: Operation, named: Mapping[str, str]) -> str:
    """Return the path of an operation with its places filled in."""
    path = operation.path
    for name, text in named.items():
        path = path.replace(f"{{{name}}}", text)
    return path
