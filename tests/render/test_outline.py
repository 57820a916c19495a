"""A module whose plain functions are emptied defines, calls and imports what the whole one does."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfnsgen.render.outline import outline
from dfnsgen.render.structure import StructureFault, check_structure

PLAIN = 'def check_asset(v: Any) -> bool:\n    return v["id"].__class__ is str\n'
MANY = "import x\n" + PLAIN * 20
NAMES = ("check_asset",) * 20

_PIECES = (
    "def f(v: Any) -> bool:\n",
    "def g(v: int = 1, *, w: Any) -> None: return v\n",
    "def h(v=evil()): pass\n",
    "    return v\n",
    "        and v\n",
    "    return (v\n",
    "    )\n",
    ")\n",
    "evil()\n",
    "X = (\n",
    'X = "',
    "X = '",
    'X = """',
    "X = f'",
    'X = f"""',
    'X = rf"""',
    '    x = "a"; y = \'b\' "c"\n',
    '    f"""a{x}{{}}{y or ""}b"""\n',
    'WRITERS["A"] = lambda m: (\n',
    'WRITERS["A"] = lambda m: "{" + (\n',
    '    f"""{{"id":{s(m.id)}{"" if m.x else \',"x":\' + s(m.x)}}}"""',
    '    f"""{{{"" if m.x else s(m.x) + ","}"y":{s(m.y)}}}""")\n',
    ')[1:] + "}"\n',
    ", evil())\n",
    '"""\n',
    "'''\n",
    '"\n',
    "'\n",
    '""',
    '"',
    "'",
    "{",
    "}",
    "\\\n",
    "\\",
    "#",
    "# it's\n",
    "\n",
    "\r",
    "\x0c",
    " ",
    "@evil\n",
    "class A:\n",
    "    x: int = evil()\n",
    "é",
)


def _outside_of_functions(text: str) -> list[str] | None:
    """Return what the module's statements are, and where, without what functions do."""
    try:
        statements = ast.parse(text).body
    except (SyntaxError, ValueError):
        return None
    for statement in statements:
        if isinstance(statement, ast.FunctionDef):
            statement.body = []
        for node in ast.walk(statement):
            if isinstance(node, ast.Lambda):
                node.body = ast.Constant(value=None)
    return [f"{statement.lineno}: {ast.dump(statement)}" for statement in statements]


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_what_is_left_out_defines_calls_and_imports_nothing(pieces: str) -> None:
    text = MANY + pieces + PLAIN
    whole = _outside_of_functions(text)
    outlined = _outside_of_functions(outline(text))

    # What isn't Python is refused by the formatter; what wouldn't be any more is looked at whole.
    assert whole is None or outlined is None or outlined == whole


@pytest.mark.parametrize(
    "plain",
    [
        PLAIN,
        "def f(v: Any) -> bool: return v is None  # it's\n",
        'def f(m: Any, v: Any) -> None:\n    m.a = "it\'s \\"b\\""\n\n    m.b = v\n',
        'WRITERS["A"] = lambda m: f"""{{"id":{s(m.id)}}}"""\n',
        'WRITERS["A"] = lambda m: (\n    f"""{{"a":{s(m.a)}"""\n    f"""{m.x or ""}}}""")\n',
        'WRITERS["A"] = lambda m: "{" + (\n    f"""{s(m.a)}""")[1:] + "}"\n',
    ],
)
def test_a_plain_function_is_left_out(plain: str) -> None:
    kept = outline(MANY + plain + "x = 1\n").splitlines()

    assert len(kept) == (MANY + plain).count("\n") + 1
    assert kept[41].endswith(("...", "()"))
    assert not any(kept[42:-1])


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("def f(v: Any) -> bool:\n    return open\n", "the name open"),
        ("def f(v: Any) -> bool:\n    import os\n", "an import of os"),
        ("def f(v: Any = print()) -> bool:\n    return v\n", "a call at import"),
        ("def f(v: Any) -> bool:\n    return v\nprint()\n", "Expr at module level"),
        ("def f(v: Any) -> bool:\n    return (v\nprint())\n", "not Python"),
        ('def f(v: Any) -> bool:\n    return """\n"""\nprint()\n', "Expr at module level"),
        ('WRITERS["A"] = lambda m: (\n    f"""{x}"""), print()\n', "a call at import"),
        ('WRITERS["A"] = lambda m: f"""{x}""", print()\n', "a call at import"),
        ("def g(v: Any) -> bool:\n    return v\n", "g stands where f was planned"),
    ],
)
def test_what_was_not_planned_is_refused_among_plain_functions(more: str, fault: str) -> None:
    text = f"{MANY.removeprefix('import x')}{more}"
    with pytest.raises(StructureFault, match=fault):
        check_structure("m.py", text, (*NAMES, "f"))
