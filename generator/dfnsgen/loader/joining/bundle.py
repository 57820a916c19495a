"""Files that a document refers to, brought into it: afterwards every reference is local.

What a reference leads to becomes a component of its kind, named after the end of the reference or
the file. Which files may be read is said in `files`.

    $ref: schemas/pet.yaml             ->  $ref: '#/components/schemas/pet'
    $ref: common.yaml#/parameters/Id   ->  $ref: '#/components/parameters/Id'
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin

from dfnsgen.diagnostics import Diagnostic, Refused
from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules, slip_rules
from dfnsgen.loader.findings import Finding
from dfnsgen.loader.grammar import (
    SECTIONS,
    SWAGGER_SECTIONS,
    Link,
    Node,
    nodes,
    pointer_of,
    rewrite,
)
from dfnsgen.loader.joining.files import (
    NO_SUCH_FILE,
    File,
    Place,
    Reach,
    find_file,
    read_place,
)
from dfnsgen.loader.joining.identifiers import Answered, find_answered
from dfnsgen.loader.joining.references import (
    Missing,
    Target,
    explain_missing,
    is_droppable,
    one_spelling,
    resolve,
    straight,
)
from dfnsgen.loader.limits import MAX_BYTES, MAX_FILES
from dfnsgen.loader.positions import Positions
from dfnsgen.loader.reading.parts import read_tree
from dfnsgen.loader.reading.text import decode
from dfnsgen.pointers import escape

_DOCUMENT_SUFFIXES = (".yaml", ".yml", ".json")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Where a version of OpenAPI keeps what is referred to; `holder` is what holds the sections."""

    kind: str
    sections: Mapping[str, str]
    holder: tuple[str, ...]

    def pointer(self, section: str, name: str) -> str:
        """Return the reference to a part."""
        return "/".join(("#", *self.holder, section, escape(name)))

    def parts(self, tree: JsonValue) -> Node:
        """Return what holds the sections of a document."""
        for key in self.holder:
            tree = tree.get(key) if isinstance(tree, dict) else None
        return tree if isinstance(tree, dict) else {}


