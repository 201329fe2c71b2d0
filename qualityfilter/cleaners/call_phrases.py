"""What lines that call to something say: whole lines, and the words without which no pattern of `call_to_action` matches."""

from __future__ import annotations

AD, BOILERPLATE = 0, 1

# Lines that are nothing but these, case and edges apart.
_EXACT_ADS = """
往期推荐 往期回顾 往期精彩 往期精选 往期文章 往期热文 往期内容 往期精彩回顾 往期精彩文章 往期相关 精彩推荐 精彩回顾 推荐阅读 关注我们
关注我 扫码关注 扫码关注我们 扫一扫关注我们
点击蓝字 点击蓝字关注 点击蓝字关注我们 点击蓝字 关注我们 点击上方蓝字 点击上方蓝字关注我们 设为星标 点击关注 点我关注 长按关注 点点赞
点分享 点在看 点收藏 点个在看 点个赞 球分享 球点赞 球在看
分享收藏点赞在看 点击阅读原文 阅读原文 点击“阅读原文” 戳“阅读原文” 扫码领资料 扫码入群 扫码进群 扫码加群 扫码报名 扫码咨询
长按识别二维码 免费领取 立即领取 立即抢购 立即购买 立即咨询 点击立即咨询 免费咨询
在线咨询 立即报名 立即下单 立即体验 立即试用 立即注册 立即开通 立即下载 马上抢购 马上报名 马上咨询 免费试听 免费试用 我要报名 我要咨询
获取报价 查看报价 加入购物车 广告 赞助商广告 推广 文末福利 限时特惠 限时优惠 限时免费
subscribe|subscribe now|subscribe today|subscribe here|subscribe for free|subscribe to newsletter|newsletter signup|newsletter sign up
sign up now|sign up today|sign up for free
join our newsletter|join our mailing list|get our newsletter|follow us|follow us on|follow us:|connect with us|stay connected
stay in touch|like us on facebook|find us on facebook
share this|share this:|share this article|share this post|share this story|share this page|share this entry|share on facebook
share on twitter|share on x|share on linkedin|share on pinterest
share on whatsapp|share on reddit|share via email|share with your friends|tweet this|pin it|email this|tell a friend
buy now|buy it now|buy today|buy tickets|shop now|shop all|shop the sale|order now|order today|order online|add to cart|add to basket
add to bag|add to wishlist|book now|book today|book online
get started|get started now|get started today|get started for free|try it free|try for free|try it for free|start free trial
start your free trial|start a free trial|free trial|get a demo|get the app
request a demo|book a demo|schedule a demo|request a quote|get a quote|get a free quote|request a free quote|free consultation
contact us today|call us today|call now|call today
download now|download the app|download our app|get the app|claim your discount|claim offer|get the deal|see price on amazon
check price on amazon|buy on amazon|advertisement|advertisements
sponsored|sponsored content|sponsored post|promoted|paid content|advertise with us
"""
_EXACT_BOILERPLATE = """
返回顶部 回到顶部 返回首页 返回列表 返回上一页 分享到 分享到： 打印本页 关闭窗口 打印 关闭 网站地图 设为首页 加入收藏 收藏本站 友情链接
在线客服 相关阅读 相关文章 相关推荐 相关新闻 延伸阅读 热门推荐 热门文章
热文推荐 猜你喜欢 大家都在看 查看更多 查看更多评论 加载更多 点击加载更多 更多>> 更多>>>> 更多 隐私政策 服务条款 用户协议
cookie policy|cookie settings|cookies settings|cookie preferences|manage cookies|accept cookies|accept all cookies|accept all|reject all
privacy policy|privacy notice|terms of service|terms of use
terms and conditions|terms & conditions|all rights reserved|skip to content|skip to main content|skip to navigation|back to top
scroll to top|go to top|return to top|related posts|related articles
related stories|related content|you may also like|you might also like|recommended for you|more from this author|leave a comment
leave a reply|cancel reply|post comment|read more|load more|show more
view all|see all|view more|log in|sign in|log in to reply|create account|forgot password?|forgot your password?
do not sell my personal information|your privacy choices|sitemap|site map
"""

