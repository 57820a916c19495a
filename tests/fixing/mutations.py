"""One change of an API at a time, drawn by chance: something is called otherwise, or goes.

In: a document and a seed. Out: the document of the next version, what is spelled how in it, and
what the change is called. A former name goes in two steps, of which the second is in `then`.
"""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass, field
from random import Random
from typing import Any

PROPERTIES = (
    "holderName balanceCents standing nickName homeAddress streetLine cityName postalCode "
    "ownerName currencyCode mailAddress maximumAmount maximumCount ruleNote entries "
    "transferKey senderKey receiverKey amountCents progress memoText payerKey payeeKey sumCents "
    "purposeText holderPrefix minimumCents closingReason accountKey"
).split()
COMPONENTS = (
    "Account Address Standing ClosingReason Currency AmountLimit CountLimit Limit Transfer "
    "Progress TransferDraft AccountDraft LimitList"
).split()
CONSTANTS = (
    "euro_cents dollar_cents crown_ore account_open account_frozen account_shut holder_moved "
    "holder_died transfer_settled transfer_refused transfer_waiting"
).split()
NAMESPACES = ("accounts", "limits", "transfers")
KINDS = {
    "property": 40,
    "component": 15,
    "constant": 15,
    "namespace": 8,
    "method": 7,
    "former name": 15,
}


@dataclass(frozen=True)
class Mutation:
    """A version after the first one; `spellings` are old words with new ones, as on the wire."""

    kind: str
    what: str
    document: Any
    spellings: dict[str, str] = field(default_factory=dict[str, str])
    then: Any = None

    def __str__(self) -> str:
        return f"{self.kind} {self.what}"


def mutation(document: Any, seed: int) -> Mutation:
    """Return the change of a seed."""
    chance = Random(seed)
    (kind,) = chance.choices([*KINDS], [*KINDS.values()])
    text = json.dumps({**document, "info": {**document["info"], "version": "2"}})
    match kind:
        case "property":
            old = chance.choice(PROPERTIES)
            new = _respelled(old, chance)
            return _renamed(kind, old, new, text)
        case "constant":
            old = chance.choice(CONSTANTS)
            words = old.split("_")
            new = chance.choice((old.upper(), f"{old}_now", "".join(map(str.title, words))))
            return _renamed(kind, old, new, text)
        case "component" | "former name":
            old = chance.choice(COMPONENTS)
            new = chance.choice((f"Bank{old}", f"{old}Info", f"{old}V2"))
            text = text.replace(f'schemas/{old}"', f'schemas/{new}"').replace(
                f'"{old}": {{', f'"{new}": {{'
            )
            after = json.loads(text)
            then = copy.deepcopy(after)
            then["info"]["version"] = "3"
            what = f"{old} → {new}"
            return Mutation(kind, what, after, {}, then if kind == "former name" else None)
        case "namespace":
            old = chance.choice(NAMESPACES)
            new = chance.choice((f"bank_{old}", f"{old}_v2", old[:-1]))
            text = text.replace(f'["{old}"]', f'["{new}"]')
            text = re.sub(rf"/{old}(?=[/\"])", f"/{new}", text)
            return Mutation(kind, f"{old} → {new}", json.loads(text), {old: new})
        case _:
            return _moved(json.loads(text), chance)


def _renamed(kind: str, old: str, new: str, text: str) -> Mutation:
    text = re.sub(rf'(?<=["{{]){old}(?=["}}])', new, text)
    return Mutation(kind, f"{old} → {new}", json.loads(text), {old: new})


def _respelled(name: str, chance: Random) -> str:
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z]+", name)]
    way = chance.randrange(5)
    if way == 0:
        words = [*words, chance.choice(("text", "value", "info"))]
    elif way == 1:
        words = [chance.choice(("bank", "new", "full")), *words]
    elif way == 2:
        words = words[::-1] if len(words) > 1 else [*words, "value"]
    elif way == 3:
        return "_".join(words) if len(words) > 1 else f"{name}_value"
    else:
        words = [f"{words[0]}s", *words[1:]]
    return "".join([words[0], *(word.title() for word in words[1:])])


def _moved(document: Any, chance: Random) -> Mutation:
    """Move one operation to another path and tag: its method is in another namespace."""
    paths = document["paths"]
    path = chance.choice([*paths])
    method = chance.choice([*paths[path]])
    old = path.split("/")[-1 if "{" not in path.split("/")[-1] else 1]
    new, tag = f"{old}-v2", chance.choice(("back_office", f"{old}_v2"))
    operation = paths[path].pop(method)
    paths[path.replace(f"/{old}", f"/{new}")] = {method: {**operation, "tags": [tag]}}
    what = f"{operation['operationId']} → {tag}"
    return Mutation("method", what, document, {old: new})
