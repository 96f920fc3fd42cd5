# ruff: noqa: E501  (pages are written as pages)
"""Saved pages in the manner of the sites that archives keep: what is the article's, nothing else,
and what the page says of it."""

from __future__ import annotations

import base64
import io
from collections import Counter
from dataclasses import dataclass, field

import pytest

from corpus.readers import html
from corpus.readers.web_record import document_record
from corpus.records import Article
from corpus.spans import verify

RUN = 8  # characters; runs of so many are compared

TEXT = [
    "石桥镇的老船坞昨天重新开闸放水，十二条木船依次下河，岸上站满了来看热闹的街坊。",
    "船坞建于七十年前，停用了九年。镇里去年筹到四百六十万元，先修闸门，再清淤泥，一共用了十四个月。",
    "“闸门换成了钢的，开一次只要六分钟。”负责修闸的孟广田说，从前两个人要摇半个钟头。",
    "第一批下河的船归渡口合作社，每天早晚各开八班，票价两元，老人和学生不收钱。",
    "合作社还留了三条船教孩子划桨，周末上午开课，一次最多收二十个人，报名的已经排到下个月。",
]
TITLE = "老船坞重新开闸，十二条木船下河"
LINKS = [
    "城东菜场的摊主说，台风过后菜价一天里降了三成，往后还会再降",
    "水磨坊办起了夜校，头一个月来了六十多个学徒",
    "县里新开两条公交线，头班车早上五点四十发车",
    "茶园里装上了气象站，隔十分钟报一回温度",
    "邮局旧楼改成图书室，周一闭馆，别的日子开到晚上九点",
]
TEASERS = [
    "从昨天起，城东菜场的菜价一天比一天低。摊主们说，台风走了，路也通了，外地的菜一车一车运进来。",
    "夜校设在水磨坊的二楼，一共四间教室。头一个月来的多半是学徒，学的是看图纸和算账。",
    "两条新线都从汽车站发车，一条到果园，一条到砖窑。全程票价两元，刷卡一元六角。",
]
NAV = "".join(
    f'<a href="/n{t}">{t}</a> '
    for t in (
        "首页",
        "党政",
        "要闻",
        "观点",
        "互动",
        "可视化",
        "地方",
        "举报专区",
        "多语言",
        "合作网站",
    )
)


@dataclass(frozen=True)
class Page:
    """A page, what it says of its article, its paragraphs, and signs of those that may be read or
    left out."""

    data: bytes
    fields: dict[str, str | None]
    texts: list[str]
    neutral: list[str] = field(default_factory=list)


PAGES: dict[str, Page] = {}


def body(tag: str = "p", attrs: str = "", texts: list[str] = TEXT) -> str:
    return "".join(f"<{tag}{attrs}>　　{text}</{tag}>" for text in texts)


def links(count: int = 5) -> str:
    return "".join(f'<li><a href="/{i}">{text}</a></li>' for i, text in enumerate(LINKS[:count]))


def feed(name: str = "item") -> str:
    """Teasers of other articles: a title that is a link, some sentences, a date."""
    return "".join(
        f'<div class="{name}"><a href="/f{i}"><h4>{LINKS[i]}</h4></a><p class="desc">{text}</p>'
        f"<span>2024-12-2{i}</span></div>"
        for i, text in enumerate(TEASERS)
    )


def add(
    name: str,
    page: str | bytes,
    texts: list[str] = TEXT,
    neutral: list[str] | None = None,
    **fields: str | None,
) -> None:
    usual: dict[str, str | None] = {
        "title": TITLE,
        "author": "桂小满",
        "published": "2024-12-25",
        "paper": "石桥日报",
    }
    data = page.encode() if isinstance(page, str) else page
    PAGES[name] = Page(data, usual | fields, texts, neutral or [])


