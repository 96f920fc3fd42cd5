"""`retrieve` on a small index of our own articles, against the store's own legs and plain loops."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from asking import dense, lexical
from conftest import Places
from numpy.typing import NDArray

import qa.query
import qa.retrieval
from corpus.records import Paragraph
from errors import IndexMissing, ModelMissing, QuestionError, StoreError
from index import add, build, open_index
from index.analyzer import question_terms
from index.current import current_store
from index.store import Leg, Store
from language.fold import fold
from language.sentences import sentences
from qa import Filters, Hit, ask, retrieve
from qa.linear_model import Linear
from qa.matched_words import matched
from qa.query import Query, Question, content, parse
from qa.ranking.base import Candidates
from qa.ranking.features import CROSSING, NAMES, PLAIN
from qa.ranking.rankers import RANKERS
from qa.ranking.rerank import LinearRanker
from qa.ranking.rerank import ranker as linear_ranker
from qa.request import LONGEST, Request
from qa.retrieval import gather, search

ARTICLES = [
    {
        "id": "lamp",
        "title": "青石湾灯塔的守夜人",
        "author": "顾长河",
        "column": "海岸",
        "published": "2023-05-02",
        "paragraphs": [
            "灯塔建在礁石上，塔高三十一米，每隔八秒钟闪一次白光。",
            "守夜人每天黄昏爬上一百四十级台阶，擦净玻璃，再点亮灯。",
            "因为雾季里看不见光，他们又装了一只铜钟，有雾就敲。",
        ],
    },
    {
        "id": "silk",
        "title": "云桥镇丝厂改用新织机",
        "author": "梅若溪",
        "column": "工厂",
        "published": "2024-09-18",
        "paragraphs": [
            "镇上的丝厂去年买进二十四台新织机，产量增加了三成。",
            "女工组长带着徒弟白天学操作，晚上记笔记，一个月后全部上岗。",
            "厂里还办了夜校，教工人看图纸、修机器。",
        ],
    },
    {
        "id": "honey",
        "title": "養蜂人的四季",
        "author": "顾长河",
        "column": "乡村",
        "published": "2024-03",
        "paragraphs": [
            "春天油菜花開，養蜂人把蜂箱搬到河邊，一箱蜜蜂一天能釀半斤蜂蜜。",
            "冬天蜜蜂不出門，養蜂人用稻草把蜂箱包好，免得凍壞。",
        ],
    },
    {
        "id": "bus",
        "title": "一条公交线的早晨",
        "author": None,
        "column": "城市",
        "paragraphs": [
            "头班车五点十分从北站开出，司机老覃已经开了十九年。",
            "车上坐的多半是去医院值早班的护士和送孩子上学的老人。",
        ],
    },
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("retrieve")
    rows = (json.dumps(article, ensure_ascii=False) for article in ARTICLES)
    (place / "articles.jsonl").write_text("\n".join(rows), "utf-8")
    build([place / "articles.jsonl"], place / "index", encoder="builtin")
    return place


@pytest.fixture(scope="module")
def store(folder: Path, place: Places) -> Store:
    root = place(folder / "index")
    if not isinstance(root, Path):
        build([folder / "articles.jsonl"], root, encoder="builtin")
    return open_index(root)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("灯塔多久闪一次光？", "lamp#1"),
        ("守夜人为什么要装铜钟？", "lamp#3"),
        ("丝厂买了多少台织机", "silk#1"),
        ("夜校教工人什么", "silk#3"),
        ("养蜂人冬天怎么保护蜂箱？", "honey#2"),  # asked in simplified, written in traditional
        ("頭班車幾點開出", "bus#1"),  # and the other way round
        ("ＴＨＥ lighthouse 灯塔塔高几米", "lamp#1"),
    ],
)
def test_the_passage_that_answers_comes_first(store: Store, question: str, expected: str) -> None:
    assert retrieve(question, index=store)[0].id == expected


def test_an_english_question_finds_the_chinese_passage(store: Store) -> None:
    found = search(Request("When do bees stay inside in winter?"), store)
    assert not found.candidates.lexical.ranks.any()
    assert found.query.terms.known == 0
    assert found.hits[0].article_id == "honey"


def test_the_title_is_context(store: Store) -> None:
    """The paragraph does not say which place it is about; its article's title does."""
    hit = retrieve("云桥镇的夜校", index=store)[0]
    assert hit.id == "silk#3"
    assert "云桥" not in hit.text


