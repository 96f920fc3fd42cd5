"""Centre: about where the vectors of an encoder lie, whatever is indexed.

The vectors of many encoders share most of their length: of the built-in one's the mean has a length
of .91.  Codes of one bit a number (`index/local/vector_index.py`) that are made around zero then
tell little more than that; around the mean they tell the rows apart.  It is taken of the sentences
below, not of what is indexed, so that the same rows get the same codes in any index.
"""

from __future__ import annotations

import numpy as np

from encoders.base import Encoder
from index.store import Floats

SENTENCES = (
    "清晨的码头上，渔民把刚捕到的鱼分成大小两筐。",
    "县里的图书馆延长了周末的开放时间，也添了儿童阅览室。",
    "本办法自公布之日起施行，原有规定同时废止。",
    "新式水泵比旧的省电三成，维修也更方便。",
    "球队在下半场连进两球，最后以一分险胜。",
    "医生提醒老人冬季注意保暖，按时量血压。",
    "这家工厂去年的产值增长百分之八，出口略有下降。",
    "她在信里写道，山里的杏花已经开了。",
    "研究人员用显微镜观察了细胞分裂的全过程。",
    "申请人应当提交身份证明和两张近期照片。",
    "把面粉和水揉成面团，放在温暖处醒半小时。",
    "古城墙建于明代，周长约五公里，有四座城门。",
    "程序启动时先读取配置文件，再连接数据库。",
    "台风将于明天夜间登陆，沿海学校停课一天。",
    "会议讨论了今后五年的交通规划和资金来源。",
    "他小时候跟着祖父学木工，如今带了三个徒弟。",
)


def centre(encoder: Encoder) -> Floats:
    """(dim,) the mean of the vectors of the sentences; zero if the encoder gives none."""
    rows = np.asarray(encoder.passages(SENTENCES), np.float32)
    if rows.shape != (len(SENTENCES), encoder.dimension) or not np.isfinite(rows).all():
        return np.zeros(encoder.dimension, np.float32)
    return np.asarray(rows.mean(axis=0), np.float32)