add(
    "peoplecn",
    f"""<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html;charset=GB2312"/><title>{TITLE}--石桥频道--石桥网</title>
<meta name="keywords" content="船坞 木船"><meta name="description" content="　　{TEXT[0][:60]}"><meta name="publishdate" content="2024-12-25"><meta name="source" content="来源：石桥日报"></head><body>
<div class="header"><div class="nav">{NAV}</div></div><div class="layout route">石桥网&gt;&gt;<a class="clink">石桥频道</a>&gt;&gt;<a>要闻</a></div>
<div class="main"><div class="layout rm_txt cf"><div class="col col-1 fl"><h4 class="sou1">乡村看变化（一）</h4><h1>{TITLE}</h1><h4 class="sou"></h4><div class="author cf">本报记者　桂小满</div>
<div class="channel cf"><div class="col-1-1 fl">2024年12月25日09:12 | 来源：<a>石桥日报</a></div><div class="col-1-2 fr"><div id="rwb_zw">小字号</div></div></div><h4>点击播报本文，约<span>3分钟</span></h4>
<div class="rm_txt_con cf"><div class="box_pic"></div>{body()}<p class="paper_num">《石桥日报》（2024年12月25日 第 03 版）</p><div class="bza"></div><div class="edit cf">(责编：何田、桂长青)</div><div id="rwb_tjyd">分享让更多人看到 <a></a></div>
<div class="paging">  </div></div><div class="rm_hots"><h3>推荐阅读</h3>{feed("on")}</div></div>
<div class="col col-2 fr"><div class="rm_ranking cf"><ul class="tabs"><li>热门排行</li></ul><div class="tab_con">{links()}</div></div></div></div></div>
<div class="rwb_footer"><p>石桥日报社概况 | 关于石桥网 | 报社招聘</p><p>石 桥 网 版 权 所 有 ，未 经 书 面 授 权 禁 止 使 用</p></div></body></html>""".encode(
        "gb18030"
    ),
    edition="第3版",
)
add(
    "epaper",
    f"""<html><head><meta charset="utf-8"><title>{TITLE}--石桥日报</title></head><body><div class="main w1000"><div class="left paper-box"><div class="paper"><map><area></map></div></div>
<div class="right right-main"><div class="date-box"><p class="date left">石桥日报 2024年12月25日 星期三</p><p class="right btn"><a href="#">返回目录</a></p></div>
<div class="swiper-box"><div class="swiper-container"><div class="swiper-slide"><a>01版：要闻</a></div><div class="swiper-slide"><a>02版：综合</a></div><div class="swiper-slide"><a>03版：县域</a></div></div></div>
<div class="article-box"><div class="art-btn"><a href="#">上一篇</a><a>下一篇</a><a>放大</a><a>缩小</a><a>默认</a></div><div class="article"><h3>一座停了九年的船坞</h3><h1>{TITLE}</h1><h2>——石桥镇水上人家见闻</h2><p class="sec">本报记者　桂小满<span class="date">《石桥日报》（2024年12月25日　第 03 版）</span></p>
<div class="attachment"><table class="pci_c"><tr><td><img></td></tr></table></div><div id="ozoom">{body("P")}</div></div></div>
<div class="news"><ul class="news-list">{links()}</ul></div></div></div><div class="footer">石桥日报社版权所有</div></body></html>""",
    edition="第3版",
)
add(
    "xinhua",
    f"""<html><head><meta charset="utf-8"><title>{TITLE}-石桥网</title><meta name="source" content="石桥社"></head><body><div class="fix-ewm"><img><p>手机看石桥网</p></div>
<div class="header domPC"><div class="header-top clearfix"><div class="header-nav">{NAV}</div></div><div class="header-cont clearfix"><div class="header-time left"><span class="year"><em> 2024</em></span> <span class="day"><em> 12</em>/<em> 25</em></span> <span class="time"> 09:12:33</span></div><div class="source"> 来源：石桥社 </div><div class="head-line clearfix"><h1><span class="title">{TITLE}</span><span class="btn-audio"></span></h1></div></div></div>
<div class="mheader domMobile"><h1><span class="title">{TITLE}</span></h1><div class="info">2024-12-25 09:12:33 <span>来源：石桥社</span></div></div>
<div class="main clearfix"><div class="main-left left"><div id="detail"><span id="detailContent">{body()}<p>　　石桥社记者 桂小满 摄</p></span><div id="articleEdit"><span class="tiyi1"><a>【纠错】</a></span><span class="editor"> 【责任编辑:何田】 </span></div></div><div class="nextpage clearfix"><div class="nextpage-tit">阅读下一篇：</div><div class="nextpage-cont"><a href="#"></a></div></div></div><div class="main-right right"><div class="columBox"><div class="col-tit">深度观察</div><ul>{links()}</ul></div></div></div><div class="foot">Copyright © 2000 - 2024 石桥网</div></body></html>""",
    author=None,
    paper="石桥社",
)
GOV = [
    "各乡镇人民政府，县政府各部门：",
    "《石桥县渡口船舶管理办法》已经县政府同意，现印发给你们，请认真贯彻执行。",
    "一、渡口的船每年检修两次，检修记录保存五年，由船主签字后交渡口合作社。",
    "二、载客的船须备足救生衣，数目不得少于核定人数，儿童用的另计。",
    "三、风力达到六级以上，渡口停航，由值班员在码头挂出红旗，并用广播通知。",
    "四、违反本办法第三条的，由县交通运输局处五百元以上二千元以下罚款。",
]
GT = "石桥县人民政府办公室关于印发《石桥县渡口船舶管理办法》的通知"
GOVH = f"""<html><head><meta charset="utf-8"><title>{GT}_石桥县人民政府门户网站</title><meta name="SiteName" content="石桥县人民政府门户网站"><meta name="SiteIDCode" content="3300000001"><meta name="ColumnName" content="县政府办公室文件"><meta name="ColumnType" content="政策文件"><meta name="ArticleTitle" content="{GT}"><meta name="PubDate" content="2024-12-25 09:12"><meta name="ContentSource" content="县府办"></head><body><div class="head">{NAV}<form><input><button>搜索</button></form></div><div class="position">当前位置：<a>首页</a> &gt; <a>政府信息公开</a> &gt; <a>法定主动公开内容</a></div>
<div class="xxgk"><table class="xxgk_table" width="100%"><tr><td class="tit">索 引 号：</td><td>000014349/2024-00123</td><td class="tit">主题分类：</td><td>交通、水运</td></tr><tr><td>发布机构：</td><td>县府办</td><td>成文日期：</td><td>2024-12-20</td></tr><tr><td>标　　题：</td><td colspan="3">{GT}</td></tr><tr><td>文　　号：</td><td>石政办发〔2024〕12号</td><td>公开日期：</td><td>2024-12-25</td></tr><tr><td>有 效 性：</td><td>有效</td><td>公开方式：</td><td>主动公开</td></tr></table>
<div class="content"><h1 class="title">{GT}</h1><p class="info">发布时间：2024-12-25 09:12 浏览次数：<span>128</span> 字体：[<a>大</a> <a>中</a> <a>小</a>] <a>打印</a></p><div id="zoom"><p style="text-align:center">石政办发〔2024〕12号</p>{body(texts=GOV)}<p style="text-align: right">石桥县人民政府办公室</p><p style="text-align: right">2024年12月20日　　</p><p>（此件公开发布）</p></div></div><div class="fj"><p>附件：<a href="a.doc">渡口船舶检修记录表.doc</a></p></div>
<div class="ewm"><p>扫一扫在手机打开当前页</p></div><div class="tools"><a>打印本页</a> <a>关闭窗口</a></div><div class="xgjd"><h3>相关解读</h3><ul><li><a>《石桥县渡口船舶管理办法》政策解读</a></li><li><a>一图读懂《石桥县渡口船舶管理办法》</a></li></ul></div></div><div class="footer"><p>主办：石桥县人民政府办公室 网站标识码：3300000001 浙ICP备00000001号</p></div></body></html>"""
add(
    "gov",
    GOVH,
    title=GT,
    author=None,
    paper="县府办",
    texts=GOV,
    neutral=[
        "000014349",
        "交通、水运",
        "2024-12-20",
        "石政办发〔2024〕12号",
        "石桥县人民政府办公室",
        "索 引 号",
        "此件公开",
        "渡口船舶检修记录表",
        "成文日期",
        "主动公开",
    ],
)
add(
    "enp",
    f"""<html><head><meta charset="utf-8"><title>石桥日报数字报-{TITLE}</title></head><body><table width="100%"><tr><td>第03版：县域新闻</td><td><a>上一版</a> <a>下一版</a></td></tr></table><table><tr><td><!--enpproperty <articleid>123456</articleid><date>2024-12-25 00:00:00.0</date><author>本报记者 桂小满</author><title>{TITLE}</title><keyword></keyword><subtitle></subtitle><introtitle></introtitle><siteid>2</siteid><nodeid>7</nodeid><nodename>第03版：县域新闻</nodename>/enpproperty-->
<table><tr><td align="center" class="font02">{TITLE}</td></tr><tr><td class="font02"></td></tr></table><table><tr><td><founder-content><!--enpcontent-->{body()}<!--/enpcontent--></founder-content></td></tr></table></td></tr></table><table>{"".join(f"<tr><td><a>{t}</a></td></tr>" for t in LINKS)}</table><table><tr><td>石桥日报社 版权所有 2024年12月25日 星期三</td></tr></table></body></html>""",
)


def section(text: str) -> str:
    return f'<section style="line-height:1.75em"><span style="font-size:16px"><span leaf="">{text}</span></span></section>'