def test_hits_carry_their_source_and_the_source_proves_them(store: Store) -> None:
    hits = retrieve("女工组长带徒弟", k=4, index=store)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4]
    assert len({hit.id for hit in hits}) == 4
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    best = hits[0]
    assert (best.title, best.author, best.column) == ("云桥镇丝厂改用新织机", "梅若溪", "工厂")
    assert (best.published, best.paragraph, best.id) == ("2024-09-18", 2, "silk#2")
    for hit in hits:
        source = store.article(hit.article_id).source.text  # type: ignore[union-attr]
        slices = "".join(source[start:end] for start, end in hit.spans)
        assert re.sub(r"[\r\n]", "", slices) == hit.text


@pytest.mark.parametrize("question", ["灯塔的灯", "工人学机器", "早晨的医院", "bees and honey"])
def test_ranks_in_the_legs_are_those_of_the_store(store: Store, question: str) -> None:
    near = [row.id for row, _ in dense(store, question, len(store))]
    said = [row.id for row, _ in lexical(store, content(fold(question)), len(store))]
    for hit in retrieve(question, k=10, index=store):
        assert hit.dense_rank == near.index(hit.id) + 1
        assert hit.lexical_rank == (said.index(hit.id) + 1 if hit.id in said else None)


def test_a_single_leg_is_the_leg(store: Store) -> None:
    question = "蜜蜂一天酿多少蜂蜜"
    near = dense(store, question, 5)
    said = lexical(store, content(fold(question)), 5)
    for leg, ranking in (("dense", near), ("lexical", said)):
        found = search(Request(question, 5, leg), store)
        assert list(found.candidates.rows[:5]) == [row for row, _ in ranking]
        assert all(0 <= hit.score <= 1 for hit in found.hits)
    hit = retrieve(question, index=store, leg="dense")[0]
    assert hit.lexical_rank is None
    assert hit.score == pytest.approx((1 + near[0][1]) / 2, abs=1e-6)


def test_k_limits_the_hits_and_more_than_all_gives_all(store: Store) -> None:
    assert len(retrieve("灯塔", k=1, index=store)) == 1
    assert len(retrieve("灯塔", k=100, index=store)) == len(store)


def test_more_hits_begin_with_the_same(store: Store) -> None:
    few = [hit.id for hit in retrieve("工人的夜校", k=2, index=store)]
    assert [hit.id for hit in retrieve("工人的夜校", k=8, index=store)][:2] == few


@pytest.mark.parametrize(
    ("narrow", "allowed"),
    [
        (Filters(column="乡村"), {"honey"}),
        (Filters(author="顾长河"), {"lamp", "honey"}),
        (Filters(since="2024-01"), {"silk", "honey"}),
        (Filters(until="2023"), {"lamp"}),
        (Filters(author="顾长河", since="2024"), {"honey"}),
        (Filters(author="顾长河", since="2025"), set()),
    ],
)
def test_narrowing(store: Store, narrow: Filters, allowed: set[str]) -> None:
    hits = retrieve("每天", k=50, index=store, narrow=narrow)
    assert {hit.article_id for hit in hits} == allowed


