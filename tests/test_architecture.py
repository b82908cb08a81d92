"""The arrows of the house: imports go down, never up."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Each floor may import from itself and from those below it.
GROUND = {"timeline", "transcript", "timing", "tracks", "progress", "errors"}
EDGES = {"recordings", "ffmpeg", "liblouis", "store", "engines"}
ROOF = {"production"}


def modules(package):
    return sorted(
        path.relative_to(ROOT)
        for path in (ROOT / package).rglob("*.py")
        if "vendor" not in path.parts
    )


def imports(path):
    """Every module that a file imports, wherever in the file it does so."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively: name the whole module"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(module):
    """The room of media that a dotted name is in: `media.engines.hibari` is in `engines`."""
    parts = module.split(".")
    return parts[1] if parts[0] == "media" and len(parts) > 1 else None


MEDIA = modules("media")
PUBLISHER = modules("publisher")


@pytest.mark.parametrize("path", MEDIA, ids=str)
def test_media_knows_no_publisher_no_flask_and_no_database(path):
    foreign = {"publisher", "flask", "sqlalchemy", "alembic", "click", "jinja2"}
    met = {name.split(".")[0] for name in imports(path)} & foreign
    assert not met, f"{path} imports {met}: media is a pipeline that any program could use"


@pytest.mark.parametrize(
    "path", [p for p in MEDIA if p.stem in GROUND and len(p.parts) == 2], ids=str
)
def test_the_ground_floor_stands_on_the_standard_library_and_itself(path):
    for name in imports(path):
        top = name.split(".")[0]
        assert top in sys.stdlib_module_names or room(name) in {None, *GROUND}, f"{path}: {name}"
        assert top == "media" or top in sys.stdlib_module_names, f"{path} imports {name}"


@pytest.mark.parametrize(
    "path",
    [p for p in MEDIA if p.parts[1].removesuffix(".py") not in ROOF | {"__init__"}],
    ids=str,
)
def test_nothing_below_knows_the_roof(path):
    up = {name for name in imports(path) if room(name) in ROOF}
    assert not up, f"{path} imports {up}: production joins the stages, they do not know it"


STAGES = [
    p for p in MEDIA if p.parts[1].removesuffix(".py") not in GROUND | EDGES | ROOF | {"__init__"}
]


@pytest.mark.parametrize("path", STAGES, ids=str)
def test_stages_touch_the_machine_by_no_way_but_what_is_passed_in(path):
    met = {name for name in imports(path) if room(name) in {"engines", "store"}}
    assert not met, f"{path} imports {met}: a stage takes its engine and its files as arguments"


VIEWS = [p for p in PUBLISHER if "views" in p.parts]


@pytest.mark.parametrize("path", VIEWS, ids=str)
def test_views_ask_the_library_and_never_the_tables(path):
    met = {
        n
        for n in imports(path)
        if n.startswith(("sqlalchemy", "publisher.models", "publisher.database"))
    }
    assert not met, f"{path} imports {met}"


def test_statements_are_values_that_know_no_web_and_no_database():
    outside = {n.split(".")[0] for n in imports(Path("publisher/statements.py"))}
    assert outside <= {*sys.stdlib_module_names, "media"}


def test_only_one_module_calls_ffmpeg():
    callers = {
        str(path)
        for path in MEDIA + PUBLISHER
        if {"subprocess", "imageio_ffmpeg"} & {n.split(".")[0] for n in imports(path)}
    }
    assert callers <= {"media/ffmpeg.py", "publisher/jobs/keeper.py"}  # which starts a worker


def test_nothing_is_called_for_what_it_is_not():
    vague = {"utils", "util", "helpers", "common", "misc", "base", "core", "manager"}
    assert not [p for p in MEDIA + PUBLISHER if p.stem in vague]