add(
    "wechat",
    f"""<html class=""><head><meta charset="utf-8"><meta property="og:title" content="{TITLE}"><meta property="og:url" content="http://mp.weixin.qq.com/s?__biz=A&mid=1"><meta property="og:site_name" content="微信公众平台"><meta name="author" content="桂小满"><meta property="og:description" content="十二条木船依次下河"><title>{TITLE}</title></head><body id="activity-detail" class="zh_CN mm_appmsg"><div class="rich_media" id="js_article"><div class="rich_media_inner"><div id="page-content" class="rich_media_area_primary"><div id="img-content" class="rich_media_wrp">
<h1 class="rich_media_title" id="activity-name"> {TITLE} </h1><div id="meta_content" class="rich_media_meta_list"><span id="copyright_logo" class="wx_tap_link">原创</span> <span class="rich_media_meta rich_media_meta_text"> 桂小满 </span> <span class="rich_media_meta rich_media_meta_nickname" id="profileBt"><a href="javascript:void(0);" id="js_name"> 石桥发布 </a><div id="js_profile_qrcode" class="profile_container" style="display:none;"><div class="profile_inner"><strong class="profile_nickname">石桥发布</strong><p class="profile_meta"><label class="profile_meta_label">微信号</label> <span>shiqiaofabu</span></p><p class="profile_meta"><label>功能介绍</label> <span>石桥县委宣传部官方公众号，讲石桥的事，听石桥人的话。</span></p></div></div></span><em id="publish_time" class="rich_media_meta rich_media_meta_text">2024年12月25日 08:00</em> <em id="js_ip_wording_wrp">浙江</em></div>
<div class="rich_media_content" id="js_content" style="visibility: visible;">{section("点击上方<strong>蓝字</strong>关注“石桥发布”")}{section("<br>")}{section(TEXT[0])}{section('<img data-src="x">')}{section("▲ 开闸那一刻（桂小满 摄）")}{section("<strong>01</strong>")}{section("<strong>停了九年的船坞</strong>")}{section(TEXT[1])}{section(TEXT[2])}{section("<strong>02</strong>")}{section("<strong>船票只要两元</strong>")}{section(TEXT[3])}{section(TEXT[4])}{section("- END -")}{section("来源 | 石桥日报")}{section("编辑 | 何田　　审核 | 桂长青")}{section("<strong>往期推荐</strong>")}{"".join(section(f'<a href="/">{t}</a>') for t in LINKS[:3])}{section("点个<strong>在看</strong>，让更多人知道！")}</div><div id="js_tags" class="article-tag__list">收录于合集 #石桥 12个</div></div></div><div class="rich_media_area_extra"><div class="rich_media_tool"><a>阅读原文</a><span>阅读 <b>1024</b></span><span>喜欢此内容的人还喜欢</span></div></div></div></div><div class="qr_code_pc"><img><p>微信扫一扫<br>关注该公众号</p></div></body></html>""",
    paper="石桥发布",
    neutral=["停了九年的船坞", "船票只要两元", "开闸那一刻"],
)
add(
    "sohu",
    f"""<html><head><meta charset="utf-8"><title>{TITLE}_石桥_合作社_船坞</title><meta property="og:type" content="news"/><meta property="og:title" content="{TITLE}"/><meta name="mediaid" content="石桥日报"/><meta itemprop="datePublished" content="2024-12-25 09:12"/><script type="text/javascript">var cfgs = {{channel_id: "10", title: "{TITLE}"}}</script></head><body class="article-page"><div id="main-header"><div class="area"><a>首页</a>{NAV}</div></div>
<div class="wrapper-box"><div class="location-without-nav"></div><div class="area clearfix" id="article-container"><div class="left sidebar" ><div class="column left"><div class="user-info"><h4><a>石桥日报</a></h4><dl><dt>3125</dt><dd>文章</dd></dl><dl><dt>88万</dt><dd>总阅读</dd></dl></div></div></div><div class="left main"><div data-spm="content"><div class="text"><div class="text-title"><h1>{TITLE}<span class="article-tag"></span></h1><div class="article-info"><span class="time" id="news-time" data-val="1735089120000">2024-12-25 09:12</span><span data-link="0">来源:<a>石桥日报</a></span><span class="area"><span>发布于：</span><span>浙江省</span></span></div></div>
<article class="article" id="mp-editor"><p data-role="original-title" style="display:none">原标题：{TITLE}</p>{body(texts=TEXT[:2])}<div class="article-ad"><p>广告</p><p>石桥牌钢闸门，一扇顶十年，欢迎来电订购，量大从优。</p></div><div class="hot-article"><h3>大家都在看</h3>{feed("hot-item")}</div>{body(texts=TEXT[2:])}<p data-role="editor-name">责任编辑：<span></span></p></article><div id="articleTransfer"><span>返回石桥网，查看更多</span></div></div><div class="statement">平台声明：该文观点仅代表作者本人，石桥号系信息发布平台，石桥仅提供信息存储空间服务。</div><div class="bottom-relate-wrap clear"><span class="read-wrap">阅读 (<em>1024</em>)</span></div><div class="c-comment"><h2>我来说两句</h2><div><p>小时候我也坐过这条船，那时候票价才五分钱，真想再去坐一回。</p></div></div></div></div><div class="right sidebar" id="right-side-bar"><h3>今日推荐</h3>{feed()}</div></div></div></body></html>""",
    author=None,
)
add(
    "toutiao",
    f"""<html><head><meta charset="utf-8"><title>{TITLE}-今日石桥</title><script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{TITLE}","datePublished":"2024-12-25T09:12:00+08:00","author":{{"@type":"Person","name":"石桥观察"}}}}</script></head><body><div class="header-left">{NAV}</div><div class="main"><div class="article-content"><h1>{TITLE}</h1><div class="article-meta"><span class="original-tag">原创</span><span>2024-12-25 09:12</span><span class="dot">·</span><span class="name"><a>石桥观察</a></span></div>
<article class="syl-article-base syl-page-article">{body(attrs=' data-track="1"', texts=TEXT[:3])}<div class="pgc-card"><div class="pgc-card-title">石桥手摇船模型 拼装木船</div><div class="pgc-card-price">¥68.00</div><a>购买</a></div><p data-track="9"><a href="/x">相关阅读：{LINKS[1]}</a></p>{body(attrs=' data-track="1"', texts=TEXT[3:])}</article><div class="detail-like">赞 12</div></div><div class="ttp-comment-wrapper"><h2>评论 2</h2><ul class="comment-list"><li><a>河边人</a><p class="content">小时候我也坐过这条船，那时候票价才五分钱，真想再去坐一回。</p></li><li><a>码头老张</a><p class="content">我家就住在船坞旁边，开闸那天早上五点就被锣鼓吵醒了。</p></li></ul></div><div class="detail-end-feed"><div class="feed-five-wrapper">{feed("feed-card-article")}</div></div></div><div class="right-sidebar"><div class="hot-news-title">热点榜</div><ol>{links()}</ol></div></body></html>""",
    author=None,
    paper="石桥观察",
)
add(
    "netease",
    f"""<html><head><meta charset="utf-8"><title>{TITLE}|船坞|合作社|木船_石桥订阅</title><meta property="article:published_time" content="2024-12-25T09:12:33+08:00"><meta property="article:author" content="河易"><meta property="og:title" content="{TITLE}|船坞|合作社_石桥订阅"></head><body><div class="post_crumb"><a>石桥首页</a> &gt; <a>石桥号</a> &gt; 正文</div><div class="wrapper"><div class="post_main"><h1 class="post_title">{TITLE}</h1><div class="post_info">2024-12-25 09:12:33　来源: <a>石桥日报</a><a class="post_jubao">举报</a></div><div class="post_content"><div class="post_top"><div class="post_top_tie"><div>分享至</div></div></div><div class="post_body">{body(attrs=' id="0A1"', texts=TEXT[:1])}<p class="f_center"><img><br></p><p class="f_center">开闸时的老船坞。桂小满 摄</p>{body(texts=TEXT[1:])}<div class="gg200x300"><iframe></iframe></div></div><div class="post_statement"><span class="bg"></span>特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“石桥号”用户上传并发布，本平台仅提供信息存储服务。<p>Notice: The content above (including the pictures and videos if any) is uploaded and posted by a user.</p></div></div><div class="post_recommends"><div class="post_recommends_titles"><div class="post_recommends_title">相关推荐</div><div>热点推荐</div></div><ul>{feed("post_recommend")}</ul></div></div></div><div class="N-nav-bottom">关于石桥</div></body></html>""",
    author=None,
    neutral=["开闸时的老船坞"],
)
add(
    "sina",
    f"""<html><head><meta charset="utf-8"><title>{TITLE}|木船|船坞_石桥新闻</title><meta property="article:published_time" content="2024-12-25T09:12:33+08:00" /><meta property="article:author" content="石桥网" /></head><body><div class="path-search"><div class="path">新闻中心 <a>国内新闻</a> &gt; 正文</div></div><h1 class="main-title">{TITLE}</h1><div class="top-bar"><div class="date-source"><span class="date">2024年12月25日 09:12</span><span class="source ent-source">石桥日报</span></div><div class="page-tools"><span class="tool-icon">缩小字体</span><span>放大字体</span><span>收藏</span><span>微博</span><span>微信</span><span>分享</span></div></div>
<div class="article-content clearfix"><div class="article-content-left"><div class="article" id="article"><div id="left_hzh_ad"></div><p>　　原标题：{TITLE}</p>{body(texts=TEXT[:3])}<div class="img_wrapper"><img><span class="img_descr">停了九年的闸门</span></div><div class="app-download"><p>海量资讯、精准解读，尽在石桥财经APP</p></div>{body(texts=TEXT[3:])}<p>　　来源：石桥日报 记者 桂小满</p><p class="show_author">责任编辑：何田 SQ001</p></div><div class="article-bottom"><div class="keywords">关键词 : <a>船坞</a><a>木船</a></div><a class="report">我要反馈</a></div></div><div class="article-content-right"><h2>24小时热榜</h2>{links()}</div></div><div class="page-footer">石桥公司 版权所有</div></body></html>""",
    neutral=["停了九年的闸门"],
)
add(
    "twold",
    f"""<html><head><meta charset="utf-8"><title>{TITLE} - 石桥在线</title><script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"水磨坊办起了夜校","datePublished":"2023-01-02","author":{{"@type":"Person","name":"贾朴"}}}}</script><script type="application/ld+json">
<!-- {{"@context":"https://schema.org","@type":"NewsArticle","headline":"{TITLE}","datePublished":"2024-12-25T01:12:00Z","author":[{{"@type":"Person","name":"桂小满"}}],"publisher":{{"@type":"Organization","name":"石桥日报"}}}} --></script><script type="application/ld+json">{{"@type":"BreadcrumbList"}}</script></head><body><nav>{NAV}</nav><main><h1>{TITLE}</h1>{body()}</main><section><h2>更多报道</h2>{feed()}</section></body></html>""",
)
add(
    "paged",
    f"""<html><head><meta charset="gb2312"><title>{TITLE}(2)_石桥新闻_石桥网</title></head><body><div class="nav">{NAV}</div><div class="content"><h1>{TITLE}(2)</h1><div class="ly">2024-12-25 09:12:33　　来源：石桥日报　　作者：桂小满　　编辑：何田　　点击：</div><div class="text" id="text">{body()}<div class="pagebox"><span>上一页</span> <a>1</a> <span>2</span> <a>3</a> <a>下一页</a> <a>尾页</a></div><p align="center">【1】【2】【3】</p><p>(本文共3页)</p><p><a>余下全文</a></p></div><div class="next"><p>上一篇：<a>{LINKS[0]}</a></p><p>下一篇：<a>{LINKS[1]}</a></p></div></div></body></html>""".encode(
        "gb18030"
    ),
)
BT = [
    "石橋鎮的老船塢昨天重新開閘放水，十二條木船依次下河，岸上站滿了來看熱鬧的街坊。",
    "船塢建於七十年前，停用了九年。鎮公所去年籌到四百六十萬元，先修閘門，再清淤泥，一共用了十四個月。",
    "「閘門換成了鋼的，開一次只要六分鐘。」負責修閘的孟廣田說，從前兩個人要搖半個鐘頭。",
    "第一批下河的船歸渡口合作社，每天早晚各開八班，票價二十元，老人和學生不收錢。",
    "合作社還留了三條船教孩子划槳，週末上午開課，一次最多收二十個人，報名的已經排到下個月。",
]
BTT = "老船塢重新開閘　十二條木船下河"
add(
    "big5",
    f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=big5"><title>{BTT} | 地方 | 石橋新聞網</title></head><body><div id="menu"><a>即時</a><a>要聞</a><a>地方</a><a>娛樂</a></div><div class="story"><h1>{BTT}</h1><div class="story_bady_info"><span>2024/12/25 09:12</span> 記者桂小滿／石橋報導</div><p>記者桂小滿／石橋報導</p>{body(texts=BT[:2])}<p><strong>▲ 老船塢的閘門換成鋼製。（圖／記者桂小滿攝）</strong></p>{body(texts=BT[2:])}<p><strong>更多石橋新聞</strong><br><a>水磨坊辦起了夜校，頭一個月來了六十多個學徒</a><br><a>茶園裡裝上了氣象站，隔十分鐘報一回溫度</a></p><div class="ext"><h3>延伸閱讀</h3><ul><li><a>縣裡新開兩條公車線，頭班車早上五點四十發車</a></li><li><a>郵局舊樓改成圖書室，週一閉館</a></li></ul></div><p>※ 石橋新聞網提醒您：飲酒過量，有害健康。</p></div><div class="copy">版權所有 石橋新聞網 未經授權不得轉載</div></body></html>""".encode(
        "big5", "xmlcharrefreplace"
    ),
    title="老船塢重新開閘 十二條木船下河",
    author="桂小滿",
    paper=None,
    texts=BT,
    neutral=["閘門換成鋼製"],
)
add(
    "gbknone",
    f"""<HTML><HEAD><TITLE>{TITLE}</TITLE></HEAD><BODY BGCOLOR=#FFFFFF><CENTER><B><FONT SIZE=5>{TITLE}</FONT></B></CENTER><HR><CENTER>石桥日报 2024年12月25日<BR>桂小满</CENTER><PRE></PRE><FONT SIZE=3>{"".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{t}<BR>" for t in TEXT)}</FONT><HR><A HREF=a.htm>返回</A> <A HREF=b.htm>下一篇</A></BODY></HTML>""".encode(
        "gbk"
    ),
)
add(
    "govnews",
    f"""<html><head><meta charset="utf-8"><title>石桥县人民政府 政务要闻 {TITLE}</title><meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2024-12-25 09:12"><meta name="ContentSource" content="石桥日报"><meta name="ColumnName" content="政务要闻"><meta name="Author" content="桂小满"><meta name="SiteName" content="石桥县人民政府"></head><body><div class="top">{NAV}</div><div class="con"><div class="tit">{TITLE}</div><div class="inf">信息来源：石桥日报 发布日期：2024-12-25 浏览量：<em>128</em></div><div class="TRS_Editor"><style>.TRS_Editor P{{font-size:12pt;}}</style>{body()}</div><div class="share">分享到：</div><div>【打印】【关闭】</div></div><div class="foot"><a>网站地图</a> 备案号：浙ICP备1号</div></body></html>""",
    column="政务要闻",
)
add(
    "zhihu",
    f"""<html><head><meta charset="utf-8"><title data-rh="true">{TITLE} - 石乎</title></head><body><div id="root"><main><article class="Post-Main"><header class="Post-Header"><h1 class="Post-Title">{TITLE}</h1><div class="Post-Author"><div class="AuthorInfo" itemprop="author" itemscope itemtype="http://schema.org/Person"><meta itemprop="name" content="桂小满"><meta itemprop="url" content="https://x"><div class="AuthorInfo-content"><a>桂小满</a><div class="AuthorInfo-detail">写河的人</div></div></div></div><div class="LabelContainer">128 人赞同了该文章</div></header><div class="Post-RichTextContainer"><div class="RichText">{body()}</div></div><div class="ContentItem-time">编辑于 2024-12-25 09:12・浙江</div><div class="Post-topicsAndReviewer"><a>船坞</a><a>木船</a></div></article><div class="Comments-container"><h2>3 条评论</h2><div class="CommentContent">小时候我也坐过这条船，那时候票价才五分钱，真想再去坐一回。</div></div></main></div></body></html>""",
    paper=None,
)
Q = [
    "记者：老船坞停了九年，为什么现在要重新开？",
    "孟广田：镇里的孩子没见过船下河，我们这些人再不做就没人会做了。",
    "记者：修闸花了多少钱",
    "孟广田：四百六十万元，一多半是街坊凑的，剩下的是县里补的。",
    "记者：往后船坞靠什么养活自己？",
    "孟广田：渡口合作社每年交十八万元租金，够发两个人的工资。",
]
add(
    "interview",
    f"""<html><head><meta charset="utf-8"><title>孟广田：再不做就没人会做了-石桥网</title></head><body><div class="nav">{NAV}</div><div class="box"><h1>孟广田：再不做就没人会做了</h1><p class="info">2024-12-25 09:12 来源：石桥日报 作者：桂小满</p><div class="txt">{body(texts=TEXT[:2])}{"".join(f"<p>{q}</p>" for q in Q)}</div></div></body></html>""",
    title="孟广田：再不做就没人会做了",
    texts=TEXT[:2] + Q,
)
ROWS = [
    ["线路", "首班", "末班", "票价（元）"],
    ["渡口—果园", "5:40", "21:00", "2"],
    ["渡口—砖窑", "6:00", "20:30", "3"],
    ["渡口—山塘", "6:20", "19:30", "3"],
]
TB = (
    "<table border=1>"
    + "".join(
        "<tr>" + "".join(f"<td><p><span>{c}</span></p></td>" for c in r) + "</tr>" for r in ROWS
    )
    + "</table>"
)
add(
    "table",
    f"""<html><head><meta charset="utf-8"><title>{TITLE}_石桥网</title></head><body>{NAV}<div class="article"><h1>{TITLE}</h1><div>2024-12-25 来源：石桥日报 作者：桂小满</div><div class="c">{body(texts=TEXT[:3])}{TB}{body(texts=TEXT[3:])}</div></div></body></html>""",
    texts=TEXT[:3] + [" ".join(r) for r in ROWS[1:]] + TEXT[3:],
)
CAP = [
    "12月24日，孟广田在石桥镇老船坞检查新换的钢闸门。",
    "12月24日，街坊站在岸上看十二条木船依次下河。",
    "12月24日，渡口合作社的船工在给孩子讲怎样划桨。",
]
add(
    "photos",
    f"""<html><head><meta charset="utf-8"><title>{TITLE}（组图）-石桥网</title></head><body>{NAV}<div class="picwrap"><h1>{TITLE}</h1><div class="pinfo">2024-12-25 09:12:33 来源：石桥日报</div><div class="content">{"".join(f'<figure><img src="{i}.jpg"><figcaption>{c}桂小满 摄</figcaption></figure>' for i, c in enumerate(CAP))}</div></div><div class="tuijian"><h3>精彩图集</h3>{links()}</div></body></html>""",
    author=None,
    texts=[f"{one}桂小满 摄" for one in CAP],
)


