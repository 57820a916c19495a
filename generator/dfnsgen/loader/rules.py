"""Every rule that the loader reports under. The ids are public: they never change their meaning.

In: nothing. Out: `Rule`s, and `all_rules`, for the docs.
"""

from __future__ import annotations

from dfnsgen.diagnostics import Rule
from dfnsgen.loader import page_rules, slip_rules

# A row is a row here, not a column.
# fmt: off
# What can't be read at all.

NOT_FOUND = Rule.error("source-not-found", "there is no such file",
    remedy="{nearest}check the path; a URL starts with https:// or http://, - is standard input")
NOT_READABLE = Rule.error("source-not-readable", "the file can't be read: {problem}",
    remedy="check that it is a file and that you may read it")
URL_FAILED = Rule.error("url-failed", "the URL can't be read: {problem}",
    remedy="check the address; or fetch the document yourself and give its path")
URL_REFUSED = Rule.error("url-refused", "this URL isn't read: {problem}",
    remedy="fetch the document yourself and give its path, or - for standard input")
TOO_LARGE = Rule.error("source-too-large", "the document has more than {limit:,} bytes",
    remedy="split the document, or remove what isn't needed with an overlay")
EMPTY = Rule.error("source-empty", "the document is empty",
    remedy="check that the whole document was written")
NOT_TEXT = Rule.error("source-not-text", "byte {offset} isn't {encoding}",
    remedy="save the document as UTF-8")
FORBIDDEN_CHARACTER = Rule.error("forbidden-character",
    "the character {code} isn't allowed in a YAML document",
    remedy="remove it, or write it as an escape in a double-quoted string")
LONE_SURROGATE = Rule.error("lone-surrogate",
    "an escape stands for half a character (a lone surrogate)",
    remedy="write the whole pair, or the character itself")
YAML_SYNTAX = Rule.error("yaml-syntax", "the YAML can't be read: {problem}",
    remedy="correct the line; a value with ': ' or ' #' in it needs quotes")
YAML_TAB = Rule.error("yaml-tab", "a tab indents this line, and YAML takes spaces alone",
    remedy="put spaces in its place, two a level")
JSON_SYNTAX = Rule.error("json-syntax", "the JSON can't be read: {problem}",
    remedy="correct the line; JSON has no comments and no trailing commas")
DUPLICATE_KEY = Rule.error("duplicate-key",
    "the key {key!r} stands here a second time; the first is in line {first}",
    remedy="remove or rename one of them")
YAML_TAG = Rule.error("yaml-tag",
    "the tag {tag!r} doesn't fit the value or isn't of the YAML 1.2 core",
    remedy="remove the tag; quotes make a string")
YAML_KEY_NOT_SCALAR = Rule.error("yaml-key-not-scalar", "a mapping or a sequence is used as a key",
    remedy="use a string as the key")
YAML_ALIAS = Rule.error("yaml-alias-unknown",
    "the alias {name!r} names nothing that is complete before it",
    remedy="put the anchor before the alias; a value can't hold itself")
YAML_MERGE_KEY = Rule.error("yaml-merge-key-value",
    "a merge key (<<) holds something other than mappings",
    remedy="merge mappings only, or quote the key if it is meant as a name")
YAML_MERGED = Rule.info("yaml-merge-key",
    "{count} mappings have merge keys (<<), which YAML 1.2 hasn't",
    effect="they are read as YAML 1.1 did", remedy="write the members out")
YAML_MERGED_TOO_MANY = Rule.error("yaml-merge-key-too-many",
    "merge keys (<<) bring along more than {limit} members",
    remedy="use $ref or allOf instead of merging")
YAML_SEVERAL_DOCUMENTS = Rule.error("yaml-several-documents", "a second YAML document starts here",
    remedy="keep one document in a file")
TOO_DEEP = Rule.error("too-deep", "the document nests more than {limit} levels",
    remedy="use $ref instead of nesting")
TOO_MANY_VALUES = Rule.error("too-many-values",
    "the document holds more than {limit} values when its aliases are written out",
    remedy="use $ref instead of aliases, or split the document")
NUMBER_NOT_FINITE = Rule.error("number-not-finite", "{text} is no number of JSON",
    remedy="leave the bound out, or write a string in quotes")
NUMBER_TOO_LONG = Rule.error("number-too-long", "a number has more than {limit} digits",
    remedy="leave the bound out, or write a string in quotes")

# What the document as a whole must be.

