"""What the model of lines reaches, bar by bar: `python tests/benchmarks/cleaning_lines.py DATA`.

Every figure stands twice: for the shipped weights, which have seen most of these pages, and for folds by site, where each page is
judged by a model that has seen no page of its site. Only the second says what to expect. Training the folds takes minutes.
"""

from __future__ import annotations

import random
import re
import sys
import time
from pathlib import Path

import numpy as np

from qualityfilter import line_model
from qualityfilter.cleaners import STANDARD, call_to_action
from qualityfilter.cleaning import Cleaning, standard_cleaners
from qualityfilter.documents import Documents
from qualityfilter.protecting import literal_matches
from qualityfilter.registry import build_cleaner, build_scorer
from scorers.training.intervals import auc, spearman
from scorers.training.labelled import read_jsonl, site_of
from scorers.training.line_sources import labelled, page_site

TECHNICAL = (
    "quality/en_debian_handbook.jsonl", "quality/en_debian_reference.jsonl", "quality/zh_debian_handbook.jsonl",
    "quality/en_python_docs.jsonl",
    "code/en_python_docs.jsonl.gz", "math/en_sympy_docs.jsonl", "math/zh_oi_wiki_math.jsonl.gz", "quality/zh_oi_wiki_quality.jsonl",
    "code/zh_oi_wiki_code.jsonl", "math/en_d2l_en_math.jsonl", "math/zh_d2l_zh_math.jsonl", "code/en_d2l_en_code.jsonl",
    "math/zh_gaokao_math_physics.jsonl",
)  # fmt: skip
MATHEMATICS = {
    "zh": ("math/zh_oi_wiki_math.jsonl.gz", "math/zh_gaokao_math_physics.jsonl"),
    "en": ("math/en_d2l_en_math.jsonl", "math/theorems_en.jsonl"),
}

# Written for this measurement; training has patterns of its own (scorers/training/made_up_ads.py).
ADS = {
    "zh": """
扫码关注「数理茶馆」公众号，后台回复“公式”领取高清公式手册
长按下方二维码，加入万人学习交流群
关注公众号：奇点数学
微信扫一扫，关注该公众号
添加班主任微信 mathlaoshi88，领取配套练习
加 V：tiku9527，免费送近五年模拟卷
考研数学全程班开课了，现在报名立减 600 元
暑期奥数集训营，名师小班授课，限额 30 人
初中数学一对一上门家教，提分看得见
原价 1299，现价 199，仅限今天！
双11 全场五折，错过再等一年
领取 50 元新人优惠券，点击进入商城
咨询热线：400-888-1234
全国招生热线 0571-88887777，欢迎来电
更多精彩课程，请下载「小蜜蜂课堂」APP
点击阅读原文，购买同款教辅
本期内容由某某学习机独家赞助
【广告】静音键盘，程序员的第一选择
广告
赞助商链接
如果觉得有帮助，请点赞、收藏、转发
喜欢就点个「在看」吧
点击上方“数学爱好者”，选择“置顶公众号”
往期精彩回顾
直播课今晚八点，老师在直播间等你
转发本文到朋友圈并截图，即可获赠电子书一本
加入知识星球，与 3000 位同学一起刷题
商务合作请加微信：bd_hezuo
阿里云服务器新用户低至 99 元/年，戳我购买
免费试听课预约中，名额有限，先到先得
""",
    "en": """
Subscribe to our newsletter for weekly maths puzzles!
Enter your email below and get our free formula sheet.
Sign up to receive the latest articles in your inbox
Join 25,000 subscribers who love numbers
Sponsored by BrightMinds Tutoring
This article is sponsored by Calculators Direct.
Advertisement
Sponsored links
This post may contain affiliate links, meaning we get a commission if you purchase through our links.
As an Amazon Associate we earn from qualifying purchases.
Use coupon code PI314 for 15% off your first order
Save up to 40% on scientific calculators this week only!
Buy the printed book now and get free shipping
Get 3 months of Premium for the price of one
Need homework help? Chat with an expert tutor now.
Try GradeBoost free for 14 days, cancel anytime.
Enroll today in our online calculus bootcamp and save $100
Call 1-888-555-0147 to book your free trial lesson
Download our app on the App Store or Google Play
Follow us on Twitter and Facebook
Share this article on Facebook
Like what you read? Support us on Patreon
Click here to shop our best-selling textbooks
Limited offer: lifetime access for only $49
Register now for our free webinar
Don't forget to subscribe to our YouTube channel!
Shop the look: geometric posters from $12.99
Get the best deals on laptops for students at TechBarn
Check out our partner site for cheap essay editing
Become a member for an ad-free experience
""",
}
# Written after the patterns and the training data were fixed; nothing was changed for what they showed.
LATER_ADS = {
    "zh": """
点击下方链接，领取完整版讲义 PDF
关注我们，每天学一个数学小知识
更多干货请搜索微信公众号「公式手册」
扫描二维码添加老师，免费获得一份试卷分析
本课程限时 3 折，错过今天恢复原价
高考冲刺班火热报名中，前 50 名送教材
【推广】学而有道，一对一辅导专家
想要提分？试试我们的 AI 题库 App
满 199 减 100，教辅图书专场
猜你喜欢：2024 年最值得买的五款计算器
关注作者，不错过下一篇更新
加群一起讨论：QQ 群 123456789
下载客户端，享受无广告阅读体验
开通会员，解锁全部习题答案
赞助我们：支付宝扫一扫
购买纸质版请点击京东旗舰店
每周二晚七点，名师直播讲解压轴题，欢迎预约
扫码进入小程序，在线做题
文末有福利，记得看到最后
需要电子版的同学请私信我
支持正版，点击购买原书
合作请联系：contact@example.com
寒假集训营开始招生啦！
戳这里，一键领取 1000 道真题
""",
    "en": """
Hire a private tutor today and ace your next exam!
Want more tips like this? Get our weekly email.
Enjoyed this article? Buy me a coffee
Shop our collection of maths T-shirts
Ads by MathNet
Upgrade to Pro to unlock step-by-step solutions
New here? Create a free account to save your progress
Try our free equation solver app
Click here for a 7-day free trial
Order your copy from our store and save 25%
Recommended product: the SmartCalc 3000
Our sponsors help keep this site free
Support this site by whitelisting it in your ad blocker
Find us on Instagram @dailymaths
Book a free consultation with our admissions experts
Get instant access to 500 worksheets for $9.99
Subscribe and hit the bell icon for new videos
This content is brought to you by EasyLoans
Special promotion: buy two textbooks, get one free
Looking for cheap assignment help? We've got you covered!
Visit our online shop for geometry sets
Become a patron and get exclusive content
Download the free PDF version of this lesson
Win a graphing calculator! Enter our giveaway now
""",
}
AD_LINES, LATER_LINES = ({lang: text.strip().split("\n") for lang, text in ads.items()} for ads in (ADS, LATER_ADS))


