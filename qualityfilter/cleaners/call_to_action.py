"""Lines that ask the reader to do something for the site, and the site's own small print, in Chinese and English.

Whole lines only: 扫码关注…公众号, 加微信…, 往期推荐, 咨询热线, 限时优惠…; Subscribe to our newsletter, Follow us on …, Buy now (kind
"ad"); cookie notices, Copyright ©, 备案号, Back to top (kind "boilerplate"). A sentence *about* such calls stays: what follows the
call must be of the call, and a line with a word of report (用户, 表示, 记者 …) is never one. A kernel picks the lines that
hold a key word; only these meet the patterns.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qualityfilter.cleaners.call_phrases import AD, BOILERPLATE, EXACT
from qualityfilter.cleaners.places import found_places
from qualityfilter.contract import FoundSpans, register_cleaner
from qualityfilter.documents import Documents, Shortened
from qualityfilter.kernels import keywords

_REPORT = re.compile(  # every word begins with a letter of its own, so that a search looks for these alone
    r"用户(?<![新老]用户)|商家|消费者|网友|记者|调查|研究|显示|据[说悉了报]|表示|认为|他|她|有人|很多|许多|不少|一些|例如|比如|往往|通常"
    r"|可能|会被|曾经|诈骗|骗子|所谓|引导|诱导|导致|但是|然而|虽然|声称|假冒|谎称|警方|案例|现象|方式|手段|行为|了一|过一"
)
_OPEN = r"[“‘「『【《\"'\[(（]*"
_CLOSE = r"[”’」』】》\"'\])）]*"
_SCAN = r"(?:扫一扫|扫一下|扫描|扫码|长按|识别|扫)"
_POLITE = (
    r"(?:欢迎|请|快来?|赶紧|赶快|立即|马上|可以?|微信|手机|打开|长按|点击|记得|别忘了?|不妨|敬请|持续|大家|您|你|用|搜索|，"
    r"|,|\s|喜欢就|感兴趣的?)"
)
_CHANNEL = r"(?:公众号|公号|微信号?|订阅号|视频号|服务号|抖音号?|快手号?|微博|头条号|百家号|官微|小程序|知识星球|B站|哔哩哔哩)"
_CONTACT = r"(?:微信号?|微信群|[vV][xX]|[wW][xX]|[vV]信|薇信|威信|QQ群?|[qQ]群|公众号|扣扣)"
_NUMBER = r"[\d(（+][\d\-—－–~ ()（）+/、转,，;；\s]{6,}"

# Each must match the whole line (after stripping decoration); {X} is at most that many characters without a full stop.
_CHINESE_ADS = (
    rf"{_POLITE}*{_SCAN}(?:下方|上方|下面|上面|文末|以下|本|图中|左侧|右侧|旁边)?的?(?:小程序码|二维码|图片)?(?:即可|免费"
    rf"|就能|就可|后|，|,|\s|、|↓|↑|直接|参与|马上|立即)*"
    rf"(?:关注|加入|添加|加群|进群|入群|领取|报名|咨询|购买|下载|联系|体验|获取|查看|预约|加我|进店|试听|免费领|加微信|加好友"
    rf"|了解)(?!的人|度)[^。！？!?]{{0,30}}",
    rf"{_POLITE}*(?:关注|订阅|收藏)(?:一下|我们|我|本|下方|上方|微信|官方|的|：|:|\s"
    rf"|{_OPEN})*[^。！？，,!?]{{0,16}}{_CLOSE}(?:的)?{_CHANNEL}{_CLOSE}(?:[，,。！!：:\s~～、].{{0,30}}"
    rf"|{_OPEN}[^。，]{{0,16}}{_CLOSE})?",
    rf"{_POLITE}+关注(?:我们|我|本站|本号)?(?:[，,！!：:\s~～].{{0,30}})?",
    rf"(?:点击|点|戳|轻触)(?:这里|上方|下方|上面|下面|文末|右上角|左下角|底部|顶部|右下角|题目下方)?的?{_OPEN}(?:蓝字|蓝色字"
    rf"|蓝色字体|名片|卡片|阅读原文|原文链接|关注|了解更多|关注我们|二维码)"
    rf"{_CLOSE}[^。！？]{{0,24}}",
    r"(?:PS|ps|Ps)?[:：\s]*(?:扫码|点击|关注|私信|后台|公众号|公众号后台|本公众号)[^。！？]{0,18}回复[^。！？]{1,24}(?:领取"
    r"|获取|下载|即可|加群|进群|入群|领)[^。！？]{0,20}",
    r"(?:觉得|如果|要是|喜欢|看完|文章|内容|本文|记得|请|欢迎|麻烦|求|帮忙|顺手|动动|别忘了?|一键|大家|各位|朋友们?"
    r"|小伙伴们?|有用|不错|好看|的话|还|很|对您?你?有帮助|给|来|个|就|，|,|、|\s|您|你|我|可以|点|吧|一下)*"
    r"(?:点赞|在看|转发|分享|收藏|三连|打赏|赞赏|星标|关注)(?:[、，,+＋/和与\s\-·|及或&~～]|点个?|并|再|加|一键|吧|一下"
    r"|给|支持|更多|好友|朋友|我们|走一波|三连|点赞|在看|转发|分享|收藏|评论|打赏|赞赏|星标|关注|留言|喜欢|鼓励|是|最大"
    r"|对|的|动力|持续|创作|更新|到朋友圈)*",
    rf"(?:全国|免费|24小时|24h|统一|官方|加盟|订购|报名|招商|客服|咨询|服务|销售|预约|购票|订票|售后|投资|热线|\s)*(?:热线"
    rf"|咨询电话|客服电话|订购电话|预约电话|报名电话|招商电话|加盟电话|咨询QQ|客服QQ)[:：\s]*{_NUMBER}[^。]{{0,20}}",
    rf"{_POLITE}*(?:添加|加|扫码加|联系|咨询)(?:我|小编|客服|老师|助手|小助手|群主|管理员|作者|运营)?(?:的)?"
    rf"{_CONTACT}(?:好友)?[^。！？]{{0,30}}",
    rf"(?:商务|合作|业务|客服|咨询|老师|官方|作者|个人|小编|站长|微商|代理)*(?:请加)?{_CONTACT}{{1,2}}(?:同号)?"
    rf"\s*[:：]\s*[^。！？，]{{2,24}}",
    r"(?:商务合作|广告合作|广告投放|商务洽谈|投稿合作|合作洽谈|投稿|合作|商务)(?:请|可|及|与|/|、|投稿|转载|咨询|联系)*(?:加"
    r"|添加|联系|微信|邮箱|QQ|qq|电话|扫码|请|：|:)+[^。！？]{1,40}",
    r"(?:限时|限量|今日|新人|新用户|前\d+名|双十一|双11|双12|618|年终|开学季?|周年庆?|秒杀|特惠"
    r"|[\u4e00-\u9fff]{2}节)[^。！？，]{0,10}(?:优惠|特惠|特价|折扣|秒杀|抢购|免费|福利|立减|领取|半价|[\d一二三四五六七八九]折|优惠券"
    r"|促销)[^。？]{0,24}",
    r"(?:限时)?优惠[^。！？，]{0,8}[!！，,]?\s*(?:加微信|扫码|点击|立即|免费)?[^。！？]{0,8}(?:领取|抢购|报名|下单)[^。？]{0,10}",
    r"(?:立即|马上|点击|点此|戳此|赶快|赶紧|快来|免费)(?:抢购|购买|下单|报名|领取|咨询|试听|试用|体验|注册|下载|预约|开通"
    r"|加入|订购|申请|参与|观看|获取)[^。！？，的]{0,12}",
    r"(?:因为|由于|现在)?.{0,12}只对常读和星标的公众号才.{0,80}",
    r"(?:建议|请)?(?:大家)?(?:把|将)?[^。，]{0,16}设为星标[^。！？]{0,40}",
    r"[【\[（(〔]?\s*(?:广告|商业推广|推广信息|赞助|赞助商|AD)\s*[】\]）)〕][^。]{0,60}",
    r"(?:广告|推广信息|商业推广|赞助商)\s*[:：丨｜|]\s*[^。，是指为]{2,40}",
    r"本[文期篇集]?(?:内容|节目|文章|视频|栏目)?由[^。，]{2,24}(?:赞助|冠名)(?:播出|支持|提供|发布)?",
    r"转发(?:本文|此文|文章|海报|这篇文章|本条|此条)?[^。，？]{0,8}(?:朋友圈|微信群|好友)[^。？]{0,40}",
    r"[^。！？]{2,40}[，,、。！!\s](?:猛戳|戳我|戳这里?|戳链接|戳图片?|点我|点这里)(?:购买|下单|报名|领取|了解|查看|抢购|咨询|进入|直达|预约|下载)?[^。？]{0,8}",
)
_CHINESE_BOILERPLATE = (
    r"(?:版权|声明|版权声明|免责声明|特别声明)*[:：\s]*(?:未经|如需|若需)[^。]{0,24}(?:不得|禁止|严禁|请勿"
    r"|请联系)[^。]{0,40}(?:转载|复制|摘编|使用|镜像|授权)[^。]{0,30}[。！]?(?:违者必究|侵权必究)?[。！]?",
    r"(?:本文|文章)?.{0,12}转载(?:请|须|需|时请)(?:注明|标明|联系|保留)[^。]{0,60}",
    r"(?:上一篇|下一篇|上一页|下一页|上一章|下一章|上篇|下篇)[:：]\s*\S.{0,60}",
    r"[【\[「]?(?:猜[你您]喜欢|[为给][你您]推荐|(?:热门|热文|精彩|好物|好货|商品|产品|相关|小编|编辑)推荐|大家都在看|看了又看|[你您]可能(?:还|也)?(?:会)?(?:喜欢|感兴趣)"
    r"|相关(?:文章|新闻|资讯))[】\]」]?\s*[:：丨|]\s*(?!.*\]\()[^\s。][^。]{2,70}",
)
_WHO = (
    r"(?:(?:please |so |and |or |don'?t forget to |be sure to |remember to |click (?:here|below) to "
    r"|enter your email (?:address )?(?:below )?to |if you [^,]{3,40}, )*)"
)
_TAIL = (
    r"(?:[ ,.!:;…]+(?:for|to|and|or|today|now|here|below|by|via|at|with|so|get|it'?s|on|in|using|free|never|stay|you|we"
    r"|please|our|the latest|delivered|every|each|weekly|daily|if)\b.{0,110})?"
)
_ENGLISH_ADS = (
    rf"{_WHO}subscribe (?:now |today |here |free )?(?:to|for) (?:our|the|my|this|us|\w+'s|free|daily|weekly"
    rf"|[\w' ]{{1,30}}) ?(?:[\w-]+ ){{0,4}}(?:newsletters?|mailing list|channel|podcast|blog|updates?|e-?mails?|magazine|list"
    rf"|feed|digest|alerts?){_TAIL}",
    rf"{_WHO}sign[ -]?up (?:now |today |here |free |below )?(?:for|to|and|with) (?:(?:our|the|my|this|a|free|daily|weekly|get"
    rf"|receive|join|be|your|an|us|[\w'&-]+) )?(?:[\w'&%-]+ ){{0,6}}(?:newsletters?|mailing list|updates?|e-?mails?|alerts?"
    rf"|account|offers?|deals|news|list|free|trial|discounts?|today|now|digest|membership|inbox){_TAIL}",
    rf"{_WHO}(?:join|get) (?:our|the|my) (?:[\w-]+ ){{0,3}}(?:newsletters?|mailing list|e-?mail list|e-?mails|community|updates?){_TAIL}",
    r"(?:get|receive|have) .{3,60} (?:delivered|sent|straight|right|directly) (?:straight |right |directly |weekly |daily )?"
    r"to your (?:in-?box|email|e-mail).{0,40}",
    rf"{_WHO}(?:follow|like|find|join|connect with|friend|tweet|catch|visit) (?:us|me|@\w+) on (?:our )?(?:social media"
    rf"|(?:facebook|twitter|instagram|linkedin|youtube|pinterest|tiktok|x|telegram|weibo|threads|whatsapp|mastodon|bluesky"
    rf"|google\+?|google news|snapchat|reddit|discord)(?:[ ,/&|+.!:]|and|or|facebook|twitter|instagram|linkedin|youtube"
    rf"|pinterest|tiktok|telegram|\bx\b|@\w+(?!\w))*){_TAIL}",
    r"(?:please )?share (?:this|it|the)(?: (?:post|article|story|page|entry|recipe|video|content|with|news|blog))*(?: (?:on"
    r"|via|with|to|by)\b.{0,50})?:?",
    r"(?:click here to |hurry[,!]? |don'?t miss out[,!.]? |so )?(?:buy|shop|order|book|reserve|call|register|enroll|enrol"
    r"|apply|donate|download|start|subscribe|join) (?:your \w+ |yours |it |them |us |online |here |tickets )?(?:now"
    r"|today)(?:[ ,!.–—-]+(?:and|for|to|at|on|with|while|before|from|get|save|or|only|in|:)\b.{0,60}"
    r"|[ :!.]*\(?\+?[\d() .-]{7,20})?",
    r"(?:limited[- ]time (?:offer|deal|only|discount)|special offer|exclusive (?:offer|deal)|today only|flash sale"
    r"|black friday|cyber monday)(?:[ :!–—-]+.{0,80})?",
    r"(?:(?:get|save|take|enjoy|claim) )(?:up to |an? )?(?:extra |additional )?(?:\$|£|€)?\d{1,4}%?(?: ?off| discount)?"
    r"(?: off)?(?:[ ,!]+(?:your|on|with|when|all|any|today|now|everything|sitewide|orders?|the|select|at|every)\b.{0,80})?",
    r"limited(?:[- ](?:stock|spots|seats|edition))? (?:offer|deal|discount)s?[ :!.–—-]+.{0,80}",
    r"[\[(【<]?(?:ad|ads|advert|advertisement|advertorial|sponsored|promoted|paid post|paid partnership)[\])】>].{0,100}",
    r"(?:advertisement|advertorial|sponsored(?: post| content)?|paid (?:post|content)|promoted)[:|–—-] ?.{2,100}",
    r"(?:this (?:post|article|page|episode|video|story|issue|content|lesson|section|series) (?:is|was|has been) )(?:proudly )?"
    r"(?:sponsored|brought to you|presented|made possible|supported) by (?!.*(?:universit|department|foundation|council|grant|nsf\b|nih\b))"
    r"[^.!?]{2,60}[.!]?",
    r"(?:proudly )?(?:sponsored|brought to you) by:? (?!.*(?:universit|department|institut|foundation|council|grant|rep\.|sen\.|senator"
    r"|nsf\b|nih\b))[^.,!?]{2,50}[.!]?",
    r"(?:sponsored|promoted) (?:links?|listings?|stories|results|messages?|products|by our partners)|paid advertisement"
    r"|advertisement feature|partner content|(?:a )?(?:message|word) from our (?:sponsors?|partners?)|ads by \w+",
    r"join (?:over |more than |the |our )*\d[\d,.]*\+?(?: ?k| million| thousand)?\+? (?:other |happy |\w+ )?"
    r"(?:subscribers|readers|followers|members|students|learners|fans|customers|developers|parents|teachers)\b[^.?]{0,60}[.!]?",
    r"(?:check out|visit|browse|explore) our (?:[\w-]+ )?(?:partner|sister|sponsor|shop|store|newsletter|podcast|youtube|app|deals"
    r"|bestsell\w+|best-sell\w+)\b[^.?]{0,80}[.!]?",
    r"get (?:your first |an? )?(?:\d+|one|two|three|six) (?:extra |free )?(?:days?|weeks?|months?|years?) (?:of [^.?]{0,40})?"
    r"(?:free|for (?:free|only|just|the price|half|\$|£|€))[^.?]{0,60}[.!]?",
    r"shop (?:the|our|my|this) (?:entire |full |new |latest )?(?:look|sale|collection|range|edit|deals?|story|trend|gift guide|arrivals"
    r"|best-?sellers?)\b.{0,100}",
    r"free (?:shipping|delivery|returns)(?: (?:on|over|for|with|worldwide)\b.{0,60})?",
    r"use (?:the )?(?:promo |discount |coupon )?code:? [\"'“]?[A-Z0-9]{3,16}[\"'”]?\b.{0,80}",
    r"(?:disclosure: ?)?(?:this (?:post|article|page|site|website|blog|video|content|review) (?:may |might )?"
    r"contains? (?:\w+ )?affiliate|as an amazon associate|(?:we|i) (?:may )?(?:earn|receive|get) (?:a|an) (?:small )?"
    r"(?:affiliate )?commission).{0,240}",
    r"(?:story continues below|continue reading below|article continues (?:after|below)|scroll to continue)(?: (?:this )?"
    r"(?:ad|advertisement|the ad))?.{0,20}",
)
_ENGLISH_BOILERPLATE = (
    r"(?:we|this (?:web ?)?site|our (?:web ?)?sites?|by (?:using|continuing|clicking|browsing|visiting|closing)|to (?:give"
    r"|provide|offer|improve|ensure)|like most|the site) .{0,120}\bcookies?\b.{0,240}",
    r"(?:cookies (?:help|allow|enable|let|are used) (?:us|to)|accept (?:all )?cookies|manage (?:your )?cookie"
    r"|cookie (?:policy|notice|settings|preferences)) ?.{0,120}",
    r"(?:(?:copyright|\(c\)|©|&copy;)[ :]*){1,3}.{0,20}(?:19|20)\d\d.{0,160}",
    r"(?:19|20)\d\d ?©.{0,100}",
    r"©.{0,120}",
    r".{0,100}\ball rights reserved\b.{0,120}",
    r"(?:proudly )?powered by (?:wordpress|shopify|wix|squarespace|drupal|joomla|discuz|phpbb|vbulletin|blogger|ghost|hugo"
    r"|jekyll|typecho|z-?blog|weebly|webflow|mediawiki|gdpr)\b.{0,60}",
    r"(?:web ?site|site|theme|web) (?:design(?:ed)?|built|developed|hosted|created|made) (?:and \w+ )?(?:by|with) .{1,50}",
    r"this site is protected by recaptcha.{0,140}",
    r"(?:also read|must[- ]read|related (?:articles?|stor(?:y|ies)|posts?|content|coverage|news|videos?|products?)|up next|don'?t miss"
    r"|you (?:might|may) also (?:like|enjoy)|recommended (?:for you|products?|articles?|videos?|stories)) ?[:|»] ?(?!.*\]\()\S.{14,120}",
    r"(?:related|read (?:more|also|next)) ?[:|»] ?(?!.*\]\()(?-i:[A-Z0-9\"“‘']).{14,120}",  # and a title
)
# What every line begins with that an English pattern matches, or holds: most lines with a word of calls are prose, and seen to be so here.
_BEGINS_AD = tuple(
    """please|so |and |or |don|be sure|remember|click|enter|if you|subscribe|sign|join|get|receive|have|follow|like|find|connect|friend
