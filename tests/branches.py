"""Which ways through a site's templates were drawn: each `if` both ways, each loop, each choice.

A page is in a state because a template takes one way and not the other. So whoever has looked at
every way has looked at every state, and a new one is not forgotten.
"""

from flask import before_render_template
from jinja2 import BaseLoader, nodes

MARK = "drew"  # what a marked template calls


class Branches(BaseLoader):
    """Loads an app's templates, marked where they branch, from its own loader.

    `all` are the branches of the templates that `ours` says yes to, as far as those were loaded;
    `drawn` those of the page that was drawn last; `seen` those of every page that was looked at.
    """

    def __init__(self, app, ours):
        self.ours = ours
        self.loader = app.jinja_env.loader
        self.all, self.drawn, self.seen = set(), set(), set()
        app.jinja_env.globals[MARK] = self._drew
        app.jinja_env.loader = self
        before_render_template.connect(self._begin, app)
        self.templates = {name for name in app.jinja_env.list_templates() if ours(name)}

    def load(self, environment, name, globals=None):  # noqa: A002 - as Jinja calls it
        if not self.ours(name):
            return self.loader.load(environment, name, globals)
        source, filename, fresh = self.loader.get_source(environment, name)
        tree = environment.parse(source, name, filename)
        self._mark(tree, name, environment)
        code = environment.compile(tree, name, filename)
        return environment.template_class.from_code(environment, code, globals or {}, fresh)

    def list_templates(self):
        return self.loader.list_templates()

    def look(self):
        """Note that the page that was drawn last was looked at."""
        self.seen |= self.drawn

    def missed(self):
        """The branches that nobody looked at, and the templates that were never loaded."""
        loaded = {branch.split(":")[0] for branch in self.all}
        return sorted(self.templates - loaded) + sorted(self.all - self.seen)

    def _begin(self, _app, **_facts):
        self.drawn = set()

    def _drew(self, branch, value=""):
        self.drawn.add(branch)
        return value

    def _mark(self, tree, name, environment):
        def call(node, way, *value):
            branch = f"{name}:{node.lineno} {way}"
            while branch in self.all:  # there may be more on a line
                branch += "’"
            self.all.add(branch)
            made = nodes.Call(
                nodes.Name(MARK, "load"), [nodes.Const(branch), *value], [], None, None
            )
            return made.set_lineno(node.lineno).set_environment(environment)

        def statement(node, way):
            made = nodes.Output([call(node, way)], lineno=node.lineno)
            return made.set_environment(environment)

        choices = list(tree.find_all(nodes.If))
        others = {id(one) for choice in choices for one in choice.elif_}
        for choice in choices:
            choice.body.insert(0, statement(choice, "if"))
            if id(choice) not in others:
                choice.else_.insert(0, statement(choice, "else"))
        for loop in tree.find_all(nodes.For):
            loop.body.insert(0, statement(loop, "for"))
        for choice in list(tree.find_all(nodes.CondExpr)):
            choice.expr1 = call(choice, "if, in line", choice.expr1)
            if choice.expr2 is not None:
                choice.expr2 = call(choice, "else, in line", choice.expr2)
        tree.body.insert(0, statement(tree, "drawn"))
