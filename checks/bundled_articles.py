"""Copying and accuracy check of the bundled corpus: `python -m checks.bundled_articles`.

Read against ../shared, from which nothing may be copied and nothing may be invented:

- no run of `RUN` Han characters stands in the newspaper page or in any law of the data;
- every figure of the four retold articles stands in the page, and every figure and quoted term of
  the page stands in them;
- every article number that a guide cites is in the data's text of that law, and every quantity of
  a paragraph (number and unit, Chinese or Arabic numerals) is in the articles it cites.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "corpus" / "articles"
RUN = 14
"""A run of this many Han characters shared with a source counts as copied."""

Quantity = tuple[str, str]
"""(number in Arabic numerals, unit or ""): ("30", "日"), ("150", "%")."""


@dataclass(frozen=True, slots=True)
class Guide:
    """The law a guide is about and the edition it must name (from the data's repository)."""

    law: str
    edition: str


GUIDES = {
    "gonghui-fa": Guide("工会法", "2021年12月24日修正"),
    "laodong-fa": Guide("劳动法", "2018年12月29日修正"),
    "laodong-hetong-fa": Guide("劳动合同法", "2012年12月28日修正"),
    "zhiye-jiaoyu-fa": Guide("职业教育法", "2022年4月20日修订"),
    "anquan-shengchan-fa": Guide("安全生产法", "2021年6月10日修正"),
    "shehui-baoxian-fa": Guide("社会保险法", "2018年12月29日修正"),
    "jiuye-cujin-fa": Guide("就业促进法", "2015年4月24日修正"),
    "zhongcai-fa": Guide("劳动争议调解仲裁法", "2007年12月29日通过"),
    "zhiyebing-fangzhi-fa": Guide("职业病防治法", "2018年12月29日修正"),
    "gongshang-baoxian-tiaoli": Guide("工伤保险条例", "2010年12月20日的版本"),
    "nongmingong-gongzi-tiaoli": Guide("保障农民工工资支付条例", "2019年12月30日的版本"),
    "nuzhigong-baohu-guiding": Guide("女职工劳动保护特别规定", "2012年4月28日公布"),
}
RETOLD = (
    "chan-gai-yin-guoxi",
    "chan-gai-yan-hong",
    "chan-gai-lu-yuefu",
    "chan-gai-zhang-wei",
)

HAN = re.compile(r"[\u4e00-\u9fff]+")
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
UNITS = {
    "%": "%", "‱": "‱", "个工作日": "日", "工作日": "日", "日": "日", "天": "日",
    "个月": "月", "月": "月", "年": "年", "周岁": "岁", "岁": "岁", "周": "周",
    "个小时": "小时", "小时": "小时", "倍": "倍", "元": "元", "人": "人", "名": "人",
    "次": "次", "级": "级", "份": "份", "公斤": "公斤",
}  # fmt: skip
NUMERAL = "[零〇一二两三四五六七八九十百千]+"
NUMBER = re.compile(
    rf"(?P<number>\d+(?:\.\d+)?|{NUMERAL}|半)(?P<scale>[万亿]?)"
    rf"(?P<unit>{'|'.join(sorted(UNITS, key=len, reverse=True))})?"
)
REFERENCE = re.compile(rf"第[（(]?(?:\d+|{NUMERAL})[）)]?[条款项]")
CITED = re.compile(r"第(\d+)条")
OPENING = re.compile(rf"第({NUMERAL})条\s*(.*)", re.DOTALL)


def arabic(numeral: str) -> str:
    """三十六 → 36, 二千 → 2000; a number in digits comes back as it is."""
    if not numeral or numeral[0].isdigit() or numeral == "半":
        return numeral
    total = pending = 0
    for char in numeral:
        if char in TENS:
            total += (pending or 1) * TENS[char]
            pending = 0
        else:
            pending = DIGITS[char]
    return str(total + pending)


def quantities(text: str, bare_numerals: bool = False) -> set[Quantity]:
    """Every number with its unit, references such as 第42条第1项 left out.

    A Chinese numeral without a known unit (一般, 统一) is no quantity unless `bare_numerals`.
    """
    text = REFERENCE.sub("；", text)
    text = re.sub(rf"百分之({NUMERAL})", lambda m: arabic(m[1]) + "%", text)
    text = re.sub(rf"万分之({NUMERAL})", lambda m: arabic(m[1]) + "‱", text)
    numbers: set[Quantity] = set()
    for match in NUMBER.finditer(text):
        number = arabic(match["number"])
        if match["scale"] and number != "半":
            number = f"{float(number) * {'万': 10**4, '亿': 10**8}[match['scale']]:.0f}"
        unit = UNITS.get(match["unit"] or "", "")
        if unit or match["number"][0].isdigit() or bare_numerals:
            numbers.add((number, unit))
    return numbers


def runs(text: str, length: int = RUN) -> Iterator[str]:
    """Every run of `length` Han characters in a row."""
    for match in HAN.finditer(text):
        piece = match[0]
        for start in range(len(piece) - length + 1):
            yield piece[start : start + length]


def shared_runs(texts: Iterable[str], sources: Iterable[str]) -> set[str]:
    """The runs of the texts that stand in one of the sources."""
    ours = {run for text in texts for run in runs(text)}
    return {run for source in sources for run in runs(source) if run in ours}


def copied(text: str, shared: set[str]) -> list[str]:
    """The stretches of `text` made of shared runs, each as long as it goes."""
    stretches: list[str] = []
    before = ""
    for run in runs(text):
        if run in shared:
            if stretches and before and before[1:] == run[:-1]:
                stretches[-1] += run[-1]
            else:
                stretches.append(run)
        before = run if run in shared else ""
    return stretches


def body(path: Path) -> str:
    """A corpus file without its front matter."""
    return path.read_text(encoding="utf-8").split("---\n", 2)[2]


def paragraphs(path: Path) -> list[str]:
    """The body's paragraphs, subheads left out."""
    return [line for line in body(path).splitlines() if line and not line.startswith("#")]


def page(shared: Path) -> str:
    """The newspaper page; its hard line breaks inside a sentence are no word boundary."""
    return (shared / "data" / "seed_page.txt").read_text(encoding="utf-8").replace("\n", "")


def law_rows(shared: Path) -> list[tuple[str, str]]:
    """(title, paragraph) of every law in the data, in its order.  The laws stand in one block."""
    mark = '{"source": "LawRefBook/Laws"'
    rows: list[tuple[str, str]] = []
    with lzma.open(
        shared / "data" / "train" / "zh_articles.jsonl.xz", "rt", encoding="utf-8"
    ) as lines:
        for line in lines:
            if line.startswith(mark):
                row = json.loads(line)
                rows += [(row["title"], text) for text in row["paragraphs"]]
            elif rows:
                break
    return rows


def law_articles(rows: Iterable[tuple[str, str]], law: str) -> dict[int, str]:
    """Number → text of a law's articles; of two editions in a row, the later one."""
    articles: dict[int, str] = {}
    number = 0
    for title, text in rows:
        if title != law:
            continue
        opening = OPENING.match(text)
        if opening:
            before, number = number, int(arabic(opening[1]))
            if number < before:
                articles.clear()
        articles[number] = articles.get(number, "") + text
    return articles


def guide_faults(path: Path, guide: Guide, articles: dict[int, str]) -> list[str]:
    """What a guide says that the law's text does not hold; [] if all is well."""
    faults = []
    for text in paragraphs(path):
        start = f"{path.stem}: {text[:24]}…"
        cited = [int(number) for number in CITED.findall(text)]
        if not cited:
            faults.append(f"{start} cites no article")
        faults += [f"{start} 第{n}条 is not in the data" for n in cited if n not in articles]
        source = "。".join(articles.get(number, "") for number in cited)
        known = quantities(source, bare_numerals=True)
        wrong = quantities(text.replace(guide.edition, "")) - known
        faults += [f"{start} {number}{unit} is in no article cited" for number, unit in wrong]
    if guide.edition not in paragraphs(path)[0]:
        faults.append(f"{path.stem}: the first paragraph does not say {guide.edition}")
    return faults


def figures(text: str) -> set[str]:
    """Numbers in Arabic numerals, each with the character it counts: 36个, 25%, 2500余."""
    return set(re.findall(r"\d+(?:\.\d+)?[%\w]?", text))


def terms(text: str) -> set[str]:
    """Quoted terms without punctuation; a longer quotation is a sentence and may be retold."""
    return {bare(term) for term in re.findall("“([^”]{1,20})”", text)}


def bare(text: str) -> str:
    """Without punctuation; the page prints some dashes as the numeral 一."""
    return re.sub(r"[^\w+]|一", "", text)


def all_faults(shared: Path) -> list[str]:
    """Every fault of the bundled corpus."""
    rows = law_rows(shared)
    faults = []
    text = page(shared)
    retold = "".join(body(FOLDER / f"{name}.md") for name in RETOLD)
    faults += [f"figure {n} is not in the page" for n in figures(retold) - figures(text)]
    faults += [f"figure {n} of the page is lost" for n in figures(text) - figures(retold)]
    whole = bare(retold)
    faults += [f"term {t} of the page is lost" for t in terms(text) if t not in whole]
    bodies = {path.stem: body(path) for path in sorted(FOLDER.glob("*.md"))}
    sources = [text, *(paragraph for _, paragraph in rows)]
    shared_with = shared_runs(bodies.values(), sources)
    faults += [f"{n}: copied: {s}" for n, ours in bodies.items() for s in copied(ours, shared_with)]
    for name, guide in GUIDES.items():
        path = FOLDER / f"{name}.md"
        if not path.exists():
            faults.append(f"{name}.md is missing")
            continue
        faults += guide_faults(path, guide, law_articles(rows, guide.law))
    return faults


def main() -> int:
    """Print every fault; 1 if there is one."""
    shared = FOLDER.parents[2] / "shared"
    if not shared.is_dir():
        print("needs ../shared (the page and the laws), which is not here", file=sys.stderr)
        return 2
    faults = all_faults(shared)
    files = sorted(FOLDER.glob("*.md"))
    print(*faults, sep="\n")
    print(
        f"{len(files)} articles, {sum(len(paragraphs(path)) for path in files)} paragraphs, "
        f"{len(faults)} faults"
    )
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