# Every pattern needs one of these; the exact lines are looked for at line starts besides.
_WORDS = """
往期 关注 蓝字 蓝色 名片 星标 点赞 点个赞 在看 转发 打赏 赞赏 三连 阅读原文 扫码 扫一 扫描 扫下方 长按 识别 领取 抢购 立即 马上 点此
戳此 免费试 免费领 免费咨询 免费注册 免费下载 免费报名 限时 限量 特惠 秒杀 优惠 福利 促销
半价 回复 订阅 加微信 微信 公众号 公号 热线 咨询电话 客服电话 订购电话 预约电话 报名电话 招商电话 加盟电话 咨询qq 客服qq qq群 vx wx v信
薇信 威信 扣扣 q群 商务合作 合作电话 广告合作 广告投放 商务洽谈 投稿 合作洽谈 合作联系
广告 赞助 冠名 商业推广 推广信息 朋友圈 双11 双12 双十一 双十二 猛戳 戳我 戳这 戳链接 戳图 点我 点这里
快来 赶紧 赶快 分享到 分享给 收藏 推荐阅读 精彩推荐 版权 icp 公网安备 保留所有 著作权 转载 不得 禁止 严禁 请勿 上一篇 下一篇 上一页
下一页 上一章 下一章 上篇 下篇 更多>> 加载更多 查看更多 返回顶部 猜你喜欢 猜您喜欢 你推荐 您推荐 热门推荐 热文推荐 好物推荐 好货推荐
商品推荐 产品推荐 相关推荐 小编推荐 编辑推荐 大家都在看 看了又看 你可能 您可能 相关文章 相关新闻 相关资讯
subscribe|sign up|sign-up|signup|newsletter|mailing list|email list|e-mail list|inbox|in-box| on facebook| on twitter| on instagram
 on linkedin| on youtube| on pinterest| on tiktok| on x| on telegram| on weibo| on threads
 on whatsapp| on mastodon| on bluesky| on google| on snapchat| on reddit| on discord| on our |social media|share this|share it|share the
 now| today|shop all|add to |free trial| for free|a demo| quote|our app|the app
on amazon|advertis|sponsored|promoted|limited|special offer|exclusive|flash sale|black friday|cyber monday| off|discount|save up|save $
save £|save €|free shipping|free delivery|free returns| code |affiliate
amazon associate|commission|continues|continue reading|cookie|copyright|©|(c)|&copy;|rights reserved|powered by|designed by|hosted by
design by|built by|recaptcha|brought to you|supported by|presented by|possible by|join over|join more|subscribers|followers
join 1|join 2|join 3|join 4|join 5|join 6|join 7|join 8|join 9
shop the|shop our|shop my|shop this
also read|read more|read also|read next|must read|must-read|related|also like|also enjoy|recommended|up next|don't miss|dont miss
promoted|paid post|paid content|advert|from our|ads by|[ad]|(ad)|check out our|visit our|browse our|explore our|our partner|weeks of
months of|days free|weeks free|months free|years of|days of|join our|join the|join my|get our|get the|get my
"""


def _entries(block: str) -> frozenset[str]:
    """The entries of a block: separated by | in lines that have one, else by blanks."""
    entries: list[str] = []
    for line in block.strip().splitlines():
        entries += line.split("|") if "|" in line else line.split(" ")
    return frozenset(entry.casefold() for entry in entries if entry.strip())


EXACT = {AD: _entries(_EXACT_ADS), BOILERPLATE: _entries(_EXACT_BOILERPLATE)}
WORDS = _entries(_WORDS) | {"\n" + line for lines in EXACT.values() for line in lines}
"""A newline stands for the start of a line."""
