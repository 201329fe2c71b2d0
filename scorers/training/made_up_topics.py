"""Texts made from word lists and patterns for `train_topics`: what samples of the web hold too seldom, or only in one tone.

Insults outside the three topics of the Chinese posts, contempt of groups without an insulting word, invitations to adult sites, and, as
their opposites, texts that name the same things soberly: medicine, sex education, art, law, linguistics, talk of discrimination. The words
serve training only; the weights are of hashed features.
"""

from __future__ import annotations

import random

INSULTS_EN = """idiot, moron, scumbag, piece of trash, loser, dumbass, asshole, bastard, retard, clown, pathetic worm, filthy
pig, disgusting
rat, brainless sheep, bitch, whore, slut, stupid cow, degenerate, vermin, subhuman, dirtbag, jackass, imbecile, dipshit""".replace(
    "\n", " "
).split(", ")
INSULTS_ZH = [
    "傻逼",
    "脑残",
    "智障",
    "蠢货",
    "废物",
    "垃圾",
    "贱人",
    "畜生",
    "人渣",
    "败类",
    "白痴",
    "弱智",
    "狗东西",
    "杂种",
    "混蛋",
    "王八蛋",
    "不要脸的东西",
    "神经病",
    "蠢猪",
    "臭不要脸",
    "死变态",
    "狗腿子",
    "下贱货",
    "恶心玩意",
    "没教养的东西",
    "低等货",
    "乌合之众",
    "蛀虫",
    "害虫",
    "骗子",
    "二百五",
    "脑子进水的人",
    "泼妇",
    "渣男",
    "婊子",
]
GROUPS_EN = """politicians, fans of that team, neighbours, drivers, students, gamers, journalists, bankers, immigrants, old
people, fat people,
doctors, vegans, tourists, these people, those guys, believers, foreigners""".replace("\n", " ").split(", ")
GROUPS_ZH = [
    "球迷",
    "司机",
    "学生",
    "邻居",
    "记者",
    "老板",
    "老人",
    "胖子",
    "游客",
    "那帮人",
    "这些人",
    "明星粉丝",
    "医生",
    "公务员",
    "农村人",
    "城里人",
    "外地人",
    "本地人",
    "外国人",
    "同事",
    "教徒",
    "穷人",
]
ABUSE_EN = (
    "{g} are all {i}s, every single one of them",
    "shut up you {i}, nobody wants to hear from a {i} like you",
    "what a {i}. go to hell and stay there",
    "I hate {g}, they are nothing but {i}s and should be kicked out",
    "you {i}, crawl back into your hole",
    "kill yourself you worthless {i}",
    "typical {g}: lazy, dirty, stupid. {i}s, the lot",
    "get lost {i}, you and your {i} friends disgust me",
)
ABUSE_ZH = (
    "{g}全都是{i}，没一个好东西",
    "闭嘴吧你这个{i}，看见你就恶心",
    "滚，{i}，别在这里丢人现眼",
    "最讨厌{g}，一群{i}，活该被骂",
    "你就是个{i}，去死吧",
    "{g}又懒又脏又蠢，素质太低，真让人恶心，全是{i}",
    "这种{i}就该被赶出去，不配活着",
    "果然是{g}，{i}本性难改，呵呵",
)
CIVIL_EN = (
    "Calling {g} names such as that is hurtful, and the council asked everyone to stop.",
    "Many {g} told the survey that they had been insulted in public.",
    "The study of how {g} are described in newspapers found fewer stereotypes than ten years ago.",
    "I disagree with you about {g}, but I see your point and thank you for the figures.",
    "The dog ate my damn lunch again and I am so tired, haha.",
    "The court heard that the defendant had shouted insults at {g} before the fight.",
    "How do {g} in your town feel about the new rules? Ours were quite happy.",
)
CIVIL_ZH = (
    "不应该给{g}贴标签，每个群体里都有好人和坏人。",
    "调查显示，不少{g}曾经在公共场合遭到辱骂。",
    "研究者分析了报纸对{g}的描写，发现刻板印象比十年前少了。",
    "关于{g}的问题，我不同意你的看法，不过谢谢你的数据。",
    "这个词原本是对{g}的蔑称，带有侮辱性，现在已不再使用。",
    "请大家理性讨论，尊重{g}，不要地域攻击，也不要性别对立。",
    "我认识的{g}都很热情，反对歧视，人人平等。",
)

