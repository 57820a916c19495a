"""The parties beside ours: what each generates, and its calls for each task and payload.

In: the payloads as texts and values, and a folder with what the generators wrote. Out: parties. One
whose package isn't installed raises ImportError; a payload that a peer can't handle is left out.
"""

from __future__ import annotations

import functools
import importlib
import json
import operator
import re
import subprocess
import sys
import typing
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any

from benchmarks.payloads import NAMES, ROOTS, document

BASE = "pydantic, as emitted"
Job = Callable[[], object]
Texts = dict[str, bytes]
Values = dict[str, Any]


@dataclass(slots=True)
class Party:
    """One subject: for each task and payload a call without arguments."""

    name: str
    jobs: dict[tuple[str, str], Job] = field(default_factory=dict)

    def add(
        self, payload: str, text: bytes, value: Any, calls: Sequence[Callable[[Any], Any]]
    ) -> None:
        """Add the calls for one payload: decode, validate and, where there is one, encode."""
        decode, validate, *encode = calls
        typed = decode(text)
        self.jobs["decode", payload] = lambda: decode(text)
        self.jobs["validate", payload] = lambda: validate(value)
        if encode:
            self.jobs["encode", payload] = lambda: encode[0](typed)


def generate(folder: Path, openapi_python_client: Path | None) -> None:
    """Write the payloads' document, our package and the peers' models into a folder."""
    source = folder / "payloads.json"
    source.write_text(json.dumps(document()), encoding="utf-8")
    scripts = Path(sys.executable).parent
    ours = [str(scripts / "dfnsgen"), "generate", str(source), "--quiet", "--out", str(folder)]
    commands = [[*ours, "--package", "ours"]]
    dcg = [str(scripts / "datamodel-codegen"), "--input", str(source)]
    dcg += ["--input-file-type", "openapi", "--disable-timestamp", "--output-model-type"]
    for module, options in (
        ("dcg_pydantic", ["pydantic_v2.BaseModel"]),
        ("dcg_literals", ["pydantic_v2.BaseModel", "--enum-field-as-literal", "all"]),
        ("dcg_msgspec", ["msgspec.Struct"]),
    ):
        commands.append([*dcg, *options, "--output", str(folder / f"{module}.py")])
    if openapi_python_client is not None:
        used = folder / "used.json"
        used.write_text(json.dumps(_with_operations()), encoding="utf-8")
        opc = [str(openapi_python_client), "generate", "--path", str(used), "--meta", "none"]
        commands.append([*opc, "--output-path", str(folder / "opc")])
    for command in commands:
        subprocess.run(command, check=True, capture_output=True)


def _with_operations() -> dict[str, Any]:
    """Return the document with an operation for each payload: the client decodes in these alone."""
    whole = document()
    for name, root in ROOTS.items():
        schema = {"$ref": f"#/components/schemas/{root}"}
        answer = {"description": "", "content": {"application/json": {"schema": schema}}}
        whole["paths"][f"/{name}"] = {
            "get": {"operationId": f"get_{name}", "responses": {"200": answer}}
        }
    return whole


def ours(texts: Texts, values: Values, name: str) -> Party:
    """Our package; the JSON accelerator is chosen by the environment of this process."""
    codecs = importlib.import_module("ours.codecs")
    party = Party(name)
    for payload in NAMES:
        codec = getattr(codecs, ROOTS[payload])
        calls = (codec.from_json, codec.validate, codec.to_json)
        party.add(payload, texts[payload], values[payload], calls)
    return party


def pydantic_models(texts: Texts, values: Values) -> Party:
    module = importlib.import_module("dcg_pydantic")
    party = Party(BASE)
    for payload in NAMES:
        _add_pydantic(party, payload, texts, values, getattr(module, ROOTS[payload]))
    return party


def pydantic_by_hand(texts: Texts, values: Values) -> Party:
    """The union tagged by hand, as an expert would edit it."""
    from pydantic import Field

    module = importlib.import_module("dcg_literals")
    variants = typing.get_args(module.Transfer.model_fields["root"].annotation)
    union = Annotated[functools.reduce(operator.or_, variants), Field(discriminator="kind")]
    party = Party("pydantic, union tagged by hand")
    _add_pydantic(party, "transfers", texts, values, list[union])  # type: ignore[valid-type]
    return party


def _add_pydantic(party: Party, payload: str, texts: Texts, values: Values, model: Any) -> None:
    from pydantic import TypeAdapter

    adapter = TypeAdapter(model)

    def dump(typed: Any) -> bytes:
        return adapter.dump_json(typed, by_alias=True, exclude_unset=True)

    calls = (adapter.validate_json, adapter.validate_python, dump)
    party.add(payload, texts[payload], values[payload], calls)


