"""Advertising lines made from patterns, Chinese and English: what publishers and scrapers put between the paragraphs of any page.

Labelled windows hold ads mostly in blocks at the edges of a page; these stand alone in the middle of lessons and manuals.
"""

from __future__ import annotations

import random
import re

PARTS = {
    "zh_name": [
        "数学之家",
        "算法笔记",
        "每日一题",
        "编程学堂",
        "科技前沿",
        "职场充电站",
        "考研小助手",
        "名师课堂",
        "小王同学",
        "学习资料库",
        "代码随想",
        "前端早读",
    ],
    "zh_thing": [
        "完整资料",
        "电子版讲义",
        "历年真题",
        "学习路线图",
        "面试题库",
        "视频教程",
        "源码",
        "思维导图",
        "独家课程",
        "优惠券",
        "大礼包",
        "试听课",
    ],
    "zh_course": [
        "考研数学冲刺班",
        "零基础编程班",
        "数据分析训练营",
        "高中数学一对一",
        "英语口语课",
        "人工智能就业班",
        "算法刷题营",
        "公务员笔试班",
    ],
    "zh_goods": ["编程键盘", "学习平板", "错题打印机", "护眼台灯", "云服务器", "会员年卡", "正版教材", "智能手表", "茶叶礼盒", "蓝牙耳机"],
    "zh_act": [
        "扫码",
        "扫描下方二维码",
        "长按识别二维码",
        "点击下方链接",
        "添加小助手微信",
        "私信我",
        "关注后回复“资料”",
        "点击阅读原文",
        "戳下方卡片",
    ],
    "zh_gain": ["免费领取", "立即领取", "限时领取", "0元领", "即可获得", "抢先体验", "获取", "免费试听"],
    "en_list": ["newsletter", "mailing list", "weekly digest", "email updates", "free newsletter"],
    "en_brand": [
        "Acme",
        "MathPro",
        "CodeNest",
        "Brightly",
        "StudyHub",
        "LearnFast",
        "ShopEasy",
        "CloudNine",
        "DataCamp Plus",
        "FreshBooks Pro",
    ],
    "en_thing": [
        "free e-book",
        "cheat sheet",
        "30-day trial",
        "video course",
        "study guide",
        "starter kit",
        "white paper",
        "practice tests",
    ],
    "en_goods": [
        "graphing calculators",
        "laptops",
        "web hosting",
        "online courses",
        "textbooks",
        "headphones",
        "VPN plans",
        "mattresses",
        "coffee makers",
    ],
    "en_net": ["Facebook", "Twitter", "Instagram", "LinkedIn", "YouTube", "Telegram", "Discord", "Pinterest"],
    "n": [str(n) for n in (3, 5, 7, 9, 10, 15, 20, 25, 30, 50, 60, 70, 80)],
    "price": ["9.9", "19", "29", "49", "99", "199", "299", "399", "1980"],
    "wx": ["abc12345", "math_2020", "xx88888", "study666", "vip1001", "zhushou07"],
    "tel": ["400-123-4567", "010-88886666", "13800138000", "800-820-5555", "021-61234567"],
    "tel_en": ["1-800-555-0199", "(555) 123-4567", "+1 555 010 2233"],
    "host": ["example.com", "shop-example.net", "promo.example.org", "ex-mall.cn"],
    "code": ["SAVE20", "MATH10", "WELCOME5", "SPRING", "DEAL50"],
}

