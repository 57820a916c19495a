"""The one module that knows datamodel-code-generator.

In: a typed document. Out: the text of a module that holds its models, laid out by our templates in
`flavors/models`. It reads nothing but these and reaches no network.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterator

from datamodel_code_generator import InputFileType, LiteralType, PythonVersion, generate
from datamodel_code_generator.enums import DataModelType, StrictTypes
from datamodel_code_generator.format import Formatter

from dfnsgen.flavors.flavor import Flavor
from dfnsgen.flavors.typed import TypedDocument
from dfnsgen.runtime import own_templates

_MODELS = {
    Flavor.PYDANTIC: DataModelType.PydanticV2BaseModel,
    Flavor.MSGSPEC: DataModelType.MsgspecStruct,
    Flavor.TYPEDDICT: DataModelType.TypingTypedDict,
}
# JSON's "1" is no number; that a text is one needs no strictness.
_STRICT = (StrictTypes.int, StrictTypes.float, StrictTypes.bool)


class FlavorFault(Exception):
    """datamodel-code-generator refused the document that we made, or printed what isn't in it."""


def print_models(document: TypedDocument, flavor: Flavor) -> str:
    """Return the module as that generator prints it; raises FlavorFault."""
    aliases = {f"{name}.{spec}": py for (name, spec), py in document.fields.items()}
    # Found by place: while it reads, that generator calls its own root `Model`, and ours otherwise.
    plans = defaultdict(
        dict, {f"#/$defs/{name}": {"plan": notes} for name, notes in document.notes.items()}
    )
    has_client = any(notes.methods for notes in document.notes.values())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it can't say is ours to tell
        try:
            text = generate(
                {
                    "$schema": "https://json-schema.org/draft/2020-12/schema",
                    "$defs": document.schemas,
                },
                input_filename="document.json",
                input_file_type=InputFileType.JsonSchema,
                output_model_type=_MODELS[flavor],
                target_python_version=PythonVersion.PY_311,
                allow_remote_refs=False,
                disable_timestamp=True,
                formatters=[Formatter.BUILTIN],
                skip_root_model=True,
                keep_model_order=True,
                keyword_only=True,
                # A typed dictionary has the document's own names.
                aliases={} if flavor is Flavor.TYPEDDICT else aliases,
                allow_population_by_field_name=True,
                additional_imports=list(_imports(document)),
                custom_class_name_generator=str,  # the names are good already
                custom_template_dir=own_templates() / "flavors" / "models",
                extra_template_data=plans,
                enum_field_as_literal=LiteralType.All,
                field_constraints=True,
                strict_nullable=True,
                strict_types=_STRICT if flavor is Flavor.PYDANTIC else (),
                use_annotated=True,
                # Pydantic reads the source of each class for them: a second for hundreds.
                use_attribute_docstrings=flavor is Flavor.PYDANTIC and not has_client,
                use_closed_typed_dict=False,
                use_type_alias=True,
            )
        except Exception as error:  # it raises what its parts raise
            raise FlavorFault(f"datamodel-code-generator: {error}") from error
    if not isinstance(text, str):
        raise FlavorFault(f"datamodel-code-generator gave {type(text).__name__}, not one module")
    return text


def _imports(document: TypedDocument) -> Iterator[str]:
    """Give what our templates name and that generator doesn't know of."""
    tags = any(notes.tag for notes in document.notes.values())
    if tags:
        yield "typing.ClassVar"
    if tags or document.literals:  # it takes constants for tags, and then needs none
        yield "typing.Literal"
    if any(notes.untagged for notes in document.notes.values()):
        yield "typing.TYPE_CHECKING"
