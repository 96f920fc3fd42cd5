"""Mails: the text that is shown, of its sender and its day; what is attached is only named."""

from __future__ import annotations

import base64
import io
from email.message import EmailMessage
from pathlib import Path

import pytest
from timing import within

from corpus import read_articles
from corpus.formats import by_content
from corpus.readers import eml
from corpus.records import Article
from corpus.spans import verify
from errors import LimitError, SourceError
from messages import message_text

TEXT = "渡口的新船上周下水，能坐四十个人，比旧船多一倍。"
MORE = "船票不变，还是两元；老人和学生不收钱。"


def mail(text: str = f"{TEXT}\n\n{MORE}\n", sender: str = "桂小满") -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"{sender} <gui@example.com>" if sender else "gui@example.com"
    message["To"] = "何田 <he@example.com>"
    message["Subject"] = "回复：Re: 新船下水"
    message["Date"] = "Tue, 05 Mar 2024 23:10:00 +0800"
    message.set_content(text)
    return message


def read(data: bytes | EmailMessage) -> Article:
    stream = io.BytesIO(data if isinstance(data, bytes) else data.as_bytes())
    (one,) = eml.read(stream, "a.eml", lambda path, reason: None)
    assert all(verify(one.source.text, part.text, part.spans) for part in one.paragraphs)
    return one


def texts(one: Article) -> list[str]:
    return [part.text for part in one.paragraphs]


def test_a_mail_is_an_article_of_its_sender_and_its_day() -> None:
    one = read(mail())
    assert (one.title, one.author, one.published) == ("新船下水", "桂小满", "2024-03-05")
    assert texts(one) == [TEXT, MORE]
    assert "head: To: 何田 <he@example.com>" in one.notes
    assert "head: Subject: 回复：Re: 新船下水" in one.notes


@pytest.mark.parametrize(
    ("sender", "author", "office"),
    [
        ("", None, None),
        ("阳光", None, None),
        ("gui2024", None, None),
        ("渡口管理站", None, "渡口管理站"),
        ("渡口管理站 桂小满", "桂小满", "渡口管理站"),
        ("Lin Mei", "Lin Mei", None),
        ("Ferry News", None, None),
    ],
)
def test_only_a_persons_name_is_the_author(
    sender: str, author: str | None, office: str | None
) -> None:
    one = read(mail(sender=sender))
    assert (one.author, one.office) == (author, office)


def test_the_text_is_given_in_two_forms_and_read_once() -> None:
    message = mail()
    message.add_alternative(f"<html><body><p>{TEXT}</p><p>{MORE}</p></body></html>", subtype="html")
    assert texts(read(message)) == [TEXT, MORE]
    message = mail(text="\n")
    message.add_alternative(f"<body><p>{TEXT}</p><p>{MORE}</p></body>", subtype="html")
    assert texts(read(message)) == [TEXT, MORE]


def test_what_is_attached_is_named_and_not_read() -> None:
    message = mail()
    message.add_attachment("别的话。", filename="../../etc/船票.txt")
    message.add_attachment(b"PK", maintype="application", subtype="zip", filename="照片.zip")
    message.add_attachment(mail(text="另一封信。"))
    one = read(message)
    assert texts(one) == [TEXT, MORE]
    names = "../../etc/船票.txt, 照片.zip, 回复：Re: 新船下水"
    assert message_text("attached", names=names) in one.notes


def test_what_is_quoted_of_another_mail_is_noted() -> None:
    quoted = "> 新船能坐几个人？\n>\n> 何田"
    one = read(mail(text=f"{TEXT}\n\n在 2024年3月4日，何田 写道：\n\n{quoted}\n\n{MORE}\n"))
    assert texts(one) == [TEXT, MORE]
    assert "left out: 在 2024年3月4日，何田 写道： > 新船能坐几个人？ > > 何田" in one.notes
    assert len(texts(read(mail(text=f"{quoted}\n")))) > 0  # nothing else stands there


def test_the_card_below_two_hyphens_is_noted_and_other_hyphens_stay() -> None:
    card = "桂小满\n渡口管理站\n电话：5550118"
    for hyphens in ("-- ", "--"):
        one = read(mail(text=f"{TEXT}\n\n{MORE}\n\n{hyphens}\n{card}\n"))
        assert texts(one) == [TEXT, MORE]
        assert "left out: 桂小满 渡口管理站 电话：5550118" in one.notes
    for below in (f"\n{MORE}", f"{MORE}\n\n{TEXT}", MORE):
        assert MORE in "".join(texts(read(mail(text=f"{TEXT}\n\n--\n{below}\n"))))
    assert len(texts(read(mail(text=f"\n\n-- \n{card}\n")))) > 0  # nothing else stands there


