"""Texts made from word lists and patterns: mathematics in many fields, and pages full of numbers that are not mathematics.

Real examples come from few fields; terms of the others are known, and so is what a linear model over symbols and digits mistakes for
mathematics (price lists, timetables, parcel tracking, league tables, telephone lists).
"""

from __future__ import annotations

import random

TERMS_EN = """theorem, lemma, corollary, proposition, proof, axiom, conjecture, definition, identity, equation, inequality, formula,
function, variable, constant, coefficient, polynomial, quadratic, cubic, binomial, monomial, root, zero, factor, divisor,
multiple, prime, integer, fraction, decimal, ratio, proportion, percentage, exponent, logarithm, exponential, sine, cosine,
tangent, trigonometry, angle, triangle, circle, radius, diameter, circumference, chord, arc, sector, polygon, quadrilateral,
parallelogram, rhombus, trapezoid, rectangle, perimeter, area, volume, sphere, cone, cylinder, pyramid, prism, hypotenuse,
altitude, median, bisector, centroid, incenter, congruent, similar, perpendicular, parallel, vertex, edge, face, graph,
tree, path, cycle, planar graph, colouring, matching, vector, matrix, determinant, eigenvalue, eigenvector, rank, kernel,
image, basis, dimension, span, subspace, orthogonal, projection, transpose, inverse, trace, norm, inner product, linear map,
isomorphism, homomorphism, group, subgroup, ring, ideal, field, module, lattice, permutation, combination, factorial,
probability, random variable, expectation, variance, covariance, correlation, distribution, density, Gaussian, Poisson,
Bernoulli, geometric, uniform, hypothesis test, confidence interval, estimator, likelihood, regression, Bayes, Markov chain,
martingale, entropy, limit, continuity, derivative, differential, integral, antiderivative, gradient, divergence, curl,
Laplacian, Taylor series, Fourier transform, Laplace transform, convergence, sequence, series, sum, product, supremum,
infimum, bound, monotone, convex, concave, tangent line, curvature, manifold, topology, compact, open set, closed set,
metric space, Hilbert space, Banach space, measure, Lebesgue, Riemann sum, holomorphic, analytic, contour, residue,
complex number, conjugate, modulus, argument, real number, rational number, irrational number, set, subset, union,
intersection, complement, bijection, injection, surjection, domain, codomain, range, relation, equivalence, partition,
cardinality, countable, induction, contradiction, recurrence, generating function, modular arithmetic, congruence,
greatest common divisor, Diophantine, ordinary differential equation, partial differential equation, boundary condition,
initial value, eigenfunction, Newton's method, interpolation, approximation, error bound, optimisation, Lagrange multiplier,
linear programming, game theory, combinatorics, number theory, algebra, geometry, calculus, real analysis""".replace("\n", " ").split(", ")

TERMS_ZH = """定理 引理 推论 命题 证明 公理 猜想 定义 恒等式 方程 不等式 公式 函数 自变量 常数 系数 多项式 一元二次方程 二次函数
因式分解 零点 因数 倍数 素数 整数 分数 小数 比例 指数 对数 幂函数 正弦 余弦 正切 三角函数 角平分线 三角形 圆 半径 直径
弦 圆心角 多边形 四边形 平行四边形 菱形 梯形 周长 面积 体积 球 圆锥 圆柱 棱锥 棱柱 斜边 勾股定理 中线 垂心 重心 全等
相似 垂直 平行 顶点 棱 图 树 路径 回路 匹配 染色 向量 矩阵 行列式 特征值 特征向量 秩 核 基 维数 子空间 正交 投影 转置
逆矩阵 迹 范数 内积 线性映射 同构 同态 群 子群 环 理想 域 模 格 排列 组合 阶乘 概率 随机变量 期望 方差 协方差 相关系数
分布 密度函数 正态分布 泊松分布 二项分布 假设检验 置信区间 估计量 似然 回归 贝叶斯公式 马尔可夫链 熵 极限 连续 导数 微分
积分 原函数 梯度 散度 旋度 泰勒展开 傅里叶变换 收敛 数列 级数 求和 上确界 下确界 有界 单调 凸函数 切线 曲率 流形 拓扑
紧集 开集 闭集 度量空间 测度 全纯函数 留数 复数 共轭 模长 实数 有理数 无理数 集合 子集 并集 交集 补集 双射 单射 满射
定义域 值域 等价关系 可数 数学归纳法 反证法 递推式 生成函数 同余 最大公约数 不定方程 微分方程 边界条件 初值 牛顿迭代
插值 误差 最优化 拉格朗日乘数 线性规划 博弈 组合数学 数论 代数 几何 微积分 抛物线 椭圆 双曲线 焦点 准线 渐近线
直线的斜率 截距 坐标系 等差数列 等比数列 通项公式 前n项和 奇函数 偶函数 周期 最大值 最小值""".replace("\n", " ").split(" ")