def read(path: Path) -> list[dict]:
    if not path.exists():
        return []
    return list(read_jsonl(path))


class Judge:
    """Judges documents by the shipped model, or each by the model of its site's fold."""

    def __init__(self, name: str, folds=None) -> None:
        self.name, self.folds = name, folds

    def documents(self, texts: list[str], sites: list[str]):
        """(indices, documents judged by one model), whatever asks for chances of these then."""
        if self.folds is None:
            yield np.arange(len(texts)), Documents.from_texts(texts)
            return
        of = np.array([self.folds.of(site) for site in sites])
        for fold, model in enumerate(self.folds.models):
            index = np.flatnonzero(of == fold)
            if index.size:
                shipped, line_model.shipped = line_model.shipped, lambda model=model: model
                try:
                    yield index, Documents.from_texts([texts[i] for i in index])
                finally:
                    line_model.shipped = shipped

    def cleaned(self, texts: list[str], sites: list[str], names=STANDARD) -> list[str]:
        out = list(texts)
        for index, docs in self.documents(texts, sites):
            for i, text in zip(index, Cleaning([build_cleaner(name) for name in names]).clean(docs).documents.texts):
                out[i] = text
        return out

    def chances(self, texts: list[str], sites: list[str]):
        """For each text (chance of removal of its lines, whether the cleaner proposes them), lines with text only."""
        out: list = [None] * len(texts)
        cleaner = build_cleaner("lines.v1")
        for index, docs in self.documents(texts, sites):
            found, proposed = line_model.line_chances(docs), cleaner.find(docs)
            at = np.searchsorted(proposed.start, found.lines.start, side="right") - 1
            gone = (at >= 0) & (found.lines.end <= np.r_[proposed.end, 0][at])
            for k, i in enumerate(index):
                own = slice(found.lines.offsets[k], found.lines.offsets[k + 1])
                out[i] = found.removed[own], gone[own]
        return out

    def row(self, what: str, value: str) -> None:
        print(f"{self.name:8} {what:58} {value}", flush=True)


