"""What a module does, without what changes nothing a user could notice. Two sources of one meaning are one program.

Left out by rule, so that nobody picks survivors by hand: docstrings, annotations, `__all__`, log lines, what is remembered to
be quicker (`cache`, `lru_cache`, `maxsize`), and how a data class protects itself from its own programmers (`frozen`).
"""

import ast

_REMEMBERING = frozenset(("cache", "lru_cache", "cached_property"))
_LOGS = frozenset(("log", "logger", "logging"))
_OF_NO_EFFECT = frozenset(("maxsize", "frozen", "slots"))


def meaning(source: str) -> str | None:
    """The program as text, for comparison; None when the source is no Python."""
    try:
        return ast.dump(_Essence().visit(ast.parse(source)))
    except (SyntaxError, ValueError):
        return None


class _Essence(ast.NodeTransformer):
    """Takes out of a tree what has no effect."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.returns = None
        node.body = _without_docstring(node.body)
        node.decorator_list = [one for one in node.decorator_list if _name(one) not in _REMEMBERING]
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        node.body = _without_docstring(node.body)
        return node

    def visit_Module(self, node: ast.Module) -> ast.AST:
        self.generic_visit(node)
        node.body = _without_docstring(node.body)
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        self.generic_visit(node)  # `*` and `/` bind who calls, not what is done
        node.args, node.posonlyargs, node.kwonlyargs = [*node.posonlyargs, *node.args, *node.kwonlyargs], [], []
        node.defaults, node.kw_defaults = [*node.defaults, *filter(None, node.kw_defaults)], []
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        self.generic_visit(node)
        node.annotation = ast.Constant(None)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets):
            return None
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        call = node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and _name(call.func.value) in _LOGS:
            return ast.Pass()
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        node.keywords = [one for one in node.keywords if one.arg not in _OF_NO_EFFECT]
        return node


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0] if body else None
    is_text = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return body[1:] if is_text else body


def _name(node: ast.expr) -> str:
    """What is called or named: `cache`, of `cache`, `functools.cache` and `cache(…)`."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
