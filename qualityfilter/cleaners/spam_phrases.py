"""What surrounds spliced hosts: slogans of copy sites, and the key words that hijackers inject, in Chinese and English."""

from __future__ import annotations

import re

from qualityfilter.cleaners.host_forms import listed

_NAME = (
    r"(?:[\u4e00-\u9fffA-Za-z0-9]{1,8}?(?:小说网|文学网|中文网|书院|书城|书屋|读书网|影视网|影院|电影网|看片网|视频网|资源网|"
    r"娱乐城|娱乐网|棋牌网|彩票网|直播网|漫画网|下载网|小说|文学|论坛|阁|网))"
)
# A slogan begins with one of these …
_STARTS = (
    r"更多|全本|全文|最新章节|最新最快|最快更新|最新更新|免费(?:阅读|小说|看|观看|下载|电影)?|无弹窗|请(?:到|上|登[录陆]|访问|"
    r"浏览|记住|收藏|大家|用|在)|欢迎(?:访问|光临|您|来到|登[录陆]|广大)|手机(?:用户|版|阅读|端|看)|电脑(?:用户|版|端)"
    r"|(?:天才)?[一1]秒钟?记住|记住(?:本站|网址|域名|我们|本书|地址)|本(?:文|书|章|站|小说|作品|章节|内容)|百度(?:搜索|一下)|"
    r"搜索|想看|要看|看(?:最新|更多|全|正版|本书|小说|书|片|电影)|喜欢|热门|海量|精彩|支持(?:正版|作者|本站)"
    r"|首发|正版|高清|在线(?:观看|阅读|看)|官方(?:网站|网址|正版)|唯一(?:网址|域名|官网)?|永久(?:网址|域名|地址)|最新(?:网址|"
    r"域名|地址|电影|小说)|备用(?:网址|域名)|收藏(?:本站|网址)|转载(?:自|请)|内容来自|文章来源|小说来自|书友|读者|访问|登[录陆]|"
    r"下载|关注|推荐|加入|注册|点击|进入|打开|浏览"
)
_MIDDLE = (
    r"就|更多|全本|全文|最新|最快|更新|免费|无弹窗|弹窗|广告|完整版?|高清|正版|在线|小说|章节|内容|资源|电影|影片|视频|图片|资讯|"
    r"新闻|文章|美女|尽在|就在|请|到|上|去|在|看|来|访问|登[录陆]|浏览|记住|收藏|一秒|天才|手机|电脑|用户|读者|书友|大家|网友|"
    r"朋友|本文|本书|本站|本章|作品"
    r"|首发于|首发|来自于?|来源于?|转自|由|网址|域名|地址|网站|官网|官方|阅读|下载|观看|欢迎|光临|关注|搜索|百度|搜|的|了|吧|您|"
    r"你|我们|精彩|热门|海量|好看|好书|支持|喜欢|注册|点击|进入|打开|浏览器|输入|永久|唯一|备用|全部|全集|后续|剧情|推荐|加入|"
    r"提供|为您|为你|尽|是|：|:|，|,|！|!|~|～|-|—|\s"
)
_PREFIX_TOKENS = re.compile(rf"(?:{_STARTS})(?:{_MIDDLE})*(?:{_NAME})?[：:，,、\s“\"【（(\[]*\Z")
_SUFFIX = re.compile(
    r"[，,\s]?(?:(?:免费|在线|手机|无弹窗|全文|最快|最新|正版|首发|独家|高清)*(?:阅读|观看|看书|看片|浏览|下载|更新|首发|连载|"
    r"发布|收看|注册|体验|试玩|投注|查看|收藏)|更新最快|更优质的阅读体验|无弹窗|"
    r"最新章节|更多精彩(?:内容|小说|章节|资源)?|精彩(?:内容|小说)?|提供(?:最新|免费)?|为[您你]提供|看最新章节|全网最快|速度最快|"
    r"随时随地|手机版|[，,]\s?|[！!~～])+"
)
SPAMMY = re.compile(
    r"精彩|小说|章节|首发|无弹窗|看片|记住|手机用户|电脑用户|手机版|免费|高清|海量|书友|全本|最快更新|更新最快|永久|备用|唯一|"
    r"影院|电影|美女|正版|弹窗|全文阅读|收藏|提供最新|本书|看书|阅读体验|棋牌|彩票|娱乐城"
)
_NEEDS_CLOSE = re.compile(r"请(?:浏览|访问|到|上|用)|手机用户|电脑用户")