def windows(judge: Judge, data: Path) -> dict[str, float]:
    """Labelled windows, by language: AUC, what the cleaner keeps and removes, the worst window. Metadata is counted apart."""
    figures: dict[str, float] = {}
    sites = {page.id: page.site for page in labelled(data)}
    for lang in ("en", "zh"):
        rows = read(data / f"labels/{lang}_lines.jsonl")
        texts = ["\n".join(row["lines"]) for row in rows]
        found = judge.chances(texts, [sites[row["id"]] for row in rows])
        labels = [np.array(row["labels"]) for row in rows]
        usable = [k for k in range(len(rows)) if len(found[k][0]) == len(labels[k])]
        y = np.concatenate([labels[k] for k in usable])
        chance, gone = (np.concatenate([found[k][part] for k in usable]) for part in (0, 1))
        content, ad, boilerplate = (y == c for c in "can")
        known = content | ad | boilerplate
        figures[f"auc_{lang}"] = auc(chance[known], ~content[known])
        figures[f"kept_{lang}"] = float(1 - gone[content].mean())
        figures[f"removed_{lang}"] = float(gone[ad | boilerplate].mean())
        figures[f"ads_{lang}"] = float(gone[ad].mean())
        figures[f"metadata_{lang}"] = float(1 - gone[y == "m"].mean())
        counted = [k for k in usable if (labels[k] == "c").sum() >= 5]
        worst = min((1 - found[k][1][labels[k] == "c"].mean(), rows[k]["id"]) for k in counted)
        cut = np.quantile(chance[content], 0.97)
        judge.row(f"windows {lang}: AUC of content against a+n", f"{figures[f'auc_{lang}']:.3f}")
        judge.row(
            f"windows {lang}: cleaner keeps content, metadata, removes a+n, a",
            f"{figures[f'kept_{lang}']:.3f} {figures[f'metadata_{lang}']:.3f} {figures[f'removed_{lang}']:.3f} "
            f"{figures[f'ads_{lang}']:.3f}; at .97 kept "
            f"{(chance[ad | boilerplate] > cut).mean():.3f} {(chance[ad] > cut).mean():.3f}; "
            f"the worst window keeps {worst[0]:.2f} ({worst[1]})",
        )
    return figures


def pages(judge: Judge, data: Path) -> dict[str, float]:
    """Whole pages as text: characters of boilerplate that go and of content that stay, all cleaners together."""
    rows = read(data / "lines/en_content_boilerplate.jsonl.gz")
    texts = ["\n".join(row["lines"]) for row in rows]
    cleaned = judge.cleaned(texts, [page_site(row) for row in rows])
    total, kept = np.zeros(2), np.zeros(2)
    for row, text in zip(rows, cleaned):
        left = iter(text.split("\n"))
        line = next(left, None)
        for own, label in zip(row["lines"], row["labels"]):
            stays = own == line
            if stays:
                line = next(left, None)
            if label is not None:
                total[label] += len(own)
                kept[label] += len(own) * stays
    figures = {"boilerplate": float(1 - kept[0] / total[0]), "content": float(kept[1] / total[1])}
    judge.row("whole pages: boilerplate characters removed, content kept", f"{figures['boilerplate']:.3f} {figures['content']:.3f}")
    return figures


def technical(judge: Judge, data: Path) -> dict[str, float]:
    """Share of characters that all cleaners together take from clean technical text."""
    figures = {}
    for name in TECHNICAL:
        rows = read(data / name)[:200]
        if rows:
            texts = [row["text"] for row in rows]
            cleaned = judge.cleaned(texts, [technical_site(name, row) for row in rows])
            figures[name] = 1 - sum(map(len, cleaned)) / sum(map(len, texts))
            judge.row(f"technical text: {name}", f"{figures[name]:.4%} removed")
    return figures


def technical_site(name: str, row: dict) -> str:
    import zlib

    return f"{name}:{zlib.crc32(str(row['id']).encode()) % 8}"


def open_places(paragraphs: list[str]) -> list[int]:
    """The places between paragraphs where a line is in no formula and no code: what stands in these is not removed, whatever it says."""
    ends = np.cumsum([len(paragraph.encode()) + 2 for paragraph in paragraphs])
    inside = literal_matches("\n\n".join(paragraphs).encode())
    return [k for k, at in enumerate(ends[:-1].tolist(), 1) if not any(low < at < high for low, high in inside)]