MARKUP = Rule.error("markup-not-openapi", "this is {kind}, not an OpenAPI document",
    remedy="give the address of the document that the page shows; "
    "`dfnsgen import` takes documents out of documentation pages")
OTHER_FORMAT = Rule.error("another-format", "this is {kind}, not an OpenAPI document",
    remedy="export or convert it as OpenAPI 3 first")
NOT_OPENAPI = Rule.error("not-openapi", "this is no OpenAPI document: {problem}",
    remedy="give a document that starts with 'openapi: 3.1.0', 'openapi: 3.0.3' or the like")
SWAGGER_UNKNOWN = Rule.error("swagger-unknown",
    "this is a Swagger {version} document; of Swagger, 2.0 is known",
    remedy="convert it to OpenAPI 3 first")
CONVERTED_2_0 = Rule.info("swagger-2.0-converted", "the document is Swagger {version}",
    effect="it is read as OpenAPI 3.0 says the same")
VERSION_UNKNOWN = Rule.error("openapi-version-unknown",
    "OpenAPI {version!r} isn't known; 3.0, 3.1, 3.2 and Swagger 2.0 are",
    remedy="write the version of the specification that the document follows")
VERSION_SHORT = Rule.warning("openapi-version-form",
    "the version of OpenAPI is written {version!r}", effect="it is read as {intended!r}",
    remedy="write 'openapi: {intended}', with three numbers")
INFO_VERSION_FORM = Rule.warning("info-version-form", "the API's version is a number, not a string",
    effect="it is read as {intended!r}", remedy="put it in quotes")
WRONG_KIND = Rule.error("openapi-structure", "{what} must be {expected}",
    remedy="see the OpenAPI Specification 3.1.1, section 4.8.{section}")

# Slips that are repaired.

MAPPING_OBJECT = Rule.warning("discriminator-mapping-object",
    "the mapping of {value!r} is an object, not a string", effect="its `$ref` is used",
    remedy="write the reference itself as the value")
NULL_ANNOTATION = Rule.warning("null-annotation", "`{key}` is null", effect="it is read as absent",
    remedy="remove it, or write a text")
NULL_KEYWORD = Rule.warning("null-keyword", "`{key}` is null, which isn't a value that it can have",
    effect="it is read as absent", remedy="remove it, or give it a value")
NULL_TYPE_UNQUOTED = Rule.warning("null-type-unquoted",
    "`type` lists the value null, not the name of a type", effect='it is read as "null"',
    remedy='write "null" in quotes')
PROPERTIES_WITHOUT_TYPE = Rule.warning("properties-without-type",
    "a schema has `properties` and no `type` ({places})",
    effect="it is typed as an object; other values pass, as JSON Schema says",
    remedy="add `type: object`")

PATH_WITH_QUERY = Rule.warning("path-with-query", "the path {path!r} holds a query string",
    effect="what is fixed in it is sent as it stands, and its parameters are query parameters",
    remedy="write the path alone, and each parameter with `in: query`")
NULLABLE_IGNORED = Rule.warning("nullable-in-3.1",
    "`nullable` isn't a keyword since OpenAPI 3.1 ({places})",
    effect="codecs take null; VALIDATORS don't, for JSON Schema knows no such keyword",
    remedy='write `type: [string, "null"]`, in the document or by an overlay')

# The forms of OpenAPI 3.0 that 3.1 writes in another way.

NULLABLE_3_0 = Rule.info("nullable-3.0", "`nullable: true` is a form of OpenAPI 3.0 ({places})",
    effect='"null" is one of the schema\'s types',
    remedy='in OpenAPI 3.1, write `type: [string, "null"]`')
NULLABLE_WITHOUT_TYPE = Rule.warning("nullable-without-type",
    "`nullable` without `type` ({places})",
    effect="codecs take null; VALIDATORS don't, for it adds null to the `type` beside it only",
    remedy="write `type` beside it; to let null through a reference, use an overlay")
NULLABLE_ENUM = Rule.warning("nullable-enum-without-null",
    "`nullable` and an `enum` without null ({places})",
    effect="codecs take null; VALIDATORS don't, for `enum` lists all values",
    remedy="add null to the `enum`")
EXCLUSIVE_3_0 = Rule.info("exclusive-bound-3.0", "a boolean `{key}` is the 3.0 form ({places})",
    effect="the bound beside it is the exclusive one",
    remedy="in OpenAPI 3.1, write the bound itself as its value")
EXAMPLE_3_0 = Rule.info("schema-example-3.0", "`example` in a schema is the 3.0 form ({places})",
    effect="it is read as the one member of `examples`",
    remedy="in OpenAPI 3.1, write `examples`, a list")
