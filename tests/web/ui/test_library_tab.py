"""Adding and removing: names that cannot escape, refusals that lose nothing, an end always."""

from __future__ import annotations

import errno
import json
import re
import time
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from web_fixtures import core_in

from index.local.lock import writing
from web.changes import Changes
from web.metrics import Metrics
from web.security.upload_limits import UploadLimits
from web.ui.addresses import source_key, source_names
from web.ui.ask_tab import Asking
from web.ui.library_tab import Library, ListView, Outputs
from web.ui.strings import Words
from web.upload_store import safe_name

ZH = Words("zh")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    core = core_in(tmp_path)
    return Library(Changes(core, tmp_path / "uploads", UploadLimits(3, 1)), Asking(core, Metrics()),
                   tmp_path / "incoming")  # fmt: skip


def incoming(folder: Path, name: str, data: bytes) -> str:
    """An upload as Gradio hands it over: a file of its own folder."""
    place = folder / "incoming" / str(len(list(folder.glob("incoming/*"))))
    place.mkdir(parents=True)
    (place / name).write_bytes(data)
    return str(place / name)


def kept(library: Library) -> list[Path]:
    """The files in the folder that a rebuild would read."""
    found = [path for path in library.uploads.folder.rglob("*") if path.is_file()]
    return [path for path in found if ".work" not in path.parts]


def names(library: Library) -> list[str]:
    return sorted(path.name for path in kept(library))


def outcome(steps: Any) -> str:
    """Of the last step; every step has all outputs."""
    steps = list(steps)
    assert all(isinstance(step, Outputs) for step in steps)
    return str(steps[-1].outcome)


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
    assert names(library) == ["桥.txt"]
    assert not any((tmp_path / "incoming").iterdir()), "nothing stays behind"


def test_a_bad_file_does_not_take_the_place_of_a_good_one(library: Library, tmp_path: Path) -> None:
    text = "石桥的来历\n\n石桥是光绪年间修的。\n"
    outcome(library.add(ZH, [incoming(tmp_path, "桥.txt", text.encode())]))
    outcome(library.add(ZH, [incoming(tmp_path, "桥.txt", b"\x00\x01\x02\x03" * 99)]))
    assert [path.read_text("utf-8") for path in kept(library)] == [text]
    titles = [one.title for one in library.core.store().articles()]
    assert titles.count("石桥的来历") == 1


BRIDGE = "石桥的来历\n\n石桥是{}年间修的。\n"


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第1版.txt", "第1版.txt"),
        ("乙?x.txt", "乙*x.txt"),
        ("长" * 70 + "上.txt", "长" * 70 + "下.txt"),
    ],
)
def test_two_files_of_one_name_are_two_sources(
    one: str, other: str, at_once: bool, library: Library, tmp_path: Path
) -> None:
    files = [
        incoming(tmp_path, one, BRIDGE.format("光绪").encode()),
        incoming(tmp_path, other, BRIDGE.format("道光").encode()),
    ]
    for some in [files] if at_once else [files[:1], files[1:]]:
        html = outcome(library.add(ZH, some))
    store = library.core.store()
    found = [store.article(one.id) for one in store.articles() if one.title == "石桥的来历"]
    texts = {article.paragraphs[0].text for article in found if article}
    assert texts == {"石桥是光绪年间修的。", "石桥是道光年间修的。"}
    assert {path.read_text("utf-8") for path in kept(library)} == {
        BRIDGE.format("光绪"), BRIDGE.format("道光")
    }  # fmt: skip
    assert "同名的另一个文件里有" in html, "so that the reader can remove the old one"
    assert len({path.name for path in kept(library)}) == 1
    filters = source_names(store.articles())
    assert {key for _, key in filters} == {source_key(one.path) for one in store.articles()}
    assert sum(shown.endswith(" · 石桥的来历") for shown, _ in filters) == 2, "told apart"