def inserted(judge: Judge, data: Path, lines: dict[str, list[str]] = AD_LINES, what: str = "ad lines") -> dict[str, float]:
    """Ad lines put between the paragraphs of pages about mathematics: removed, and whether the page is as before."""
    figures = {}
    for lang, names in MATHEMATICS.items():
        rng, texts, clean, sites, counts = random.Random(5), [], [], [], []
        for name in names:
            for row in read(data / name)[:100]:
                paragraphs = row["text"].strip("\n").split("\n\n")
                between = open_places(paragraphs)
                if len(between) < 2:
                    continue
                ads = rng.sample(lines[lang], 2)
                places = sorted(rng.sample(between, 2), reverse=True)
                put_in = list(paragraphs)
                for ad, at in zip(ads, places):
                    put_in.insert(at, ad)
                texts.append("\n\n".join(put_in))
                clean.append("\n\n".join(paragraphs))
                sites.append(technical_site(name, row))
                counts.append(ads)
        if not texts:
            continue
        baseline, after = judge.cleaned(clean, sites), judge.cleaned(texts, sites)
        remaining = [set(text.split("\n")) for text in after]
        left = [ad for ads, own in zip(counts, remaining) for ad in ads if ad in own]
        figures[f"removed_{lang}"] = 1 - len(left) / (2 * len(texts))
        figures[f"identical_{lang}"] = float(
            np.mean([re.sub("|".join(map(re.escape, ads)), "", a).split() == b.split() for a, b, ads in zip(after, clean, counts)])
        )
        exact = np.mean([a == b for a, b in zip(after, clean)])
        judge.row(
            f"{2 * len(texts)} {what} in pages on mathematics ({lang}): removed",
            f"{figures[f'removed_{lang}']:.3f}; page the same words {figures[f'identical_{lang}']:.3f}, bytes {exact:.3f}; "
            f"clean pages untouched {np.mean([a == b for a, b in zip(baseline, clean)]):.3f}",
        )
        print("         left most often:", ", ".join(sorted(set(left), key=left.count, reverse=True)[:8]))
    return figures


def navigation(judge: Judge, data: Path) -> dict[str, float]:
    """`boilerplate` against a reader's grade of navigation."""
    figures = {}
    for lang in ("en", "zh"):
        rows = read(data / f"labels/{lang}_documents.jsonl.gz")
        out = np.zeros(len(rows))
        for index, docs in judge.documents(
            [row["text"] for row in rows], [page_site(row) if lang == "zh" else site_of(row) for row in rows]
        ):
            out[index] = build_scorer("boilerplate.v1").score(docs)["boilerplate"]
        figures[f"nav_{lang}"] = spearman(out, np.array([float(row["nav"]) for row in rows]))
        judge.row(f"boilerplate against nav, {lang}: Spearman", f"{figures[f'nav_{lang}']:.3f}")
    return figures


FOR_SPEED = {  # what is read, and how many of them
    "raw pages of web and Chinese sites": (("web/wcxb_pages.jsonl.gz", "raw_text", 400), ("zh_web/site_pages.jsonl.gz", "text", 400)),
    "articles of accounts": (("zh_web/wechat_security_articles.jsonl.gz", "text", 500),),
    "English documents of all kinds": (("labels/en_documents.jsonl.gz", "text", 800),),
    "Chinese documents of all kinds": (("labels/zh_documents.jsonl.gz", "text", 800),),
    "tutorials with code": (("zh_web/code_tutorials_with_ads.jsonl.gz", "text", 400),),
    "main text of web pages": (("web/wcxb_pages.jsonl.gz", "text", 400),),
    "news": (("zh_web/cctv_news.jsonl.gz", "text", 1000),),
    "encyclopedia": (("quality/en_wikipedia.jsonl.gz", "text", 1000),),
}


def speed(data: Path) -> None:
    """All cleaners together, and the model of lines alone, in seconds of one core, whatever else the machine does.

    Every text is met as for the first time: what cleaners remember of lines is forgotten before each run.
    """
    cleaning = Cleaning(standard_cleaners())
    for kind, sources in FOR_SPEED.items():
        texts = [row[field] for name, field, most in sources for row in read(data / name)[:most] if row[field]]
        size = sum(len(text.encode()) for text in texts) / 1e6
        for what, call in (("all cleaners", cleaning.clean), ("model of lines", line_model.line_chances)):
            seconds = []
            for _ in range(5):
                for remembered in (call_to_action.judge_line, call_to_action.reports):
                    remembered.cache_clear()
                docs = Documents.from_texts(texts)
                started = time.process_time()
                call(docs)
                seconds.append(time.process_time() - started)
            best, middle = min(seconds), sorted(seconds)[2]
            print(f"speed    {what:15} {kind:36} {size / best:5.1f} MB/s at best of five, {size / middle:5.1f} in the middle")


def report(data: Path, folds: bool = True) -> None:
    """Print every bar's row."""
    judges = [Judge("shipped")]
    if folds:
        from scorers.training.train_lines import train_folds

        judges.append(Judge("folds", train_folds(data)))
    for judge in judges:
        for part in (windows, pages, technical, inserted, navigation):
            part(judge, data)
        inserted(judge, data, LATER_LINES, "ad lines of a later list")
    speed(data)


if __name__ == "__main__":
    report(Path(sys.argv[1]), folds="--shipped" not in sys.argv)
