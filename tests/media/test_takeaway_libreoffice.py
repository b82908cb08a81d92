"""Word and OpenDocument opened by LibreOffice: the same headings and the same words."""

import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest

from media.takeaway import office
from media.takeaway.colophon import byline
from tests.editions import said

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
BODY = ".//{urn:oasis:names:tc:opendocument:xmlns:office:1.0}text"
NAMES = ("northamptonshire", "welsh", "hard")


@pytest.fixture(scope="module")
def opened(editions, tmp_path_factory):
    """The lines of each document as LibreOffice has them: rank, 0 for running text, and words."""
    program = shutil.which("soffice")
    if not program:
        pytest.skip("LibreOffice is not on this machine")
    folder = tmp_path_factory.mktemp("office")
    documents = []
    for form in (office.DOCX, office.ODT):
        for name in NAMES:
            documents.append(folder / f"{name}-{form.kind}.{form.kind}")
            documents[-1].write_bytes(form.write(getattr(editions, name)))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "fodt", "--outdir", folder]
    subprocess.run([*command, *documents], check=True, capture_output=True)
    return {path.stem: list(lines(path)) for path in folder.glob("*.fodt")}


def lines(path):
    body = ET.parse(path).find(BODY)  # noqa: S314 - LibreOffice made it, of ours
    for element in body:
        if element.tag in {f"{TEXT}h", f"{TEXT}p"}:
            yield int(element.get(f"{TEXT}outline-level", 0)), "".join(read(element)).split()


def read(element):
    yield element.text or ""
    for child in element:
        if child.tag == f"{TEXT}s":
            yield " " * int(child.get(f"{TEXT}c", 1))
        yield from read(child)
        yield child.tail or ""


@pytest.mark.parametrize("kind", ["docx", "odt"])
@pytest.mark.parametrize("name", NAMES)
def test_libreoffice_finds_the_same_headings_and_words(editions, opened, name, kind):
    edition = getattr(editions, name)
    found = opened[f"{name}-{kind}"]

    assert [(rank, words) for rank, words in found if rank] == [
        (1, edition.title.split()),
        (2, edition.words["colophon"].split()),
    ]
    assert all(words for _, words in found), "no paragraph stands for space"
    everything = [word.rstrip(":") for _, words in found for word in words]
    wanted = [word.rstrip(":") for word in said(edition)]
    head = len(" ".join([edition.title, *byline(edition)]).split())
    assert everything[head : head + len(wanted)] == wanted