def test_the_same_file_again_is_said_to_be_there(library: Library, tmp_path: Path) -> None:
    rows = "".join(
        json.dumps({"title": f"告示{n}", "text": f"第{n}号告示贴在门口。"}, ensure_ascii=False)
        + "\n"
        for n in range(7)
    )
    first = outcome(library.add(ZH, [incoming(tmp_path, "告示.jsonl", rows.encode())]))
    assert "加入 7 篇" in first and "已有" not in first
    again = outcome(library.add(ZH, [incoming(tmp_path, "告示.jsonl", rows.encode())]))
    assert "完成：已有 7 篇。" in again and "及另外 2 篇" in again
    [gone, *there] = [one for one in library.core.store().articles() if "告示" in (one.title or "")]
    assert f'href="/article/{there[0].id}"' in again and f"{there[0].title}</bdi></a>" in again
    assert len(kept(library)) == 1 and len(there) == 6
    library.remove(ZH, gone.id)
    third = outcome(library.add(ZH, [incoming(tmp_path, "告示.jsonl", rows.encode())]))
    assert "加入 1 篇" in third and "已有 6 篇" in third


def test_a_busy_index_is_told_beside_what_was_refused(library: Library, tmp_path: Path) -> None:
    large = incoming(tmp_path, "large.txt", b"x" * (2 << 20))
    good = incoming(tmp_path, "桥.txt", BRIDGE.format("光绪").encode())
    with writing(library.core.path):
        html = outcome(library.add(ZH, [large, good]))
    assert "正在改索引" in html and "超过上限 1 MB" in html
    assert not any((tmp_path / "incoming").iterdir())
    library.uploads.tidy()
    assert not kept(library), "cleared up once nobody writes"


def test_a_bad_file_alone_is_a_row_with_its_reason(library: Library, tmp_path: Path) -> None:
    html = outcome(library.add(ZH, [incoming(tmp_path, "空.md", b"")]))
    assert "文件是空的" in html and str(tmp_path) not in html


def test_refused_files_and_rows_are_counted_by_their_own_words(
    library: Library, tmp_path: Path
) -> None:
    lines = '{"title": "灯会", "text": "灯会在河边。"}\n{"title": "无文"}\n不是\n'.encode()
    rows, empty = incoming(tmp_path, "行.jsonl", lines), incoming(tmp_path, "空.md", b"")
    assert "加入 1 篇，未收 1 个文件，未收 2 行。" in outcome(library.add(ZH, [rows, empty]))
    lines = '{"text": "灯会后来停了。"}\n{}\n'.encode()
    assert "完成：加入 1 篇，未收 1 行。" in outcome(
        library.add(ZH, [incoming(tmp_path, "行二.jsonl", lines)])
    )


def test_too_many_and_too_large_files_are_told(library: Library, tmp_path: Path) -> None:
    many = [incoming(tmp_path, f"{n}.txt", b"x") for n in range(4)]
    assert "一次最多上传 3 个" in outcome(library.add(ZH, many))
    assert not any((tmp_path / "incoming").iterdir()), "refused, so not kept"
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
    html = outcome(library.paste(ZH, "水与火", "", "", "", "另一篇同名的文章。"))
    assert "已有 1 篇" in html and len(kept(library)) == 2


def test_the_years_beside_the_filters_follow_the_library(library: Library) -> None:
    for number, year in enumerate(("1931", "1932")):
        *_, last = library.paste(ZH, f"码头{number}", "", "", year, f"码头{number}的人多。")
        assert f'data-year="{year}"' in last[-2]
    gone = next(one for one in library.core.store().articles() if one.published == "1932")
    assert 'data-year="1932"' not in library.remove(ZH, gone.id)[-2]


def test_nothing_pasted_adds_nothing(library: Library) -> None:
    assert "请先粘贴正文" in outcome(library.paste(ZH, "题", "", "", "", "  \n "))


def test_half_a_character_is_told_and_leaves_nothing(library: Library) -> None:
    for values in (("题\ud800", "文字"), ("题", "文\udc00字")):
        html = outcome(library.paste(ZH, values[0], "", "", "", values[1]))
        assert "残缺的半个字符" in html
    assert not kept(library)