def mht(parts: list[tuple[str, str]]) -> str:
    saved = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="--b"\n\n'
    for place, markup in parts:
        coded = base64.b64encode(markup.encode()).decode()
        saved += (
            "----b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n"
        )
        saved += f"Content-Location: {place}\n\n{coded}\n"
    return saved + "----b--\n"


add(
    "mhtframes",
    mht(
        [
            (
                "http://a/index.htm",
                "<html><frameset cols='20%,80%'><frame src='l.htm'><frame src='r.htm'></frameset></html>",
            ),
            ("http://a/l.htm", f"<ul>{links()}</ul>"),
            (
                "http://a/r.htm",
                f"<title>{TITLE}</title><h1>{TITLE}</h1><p>石桥日报 2024年12月25日</p><p>作者：桂小满</p>{body()}",
            ),
        ]
    ),
)
add(
    "pengpai",
    f"""<!DOCTYPE html><html><head><meta charset="utf-8"/><title>{TITLE}_河湾号_河湾新闻-The Bend</title><meta name="description" content="{TEXT[0]}"/></head><body><div id="__next"><header class="ant-layout-header">{NAV}</header><main class="ant-layout-content"><div class="index_wrapper__L_zqV"><div class="index_leftcontent__uN5Nl"><div class="index_leftcontent__1A2b"><h1 class="index_title__B8mhI">{TITLE}</h1><div class="index_left__LfzyH"><div class="ant-space"><div>河湾新闻记者 桂小满</div><div class="ant-space-item"><span>2024-12-25 09:12</span><span>来源：<span>河湾新闻</span></span></div></div></div><div class="index_cententWrap__Jv8jK">{body(texts=TEXT[:2])}<p class="image_desc">闸门换成了钢的。</p>{body(texts=TEXT[2:])}</div><div><div class="index_general__oCP">责任编辑：何田</div><div>校对：桂长青</div><div>河湾新闻报料：000-0000000</div><div>河湾新闻，未经授权不得转载</div><div>+1</div><div>收藏</div><div>我要举报</div></div></div><div class="index_commentWrap__x"><h2>评论（3）</h2><div class="index_comment__y"><span>河边人</span><div>小时候我也坐过这条船，那时候票价才五分钱，真想再去坐一回。</div></div><div>查看更多评论</div></div></div><div class="index_rightcontent__z"><h3>热榜</h3>{feed("index_item__q")}</div></div></main></div><script id="__NEXT_DATA__" type="application/json">{{"a":1}}</script></body></html>""",
    paper="河湾新闻",
    neutral=["闸门换成了钢的。"],
)
LV = [
    "老船坞的闸门升到顶，第一条木船出坞，岸上放了一挂鞭炮。",
    "十二条木船全部下河，孟广田把闸门的摇把交给了徒弟。",
    "渡口合作社开始卖票，头一个买票的是八十岁的船工。",
    "孩子们的划桨课在下游的浅滩开始，一共来了十八个人。",
]
add(
    "live",
    f"""<html><head><meta charset="utf-8"><title>【直播】{TITLE}_石桥网</title></head><body><div class="nav">{NAV}</div><div class="zb"><h1>【直播】{TITLE}</h1><div class="i">2024-12-25 来源：石桥日报 作者：桂小满</div><p>{TEXT[0]}</p><ul class="zblist">{"".join(f'<li><span class="time">09:1{i}</span><div class="con"><p>{t}</p></div></li>' for i, t in enumerate(LV))}</ul></div></body></html>""",
    title="【直播】" + TITLE,
    texts=[TEXT[0], *LV],
)
QA = [
    ("问：渡船的票价是怎么定的？", "答：票价两元，由合作社的社员大会定下来，三年内不涨。"),
    ("问：刮大风的时候还开船吗？", "答：六级以上的风就停航，码头会挂出红旗，也会用广播通知。"),
    ("问：老人坐船要不要票？", "答：七十岁以上的老人凭身份证免票，陪同的家人照常买票。"),
]
add(
    "faq",
    f"""<html><head><meta charset="utf-8"><title>渡船票价政策问答_石桥县人民政府</title><meta name="ArticleTitle" content="渡船票价政策问答"><meta name="PubDate" content="2024-12-25"><meta name="ContentSource" content="石桥日报"></head><body>{NAV}<div class="main"><h2>渡船票价政策问答</h2><p>发布日期：2024-12-25 来源：石桥日报 字体：【大 中 小】</p><dl>{"".join(f"<dt>{a}</dt><dd>{b}</dd>" for a, b in QA)}</dl></div></body></html>""",
    title="渡船票价政策问答",
    author=None,
    texts=[x for q in QA for x in q],
)
BID = [
    ["项目名称", "老船坞钢闸门采购"],
    ["采购单位", "石桥镇人民政府"],
    ["中标供应商", "河湾钢结构厂"],
    ["中标金额", "二百一十六万元"],
    ["评审专家", "贾朴、纪明月、闵青山"],
]
add(
    "bid",
    f"""<html><head><meta charset="utf-8"><title>老船坞钢闸门采购中标公告 - 石桥县公共资源交易网</title></head><body><div class="top">{NAV}</div><div class="notice"><h1>老船坞钢闸门采购中标公告</h1><div>发布时间：2024-12-25 信息来源：石桥县公共资源交易网</div><p>老船坞钢闸门采购项目于昨天开标，评标已经结束，现将结果公告如下。</p><table border=1>{"".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in BID)}</table><p>各有关当事人对结果有异议的，可以在七个工作日内书面提出质疑。</p><p style="text-align:right">石桥镇人民政府</p><p style="text-align:right">2024年12月25日</p></div></body></html>""",
    title="老船坞钢闸门采购中标公告",
    author=None,
    paper="石桥县公共资源交易网",
    texts=["老船坞钢闸门采购项目于昨天开标，评标已经结束，现将结果公告如下。"]
    + [" ".join(b) for b in BID]
    + ["各有关当事人对结果有异议的，可以在七个工作日内书面提出质疑。"],
)
REP = [
    "我在对岸住，天天能听见开闸的锣声，比闹钟还准。",
    "合作社的票能不能用手机买？老人不会用，最好两样都有。",
    "孩子划桨课报上了，周六早上六点就要起床，大人比小孩还高兴。",
]
add(
    "forum",
    f"""<html><head><meta charset="utf-8"><title>{TITLE} - 河湾论坛 - 石桥社区</title></head><body>{NAV}<div id="postlist"><h1 id="thread_subject">{TITLE}</h1><div id="post_1"><div class="authi"><a>桂小满</a> <em>发表于 2024-12-25 09:12</em></div><div class="t_fsz"><table><tr><td class="t_f" id="postmessage_1">{"<br/><br/>".join(TEXT)}</td></tr></table></div></div>{"".join(f'<div id="post_{i + 2}" class="reply-item"><div class="authi"><a>路人{i}</a> <em>发表于 2024-12-26 10:0{i}</em></div><div class="t_fsz"><table><tr><td class="t_f">{t}</td></tr></table></div></div>' for i, t in enumerate(REP))}</div></body></html>""",
    paper=None,
)
add(
    "honeypot",
    f"""<html><head><meta charset="utf-8"><title>{TITLE}_石桥网</title></head><body>{NAV}<div class="a"><h1>{TITLE}</h1><p>2024-12-25 来源：石桥日报 作者：桂小满</p>{"".join(f'<p>{t[:12]}<span style="display:none">转自河湾采集站</span>{t[12:24]}<font style="font-size:0px">防盗乱码XQ</font>{t[24:]}</p>' for t in TEXT)}</div></body></html>""",
)
add(
    "ruby",
    f"""<html><head><meta charset="utf-8"><title>{TITLE}_石桥网</title></head><body><h1>{TITLE}</h1><p>2024-12-25 来源：石桥日报 作者：桂小满</p>{body(texts=TEXT).replace("船坞", "<ruby>船<rp>(</rp><rt>chuán</rt><rp>)</rp>坞<rp>(</rp><rt>wù</rt><rp>)</rp></ruby>")}</body></html>""",
)
add(
    "twice",
    f"""<html><head><meta charset="utf-8"><title>{TITLE}_石桥网</title></head><body><div class="pc-main"><h1>{TITLE}</h1><p class="i">2024-12-25 来源：石桥日报 作者：桂小满</p><div class="pc-content">{body()}</div></div><div class="mobile-main"><h1>{TITLE}</h1><p class="i">2024-12-25 来源：石桥日报 作者：桂小满</p><div class="m-content">{body()}</div></div></body></html>""",
)
add(
    "singlefile",
    f"""<!DOCTYPE html><html><!--
 Page saved with SingleFile
--><head><meta charset="utf-8"><title>{TITLE}</title><style>{".a{color:red}" * 400}</style></head><body><div class="sf-hidden"></div><news-article><template shadowrootmode="open"><div class="inner"><h1>{TITLE}</h1><p>2024-12-25 来源：石桥日报 作者：桂小满</p>{body()}</div></template></news-article></body></html>""",
)
W = "style='text-indent:24.0pt'"
add(
    "wordhtml",
    f"""<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv=Content-Type content="text/html; charset=gb2312"><meta name=ProgId content=Word.Document><meta name=Generator content="Microsoft Word 15"><title>无题</title><!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>admin</o:Author></o:DocumentProperties></xml><![endif]--><style><!-- /* Font */ p.MsoNormal {{margin:0}} --></style></head><body lang=ZH-CN><div class=WordSection1><p class=MsoTitle align=center><b><span style='font-family:宋体'>{TITLE}<span lang=EN-US><o:p></o:p></span></span></b></p><p class=MsoNormal align=center>石桥日报记者<span lang=EN-US> </span>桂小满</p><p class=MsoNormal align=center>2024年12月25日</p>{"".join(f"<p class=MsoNormal {W}><span style='font-family:宋体'>{t[:9]}</span><span lang=EN-US>{t[9:10]}</span><span>{t[10:20]}{chr(10)}{t[20:]}<span lang=EN-US><o:p></o:p></span></span></p>" for t in TEXT)}</div></body></html>""".encode(
        "gb18030"
    ),
    paper=None,
)
add(
    "wiki",
    f"""<html><head><meta charset="utf-8"><title>石桥老船坞 - 河湾百科</title></head><body><div id="siteNotice">欢迎</div><h1 id="firstHeading">石桥老船坞</h1><div id="bodyContent"><div id="siteSub">河湾百科，自由的百科全书</div><table class="infobox"><tr><th colspan="2">石桥老船坞</th></tr><tr><th>建成</th><td>1954年</td></tr><tr><th>闸门</th><td>钢制</td></tr></table><p>{TEXT[1]}<sup>[1]</sup></p><div id="toc"><h2>目录</h2><ul><li><a>1 历史</a></li><li><a>2 渡船</a></li></ul></div><h2>历史<span class="mw-editsection">[<a>编辑</a>]</span></h2><p>{TEXT[2]}</p><h2>渡船<span class="mw-editsection">[<a>编辑</a>]</span></h2><p>{TEXT[3]}</p><p>{TEXT[4]}</p><h2>参考文献</h2><ol class="references"><li>《石桥镇志》，河湾出版社，1998年。</li></ol></div></body></html>""",
    title="石桥老船坞",
    author=None,
    published=None,
    paper=None,
    texts=TEXT[1:],
    neutral=["1954年", "钢制", "石桥镇志"],
)
A2 = [
    "水磨坊办夜校",
    "夜校设在水磨坊的二楼，一共四间教室，头一个月来的多半是学徒。",
    "学费一个月三十元，教室里装了六盏新灯。",
]
A3 = [
    "县里新开公交线",
    "两条新线都从汽车站发车，一条到果园，一条到砖窑，全程两元。",
    "头班车早上五点四十发车。",
]
STRONGS = f"""<html><head><meta charset="utf-8"><title>十二月稿件</title></head><body><div><p><strong>{TITLE}</strong></p><p>（桂小满）</p>{body(texts=TEXT[:3])}<p><b>{A2[0]}</b></p>{body(texts=A2[1:])}<p><strong>{A3[0]}</strong></p><p>作者：贾朴</p>{body(texts=A3[1:])}</div></body></html>"""