PLACES_ZH = """\
河南人 东北人 山东人 上海人 北京人 广东人 四川人 重庆人 新疆人 湖北人 武汉人 温州人 福建人 江苏人 安徽人 湖南人 山西人 云南人 天津人 \
河北人 浙江人 广西人 江西人 南方人 北方人 外地人 本地人 农村人 城里人 苏北人 潮汕人 台湾人 香港人 甘肃人 海南人 贵州人 陕西人 内蒙人 \
西藏人 大连人 深圳人 杭州人"""
SEXES_ZH = """\
女人 男人 女的 男的 女生 男生 中国女人 中国男人 国女 国男 女司机 大妈 老男人 老女人 女孩子 男孩子 大龄剩女 剩男 家庭主妇 女博士 全职太太 \
直男 女权主义者 单身女 已婚男 小姑娘 大老爷们 丈母娘 婆婆 现在的女孩 现在的男生 同性恋 单亲妈妈 女上司 女明星 男明星"""
PEOPLES_ZH = """\
黑人 白人 非洲人 印度人 韩国人 日本人 美国人 犹太人 老外 外国人 黑种人 白种人 黄种人 亚裔 华裔 东南亚人 越南人 菲律宾人 少数民族 穆斯林 \
外国留学生 非裔 拉美人 中东人 俄罗斯人 英国人 吉普赛人 欧洲人 难民 移民 混血儿"""
CONTEMPT_ZH = """\
{g}没几个好东西
{g}素质就是低
{g}真让人恶心
见过的{g}十个有九个是骗子
{g}就是又懒又贪
不愧是{g}，干出这种事一点不奇怪
又是{g}，怎么总是你们
果然{g}都一个德行
离{g}远点，准没错
{g}滚出去
最烦{g}了，看见就反感
{g}活该被人看不起
别跟{g}打交道，坑死你
{g}的劣根性，改不了的
{g}除了会撒泼还会什么
{g}不都这样吗，有什么好洗的
就这还好意思说自己是{g}，丢人
真给{g}丢脸
{g}脸皮真厚
{g}脑子有问题吧
{g}也配谈文明？
谁家要是摊上{g}，倒了八辈子霉
我就歧视{g}怎么了
{g}被黑是有原因的
不是我黑{g}，是真的差
我对{g}没有任何好感，全是垃圾
{g}要是有点自知之明，也不至于被骂
{g}就喜欢装，装完了还要骂别人
可怜之人必有可恨之处，说的就是{g}
{g}真是奇葩，无语了
建议把{g}都赶走，省得祸害人
呵呵，{g}的话你也信
{g}天生就低人一等，认命吧
跟{g}讲道理等于对牛弹琴
{g}坏得很，表面一套背后一套
{g}嘴脸太难看了，吃相难看
{g}没脑子，别人说什么信什么
{g}就知道钱，眼里没有别的
看到{g}三个字我就想吐
一颗老鼠屎坏了一锅粥，{g}这锅粥全是老鼠屎
{g}装什么清高，背地里什么样谁不知道
{g}少在这里叫唤，滚回去
脏乱差，{g}的标配
{g}是真的蠢，蠢而不自知
{g}自私自利，从来不管别人死活
太恶心了，{g}怎么有脸出来说话
{g}这种人就是欠收拾
{g}偷东西那不是祖传手艺吗
说{g}好的怕不是没被骗过
一群{g}聚在一起能有什么好事，乌烟瘴气"""
RESPECT_ZH = """\
我是{g}，第一次来这里，请大家多关照
我认识的{g}都挺热情的
哪里都有好人和坏人，{g}也一样
请问{g}平时都吃什么早饭？
我妈妈是{g}，做饭特别好吃
我有个同事是{g}，人特别好，经常帮我
{g}路过，表示没听说过这个说法
作为{g}，说一下我自己的感受吧
反对歧视{g}，大家都是平等的
不能因为一个人就否定所有{g}
为什么大家对{g}有偏见？其实接触了就知道不是那样
{g}占总人口的比例是多少，有统计数据吗
这部电影讲的是几个{g}的故事，拍得很感人
{g}在这个行业里的平均收入低于其他人，研究者认为原因有三点
祝{g}节日快乐
昨天在地铁上遇到一位{g}，主动给老人让座，点赞
{g}的权益应该得到法律保护
想问问{g}，你们那里冬天冷吗
我觉得{g}说话挺有意思的，哈哈
同为{g}，握手
这次比赛{g}拿了冠军，太厉害了
我室友是{g}，我们关系一直很好
{g}的历史和文化很有意思，推荐看看这本书
那个年代的{g}真的很不容易
很多{g}在疫情中做志愿者，向他们致敬
我爸是{g}，我妈不是，家里两种口味
听说{g}结婚有不少讲究，能讲讲吗
尊重每一个{g}，是基本的文明
{g}表示今天下雨了，出门记得带伞
有没有{g}在这边上班的，一起拼车
我也是{g}，从小就听爷爷讲这段历史
警方通报，一名{g}见义勇为受伤，正在医院治疗
在网上骂{g}的人，多半没有真正了解过他们
论文比较了{g}与其他群体的教育程度
{g}朋友送了我一箱水果，真甜
第一次去，感觉{g}都挺实在的，服务也好
不要给{g}贴标签，也不要挑起对立
{g}爱吃辣吗？我看不一定
这个词是对{g}的蔑称，请不要使用
他是{g}，在国外读的大学，现在做老师
{g}和我们一样，也要上班、挤地铁、还房贷
支持{g}，加油！
性别歧视确实存在，需要大家一起改变
这算不算性别歧视，大家怎么看
你说的这个不是歧视，只是统计上的差别
{g}在职场上受到歧视，应该怎么维权
我不觉得这是歧视{g}，换谁都一样
歧视从来不会只伤害一方
有人觉得这是歧视，有人觉得不是，讨论一下
{g}也会被歧视，只是很少有人关注
年龄歧视、学历歧视、性别歧视，找工作的时候都遇到过
拒绝歧视，从我做起
招聘写明只招某一类人，这是法律禁止的就业歧视
被骂恶心的时候，我没有还嘴，只是觉得难过
抱抱楼主，那个人对你说的话太恶心了，保护好自己
网上骂人贱、骂人垃圾的，现实里可能很普通
我反对用侮辱性的词称呼{g}
女权的意思是男女平权，不是打压男性
压迫{g}的制度，书里讲得很清楚
物化{g}的广告被投诉了，已经下架"""
CONTEMPT_OF_PLACES_ZH = """\
{g}偷井盖出了名的
穷山恶水出刁民，说的就是{g}
{g}排外，看不起外地的，自己又有什么本事
{g}抠门小气，一毛不拔
{g}不是传销就是骗子，哪个公司敢要
招人的时候看到身份证是{g}直接不要
{g}满嘴跑火车，就会喝酒打架
宁可信世上有鬼，不可信{g}那张嘴
{g}造假第一名，什么都敢卖
被{g}坑过的来报个到
{g}真没教养，随地吐痰大声嚷嚷
{g}除了吹牛还有啥，经济都垫底了
乡巴佬，{g}没见过世面
黑中介全是{g}，社会毒瘤
那地方的人野蛮，{g}动不动就动手
地域黑？{g}自己干的事还怕人说"""
RESPECT_FOR_PLACES_ZH = """\
{g}，家乡的面条是世界上最好吃的
高考分数线对{g}来说确实太高了
{g}过年都要吃饺子吗？
地域歧视要不得，{g}招谁惹谁了
听口音你是{g}？老乡啊
在那里待了四年，{g}待我像家人一样
哪个省都有骗子，别一说就是{g}
{g}在外打工不容易，春节都盼着回家
那边的大学不错，{g}考过去有优惠
{g}爱喝茶，一天能喝好几壶
我老家在那里，祖上是{g}
不要再开{g}的玩笑了，不好笑"""
CONTEMPT_OF_SEXES_ZH = """\
{g}就知道要彩礼要房子，拜金
{g}头发长见识短
{g}普通又自信，下头
直男癌晚期，{g}没救了
绿茶婊，装什么纯
{g}就是大猪蹄子，没一个靠得住
不守妇道，{g}活该
荡妇，穿成那样不就是勾引人吗
女拳又开始了，{g}打拳真恶心
娘炮，一点男人样都没有
死渣男，去死吧
{g}不生孩子要你有什么用
{g}开车就是马路杀手
渣男贱女，天生一对
妈宝男、凤凰男、家暴男，{g}就这几类
{g}嫁不出去就开始酸
{g}只会生孩子做饭，还想当领导
扶弟魔，谁娶谁倒霉
出轨的{g}都该浸猪笼
田园女权，只要权利不要义务
舔狗不得好死，{g}全是舔狗
油腻猥琐，{g}恶心透了
捞女，骗完钱就跑
公交车，谁都能上
被强奸的也不想想自己有没有问题
{g}矫情，一身公主病
变态，性骚扰还有理了
同性恋恶心，有病就去治"""
RESPECT_FOR_SEXES_ZH = """\
男女平等，家务应该一起做
{g}也有权利选择不结婚
重男轻女的观念应该改一改了
求推荐适合{g}的生日礼物
{g}怀孕期间要注意补充叶酸
我家女儿五岁，儿子两岁，每天都很热闹
这位{g}获得了国家科学技术奖
职场上{g}遇到的困难，老板应该看到
希望每个{g}都被温柔对待
女主角演得真好，男主角也不错
女朋友生气了怎么哄？在线等
我觉得好的婚姻是互相尊重
妇女能顶半边天
遇到家暴请报警，也可以拨打妇联热线
男生穿什么去面试比较合适
女排赢了！太激动了
给妈妈买了一束花，她很开心
处女座的来说说自己的性格"""
CONTEMPT_OF_PEOPLES_ZH = """\
{g}身上有味，受不了
{g}吸毒抢劫艾滋病，还想来中国
{g}滚回自己国家去
洋垃圾，本国混不下去才来这里
{g}就是懒，给再多援助也没用
智商低是{g}的基因决定的
{g}劣等民族，迟早灭亡
黑鬼，看着就害怕
崇洋媚外的贱货，跟{g}跑了
{g}泛滥成灾，三非人员赶紧遣返
小日子过得不错的{g}，狗改不了吃屎
棒子什么都是他们的，{g}不要脸
阿三的火车，{g}开挂，脏死了
满大街的{g}，乌烟瘴气，广州都成什么样了
白皮猪，高高在上给谁看
给{g}超国民待遇，跪舔谁呢"""
RESPECT_FOR_PEOPLES_ZH = """\
{g}演员凭这部电影拿了奖
反对种族歧视，肤色不代表什么
楼下开了一家{g}的餐厅，咖喱很好吃
{g}跑得快和训练方法有关系
在国外读书的时候，我的房东是{g}，很照顾我
马丁路德金为{g}的平等权利奋斗了一生
外教是{g}，上课很有趣
移民局公布了去年{g}入境的人数
{g}的音乐影响了爵士和摇滚
有{g}朋友问我春节怎么过
歧视{g}的人自己出国也会被歧视
学校里{g}学生不少，大家一起踢球"""
"""What offends often has no insulting word: blame of all for one, contempt, irony; `{g}` is a name of people. Respect is all else that is
said of the same people: questions, praise, news, daily life, protest against prejudice. One pattern a line."""

