"""One document: its package is made and imported, and each of its operations is called.

    python -m benchmarks.document_calls DOCUMENT OUT

In: a document. Out: a line of JSON: counts, and what failed, by kind, with its places. Each
operation is called with what it needs and with all that it takes; it answers with each example of
the document, and with values made for the schemas of each status; these are checked, while an
example need only be read.
"""

# pyright: basic
# What is emitted is imported at run time, and has no types here.

from __future__ import annotations

import importlib
import inspect
import json
import re
import sys
import traceback
import typing
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.plausible import Plausible, Way
from benchmarks.replies import Answering, Replies, Reply
from benchmarks.type_fits import fits, misfit
from dfnsgen.diagnostics import Refused, Severity
from dfnsgen.generate import prepare, write
from dfnsgen.model.api import In, Operation, Response
from dfnsgen.model.media_types import BodyKind, kind_of
from dfnsgen.options import Options
from dfnsgen.pipeline import intended, named, remembered
from dfnsgen.python.client.answers import successes
from dfnsgen.python.client.constants import taken_parameters
from dfnsgen.python.models.wire import sent_contents
from dfnsgen.python.names.names import OperationName, py_name

_SENT = (Way(sent=True), Way(sent=True, full=True), Way(sent=True, full=True, variant=1))


@dataclass(slots=True)
class Seen:
    """What was done, and what failed: a kind, and the places that it was seen at."""

    counts: Counter[str] = field(default_factory=Counter[str])
    failures: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def fail(self, what: str, kind: str, where: str) -> None:
        """Note a failure."""
        self.counts[f"failed {what}"] += 1
        self.failures.setdefault(f"{what}: {kind}", []).append(where)


class Caller:
    """Calls the operations of one package."""

    def __init__(self, source: str, out: Path, seen: Seen) -> None:
        self.seen = seen
        package = "p_" + re.sub(r"\W+", "_", Path(source).stem).strip("_").lower()
        prepared = prepare(Options(sources=(source,), out=out, package=package, cache=False))
        write(prepared, force=True)
        seen.counts["generated"] = 1
        seen.counts["kinds of warnings"] = len({d.rule for d in prepared.diagnostics})
        self.api, self.names = named(intended(prepared.version)[0], remembered(prepared.folder))
        self.values = Plausible(prepared.version.document.tree)
        self.replies = Replies(self.api, self.values)
        sys.path.insert(0, str(out))
        self.package = importlib.import_module(package)
        for name in ("codecs", "validators", "models"):
            module = importlib.import_module(f"{package}.{name}")
        self.models = module
        self.transport = Answering(self.package)
        self.client = self._client()
        self.checked = self.client.with_options(answers="checked")

    def _client(self) -> Any:
        credentials: dict[str, Any] = {}
        for name, one in inspect.signature(self.package.Client).parameters.items():
            if "tuple[str, str" in str(one.annotation):
                credentials[name] = ("u", "p")
            elif "Token" in str(one.annotation):
                credentials[name] = "t"
        address = "https://example.test/base"
        return self.package.Client(
            base_url=address, transport=self.transport, retries=0, **credentials
        )

    def run(self) -> None:
        """Call everything."""
        warnings.simplefilter("ignore")
        for operation, name in zip(self.api.operations, self.names.operations, strict=True):
            self.seen.counts["operations"] += 1
            where = f"{operation.method} {operation.path}"
            try:
                _Calls(self, operation, name, where).make()
            except Exception as error:
                last = traceback.extract_tb(error.__traceback__)[-1]
                self.seen.fail("operation", f"{error!r:.90} {last.filename}:{last.lineno}", where)


