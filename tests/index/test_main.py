"""The command line, to the letter of its contract."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from index.__main__ import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "一.md").write_text("# 夜校\n\n夜校每周三晚上开课。\n", "utf-8")
    (tmp_path / "in" / "二.txt").write_text("食堂\n\n食堂的早饭从六点半开始供应。\n", "utf-8")
    return tmp_path


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object], str]:
    status = main([*arguments, "--json"])
    out, err = capsys.readouterr()
    return status, json.loads(out) if out else {}, err


KEYS = [
    "generation",
    "articles",
    "paragraphs",
    "reused",
    "embedded",
    "seconds",
    "encoder",
    "skipped",
]


def test_build_add_remove(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--index", str(folder / "index"))
    status, facts, _ = call(capsys, "build", str(folder / "in"), *at)
    assert status == 0
    assert list(facts) == KEYS
    assert (facts["articles"], facts["embedded"], facts["reused"]) == (2, facts["paragraphs"], 0)
    assert (facts["encoder"], facts["skipped"]) == ("static", [])

    (folder / "broken.jsonl").write_text('{"text": "洗衣房在一楼,周日也开。"}\n{oops\n', "utf-8")
    status, facts, err = call(capsys, "add", str(folder / "broken.jsonl"), *at)
    assert status == 1
    assert facts["articles"] == 3
    assert [set(skipped) for skipped in facts["skipped"]] == [{"path", "reason"}]  # type: ignore[attr-defined]
    assert "skipped" in err

    status, facts, _ = call(capsys, "status", *at)
    assert (status, facts["articles"], facts["encoder"]) == (0, 3, "static")
    status, facts, _ = call(capsys, "list", *at)
    listed = {article["id"]: article["title"] for article in facts["articles"]}  # type: ignore[attr-defined]
    assert status == 0 and sorted(listed.values(), key=str)[1:] == ["夜校", "食堂"]
    assert main(["list", *at]) == 0
    lines = capsys.readouterr().out.splitlines()
    for line, article in zip(lines, facts["articles"], strict=True):  # type: ignore[arg-type]
        known = [article[name] for name in ("author", "paper", "published", "path")]
        start = f"{article['id']}  {article['title'] or '(no title)'}"
        assert line == " · ".join([start, *filter(None, known)])
    status, facts, _ = call(capsys, "verify", *at)
    assert (status, facts["ok"], facts["wrong"]) == (0, True, [])
    status, facts, _ = call(capsys, "rollback", *at)
    assert (status, facts["articles"]) == (0, 2)


def test_what_is_not_known_of_the_new_articles_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--index", str(folder / "index"))
    assert main(["build", str(folder / "in"), *at]) == 0
    said = (
        "of the new articles 0 without a title, 2 without an author, 2 without a date; "
        "1 with notes on what was inferred or left out (index list --json)"
    )
    assert said in capsys.readouterr().err.splitlines()
    whole = {"title": "车站", "author": "林小禾", "date": "2021-05-02", "text": "车站在镇的东头。"}
    (folder / "whole.jsonl").write_text(json.dumps(whole), "utf-8")
    assert main(["add", str(folder / "whole.jsonl"), *at]) == 0
    assert "of the new articles" not in capsys.readouterr().err


def test_failures_name_what_to_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--index", str(folder / "index"))
    for command in (
        ["status"],
        ["verify"],
        ["rollback"],
        ["add", str(folder / "in")],
        ["remove", "x"],
    ):
        status, facts, err = call(capsys, *command, *at)
        assert (status, facts) == (1, {})
        assert "python -m index build" in err
    (folder / "empty").mkdir()
    status, facts, err = call(capsys, "build", str(folder / "empty"), *at)
    assert (status, facts) == (1, {})
    assert "no article" in err
    with pytest.raises(SystemExit) as wrong_call:
        main(["rebuild"])
    assert wrong_call.value.code == 2


def test_the_place_comes_from_the_environment(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENBAO_INDEX", str(folder / "named"))
    assert call(capsys, "build", str(folder / "in"))[0] == 0
    assert (folder / "named" / "CURRENT").is_file()


def test_damage_is_reported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--index", str(folder / "index"))
    call(capsys, "build", str(folder / "in"), *at)
    (folder / "index" / "gen-000001" / "seg-000001" / "lengths.npy").write_bytes(b"")
    status, facts, err = call(capsys, "verify", *at)
    assert (status, facts["ok"]) == (1, False)
    assert "lengths.npy" in err


def test_damage_is_told_in_json_with_what_to_do_here(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--index", str(folder.parent / "x y")]
    call(capsys, "build", str(folder), *at)
    [vectors] = (folder.parent / "x y").rglob("vectors.npy")
    vectors.write_bytes(vectors.read_bytes()[:-1])
    code, facts, _ = call(capsys, "verify", *at)
    assert (code, facts["ok"]) == (1, False)
    wrong = str(facts["wrong"])
    assert "FileFacts" not in wrong and "bytes with the SHA-256" in wrong
    if "index rollback" in wrong:
        assert f"index rollback --index '{at[1]}'" in wrong
    (folder.parent / "x y" / "CURRENT").write_text("")
    code, facts, _ = call(capsys, "verify", *at)
    assert (code, facts["ok"], facts["generation"]) == (1, False, None)
    assert f"--index '{at[1]}'" in str(facts["wrong"])


def test_damage_is_told_in_chinese(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENBAO_LANG", "zh")
    root = folder / "index"
    at = ("--index", str(root))
    call(capsys, "build", str(folder / "in"), *at)
    (root / "gen-000001" / "more").touch()
    assert f"错误：{root}/gen-000001/more：清单里没有这个文件" in call(capsys, "verify", *at)[2]
    (root / "gen-000001" / "seg-000001" / "lengths.npy").write_bytes(b"")
    err = call(capsys, "verify", *at)[2]
    assert "lengths.npy：是 0 bytes with the SHA-256 " in err and "请退回上一版" in err
    err = call(capsys, "add", str(folder / "in"), *at)[2]
    assert "索引已损坏：" in err and "应是 " in err
    assert "FileFacts" not in err and "expected" not in err


def test_what_the_system_says_is_told_in_chinese(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENBAO_LANG", "zh")
    err = call(capsys, "build", str(folder / "in"), "--index", str(folder / "in" / "一.md"))[2]
    assert "一.md 写不进去：已有同名的文件" in err


def synced(
    capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[dict[str, list[str]], dict[str, object], int]:
    """The lists of `sync`, by the names of the files; the whole object; the exit status."""
    status, facts, _ = call(capsys, "sync", *arguments)
    assert list(facts) == KEYS + LISTS
    named: dict[str, list[str]] = {}
    for what in ("new", "changed", "deleted"):
        named[what] = [Path(path).name for path in facts[what]]  # type: ignore[attr-defined]
    pairs = facts["renamed"]
    named["renamed"] = [Path(path[end]).name for path in pairs for end in ("from", "to")]  # type: ignore[attr-defined]
    return {what: names for what, names in named.items() if names}, facts, status


LISTS = ["known", "new", "changed", "renamed", "deleted", "unchanged", "stayed"]


def titles(capsys: pytest.CaptureFixture[str], *at: str) -> list[str]:
    _, facts, _ = call(capsys, "list", *at)
    return sorted(article["title"] for article in facts["articles"])  # type: ignore[attr-defined]


def test_sync_names_what_is_new_changed_renamed_and_deleted(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at, here = ("--index", str(folder / "index")), folder / "in"
    first = synced(capsys, str(here), *at)  # without an index it builds one
    assert (first[0], first[2]) == ({"new": ["一.md", "二.txt"]}, 0)
    _, before, _ = call(capsys, "list", *at)
    ids = {article["title"]: article["id"] for article in before["articles"]}  # type: ignore[attr-defined]

    named, facts, status = synced(capsys, str(here), *at)
    assert (named, facts["unchanged"], status) == ({}, 2, 0)
    assert facts["generation"] == before["generation"], "the generation before is not lost"

    (here / "一.md").rename(here / "夜校定稿.md")
    (here / "二.txt").write_text("食堂\n\n食堂的早饭改到七点。\n", "utf-8")
    (here / "三.md").write_text("# 浴室\n\n浴室周日不开门。\n", "utf-8")
    named, facts, status = synced(capsys, str(here), *at)
    assert named == {
        "new": ["三.md"],
        "changed": ["二.txt"],
        "renamed": ["一.md", "夜校定稿.md"],
    }
    assert (facts["articles"], facts["unchanged"], status) == (3, 0, 0)
    assert facts["reused"] == 1, "what was renamed keeps its vectors"
    assert titles(capsys, *at) == ["夜校", "浴室", "食堂"]
    _, after, _ = call(capsys, "list", *at)
    assert {"夜校": ids["夜校"]}.items() <= {
        article["title"]: article["id"]
        for article in after["articles"]  # type: ignore[attr-defined]
    }.items(), "a citation of what was renamed goes on pointing to it"

    (here / "二.txt").unlink()
    assert main(["sync", str(here), *at]) == 0
    output = capsys.readouterr().out
    assert f"deleted  {here / '二.txt'}" in output and "2 files unchanged" in output
    assert titles(capsys, *at) == ["夜校", "浴室"]
    assert call(capsys, "verify", *at)[0] == 0
    assert call(capsys, "rollback", *at)[1]["articles"] == 3


def test_sync_leaves_what_came_from_elsewhere_and_what_it_cannot_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at, here = ("--index", str(folder / "index")), folder / "in"
    (folder / "in2").mkdir()  # its name begins with that of the folder
    (folder / "in2" / "别处.md").write_text("# 别处\n\n别处的文章不归这里管。\n", "utf-8")
    call(capsys, "build", str(here), str(folder / "in2"), *at)
    (folder / "in2" / "别处.md").unlink()
    (here / "一.md").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    status, facts, err = call(capsys, "sync", str(here), *at)
    assert status == 1 and "一.md" in err
    assert facts["deleted"] == [] and facts["unchanged"] == 1
    [stayed] = facts["stayed"]  # type: ignore[misc]
    assert Path(stayed["path"]).name == "一.md" and stayed["ids"][0] in err
    assert titles(capsys, *at) == ["别处", "夜校", "食堂"]
    # Its id is the way out that the report names.
    assert call(capsys, "remove", *stayed["ids"], *at)[0] == 0
    assert "夜校" not in titles(capsys, *at)


def test_a_sync_fails_of_a_new_fault_only_and_lists_the_known(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at, here = ("--index", str(folder / "in" / "index")), folder / "in"
    rows = here / "稿.jsonl"
    rows.write_text('{"title": "浴室", "text": "浴室周日不开门。"}\n{"坏\n', "utf-8")

    def sync(path: Path = here) -> tuple[int, list[str], list[str]]:
        status, facts, err = call(capsys, "sync", str(path), *at)
        lists: list[list[str]] = [
            [Path(skip["path"]).name for skip in facts[which]]  # type: ignore[attr-defined]
            for which in ("skipped", "known")
        ]
        told = [line for line in err.splitlines() if "skipped " in line]
        assert [line.startswith("still") for line in told] == [n in lists[1] for n in lists[0]]
        return status, *lists  # type: ignore[return-value]

    assert sync() == (1, ["稿.jsonl:2"], [])
    assert sync() == (0, ["稿.jsonl:2"], ["稿.jsonl:2"])
    assert main(["sync", str(here), *at]) == 0
    assert "1 still skipped, as the last time" in capsys.readouterr().out
    (folder / "other").mkdir()
    (folder / "other" / "四.md").write_text("# 粮站\n\n粮站周末不开门。\n", "utf-8")
    assert sync(folder / "other") == (0, [], []), "another folder's faults are its own"
    (here / "五.txt").touch()
    assert sync() == (1, ["五.txt", "稿.jsonl:2"], ["稿.jsonl:2"])
    assert sync(folder / "other" / ".." / "in")[0] == 0, "the same folder by another path"
    (here / "五.txt").write_text("车站\n\n车站的钟慢五分钟。\n", "utf-8")
    assert sync() == (0, ["稿.jsonl:2"], ["稿.jsonl:2"])
    (here / "五.txt").write_text("", "utf-8")
    assert sync()[0] == 1, "what was mended and is wrong again is new"
    (here / "五.txt").unlink()
    rows.unlink()
    assert sync() == (0, [], [])
    assert not list(here.glob("index.*")), "nothing is left to remember"


def test_what_a_sync_remembers_is_no_article_and_may_be_lost(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at, here = ("--index", str(folder / "in" / "index")), folder / "in"
    (here / "空.txt").touch()
    for text in (None, "[]", '{"x": 1}', "\x00", None):
        if text is not None:
            (here / "index.skipped.json").write_text(text, "utf-8")
            status, facts, _ = call(capsys, "sync", str(here), *at)
            assert (status, facts["known"]) == (1, [])
        else:
            call(capsys, "sync", str(here), *at)
    assert call(capsys, "sync", str(here), *at)[0] == 0
    status, _, _ = call(capsys, "build", str(here), *at)
    assert status == 1, "a build, as an add, names what it was given"


def test_a_first_sync_of_what_is_no_folder(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--index", str(folder / "index"))
    for path, expected in (
        (folder / "nowhere", "there is no folder"),
        (folder / "in" / "一.md", "is a file, and only a folder"),
    ):
        status, facts, err = call(capsys, "sync", str(path), *at)
        assert (status, facts) == (1, {})
        assert expected in err and "remove" not in err
    assert not (folder / "index").exists()


def test_corrections_of_no_index(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, facts, err = call(capsys, "corrections", "--index", str(folder / "none"))
    assert (status, facts) == (1, {})
    assert "there is no index" in err


def test_why_nothing_was_found_is_told_in_chinese(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENBAO_LANG", "zh")
    (folder / "empty.txt").touch()
    (folder / "x.exe").write_bytes(b"MZ")
    paths = [str(folder / name) for name in ("nowhere", "empty.txt", "x.exe")]
    status, facts, err = call(capsys, "build", *paths, "--index", str(folder / "index"))
    assert (status, facts) == (1, {})
    gone, empty, program = (f"{path}：" for path in paths)
    assert f"{gone}没有这个文件；{empty}文件是空的；{program}不支持这种格式" in err


def test_sync_of_a_folder_that_lost_all(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at, here = ("--index", str(folder / "index")), folder / "in"
    call(capsys, "build", str(here), *at)
    for path in here.iterdir():
        path.unlink()
    named, facts, _ = synced(capsys, str(here), *at)
    assert (named, facts["articles"]) == ({"deleted": ["一.md", "二.txt"]}, 0)
    assert call(capsys, "verify", *at)[0] == 0
    assert call(capsys, "rollback", *at)[1]["articles"] == 2
    here.rmdir()  # a disk that is not there is no deletion
    status, facts, err = call(capsys, "sync", str(here), *at)
    assert (status, facts) == (1, {}) and "is not a folder" in err
    assert titles(capsys, *at) == ["夜校", "食堂"]


def test_add_says_what_stayed_and_how_to_take_it_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at, here = ("--index", str(folder / "index")), folder / "in"
    call(capsys, "build", str(here), *at)
    status, _, err = call(capsys, "add", str(here), *at)
    assert status == 0 and "stayed" not in err
    (here / "一.md").rename(here / "一稿.md")
    status, facts, err = call(capsys, "add", str(here), *at)
    assert (status, list(facts), facts["articles"]) == (0, KEYS, 3)
    assert f"stayed {here / '一.md'}" in err
    assert err.count(f" --index {folder / 'index'}") == 2  # of both commands that it names
    assert f"python -m index sync --index {folder / 'index'} {here}" in err
    synced(capsys, str(here), *at)
    assert titles(capsys, *at) == ["夜校", "食堂"]


def test_add_of_a_folder_seen_before_names_its_changes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at, here = ("--index", str(folder / "index")), folder / "in"
    call(capsys, "build", str(here), *at)
    (here / "一.md").write_text("# 夜校\n\n夜校改到周五晚上开课。\n", "utf-8")
    (here / "三.md").write_text("# 渡口\n\n渡船每天来回六趟。\n", "utf-8")
    assert main(["add", str(here), *at]) == 0
    lines = capsys.readouterr().out.splitlines()[1:]
    assert lines == [f"new      {here / '三.md'}", f"changed  {here / '一.md'}", "1 file unchanged"]


def test_sync_takes_out_what_is_gone_from_an_archive(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at, here = ("--index", str(folder / "index")), folder / "in"
    texts = {"甲.md": "# 甲\n\n甲班上早班。\n", "乙.md": "# 乙\n\n乙班上夜班。\n"}
    for names in (["甲.md", "乙.md"], ["甲.md"]):
        with zipfile.ZipFile(here / "班组.zip", "w") as archive:
            for name in names:
                archive.writestr(name, texts[name])
        named, facts, _ = synced(capsys, str(here), *at)
    assert (named, facts["unchanged"]) == ({"deleted": ["乙.md"]}, 3)
    (here / "班组.zip").write_bytes(b"PK\x03\x04 torn")  # half copied: nothing is lost
    assert synced(capsys, str(here), *at)[0] == {}
    assert titles(capsys, *at) == ["夜校", "甲", "食堂"]


@pytest.mark.parametrize("more", [["--split", "3:2"], ["--move", "3:1"]])
def test_one_join_split_or_move_at_a_time(
    more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The second would be of paragraphs that the first has numbered anew."""
    with pytest.raises(SystemExit, match="2"):
        main(["correct", "x", "--join", "2", *more])
    assert f"argument {more[0]}: not allowed with argument --join" in capsys.readouterr().err