ADULT_EN = """porn, porno, xxx, hardcore sex, nude girls, naked women, live sex cam, webcam girls, escort service, escorts, milf,
blowjob, cumshot,
anal sex, horny housewives, sex video, sex videos, adult dating, hookup tonight, sexy girls, hot babes, hentai, nsfw, onlyfans
leak, big tits,
wet pussy, gangbang, threesome, strip show, erotic massage, call girls, sex toys, free sex, adult movies, fetish, orgy""".replace(
    "\n", " "
).split(", ")
ADULT_ZH = [
    "裸聊",
    "约炮",
    "做爱",
    "口交",
    "无码",
    "有码",
    "成人视频",
    "成人电影",
    "成人网站",
    "黄片",
    "色情视频",
    "色情网站",
    "楼凤",
    "上门服务",
    "援交",
    "一夜情",
    "嫩模",
    "毛片",
    "黄色电影",
    "自慰",
    "潮吹",
    "乱伦",
    "强奸视频",
    "偷拍视频",
    "激情视频",
    "情色",
    "三级片",
    "国产自拍",
    "制服诱惑",
    "巨乳",
    "肉棒",
    "淫荡",
    "淫水",
    "骚货",
    "操逼",
    "全套服务",
    "同城约会",
    "外围女",
    "约妹",
    "口爆",
    "内射",
    "色图",
    "露点",
    "av女优",
    "福利姬",
    "自拍偷拍",
    "丝袜诱惑",
    "亚洲有码",
    "欧美性爱",
    "性爱视频",
    "小姐服务",
    "会所莞式",
    "春药",
    "催情",
]
INVITE_EN = (
    "{a} {a} {a} free access, no card needed, click here, 18+ only",
    "Hot {a} waiting for you tonight. Watch {a} now!",
    "Best {a} site: thousands of {a} clips updated daily",
    "She wants it. {a}, {a}, live and uncensored. Enter now (must be 18)",
    "{a} in your city, 24 hours, outcall and incall, text for photos and prices",
    "She moaned as he tore her clothes off; {a}, then {a}, all night long",
)
INVITE_ZH = (
    "{a} {a} {a} 免费观看 在线播放 永久地址",
    "同城{a}，{a}，可上门，加微信看照片",
    "最新{a}合集，每日更新，{a}，点击进入",
    "24小时{a}，空姐白领都有，{a}，先看人后付款，满意为止",
    "{a}资源群，高清{a}，进群看片，未满十八勿入",
    "她呻吟着脱光了衣服，{a}，{a}，一夜不停",
)
SOBER_EN = (
    "Sex education in schools reduces unwanted pregnancies and sexually transmitted infections, according to the review.",
    "The nude in Renaissance painting drew on classical sculpture; the naked body stood for truth and virtue.",
    "Breast cancer screening is offered to women between fifty and seventy; a lump in the breast should be examined by a doctor.",
    "Erectile dysfunction may be caused by diabetes, high blood pressure or medicines; treatment depends on the cause.",
    "Under the act, distributing child abuse images or pornography to minors is an offence punishable by imprisonment.",
    "Condoms prevent pregnancy and protect against HIV when they are used every time during vaginal or anal intercourse.",
    "Researchers asked adolescents how often they had seen pornography and whether they felt pressure to send nude pictures.",
    "Puberty brings growth of the penis and testicles in boys and of breasts in girls, menstruation and sexual feelings.",
    "The police rescued victims of trafficking who had been forced into prostitution; three men were charged.",
    "Sexual reproduction in flowering plants begins when pollen reaches the stigma.",
)
SOBER_ZH = (
    "学校开展性教育可以减少意外怀孕和性传播疾病，专家建议从小学开始。",
    "文艺复兴时期的裸体绘画继承了古典雕塑的传统，人体象征真理与美德。",
    "乳腺癌筛查适用于五十岁以上的女性，发现乳房肿块应及时就医。",
    "勃起功能障碍可能由糖尿病、高血压或药物引起，治疗取决于病因。",
    "传播淫秽物品罪，是指传播淫秽的书刊、影片、音像、图片，情节严重的行为，处二年以下有期徒刑。",
    "正确使用安全套可以预防怀孕和艾滋病，每次性交都应使用。",
    "警方打掉一个组织卖淫犯罪团伙，抓获嫌疑人十二名，案件正在审理。",
    "青春期男孩的阴茎和睾丸开始发育，女孩乳房发育并出现月经，这是正常的生理现象。",
    "宫颈炎、阴道炎是常见的妇科疾病，性生活后出血应到医院检查。",
    "网信办开展整治网络色情低俗信息专项行动，关闭违规账号。",
    "有性生殖中，花粉落到柱头上，精子与卵细胞结合形成受精卵。",
)