BINARY_3_0 = Rule.info("binary-format-3.0",
    "`format: {format}` is a form of OpenAPI 3.0 ({places})", effect="it is read as `{keyword}`",
    remedy="in OpenAPI 3.1, write `{keyword}`")
REF_SIBLINGS_3_0 = Rule.info("reference-siblings-3.0", "{keys} beside a `$ref` ({places})",
    effect="OpenAPI 3.0 ignores what stands beside a reference",
    remedy="put the reference into an `allOf`, or move to OpenAPI 3.1")
ALLOW_RESERVED_3_0 = Rule.info("allow-reserved-3.0",
    "`allowReserved` in a parameter that isn't in the query ({places})",
    effect="it is left out: it has no effect there", remedy="remove it")
CONVERTED_3_0 = Rule.info("openapi-3.0-converted", "the document is OpenAPI {version}",
    effect="it is brought to 3.1; what that changes is reported by kind")

# What breaks the specification; slips that do stand in `slip_rules`.

NO_READING = Rule.error("openapi-specification", "{problem}",
    effect="the OpenAPI Specification doesn't allow it, and it has no sensible reading",
    remedy="correct the document, or correct it with --overlay")
DEFAULT_NOT_VALID = Rule.warning("default-not-valid",
    "the default doesn't fit its schema: {problem}",
    effect="it is an annotation: no value is refused for it",
    remedy="write a default that the schema accepts")
SPEC_VALIDATOR_FAILED = Rule.warning("specification-validator-failed",
    "the specification's validator couldn't judge the document: {problem}",
    effect="only dfnsgen's own checks judged it",
    remedy="run `openapi-spec-validator` on the document")

# References.

REFERENCE_NOT_FOUND = Rule.error("reference-not-found", "{reference!r} leads nowhere{where}",
    remedy="{advice}")
REFERENCE_LOOP = Rule.error("reference-loop", "the reference leads back to itself: {way}",
    remedy="let one of them be a schema of its own")
REFERENCE_NOT_STRING = Rule.error("reference-not-string", "the value of `$ref` is no string",
    remedy="write the reference as a string, like '#/components/schemas/Name'")
REFERENCE_REMOTE = Rule.error("reference-remote",
    "{reference!r} leads to the network, which references don't unasked",
    remedy="fetch the file into the document's folder, or ask for it with --allow-network")
REFERENCE_OUTSIDE = Rule.error("reference-outside-folder",
    "{reference!r} leads out of the folders that files are read from",
    remedy="run dfnsgen in a folder above both, or name one with --root")
REFERENCE_WITHOUT_FOLDER = Rule.error("reference-without-folder",
    "{reference!r} is a file, and the document was not read from a folder",
    remedy="save the document and its files in a folder and give the path")
REFERENCE_FILE = Rule.error("reference-file", "the file of {reference!r} can't be read: {problem}",
    remedy="check the path, which counts from the folder of the file it stands in")
TOO_MANY_FILES = Rule.error("too-many-files",
    "the document is joined of more than {limit:,} files or {bytes:,} bytes",
    remedy="join the files into one document first")

# Overlays.

OVERLAY_FORM = Rule.error("overlay-form", "this is no usable overlay: {problem}",
    remedy="see the OpenAPI Overlay Specification 1.0.0, section 4.4")
OVERLAY_TARGET = Rule.error("overlay-target", "the target {target!r} is no JSONPath: {problem}",
    remedy="write a JSONPath of RFC 9535, like $.components.schemas.Name")
OVERLAY_NO_MATCH = Rule.warning("overlay-no-match",
    "the target {target!r} is nowhere in the document", effect="the action does nothing",
    remedy="correct the target, or remove the action if the document no longer needs it")
OVERLAY_MISMATCH = Rule.error("overlay-mismatch",
    "the action can't be applied at {place}: {problem}",
    remedy="let the target select objects or arrays that the update fits")
OVERLAY_EXTENDS = Rule.info("overlay-extends", "the overlay says that it extends {extends!r}",
    effect="it is applied to the document that was given", remedy="check that they are one")
OVERLAY_APPLIED = Rule.info("overlay-applied", "the overlay {title!r} made {count} changes")
# fmt: on


def all_rules() -> tuple[Rule, ...]:
    """Return every rule of the loader, in the order of this page."""
    declared = (*globals().values(), *vars(page_rules).values(), *vars(slip_rules).values())
    return tuple(value for value in declared if isinstance(value, Rule))
