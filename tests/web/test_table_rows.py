"""An answer that is the row of a table, on every face: its cells and the names of their columns."""

from __future__ import annotations

from corpus.metadata import Metadata
from corpus.tables import columns_in
from index.store import Filters
from qa.__main__ import _shown
from qa.records import Answer, AnswerSentence, Hit, answer_json
from web.api import chat_replies
from web.api.export import Export, as_markdown
from web.ui.html_answer import answer_html
from web.ui.strings import Words

NAMES, TEXT = "站名 | 首班 | 票价", "东门 6:00 2"


def answer(heading: str | None) -> Answer:
    spans = ((0, len(TEXT)),)
    about = Metadata(title="渡船班次")
    hit = Hit(1, 1.0, "a#1", "a", about, "a.csv", heading, 1, TEXT, spans, 1, 1, ())
    return Answer("东门几点开船", True, 0.9, (AnswerSentence(TEXT, 1, spans, source=hit),), (hit,))


def faces(one: Answer) -> list[str]:
    """What stands of the answer before its passages, on each face."""
    export = Export(one, Filters(), "zh", "2024-06-01")
    return [
        "\n".join(_shown(one)).split("[1]")[0],
        answer_html(one, Words("zh")).split('class="wb-said"')[1].split("</div>")[0],
        next(chat_replies.extracted(one, "http://here:7860")),
        as_markdown(export).split("## ")[0],
    ]


def test_the_names_stand_beside_the_row_and_its_text_is_the_source_s() -> None:
    row = answer(f"夏季 · {NAMES}")
    assert answer_json(row)["answer"][0]["columns"] == NAMES.split(" | ")
    assert row.sentences[0].text == TEXT
    for shown in faces(row):
        shown = shown.replace("\\", "")
        assert 0 < shown.index(NAMES) + 1 <= shown.index(TEXT)


def test_a_sentence_under_a_heading_stays_alone() -> None:
    for heading in (None, "夏季", "夏季 · 东岸"):
        one = answer(heading)
        assert answer_json(one)["answer"][0]["columns"] == []
        assert all(TEXT in shown and "|" not in shown for shown in faces(one))
    assert AnswerSentence(TEXT, 1, ()).columns == ()


def test_what_stands_over_a_table_is_parted_from_the_names() -> None:
    assert columns_in(f"一 · 夏季 · {NAMES}") == ("一 · 夏季", ("站名", "首班", "票价"))
    assert columns_in("夏季 · 东岸") == columns_in(None) == ("", ())
