"""Reports as pages of invented government sites, one template for each way in which sites lay an article out.

Around the report stand what real sites put there: navigation, breadcrumbs, share buttons, the reports of other years
in lists, footers, hidden copies with other figures.
"""

from __future__ import annotations

import base64
import html
import quopri
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.forms import layouts
from tests.support.drawn import Block

SITE = "云渚县人民政府门户网站"
MENU = ("首页", "走进云渚", "新闻中心", "政务公开", "办事服务", "互动交流", "数据开放", "专题专栏")
# Words of which none may be left in what is read.
AROUND = ("走进云渚", "相关阅读", "上一篇", "分享到", "版权所有", "关闭窗口", "往年年报", "99999", "字号", "当前位置")


@dataclass(frozen=True)
class Article:
    """A report and what its site says of it."""

    title: str
    published: str
    blocks: tuple[Block, ...]
    source: str = "县政府办公室"


def others() -> str:
    """Links to the reports of other years, with their days of publication."""
    return "".join(
        f'<li><a href="/art/{year}.html" title="云渚县人民政府{year}年政府信息公开工作年度报告">'
        f"云渚县人民政府{year}年政府信息公开工作年度报告</a><span>{year + 1}-01-1{year % 10}</span></li>"
        for year in range(2008, 2015)
    )


def menu(separator: str = "") -> str:
    """The site's navigation."""
    return separator.join(f'<a href="/{number}/">{words}</a>' for number, words in enumerate(MENU))


def table(grid: layouts.Grid, attributes: str = 'border="1"') -> str:
    """One table with merged cells."""
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in grid)
    return f"<table {attributes}>{rows}</table>"


def _cell(cell: layouts.Cell) -> str:
    spans = f' rowspan="{cell.rows}"' * (cell.rows > 1) + f' colspan="{cell.columns}"' * (cell.columns > 1)
    return f"<td{spans}>{html.escape(cell.text)}</td>"


def body(
    blocks: Iterable[Block], paragraphs: Callable[[Sequence[str]], str], draw: Callable[[layouts.Grid], str] = table
) -> str:
    """The blocks of a report in markup."""
    parts: list[str] = []
    waiting: list[str] = []
    for block in (*blocks, None):
        if isinstance(block, str):
            waiting.append(html.escape(block))
            continue
        parts.extend([paragraphs(waiting)] if waiting else [])
        parts.extend([draw(block)] if block is not None else [])
        waiting = []
    return "".join(parts)


def plain(lines: Sequence[str]) -> str:
    """A paragraph each, indented by style."""
    return "".join(f'<p style="text-indent: 2em">{line}</p>\n' for line in lines)


def broken(lines: Sequence[str]) -> str:
    """One block, lines parted by breaks and indented by spaces."""
    return "<br>\n".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{line}" for line in lines) + "<br>"


def cut(lines: Sequence[str]) -> str:
    """Words cut into spans in the middle, as editors leave them, over several lines of the markup."""
    return "".join(
        f'<div class="x{number}"><div>\n<span style="font-family:仿宋">{line[:3]}</span><span><b>{line[3:5]}</b>'
        f"{line[5:9]}</span>{line[9:]}\n</div></div>"
        for number, line in enumerate(lines)
    )


def word(lines: Sequence[str]) -> str:
    """What Word saves."""
    return "".join(
        "<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'><span lang=EN-US style=\"display:none;"
        f"mso-hide:all\">99999</span><span style='font-size:16.0pt;font-family:仿宋_GB2312'>{line[:6]}<span lang=EN-US>"
        f"{line[6:8]}</span>{line[8:]}<o:p></o:p></span></p>\r\n<![if !supportEmptyParas]>&nbsp;<![endif]><o:p></o:p>"
        for line in lines
    )


def as_rows(grid: layouts.Grid) -> str:
    """Each row of a table as a table of its own."""
    return "".join(table([row], 'width="100%"') for row in grid)


def as_cells(grid: layouts.Grid) -> str:
    """Each cell of a table as a table of its own, side by side in one block a row."""
    return "".join(f'<div class="row">{"".join(table([[cell]], "align=left") for cell in row)}</div>' for row in grid)


def as_nested(grid: layouts.Grid) -> str:
    """Each row as a cell of an outer table that holds a table."""
    return f"<table>{''.join(f'<tr><td>{table([row])}</td></tr>' for row in grid)}</table>"