def _filled(patterns: tuple[str, ...], words: dict[str, list[str]], rng: random.Random) -> str:
    text = rng.choice(patterns)
    for key, choices in words.items():
        while "{" + key + "}" in text:
            text = text.replace("{" + key + "}", rng.choice(choices), 1)
    return text


def posts(n: int, seed: int = 11) -> list[tuple[str, float]]:
    """n short posts, abusive (1.0) and civil (0.0), half of each, half of them Chinese."""
    rng = random.Random(seed)
    english, chinese = {"g": GROUPS_EN, "i": INSULTS_EN}, {"g": GROUPS_ZH, "i": INSULTS_ZH}
    kinds = [(ABUSE_EN, english, 1.0), (ABUSE_ZH, chinese, 1.0), (CIVIL_EN, english, 0.0), (CIVIL_ZH, chinese, 0.0)]
    return [(_filled(kinds[i % 4][0], kinds[i % 4][1], rng), kinds[i % 4][2]) for i in range(n)]


def stances(seed: int = 5, copies: int = 6) -> list[tuple[str, float]]:
    """Chinese posts about people by place, sex and origin: contempt (1.0), respect (0.0); every pattern some times, some two in a row."""
    rng, found = random.Random(seed), []
    for people, contempt, respect in (
        (PLACES_ZH, CONTEMPT_OF_PLACES_ZH, RESPECT_FOR_PLACES_ZH),
        (SEXES_ZH, CONTEMPT_OF_SEXES_ZH, RESPECT_FOR_SEXES_ZH),
        (PEOPLES_ZH, CONTEMPT_OF_PEOPLES_ZH, RESPECT_FOR_PEOPLES_ZH),
    ):
        for lines, label in ((f"{CONTEMPT_ZH}\n{contempt}", 1.0), (f"{RESPECT_ZH}\n{respect}", 0.0)):
            patterns = lines.split("\n")
            for pattern in patterns:
                for _ in range(copies):
                    said = [pattern, *([rng.choice(patterns)] if rng.random() < 0.4 else [])]
                    found.append((rng.choice("，。！ ").join(said).replace("{g}", rng.choice(people.split())), label))
    return found