CHINESE = """
{zh_act}，{zh_gain}{zh_thing}
{zh_act}，{zh_gain}{zh_thing}！
关注公众号“{zh_name}”，{zh_gain}{zh_thing}
关注微信公众号：{zh_name}
微信搜索“{zh_name}”关注我们
加微信 {wx} {zh_gain}{zh_thing}
添加老师微信：{wx}，备注“进群”
需要{zh_thing}的同学请加 QQ 群：{n}{n}{n}{n}
{zh_course}火热招生中，前{n}名报名立减{price}元
{zh_course}限时{n}折，仅需{price}元
【{zh_name}】{zh_course}开班啦，名额有限，先到先得！
报名热线：{tel}
咨询电话：{tel}（微信同号）
全国统一客服热线：{tel}，欢迎来电咨询
{zh_goods}限时特惠，原价{price}元，现价{price}元，点击购买
双十一大促：{zh_goods}满{price}减{n}，立即抢购
{zh_goods}优惠{n}元券，点我领取
广告 | {zh_goods}，品质之选，下单立减{n}元
推广：{zh_goods}官方旗舰店，正品保证，包邮到家
本文由{zh_goods}赞助播出
想学好数学？来{zh_name}，{zh_course}带你轻松提分！
加入我们的知识星球，每天分享{zh_thing}
点赞、在看、转发，就是对我们最大的支持
觉得文章不错，欢迎分享到朋友圈，让更多人看到
喜欢本文的话，别忘了点个在看哦
点击上方蓝字，关注“{zh_name}”，每天进步一点点
往期推荐：{zh_course}，点击查看
更多{zh_thing}请访问 www.{host}
下载{zh_name}APP，{zh_thing}随时看
打开{zh_name}App，查看更多精彩内容
新用户注册即送{price}元红包
邀请好友注册，双方各得{n}元奖励
{zh_name}会员限时{n}折，全站课程免费学
老师一对一辅导，{n}天见效，免费预约试听
商务合作请联系微信：{wx}
广告合作请致电 {tel}
转载请联系授权，投稿请加微信 {wx}
直播预告：今晚{n}点，{zh_name}带你玩转{zh_course}，点击预约
后台回复“{n}”，获取{zh_thing}
入群请扫码，备注“姓名+学校”
粉丝福利：送出{n}份{zh_thing}，留言即可参与抽奖
{zh_course}，名师授课，不过退费
赠送价值{price}元的{zh_thing}，扫码即领
云服务器低至{price}元/年，点击查看详情
购买链接：https://{host}/item/{n}
加V信 {wx}，备注“{zh_thing}”，老师免费发你
V信：{wx}，一对一答疑
想要{zh_thing}？扫码添加客服领取
扫码进群，与{n}00位同学一起学习
长按识别图中二维码，免费预约{zh_course}
{zh_course}试听课开放预约，仅剩{n}个名额
上门辅导、在线辅导均可，名师亲授，提分快
暑假班、寒假班火热报名中，老生续报{n}折
【推广】{zh_goods}，新品上市，欢迎选购
[广告] {zh_goods}热卖中，买一送一
赞助：{zh_goods}
本期赞助商：{zh_name}
感谢{zh_name}对本文的赞助
领取{price}元优惠券，戳这里
新人专享红包{price}元，点击领取
全场满{price}减{n}，今晚截止
秒杀价{price}元，原价{price}元，手慢无
年终大促，{zh_goods}直降{price}元
扫码下单，包邮到家
关注视频号“{zh_name}”，精彩内容抢先看
星标我们，第一时间收到推送
点击“在看”，好运常伴
求赞求转发，您的支持是我更新的动力
点个关注不迷路，下期更精彩
识别二维码加入星球，和大家一起打卡
下载App，随时随地学{zh_course}
了解更多课程信息，请拨打{tel}
招生简章可来电索取：{tel}
联系电话：{tel}　QQ：{n}{n}{n}{n}{n}
商务洽谈、软文投放请加 {wx}
关于报名与收费，请咨询在线客服
购课即送{zh_thing}，数量有限，送完即止
想系统学习？推荐报名《{zh_course}》
作者新书上市，京东、当当均有销售，点击购买
公众号回复关键字“{n}”领取{zh_thing}
每天{n}分钟，轻松学会，立即加入{zh_course}
{zh_name}团队出品，系统讲解{zh_course}，现在加入立省{price}元
这套{zh_thing}原价{price}，粉丝专享价{price}，需要的找我
我把整理好的{zh_thing}放在了公众号里，发送“{n}”自取
想进交流群的朋友可以加我微信，注明来意
群满了请加作者{wx}，拉你进群
本号开通了付费社群，欢迎{zh_act}了解
专注{zh_course}{n}年，已服务{n}000名学员
{zh_course}第{n}期开始招生，小班教学，随到随学
零首付入学，学完就业再付款
现在下单，还送价值{price}元的{zh_goods}
同款{zh_goods}，点击左下角直接购买
{zh_goods}好价来了，到手只要{price}元
京东自营{zh_goods}领券减{n}元
天猫旗舰店新品{zh_goods}，前{n}小时半价
厂家直供{zh_goods}，量大从优，可开发票
专业生产{zh_goods}，支持定制，全国发货
代理加盟{zh_name}，零门槛创业，总部扶持
{zh_name}诚招各地代理，加盟电话{tel}
免费测评你的水平，{zh_act}预约
{zh_name}提供正版软件激活，售后无忧
购买{zh_goods}请认准官方网站 {host}
推荐一个稳定好用的平台：{host}
注册地址 https://{host}/reg?code={n}{n}，填写邀请码有优惠
使用优惠码 {code} 享{n}折
一杯咖啡的钱，解锁全部{zh_thing}
加入会员，畅读全部专栏，每天不到{n}毛钱
{zh_name}年卡限时特惠{price}元，点此开通
觉得有用就打赏一下吧，金额随意
原创不易，走过路过点个赞再走
您的每一次转发都是对作者的鼓励
如果您喜欢我们的内容，请把公众号推荐给身边的朋友
未关注的朋友请{zh_act}，不错过每一篇更新
微信改版了，记得把我们设为星标
回复关键词“{zh_thing}”，系统自动发送下载链接
欢迎各位老师投稿，稿费从优，详情加{wx}
招聘信息发布、广告投放，请联系{tel}
本公众号承接软文推广，价格面议
了解课程详情请点击文末链接
点击文末“阅读原文”，报名{zh_course}
今晚{n}点直播间不见不散，抽奖送{zh_goods}
我们的视频课程已上线，搜索“{zh_name}”即可观看
想了解{zh_goods}的更多信息，欢迎到店体验
详情请登录 www.{host} 或拨打{tel}
{zh_name}，您身边的{zh_goods}专家
选{zh_goods}，就选{zh_name}
让学习更简单，{zh_name}陪你一起进步
加老师企业微信，领取{n}节体验课
前{n}名咨询者可获{zh_thing}一份
家长们注意了，{zh_course}开始预约
限量{n}份，先到先得，{zh_act}即可参与
参与问卷，赢取{zh_goods}
{zh_goods}团购群开放啦，进群有底价
友情推荐：{zh_name}，干货满满，值得关注
推荐关注：{zh_name}
好物推荐：{zh_goods}
本店主营{zh_goods}，支持七天无理由退换
需要代做、代写请联系 QQ {n}{n}{n}{n}{n}
低价出售{zh_thing}，自动发货
"""