def modern(article: Article) -> bytes:
    """A site of today: metadata by the national standard, the article in a named block, lists at both sides."""
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{article.title}-{SITE}</title>
<meta name="SiteName" content="{SITE}"><meta name="ArticleTitle" content="{article.title}">
<meta name="PubDate" content="{article.published} 10:22"><meta name="ContentSource" content="{article.source}">
<style>.tab {{ display: none }} .tab.on {{ display: block }}</style>
<script>document.write("<p>一、概述 全县主动公开政府信息99999条。</p>");</script></head>
<body><noscript><p>收到政府信息公开申请99999件。</p></noscript>
<div class="header"><a href="/">{SITE}</a><div class="nav">{menu()}</div></div>
<div class="position">您当前的位置：<a href="/">首页</a> &gt;
<a href="/zw/">政务公开</a> &gt; <a href="/nb/">年报</a></div>
<div class="main"><div class="left"><h3>往年年报</h3><ul>{others()}</ul></div>
<div class="article"><h1>{article.title}</h1><div class="info"><span>发布时间：{article.published} 10:22</span>
<span>来源：{article.source}</span><span>浏览次数：<i>99999</i>次</span>
<span>字号：【<a href="#">大</a> <a href="#">小</a>】</span>
<a href="#">打印</a></div>
<div id="zoom" class="TRS_Editor"><div class="tab on">{body(article.blocks, plain)}</div>
<div class="tab">二、主动公开情况<br>全县主动公开政府信息99999条。</div></div>
<div class="share">分享到：<a href="#">微信</a><a href="#">微博</a></div>
<div><p>上一篇：<a href="1.html">关于开展检查的通知</a></p><p>下一篇：没有了</p></div>
<div class="related"><h3>相关阅读</h3><ul>{others()}</ul></div></div></div>
<div class="footer"><p>主办：云渚县人民政府办公室　联系电话：0000-1234567</p><p>网站标识码：0000000000</p>
<p>版权所有：云渚县人民政府，未经授权禁止转载。建议使用1024×768分辨率浏览本网站。</p></div></body></html>""".encode()


def old(article: Article) -> bytes:
    """A site of 2005: tables in tables, capitals, fonts, nothing closed, GB 2312."""
    links = "".join(f"<TR><TD>·<A HREF=#>{year}年政府信息公开工作年度报告</A>" for year in range(2008, 2015))
    return f"""<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=gb2312">
<TITLE>{SITE}</TITLE></HEAD>
<BODY><TABLE WIDTH=1000 ALIGN=center><TR><TD COLSPAN=2><IMG SRC=banner.jpg><TR><TD COLSPAN=2>{menu("&nbsp;|&nbsp;")}
<TR><TD WIDTH=200 VALIGN=top><TABLE><TR><TD>往年年报{links}</TABLE><TD><TABLE WIDTH=780>
<TR><TD ALIGN=center><FONT SIZE=5 COLOR=red><B>{article.title}</B></FONT>
<TR><TD ALIGN=center>发布时间：{article.published}　　来源：{article.source}　　点击数：99999
<TR><TD><FONT SIZE=3><P>{body(article.blocks, broken)}
<TR><TD ALIGN=right>【<A HREF=#>打印</A>】【<A HREF=#>关闭窗口</A>】</TABLE>
<TR><TD COLSPAN=2 ALIGN=center>版权所有：云渚县人民政府　技术支持：某科技公司</TABLE></BODY></HTML>""".encode("gb18030")


def soup(article: Article) -> bytes:
    """Blocks in blocks without a name, words cut into spans, copies for narrow screens and printers hidden by style."""
    hidden = "全县主动公开政府信息99999条，收到政府信息公开申请99999件。"
    return f"""<html><head><title>{article.title}</title><style>