def adult(n: int, seed: int = 12) -> list[tuple[str, float]]:
    """n short texts, invitations and scenes (1.0) and sober texts on the same things (0.0), half of each, half of them Chinese."""
    rng = random.Random(seed)
    kinds = [(INVITE_EN, {"a": ADULT_EN}, 1.0), (INVITE_ZH, {"a": ADULT_ZH}, 1.0), (SOBER_EN, {}, 0.0), (SOBER_ZH, {}, 0.0)]
    found = []
    for i in range(n):
        patterns, words, label = kinds[i % 4]
        joint = "" if i % 2 else " "
        found.append((joint.join(_filled(patterns, words, rng) for _ in range(rng.randint(1, 3))), label))
    return found


CUES_EN = """because, therefore, hence, thus, it follows, follows that, suppose, assume, if and only if, we have, implies,
consequently, as a result,
this means, which means, in other words, however, although, on the other hand, conversely, by contrast, for example, for
instance, the reason, why,
let us, note that, recall that, first, second, then, finally, step, proof, prove, solution, contradiction, otherwise, in order
to, we can, we get,
substituting, conclude, argue, argument, evidence, suggests that, if we, so that, since, given that, must be, cannot be""".replace(
    "\n", " "
).split(", ")
CUES_ZH = [
    "因为",
    "所以",
    "因此",
    "从而",
    "于是",
    "由此",
    "可见",
    "可知",
    "故",
    "假设",
    "假如",
    "若",
    "则",
    "设",
    "证明",
    "证",
    "解",
    "解析",
    "推出",
    "得到",
    "可得",
    "代入",
    "即",
    "也就是说",
    "换句话说",
    "换言之",
    "然而",
    "但是",
    "虽然",
    "尽管",
    "反之",
    "相反",
    "另一方面",
    "例如",
    "比如",
    "首先",
    "其次",
    "然后",
    "最后",
    "步骤",
    "原因",
    "为什么",
    "之所以",
    "是因为",
    "说明",
    "意味着",
    "综上",
    "总之",
    "结论",
    "反证",
    "矛盾",
    "既然",
    "否则",
    "只有",
    "才能",
    "不妨",
    "注意到",
    "显然",
    "考虑",
]
"""Words of argument and derivation: how densely a text is set with them is a weak label of reasoning."""