_EN_BEFORE = re.compile(
    r"(?:(?:for|to)\s(?:more|the\s(?:latest|full|best|complete|rest)|free|all|read|watch|get|find|see|download)\b[^.!?\n]{0,40}?,?\s)?"
    r"(?:please\s|just\s|now\s|simply\s)?"
    r"(?:(?:re)?visit(?:\sus\sat|\sour\s(?:web)?site(?:\sat)?)?|go\sto|check\s(?:out|us\sout\sat)|head\s(?:over\s)?to|"
    r"log\son\sto|click|follow(?:\sus\sat)?|join(?:\sus\sat)?|try|bookmark|search|google"
    r"|download(?:\s[\w' ]{1,24})?\s(?:at|from|on)|(?:you\scan\s)?read\s(?:more|it|the|this|free|all|latest|novels?|chapters?|"
    r"online|full)(?:\s[\w',]+){0,6}?\s(?:at|on|from)"
    r"|watch(?:\s[\w']+){0,5}\s(?:at|on|from)|find(?:\s[\w']+){0,5}\s(?:at|on|from)|(?:get|play|buy|order|shop|win|bet|enjoy|"
    r"discover|explore|see|stream)(?:\s[\w'%$]+){0,6}\s(?:at|on|from|with)"
    r"|(?:much\s|many\s)?more(?:\s[\w']+){0,5}\s(?:at|on|from|in)|(?:this|the|these)\s(?:free\s|latest\s|original\s|"
    r"new\s)?(?:chapter|article|story|content|text|novel|book|page|post|translation)s?(?:\s[\w']+){0,6}\s(?:from|by|at|on|to)"
    r"|(?:(?:first\s|originally\s|proudly\s)?(?:brought\sto\syou|sponsored|provided|hosted|published|posted|powered|presented|"
    r"uploaded|updated|supported|translated|released|copied|stolen|taken|sourced))\s(?:by|at|on|from)"
    r"|(?:the\s)?(?:best|free|latest|new|cheap|top|hot|fast|exclusive)(?:\s[\w']+){1,6}\s(?:at|on|from)|(?:exclusively|only|"
    r"now)\s(?:at|on)|all\srights\sat|source|via|at\sour\ssite)[:：]?\s*\Z",
    re.IGNORECASE,
)
_EN_AFTER = re.compile(
    r"(?:\s(?:for|to)\s(?:more|the|free|all|read|latest|full|better|best|your|get|watch|new|daily|faster|a|"
    r"exclusive|updates|download|see)\b(?:\s[\w',-]+){0,7})?[.!]?"
)
EN_SPAMMY = re.compile(
    r"\b(?:free|chapters?|novels?|casino|bet|bonus|porn|sex|movies?|episodes?|streaming|download|cheap|viagra|loans?|fastest|"
    r"bookmark|manga|stolen|latest|best|exclusive|hot|win|play|slots?|poker|discount|deals?|updates)\b",
    re.IGNORECASE,
)

EN_SURE = re.compile(
    r"\b(?:novels?|chapters?|casino|porn|sex|episodes?|viagra|cialis|pills|manga|slots?|poker|betting|(?:free|full|latest|new|"
    r"hd)(?:\s\w+)?\s(?:movies?|books?|ebooks?|games?|streams?|videos?)|jackpots?|payday|fastest\supdates)\b",
    re.IGNORECASE,
)