OPENAPI = Form(kind="document", sections=SECTIONS, holder=("components",))
SWAGGER = Form(kind="swagger", sections=SWAGGER_SECTIONS, holder=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """A document in one piece; `contents` are the files that were joined to it."""

    tree: Node
    findings: tuple[Finding, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    contents: tuple[bytes, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(slots=True)
class _Bundler:
    """The work in progress: which files were read, and what became which component."""

    main: File
    reach: Reach
    positions: Positions
    form: Form
    files: dict[Place, File] = field(default_factory=dict[Place, File])
    contents: list[bytes] = field(default_factory=list[bytes])
    mounts: dict[tuple[Place, str, str], str] = field(
        default_factory=dict[tuple[Place, str, str], str]
    )
    added: dict[str, Node] = field(default_factory=dict[str, Node])
    waiting: deque[tuple[File, JsonValue, str, str, str]] = field(
        default_factory=deque[tuple[File, JsonValue, str, str, str]]
    )
    findings: list[Finding] = field(default_factory=list[Finding])
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])


def bundle(
    tree: Node,
    place: Place | None,
    reach: Reach,
    positions: Positions,
    form: Form = OPENAPI,
) -> Bundled:
    """Return the document with the files it refers to. Raises Refused for a file that is broken."""
    if not any(_leads_away(node, kind, form) for node, kind, _ in nodes(tree, form.kind)):
        return Bundled(tree=tree)
    main = File(place=place, shown="", tree=tree)
    work = _Bundler(main, reach, positions, form)
    if main.place is not None:
        work.files[main.place] = main
    _mount_components(work)
    made = _localise(work, main, tree, form.kind, None)
    holder: Link = None
    for key in form.holder:
        holder = (holder, key)
    while work.waiting:
        file, subtree, kind, section, name = work.waiting.popleft()
        link: Link = ((holder, section), name)
        if isinstance(subtree, dict):
            subtree = _in_dialect(work, file, subtree) if kind == "schema" else subtree
            subtree = _localise(work, file, subtree, kind, link)
        work.added[section][name] = subtree
    return Bundled(
        tree=_with_components(made, work),
        findings=tuple(work.findings),
        diagnostics=tuple(work.diagnostics),
        contents=tuple(work.contents),
        files=tuple(
            file.shown
            for file in work.files.values()
            if file is not main and isinstance(file.place, Path)
        ),
    )


def _in_dialect(work: _Bundler, file: File, schema: Node) -> Node:
    """Let a schema of a file say which draft it is of, as the whole file says it."""
    root = file.tree if isinstance(file.tree, dict) else {}
    dialect = root.get("$schema", root.get("jsonSchemaDialect"))
    if not isinstance(dialect, str) or "$schema" in schema or "$ref" in schema:
        return schema
    made: Node = {"$schema": dialect, **schema}
    work.positions.adopt(made, schema)
    return made


def _leads_away(node: Node, kind: str, form: Form) -> bool:
    """Tell whether an object refers to something outside its own document."""
    reference = node.get("$ref")
    if kind in form.sections and isinstance(reference, str) and not reference.startswith("#"):
        return True
    mapping = node.get("mapping") if kind == "discriminator" else None
    return isinstance(mapping, dict) and any(
        _is_file(_target_of(value)) for value in mapping.values()
    )


def _target_of(value: JsonValue) -> str:
    """Return the reference in a mapping's value, which may be an object by mistake."""
    if isinstance(value, dict):
        value = value.get("$ref")
    return value if isinstance(value, str) else ""


def _is_file(target: str) -> bool:
    return target.split("#")[0].lower().endswith(_DOCUMENT_SUFFIXES)


def _localise(work: _Bundler, file: File, tree: Node, kind: str, link: Link) -> Node:
    """Return a tree of a file with its references turned into ones within the document."""
    answered = find_answered(tree, kind)

    def edit(node: Node, kind: str, link: Link) -> Node:
        if kind == "discriminator":
            return _localise_mapping(work, file, node, link)
        reference = node.get("$ref")
        if kind not in work.form.sections or not isinstance(reference, str):
            return node
        noted = len(work.findings)
        made = _local(work, file, node, reference, kind, (link, "$ref"), answered)
        if kind == "schema" and any(_is_absent(found) for found in work.findings[noted:]):
            missing = (
                replace(f, rule=slip_rules.SCHEMA_WITHOUT_FILE) for f in work.findings[noted:]
            )
            work.findings[noted:] = missing
            return {key: value for key, value in node.items() if key != "$ref"}
        if is_droppable(kind):
            del work.findings[noted:]  # what leads nowhere is left out, and noted, with the others
        return node if made == reference else {**node, "$ref": made}

    return rewrite(tree, edit, work.positions.adopt, kind=kind, link=link)


def _is_absent(found: Finding) -> bool:
    return found.rule is rules.REFERENCE_FILE and ("problem", NO_SUCH_FILE) in found.values


def _localise_mapping(work: _Bundler, file: File, node: Node, link: Link) -> Node:
    mapping = node.get("mapping")
    if not isinstance(mapping, dict):
        return node
    made: dict[str, JsonValue] = {}
    for value, written in mapping.items():
        target = _target_of(written)
        if _is_file(target) or (target.startswith("#/") and file is not work.main):
            place: Link = ((link, "mapping"), value)
            noted = len(work.findings)
            made[value] = _local(work, file, node, target, "schema", place, Answered())
            del work.findings[noted:]  # what leads nowhere is left out, and noted, with the others
    return {**node, "mapping": {**mapping, **made}} if made else node


def _local(
    work: _Bundler,
    file: File,
    node: Node,
    reference: str,
    kind: str,
    link: Link,
    answered: Answered,
) -> str:
    """Return what a reference of a file is in the joined document."""
    if answered.answers(node, reference):
        return reference
    where, _, fragment = reference.partition("#")
    if file is work.main and where == reference and _is_name(work, where, kind):
        return _by_name(work, where, kind, link)
    found: File | None = file
    if where and not (file is work.main and _is_own(work, where)):
        found = _open(work, file, reference, where, link)
    if found is None:
        return reference
    pointer = one_spelling("#" + fragment)
    if found is work.main:
        return pointer
    pointer = straight(found.tree, pointer) or pointer
    if isinstance(resolve(found.tree, pointer), Missing):
        _note_missing(work, found, reference, pointer, link)
        return reference
    return _mount(work, found, pointer, kind)


def _is_name(work: _Bundler, where: str, kind: str) -> bool:
    """Tell whether a reference is no more than the name of a component: `$ref: Pet`."""
    if "/" in where or _is_file(where):
        return False
    named = work.form.parts(work.main.tree).get(work.form.sections[kind])
    return isinstance(named, dict) and where in named


def _by_name(work: _Bundler, name: str, kind: str, link: Link) -> str:
    intended = work.form.pointer(work.form.sections[kind], name)
    values = (("reference", name), ("intended", intended))
    rule = slip_rules.REFERENCE_BY_NAME
    work.findings.append(Finding(rule=rule, pointer=pointer_of(link), values=values))
    return intended


def _is_own(work: _Bundler, where: str) -> bool:
    """Tell whether a reference names the document by its `$self`. Source: OpenAPI 3.2, 4.1.2."""
    own = work.main.tree.get("$self") if isinstance(work.main.tree, dict) else None
    if not isinstance(own, str):
        return False
    try:
        return urljoin(own, where) == own.partition("#")[0]
    except ValueError:
        return False


def _note_missing(work: _Bundler, found: File, reference: str, pointer: str, link: Link) -> None:
    where, advice = explain_missing(found.tree, pointer)
    values = (("reference", reference), ("where", where), ("advice", advice))
    work.findings.append(
        Finding(rule=rules.REFERENCE_NOT_FOUND, pointer=pointer_of(link), values=values)
    )


def _open(work: _Bundler, file: File, reference: str, where: str, link: Link) -> File | None:
    """Return the file that a reference names, or None after noting why it isn't read."""
    rule, values, place = find_file(work.reach, file, reference, where)
    if rule is not None or place is None:
        found = Finding(rule=rule or rules.REFERENCE_FILE, pointer=pointer_of(link), values=values)
        work.findings.append(found)
        return None
    if place not in work.files:
        content, shown = read_place(work.reach, place)
        work.contents.append(content)
        if len(work.contents) > MAX_FILES or sum(map(len, work.contents)) > MAX_BYTES:
            at = work.positions.locate(work.main.tree, "#")
            raise Refused(rules.TOO_MANY_FILES.found(at, limit=MAX_FILES, bytes=MAX_BYTES))
        tree, noticed = read_tree(decode(content, shown), shown, work.positions)
        work.diagnostics.extend(noticed)
        work.files[place] = File(place=place, shown=shown, tree=tree)
    return work.files[place]


def _mount_components(work: _Bundler) -> None:
    """Let what a component of the document refers to in another file be that component itself.

    `components: {schemas: {Pet: {$ref: schemas/Pet.yaml}}}` is how the file's schema is called.
    """
    holder: Link = None
    for key in work.form.holder:
        holder = (holder, key)
    for kind, section in work.form.sections.items():
        members = work.form.parts(work.main.tree).get(section)
        for name, value in members.items() if isinstance(members, dict) else ():
            reference = value.get("$ref") if isinstance(value, dict) and len(value) == 1 else None
            if not isinstance(reference, str) or reference.startswith("#"):
                continue
            noted = len(work.findings)
            where, _, fragment = reference.partition("#")
            link: Link = (((holder, section), name), "$ref")
            file = _open(work, work.main, reference, where, link)
            del work.findings[noted:]  # The walk through the document notes it, too.
            if file is None or file is work.main or file.place is None:
                continue
            pointer = one_spelling("#" + fragment)
            pointer = straight(file.tree, pointer) or pointer
            target = resolve(file.tree, pointer)
            if not isinstance(target, Missing) and (file.place, pointer, kind) not in work.mounts:
                work.mounts[file.place, pointer, kind] = work.form.pointer(section, name)
                work.added.setdefault(section, {})[name] = None
                work.waiting.append((file, target, kind, section, name))


def _mount(work: _Bundler, file: File, pointer: str, kind: str) -> str:
    """Return the component that a part of another file is, making it one if need be."""
    assert file.place is not None
    key = (file.place, pointer, kind)
    if key not in work.mounts:
        section = work.form.sections[kind]
        target = resolve(file.tree, pointer)
        assert not isinstance(target, Missing)
        name, is_there = _name(work, file, pointer, section, target)
        work.mounts[key] = work.form.pointer(section, name)
        if not is_there:
            work.added.setdefault(section, {})[name] = None
            work.waiting.append((file, target, kind, section, name))
    return work.mounts[key]


def _name(
    work: _Bundler, file: File, pointer: str, section: str, target: Target
) -> tuple[str, bool]:
    """Return a component name for a part of a file, and whether that component exists already."""
    assert file.place is not None
    existing = work.form.parts(work.main.tree).get(section)
    taken = existing if isinstance(existing, dict) else {}
    added = work.added.get(section, {})
    stem = str(PurePosixPath(work.reach.name_of(file.place)).with_suffix(""))
    last = unquote(pointer.rsplit("/", 1)[-1]).replace("~1", "/").replace("~0", "~")
    short = _cleaned(last if "/" in pointer else file.stem)
    if short in taken and taken[short] == target and not _refers(target):
        return short, True
    digest = hashlib.sha256(f"{stem}{pointer}".encode()).hexdigest()[:8]
    for name in (short, _cleaned(f"{stem}_{last}"), f"{short}_{digest}"):
        if name not in taken and name not in added:
            return name, False
    raise AssertionError("a hash of the place is taken by another place")


def _cleaned(text: str) -> str:
    return _NOT_IN_NAMES.sub("_", text).strip("_")[:100] or "part"


def _refers(value: Target) -> bool:
    """Tell whether a value holds a reference: then its equal may mean something else."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if "$ref" in part:
                return True
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return False


def _with_components(tree: Node, work: _Bundler) -> Node:
    """Return the tree with the parts of other files among its components."""
    components = work.form.parts(tree)
    sections: dict[str, JsonValue] = {}
    for section, added in work.added.items():
        known = components.get(section)
        whole: Node = {**(known if isinstance(known, dict) else {}), **added}
        if isinstance(known, dict):
            work.positions.adopt(whole, known)
        sections[section] = whole
    joined: Node = {**components, **sections}
    work.positions.adopt(joined, components)
    if not work.form.holder:
        return joined
    made: Node = {**tree, work.form.holder[-1]: joined}
    work.positions.adopt(made, tree)
    return made