@pytest.mark.parametrize(
    ("question", "said"),
    [("", "empty"), (" \u3000\n", "empty"), ("问" * 100_000, "100,000")],
)
def test_bad_questions_are_refused(store: Store, question: str, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        retrieve(question, index=store)


def test_bad_options_are_refused(store: Store) -> None:
    for k in (0, -1, 101, 2.5, True):
        with pytest.raises(QuestionError, match="1 to 100"):
            retrieve("灯塔", k=k, index=store)  # type: ignore[arg-type]
    with pytest.raises(QuestionError, match="hybrid, dense or lexical"):
        retrieve("灯塔", index=store, leg="both")
    with pytest.raises(QuestionError, match="is 5; expected text"):
        retrieve(5, index=store)  # type: ignore[arg-type]


def test_a_question_without_words_finds_nothing(store: Store) -> None:
    assert retrieve("？！……", index=store) == []


@pytest.mark.slow
def test_the_longest_question_is_answered(store: Store) -> None:
    assert retrieve("灯塔" * (LONGEST // 2), index=store)


def test_another_encoder_is_asked_the_whole_question(folder: Path, toy_encoder) -> None:  # type: ignore[no-untyped-def]
    build([folder / "articles.jsonl"], folder / "toy", encoder=toy_encoder)
    toy = open_index(folder / "toy", encoder=toy_encoder)
    found = search(Request("守夜人为什么要装铜钟？"), toy)
    assert found.query.vector == pytest.approx(toy_encoder.queries(["守夜人为什么要装铜钟？"])[0])
    assert found.hits[0].id == "lamp#3"


# The default index, kept open and kept current.


def test_a_store_is_kept_and_moves_with_the_generation(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("渡口\n\n渡船每天来回六趟，船工姓乌。\n", "utf-8")
    build([tmp_path / "a.txt"], tmp_path / "index")
    first = current_store(tmp_path / "index")
    assert current_store(tmp_path / "index") is first
    (tmp_path / "b.txt").write_text("茶馆\n\n茶馆早上四点开门，先来的是菜农。\n", "utf-8")
    add([tmp_path / "b.txt"], tmp_path / "index")
    second = current_store(tmp_path / "index")
    assert second is not first
    assert "菜农" in retrieve("茶馆几点开门", index=second)[0].text
    assert "船工" in retrieve("渡船来回几趟", index=first)[0].text  # who holds the old one reads on


def test_a_named_index_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="index build"):
        current_store(tmp_path / "nothing")


def test_the_default_index_is_built_from_the_bundled_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WENBAO_INDEX", str(tmp_path / "fresh"))
    hits = retrieve("川维化工如何激发创新", k=3)
    assert hits[0].author == "严红"
    assert "揭榜挂帅" in hits[0].text and "竞赛" in hits[0].text
    assert "building" in capsys.readouterr().err
    assert retrieve("川维化工如何激发创新", k=3) == hits


@pytest.mark.shared
def test_the_newspaper_page_answers_its_own_question(shared: Path, tmp_path: Path) -> None:
    build([shared / "data" / "seed_page.txt"], tmp_path / "index")
    hit = retrieve("川维化工如何激发创新", index=open_index(tmp_path / "index"))[0]
    assert hit.author == "严红"
    assert "揭榜挂帅" in hit.text and "竞赛" in hit.text


# Wording.


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("什么是夜校？", "是夜校"),
        ("丝厂哪一年建成", "丝厂年建成"),
        ("几何学是谁创立的", "几何学是创立的"),
        ("几内亚有几个港口", "几内亚有港口"),
        ("何先生何时来", "何先生时来"),
        ("Who keeps the lighthouse?", "keeps lighthouse"),
    ],
)
def test_words_that_only_ask_are_blanked(question: str, kept: str) -> None:
    bare = content(fold(question))
    assert len(bare) == len(question)
    assert re.sub(r"[\s？?]+", " ", bare).strip().replace(" ", "") == kept.replace(" ", "")


def test_a_question_of_asking_words_alone_keeps_them() -> None:
    assert content(fold("为什么？")) == "为什么?"
    assert Request("  为什么？ ").checked().question == "为什么？"


def test_matched_words_stand_as_in_the_text(store: Store) -> None:
    texts = ["養蜂人把蜂箱包好。", "川维化工的竞赛，和Ｐ２P无关，P2P是别的。", "河里没有。"]
    assert matched(Question("养蜂人的蜂箱"), texts)[0] == ("養蜂人", "蜂箱")
    assert matched(Question("川维化工 p2p"), texts)[1] == ("川维化工", "Ｐ２P", "P2P")
    assert matched(Question("川维化工"), texts)[2] == ()


def test_latin_words_match_whole(store: Store) -> None:
    assert matched(Question("art"), ["The cart is not art."]) == [("art",)]


# One query, and what ranks its candidates.


def test_a_question_is_taken_apart_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    for name in ("content", "term_weights"):
        function = getattr(qa.query, name)

        def counted(*given, name=name, function=function):  # type: ignore[no-untyped-def]
            calls.append(name)
            return function(*given)

        monkeypatch.setattr(qa.query, name, counted)
    assert ask("守夜人为什么要装铜钟？", index=store).hits
    assert calls == ["content", "term_weights"]


def by_length(query: Query, candidates: Candidates) -> NDArray[np.float32]:
    """The longer, the better."""
    return np.array([len(row.text) / 10_000 for row in candidates.rows], np.float32)


def test_a_reply_stands_behind_its_question(tmp_path: Path) -> None:
    """Though it has no word of the question, and whatever else is nearer; a last question has
    none, and what stands in front already stays there."""
    talk = ["渡口票价为什么涨？", "油贵了。", "渡口票价还涨吗？", "渡口票价不涨了。", "票价渡口？"]
    rows = [{"id": "talk", "title": "问答", "paragraphs": talk}]
    rows += [{"id": f"more{n}", "text": f"渡口票价的第{n}条说明。"} for n in range(60)]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "talk.jsonl").write_text(lines, "utf-8")
    build([tmp_path / "talk.jsonl"], tmp_path / "index", encoder="static")
    store = open_index(tmp_path / "index")
    hits = retrieve("渡口票价为什么涨", 70, store)
    ids = [hit.id for hit in hits]
    assert len(set(ids)) == len(ids) > 60
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    reply = hits[ids.index("talk#1") + 1]
    (row,) = store.paragraphs(["talk#2"])
    assert (reply.id, reply.text, reply.matched) == ("talk#2", "油贵了。", ())
    assert (reply.spans, reply.heading) == (row.spans, row.heading)
    few = retrieve("渡口票价为什么涨", 20, store)
    assert "talk#2" in [hit.id for hit in few]
    for k in range(1, 9):
        assert retrieve("渡口票价为什么涨", k, store) == few[:k]
    assert "talk#2" not in [hit.id for hit in retrieve("“渡口票价”", 70, store)]


