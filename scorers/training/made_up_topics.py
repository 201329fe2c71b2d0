"""Texts made from word lists and patterns for `train_topics`: what samples of the web hold too seldom, or only in one tone.

Insults outside the three topics of the Chinese posts, invitations to adult sites, and, as their opposites, texts that name the same
things soberly: medicine, sex education, art, law, linguistics. The words serve training only; the weights are of hashed features.
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