def test_correct_list_and_undo(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--index", str(folder / "index"))
    call(capsys, "build", str(folder / "in" / "一.md"), *at)
    _, listed, _ = call(capsys, "list", *at)
    name = listed["articles"][0]["id"]  # type: ignore[index]
    wanted = ("--title", "夜校开课", "--author", "柳青", "--published", "2024年5月")
    status, facts, _ = call(capsys, "correct", name, *wanted, *at)
    assert (status, list(facts)) == (0, KEYS)
    _, listed, _ = call(capsys, "list", *at)
    article = listed["articles"][0]  # type: ignore[index]
    assert (article["id"], article["title"], article["author"]) == (name, "夜校开课", "柳青")
    assert article["published"] == "2024-05"
    _, answer, _ = call(capsys, "corrections", *at)
    corrections = answer["corrections"]
    assert [(row["field"], row["was"], row["state"]) for row in corrections] == [  # type: ignore[attr-defined]
        ("title", "夜校", "applied"), ("author", None, "applied"), ("published", None, "applied"),
    ]  # fmt: skip
    assert main(["corrections", *at]) == 0
    assert "title: 夜校 → 夜校开课" in capsys.readouterr().out
    assert call(capsys, "undo", corrections[0]["id"], *at)[0] == 0  # type: ignore[index]
    _, listed, _ = call(capsys, "list", *at)
    assert listed["articles"][0]["title"] == "夜校"  # type: ignore[index]
    for wrong in (
        (), ("--split", "1"), ("--join", "1"), ("--move", "7:1"), ("--published", "哪天"),
        ("--title", ""), ("--url", "javascript:alert(1)"),
    ):  # fmt: skip
        status, _, err = call(capsys, "correct", name, *wrong, *at)
        assert status == 2 and err.startswith("error: ")
    with pytest.raises(SystemExit):
        main(["correct", name, "--join", "x", *at])
