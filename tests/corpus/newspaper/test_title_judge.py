"""The judge of titles without a byline, and what it does to whole pages."""

from __future__ import annotations

from corpus.newspaper.headings import is_heading
from corpus.newspaper.no_byline import signs
from corpus.newspaper.page import built_in, read_page
from corpus.newspaper.page_parts import split_page
from corpus.newspaper.title_judge import Judge, judge
from corpus.records import Source

HEADS = (
    "把旧船坞修成学堂，让造船的手艺有人来学",
    "把账目贴在墙上，让每一笔钱都有人看见",
    "把渡口还给行人，让赶集的人少绕三里路",
)
TEXTS = (
    "镇上的船坞空了九年，去年秋天重新铺了地，添了四台车床。老师傅每周来两个下午，先教认木料，再教放样，"
    "头一批学徒有二十一人，最小的十七岁。学满一年，要自己做出一条舢板，下水不漏才算出师。",
    "合作社的收支按月抄在大红纸上，贴在粮站外面的墙上。谁家领了多少工钱，买钉子花了多少，一样一样写清楚，"
    "有人看出一笔运费记了两回，第二天就改了过来。会计说，这样一来，年底再没有人上门来问。",
    "渡口停过一阵，赶集的人要从上游的桥上走。今年开春，镇里请人量了水位，换了缆绳，又把石阶往下接了八级。"
    "渡船一天来回十二趟，学生不收钱，挑担子的收五角，两岸的菜也比从前便宜了一点。",
)


def page(byline: str) -> str:
    made = ["乡镇周刊", "一座小镇的三件实事", "□本报记者 桂长青", *TEXTS[:1]]
    for head, text in zip(HEADS, TEXTS, strict=True):
        made += [f"{head[:10]}\n{head[10:]}", text]
    made += ["山里的茶今年卖得早", *([byline] if byline else [])]
    made += [
        "清明前的雨水少，山里的茶比往年早采了八天。茶农把鲜叶挑到半山的厂里，当晚就炒，第二天一早上车。",
        "茶价比去年高一成，外地的茶商提前住进了村里的客店，一住就是半个月，客店的被子都不够用。",
        "采茶的人手还是缺。村里从邻县请来四十名女工，包吃住，按斤算钱，手快的一天能挣两百多元。",
    ]
    return "\n\n".join(made) + "\n"


def test_trees_add_up_the_leaves_that_a_line_comes_to() -> None:
    small = Judge(("a", "b"), 0.5, (((0, 2.0, 1, 2), -1.0, 1.0), ((1, 0.0, 1, 2), 0.25, -0.25)))
    assert small({"a": 2.0, "b": 0.0}) == 0.5 - 1.0 + 0.25
    assert small({"b": 1, "a": 3}) == 0.5 + 1.0 - 0.25


def test_the_shipped_judge_reads_the_signs_that_are_made() -> None:
    stretches = split_page(page(""), is_heading).stretches
    found = [one for stretch in stretches for one in signs(stretch, False, built_in()).values()]
    assert found
    assert all(list(one) == list(judge().signs) for one in found)


def test_below_long_subheads_a_title_without_a_byline_is_under_nobodys_name() -> None:
    first, *others = read_page(Source("a.txt", page("")))
    assert first.author == "桂长青"
    assert {one.author for one in others} == {None}
    tea = [p.text for one in others for p in one.paragraphs]
    assert sum("茶" in text for text in tea) == 3