def test_the_replies_are_read_at_once_and_no_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An article may be a whole book of questions: to read it for each would take minutes."""
    talk = [f"渡口第{n}班几点开船？" if n % 3 else f"渡口第{n}班不开船。" for n in range(60)]
    row = json.dumps({"id": "talk", "title": "问答", "paragraphs": talk}, ensure_ascii=False)
    (tmp_path / "talk.jsonl").write_text(row, "utf-8")
    build([tmp_path / "talk.jsonl"], tmp_path / "index", encoder="static")
    store = open_index(tmp_path / "index")
    article = store.article("talk")
    assert article
    calls: list[str] = []
    for name in ("article", "paragraphs_after"):
        function = getattr(store, name)

        def counted(given, name=name, function=function):  # type: ignore[no-untyped-def]
            calls.append(name)
            return function(given)

        monkeypatch.setattr(store, name, counted)
    hits = retrieve("渡口几点开船", 50, store)
    assert calls == ["paragraphs_after"]
    with monkeypatch.context() as patch:
        patch.setattr("qa.retrieval.leads_on", lambda _: False)
        ranked = retrieve("渡口几点开船", 50, store)
    order: dict[int, Paragraph] = {}
    for hit in ranked:
        order.setdefault(hit.paragraph, article.paragraphs[hit.paragraph - 1])
        for part in article.paragraphs[hit.paragraph :][:1] if hit.text.endswith("？") else ():
            order.setdefault(hit.paragraph + 1, part)
    assert [hit.paragraph for hit in hits] == list(order)[:50] != [one.paragraph for one in ranked]
    for hit in hits:
        part = order[hit.paragraph]
        assert (hit.text, hit.spans, hit.heading) == (part.text, part.spans, part.heading)
    calls.clear()
    assert retrieve("不开船", 1, store)[0].text.endswith("。")
    assert calls == []


def test_the_ranker_of_the_table_decides(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RANKERS, "hybrid", by_length)
    found = search(Request("灯塔的灯", 4), store)
    sizes = [len(hit.text) for hit in found.hits]
    assert sizes == sorted(sizes, reverse=True) and len(set(sizes)) > 1
    assert [hit.score for hit in found.hits] == pytest.approx([size / 10_000 for size in sizes])
    again = gather(found.query, 4, store, "hybrid", Filters())
    values = {row.id: at.tolist() for row, at in zip(again.rows, again.features, strict=True)}
    for row, feature in zip(found.candidates.rows, found.candidates.features, strict=True):
        assert feature.tolist() == values[row.id]  # rows and features move together


# Features, against loops over sets.


def test_cover_features_by_hand(store: Store) -> None:
    question = "守夜人为什么要装铜钟？"
    query = parse(question, store)
    seen = gather(query, 5, store, "hybrid", Filters())
    rows, values = seen.rows, seen.features
    assert values.shape == (len(rows), len(NAMES))
    assert np.isfinite(values).all()
    weights = dict(zip(query.terms.letters, query.terms.weights.tolist(), strict=True))
    total = sum(weights.values())
    for row, value in zip(rows, values, strict=True):
        parts = [row.text[start:end] for start, end in sentences(row.text)]
        terms = [question_terms(part).letters for part in parts]
        held = [sum(weights.get(term, 0) for term in one) for one in terms]
        marks = [1 / (1 + 0.02 * max(len(one) - 20, 0)) for one in terms]
        expected = max(h / total * m for h, m in zip(held, marks, strict=True))
        assert value[NAMES.index("sentence short")] == pytest.approx(expected, rel=1e-4)
        title = sum(weight for term, weight in weights.items() if term in (row.title or ""))
        assert value[NAMES.index("context")] == pytest.approx(title / total, rel=1e-4, abs=1e-6)
    said = np.nan_to_num(seen.lexical.scores)
    assert values[:, 0] == pytest.approx(said / said.max(), rel=1e-5)


# The ranker's file.


def test_scores_are_the_logistic_of_the_weighted_sum(store: Store) -> None:
    weights = Linear(np.arange(len(NAMES), dtype=np.float32), -1.0, 0.5)
    ranker = LinearRanker(weights, Linear(-weights.weights, 0.0))
    plain, crossing = parse("灯塔", store), parse("zebra", store)
    values = np.random.default_rng(0).random((4, len(NAMES))).astype(np.float32) / 20
    none = Leg(np.zeros(4, np.int64), np.full(4, np.nan, np.float32))
    four = store.sample(len(store)).rows[:4]
    rows = Candidates(rows=four, features=values, dense=none, lexical=none)
    expected = [
        1 / (1 + np.exp(-(0.5 * sum(i * x for i, x in enumerate(row)) - 1)))
        for row in values.tolist()
    ]
    assert ranker(plain, rows) == pytest.approx(expected, rel=1e-4)
    order = np.argsort(ranker(plain, rows))
    assert np.argsort(-ranker(crossing, rows)).tolist() == order.tolist()


def test_the_shipped_ranker_has_a_weight_for_every_feature() -> None:
    found = linear_ranker()
    assert found.plain.slope > 0 and found.crossing.slope > 0
    for weights, names in ((found.plain, PLAIN), (found.crossing, CROSSING)):
        used = {NAMES[i] for i in np.flatnonzero(weights.weights)}
        assert used <= set(names)


def test_weights_for_other_features_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"training\.none"):
        linear_ranker(tmp_path / "none.json")
    part = {"weights": {"bm25": 1.0}, "slope": 1, "bias": 0}
    (tmp_path / "old.json").write_text(json.dumps({"plain": part, "crossing": part}), "utf-8")
    with pytest.raises(ModelMissing, match=r"differing.*training\.old"):
        linear_ranker(tmp_path / "old.json")


def test_a_hit_is_frozen(store: Store) -> None:
    hit = retrieve("灯塔", index=store)[0]
    assert isinstance(hit, Hit)
    with pytest.raises(AttributeError):
        hit.rank = 7  # type: ignore[misc]


@pytest.mark.parametrize("leg", ["hybrid", "dense", "lexical"])
@pytest.mark.parametrize("quotes", ["“{}”", '"{}"', "「{}」"])
def test_words_in_quotes_are_found_as_they_stand(store: Store, leg: str, quotes: str) -> None:
    def found(phrase: str) -> set[str]:
        return {hit.id for hit in retrieve(quotes.format(phrase), 20, store, leg=leg)}

    def held(phrase: str) -> set[str]:
        every = store.sample(len(store)).rows
        return {row.id for row in every if phrase in fold(f"{row.title}\n{row.text}")}

    for phrase in ("看图纸", "养蜂人用稻草", "新织机", "守夜人每天黄昏"):
        assert found(phrase) == held(phrase) != set(), phrase
    assert found("图纸看") == set(), "the same letters in another order"


def test_a_name_in_quotes_within_a_question_puts_what_has_it_first(store: Store) -> None:
    hits = retrieve("厂里的“夜校”教什么", 5, store)
    assert "夜校" in hits[0].text and len(hits) == 5
    assert ["夜校" in hit.text for hit in hits] == sorted(
        ["夜校" in hit.text for hit in hits], reverse=True
    )


def test_several_names_pass_any_of_them(store: Store) -> None:
    authors = {hit.author for hit in retrieve("厂里", 20, store, author="梅若溪|顾长河")}
    assert authors == {"梅若溪", "顾长河"}
    columns = {hit.column for hit in retrieve("厂里", 20, store, column=" 乡村 | 城市 ")}
    assert columns == {"乡村", "城市"}
    for bars in ("|", " || "):
        with pytest.raises(QuestionError, match="expected a name, or several"):
            retrieve("厂里", 20, store, author=bars)
    with pytest.raises(QuestionError, match="无此人"):
        retrieve("厂里", 20, store, author="梅若溪|无此人")


def test_radicals_of_a_printed_page_are_read_as_the_characters(tmp_path: Path) -> None:
    """What a browser prints holds ⻢ for 马: all is found and read as without, and quoted with."""
    plain = "车站站长马见龙说，飞马长街的电车每天开九十班。"
    printed = plain.translate(str.maketrans("车长马见龙飞", "⻋⻓⻢⻅⻰⻜"))
    asked = ("站长是谁？", "“飞马长街”有几班车？", "⻋站的站⻓说了什么？")
    answers = []
    for name, text in (("plain", plain), ("printed", printed)):
        (tmp_path / f"{name}.txt").write_text(f"{text}\n\n渡口今天没有船。\n", "utf-8")
        build([tmp_path / f"{name}.txt"], tmp_path / name)
        answers.append([ask(question, index=open_index(tmp_path / name)) for question in asked])
    for first, second in zip(*answers, strict=True):
        assert first.answered and first.confidence == second.confidence
        assert [hit.score for hit in first.hits] == [hit.score for hit in second.hits]
        assert (first.hits[0].text, second.hits[0].text) == (plain, printed)


def test_the_bare_name_of_a_source_file_stands_for_it(tmp_path: Path) -> None:
    """It is what messages and services show; of two files with one name it says too little."""
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "b.txt").write_text(f"茶馆\n\n{folder}街的茶馆四点开门。\n", "utf-8")
    (tmp_path / "a.txt").write_text("渡口\n\n渡船每天来回六趟。\n", "utf-8")
    build([tmp_path / "甲", tmp_path / "乙", tmp_path / "a.txt"], tmp_path / "index")
    index = tmp_path / "index"
    assert {hit.title for hit in retrieve("茶馆", 3, index, path="a.txt")} == {"渡口"}
    whole = str(tmp_path / "a.txt")
    assert retrieve("茶馆", 3, index, path=whole) == retrieve("茶馆", 3, index, path="a.txt")
    with pytest.raises(QuestionError) as refused:
        retrieve("茶馆", 3, index, path="b.txt")
    assert 'did you mean "b.txt"' not in str(refused.value)


@pytest.mark.parametrize("index", [5, {"a": 1}])
def test_what_is_no_index_is_told(index: Any) -> None:
    with pytest.raises(StoreError, match="expected an opened index"):
        retrieve("茶馆", 1, index)


@pytest.mark.parametrize("address", ["http://x", "milvus2://bad/y"])
def test_an_address_is_repeated_as_it_was_written(address: str) -> None:
    with pytest.raises(StoreError, match=f"^{address}: no engine"):
        retrieve("茶馆", 1, address)