def test_lines_of_a_timetable_and_of_who_signs_stand_alone() -> None:
    times = ["8:00 头班", "9:30 二班", "17:30 末班"]
    sign = ["此致", "敬礼", "桂小满", "4月17日"]
    one = read(mail(text="\n".join([TEXT, "", *times, "", MORE, *sign, ""])))
    assert texts(one)[:5] == [TEXT, *times, MORE]
    assert "桂小满4月17日" not in "".join(f"{text}\n" for text in texts(one))


@pytest.mark.parametrize("charset", ["gb18030", "big5", "x-unknown", "punycode", "utf-8"])
def test_a_wrong_or_rare_charset(charset: str) -> None:
    real = charset if charset in ("gb18030", "big5") else "utf-8"
    text = "渡口的船上星期天下水，能坐四十人，比老船多一倍，票價不變。"
    words = base64.b64encode("新船下水".encode(real)).decode()
    head = f"From: =?{charset}?b?{base64.b64encode('桂小文'.encode(real)).decode()}?= <a@b.cn>\n"
    head += f"Subject: =?{charset}?b?{words}?=\nMIME-Version: 1.0\n"
    head += f"Content-Type: text/plain; charset={charset}\n"
    body = base64.encodebytes(text.encode(real)).decode()
    one = read(f"{head}Content-Transfer-Encoding: base64\n\n{body}".encode())
    assert (one.title, texts(one)) == ("新船下水", [text])


def test_headers_in_bytes_beyond_ascii() -> None:
    head = "From: 桂小满 <a@b.cn>\nSubject: 渡口的新船上星期天下水了\nDate: none\n\n"
    one = read((head + TEXT).encode("gb18030"))
    assert (one.title, one.published) == ("渡口的新船上星期天下水了", None)


def test_a_type_in_bytes_beyond_ascii_names_what_is_attached() -> None:
    parts = (
        b"--b\nContent-Type: text/plain\n\nhello there\n--b\nContent-Type: x/\xb4\xac\xff\n\na\n"
    )
    one = read(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + parts)
    assert any(note.startswith("attached and not read") for note in one.notes)
    assert all(note.encode() for note in one.notes)


def test_a_mail_is_known_by_its_head_whatever_its_name_says(tmp_path: Path) -> None:
    data = mail().as_bytes()
    assert by_content(data) == ".eml"
    saved = b"From: <Saved>\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\n"
    assert by_content(saved) == ".html"
    assert by_content(saved.replace(b"Subject", b"To: a@b.cn\nSubject")) == ".eml"
    for name in ("信.eml", "信", "信.txt"):
        (tmp_path / name).write_bytes(data)
    assert [one.title for one in read_articles([tmp_path], apart=False)] == ["新船下水"] * 3


def test_a_file_without_the_head_of_a_mail_is_plain_text() -> None:
    assert texts(read(f"新船下水\n\n{TEXT}\n".encode())) == [TEXT]


def test_a_mail_without_text_is_refused() -> None:
    message = EmailMessage()
    message["Subject"] = "照片"
    message.add_attachment(b"x", maintype="image", subtype="png", filename="a.png")
    with pytest.raises(SourceError, match="no text"):
        read(message)


HEAD = b"From: a@b.cn\nSubject: x\nMIME-Version: 1.0\n"


def nested(levels: int) -> bytes:
    parts = [
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n".encode() for n in range(levels)
    ]
    return HEAD + b"".join(parts) + b"Content-Type: text/plain\n\nhello there\n"


def flat(parts: int) -> bytes:
    part = b"--b\nContent-Type: text/plain\n\nA line of text.\n"
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + part * parts + b"--b--\n"


def test_many_parts_and_parts_of_parts_are_read_up_to_a_limit() -> None:
    assert texts(read(nested(40))) == ["hello there"]
    assert len(texts(read(flat(300)))) == 300
    for data in (nested(60), flat(10_100), HEAD + b"\n" + b"\n" * 1_000_100):
        with pytest.raises(LimitError, match="a mail"):
            read(data)


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: text/plain" + b";a" * 1_000_000,
        b"Content-Type: text/plain; charset=" + b'"' * 1_000_000,
        b"Subject: " + b"=?utf-8?q?" * 300_000,
        b"To: " + b"<a@b.cn>, (" * 300_000,
        b"X-Note: a" + b"\n b" * 400_000,
        b"Content-Type: text/plain" + b"; charset*0*=utf-8''a" * 200_000,
        b"\n".join(b"Received: a" for _ in range(300_000)),
    ],
)
def test_a_huge_header_takes_time_with_its_length_alone(header: bytes) -> None:
    with within(5):
        one = read(HEAD + header + b"\n\n" + TEXT.encode())
    assert texts(one) == [TEXT]
