"""Every text report of the shared corpus against its gold file: organ, region, year, date of publication."""

import json
from pathlib import Path

import opencc
import pytest

from gongkai.identity import identify
from gongkai.normalise import View
from gongkai.readers import read_file
from gongkai.sections import parse_sections

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
GOLD = sorted(path for path in (SHARED / "gold").glob("*.json") if (SHARED / "corpus" / f"{path.stem}.txt").exists())
# Gold dates that the text does not hold: the day (27) stands nowhere in it.
DATE_NOT_IN_TEXT = {"dev_12_lingdong_zscq_2024": "27"}

pytestmark = pytest.mark.skipif(not GOLD, reason="the shared corpus is not here")


@pytest.mark.parametrize("path", GOLD, ids=[path.stem for path in GOLD])
@pytest.mark.parametrize("with_sections", [True, False], ids=["sections", "no-sections"])
def test_identity_of_the_corpus(path, with_sections):
    gold = json.loads(path.read_text(encoding="utf-8"))
    document = read_file(SHARED / "corpus" / gold["document"])
    view = View(document.text)
    identity, _ = identify(document, view, parse_sections(view) if with_sections else (), None)
    simplify = opencc.OpenCC("t2s").convert
    assert simplify(identity.organ) == simplify(gold["organ"])
    assert (identity.region, identity.year) == (gold["region"], gold["year"])
    missing_day = DATE_NOT_IN_TEXT.get(path.stem)
    if missing_day is None:
        assert (identity.published.isoformat() if identity.published else None) == gold["published"]
    else:
        assert missing_day not in document.text
        assert identity.published is None