def test_a_full_disk_is_told_and_leaves_nothing(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("web.upload_store.os.fsync", full)
    for steps in (
        library.paste(ZH, "题", "", "", "", "文字"),
        library.add(ZH, [incoming(tmp_path, "桥.txt", BRIDGE.format("光绪").encode())]),
    ):
        assert "磁盘已满" in outcome(steps)
        assert not kept(library)
    monkeypatch.undo()
    assert "收入 1 篇" in outcome(library.paste(ZH, "题", "", "", "", "文字"))


def test_who_leaves_early_leaves_nothing_behind(library: Library, tmp_path: Path) -> None:
    steps = library.add(ZH, [incoming(tmp_path, "bad.txt", bytes(range(256)) * 8)])
    next(steps)
    next(steps)
    steps.close()  # the reader's browser is gone
    end = time.monotonic() + 30
    while not all(job.finished for job in library.jobs.all()):
        assert time.monotonic() < end
        time.sleep(0.01)
    assert not kept(library) and not any((tmp_path / "incoming").iterdir())


def test_an_article_is_removed_once(library: Library) -> None:
    article = next(one for one in library.core.store().articles() if one.author == "柳青禾")
    first = library.remove(ZH, article.id)
    assert "已移除《望江纺织厂的夜校》" in first[0]
    assert library.core.store().article(article.id) is None
    second = library.remove(ZH, article.id)
    assert "wb-error" in second[0]


def removal(html: str) -> str:
    """What the button names that takes a removal back."""
    named = re.search(r'data-restore="([^"]+)"', html)
    assert named, html
    return unescape(named[1])


def test_a_removal_is_taken_back_while_nothing_else_changed(
    library: Library, tmp_path: Path
) -> None:
    before = [one.id for one in library.core.store().articles()]
    article = next(one for one in library.core.store().articles() if one.author == "柳青禾")
    way_back = removal(library.remove(ZH, article.id).outcome)
    found = library.restore(ZH, way_back)
    assert "已放回《望江纺织厂的夜校》。" in found.outcome and "望江" in found.listing
    assert [one.id for one in library.core.store().articles()] == before
    assert "撤不回" in library.restore(ZH, way_back).outcome, "once"

    list(library.paste(ZH, "渡口的汽笛", "", "", "", "汽笛清晨响两声。"))
    whistle = next(one for one in library.core.store().articles() if one.title == "渡口的汽笛")
    way_back = removal(library.remove(ZH, whistle.id).outcome)
    assert "正文完整；上传的文件移除时已删" in library.restore(ZH, way_back).outcome
    way_back = removal(library.remove(ZH, whistle.id).outcome)
    library.remove(ZH, article.id)
    failed = library.restore(ZH, way_back).outcome
    assert "后来又有改动" in failed and "wb-error" in failed
    assert len(library.core.store().articles()) == len(before) - 1, "nothing was done"


def test_a_change_leaves_the_list_as_it_was_looked_for(library: Library) -> None:
    view = ListView("作者:柳青禾", "newest")
    steps = library.paste(ZH, "渡口的汽笛", "柳青禾", "", "2024-05", "汽笛清晨响两声。", view)
    *_, (_, _, listing, *_) = steps
    assert 'data-listed="作者:柳青禾"' in listing
    assert listing.index("渡口的汽笛") < listing.index("望江纺织厂的夜校")
    assert listing.count('class="wb-line"') == 2
    gone = next(one for one in library.core.store().articles() if one.title == "渡口的汽笛")
    left = library.remove(ZH, gone.id, view)[2]
    assert 'data-listed="作者:柳青禾"' in left and left.count('class="wb-line"') == 1


def test_a_paste_says_whether_it_is_in(library: Library) -> None:
    def ended(*values: str) -> bool:
        steps = library.paste(ZH, *values, view=ListView())
        try:
            while True:
                next(steps)
        except StopIteration as end:
            return bool(end.value)

    assert ended("渡口的雾", "", "", "", "雾到九点才散。")
    assert not ended("渡口的雾", "", "", "", "  ")
    assert not ended("渡口的雾", "", "", "", "雾\ud800")


def test_the_list_is_found_in_and_turned(library: Library) -> None:
    state, listing = library.show(ZH, "柳青禾 夜校")
    assert listing.count('class="wb-line"') == 1
    assert "wb-remove" in listing
    assert "wb-remove" not in library.show(ZH, "夜校", write=False)[1]
    assert "没有这样的文章" in library.show(ZH, "不存在的题目")[1]
    assert f"<bdi>{library.core.store().status.articles}</bdi>" in state
    for page in ("0", "7", "-1", "x", ""):
        assert "wb-line" in library.show(ZH, "", page)[1]