def read(name: str, data: bytes) -> list[Article]:
    suffix = ".mht" if name.startswith("mht") else ".html"
    found = list(html.read(io.BytesIO(data), f"a{suffix}", lambda path, reason: None))
    for one in found:
        assert all(verify(one.source.text, p.text, p.spans) for p in one.paragraphs)
    return found


def runs(texts: list[str]) -> Counter[str]:
    return Counter(text[i : i + RUN] for text in texts for i in range(len(text) - RUN + 1))


@pytest.mark.parametrize("name", PAGES)
def test_the_article_of_a_site_and_what_it_says(name: str) -> None:
    page = PAGES[name]
    (one,) = read(name, page.data)
    assert {key: getattr(one, key) for key in page.fields} == page.fields
    texts = [p.text for p in one.paragraphs if not any(sign in p.text for sign in page.neutral)]
    wanted, got = runs(page.texts), runs(texts)
    both = (wanted & got).total()
    assert both == wanted.total(), "a part of the text is missing"
    assert both >= 0.94 * got.total(), texts


def test_a_page_of_several_says_that_there_are_others() -> None:
    (one,) = read("paged", PAGES["paged"].data)
    assert any("on other pages" in note for note in one.notes)


def test_articles_whose_titles_are_only_bold_are_parted() -> None:
    found = read("strongs", STRONGS.encode())
    assert [(one.title, one.author) for one in found] == [
        (TITLE, "桂小满"), (A2[0], None), (A3[0], "贾朴"),
    ]  # fmt: skip
    assert [[p.text for p in one.paragraphs] for one in found] == [TEXT[:3], A2[1:], A3[1:]]