class _Calls:
    """The calls of one operation."""

    def __init__(
        self, caller: Caller, operation: Operation, name: OperationName, where: str
    ) -> None:
        self.caller, self.operation, self.where = caller, operation, where
        self.seen, self.values = caller.seen, caller.values
        self.method = getattr(getattr(caller.checked, name.namespace), name.method)
        self.tolerant = getattr(getattr(caller.client, name.namespace), name.method)
        self.constant = f"_{name.method.upper()}"
        self.module = sys.modules[type(self.method.__self__).__module__]
        self.good = successes(operation)

    def make(self) -> None:
        """Call with all kinds of requests, and with all kinds of answers."""
        made = [self.caller.replies.made(good, self._status(good)) for good in self.good[:1]]
        self.caller.transport.reply = next((one[0] for one in made if one), Reply(status=204))
        for way in _SENT:
            arguments = self._arguments(way)
            shown = f"{arguments!r:.300}"
            self._tried("requests", lambda given=arguments: self._call(given, self.method), shown)
        promised = self._promised()
        arguments = self._arguments(Way(sent=True))
        for response in self.operation.responses:
            if response not in self.good and response.status[0] in "13":
                continue  # It is no result, and no error of the API.
            status = self._status(response)
            replies = self.caller.replies
            for reply in (*replies.examples(response, status), *replies.made(response, status)):
                self.caller.transport.reply = reply
                self._answered(response, reply, promised, arguments)

    def _status(self, response: Response) -> int:
        if response.status == "default":
            return 200 if response in self.good else 500
        return int(response.status.upper().replace("XX", "00"))

    def _promised(self) -> Any:
        """Return the type that the method promises."""
        names = {**vars(typing), **vars(self.module), "models": self.caller.models}
        for line in inspect.getsource(self.module).splitlines():
            if line.startswith("    from ..") and " import " in line:
                origin, _, several = line.strip().removeprefix("from ").partition(" import ")
                found = importlib.import_module(origin, self.module.__package__)
                names |= {n.strip(): getattr(found, n.strip()) for n in several.split(",")}
        function = inspect.unwrap(self.method.__func__)
        return eval(str(function.__annotations__["return"]), names)  # our own annotation

    def _arguments(self, way: Way) -> dict[str, Any]:
        taken = inspect.signature(self.method).parameters
        made: dict[str, Any] = {}
        for parameter in taken_parameters(self.operation):
            name, suffix = py_name(parameter.spec_name), parameter.location.value
            spelled = (name, f"{name}_{suffix}", f"{name}_", f"{name}_{suffix}_")
            free = [one for one in spelled if one in taken and one not in (*made, "options")]
            if free and (parameter.required or way.full or parameter.location is In.PATH):
                node = self.values.resolved(self.values.at(parameter.at))
                held = next(iter((node.get("content") or {}).values()), {})
                schema = node.get("schema", held.get("schema", {"type": "string"}))
                value = self.values.of(schema, way)
                if parameter.location is In.PATH and value in ("", [], {}):
                    value = self.values.of(schema, replace(way, full=True)) or "a"
                made[free[0]] = value
        body = self.operation.request_body
        if body is not None and "body" in taken:
            needed = taken["body"].default is inspect.Parameter.empty
            if body.required or way.full or needed:
                made["body"] = self._body(body.at, way)
        return made

    def _body(self, at: str, way: Way) -> Any:
        content = sent_contents(self.operation, self.caller.api)[0]
        kind = kind_of(content, self.caller.api.definitions)
        if kind is BodyKind.BYTES:
            return b"abc"
        media = self.values.resolved(self.values.at(at))["content"][content.content_type]
        if "itemSchema" in media:
            return [self.values.of(media["itemSchema"], way)]
        schema = self.values.resolved(media).get("schema")
        if kind is BodyKind.TEXT or schema is None:
            return "abc" if kind is BodyKind.TEXT else {}
        value = self.values.of(schema, way)
        return value if kind is BodyKind.JSON else self._with_files(schema, value, way)

    def _with_files(self, schema: Any, value: Any, way: Way) -> Any:
        if isinstance(value, list):
            return [b"abc" if isinstance(item, str) else item for item in value]
        if not isinstance(value, dict):
            return b"abc" if _is_file(self.values.united(schema, way)) else value
        known = self.values.united(schema, way).get("properties", {})
        made: dict[str, Any] = {}
        for name, inner in value.items():
            own = self.values.united(known.get(name, {}), way)
            items = own.get("items")
            item = self.values.united(items, way) if isinstance(items, Mapping) else {}
            if _is_file(own):
                inner = b"abc"
            elif isinstance(inner, list) and _is_file(item):
                inner = [b"abc" for _ in inner]
            made[name] = inner
        return made

    def _call(self, arguments: dict[str, Any], method: Any) -> Any:
        """Call; a body in wire form that fits several variants is given as a model.

        What asks for items is asked for by `accept`, and refused in a body: it is left out there.
        """
        try:
            return method(**arguments)
        except self.caller.package.ValidationError as error:
            found = re.search(r"gives items, and sets '(\w+)' itself", str(error))
            if found is not None:
                body = {k: v for k, v in arguments["body"].items() if k != found[1]}
                return self._call({**arguments, "body": body}, method)
            several = any("fits several" in issue.message for issue in error.issues)
            if not several or "body" not in arguments:
                raise
        self.seen.counts["bodies given as models"] += 1
        codec = getattr(self.module, self.constant).bodies[0].codec
        model = codec.from_value(arguments["body"], lenient=True)
        return method(**{**arguments, "body": model})

    def _tried(self, what: str, call: Callable[[], Any], detail: str) -> Any:
        """Return what a call gives; note what it raises, None then."""
        self.seen.counts[what] += 1
        try:
            return call()
        except Exception as error:
            self.seen.fail(what, _kind(error), f"{self.where} {_issues(error)} {detail}")
        return None

    def _answered(
        self, response: Response, reply: Reply, promised: Any, arguments: dict[str, Any]
    ) -> None:
        detail = f"{response.status} {reply.body[:200]!r}"
        what = "answers"
        if reply.is_example:
            self._tried("examples", lambda: self._result(reply, arguments, self.tolerant), detail)
            what = "examples as documented"
        result = self._tried(what, lambda: self._result(reply, arguments, self.method), detail)
        if result is None:
            return
        try:
            self._fits(what, result, promised, reply, detail)
        except ValueError as error:  # A field that can't hold what came.
            self.seen.fail(what, _kind(error), f"{self.where} {error} {detail}")

    def _fits(self, what: str, result: Any, promised: Any, reply: Reply, detail: str) -> None:
        """Note where a result isn't what the method promises, or lost something."""
        if type(result).__name__ == "ItemStream":
            items = self._tried(what, lambda: [*result], detail)
            held = typing.get_args(promised)
            if items and held and not fits(items[0], held[0]):
                self.seen.fail(what, "mistyped item", f"{self.where} {misfit(items[0], held[0])}")
            return
        if not fits(result, promised):
            self.seen.fail(what, "mistyped", f"{self.where} {misfit(result, promised)} {detail}")
        if hasattr(result, "to_json") and reply.value is not None:
            back = json.loads(result.to_json())
            if back != reply.value:
                self.seen.fail(what, "lost", f"{self.where} {detail} -> {json.dumps(back)[:200]}")

    def _result(self, reply: Reply, arguments: dict[str, Any], method: Any) -> Any:
        """Return a result; None for the error that it should be, with a value if it has a body."""
        is_error = reply.status >= 400
        try:
            result = self._call(arguments, method)
        except self.caller.package.ApiError as error:
            if not is_error:
                raise
            is_head = self.operation.method == "HEAD"  # Its answers have no body.
            expected = isinstance(reply.value, dict) and reply.value and not is_head
            if error.value is None and expected:
                raise AssertionError("an error has no value") from None
            return None
        if is_error:
            raise AssertionError("an error is none")
        return result


