"""Adding and removing: names that cannot escape, refusals that lose nothing, an end always."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from web_fixtures import core_in

from web.asking import Asking
from web.library import OUTPUTS, Library, Limits, safe_name
from web.metrics import Metrics
from web.strings import Words

ZH = Words("zh")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    core = core_in(tmp_path)
    return Library(core, Asking(core, Metrics()), tmp_path / "uploads", Limits(3, 1))


def incoming(folder: Path, name: str, data: bytes) -> str:
    """An upload as Gradio hands it over: a file of its own folder."""
    place = folder / "incoming" / str(len(list(folder.glob("incoming/*"))))
    place.mkdir(parents=True)
    (place / name).write_bytes(data)
    return str(place / name)


def outcome(steps: Any) -> str:
    """The first value of the last step; every step has all outputs."""
    steps = list(steps)
    assert all(len(step) == OUTPUTS for step in steps)
    return str(steps[-1][0])


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.txt", "a.txt"), ("../../etc/passwd", "passwd"), ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/shadow", "shadow"), ("..", "unnamed"), ("", "unnamed"), (".bashrc", "bashrc"),
        ("a\x00b\n.md", "a_b_.md"), ("报纸 第1版.txt", "报纸 第1版.txt"),
        ("C:evil.txt", "C_evil.txt"),
        ("x\u202etxt.exe", "x_txt.exe"), ("CON.txt.", "CON.txt"),
    ],
)  # fmt: skip
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_suffix() -> None:
    safe = safe_name("长" * 500 + ".txt")
    assert safe.endswith(".txt")
    assert len(safe.encode()) <= 204


def test_a_good_file_is_added_and_a_bad_one_refused(library: Library, tmp_path: Path) -> None:
    before = library.core.store().status.articles
    good = incoming(tmp_path, "桥.txt", "石桥的来历\n\n石桥是光绪年间修的。\n".encode())
    bad = incoming(tmp_path, "bad.txt", bytes(range(256)) * 8)
    html = outcome(library.add(ZH, [good, bad]))
    assert "桥.txt" in html and "收入 1 篇" in html
    assert "bad.txt" in html and "未收" in html
    assert library.core.store().status.articles == before + 1
    assert [path.name for path in library.folder.iterdir()] == ["桥.txt"]
    assert not Path(good).exists(), "nothing stays behind"


def test_a_bad_file_does_not_take_the_place_of_a_good_one(library: Library, tmp_path: Path) -> None:
    text = "石桥的来历\n\n石桥是光绪年间修的。\n"
    outcome(library.add(ZH, [incoming(tmp_path, "桥.txt", text.encode())]))
    outcome(library.add(ZH, [incoming(tmp_path, "桥.txt", b"\x00\x01\x02\x03" * 99)]))
    assert (library.folder / "桥.txt").read_text(encoding="utf-8") == text
    titles = [one.title for one in library.core.store().articles()]
    assert titles.count("石桥的来历") == 1


def test_a_new_edition_takes_the_place_of_the_old(library: Library, tmp_path: Path) -> None:
    for year in ("光绪", "道光"):
        text = f"石桥的来历\n\n石桥是{year}年间修的。\n"
        outcome(library.add(ZH, [incoming(tmp_path, "桥.txt", text.encode())]))
    store = library.core.store()
    [found] = [one for one in store.articles() if one.title == "石桥的来历"]
    article = store.article(found.id)
    assert article and "道光" in article.paragraphs[0].text
    assert [path.name for path in library.folder.iterdir()] == ["桥.txt"]


def test_too_many_and_too_large_files_are_told(library: Library, tmp_path: Path) -> None:
    many = [incoming(tmp_path, f"{n}.txt", b"x") for n in range(4)]
    assert "一次最多上传 3 个" in outcome(library.add(ZH, many))
    large = incoming(tmp_path, "large.txt", b"x" * (2 << 20))
    assert "超过上限 1 MB" in outcome(library.add(ZH, [large]))


def test_a_pasted_article_keeps_what_is_known(library: Library) -> None:
    text = "第一段说水。\r\n\r\n第二段说火。"
    html = outcome(library.paste(ZH, "水与火", "严一", "副刊", "2024-03-05", text))
    assert "收入 1 篇、2 段" in html
    [found] = [one for one in library.core.store().articles() if one.title == "水与火"]
    assert (found.author, found.column, found.published) == ("严一", "副刊", "2024-03-05")
    outcome(library.paste(ZH, "水与火", "", "", "", "另一篇同名的文章。"))
    titles = [one.title for one in library.core.store().articles()]
    assert titles.count("水与火") == 2, "a paste never takes another's place"


def test_nothing_pasted_adds_nothing(library: Library) -> None:
    assert "请先粘贴正文" in outcome(library.paste(ZH, "题", "", "", "", "  \n "))


def test_an_article_is_removed_once(library: Library) -> None:
    article = next(one for one in library.core.store().articles() if one.author == "柳青禾")
    first = library.remove(ZH, article.id)
    assert "已移除《望江纺织厂的夜校》" in first[0]
    assert library.core.store().article(article.id) is None
    second = library.remove(ZH, article.id)
    assert "wb-error" in second[0]


def test_the_list_is_found_in_and_turned(library: Library) -> None:
    state, listing = library.show(ZH, "柳青禾 夜校")
    assert listing.count('class="wb-line"') == 1
    assert "wb-remove" in listing
    assert "wb-remove" not in library.show(ZH, "夜校", write=False)[1]
    assert "没有这样的文章" in library.show(ZH, "不存在的题目")[1]
    assert f"<bdi>{library.core.store().status.articles}</bdi>" in state
    for page in ("0", "7", "-1", "x", ""):
        assert "wb-line" in library.show(ZH, "", page)[1]
