"""Examples are made from the library, and the library answers each of them well."""

from __future__ import annotations

from pathlib import Path

import pytest
from web_fixtures import core_in

import index
from corpus.metadata import Metadata
from corpus.records import Article, Paragraph, Source
from qa.request import Request
from web.metrics import Metrics
from web.query_service import Core
from web.ui.ask_tab import Asking
from web.ui.browser_state import FORM, BrowserState
from web.ui.examples import MOST, SURE, Examples, candidates
from web.ui.map_tab import map_html
from web.ui.strings import Words


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Core:
    found: Core = core_in(tmp_path_factory.mktemp("examples"))
    return found


def article(*texts: str, title: str = "堤上的夜校", author: str | None = None) -> Article:
    paragraphs = tuple(Paragraph(None, text, ((0, len(text)),)) for text in texts)
    return Article("a", Source("a.txt", ""), Metadata(title=title, author=author), paragraphs)


def test_a_clause_with_a_figure_becomes_a_question() -> None:
    made = [(one.question, one.says) for one in candidates(article(
        "夜校几点开门？七点。去年夜校送走了四十七名学员，其中有9人考上了技师。",
        "罚款不超过三百元的不算。第三名得了奖。2023年5月12日下雨。",
        author="江一",
    ))]  # fmt: skip
    assert made == [
        ("夜校几点开门", ""), ("去年夜校送走了多少名学员", "四十七"),
        ("《堤上的夜校》的作者是谁", "江一"),
    ]  # fmt: skip


def test_a_question_that_leaves_out_of_whom_it_asks_is_none() -> None:
    made = [one.question for one in candidates(article(
        "学校成立了八个专业校企联盟。凭证据在收到之日起三十日内申请。",
        "全县移动通信、夜校等二十个共同体挂了牌。去年有四十七名挡车工在夜校结业。",
    ))]  # fmt: skip
    assert made == ["去年有多少名挡车工在夜校结业"]


def test_a_day_an_office_a_cause_and_a_list_become_questions() -> None:
    made = [(one.kind, one.question, one.says) for one in candidates(article(
        "夜校大楼于2024年6月动工，总投资不明。因为堤上常停电，夜校只好点起了汽灯。",
        "堤上夜校校长江一平说，灯要常明。新夜校主要有三大变化：一是有灯；二是有炉子。",
    ))]  # fmt: skip
    assert made == [
        ("why", "为什么夜校只好点起了汽灯", "堤上常停电"),
        ("list", "新夜校主要有哪三大变化", "新夜校主要有三大变化："),
        ("fact", "夜校大楼什么时候动工", "2024年6月"), ("fact", "堤上夜校校长是谁", "江一平"),
    ]  # fmt: skip


def test_examples_are_of_several_kinds_and_one_at_most_is_about_an_author(tmp_path: Path) -> None:
    texts = (
        "渡口新桥于2024年6月动工，由县里出钱。", "粮站仓库于2023年3月竣工，存粮不少。",
        "中学操场于2022年5月改建，跑道铺了煤渣。", "因为水闸漏水，水闸管理所换了闸门。",
        "茶场的茶好喝。", "林场的树高。",
    )  # fmt: skip
    names = ("渡口新桥", "粮站仓库", "中学操场", "水闸换闸门", "茶场", "林场")
    for name, text in zip(names, texts, strict=True):
        (tmp_path / f"{name}.md").write_text(
            f"---\ntitle: {name}\nauthor: 江一\npublished: 2024-05-01\n---\n\n{text}\n", "utf-8"
        )
    index.build([tmp_path / f"{name}.md" for name in names], tmp_path / "index")
    core = Core(tmp_path / "index")
    found, english = (Examples(core).of(core.store(), lang) for lang in ("zh", "en"))
    assert len(found) == len(english) == MOST
    assert sum("什么时候" in question for question in found) == 2, "of three that could be asked"
    assert "为什么水闸管理所换了闸门" in found
    assert sum("作者" in question for question in found) <= 1
    assert sum(question.isascii() for question in english) == MOST - 2
    assert not any("author" in question or "作者" in question for question in english)


def test_a_small_library_has_examples_that_its_list_answers(tmp_path: Path) -> None:
    file = tmp_path / "井.md"
    file.write_text("---\ntitle: 修井\nauthor: 江一\n---\n\n老井修好了。\n", encoding="utf-8")
    index.build([file], tmp_path / "index")
    core = Core(tmp_path / "index")
    for lang, count in (("zh", "有多少篇文章"), ("en", "how many articles")):
        found = Examples(core).of(core.store(), lang)  # type: ignore[arg-type]
        assert count in found and "最新的文章" not in found, "no article of it has a date"
        for question in found:
            answer = core.ask(Request(question).checked(), core.store())
            assert answer.answered and (answer.sentences or answer.library), question


def test_each_example_is_answered_from_its_article(core: Core) -> None:
    store = core.store()
    found = Examples(core).of(store)
    assert len(found) == MOST and len(set(found)) == MOST
    made = {
        one.question: one
        for line in store.articles()
        for one in candidates(store.article(line.id))  # type: ignore[arg-type]
    }
    assert sum(question in made for question in found) >= 2
    for question in found:
        if question not in made:  # the list of articles answers it
            assert core.ask(Request(question).checked(), store).library, question
            continue
        answer = core.ask(Request(question).checked(), store)
        assert answer.answered and answer.confidence >= SURE, question
        if answer.library:  # who wrote it
            assert answer.library.article
            assert answer.library.article.id == made[question].article_id
            assert made[question].says in answer.library.text
            continue
        first = answer.sentences[0]
        assert answer.hits[first.hit - 1].article_id == made[question].article_id
        assert made[question].says in first.text


def test_an_empty_library_says_how_to_begin(tmp_path: Path) -> None:
    core = core_in(tmp_path)
    index.remove([line.id for line in core.store().articles()], core.path)
    asking = Asking(core, Metrics())
    assert 'data-tab="library"' in asking.examples(Words("zh"), "{}", read_only=False)
    assert "data-tab" not in asking.examples(Words("zh"), "{}", read_only=True)
    assert "还没有文章" in asking.examples(Words("zh"), "{}", read_only=True)
    form = dict.fromkeys(FORM, "") | {"question": "工资怎么算", "k": 5, "leg": "hybrid"}
    html = asking.ask(Words("zh"), form, BrowserState())[0]
    assert "还没有文章" in html and "换个说法" not in html
    assert "还没有文章" in map_html(core.store(), None, Words("zh"))


def test_who_comes_with_a_question_gets_no_examples(core: Core) -> None:
    asking = Asking(core, Metrics())
    assert asking.examples(Words("zh"), '{"form": {"question": "夜校"}}', read_only=False) == ""
    assert asking.examples(Words("zh"), '{"visit": {}}', read_only=False).count("data-ask") == MOST
