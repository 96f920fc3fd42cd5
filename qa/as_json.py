"""Hits and answers as the JSON that every door gives: same keys, same order."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from qa.records import Answer, AnswerSentence, Hit

HIT_KEYS = [field.name for field in fields(Hit)]


def hit_json(hit: Hit) -> dict[str, Any]:
    """A hit under the names of its fields; spans as [[start, end], …]."""
    return {key: _plain(getattr(hit, key)) for key in HIT_KEYS}


def sentence_json(sentence: AnswerSentence) -> dict[str, Any]:
    """An answer sentence: its text, the rank of its hit, its spans, and the short answer."""
    return {
        "text": sentence.text,
        "hit": sentence.hit,
        "spans": _plain(sentence.spans),
        "short": sentence.short,
    }


def answer_json(answer: Answer) -> dict[str, Any]:
    """{"question", "answered", "confidence", "answer": […], "hits": […]}"""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "answer": [sentence_json(sentence) for sentence in answer.sentences],
        "hits": [hit_json(hit) for hit in answer.hits],
    }


def _plain(value: Any) -> Any:
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