@pytest.mark.parametrize(
    ("question", "kept"), [("记者：修闸花了多少钱", True), ("记者：江春来", False)]
)
def test_a_question_is_no_credit(question: str, kept: bool) -> None:
    (one,) = read("a", f"<h1>{TITLE}</h1>{body()}<p>{question}</p>".encode())
    assert (one.paragraphs[-1].text == question) is kept


def test_a_list_with_words_below_its_links_is_text() -> None:
    items = "".join(
        f"<li><a href='/'>{LINKS[i]}</a>，{text}</li>" for i, text in enumerate(TEASERS)
    )
    (one,) = read("a", f"<h1>{TITLE}</h1>{body()}<ul>{items}</ul>".encode())
    assert len(one.paragraphs) == len(TEXT) + len(TEASERS)


OTHERS = (
    "晒场上的谷子翻了三遍，雨还是没有下来。队长说再等一天就入仓。夜里果然起了风。",
    "学校的钟是用一截铁轨做的。敲一下，对岸也听得见。放假以后它就不响了。",
)


def test_full_posts_on_one_page_are_each_their_authors() -> None:
    told = (("晒场", "丁秋生", OTHERS[0]), ("铁轨钟", "范小青", OTHERS[1]))
    posts = "".join(
        f'<div class="post"><h2><a href="/1">{title}</a></h2><div class="meta">2024-03-0{n} 作者：'
        f'{author}</div><div class="text"><p>{text}</p><p>{text[::-1]}。</p></div></div>'
        for n, (title, author, text) in enumerate(told, 1)
    )
    found = read("blog", f"<title>河边笔记</title><div>{posts}</div>".encode())
    assert [(one.title, one.author, one.published) for one in found] == [
        ("晒场", "丁秋生", "2024-03-01"),
        ("铁轨钟", "范小青", "2024-03-02"),
    ]
    assert [one.paragraphs[0].text for one in found] == list(OTHERS)