def _is_file(schema: Mapping[str, Any]) -> bool:
    """Whether a property of a form is a file."""
    is_media = "contentMediaType" in schema and "contentEncoding" not in schema
    return schema.get("format") == "binary" or is_media


def _kind(error: BaseException) -> str:
    keywords = sorted({str(issue.keyword) for issue in getattr(error, "issues", ())})
    return f"{type(error).__name__} {' '.join(keywords) or str(error)[:90]}"


def _issues(error: BaseException) -> str:
    issues = getattr(error, "issues", ())[:3]
    return " | ".join(f"{one.instance} {one.message} [{one.schema}]" for one in issues)


def main(source: str, out: str) -> None:
    """Print one line of JSON on a document."""
    seen = Seen()
    try:
        Caller(source, Path(out), seen).run()
    except Refused as refused:
        errors = [d for d in refused.diagnostics if d.severity is Severity.ERROR]
        seen.fail("document", "refused", "; ".join(f"{d.rule} {d.at.pointer}" for d in errors))
    except Exception as error:
        seen.fail("document", f"{error!r:.200}", traceback.format_exc()[-1500:])
    print(json.dumps({"source": source, "counts": seen.counts, "failures": seen.failures}))


if __name__ == "__main__":
    main(*sys.argv[1:3])