SENTENCES_EN = (
    "Let {x} be a {t} and suppose that the {t} is {t}.",
    "The {t} of a {t} is defined as the {t} of its {t}.",
    "We show that every {t} has a {t}.",
    "In mathematics, a {t} is a {t} whose {t} equals the {t}.",
    "By the {t} theorem, the {t} is equal to {n}.",
    "Find the {t} of ${x} = {n}{y} + {n}$.",
    "Assume ${x} > {n}$; then ${x}^2 \\geq {n}{x}$, which proves the {t}.",
    "The {t} can be computed from the {t} and the {t}.",
    "Here {x} denotes the {t} and {y} the {t}.",
    "It follows from the {t} that the {t} converges.",
    "Solve for {x}: {n}{x} + {n} = {n}.",
    "$$\\sum_{{{x}=1}}^{{{n}}} {x}^2 = \\frac{{{n}}}{{{n}}}$$",
    "The {t} states that if a {t} is {t}, then its {t} is a {t}.",
    "Hence f({x}) = {n}{x}^2 - {n}{x} + {n} has {n} roots.",
    "A {t} is called a {t} if it satisfies the {t}.",
)

SENTENCES_ZH = (
    "设{x}为{t}，则其{t}等于{t}。",
    "证明：由{t}可知，{t}存在。",
    "求{t}的{t}。",
    "若${x}>{n}$，则${x}^2\\geq {n}{x}$，故{t}成立。",
    "已知{t}的{t}为{n}，求它的{t}。",
    "在数学中，{t}是指满足{t}的{t}。",
    "根据{t}，{t}与{t}之间有如下关系。",
    "解：令{x}={n}，代入得{y}={n}。",
    "因此函数$f({x})={n}{x}^2-{n}{x}+{n}$有{n}个零点。",
    "$$\\sum_{{{x}=1}}^{{{n}}} {x} = \\frac{{{n}}}{{{n}}}$$",
    "由{t}的定义，{t}收敛。",
    "记{t}为{x}，{t}为{y}。",
)


def _mathematics(rng: random.Random, terms: list[str], patterns: tuple[str, ...], joint: str) -> str:
    field = rng.sample(terms, 14)
    lines = []
    for pattern in rng.choices(patterns, k=rng.randint(1, 9)):
        text = pattern
        while "{t}" in text:
            text = text.replace("{t}", rng.choice(field), 1)
        while "{n}" in text:
            text = text.replace("{n}", str(rng.randint(1, 40)), 1)
        lines.append(text.replace("{x}", rng.choice("xnkat")).replace("{y}", rng.choice("ymbs")).replace("{{", "{").replace("}}", "}"))
    return (joint if rng.random() < 0.7 else "\n").join(lines)


def mathematics(n: int, seed: int = 1) -> list[str]:
    """n short texts about mathematics, half of them Chinese."""
    rng = random.Random(seed)
    return [_mathematics(rng, *((TERMS_EN, SENTENCES_EN, " ") if i % 2 else (TERMS_ZH, SENTENCES_ZH, ""))) for i in range(n)]