# Whole sentences of copy sites that name no host.
_NO_HOST = re.compile(
    rf"(?:天才)?[一1]秒钟?记住[^。！!\n]{{0,3}}[【\[《「]?(?:{_NAME}|本站(?:网址|域名|"
    rf"地址)?)[】\]》」]?(?:[：:，,]?\s?(?:为[您你]提供|提供|精彩|最新|热门|小说|章节|无弹窗|免费|在线|阅读|更新|最快|全文|书友|"
    rf"爽|本站|网址|域名|地址|好记|便于|下次|[，,]))*[。！!]?"
    rf"|手机用户请(?:浏览|访问|到|上)[^。！!\n]{{0,12}}?阅读(?:[，,]更优质的阅读体验|[，,]更好的?阅读体验|[，,]掌上阅读更方便)?[。！!]?"
    rf"|(?:看|想看|更多|阅读|本书|全文)?最新(?:最快)?章节[，,]?(?:请到|请上|尽在|就到|就上|请访问){_NAME}(?:免费)?(?:阅读|观看|"
    rf"首发)?[。！!]?"
    rf"|更多(?:精彩|好看|热门|免费|最新)(?:的)?(?:小说|章节|内容|电影|视频|资源)?[，,]?(?:尽在|就在|请到|请上|"
    rf"请访问){_NAME}(?:[，,]?(?:免费)?(?:阅读|观看|下载))?[。！!]?"
    rf"|本(?:书|章节?|小说)(?:最新章节)?(?:由{_NAME}(?:首发|提供|整理|更新|发布)|首发(?:于|自|来自)?{_NAME})(?:[，,](?:第一时间|"
    rf"请|看|正版|内容|支持|更新|阅读|最快)+)?[。！!]?"
    r"|本章未完[，,。]?(?:请|点击|翻|下一页|继续|阅读|后面|更多|精彩|内容|[，,])+[。！!]?"
    r"|(?:请|各位|大家|喜欢本书)*(?:记住|收藏)本(?:站|书)(?:的)?(?:最新)?(?:域名|网址|地址)?[，,：:]?(?:方便|下次|以便|继续|阅读|"
    r"更新最快)*[。！!]"
    r"|(?i:(?:if you find|this chapter is updated|the source of this content|please bookmark this|visit our site and read)[^.!?\n]{0,60}"
    r"(?:novel|chapter|content|book)[^.!?\n]{0,80}[.!?])"
)
NO_HOST_WORDS = listed(
    "秒记住|秒钟记住|手机用户请|最新章节|最快章节|更多精彩|更多好看|更多热门|更多免费|更多最新|本章未完|"
    "收藏本|记住本站|本书由|本章由|本章节由|本小说由|首发|source of this content|this chapter is updated|"
    "bookmark this|read the latest novels"
)