def test_texts_of_several_below_one_heading_are_each_their_authors() -> None:
    parts = "".join(
        f"<section>{title}</section><section>文｜{author}</section><section>{text}</section>"
        for title, author, text in (("晒场", "丁秋生", OTHERS[0]), ("铁轨钟", "范小青", OTHERS[1]))
    )
    found = read("round", f"<h1>本周两篇</h1><div>{parts}</div>".encode())
    assert [(one.title, one.author, len(one.paragraphs)) for one in found] == [
        ("晒场", "丁秋生", 1),
        ("铁轨钟", "范小青", 1),
    ]
    assert "left out: 本周两篇" in found[0].notes


@pytest.mark.parametrize("mark", ["AnswerItem", "post_{n}", "l_post l_post_bright"])
def test_the_first_of_several_posts_without_titles_is_the_article(mark: str) -> None:
    posts = "".join(
        f'<div class="{mark.format(n=n)}"><div class="user-name"><a href="/u">{name}</a></div>'
        f"<div><p>{text}</p></div></div>"
        for n, (name, text) in enumerate((("看谷的人", OTHERS[0]), ("敲钟人", OTHERS[1])))
    )
    (one,) = read("forum", f"<h1>谷子什么时候入仓</h1><div>{posts}</div>".encode())
    assert (one.title, one.author) == ("谷子什么时候入仓", "看谷的人")
    assert [part.text for part in one.paragraphs] == [OTHERS[0]]
    assert "left out: 1 posts or answers below the first one" in one.notes


def test_posts_that_look_like_comments_on_the_first_are_counted() -> None:
    post = (
        '<div id="post_{n}"><table><tr><td class="pls"><div class="authi"><a>{name}</a></div>'
        "<p>积分 {n}7</p></td><td class='plc'><div class='authi'><em>发表于 2021-3-{n} 08:1{n}</em>"
        "</div><td class='t_f'>{text}</td><div>回复 举报</div></td></tr></table></div>"
    )
    names = ("看谷的人", "敲钟人", "渡口老何")
    said = (OTHERS[0], "谷子要晒三天才能入仓。", "今年雨水多，再等两天吧。")
    posts = "".join(
        post.format(n=n, name=name, text=text)
        for n, (name, text) in enumerate(zip(names, said, strict=True), 1)
    )
    page = f"<div>门户 论坛</div><h1>谷子什么时候入仓</h1><div id='postlist'>{posts}</div>"
    (one,) = read("forum", f"<title>谷子什么时候入仓 - 石桥论坛</title>{page}".encode())
    assert (one.author, one.published) == ("看谷的人", "2021-03-01")
    assert [part.text for part in one.paragraphs] == [OTHERS[0]]
    assert "left out: 2 posts or answers below the first one" in one.notes


RECORD = {
    "table": "<table><tr><td>索 引 号：</td><td>{0}</td><td>主题分类：</td><td><a>水利</a>/<a>渡口</a></td></tr>"
    "<tr><td>文&emsp;号：</td><td>{1}</td><td>发文机关：</td><td>石桥县水利局</td></tr>"
    "<tr><td>成文日期：</td><td>2021年3月2日</td><td>有效性：</td><td></td></tr></table>",
    "list": "<ul><li><b>索引号</b>{0}</li><li><b>主题分类</b>水利/渡口</li><li><b>文号</b>{1}</li>"
    "<li><b>发文机关</b>石桥县水利局</li><li><b>成文日期</b>2021年3月2日<script>show(1)</script></li></ul>",
    "lines": "<div><div>索引号：{0}</div><div>主题分类：水利/渡口</div><div>文号：{1}</div>"
    "<div>发文机关：石桥县水利局</div><div>成文日期：2021年3月2日</div></div>",
}


@pytest.mark.parametrize("form", RECORD)
def test_the_record_of_a_document_is_kept_below_its_text(form: str) -> None:
    record = RECORD[form].format("00471/2021-0012", "石水〔2021〕7号")
    foot = "<p>石桥县水利局</p><p>2021年3月2日</p>"
    page = f"<title>{TITLE}-石桥县水利局</title>{record}<h1>{TITLE}</h1><div>{body()}{foot}</div>"
    (one,) = read("office", page.encode())
    assert (one.title, one.office, one.published) == (TITLE, "石桥县水利局", "2021-03-02")
    assert [part.text.replace(" ", "") for part in one.paragraphs] == [
        *TEXT,
        "索引号：00471/2021-0012",
        "主题分类：水利/渡口",
        "文号：石水〔2021〕7号",
        "发文机关：石桥县水利局",
        "成文日期：2021年3月2日",
    ]


