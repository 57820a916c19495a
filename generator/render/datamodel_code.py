"""The one module that knows datamodel-code-generator.

In: an OpenAPI document in which all is decided. Out: the text of a module, and what that generator
warned of. It reads nothing but the document and reaches no network.
"""

from __future__ import annotations

import warnings

from datamodel_code_generator import (
    InputFileType,
    LiteralType,
    PythonVersion,
    generate,
)
from datamodel_code_generator.enums import DataModelType, StrictTypes

from generator.python.flavors import Flavor

_MODELS = {
    Flavor.PYDANTIC: DataModelType.PydanticV2BaseModel,
    Flavor.MSGSPEC: DataModelType.MsgspecStruct,
    Flavor.TYPEDDICT: DataModelType.TypingTypedDict,
}
_STRICT = (StrictTypes.str, StrictTypes.int, StrictTypes.float, StrictTypes.bool)


class FlavorFault(Exception):
    """datamodel-code-generator refused the document that we made."""


def print_models(document: str, flavor: Flavor) -> tuple[str, tuple[str, ...]]:
    """Return a module with the models of a document; raises FlavorFault."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            text = generate(
                document,
                input_file_type=InputFileType.OpenAPI,
                output_model_type=_MODELS[flavor],
                target_python_version=PythonVersion.PY_311,
                formatters=[],
                disable_timestamp=True,
                allow_remote_refs=False,
                keep_model_order=True,
                keyword_only=True,
                enum_field_as_literal=LiteralType.All,
                # A typed dictionary has the wire's names; the others map them.
                snake_case_field=flavor is not Flavor.TYPEDDICT,
                no_alias=flavor is Flavor.TYPEDDICT,
                allow_population_by_field_name=True,
                strict_nullable=True,
                # JSON's 1 is no text and its "1" no number.
                strict_types=_STRICT if flavor is Flavor.PYDANTIC else (),
                use_annotated=True,
                field_constraints=True,
                use_enum_values_in_discriminator=True,
                use_msgspec_tagged_unions=True,
                use_closed_typed_dict=False,
                disable_appending_item_suffix=True,
            )
        except Exception as error:  # it raises what its parts raise
            raise FlavorFault(f"datamodel-code-generator: {error}") from error
    if not isinstance(text, str):
        raise FlavorFault(f"datamodel-code-generator gave {type(text).__name__}, not one module")
    return text, tuple(dict.fromkeys(str(one.message) for one in caught if _is_its_own(one)))


def _is_its_own(warning: warnings.WarningMessage) -> bool:
    """Tell what it says of the models from what its parts say of themselves."""
    return warning.category is UserWarning