ENGLISH = """
Subscribe to our {en_list} and never miss a post.
Sign up for the {en_brand} {en_list}
Join {n},000 readers: get our {en_list} delivered to your inbox.
Enter your email address to get your {en_thing}
Download our {en_thing} today!
Get your {en_thing} – no credit card required
Sponsored: {en_brand} – the best {en_goods} for students
This post is sponsored by {en_brand}.
Sponsored content by {en_brand}
Advertisement: Save {n}% on {en_goods} at {en_brand}
Ad – {en_brand} {en_goods} from ${price}
Promoted by {en_brand}
Use code {code} at checkout for {n}% off your first order
Coupon: {code} – {n}% off all {en_goods} this week only
Limited time offer: {n}% off {en_goods}. Shop now!
This page contains affiliate links; we may earn a commission if you buy through them.
Disclosure: we may receive a commission for purchases made through links in this article.
As an affiliate we earn from qualifying purchases.
Buy {en_goods} at {en_brand} and get free shipping on orders over ${price}
Shop our range of {en_goods} – free returns
Follow us on {en_net} and {en_net} for more tips!
Like us on {en_net}
Find us on {en_net}: @{en_brand}
Share this post on {en_net} or {en_net}
Struggling with homework? Get help from a {en_brand} tutor today.
Try {en_brand} free for {n} days
Start your free trial of {en_brand} now
Upgrade to {en_brand} Premium for ad-free reading
Call {tel_en} for a free consultation
Book a free demo with {en_brand}: {tel_en}
Need {en_goods}? Visit www.{host} for the lowest prices online!
Click here to claim your {en_thing}
Don't miss out: only {n} seats left in our {en_thing} webinar. Register now!
Download the {en_brand} app for iOS and Android
Get {n}% off your first month with code {code}
Black Friday deal: {en_goods} up to {n}% off – order today
Support us on Patreon and get our {en_thing}
Enjoyed this article? Subscribe for more.
Want more like this? Join our {en_list}.
If you found this useful, share it with your friends!
Enroll now in the {en_brand} online course – {n}% discount for early birds
Compare prices on {en_goods}
Best deals on {en_goods} at {host}
Sponsored post by {en_brand}
Brought to you by {en_brand}
Presented by {en_brand}: {en_goods} you can trust
Our partner {en_brand} offers cheap {en_goods} – check them out
Paid partnership with {en_brand}
Promotion: get {en_goods} for only ${price}
Enter your e-mail to receive our {en_thing}
Get our free {en_thing} in your inbox every week
Leave your email and we will send you the {en_thing}
Sign up below to get updates by email
Chat with an expert tutor now – first lesson free
Hire a professional writer at {en_brand} today
Need help with your assignment? {en_brand} experts are online.
Order your copy today from {en_brand}
Click here to buy {en_goods}
Click here to browse our {en_goods}
Shop new arrivals: {en_goods} from ${price}.99
Browse the full {en_brand} collection
Become a {en_brand} member and save {n}%
Go ad-free: become a member today
Support our work: donate or buy us a coffee
Call {tel_en} to schedule your first lesson
Contact {en_brand} at {tel_en} for prices
Lifetime access for ${price} – today only
Early bird tickets from ${price}, book now
Register today for our free webinar on {en_goods}
Watch more videos on our YouTube channel and subscribe!
Hit the subscribe button and turn on notifications
Tweet this | Share on {en_net} | Pin it
Rate us on the App Store
Free download: {en_thing}
Save ${price} on your first order of {en_goods}
Recommended by {en_brand}: {en_goods} under ${price}
Win a {en_thing}! Enter our giveaway
Affiliate disclosure: some links earn us a commission.
Top-rated {en_goods} with free two-day delivery
Love what we do? Chip in a few dollars to keep us going.
We rely on readers like you – please consider a donation.
Your purchase through our shop helps keep this site running.
If you buy something using our links we may be paid a fee.
{en_brand} is trusted by more than {n},000 teams worldwide
Join thousands of happy {en_brand} customers
See why {n},000 people switched to {en_brand}
Discover the all-new {en_goods} from {en_brand}
Introducing {en_brand}: the smarter way to buy {en_goods}
Take {n}% off everything with {code}
Spend ${price}, save {n}% – sitewide
Our biggest sale of the year ends tonight
Prices start at just ${price} per month
Plans from ${price}/month. Cancel anytime.
No contracts, no hidden fees. Get {en_brand} today.
Request a free, no-obligation quote from {en_brand}
Talk to our sales team about {en_goods}
Schedule your free consultation with {en_brand} today
Ready to learn more? Get in touch with our experts.
Let {en_brand} take care of your {en_goods}
Contact us today to find out how we can help you with {en_goods}
At {en_brand}, we pride ourselves on great service and fair prices.
Our award-winning team is here to help – call {tel_en}
Free delivery on all {en_goods} until Sunday
Order before 3 pm for same-day shipping of {en_goods}
Add {en_goods} to your cart and save ${price}
Click the link below to get your {en_thing}
Grab your copy of the {en_thing} here
Fill in the form to get instant access to the {en_thing}
Pop your name and email in the box for weekly tips
Be the first to hear about new {en_goods}: join the list
Get the latest news, offers and deals straight to your inbox
Stay up to date with the {en_brand} {en_list}
Never miss an update – follow @{en_brand} on {en_net}
Connect with {en_brand} on {en_net}, {en_net} and {en_net}
Tag us on {en_net} for a chance to win {en_goods}
Share this with someone who needs it
Tell a friend and you both get ${price}
Check out our new book, available wherever books are sold
My new course is open for enrollment – join here
Listen to our podcast on Spotify and leave a review
Watch the full episode on our {en_net} page
Tickets on sale now at {host}
Seats are limited, so reserve yours today
Apply by Friday and get ${price} off tuition
Learn {en_goods} online with certified instructors from {en_brand}
Looking for {en_goods}? We've got you covered.
Shopping for {en_goods}? See our buying guide and today's prices.
Today's top pick: {en_goods} for ${price} at {en_brand}
Was ${price}, now ${price} at {en_brand}
Read our {en_brand} review and claim {n}% off
Protect your privacy with {en_goods} – {n}% off
Install the {en_brand} extension for free
Get unlimited access for ${price} a week
Subscribers read this first. Start your subscription for ${price}.
You have {n} free articles left this month. Subscribe now.
Already a fan? Upgrade to {en_brand} Plus.
Thank you to our sponsor, {en_brand}
Today's post is supported by {en_brand}
Visit {host} to see our full range
"""


def made_up_ads(n: int, chinese: bool, seed: int = 3) -> list[str]:
    """n advertising lines in Chinese or English."""
    rng = random.Random(seed)
    patterns = (CHINESE if chinese else ENGLISH).strip().split("\n")
    return [re.sub(r"\{(\w+)\}", lambda m: rng.choice(PARTS[m[1]]), rng.choice(patterns)) for _ in range(n)]