_STRONG = listed(
    "时时彩 北京赛车 赛车pk10 pk10 pk拾 幸运飞艇 六合彩 香港六合彩 双色球预测 彩票 体彩 福彩 快三 快3 11选5 百家乐 "
    "真人百家乐 真人娱乐 真人视讯 龙虎斗 牛牛 炸金花 斗牛 老虎机 捕鱼 捕鱼达人 棋牌 澳门新葡京 新葡京 澳门威尼斯人 威尼斯人 "
    "澳门金沙 金沙娱乐 永利 永利皇宫 银河娱乐 太阳城 葡京 博彩 赌场 网上赌场 娱乐城 皇冠体育 bet365 亚博 万博 乐天堂 必赢 "
    "必发 伟德 立博 明升 沙巴体育 足球投注 体育投注 球探比分 时时乐 快乐十分 一分彩 加拿大28 pc蛋蛋 江苏快三 分分彩 私彩 "
    "盘口 送彩金 注册送 彩金 首存 返水 代理加盟 成人 成人网 成人电影 成人小说 色情 情色 黄色 黄片 av 毛片 a片 三级片 无码 "
    "有码 偷拍 自拍偷拍 人妻 美女裸聊 裸聊 约炮 一夜情 性爱 做爱 伦理片 看片 看片网 福利社 午夜福利 国产精品 乱伦 激情视频 "
    "小黄片 包养 援交 楼凤 上门服务 催情 代孕 代开发票 办证 办理文凭 刻章 私家侦探 窃听器 假钞 高仿 a货 外挂 私服 传奇私服 "
    "刷钻 代刷 信用卡套现 套现 小额贷款 无抵押贷款 高利贷 壮阳 伟哥 丰胸 减肥药 早泄 阳痿 白癜风 牛皮癣 不孕不育 无痛人流 "
    "植发 网站优化 关键词排名 快速排名 站群 黑帽"
)
_MODIFIERS = listed(
    "平台 网站 官网 官方 官方网站 注册 登录 登陆 开户 下载 app 客户端 技巧 计划 投注 投注网 手机版 手机 在线 线上 网上 网络 "
    "免费 网址 网 娱乐 游戏 公司 正规 信誉 排名 排行 大全 开奖 开奖结果 走势图 走势 直播 视频 电影 图片 小说 观看 播放 最新 "
    "高清 网投 现金 真钱 真人 导航 论坛 首页 入口 代理 加盟 推荐 试玩 怎么玩 规律 玩法 软件 预测 群 计划群 地址 备用 哪个好 "
    "多少钱 价格 医院 哪家好 治疗 国产 熟女 少妇 美女 网红 澳门 香港 北京 重庆 上海 广东 全天 全国 专业 高手 资料 图库 心水 "
    "送 送彩金 体验金 欧美 日韩 亚洲 小姐 同城 制服 贷款 发票 减肥 增大 整形 激情 赔率 外围 皇冠 大发 seo 丝袜 人流 强奸 "
    "赌博 迷药 枪支 口交"
)
_EN_STRONG = (
    "online casino|casino bonus|casino|slot gacor|slots? online|slots?|judi online|situs judi|judi|togel|poker online|online "
    "poker|sports betting|betting|sportsbook|baccarat|roulette|"
    "viagra|cialis|levitra|tramadol|xanax|phentermine|ambien|valium|payday loans?|personal loans?|cash advance|escorts?|porn|sex "
    "cams?|webcam sex|xxx|nude|hentai|"
    "replica watches|fake rolex|replica handbags|louis vuitton outlet|cheap jerseys|nfl jerseys|ugg boots|michael kors outlet|"
    "ray ban sunglasses|jordan shoes|nike air max|"
    "essay writing service|buy essay|seo services?|backlinks|buy followers|weight loss pills|diet pills|male enhancement|forex "
    "trading|binary options|bitcoin casino"
)
_EN_MODIFIERS = (
    "cheap|buy|online|free|best|no deposit|bonus|generic|without prescription|overnight|discount|sale|outlet|for "
    "sale|order|fast|no credit check|uk|usa|site|sites|games?|terpercaya|gacor|slot|bet|real money|review|reviews|mg|"
    "pills?|store|hot|girls?|live|agen|bandar|situs|deposit pulsa"
)


def _alternatives(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(set(words), key=len, reverse=True)))


def _beginning(*alternatives: str) -> str:
    """A look ahead at the first characters of alternatives: most places in a text are passed over without trying one after the other."""
    return f"(?=[{re.escape(''.join(sorted({word[0] for some in alternatives for word in some.split('|')})))}])"