tweet|catch|visit|share|hurry|buy|shop|order|book|reserve|call|register|enrol|apply|donate|download|start|limited|special|exclusive|today|flash
black|cyber|save|take|enjoy|claim|ad|[ad|(ad|【ad|<ad|sponsored|[sponsored|(sponsored|【sponsored|<sponsored|promoted|[promoted|(promoted
【promoted|<promoted|paid|[paid|(paid|【paid|<paid|this post|this article|this page|this episode|this video|this story|this issue
this content|this lesson|this section|this series|this site|this website|this blog|this review|proudly|brought|partner|a message|a word
message|word|check|browse|explore|free|use |disclosure|as an|we may|we earn|we receive|we get|i may|i earn|i receive|i get|story|continue
article|scroll""".replace("\n", "|").split("|")
)
_BEGINS_BOILERPLATE = ("web", "site", "theme", "also read", "read ", "must", "related", "you m", "recommended", "up next", "don")
_HELD_BY_BOILERPLATE = ("cookie", "copyright", "(c)", "©", "&copy;", "all rights reserved", "powered by", "recaptcha")
_IN_BOILERPLATE = re.compile("|".join(map(re.escape, _HELD_BY_BOILERPLATE)))  # in lower case: searched fast
_SMALL_PRINT = re.compile(
    r".{0,160}(?:[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼港澳]\s?ICP\s?[备证]|公网安备).{0,160}"
    r"|(?:copyright|版权所有|©|Ⓒ|\(c\)|著作权所有)[^。]{2,160}"
    r"|[^。，【]{0,40}(?:版权所有|保留所有权利|all rights reserved)(?:[\s©:：,，(（|\-–—.\d]|未经|地址|电话|技术支持|copyright)[^。]{0,100}"
    r"|[^。，【]{0,40}(?:版权所有|保留所有权利|all rights reserved)",
    re.IGNORECASE,
)
# Rights that belong to a text or a program, not to a page: licences, manuals, source files.
_LICENCE = re.compile(
    r"licen[sc]e|free software|foundation|gnu\b|<[^>]*@|\\\(co|authors|contributors|禁止商用|\(COPYRIGHT\)|许可证", re.IGNORECASE
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_COMMENT = re.compile(r"\s*(?:\\|#|//|/\*|\*|--|;|%|'|\.\\\"|dnl\b|rem\b|!|<!--|\"\"\")", re.IGNORECASE)
_KEPT_BEFORE, _KEPT_AFTER = frozenset("©(（“\"'「【《&@"), frozenset(")）”\"'」】》!！。:：?？>")


def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    groups = {"zh_ad": _CHINESE_ADS, "zh_boilerplate": _CHINESE_BOILERPLATE, "en_ad": _ENGLISH_ADS, "en_boilerplate": _ENGLISH_BOILERPLATE}
    return {name: _compiled(patterns) for name, patterns in groups.items()}


@register_cleaner("call_to_action.v1")
@dataclass(frozen=True)
class CallToAction:
    """Whole lines that call to subscribe, follow, share or buy (ad), and the site's small print and widgets (boilerplate)."""

    kinds = ("ad", "boilerplate")
    line_local = True

    def find(self, docs: Documents) -> FoundSpans:
        return docs.memo("call_to_action", lambda: _find(docs))


def _find(docs: Documents) -> FoundSpans:
    if docs.before and (known := docs.before.documents.found("call_to_action")) is not None:
        return _left(docs.before, known)
    calls, buffer = found_places(docs).calls, docs.views.buffer.data
    found, may = [], np.empty(len(calls), np.bool_)
    keywords.begin_or_hold(docs.views.buffer, calls, *_signs_of_calls(), may)
    for document, start, end in calls[may].tolist():
        line = bytes(buffer[start:end])
        judged = judge_line(line)
        if judged is not None:
            text = line.strip()
            begin = start + line.index(text)
            found.append((document, begin, begin + len(text), *judged))
    return FoundSpans.of(found)


@functools.cache
def _signs_of_calls() -> tuple[npt.NDArray[Any], ...]:
    """What lines in ASCII begin with that are calls, or hold: trees of words and their marks."""
    begins = keywords.words_of(dict.fromkeys([*_BEGINS_AD, *_BEGINS_BOILERPLATE, *filter(str.isascii, _KIND_OF)], 1))
    holds = keywords.words_of(dict.fromkeys(_HELD_BY_BOILERPLATE, 1))
    return begins.following, begins.mark, holds.following, holds.mark


def _left(before: Shortened, known: FoundSpans) -> FoundSpans:
    """What was found in lines that are still there: a line is judged by itself."""
    there, start = before.moved(known.start)
    document = np.searchsorted(before.rows, known.document[there]).astype(np.int32)
    return FoundSpans(document, start, start + (known.end - known.start)[there], known.kind[there], known.score[there])


_KIND_OF = {line: kind for kind in (BOILERPLATE, AD) for line in EXACT[kind]}  # what is in both is advertising


@functools.lru_cache(maxsize=1 << 16)  # site lines come back page after page
def judge_line(line: bytes) -> tuple[int, float] | None:
    """The kind of the line (AD or BOILERPLATE) and how sure that is; None for any other line."""
    text = line.decode("utf8")
    bare = _undecorated(text)
    if not bare:
        return None
    folded = bare.casefold()
    short = folded.rstrip(":：!！.。>")
    exact = _KIND_OF.get(short, _KIND_OF.get(folded))
    if exact is not None:
        return exact, 0.95
    patterns = _patterns()
    if bare.isascii() or not _HAN.search(bare):
        plain = bare.rstrip(" .!")
        if folded.startswith(_BEGINS_AD) and (patterns["en_ad"].fullmatch(bare) or (plain != bare and patterns["en_ad"].fullmatch(plain))):
            return AD, 0.9
        if not (folded.startswith(_BEGINS_BOILERPLATE) or _IN_BOILERPLATE.search(folded)):
            return None
        if patterns["en_boilerplate"].fullmatch(bare) and not _COMMENT.match(text) and not _LICENCE.search(bare):
            return BOILERPLATE, 0.9
        return None
    if _SMALL_PRINT.fullmatch(bare) and not _COMMENT.match(text) and not _LICENCE.search(bare):
        return BOILERPLATE, 0.9
    if patterns["zh_boilerplate"].fullmatch(bare):
        return BOILERPLATE, 0.85
    if len(bare) <= 90 and not _REPORT.search(bare) and patterns["zh_ad"].fullmatch(bare.rstrip("。！!~～")):
        return AD, 0.85
    return None


@functools.lru_cache(maxsize=1 << 14)
def reports(line: bytes) -> bool:
    """Whether a Chinese line speaks about calls rather than makes one: it has a word of report (用户, 表示, 记者 …)."""
    return _REPORT.search(line.decode()) is not None


def _undecorated(line: str) -> str:
    """The line without blanks, bullets, arrows and pictures at its ends."""
    start, end = 0, len(line)
    while start < end and not (line[start].isalnum() or line[start] in _KEPT_BEFORE):
        start += 1
    while end > start and not (line[end - 1].isalnum() or line[end - 1] in _KEPT_AFTER):
        end -= 1
    return line[start:end]
