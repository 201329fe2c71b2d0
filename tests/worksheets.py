"""Makes mathematics worksheets that differ in their numbers alone: 24 templates, Chinese and English, 14 sheets of each.

`python tests/worksheets.py FILE` writes them as JSONL. They are what a deduplication must not merge: each is another exercise.
"""

from __future__ import annotations

import json
import random
import sys

SHEETS = 14

# A template is a heading, then problems with {} for numbers, then a closing text; some have long instructions and few numbers.
ENGLISH = [
    ("Linear equations", ["Solve for x: {}x + {} = {}. Show every step of your work."] * 10, "Check each answer by putting it in."),
    ("Addition with carrying", ["{} + {} = ____"] * 30, "Write clearly."),
    ("Long division", ["Divide {} by {} and give the remainder."] * 12, "A remainder is smaller than the divisor."),
    ("Fractions", ["Add {}/{} and {}/{} and reduce the sum to lowest terms."] * 8, "Draw a bar model where it helps you."),
    ("Percentages", ["A coat costs {} dollars. It is reduced by {} percent. What does it cost now?"] * 6, ""),
    ("Word problems about trains", [
        "A train leaves the station at {} o'clock and travels at {} miles per hour. Another train leaves the same station {} hours later"
        " and travels in the same direction at {} miles per hour. When does the second train catch up with the first?",
    ] * 4, "Draw a diagram of both journeys before you begin, and write down what is known and what is asked."),
    ("Area and perimeter", ["A rectangle is {} cm long and {} cm wide. Find its area and its perimeter."] * 8, "Do not forget the units."),
    ("Quadratic functions", ["Find the roots of f(x) = x^2 - {}x + {} by factoring."] * 10, "The product of the roots is the last term."),
    ("Probability", [
        "A bag holds {} red and {} blue marbles. Two marbles are drawn without replacement. What is the probability that both are red?",
    ] * 5, "Give each answer as a fraction and as a decimal."),
    ("Compound interest", [
        "You put {} dollars in an account that pays {} percent interest a year, compounded yearly. How much is in it after {} years?",
    ] * 5, "Use the formula from the lesson."),
    ("Reading a timetable", ["The bus comes every {} minutes from {} o'clock on. Which bus do you take to arrive by {}:{}?"] * 5, ""),
    ("A long instruction", ["Find the mean of {}, {}, {} and {}."], (
        "Before you begin, read the whole sheet once. The mean of a set of numbers is their sum divided by how many there are. It tells"
        " where the middle of the set lies when every number is given the same weight, and it need not be a member of the set itself."
        " Write the sum first, then count the numbers, then divide. When you have finished, look at your answer and ask whether it lies"
        " between the smallest and the largest number; if it does not, there is a mistake in your sum. Hand in your work at the end of"
        " the lesson, with your name at the top, and keep a copy for your folder, since we shall use the results next week when we"
        " speak about the median and the mode and compare the three of them on data that you will collect yourselves at home."
    )),
]  # fmt: skip
CHINESE = [
    ("一元一次方程练习", ["解方程：{}x + {} = {}，并写出每一步的依据。"] * 10, "请把结果代入原方程检验。"),
    ("两位数加减法口算", ["{} + {} - {} = （  ）"] * 25, "书写要工整。"),
    ("分数应用题", ["一根绳子长{}米，用去了它的{}分之{}，还剩多少米？"] * 7, "先画线段图，再列式计算。"),
    ("行程问题", [
        "甲、乙两地相距{}千米，一辆客车以每小时{}千米的速度从甲地开出，一辆货车以每小时{}千米的速度同时从乙地开出，两车相向而行，几小时后相遇？",
    ] * 5, "注意单位要统一，答句要写完整。"),
    ("鸡兔同笼", ["笼子里有鸡和兔共{}只，脚共有{}只，问鸡和兔各有多少只？"] * 6, "可以用假设法，也可以列方程。"),
    ("百分数的应用", ["一件商品原价{}元，先提价{}%，再降价{}%，现价是多少元？"] * 6, "提价和降价的标准量不同。"),
    ("圆的面积", ["一个圆的半径是{}厘米，求它的周长和面积。"] * 9, "圆周率取近似值。"),
    ("二次函数", ["已知抛物线 y = x² - {}x + {}，求它的顶点坐标和与坐标轴的交点。"] * 7, "可先配方。"),
    ("概率初步", ["袋中有{}个红球和{}个白球，从中任意摸出一个球，摸到红球的概率是多少？"] * 7, "结果化成最简分数。"),
    ("工程问题", ["一项工程，甲队单独做{}天完成，乙队单独做{}天完成，两队合作几天可以完成？"] * 7, "把工作总量看作单位一。"),
    ("等差数列", ["等差数列的首项是{}，公差是{}，求第{}项和前{}项的和。"] * 7, "请写出所用的公式。"),
    ("统计平均数", ["小明四次测验的成绩分别是{}分、{}分、{}分和{}分，求他的平均成绩。"], (
        "平均数是一组数据的总和除以这组数据的个数，它反映的是这组数据的一般水平。计算之前请先把题目完整地读一遍，弄清楚题目中给出了哪些条件，"
        "要求的是什么。计算时先求出总和，再数一数一共有几个数据，最后做除法。得到结果以后要检查：平均数应当在最小的数据和最大的数据之间，如果不在，"
        "说明计算中出现了错误，请重新计算。完成以后在练习本的右上角写上班级和姓名，下课时交给组长，由组长统一交到办公室。下一节课我们将学习中位数和众数，"
        "请同学们回家以后收集家里最近一个星期每天的用电量，把数据整理成表格带到学校来，我们一起比较这三种统计量的不同。"
    )),
]  # fmt: skip


def worksheets() -> list[dict[str, str]]:
    """Records with `id`, `text` and `template`; the same in every call."""
    found, numbers = [], random.Random(20261122)
    for language, templates in (("en", ENGLISH), ("zh", CHINESE)):
        for t, (heading, problems, closing) in enumerate(templates):
            for sheet in range(SHEETS):
                lines = [heading]
                lines += [f"{i}. " + p.format(*(numbers.randint(2, 99) for _ in range(p.count("{}")))) for i, p in enumerate(problems, 1)]
                text = "\n".join([*lines, closing])
                found.append({"id": f"{language}{t}-{sheet}", "template": f"{language}{t}", "text": text})
    return found


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="utf8") as out:
        out.writelines(json.dumps(sheet, ensure_ascii=False) + "\n" for sheet in worksheets())
