"""Text in, HTML out: nothing acts, nothing is lost, marks stand where they should."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from web.ui.escape import dotted, marked, occurrences, place, plain

SPANS = st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=6)
SEEN = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs")), max_size=50)


class Reader(HTMLParser):
    """The text of some HTML, its tags, and for each character the classes of its mark."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.classes, self.now = "", [], [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.now = dict(attrs).get("class") or ""

    def handle_endtag(self, tag: str) -> None:
        self.now = ""

    def handle_data(self, data: str) -> None:
        self.text += data
        self.classes += [self.now] * len(data)


@given(SEEN)
def test_what_is_escaped_reads_back_as_it_was(text: str) -> None:
    read = Reader(plain(text))
    assert read.text == text
    assert not read.tags


@given(SEEN, SPANS, SPANS)
def test_marks_hold_exactly_the_characters_of_their_spans(
    text: str, one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    read = Reader(marked(text, [("a", one), ("b", other)]))
    assert read.text == text
    assert set(read.tags) <= {"mark"}
    for at in range(len(text)):
        expected = [
            name
            for name, spans in (("a", one), ("b", other))
            if any(max(0, s) <= at < e for s, e in spans)
        ]
        assert read.classes[at].split() == expected


def test_markup_templates_and_controls_become_text() -> None:
    assert plain("<script>") == "&lt;script&gt;"
    assert plain("a\"b'c&") == "a&quot;b&#x27;c&amp;"
    assert plain("\x00\x1b\x7f\x85") == "␀␛␡\ufffd"
    assert plain("行\n与\t列") == "行\n与\t列"
    assert plain("x\u202ey\u2066z") == "x[U+202E]y[U+2066]z"


def test_occurrences_are_all_places_of_all_words() -> None:
    assert sorted(occurrences("创新靠创新", ["创新", "靠", "", "无"])) == [(0, 2), (2, 3), (3, 5)]


def test_a_sentence_that_stands_twice_is_marked_where_its_spans_say() -> None:
    #         0123456789
    source = "安全。\n生产。安全。"
    text, spans = "安全。生产。安全。", [(0, 3), (4, 10)]
    assert place(text, spans, "安全。", [(0, 3)]) == (0, 3)
    assert source[7:10] == "安全。"
    assert place(text, spans, "安全。", [(7, 10)]) == (6, 9)


def test_a_sentence_that_is_not_there_has_no_place() -> None:
    assert place("安全。", [(0, 3)], "生产。", [(0, 3)]) is None
    assert place("安全。", [(0, 3)], "", []) is None


def test_a_date_among_what_is_known_is_kept_on_one_line_and_no_long_name() -> None:
    html = dotted(["林<一>", "青河市第三机械厂工会生活福利委员会", "2024-03-10"])
    assert '<bdi class="wb-whole">2024-03-10</bdi>' in html
    assert "<bdi>青河市第三机械厂工会生活福利委员会</bdi>" in html
    reader = Reader(html)
    assert reader.text == "林<一> · 青河市第三机械厂工会生活福利委员会 · 2024-03-10"
    assert '</bdi> <span class="wb-dot" aria-hidden="true">' in html, "names are heard apart"