def _price_list(rng: random.Random) -> str:
    goods = (
        "Mug",
        "Phone case",
        "USB cable",
        "T-shirt",
        "Garden hose",
        "手机壳",
        "数据线",
        "保温杯",
        "不锈钢管 304",
        "镀锌方管",
        "螺丝 M8",
        "Oak shelf",
    )
    money = rng.choice(("${}.99", "¥{}.00", "{} 元", "€{},50", "£{}.49", "￥{}"))
    return "\n".join(
        f"{rng.choice(goods)} {rng.randint(1, 60)}x{rng.randint(1, 60)} {money.format(rng.randint(1, 900))}"
        for _ in range(rng.randint(6, 30))
    )


def _tracking(rng: random.Random) -> str:
    steps = ("Arrived at facility", "Departed facility", "Out for delivery", "Delivered", "已揽收", "到达分拨中心", "正在派送", "已签收")
    head = f"Tracking number {rng.choice('RLEC')}{rng.randint(10**8, 10**9)}CN"
    lines = (
        f"2023-{rng.randint(1, 12):02}-{rng.randint(1, 28):02} {rng.randint(0, 23):02}:{rng.randint(0, 59):02} {rng.choice(steps)}"
        for _ in range(12)
    )
    return "\n".join((head, *lines))


def _table(rng: random.Random) -> str:
    names = ("Arsenal", "Leeds", "山东泰山", "上海申花", "Lyon", "Roma", "广州", "Ajax", "Porto", "北京国安")
    return "\n".join(" ".join((rng.choice(names), *(str(rng.randint(0, 60)) for _ in range(8)))) for _ in range(rng.randint(8, 20)))


def _timetable(rng: random.Random) -> str:
    places = ("Central", "Harbour", "Airport", "University", "火车站", "人民路", "体育中心", "医院")
    return "\n".join(
        f"{rng.choice(places)} " + " ".join(f"{h:02}:{rng.randint(0, 59):02}" for h in sorted(rng.choices(range(5, 24), k=8)))
        for _ in range(10)
    )


def _telephones(rng: random.Random) -> str:
    lines = []
    for _ in range(rng.randint(5, 15)):
        who = rng.choice(("Office", "Sales", "客服热线", "王经理", "传真", "Fax"))
        land, mobile = f"(0{rng.randint(10, 99)}) {rng.randint(10**6, 10**8)}", f"1{rng.randint(3 * 10**9, 9 * 10**9)}"
        lines.append(f"{who}: {rng.choice((land, mobile, f'400-{rng.randint(100, 999)}-{rng.randint(1000, 9999)}'))}")
    return "\n".join(lines)


def _specifications(rng: random.Random) -> str:
    names = ("Weight", "Width", "Battery", "Power", "Screen", "重量", "尺寸", "功率", "电压", "内存", "Resolution", "材质")
    units = ("kg", "mm", "mAh", "W", "V", "GB", "×40 cm", "英寸")
    return "\n".join(
        f"{rng.choice(names)}: {rng.randint(1, 400)}{rng.choice(('.5', ''))} {rng.choice(units)}" for _ in range(rng.randint(6, 20))
    )


NUMBERS = {
    "prices": _price_list,
    "parcels": _tracking,
    "tables": _table,
    "timetables": _timetable,
    "telephones": _telephones,
    "specifications": _specifications,
}
SELLING = ("prices", "telephones")


def numbers(n: int, seed: int = 2) -> list[tuple[str, str]]:
    """n texts full of digits and signs, none of them mathematics or code, each after its kind."""
    rng = random.Random(seed)
    kinds = list(NUMBERS)
    return [(kinds[i % len(kinds)], NUMBERS[kinds[i % len(kinds)]](rng)) for i in range(n)]