/* 手机版 */ .m1, div.p2 > p {{ display:none !important }}
@media print {{ .x0, .x1, .x2 {{ display: none }} }}</style></head><body><div><div><div><div>{menu()}</div></div>
<div><div class="m1">{hidden}</div><div style="visibility: hidden">{hidden}</div><div hidden>{hidden}</div>
<div class="p2"><p>{hidden}</p></div><span aria-hidden="true">★99999★</span>
<div><div><div>{article.title}</div><div>{article.published} 来源：{article.source}</div><div><div>
{body(article.blocks, cut)}</div></div><textarea>{hidden}</textarea><select><option>99999</option></select></div></div>
<div><div>分享到</div></div></div><div><div>版权所有 云渚县人民政府</div></div></div></body></html>""".encode()


def card(article: Article) -> bytes:
    """A page of the disclosure platform: the document's card above, the text in one cell, a list of years beside it."""
    return f"""<!doctype html><html><head><meta http-equiv="Content-Type" content="text/html; charset=gbk">
<title>{article.title} 政府信息公开年报 {SITE}</title></head><body><div id="header">{menu()}</div>
<div class="dqwz">当前位置：<a href="/">首页</a>&gt;政府信息公开年报</div>
<div class="zn_left"><ul class="nb">{others()}</ul></div>
<div class="zn_right"><table class="xxgk_head"><tr><td>索 引 号：</td><td>00000000-0/2000-00001</td><td>信息分类：</td>
<td>工作报告</td></tr><tr><td>发布机构：</td><td>{article.source}</td><td>发布日期：</td><td>{article.published}</td></tr>
<tr><td>名　　称：</td><td colspan="3">{article.title}</td></tr></table>
<table width="100%"><tr><td><div class="bt">{article.title}</div></td></tr><tr><td class="wz">
{body(article.blocks, broken)}</td></tr></table>
<div class="qrcode"><img src="ewm.png"><p>扫一扫在手机打开当前页</p></div></div>
<div id="foot">版权所有：云渚县人民政府 网站标识码：0000000000</div></body></html>""".encode("gb18030")


def sections(article: Article) -> bytes:
    """The elements of HTML 5, each part of the text in a block of its own."""
    parts = "".join(f'<section class="part"><div>{body([block], plain)}</div></section>' for block in article.blocks)
    return f"""<!doctype html><html><head><meta charset=utf-8><meta property="og:title" content="{article.title}">
<meta property="article:published_time" content="{article.published}T09:00:00+08:00"></head><body>
<header><nav>{menu()}</nav></header><main><article><header><h1>{article.title}</h1></header>{parts}
<footer>责任编辑：某某　关闭窗口</footer></article>
<aside><h2>往年年报</h2><ul>{others()}</ul></aside></main><footer>版权所有：云渚县人民政府</footer></body></html>""".encode()


def saved_by_word(article: Article) -> bytes:
    """Word's own HTML, without a site around it."""
    text = body([article.title, *article.blocks], word)
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv=Content-Type
content="text/html; charset=gb2312"><meta name=Generator content="Microsoft Word 11"><!--[if gte mso 9]><xml>
<w:WordDocument>99999</w:WordDocument></xml><![endif]--><style><!-- p.MsoNormal {{mso-style-parent:"";}} --></style>
</head><body lang=ZH-CN><div class=Section1>{text}</div></body></html>""".encode("gb18030")


def drawn_by_rows(article: Article) -> bytes:
    """A table a row."""
    return f"<title>{article.title}</title><div id=content>{body(article.blocks, plain, as_rows)}</div>".encode()


def drawn_by_cells(article: Article) -> bytes:
    """A table a cell."""
    return f"<title>{article.title}</title><div id=content>{body(article.blocks, plain, as_cells)}</div>".encode()


def drawn_by_nesting(article: Article) -> bytes:
    """Tables whose rows are tables."""
    return f"<title>{article.title}</title><div id=content>{body(article.blocks, plain, as_nested)}</div>".encode()


def archive(article: Article) -> bytes:
    """The page of today, saved by a browser as one file."""
    page = quopri.encodestring(modern(article)).decode("ascii")
    frame = base64.encodebytes("<p>广告：访问量99999次。</p>".encode()).decode("ascii")
    return f"""From: <Saved by Blink>
Subject: page
MIME-Version: 1.0
Content-Type: multipart/related;
	type="text/html";
	boundary="----frontier"

------frontier
Content-Type: text/html; charset=utf-8
Content-ID: <frame-1@mhtml.example>
Content-Transfer-Encoding: base64
Content-Location: http://www.example.com/frame.html

{frame}
------frontier
Content-Type: text/html
Content-ID: <frame-0@mhtml.example>
Content-Transfer-Encoding: quoted-printable
Content-Location: http://www.example.com/art/1.html

{page}
------frontier
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: http://www.example.com/logo.png

iVBORw0KGgo=
------frontier--
""".replace("\n", "\r\n").encode("ascii")


TEMPLATES: dict[str, Callable[[Article], bytes]] = {
    "modern": modern,
    "old": old,
    "soup": soup,
    "card": card,
    "sections": sections,
    "word": saved_by_word,
    "rows": drawn_by_rows,
    "cells": drawn_by_cells,
    "nested": drawn_by_nesting,
    "archive": archive,
}
