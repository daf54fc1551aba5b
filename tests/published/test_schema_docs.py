import json

import pytest

from assets.store.folders import Store
from pipelines.schema_docs import SchemaDocsError, write_schema_docs

pytestmark = pytest.mark.slow


def test_one_page_has_the_models_their_descriptions_and_types(sample_home):
    store = Store(sample_home)
    before = store.published.read_bytes()
    page = write_schema_docs(store)
    assert page == sample_home / "warehouse" / "schema.html"
    text = page.read_text(encoding="utf-8")
    assert "model.gongkai.fct_requests" in text
    assert "DECIMAL(20,4)" in text
    assert json.dumps("依申请公开")[1:-1] in text
    assert store.published.read_bytes() == before
    assert not list(store.publications.rglob("*.wal"))


def test_before_the_first_publication_it_says_what_to_run(tmp_path):
    with pytest.raises(SchemaDocsError, match=r"nothing is published there; run `make run` first"):
        write_schema_docs(Store(tmp_path))