def msgspec_models(texts: Texts, values: Values) -> Party:
    import msgspec

    module = importlib.import_module("dcg_msgspec")
    party = Party("msgspec, as emitted")
    for payload in NAMES:
        try:
            _add_msgspec(party, payload, texts, values, getattr(module, ROOTS[payload]))
        except (TypeError, msgspec.MsgspecError, AttributeError):
            continue  # It refuses unions of its structures without a tag.
    return party


def msgspec_by_hand(texts: Texts, values: Values) -> Party:
    """Each variant as a tagged structure, one for each of its tags."""
    import msgspec

    module = importlib.import_module("dcg_msgspec")
    variants: list[Any] = []
    for name, model in vars(module).items():
        if re.fullmatch(r"Transfer\d+", name):
            fields = msgspec.structs.fields(model)
            kept = [
                (f.name, f.type) if f.required else (f.name, f.type, f.default)
                for f in fields
                if f.name != "kind"
            ]
            kind = next(f.type for f in fields if f.name == "kind")
            variants += [
                msgspec.defstruct(
                    f"{name}_{tag.name}", kept, tag_field="kind", tag=tag.value, omit_defaults=True
                )
                for tag in kind
            ]
    party = Party("msgspec, union tagged by hand")
    union = functools.reduce(operator.or_, variants)
    _add_msgspec(party, "transfers", texts, values, list[union])  # type: ignore[valid-type]
    return party


def _add_msgspec(party: Party, payload: str, texts: Texts, values: Values, model: Any) -> None:
    import msgspec

    def convert(value: Any) -> Any:
        return msgspec.convert(value, model)

    calls = (msgspec.json.Decoder(model).decode, convert, msgspec.json.Encoder().encode)
    party.add(payload, texts[payload], values[payload], calls)


def openapi_python_client(texts: Texts, values: Values) -> Party:
    """Its models of attrs, built by the operations that answer with the payloads."""
    party = Party("openapi-python-client")
    client = SimpleNamespace(raise_on_unexpected_status=True)
    for payload in NAMES:
        try:
            module: Any = importlib.import_module(f"opc.api.default.get_{payload}")
        except ModuleNotFoundError as error:
            if error.name is not None and error.name.startswith("opc."):
                continue  # It left out the operation, or a class that it imports.
            raise

        def parse(value: Any, module: Any = module) -> Any:
            response = SimpleNamespace(status_code=200, json=lambda: value)
            return module._parse_response(client=client, response=response)

        def decode(text: bytes, parse: Callable[[Any], Any] = parse) -> Any:
            return parse(json.loads(text))

        with suppress(AttributeError):  # It takes an answer that it has no class for as bytes.
            party.add(payload, texts[payload], values[payload], (decode, parse, _opc_dump))
    return party


def _opc_dump(typed: Any) -> bytes:
    plain = [item.to_dict() for item in typed] if isinstance(typed, list) else typed.to_dict()
    return json.dumps(plain).encode()


def _schema(payload: str) -> dict[str, Any]:
    schemas = document()["components"]["schemas"]
    return {"components": {"schemas": schemas}, "$ref": f"#/components/schemas/{ROOTS[payload]}"}


def jsonschema_rust(texts: Texts, values: Values) -> Party:
    import jsonschema_rs

    party = Party("jsonschema-rs, no types")
    for payload in NAMES:
        check = jsonschema_rs.Draft202012Validator(_schema(payload)).validate
        party.add(payload, texts[payload], values[payload], (_loaded(check), check))
    return party


def fast_jsonschema(texts: Texts, values: Values) -> Party:
    fastjsonschema: Any = importlib.import_module("fastjsonschema")
    party = Party("fastjsonschema, no types")
    for payload in NAMES:
        check = fastjsonschema.compile(_schema(payload))
        party.add(payload, texts[payload], values[payload], (_loaded(check), check))
    return party


def _loaded(check: Callable[[Any], Any]) -> Callable[[bytes], Any]:
    return lambda text: check(json.loads(text))


def json_floor(texts: Texts, values: Values) -> Party:
    party = Party("json, no checks")
    for payload in NAMES:
        party.jobs["decode", payload] = lambda t=texts[payload]: json.loads(t)
        party.jobs["encode", payload] = lambda v=values[payload]: json.dumps(v).encode()
    return party


def orjson_floor(texts: Texts, values: Values) -> Party:
    import orjson

    party = Party("orjson, no checks")
    for payload in NAMES:
        party.jobs["decode", payload] = lambda t=texts[payload]: orjson.loads(t)
        party.jobs["encode", payload] = lambda v=values[payload]: orjson.dumps(v)
    return party


PEERS = (
    pydantic_models,
    pydantic_by_hand,
    msgspec_models,
    msgspec_by_hand,
    openapi_python_client,
    fast_jsonschema,
    jsonschema_rust,
    json_floor,
    orjson_floor,
)