_STRONG_ZH, _MODIFIER_ZH = _alternatives(_STRONG), _alternatives(_MODIFIERS)
STRONG = re.compile(rf"{_beginning(_STRONG_ZH, _EN_STRONG)}(?:{_STRONG_ZH}|\b(?:{_EN_STRONG})\b)", re.IGNORECASE)
_RUN_SEPARATOR = r"[\s_|/,，\-·+＋#*★]{0,3}"
_RUN_ZH = re.compile(rf"{_beginning(_STRONG_ZH, _MODIFIER_ZH)}(?:(?:{_STRONG_ZH}|{_MODIFIER_ZH}){_RUN_SEPARATOR})+", re.IGNORECASE)
_RUN_EN = re.compile(rf"{_beginning(_EN_STRONG, _EN_MODIFIERS)}(?:\b(?:{_EN_STRONG}|{_EN_MODIFIERS})\b{_RUN_SEPARATOR})+", re.IGNORECASE)
_EDGES = re.compile(r"^[\s_|/,，\-·+＋#*★]+|[\s_|/,，\-·+＋#*★]+$")
RUN_WORDS = [word for word in _STRONG if len(word) > 1 and word not in ("av", "a片", "a货")]
RUN_WORDS += listed(
    "casino|slot gacor|judi|togel|betting|baccarat|viagra|cialis|levitra|tramadol|xanax|payday loan|escort|porn|xxx|hentai|"
    "replica watch|rolex|outlet|jerseys|ugg boots|essay writing|seo service|backlinks|diet pills|weight loss pills|"
    "male enhancement|forex|binary options"
)


def keyword_runs(text: str) -> tuple[tuple[int, int, int], ...]:
    """(start, end, key words) of runs of injected key words: nothing but these, their modifiers and separators."""
    runs = []
    for expression in (_RUN_ZH, _RUN_EN):
        for match in expression.finditer(text):
            start, end = match.span()
            while edge := _EDGES.search(text[start:end]):
                start, end = (start + edge.end(), end) if edge.start() == 0 else (start, start + edge.start())
            count = len({m.group().lower() for m in STRONG.finditer(text[start:end])})
            if count:
                runs.append((start, end, count))
    return tuple(sorted(runs))


def sentences_without_host(text: str) -> list[tuple[int, int]]:
    """Sentences that only copy sites put into a text, though they name no host: 一秒记住【…网】，…"""
    lower = text.lower()
    return [match.span() for match in _NO_HOST.finditer(text)] if any(word in lower for word in NO_HOST_WORDS) else []


def slogan_starts(left: str) -> list[int]:
    """Where a slogan may begin that runs up to the end of `left`, the longest first."""
    window = max(0, len(left) - 40)
    starts = [window + m.start() for m in re.finditer(_STARTS, left[window:])]
    found = [start for start in starts if _PREFIX_TOKENS.match(left, start)]
    low = max(0, len(left) - 110)
    english = [m.start() for m in re.finditer(r"(?<![A-Za-z])(?=[A-Za-z])", left[low:])] if left and left[-1:] in " :：ytmnepkc" else []
    found += [low + start for start in english if (m := _EN_BEFORE.match(left, low + start)) and m.end() == len(left)]
    return sorted(found)


def slogan_end(prefix: str, right: str) -> int:
    """How many characters after the host belong to a slogan that begins with `prefix`."""
    if re.search(r"[\u4e00-\u9fff]", prefix):
        match = _SUFFIX.match(right)
        if match and (
            _NEEDS_CLOSE.search(prefix)
            or match.end() >= 4
            or not re.match(r"[\u4e00-\u9fff]", right[match.end() :])
            or SPAMMY.search(match.group())
        ):
            return match.end()
        return len(m.group()) if (m := re.match(r"[！!~～]+", right)) else 0
    after = _EN_AFTER.match(right) if prefix.strip() else None
    return after.end() if after else 0


def is_spam(slogan: str) -> bool:
    """Whether a slogan is one that no page writes about another."""
    return SPAMMY.search(slogan) is not None or EN_SPAMMY.search(slogan) is not None or STRONG.search(slogan) is not None