@pytest.mark.parametrize(
    "part",
    [
        "<table><tr><td>文号</td><td>名称</td><td>成文日期</td></tr>"
        "<tr><td>石水〔2021〕7号</td><td>渡口办法</td><td>3月2日</td></tr>"
        "<tr><td>石水〔2021〕8号</td><td>船坞办法</td><td>3月9日</td></tr></table>",
        "<p>文号：写在标题下面。</p><p>发文机关：盖章的那一家。</p><p>成文日期：签字那天。</p>",
        "<form>索引号：<input> 文号：<input> 名称：<input></form>",
    ],
)
def test_what_is_no_record_of_a_document(part: str) -> None:
    page = f"<title>{TITLE}</title><h1>{TITLE}</h1><div><p>{TEXT[0]}</p>{part}{body()}</div>"
    (one,) = read("office", page.encode())
    assert document_record(html._html_root(page)) is None
    assert [part.text for part in one.paragraphs][-len(TEXT) :] == TEXT


def test_an_article_in_parts_of_the_same_name_is_one() -> None:
    parts = "".join(f'<div class="post"><p>{text}</p></div>' for text in OTHERS)
    (one,) = read("parts", f"<h1>村里的声音</h1><div>{parts}</div>".encode())
    assert [part.text for part in one.paragraphs] == list(OTHERS)


@pytest.mark.parametrize(
    ("below", "author"),
    [
        ('<span class="author vcard"><a>小满</a></span>', "小满"),
        ('<span class="author"><a>丁秋生</a></span> 浏览 3万', "丁秋生"),
        ('<span class="author">河湾发布</span>', None),
        ('<a class="up-name">老收音机小组</a>', "老收音机小组"),
        ('<a rel="author">小满</a>', "小满"),
        ("2024-03-02 记者 丁秋生 文 范小青 编辑", "丁秋生"),
        ("<span>作者：小满</span> <span>更新于 3天前</span>", "小满"),
        ('Posted on 2024-03-02 by <span class="author">老沈</span> · 3 条评论', "老沈"),
        ('2024-03-02 <span class="author">老沈</span>', None),
    ],
)
def test_a_writer_whom_the_page_marks_below_the_headline(below: str, author: str | None) -> None:
    comment = '<div class="comment"><span class="author">江春来</span><p>写得好。</p></div>'
    page = f"<title>{TITLE}</title><h1>{TITLE}</h1><div>{below}</div><div>{body()}</div>{comment}"
    (one,) = read("a", page.encode())
    assert one.author == author


@pytest.mark.parametrize(
    ("lead", "tail", "author"),
    [
        ("（文/河湾网 丁秋生）", "", "丁秋生"),
        ("〔記者丁秋生／石橋報導〕", "", "丁秋生"),
        ("（图为新桥）", "", None),
        ("", "<p>作者 | 丁秋生</p><p>编辑 | 何田</p>", "丁秋生"),
    ],
)
def test_a_writer_named_at_an_end_of_the_text(lead: str, tail: str, author: str | None) -> None:
    page = (
        f"<title>{TITLE}</title><h1>{TITLE}</h1><div><p>{lead}{OTHERS[0]}</p>{body()}{tail}</div>"
    )
    (one,) = read("a", page.encode())
    assert one.author == author
    assert one.paragraphs[0].text == f"{lead}{OTHERS[0]}"


def test_a_day_of_which_the_text_tells_is_not_its_date() -> None:
    page = f"<h1>{TITLE}</h1><div><p>1998年5月4日，桥断了。</p>{body()}</div><p>12 评论</p>"
    (one,) = read("a", f"<title>{TITLE}</title><div>-- 评论</div>{page}".encode())
    assert (one.published, one.column) == (None, None)


def test_the_date_of_an_issue_stands_in_a_cell_of_its_own() -> None:
    head = "<table><tr><td>2024年3月5日 星期二</td><td><a>上一期</a><a>下一期</a></td></tr></table>"
    (one,) = read("a", f"{head}<h1>{TITLE}</h1><div>{body()}</div>".encode())
    assert one.published == "2024-03-05"
    (one,) = read("a", f"<p>2024年3月5日 星期二</p><h1>{TITLE}</h1><div>{body()}</div>".encode())
    assert one.published is None  # it may be the day on which the page was shown


@pytest.mark.parametrize(
    ("above", "told"),
    [
        ("<p>石桥日报 2024年3月5日 星期二</p><div>要闻 县域</div>", ("2024-03-05", None)),
        ("<p>2024年3月5日</p>", ("2024-03-05", None)),
        (
            "<p>第03版：县域新闻</p><p>2024年3月5日 星期二</p><p>放大 缩小</p>",
            ("2024-03-05", "第3版"),
        ),
        (
            "<p>石桥日报 2024年3月5日 星期二 返回目录</p><p>第03版：县域 上一版 下一版</p>"
            "<ul><li>第01版：要闻</li><li>第03版：县域</li></ul>",
            ("2024-03-05", "第3版"),
        ),
        ("<p>2024-03-05 第A03版 县域</p>", ("2024-03-05", "第A03版")),
        ("<p>2024年3月5日 星期二</p><p>今天多云</p>", (None, None)),
        ("<p>渡口涨水 2024-03-04</p><p>2024-03-05</p><p>船票降价</p>", (None, None)),
        ("<p>第01版：要闻</p><p>第03版：县域</p>", (None, None)),
        ("<p>第03版：县域</p><p>2024-03-04</p><p>2024-03-05</p>", (None, "第3版")),
    ],
)
def test_the_issue_and_the_page_above_the_headline(
    above: str, told: tuple[str | None, str | None]
) -> None:
    page = f"{above}<h1>{TITLE}</h1><p>桂小满</p><div>{body()}</div>"
    (one,) = read("a", f"<title>{TITLE}-石桥日报</title>{page}".encode())
    assert (one.published, one.edition) == told
    (one,) = read("a", f"<title>{TITLE}-石桥在线</title>{page}".encode())
    assert (one.published, one.edition) == (told if "上一版" in above else (None, None))


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Notice: The content on this page was uploaded by its user.", False),
        ("天天有好禮 下載APP看活動", False),
        ("村里人下载APP以后，船票就不用排队买了。", True),
        ("此条目发表在渡口分类目录，贴了木船、闸门标签。", False),
        ("此条目的来历，村里人都说不清楚。", True),
    ],
)
def test_what_a_site_puts_below_every_text_is_no_text(line: str, kept: bool) -> None:
    (one,) = read("a", f"<h1>{TITLE}</h1><div>{body()}<p>{line}</p></div>".encode())
    assert (one.paragraphs[-1].text == line) is kept


def test_marks_at_which_a_word_may_break_stand_in_the_source_alone() -> None:
    page = f"<h1>渡&shy;口</h1><p>丁秋生</p><p>渡&shy;口的&#8203;船修好了。</p>{body()}"
    (one,) = read("a", f"<title>{TITLE}</title>{page}".encode())
    assert (one.title, one.author, one.paragraphs[0].text) == ("渡口", "丁秋生", "渡口的船修好了。")
    assert "渡\xad口的\u200b船" in one.source.text
    assert len(one.paragraphs[0].spans) == 3
