"""What got out of its literal is seen before anything is written."""

from __future__ import annotations

import pytest

from dfnsgen.render.structure import StructureFault, check_structure

GOOD = '''\
"""Doc."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from ._runtime._model import Model

if TYPE_CHECKING:
    from . import models

__all__ = ["A", "f"]

Kind: TypeAlias = Literal["a", "b"]
"""What kind."""

_SET = frozenset({"a"})
_CODEC: Codec[int] = Codec("#/x", f)


class A(Model):
    """Doc."""

    id: str
    kind: Literal["a"] = "a"


def f(v: object) -> bool:
    return A(id=str(v)).kind == "a"
'''


def test_what_was_planned_passes() -> None:
    check_structure("m.py", GOOD, ("A", "f"), ("Codec",))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("A(Model)", "B(Model)"), "B stands where A was planned"),
        (("def f(v", "def g(): pass\ndef f(v"), "g stands where f was planned"),
        (("_SET =", "print(1)\n_SET ="), "Expr at module level"),
        (('frozenset({"a"})', '__import__("os").system("x")'), "a call at import"),
        (("    id: str\n", '    id: str = open("/etc/passwd")\n'), "a call at import"),
        (("v: object", "v: object = print()"), "a call at import"),
        (("class A", "@print\nclass A"), "a decorator that was not planned"),
        (("return ", "import os\n    return "), "an import of os"),
        (("return ", "from subprocess import run\n    return "), "an import of subprocess"),
        (("return ", "exec(v)\n    return "), "the name exec"),
        (("return ", "f.__globals__\n    return "), "the attribute __globals__"),
        (("return ", "\uff45xec(v)\n    return "), "the name exec"),
        (("return ", "v.__gl\uff4fbals__\n    return "), "the attribute __globals__"),
        (("return ", "from os import path\n    return "), "an import of os"),
        (("from typing", "import os\nfrom typing"), "an import of os"),
        (("    from . import models", "    import os"), "an import of os"),
        (("_SET =", "while True: pass\n_SET ="), "While at module level"),
        (('"a"})', '"a"'), "not Python"),
        (('"""Doc."""\n\nfrom', '\0"""Doc."""\n\nfrom'), "not Python"),
    ],
)
def test_what_was_not_planned_is_refused(change: tuple[str, str], fault: str) -> None:
    text = GOOD.replace(*change, 1)
    assert text != GOOD
    with pytest.raises(StructureFault, match=fault):
        check_structure("m.py", text, ("A", "f"), ("Codec",))


def test_a_parameter_may_have_the_name_of_a_built_in() -> None:
    """The name is the parameter in the body, and nowhere else."""
    text = GOOD.replace("v: object) -> bool:", "open: object) -> bool:").replace(
        "str(v)", "str(open)"
    )
    check_structure("m.py", text, ("A", "f"), ("Codec",))

    with pytest.raises(StructureFault, match="the name open"):
        text += "\n\ndef g() -> object:\n    return open\n"
        check_structure("m.py", text, ("A", "f", "g"), ("Codec",))


def test_a_missing_function_is_seen() -> None:
    with pytest.raises(StructureFault, match="2 classes and functions, planned 3"):
        check_structure("m.py", GOOD, ("A", "f", "g"), ("Codec",))


LONG = GOOD + "# what a long module holds\n" * 3_000
LINES = LONG.count("\n")


@pytest.mark.parametrize(
    ("last", "fault"),
    [
        ("def g() -> object:\n    return open\n", "the name open"),
        ("def g() -> object:\n    def h() -> object:\n        return open\n", "the name open"),
        ("def g() -> object:\n    return f'{1}' f'''\n{open}'''\n", "the name open"),
        ("def g() -> object:\n    '''\r\r'''\r    return open\n", "the name open"),
        (
            "def g() -> object:\n    @v.__globals__\n    def h(): pass\n",
            "the attribute __globals__",
        ),
        ("def h() -> object: pass\n", f"m.py:{LINES + 2}: h stands where g was planned"),
        ("class g:\n    x = print()\n", f"m.py:{LINES + 3}: a call at import"),
    ],
)
def test_a_long_module_is_looked_at_to_its_end(last: str, fault: str) -> None:
    with pytest.raises(StructureFault, match=fault):
        check_structure("m.py", f"{LONG}\n{last}", ("A", "f", "g"), ("Codec",))


def test_a_text_may_look_like_the_next_definition() -> None:
    text = 'def g() -> str:\n    return """\n\nclass B:\n    open\n"""\n'
    check_structure("m.py", f"{LONG}\n{text}", ("A", "f", "g"), ("Codec",))
