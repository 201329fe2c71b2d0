"""Stretches of pages with a label for every line, Chinese and English, written down from what pages that sell, and the furniture of
others, say.

Labelled pages show few trades. On these, pitches, slogans, testimonials, packages and calls (a) stand between terms, steps, parameters and
answers (c), which read much alike, and menus, related lists and small print (n). Like phrases, they teach the linear models alone.
"""

from __future__ import annotations

CHINESE_WINDOWS = """
c 漏洞概述
c 该组件在处理上传文件名时未过滤路径分隔符，攻击者可构造特殊请求将文件写入任意目录。
c 影响版本：3.2.0 至 3.2.7
c 修复建议
c 1. 升级至 3.2.8 及以上版本。
c 2. 无法升级的，限制上传目录的执行权限。
a 产品支持情况
a 我司态势感知平台已支持对该漏洞利用行为的检测，请将规则库升级至最新版本。
a 云防护用户无需任何操作，规则已自动下发，默认开启防护。
a 终端防护产品预计本周五发布检测方案，规则编号请联系当地服务人员获取。
a 如需漏洞排查与应急支持，可拨打 7×24 小时安全服务热线
a 关于我们
a 我们是国内领先的网络安全解决方案提供商，拥有十余年攻防实战经验，服务金融、能源、运营商等上千家客户。
a 以技术创新守护数字世界，期待与您携手同行。
n 免责声明：本文仅供安全研究，请勿用于非法用途，否则后果自负。

c 最后总结一下，绕过的关键在于签名校验发生在解码之前。
c 感兴趣的读者可以自己搭环境调一遍。
a 星球介绍
a 创立两年多，目前已有 1500 多位师傅加入，价格会随人数上涨，早加入早享受。
a 你能得到什么？
a 🔥 每周更新原创实战文章，不少于五篇
a 🔥 独家漏洞库与批量检测脚本
a 🔥 内部靶场账号，随时练习
a 🔥 简历修改、模拟面试、内推机会
a 🔥 遇到问题可以一对一提问，必有回复
a 不满意三天内可以全额退款，没有任何风险
a 扫码后记得备注来意，才能拉你进内部交流群
a 星球部分内容截图如下
n 往期文章
n 一次简单的逻辑漏洞挖掘
n 记某次内网横向的曲折经历
n 从一个弱口令到拿下全站
n 浅谈反序列化链的寻找思路

a 课程亮点
a 全程直播加录播，永久回看
a 讲师均来自一线大厂安全部门，平均从业八年
a 从零基础到独立挖洞，带你少走弯路
a 课程大纲
a 第一阶段：网络基础与环境搭建
a 第二阶段：常见 Web 漏洞原理与利用
a 第三阶段：内网渗透与免杀对抗
a 第四阶段：红队项目实战演练
a 学员反馈
a 学完两个月就在平台上拿到了第一笔奖金，太值了！
a 老师讲得特别细，有问题秒回，比我自己看视频强太多。
a 原价 3999，前 50 名只要 2599，满员恢复原价
a 详情可咨询课程顾问，微信同号
c 一、实验环境
c 靶机使用 Windows Server 2016，攻击机使用 Kali，两台机器处于同一网段。

a 为答谢广大读者长期以来的支持，本号联合出版社送书啦
a 本期赠送《渗透测试入门》五本，包邮到家
a 参与方式
a 1、关注本公众号
a 2、将本文分享到朋友圈并保留到开奖
a 3、在文末留言，点赞前三名各得一本
a 开奖时间：本周日晚八点，届时由小程序自动开奖
a 中奖者请在 24 小时内联系小编填写收货地址，逾期视为放弃
a 没有中奖的小伙伴也可以点击下方链接半价购买
a 内容简介
a 本书由多位一线工程师合力编写，案例丰富，讲解通俗，是入门者不可多得的好书。
c 下面进入正题。
c 先看流程图，请求从网关进来以后依次经过鉴权、限流和路由三个模块。

a 大会门票火热预售中
a 早鸟票限量 200 张，原价 1680 元，现仅需 980 元
a 学生票凭学生证购买，含两日午餐
a 团购五张以上享八折优惠，请联系会务组
a 现场还有神秘礼品等你来拿，不见不散！
c 议程安排
c 09:00 - 09:30 签到
c 09:30 - 10:10 云原生环境下的身份认证，演讲人：某高校教授
c 10:10 - 10:50 供应链攻击的检测与溯源
c 14:00 - 15:30 分论坛：数据安全
c 地点：国际会议中心三层宴会厅
a 赞助商
a 铂金赞助：星云科技
a 合作媒体
n 主办单位：信息安全协会

a ChatGPT 会员代充值，官方正规渠道，三分钟到账
a 无需信用卡，无需折腾，支持支付宝和微信付款
a ✅ 安全：无需提供密码
a ✅ 稳定：不掉订阅，全程售后
a ✅ 快速：下单后自动开通
a 点击进入官网，立即开通会员
c 常见问题
c 充值之后多久生效？
c 一般在三到五分钟内生效，个别地区需要重新登录。
c 到期之后会自动扣费吗？
c 不会，到期后账号自动恢复为免费版。
c 可以开发票吗？
c 可以，在订单页面提交抬头即可。
a 使用优惠码可再减 20 元，数量有限
a 售后微信：service2020
a 推荐阅读：最全海外虚拟卡对比，一分钟注册即可使用
n 上一篇：苹果账号注册教程
n 下一篇：如何切换区域

a 机场推荐：全中转线路，晚高峰不卡
a 官网地址：点击注册（备用地址请收藏）
a 线路介绍
a 香港、日本、新加坡、美国等 40 多个节点，全部专线
a 解锁各大流媒体和 AI 服务，支持多设备同时在线
a 套餐价格
a 入门版：每月 12 元，100G 流量
a 进阶版：每月 25 元，300G 流量
a 不限时流量包：80 元 500G，用完为止
a 注册即送三天试用，新用户首月八折，优惠码：NEW8
a 晚间测速截图，延迟低，速度稳
a 老牌机场，运营四年从未跑路，放心购买
c 客户端使用教程
c 第一步，打开软件，点击左侧的“订阅”。
c 第二步，把复制的链接粘贴到输入框，点击“更新”。
c 第三步，在“代理”页选择延迟最低的一项。
c 如果更新失败，请检查系统时间是否正确。

n 首页
n 号码选购
n 资费套餐
n 办理流程
n 客户案例
a 企业形象的象征，一号在手，商机无忧
a 全国统一号码，资费低至每分钟一角起
a 已有上万家企业选择我们办理
a 现在办理，预存话费即送彩铃和语音导航
a 立即选号
c 功能介绍
c 语音导航：来电先听欢迎词，再按键转到不同部门。
c 黑名单：设置后该号码无法打入。
c 办理所需材料
c 1. 营业执照副本复印件
c 2. 法人身份证复印件
c 3. 加盖公章的业务受理单
n 常见问题
n 办理需要多长时间？
n 号码可以过户吗？
n 话费用完了怎么充值？
n 套餐到期可以更换吗？
a 全国办理热线，欢迎来电咨询

a 让每个孩子都爱上开口说英语
a 纯正外教，小班授课，每班不超过八人
a 独创情景教学法，三个月开口，半年流利交流
a 我们的优势
a 专业师资
a 严格筛选，持证上岗，平均教龄六年以上
a 科学课程
a 针对不同年龄段量身定制，循序渐进
a 贴心服务
a 课后一对一辅导，定期反馈学习情况
a 家长心声
a 孩子以前见到外国人就躲，现在会主动打招呼了，感谢老师们的付出！
a 预约免费试听课，赠送价值 398 元大礼包
c 校区分布
c 城东校区：人民路 18 号三楼
c 城西校区：建设大街 66 号
c 上课时间
c 平日班 18:30 至 20:00，周末班 9:00 至 10:30
c 退费办法：开课前可全额退还，开课后按剩余课时折算。

a 专业不锈钢丝网生产厂家，二十年品质如一
a 公司引进国外先进设备，产品远销欧美及东南亚，深受新老客户信赖
a 质量第一，信誉至上，欢迎来厂参观指导
c 产品参数
c 材质：304、316L
c 网孔：1 目至 500 目
c 丝径：0.02 毫米至 2 毫米
c 编织方法：平纹、斜纹、席型
c 用途：用于石油、化工、食品行业的筛分与过滤
a 现货充足，可来图定做，当天发货
a 厂家直供，没有中间商，价格更优惠
a 销售经理：王先生，手机微信同号
n 相关产品
n 镀锌电焊网
n 六角网
n 冲孔板
n 上一条：过滤网筒
n 下一条：黑丝布

a 餐饮加盟好项目，小投资也能当老板
a 总部提供选址、装修、培训、配送全程扶持，开店无忧
a 一间小店，两名员工，三个月回本
a 品牌实力
a 全国门店突破 800 家，口味独特，复购率高
a 单店利润分析
a 日均客流 200 人，客单价 18 元，月净利可观
a 加盟商见证
a 从打工到当老板，我只用了半年，感谢总部的支持
a 现在留言咨询，前十名免加盟费
c 加盟条件
c 1. 年满十八周岁，具有独立承担民事责任的能力；
c 2. 店铺面积不少于十五平方米；
c 3. 认同品牌理念，遵守统一管理。
n 请填写您的姓名
n 请输入手机号码
n 提交留言

a 论文发表绿色通道，省级国家级核心期刊均可安排
a 编辑部直接合作，审稿快，出刊快，全程保密
a 不成功不收费，签订正规合同
a 资深编辑一对一指导修改，让您的职称评审无忧
a 在线投稿，三个工作日内答复
c 征稿范围
c 本刊设有学科教学、教育管理、德育研究、课程改革等栏目。
c 投稿要求
c 来稿字数以 3000 至 5000 字为宜，附中英文摘要和三到五个关键词。
c 参考文献按国家标准著录，文责自负。
n 期刊导航
n 教育类期刊
n 经济类期刊
n 医学类期刊
n 范文欣赏
n 浅谈小学语文阅读教学
n 新课改下的数学课堂
n 版权所有，投稿邮箱请见联系我们

a 海量优质自媒体资源，覆盖亿万用户
a 一键投放，精准触达目标人群
a 全行业最低价，一个粉丝只要几分钱
a 用户广：月活跃用户超过五亿
a 数据准：按地域、年龄、兴趣多维度定向
a 服务好：专属客服，全程跟进，效果看得见
a 他们都在用
a 马上开户，首充返 10%
c 计费方式
c 按点击付费，最低出价 0.3 元，每日预算不少于 100 元。
c 按展示付费，每千次展示 15 元起。
c 广告规格
c 图片大小 640×320，不超过 80KB；标题不超过 14 个字。
c 审核时间：工作日两小时内
n 登录
n 免费注册
n 忘记密码
n 帮助中心

c 做完上面这些题，模拟面试里最常见的几类就差不多了。
a 很多录友问我有没有配套视频，现在它来了！
a 我花了一年时间，把整套内容重新整理成了课程，配有动画讲解和代码模板
a 帮大家把最难啃的部分一次讲透，自学起来事半功倍
a 训练营第六期报名中，打卡全勤返还押金
a 这里推荐一个刷题网站，题目都是我精心挑选的，难度循序渐进
a 最强八股文，拿去不谢，关注后回复面试即可
a 想交流的同学可以加我，备注学校加年级，我拉你进群
c 思路
c 本题可以用双指针：慢指针指向下一个要写入的位置，快指针向后扫描。
c 时间复杂度 O(n)，空间复杂度 O(1)。
c 其他语言版本
c Java：
c Go：

c 本次门诊由主任医师坐诊，主要接诊甲状腺结节患者。
c 结节小于一厘米且边界清楚的，每半年复查一次即可。
a 我院特邀北京知名专家亲临会诊，名额有限，预约从速
a 引进德国微创技术，不开刀、恢复快、无痛苦
a 十余年专注肛肠健康，数万患者口碑见证
a 活动期间检查费减免 50%，外地患者报销路费
a 点击咨询在线医生，三秒预约，免排队
a 康复患者送来锦旗，感谢妙手仁心
c 注意事项
c 检查前八小时禁食，服用抗凝药者请提前告知医生。
n 热点文章
n 甲状腺结节会癌变吗
n 体检发现囊肿怎么办
n 本站信息仅供参考，不能作为诊断及医疗的依据

a 匠心打造，为爱而生
a 好房子，懂生活，更懂你
a 地铁口 300 米，坐拥双公园，繁华与宁静一步之间
a 首付 28 万起，即可安家市中心
a 样板间盛大开放，到访即送精美礼品
a 贵宾专线，恭候品鉴
c 楼盘信息
c 占地面积：4.2 万平方米
c 容积率：2.5
c 绿化率：35%
c 物业费：每月每平方米 2.8 元
c 交房时间：2023 年 6 月
c 产权年限：70 年
n 本资料仅为要约邀请，最终以政府批准文件及买卖合同为准

a 我们专注企业建站十五年，用心服务每一位客户
a 用设计创造价值，用技术成就品牌
a 1000+ 成功案例
a 99% 客户满意度
a 7×24 小时技术支持
a 为什么选择我们？
a 我们不只是做网站，更是您身边的互联网营销专家
a 响应式设计，一次制作，电脑手机平板完美呈现
a 不满意不收费，免费修改到您满意为止
a 现在咨询，即可免费获得价值千元的优化方案
c 服务流程
c 需求沟通：了解行业、栏目和功能。
c 签订合同：付款 50% 后开始设计。
c 测试上线：客户验收后支付余款，交付全部源文件。
n 网站建设
n 小程序开发
n 品牌设计
n 新闻资讯

a 双十一狂欢价，全年最低，错过等一年
a 到手价 129 元，前一小时再送充电宝
a 大容量，快充，轻薄便携，出差旅行好帮手
a 十万用户的共同选择，好评率 99%
a 买就送，多买多送，送完即止
a 客服二十四小时在线，支持七天无理由退货
c 商品参数
c 容量：10000 毫安时
c 输入：Type-C 5V/3A
c 尺寸：143 × 66 × 15 毫米
c 净重：210 克
n 店铺首页
n 全部宝贝
n 累计评价 2000+
n 看了又看
n 本店推荐

c 第十二条 基金份额持有人大会
c 代销机构
c （1）东海证券股份有限公司
c 注册地址：江苏省常州市延陵西路 23 号
c 办公地址：上海市浦东新区东方路 1928 号
c 法定代表人：朱某某
c 联系人：李某
c 电话：021-50586660
c 传真：021-50585607
c 客户服务电话：400-888-8588
c 网址：www.example.com.cn
c （2）南方银行股份有限公司
c 注册地址：深圳市福田区深南大道 2010 号
c 电话：0755-22166118
c 基金管理人可根据有关法律法规的要求，选择其他符合要求的机构代理销售本基金，并及时公告。

n 通知公告
n 更多
n 关于召开职工代表大会的通知 2020-11-12
n 关于做好冬季防火工作的通知 2020-11-09
n 2020 年第三季度收费公示 2020-10-15
n 党建工作
n 我校举行主题党日活动 2020-10-30
c 关于公开遴选食堂配送单位的公告
c 因工作需要，我校拟公开遴选食堂配送单位一家，现将有关事项公告如下：
c 一、报名条件
c 1. 具有独立法人资格，注册资金不少于 100 万元；
c 2. 近三年无违法违规记录。
c 二、报名时间：2020 年 11 月 16 日至 20 日
c 三、联系人：陈老师，电话 0512-66660000
c 附件：报名表
n 上一篇：没有了
n 下一篇：关于期中教学检查的安排

c 招标公告列表
c 1 城北路道路改造工程施工招标公告 2021-03-05
c 2 实验小学扩建工程监理招标公告 2021-03-04
c 3 人民医院医疗设备采购公告 2021-03-02
c 4 老旧小区改造项目设计中标候选人公示 2021-03-01
c 5 污水处理厂提标工程中标结果公告 2021-02-26
c 6 关于暂停受理纸质投标文件的通知 2021-02-24
n 共 128 页
n 首页 上一页 1 2 3 4 5 下一页 尾页
n 友情链接
n 政府采购网
n 建设工程信息网
n 主办单位：公共资源交易中心

c 楼主：刚入手的笔记本，开机有点慢，大家帮忙看看是什么原因？
c 看看
c 帮顶
c 先把自启动的软件关掉试试，再查一下硬盘健康。
c 感谢楼主分享！
c 同款，我的没有这个问题。
c 已经解决了，重装系统之后就好了，谢谢各位。
n 发表于 2019-4-5 10:21
n 只看该作者
n 回复
n 举报
n 积分 320
n 您需要登录后才可以回帖
a 诚招本版版主，待遇从优，有意者站内信联系
a 数码配件团购进行中，版友专享价，点击进入

a 一份承诺，一生守护
a 每年只需几百元，最高保障五十万
a 六十岁以内均可投保，无需体检
a 超过三百万家庭的选择
a 现在测一测，看看你适合哪款产品
a 免费领取一对一保险规划
c 保障责任
c 一般医疗保险金：年度限额 200 万元，免赔额 1 万元。
c 重大疾病住院津贴：每日 100 元，最多 180 日。
c 等待期为 30 日，意外伤害无等待期。
c 责任免除：既往症、整形手术、分娩所致费用不在保障范围内。
n 投保须知
n 理赔指引
n 客户告知书

c 东坡肉的做法
c 五花肉切成四厘米见方的块，冷水下锅焯两分钟。
c 砂锅底铺葱姜，肉皮朝下码好，加黄酒、酱油和冰糖。
c 小火焖两个小时，翻面后再蒸半小时。
a 今天用的这款铸铁锅受热特别均匀，是我用过最好的一口锅
a 给粉丝争取到了专属价，比旗舰店还便宜一百块，需要的姐妹戳左下角
a 只有三天，手慢无
c 小贴士
c 黄酒要没过肉块，中途不要加水。
n 喜欢这篇菜谱的人还喜欢
n 红烧狮子头
n 清蒸鲈鱼
n 收藏 326

c 综上，这次入侵的入口是一台未及时更新的测试服务器。
c 建议对外网资产做一次全面梳理，关闭不必要的端口。
n 参考链接
n https://example.com/report
a 【招聘】我们在找你
a 岗位：渗透测试工程师若干名，base 杭州、成都
a 福利待遇：五险一金、带薪年假、节日礼品、弹性打卡
a 有意者请将简历投递至邮箱，备注公众号来源可优先面试
a 团队简介
a 我们团队成员来自各大安全厂商，长期专注于攻防研究，多次在实战演练中名列前茅。
a 如果你也热爱安全，欢迎加入我们，一起做有意思的事！
n 往期推荐
n 干货 | 应急响应工具箱
n 实战 | 一次钓鱼邮件溯源
n 喜欢就请点个在看

a 今晚八点直播预告
a 主题：企业如何应对勒索软件
a 嘉宾：资深安全专家，十五年从业经验
a 看直播抽好礼，键盘、耳机、定制T恤等你拿
a 扫描海报二维码预约直播间
a 错过直播的朋友可在视频号观看回放
c 近日，某制造企业遭到加密勒索，生产线停工两天。
c 调查发现，攻击者先通过远程桌面弱口令登录，再关闭了备份服务。
c 防护建议如下：
c 一是关闭公网的远程桌面，必要时使用跳板机；
c 二是备份数据离线保存，并定期做恢复演练。
a 我司勒索防护一体机，事前加固、事中阻断、事后恢复，为企业数据上好最后一把锁
a 免费风险评估名额开放中，点击阅读原文申请

a 考证就选我们
a CISP、CISSP 培训火热招生，一次不过免费重修
a 累计培训学员两万余人，通过率连续五年超过 95%
a 官方授权机构，名师带队，考前押题
a 线上线下同步开班，周末班、脱产班任你选
a 本月报名立减 1000 元，再送价值 499 元题库
a 报名请联系张老师，电话微信同号
c 报考条件
c 硕士及以上学历，一年工作经历；本科学历，两年工作经历。
c 考试形式：单项选择题 100 道，考试时间 2 小时，70 分及格。
c 证书有效期三年，到期前三个月内提交维持申请。
c 考试费用由中心统一收取，不含培训费。

c 0x03 总结
c 整个过程并不复杂，难点在于找到那个被忽略的接口。
a 写在最后
a 原创不易，如果对你有帮助，麻烦各位师傅动动发财的小手，点赞、在看、转发三连支持一下
a 关注我，带你看更多有趣的安全故事
a 文中用到的工具已经打包好，关注后私信“工具”自动发送下载链接
a 交流群已满 200 人，想进群的朋友可以加我拉你
a 另外，我的小课堂上新啦，三节课带你吃透代码审计，一杯奶茶钱
n 声明：本公众号所分享内容仅用于技术讨论，切勿用于违法途径
n 赞 12
n 在看 8
n 写留言

c 据介绍，该标准将于明年一月一日起正式实施。
c 标准规定了数据分类的原则、方法和流程，适用于各类组织。
a 公司简介
a 长风数安成立于 2010 年，是专注数据安全的国家高新技术企业，连续三年入选行业百强。
a 公司总部位于南京，在全国设有二十余个分支机构，拥有完善的销售与服务网络。
a 核心产品包括数据脱敏、数据库审计、数据防泄漏等，广泛应用于政府、教育、医疗、金融等行业。
a 秉承“客户至上、持续创新”的理念，致力于成为最值得信赖的数据安全伙伴。
a 了解更多产品信息，欢迎拨打热线或访问官网
n 编辑：小安
n 审核：老王
n 本文部分素材来源于网络，如有侵权请联系删除

a 感谢大家一年来的陪伴，年终福利来了！
a 星球年费限时立减 60，仅限前 100 名
a 老用户续费五折，到期前续费更划算
a 目前已沉淀资料 3000 余份，涵盖等保、密评、数安、应急预案等方案模板
a 每天不到五毛钱，少喝一杯咖啡，多学一门本事
a 长按图片识别，即刻上车
c 等级保护测评流程一般分为四个阶段。
c 测评准备：收集资料，明确测评对象和边界。
c 方案编制：确定测评指标、工具和接入点。
c 现场测评：访谈、核查、测试，并形成记录。
c 报告编制：单项判定、整体测评与风险分析。

n 您当前的位置：首页 > 租房 > 整租
n 发布房源
n 城东
n 城西
n 500 元以下
n 500-1000 元
c 两室一厅，南北通透，家具家电齐全
c 租金：1500 元/月，押一付三
c 面积：86 平方米
c 楼层：5/6 层
c 房屋描述：小区门口有公交站，步行十分钟到菜市场，适合一家人居住。
a 房源真实，随时看房，非诚勿扰
a 更多优质房源请加经理微信，天天更新
a 委托我们出租，三天内租出，不成功不收费
n 周边房源
n 阳光花园 一室一厅 900 元
n 和平小区 三室两厅 2200 元
n 小区大全
n 免责声明：房源信息由网友发布

n 家教首页
n 请家教
n 做家教
n 教员库
n 学员库
a 专业上门一对一辅导，名校大学生在职教师任您挑选
a 不满意可随时更换老师，首次试讲免费
a 孩子成绩上不去？别着急，我们来帮您
a 已成功为五万个家庭找到满意的好老师
a 家长热线，早八点到晚十点都有人接听
c 收费参考
c 小学：大学生教员每小时 40 至 60 元，在职教师每小时 80 至 120 元
c 初中：大学生教员每小时 50 至 70 元，在职教师每小时 100 至 150 元
c 请家教步骤：登记需求，挑选教员，预约试讲，确认上课。
n 最新家教信息
n 初二数学 每周两次 男女不限
n 小学全科 周一至周五 要求女老师
n 高一物理 周末 有经验者优先
n 推荐教员
n 李教员 数学系 大三

a 安全燃气，温暖万家
a 实力品牌，国家一级资质，您身边的供气专家
a 气源稳定，价格透明，大客户可享专属优惠
a 全国诚招代理商，共享千亿市场
c 液化天然气行情
c 今日华东地区均价 4200 元每吨，较昨日上涨 30 元。
c 受寒潮影响，下游补货增加，部分液厂库存偏低。
c 预计短期内价格以稳中小涨为主。
n 每日报价
n 华北 LNG 价格表
n 华南 LNG 价格表
n 会员登录后查看完整数据
a 开通资讯会员，行情提前知道，短信早报送到手机
a 广告投放请联系商务部
n 关于我们 | 会员服务 | 联系我们

c 上帝的礼物 - 歌词
c 词曲：未知
c 风从山那边吹过来
c 带着你名字的尘埃
c 我站在旧站台
c 等一列不会来的车
c 只剩下月光
c 照着空空的座位
n 收藏歌词
n 分享给好友
n 该歌手的其他歌曲
n 远行的船
n 一个人的冬天
n 热门歌手
n 歌词纠错
a 下载客户端，高品质音乐免费听
a 设为彩铃请发送短信，每首两元

c 中奖彩民：守号两年终于圆梦
c 10 月 18 日，家住城南的老张来到福彩中心兑奖，他凭一张 10 元单式票中得二等奖。
c 老张说，这组号码是用家人的生日组成的，每期都买，从不间断。
c 谈到奖金的用途，他表示先给孩子交学费，再把老房子修一修。
n 相关新闻
n 公益金资助百名大学新生
n 第 2020123 期双色球开奖公告
n 站点销售员的一天
n 彩民故事更多>>
n 走势图
n 开奖公告
n 未成年人不得购买彩票及兑奖
a 手机投注更方便，扫码下载，首单立减

c 可爱又好记的女生网名
c 一颗小奶糖
c 云朵掉进汽水里
c 偷吃月亮的猫
c 南风知我意
c 橘子味的夏天
c 不吃香菜
n 男生网名
n 情侣网名
n 游戏名字
n 2021 最新霸气的游戏名字 2021-05-12
n 好听的公会名字大全 2021-04-30
n 温柔又治愈的个性签名 2021-03-18
n 上一篇：简单的四字网名
n 猜你还想看
n 热门专题

n 新闻
n 国际
n 财经
n 娱乐
n 打开 APP 查看更多精彩图片
c 本报讯 昨天上午，城区三条道路完成改造并恢复通车。
c 据市政部门介绍，改造后的道路加宽了非机动车道，增设了六处港湾式公交站。
c 沿线居民告诉记者，早高峰拥堵的情况明显缓解。
n 特别声明：以上内容为自媒体平台用户上传并发布，本平台仅提供信息存储服务。
n 12 人跟贴
n 热门跟贴
n 打开客户端发表看法
n 大家都爱看
n 他把阳台改成了小花园，邻居纷纷点赞
n 这五种水果，医生劝你少吃
n 女子逛街捡到一只小狗，带回家后惊呆了
n 高速上千万别做这几件事，尤其最后一个
a 6999 元起！新款轻薄本开启预约，到手还送鼠标
a 一件大衣只卖 199，商场同款便宜一半

c 我在项目里用的是第二种写法，原因是它不需要额外的依赖。
c 代码如下，注意回调里要先判断组件是否已经卸载。
a 如果觉得文章不错，点个赞再走呗
a 我整理了一份前端面试手册，近千页，关注后免费送给大家
a 欢迎加入我的技术交流群，群里有大厂内推和每日一题
a 最近开了一个小册，从零手写框架，新人价 19.9 元，前 300 名再打八折
n 分类：前端
n 标签：框架
n 评论 36
n 输入评论
n 相关推荐
n 面试官：说说你对事件循环的理解
n 三年经验，我是如何拿到高薪的
n 友情链接：技术社区

n 供应信息
n 求购信息
n 企业名录
c 供应：不锈钢离心泵
c 型号：IH50-32-160
c 流量：12.5 立方米每小时
c 扬程：32 米
c 配用功率：3 千瓦
c 介质温度：零下 20 至 105 摄氏度
a 本公司专业生产各类水泵阀门，规格齐全，价格合理，服务周到，欢迎广大用户来电垂询！
a 老板直接对接，量大从优，支持来样加工
a 让我们携手共进，共创辉煌！
a 联系我时，请说是在本网站上看到的，谢谢
n 查看该公司更多产品
n 在线询价
n 同类产品
n 自吸泵
n 管道离心泵

n 概况
n 机构
n 教学
c 我校教师在省级技能大赛中获奖
c 11 月 8 日，全省高校教师信息化教学大赛落幕，我校三名教师获得二等奖。
c 本次比赛共有 42 所院校的 136 名教师参加，分说课、答辩两个环节。
c 王敏，讲师，2013 年毕业于某某师范大学，获硕士学位，承担《学前心理学》《教育学》等课程的教学工作，发表论文三篇。
c 刘强，副教授，主持省级课题两项，参编教材一部。
n 校内链接
n 教务系统
n 一卡通
n 地址：某某市大学路 1 号 邮编：220000
n 书记信箱
n 学校官方微信
a 2021 年招生工作已启动，欢迎广大考生报考我校，圆你大学梦！
a 招生咨询热线

c 石碑的雕刻始于明代，村中至今保留着三处作坊。
c 传统工序有选料、开坯、打磨、描字、镌刻、上色六步，一块碑往往要做半个月。
a 本厂承接各类石雕、碑刻、牌坊工程，设计制作安装一条龙服务
a 四十年老字号，手艺精湛，价格公道，让您省心放心
a 产品畅销全国二十多个省市，赢得广大客户一致好评
a 承接异地订单，物流送货到家，货到满意再付款
n 石狮子
n 墓碑图片
n 汉白玉栏杆
n 石雕厂家哪家好
n 墓碑价格一般是多少
n 石碑刻字用什么字体
n 本文关键词：石雕，碑刻

c 版本更新说明
c 新增：支持批量导出，可按日期筛选。
c 修复：部分机型闪退的问题。
c 软件大小：36.5 MB
c 运行环境：安卓 5.0 以上
c 软件特色
c 1、界面简洁，一键扫描垃圾文件。
c 2、支持自定义白名单，避免误删。
n 下载地址
n 高速下载器下载
n 电信下载
n 联通下载
n 同类软件排行
n 相机大师 v3.2
n 文件管家 v1.8 官方版
n 游戏加速盒 v5.0.2
n 软件无法下载或链接失效，请点击报错
a 玩手游就上游戏盒，海量礼包免费领，充值低至一折

c 全国卷理科数学试卷分析
c 今年的试题难度与去年基本持平，选择题注重基础，压轴题考查导数与不等式。
c 考生失分较多的是第 19 题，主要原因是没有读懂题意。
a 暑期提分班现已开启，名师带你突破数学瓶颈
a 全市十二个校区，离家近，接送方便
a 上一期学员平均提高 32 分，进步看得见
a 想知道孩子的薄弱点？点击免费领取学情测评
a 关注我们，后台回复“数学”，获取全套电子版资料
n 高考资讯
n 2020 年各省高考分数线汇总
n 四年级语文上册期中试卷
n 六年级英语期末复习要点
n 作文：我的暑假生活
n [原创] 家长如何陪孩子备考（...

a 专注企业财税服务，让老板省心省力
a 零元注册公司，最快三天拿证
a 资深会计团队，一对一专属服务，拒绝隐形收费
a 已为八千余家中小企业保驾护航
a 立即咨询，免费核名
c 注册流程
c 一、核准名称：准备三到五个备选名称。
c 二、提交材料：股东身份证明、章程、住所使用证明。
c 三、领取执照：受理后五个工作日内。
c 小规模纳税人按季申报，一般纳税人按月申报。
n 商标注册
n 代理记账
n 资质办理
n 注册公司需要多少钱
n 公司注销流程是什么

a 一场说走就走的旅行，从这里开始
a 纯玩无购物，全程四星酒店，品质有保障
a 两人同行，第二人半价，仅限本周
a 出发吧，诗和远方都在等你
c 行程安排
c D1 昆明接机，入住酒店，自由活动
c D2 早餐后乘车前往石林，游览约三小时，晚宿楚雄
c D3 大理古城、洱海游船，晚餐自理
c 费用包含：住宿、早餐、景点首道门票、空调旅游车
c 费用不含：往返机票、单房差、个人消费
c 退改规则：出发前七日取消，全额退款。
a 报名电话 24 小时畅通，微信扫码咨询更优惠
n 云南旅游攻略
n 丽江五日游
n 同程线路推荐

a 记录此刻最美的你
a 一价全包，绝无二次消费
a 千套新款婚纱随意挑选，金牌摄影师全程跟拍
a 到店即送水晶相框，预约再减 888
a “拍得超自然，爸妈看了都说好，强烈推荐给要结婚的姐妹！”
a 档期有限，快来抢订吧
c 套餐内容
c 外景两处，内景一处，拍摄一天
c 精修照片 60 张，底片全送
c 相册：12 寸一本、8 寸一本
c 拍摄前一晚请早睡，当天素颜到店。
n 客照欣赏
n 关于品牌
n 门店地址

a 欠款难要？律师帮您
a 胜诉率高，不成功不收费
a 从业二十年，承办案件三千余起，深受当事人信赖
a 法律问题别再拖，一个电话马上解决
a 在线留言，律师十分钟内回电
c 诉讼时效
c 向人民法院请求保护民事权利的诉讼时效期间为三年。
c 诉讼时效期间自权利人知道或者应当知道权利受到损害以及义务人之日起计算。
c 律师收费标准
c 标的额十万元以下的，按 6% 收取，最低 3000 元。
n 婚姻家庭
n 劳动工伤
n 交通事故
n 离婚财产如何分割
n 工伤认定需要哪些材料

a 轻松练，科目二一把过
a 一人一车，随到随学，不用排队
a 免费接送，包教包会，拿证最快四十天
a 学员爆棚的口碑驾校，早报名早拿证
a 三人团报每人立减 300，学生凭证再减 200
c 科目二考试内容
c 倒车入库、侧方停车、坡道定点停车和起步、直角转弯、曲线行驶
c 满分 100 分，80 分合格；压线一次性不合格。
c 报名材料：身份证原件，一寸白底照片六张，体检表。
n 驾校首页
n 学车指南
n 模拟考试
n 教练风采
n 学员天地

a 开春焕肤季，全场护理低至三折
a 韩国进口仪器，无创无痛，午休就能变美
a 明星都在用的抗衰秘诀，快来体验
a 新客首单 99 元，体验后满意再办卡
a 变美热线，专家免费面诊
c 光子嫩肤的原理
c 特定波长的强脉冲光被色素和血红蛋白吸收，产生热效应。
c 术后一周避免暴晒，不使用含酸类产品。
c 孕妇、光敏感者、瘢痕体质者不宜。
n 皮肤美容
n 整形项目
n 案例对比
n 医师团队
n 祛斑多少钱一次

a 好茶，从一片叶子开始
a 高山云雾，手工采摘，口口回甘
a 送礼自饮两相宜，买二送一，礼盒装更有面子
a 茶农直供，假一赔十
a 喝过的朋友都说好，回头客特别多
a 想喝好茶的朋友加我，朋友圈每天更新
c 岩茶的制作
c 鲜叶采下后先萎凋，再反复摇青，使叶缘发酵。
c 杀青之后揉捻成条，最后用炭火慢焙，足火约需十二小时。
c 冲泡：水温 100 度，投茶 8 克，前三泡五秒出汤。
n 茶叶百科
n 绿茶
n 白茶

a 留学申请一站式服务，名校录取不是梦
a 前招生官亲自指导文书，助你脱颖而出
a 今年已斩获前三十院校录取 260 余枚
a 语言成绩不够？我们有捷径！点击领取免费评估
a 抢占 2024 秋季入学最后名额
c 申请条件
c 本科均分 80 分以上，雅思总分 6.5，单项不低于 6.0
c 学费：每年 2.4 万英镑，生活费约 1.2 万英镑
c 所需文件：成绩单、在读证明、推荐信两封、个人陈述
c 申请截止：次年 1 月 31 日
n 英国留学
n 澳洲留学
n 雅思培训
n 留学费用一览表
n 热门专业推荐

a 云服务器年中大促，2 核 4G 低至每月 30 元
a 新老用户同享，续费不涨价
a 免费试用三十天，随时可退
a 弹性扩容，秒级开通，业务高峰不再慌
a 超百万开发者的信赖之选
c 创建实例
c 登录控制台，在左侧导航中选择实例，单击创建。
c 地域创建后不可更改，请选择距离用户最近的地域。
c 系统盘默认 40 GiB，可在创建后扩容，不可缩容。
c 安全组需放行 22 端口，否则无法远程连接。
n 产品文档
n 最佳实践
n 域名注册
n 备案服务
n 工单

a 牛股推荐，每日三只，免费诊股
a 老师带你抓涨停，收益看得见
a 加入 VIP 群，早盘前获取内参，名额仅剩 20 个
a 开户佣金万一免五，联系客户经理
c 今日大盘低开高走，成交额较上一交易日放大一成。
c 板块方面，煤炭、电力涨幅居前，白酒小幅回落。
c 北向资金净流入 35 亿元，连续三日净买入。
n 个股诊断
n 龙虎榜
n 资金流向
n 新股申购
n 股市有风险，投资需谨慎
n 以上内容不构成投资建议
n 点击查看更多公告

c 第三章 风雪夜归人
c 老人把灯芯拨亮了些，屋外的风声便显得更紧了。
c 他想起二十年前也是这样一个夜晚，船没有回来。
c “再等等吧。”他说，像是对自己，也像是对那盏灯。
n 上一章
n 目录
n 下一章
n 加入书签
n 投票推荐
n 手机阅读本章
n 章节错误，点此举报
a 喜欢本书的读者请多多支持正版，订阅打赏都是作者更新的动力
a 新书上架，首日八折，欢迎收藏
n 玄幻小说
n 同类热门
n 剑起苍山
n 重生之我在古代开茶楼

a 匠人之心，打造舒适睡眠
a 德国工艺，瑞士面料，一张床垫睡十年
a 免费试睡一百晚，不满意全额退
a 销量领先，万千家庭的放心之选
a 点击进店，领取 200 元优惠券
c 规格
c 尺寸：1.5 × 2.0 米，1.8 × 2.0 米
c 厚度：22 厘米
c 填充：独立袋装弹簧、三厘米乳胶
c 软硬度：中等偏硬
c 每三个月首尾对调一次，可延长使用年限。
n 沙发
n 餐桌椅
n 热销榜单
n 用户晒单

a 家电坏了别着急，上门维修不收上门费
a 十分钟响应，两小时到家，修不好不收钱
a 持证上岗，原厂配件，质保一年
a 一个电话，全城服务
c 空调不制冷的常见原因
c 滤网堵塞：拆下用清水冲洗，晾干后装回。
c 缺制冷剂：外机接口处有油迹，多为渗漏。
c 电容损坏：外机风扇不转，压缩机有嗡嗡声。
c 收费：加氟每压力 40 元，清洗挂机 80 元。
n 冰箱维修
n 洗衣机维修
n 热水器维修
n 北京空调移机
n 友情提示：本站为第三方维修服务商

c 问：孩子晚上总是踢被子怎么办？
c 答：室温保持在二十度左右，睡袋比被子更合适，睡前不要玩得太兴奋。
c 追问：出汗多是不是缺钙？
c 答：入睡后一小时内出汗大多是正常的，可观察白天的精神和食欲。
n 我来回答
n 采纳率 78%
n 其他类似问题
n 一岁宝宝不爱吃辅食
n 新生儿黄疸多久能退
n 换一换
a 超好用的儿童睡袋，妈妈群里都在团，现在下单第二件半价
a 三甲医院儿科医生在线问诊，首次仅需 1 元
n 育儿知识
n 孕期

a 让物流更简单
a 全国直达专线，天天发车，安全准时
a 上门提货，免费包装，贵重物品全额赔付
a 货物交给我们，您只管放心
a 期待与您建立长期合作
c 运输时效
c 广州至武汉：24 小时；广州至成都：48 小时
c 重货每吨 380 元，泡货每立方 90 元，最低收费 60 元
c 禁运物品：易燃易爆品、液体、活体动物
n 网点查询
n 运单跟踪
n 广州到上海物流专线
n 广州到北京货运公司
n 诚信经营，客户至上

a 您的口碑，是我们前进的动力
a 十八年专注印刷，从名片到画册一站搞定
a 免费打样，加急当天可取
a 老客户介绍新客户，双方各返 5%
c 纸张说明
c 铜版纸表面光滑，适合图片多的画册；哑粉纸反光小，适合文字多的内页。
c 常用克重：封面 250 克，内页 157 克
c 文件要求：CMYK 模式，分辨率 300 dpi，四边各留 3 毫米出血
c 交货期：确认样稿后五个工作日
n 名片印刷
n 手提袋定制
n 不干胶
n 无纺布袋厂家

c 大家好，这里是每周一次的读书分享。
c 这周读的是一本关于城市水系的小书，作者花了六年时间走访古河道。
c 书中最打动我的一章写的是一口井：全村人轮流淘井，顺序刻在井栏上。
a 这本书现在有签名版，公号读者专享七五折，点下方小程序下单
a 年度读书会员招募中，一年 24 本书，每本都有领读
a 用一杯咖啡的钱，给自己一年的成长
a 加小编微信进读书群，暗号“水系”
n 作者：林某
n 排版：小鹿
n 觉得不错，点亮在看
n 更多文章
n 读完这本书，我开始重新看地图
n 为什么我们需要慢下来

a 政策咨询、项目申报、知识产权，找我们就对了
a 高新认定通过率超 96%，不通过不收费
a 资深项目经理全程代办，企业零跑腿
a 限时免费评估，名额先到先得
c 认定条件
c 企业申请认定时须注册成立一年以上；
c 近三个会计年度研究开发费用占销售收入的比例不低于 5%（收入小于五千万元的）；
c 科技人员占职工总数的比例不低于 10%。
c 申报时间：每年六月至八月分三批受理
n 专利申请
n 软著登记
n 体系认证
n 高新技术企业有什么优惠政策

c 关于停水的通知
c 因管网改造，定于 3 月 12 日 22 时至次日 6 时对下列区域停水：
c 中山路（解放路至和平路段）、光明小区、第二中学。
c 请以上用户提前做好储水准备，给您带来不便，敬请谅解。
c 供水服务热线：96116
c 某某市自来水公司
c 2021 年 3 月 10 日
n 打印
n 关闭
n 分享到
n 网上营业厅
n 水质公示
n 党务公开
n 收费标准
n 便民缴费
n 网站声明

c 一、学校简介
c 学校创办于 1956 年，占地 860 亩，现有全日制在校生 1.2 万人，设有 9 个二级学院、46 个专业。
c 二、招生专业
c 护理（三年制），学费每年 5500 元
c 机电一体化技术（三年制），学费每年 5300 元
c 三、录取原则：按投档成绩从高到低录取，不设专业级差。
c 四、联系方式：0513-88880000，联系人李老师
a 选择我们，就是选择未来！
a 校企合作订单培养，毕业即就业，月薪五千起
a 专本衔接，两年半拿双证，名额不多，欲报从速
a 加招生老师微信，优先预留宿舍
n 报考指南
n 历年分数线
n 学校地图

c 通过以上步骤，即可完成数据库的迁移，业务中断时间控制在十分钟以内。
n 推荐阅读
n 某云盘客户端被曝存在提权漏洞，官方已发布补丁
n 研究人员披露新型蠕虫，可借助蓝牙传播
n 三家医院因勒索软件推迟手术
n 因泄露用户数据，这家航空公司被罚两千万欧元
n 开源压缩库曝出十年老洞，影响数百款产品
n 原文链接
n 题图：图库 License
n 本文由某某编译，不代表本站观点。转载请注明出处和链接。

n 学院新闻
n 学院召开本学期第三次教学工作例会
n 我院学子在省大学生数学建模竞赛中获佳绩
n 李教授应邀作“数字经济与区域发展”专题报告
n 学院党委开展主题党日活动
n 通知公告
n [2021-06-11] 关于做好期末考试安排的通知
n [2021-06-03] 关于申报校级科研项目的通知
n [2021-05-27] 2021年硕士研究生复试名单公示
n 学术动态
n 讲座预告：复杂网络中的传播动力学
n 友情链接
n 教育部
n 国家留学网
n 图书馆
c 张老师主要研究方向为组织行为与人力资源管理，近年来发表论文二十余篇。
c 主讲课程：管理学原理、组织行为学。

n · [基层动态] 分校举办新任教师岗前培训 2020/10/12
n · [基层动态] 开放教育秋季学期开学典礼顺利举行 2020/09/27
n · [媒体聚焦] 晚报：老年大学的“网红”课堂 2020/09/21
n · [媒体聚焦] 电视台报道我校社区教育 2020/09/15
n 更多>>
n 2021-04-02[成人高考] 成人高考网上确认材料清单
n 2021-03-29[自学考试] 自学考试转考办理时间
n 2021-03-22[教师资格] 教师资格证认定流程

n 1
n 高考语文作文素材：关于坚持的名人...
n 2
n 2020年全国高考数学试题及答案（文...
n 3
n 中考英语完形填空解题技巧有哪些...
n 4
n 2020年各省高考录取分数线汇总表...
n 5
n 初中物理公式大全，期末复习必备...
n 热门专题
n 一年级| 二年级| 三年级| 四年级| 五年级| 六年级
n 语文| 数学| 英语| 科学| 品德
n 冰雪杯| 春蕾杯| 希望之星| 华罗庚金杯
c 阅读下面的文字，完成第1至3题。
c 1．下列对文中画线句子的理解，不正确的一项是
c A．作者借写老屋，表达了对童年的怀念。

n 相关文章
n 企业成本核算中存在的问题与对策08-16
n 试论中学语文教学中的情感教育08-09
n 浅谈计算机网络安全及其防范07-30
n 建筑工程造价管理研究07-22
n 论新媒体时代的品牌传播07-14
n 论文分类
n 财务管理论文
n 医学护理论文
n 工程机械论文
n 法学论文
n 论文发表咨询
a 周一至周六 9:00-22:00（节假日不休）
a 客服老师一对一指导，快速见刊
c 摘要：本文以某制造企业为例，分析了作业成本法的实施条件。
c 关键词：作业成本法；制造企业；成本动因

n 最新头像
n 个性男生头像霸气冷酷带字的2020-05-18
n 情侣头像一左一右动漫高清2020-05-11
n 唯美意境风景头像 一半烟火一半清欢2020-05-06
n 可爱萌系女头 做个简单的小朋友2020-04-30
n 猜你喜欢
n 伤感说说
n 情侣网名
n 游戏名字
n 2021最火的签名 句句扎心的短句子
n 女生网名仙气十足 温柔到骨子里的昵称2021-06-02
n 男生网名霸气冷酷 高冷范十足的名字2021-05-19
c 1. 人总要学会自己长大。
c 2. 有些路只能一个人走，有些风景只能一个人看。
c 3. 愿你眼里有光，心中有爱。

n 论坛首页
n 笔记本选购
n E系列
n L系列
n L14
n L15
n 商务旗舰系列 >
n 游戏本系列 >
n 二手交易区
n 维修与拆机
n 登录|
n 立即注册
n 楼主
n 只看该作者
n 电梯直达
n 沙发
n 板凳
n 发消息
n 积分
n 帖子
n 威望
c 昨天刚收到机器，键盘手感不错，屏幕有一点漏光，问下大家这种情况能换吗？
n 回复
n 举报
n 使用道具
c 漏光只要不影响使用就别折腾了，换一台可能更严重。
n 收藏0
n 支持
n 反对

n 常见问题
n 企业总机号码怎么申请？
n 号码可以更换吗？
n 彩铃如何设置？
n 一个号码能绑定几部手机？
n 资费如何计算？
n 新闻动态
n 企业电话如何提升客户满意度
n 总机号码对中小企业有什么帮助
n 办理流程
n 1、在线选号
n 2、提交资料
n 3、签订协议
n 4、开通使用
a 一号通全国，拓展业务更轻松
a 免费咨询，专人上门办理
c 企业总机是一种被叫集中付费业务，主叫只承担市话费。
c 由于全国统一号码，客户不需要加拨区号。

n 使用规则
n 未经本网站书面许可，任何单位和个人不得以任何方式复制、转载、镜像本站的文字、图片、音视频和软件。
n 本站所载信息仅供参考，不构成任何投资建议，据此操作风险自担。
n 本网站转载的作品，如涉及版权问题，请权利人持证明材料与我们联系，我们将及时删除。
n 用户在本网站发布的内容由用户自行负责，与本网站立场无关。
n 因不可抗力或第三方原因造成的服务中断，本网站不承担责任。
n 本声明的最终解释权归本网站所有。
n 声明：本号分享的工具和思路只用于授权测试与学习，由此造成的一切后果由使用者本人承担。
n 文章内容仅供研究，切勿用于非法途径，与作者及本公众号无关。
c 第三条 投标人应当按照招标文件的要求编制投标文件。
c 第四条 甲方应在合同生效后十日内支付预付款。

n 扫
n 码
n 关
n 注
n 精
n 彩
n 继
n 续
a 设置星标，第一时间收到推送 ↓↓↓
a 别忘了点个“赞”和“在看”哦
a #### 感谢您的阅读，如果觉得有用就分享出去吧
a 需要本文资料的朋友，后台发送“资料”自取
a 完整版文档和工具已上传星球
c 首先确认目标开放的端口，再根据指纹判断组件版本。

a # 某某机场：老牌专线，晚高峰不掉速
a ## 某某机场优惠码
a ## 某某机场套餐价格
a 月付 15 元起，流量 200G，支持流媒体解锁
a 官网注册地址：点击进入
a ## 其他机场推荐
n ## 目录
n 目录导航
n 使用教程
n - 安卓客户端
n - 苹果客户端
n 返回首页
c 代理协议决定了数据在客户端与服务器之间如何封装。
c 订阅链接泄露后，应当在后台重置。

n 歌手
n 歌曲名称
n 试听
n 下载
n 热门铃声
n ·本站不提供音频文件的下载；
n ·歌词由网友上传，仅供学习欣赏；
n ·播放时请先安装插件。
n 上一首：春天的约定
n 下一首：远方的灯
c 远方的灯还亮着
c 照着你回家的路
c 一年又一年

n 企业列表
n 建材
n 五金
n 机械设备
n 化工原料
n 按地区查找
n 华东
n 华南
n 地址：无锡市新吴区某某路工业园3号
n 电话：0510-85000000
n 传真：0510-85000001
n 邮编：214000
n 您还没有登录，请先登录或注册
n 请输入验证码
n 看不清？换一张
c 304不锈钢在常温下具有良好的耐腐蚀性，含镍量在8%以上。
c 316不锈钢添加了钼，更适合沿海环境。

n 文件下载
n 资料下载.doc
n 附件下载
n 服务指南
n 中心介绍
n 1 关于暂停受理部分业务的公告 2021-02-03
n 2 关于公布第一季度考核结果的通知 2021-01-29
n 3 关于系统升级维护的公告 2021-01-18
n 首页 上一页 1 2 3 4 5 下一页 尾页
n 共 36 页 到第 页
c 二、报名条件
c （一）具有独立承担民事责任的能力；
c （二）近三年内无重大违法记录。

n 手机版
n 客户端下载
n 今日热榜
n 油价调整
n 居家养老
n 食品安全
n 短视频
n 楼市
n 教育
n 外长会晤在日内瓦举行
n 我国成功发射遥感卫星
n 多地发布高温红色预警
n 视频
n 纪录片：大河奔流
n 五分钟看懂碳中和
n 图片
n 高原上的守桥人
c 记者从会上获悉，该项目总投资三十二亿元，计划明年底建成通车。
c 项目建成后，两地车程将由两小时缩短至四十分钟。
n 责任编辑：王某
n 分享到：
n 微博
n 打印
n 字号 大 中 小

n 排行榜
n 9.1
n 远征者：余烬
n 8.7
n 像素农场
n 7.9
n 星港物语
n 期待值
n 游戏库
n 发售表
n 想玩
n 玩过
n 写点评
c 战斗系统保留了前作的弹反，但把体力条换成了架势条。
c 地图比前作大了约一倍，支线多数有独立的剧情。
"""

ENGLISH_WINDOWS = """
n Products
n Solutions
n Resources
a The smarter way to run your whole team
a Plan, track and ship work in one place, without the busywork.
a Start for free
a Free forever. No credit card.
a Trusted by teams at companies large and small
a "It replaced four tools for us and paid for itself in a month."
a Dana K., Head of Operations
c How it works
c Create a workspace and invite up to ten people on the free plan.
c Each project has a board, a list and a calendar; changes in one appear in the others.
c Automations run when a card moves, a date passes or a form is sent.
c Plans
c Basic: $6 per member per month, billed yearly
c Storage: 100 GB
a Bring all your work together today
a See why teams switch to us
n Status
n Careers
n Terms of service

a Piano lessons that bring out the best in every student
a Our warm and experienced teachers make learning a joy for children and adults alike.
a From the very first lesson you will feel at home at our studio.
a Why families love us
a Patient teachers
a Beautiful, fully equipped rooms
a A recital your child will never forget
a "Mr. Lee is wonderful with our daughter. She runs to the piano every afternoon!"
a Emma's mom
a "I started at 54 and now I play for my grandchildren. Thank you!"
a Robert T., adult student
c Lesson lengths and rates
c 30 minutes: $38, 45 minutes: $52, 60 minutes: $68
c Lessons are held weekly; a lesson cancelled with 24 hours' notice is made up within the month.
c Which instrument do I need at home?
c A digital piano with 88 weighted keys is enough for the first two years.
a Give the gift of music. Book your trial lesson now!
a Call or text us today to reserve your spot.

a Land more interviews with a resume that works
a Our award-winning writers have helped thousands of professionals get hired faster.
a 60 days of interviews, guaranteed
a "I had three calls in the first week!"
a Priya S., marketing manager
a "Worth every penny. My new salary is 30% higher."
a Marcus D., client
a Featured in leading career magazines
c What is included
c One 45-minute call with a writer, a draft within five business days and two rounds of changes.
c Files are delivered in Word and PDF.
c Executive package: $899, entry level: $299
c Can I get a refund?
c Orders can be cancelled at no cost until the questionnaire has been sent.
a Do not let an outdated resume hold you back.
a Get started now
n Blog
n Samples
n Client login

a Data consulting that turns information into results
a We partner with ambitious companies to unlock the full value of their data.
a From strategy to delivery, our experts are with you every step of the way.
a Meaningful insight. Confident decisions.
a Our seasoned engineers tailor every solution to your unique needs.
a As a certified partner of leading cloud vendors we deliver faster, at lower risk.
a 250+ projects delivered
a 98% client retention
a 12 industries
c Our approach
c Discovery: in two weeks we list data sources, owners and gaps.
c Pilot: one use case is built on a copy of the data and measured against the present process.
c Handover: documentation, tests and training for the client's own staff.
a Ready to transform your business?
a Let's talk about your next project
n Insights
n Our offices
n Modern slavery statement

c Case study: reducing delivery times at a regional grocer
c The company ran 46 vans from two depots and planned routes by hand each evening.
c With a routing solver, planned kilometres fell by 14 percent in the first quarter.
a Want results like these for your business?
a Our specialists are ready to build a growth strategy just for you.
a Book your free 30-minute strategy session
a Revenue growth: 212% in nine months
a Clients stay with us because we deliver.
n More case studies
n How a dental clinic doubled its bookings
n How an online shop cut its ad costs by half
n Read the story

a Feel like yourself again
a Talk with a licensed therapist from the comfort of your home, on your schedule.
a Most members feel better within weeks
a Get matched today
a Over two million people have found help with us
a "My therapist listened without judging. It changed my life." - A member since 2021
c Who can join?
c Adults in all fifty states; teenagers from 13 with a parent's consent.
c What does it cost?
c Sessions cost $65 to $100 a week, depending on place and availability. Some insurers refund a part.
c In an emergency call your local emergency number; the service is not suited to crises.
a Take the first step. You deserve it.
n Anxiety
n Depression
n Couples
n For employers
n Press

c The weather sealing held up through two weeks of rain, and the autofocus found faces in dim halls.
c Battery life was about 420 shots, a little over what the maker states.
a Our top pick
a The best price we found is at our partner store, now $150 off
a Check today's price
a $1,049 at Camera Barn
a Prices and links updated daily; we may earn a small commission when you buy.
c What we did not like
c The menu is crowded, and there is no second card slot.
a Save on cameras with this exclusive code for our readers: SNAP20
a Hurry, the deal ends Sunday at midnight.
n Best lenses for portraits
n How we test
n About the author
n 14 comments

a Black Friday deals on security software
a The biggest discounts of the year are here
a Get 70% off a two-year plan plus three months free
a Use code FRIDAY25 at checkout. The offer is valid until December 3.
a An easy to use password manager for families and teams at an unbeatable price
a Grab this deal
a Businesses of every size rely on it to keep their accounts safe.
a Save 25% on annual subscriptions with our exclusive coupon
c How we chose
c We installed each product on a clean machine and ran it for two weeks.
c Detection was measured with 300 samples collected in the same month.
c None of the makers saw the results before publication.

a Sweat-proof. Life-proof. Made for you.
a Meet the watch that keeps up with your every move
a Shop the collection
a New season. New colors. Same comfort you love.
a Complimentary engraving for a limited time
a "Best gift I ever got!" ★★★★★
a Join the club and get 15% off your first order
c Details
c Case: 42 mm, stainless steel
c Strap: fluoroelastomer, fits wrists of 140 to 210 mm
c Water resistance: 5 ATM
c Battery: up to 9 days in watch mode, 18 hours with GPS
c Care: rinse with fresh water after swimming.
c Shipping takes three to five working days; returns are accepted within 30 days.
n Size guide
n Women
n Men
n Gift cards

n Home
n Doorbells
n Cameras
c Wired Doorbell
c $99.99
c 1080p video, hardwired, two-way talk
c Battery Doorbell
c $149.99
c 1536p video, removable battery, head-to-toe view
c Floodlight Camera
c $199.99
c Compare at $229.99
c Color: white or black
a Bundle and save up to $80
a Feel safer from anywhere
a Protect every corner of your home with a plan from $4.99 a month
n Filter
n Sort by: featured
n 24 items
n Help center

c To change the oil, warm the engine for five minutes and place a pan under the drain plug.
c Remove the plug with a 17 mm socket and let the oil run out for ten minutes.
a Never miss a service again! Our app reminds your whole fleet, so that nothing falls through the cracks.
a Setting up a checklist is a breeze, and your drivers will thank you.
a Try our ready-made template free
c Tighten the plug to 39 Nm and fill in 4.3 litres of 5W-30.
a 1. Sign up for an account in seconds.
a 2. Choose a template that fits your needs.
a 3. Sit back and watch your team get more done.
n Related templates
n Tyre rotation checklist
n Vehicle handover form

c We left Lisbon on a Tuesday and drove south along the coast.
c The road from Sagres to Lagos takes an hour and has three good places to stop.
a Planning a road trip? Search for the best rental car rates here.
a I always book my hotels through this site, because the prices are hard to beat.
a Check availability
a Do not travel without insurance: get a quote with my favourite provider and save 5%.
a This post contains links to products I love; if you book through them I may receive a small compensation at no extra cost to you.
a Pin it for later!
a Did this guide help you? Support the blog with a coffee.
c Where to eat in Lagos
c The market hall opens at seven; the fishmongers are on the ground floor.
n More from Portugal
n Ten days in the Azores
n Leave a comment

a Enjoy this episode? Follow the show and leave a five-star review!
a This episode is brought to you by a mattress that adapts to the way you sleep.
a Listeners get $200 off and two free pillows at checkout with code PODCAST.
a Become a patron for bonus episodes and early access.
c In this episode
c 00:00 Introduction
c 04:10 How the census is taken
c 17:45 What the numbers leave out
c 31:20 Questions from listeners
c Our guest is a demographer who has worked on three national counts.
a Grab my free guide to starting your own podcast, with all my favorite gear and discounts
n Listen on
n Apple Podcasts
n Transcript

a Membership has its benefits
a Members enjoy free admission all year, guest passes and 10% off in the shop.
a Join today and make a difference
a Your gift keeps our doors open to every child.
a Will you chip in $5 before midnight?
c Opening hours
c Tuesday to Sunday, 10:00 to 17:00; closed on January 1
c Tickets: adults $14, students $9, children under six free
c The east wing is closed for repairs until March.
c Wheelchairs can be borrowed at the desk.
n Visit
n Collections
n Press office
n Support us

a Fast, honest repairs from people you can trust
a No job too big or too small!
a Locally owned and operated for over 30 years
a Fully licensed, bonded and insured
a Same-day service available
a "They came within the hour and left the place spotless. Highly recommended!" - Kelly R.
a Request your free estimate
a Call now and save $50 on your first visit
c Signs that a water heater is failing
c Rust in the hot water, a popping sound and puddles under the tank are the usual ones.
c A tank lasts eight to twelve years; flushing it once a year slows the build-up of scale.
c Service area: Dayton, Kettering, Oakwood and Centerville
n Plumbing
n Heating
n Drain cleaning
n Financing

a Win with content that gets found
a The only toolkit you will ever need to grow your traffic
a Join 90,000 marketers who get our weekly tips
a Yes, send me the playbook
a Rank higher. Sell more. Stress less.
a Watch a demo
a "Our organic traffic tripled in six months." - Growth lead at a software firm
c What is a canonical tag?
c A canonical tag tells search engines which of several similar pages should be indexed.
c It stands in the head of the page and holds an absolute address.
c Common mistakes
c Pointing the tag at a page that redirects; using two tags on one page.
n SEO basics
n Glossary
n Agency directory
n Compare us

a A degree that fits your life
a Study online, on your own time, with support at every step
a Ranked among the best online universities for working adults
a Take charge of your future. Apply now, classes start every month.
a Request information and a counselor will call you
c Admission requirements
c A bachelor's degree with a grade average of 2.75 or higher
c Two letters of recommendation and a statement of 500 words
c Tuition: $540 per credit, 36 credits
c Courses in the first term: Statistics I, Research Methods, Ethics
a Hear from our graduates
a "The flexibility was everything for a mom of three like me."
n Campus map
n Alumni
n Accreditation

c Posted by a user on May 4
c Has anyone replaced the belt on this model? Mine squeals when it is cold.
c Yes, part number 4PK-860. Took me half an hour with the wheel off.
c Thanks, ordered one. Will report back.
c +1 on checking the tensioner while you are in there.
c It was the tensioner. All quiet now.
n Click to expand...
n Reply
n Joined: 2011
n Messages: 482
n You must log in or register to reply here.
a Members do not see this ad. Upgrade your account!
a Parts on sale at our forum sponsor, free shipping on orders over $75
n Similar threads
n Belt noise at idle
n Timing belt kit, which brand?

a Your dream kitchen is closer than you think
a Handcrafted cabinets, made to order, delivered to your door
a Visit our showroom and fall in love
a Get inspired
a 0% financing for 18 months, on approved credit
a Design it with us, free of charge
c Materials
c Doors: solid maple or painted MDF, 19 mm
c Drawers: dovetailed birch with soft-close slides rated for 45 kg
c Lead time: six to eight weeks from approval of the drawings
c Warranty: five years on hinges and slides
c How to measure
c Measure each wall at three heights and note the smallest figure.
n Door styles
n Order samples
n Trade program

c Best overall: a brewer with a thermal carafe
c It heats to 94 degrees within a minute and keeps coffee above 75 degrees for two hours.
c Pros: even extraction, quiet pump
c Cons: tall; the lid is hard to clean
a Buy at the maker's shop
a See it on sale for $129
a From $119 at three stores
a Save 20% today only with free two-day delivery
c How we tested
c Each machine made thirty litres of coffee; temperature was logged every second.
n You might also like
n The best burr grinders
n Newsletter

a Coverage you can count on
a Get a quote in under two minutes
a Drivers who switch save an average of $480
a Real people, ready to help around the clock
a More than 4 million households protected
a $0 copay for most members
c What the policy covers
c Collision: damage to your own car after an accident, less the deductible of $500
c Liability: injury and damage to others up to the limits on the declarations page
c What it does not cover: racing, wear, and use as a taxi
c How to file a claim
c Report the accident within 72 hours with photographs and the other driver's details.
n Auto
n Home
n Agents near you
n Fraud warning

a Ship better software, faster
a The developer platform that just works
a Deploy in seconds, scale to millions, sleep at night
a Loved by developers, trusted by enterprises
a Talk to our team
a Build anything. We take care of the rest.
c Quick start
c Install the command line tool: npm install -g shipit
c Run shipit init in the folder of the project and choose a region.
c Every push to the main branch is built and deployed; other branches get an address for review.
c Limits: 100 GB of traffic and 6,000 build minutes a month on the starter plan
n Docs
n Changelog
n Observability
n Edge functions
n Templates

c The council voted 5-2 on Tuesday to delay the rezoning of the old mill site.
c Residents had asked for a traffic study before any permit is issued.
a Stay informed. Support local reporting.
a Subscribe for just $1 a week and never miss a story
a Get the headlines that matter, free in your inbox every morning
n Most read
n Man arrested after chase on Route 9
n Five things to know about the school budget
n Storm knocks out power to thousands
n What is open and closed on Monday
n More in News
n Obituaries
a SPONSORED
a Homeowners born before 1985 are getting a big benefit they have no idea about
a Doctors: do this simple trick before bed and watch what happens
a The most comfortable shoes for standing all day
n Comments are closed.

a Meet the blender that does it all
a Smoothies, soups and sauces in seconds, with a cleanup you will love
a 4.9 stars from more than 12,000 happy cooks
a "I use it every single day. Worth the hype!!"
a Jenny P., verified buyer
a Try it for 60 days, risk free
a Hurry! Only a few left at this price
c What is in the box
c Motor base, 1.9 litre jar, tamper, recipe booklet
c Power: 1,400 watts
c Height with jar: 43 cm
c Dishwasher safe: jar and lid
c Why does the motor stop?
c A thermal switch turns it off after three minutes at full load; wait fifteen minutes.
n Accessories
n Register your product
n Manuals
n Where to buy

a Trusted financial guidance for every stage of life
a Your goals are unique. Your plan should be too.
a Let our advisors help you retire with confidence.
a Schedule your complimentary consultation today
a We put our clients first. Always.
c Roth or traditional?
c With a Roth account contributions are taxed now and withdrawals after 59 1/2 are free of tax.
c With a traditional account the deduction comes now, and withdrawals are taxed as income.
c The limit for 2024 is $7,000, or $8,000 from the age of 50.
a Get our free retirement checklist
a See how much you could save. Try the calculator.
n Securities offered through a registered broker-dealer, member FINRA/SIPC.
n Past performance is no guarantee of future results.
n Form CRS
n Branch locator

a Turn visitors into customers
a Beautiful pages in minutes, no coding needed
a Drag, drop, done.
a Start building for free
a 14-day trial. Cancel whenever you like.
a More than 500 templates designed by professionals
a Everything you need to grow, all under one roof
a "Setup took an afternoon and sales were up by the weekend." Tom, shop owner
c Can I use my own domain?
c Yes. Add two records at your registrar; the change takes up to 48 hours.
c Is there a limit to the number of pages?
c The starter plan has five pages and one editor, the others have no limit.
n Pricing
n Integrations
n Affiliate program
n Compare

c Ingredients
c 1 lb ground turkey
c 2 cloves garlic, minced
c 1 can white beans, drained
c Brown the turkey over medium heat, about eight minutes.
c Add garlic and cumin and stir for one minute, then the beans and two cups of stock.
a Love this recipe? Rate it and tell your friends!
a My cookbook is out now! Order your copy and get my bonus meal plan free.
a I am obsessed with this Dutch oven, and it is on sale right now.
a Sign up and I will send you my five best weeknight dinners
n Jump to recipe
n Print recipe
n Course: Soup
n More soups
n Creamy tomato soup
n Leave a review
n Did you make this? Tag us

a The tutor your child has been waiting for
a Hand-picked math tutors, online or in your home
a Better grades or your money back
a Families across the country rely on us
a Find your perfect tutor in minutes
a "She went from a C to an A in one semester!" - mom of a 9th grader
c How sessions run
c A session is 60 minutes; the tutor shares a board, and the recording stays available for 30 days.
c Prices start at $35 an hour for middle school and $55 for calculus.
c Tutors have a bachelor's degree and pass a test in their subject.
n Math tutors
n Science tutors
n Test prep
n Become a tutor

c The museum dates the bowl to the twelfth century, on the strength of its glaze.
c A second bowl from the same kiln was sold at auction in 1987.
a Bring history home: shop replicas and gifts in our online store
a Members shop tax-free this weekend
a Plan your visit and save with a combined ticket
n Skip to main content
n Collections search
n Image licensing
n Newsletter sign up
n Enter your email
n Related objects
n Celadon dish
n Lidded jar

a The luxury you deserve, at a price you will love
a Wake up to the sound of the sea
a Unwind, recharge and make memories that last a lifetime
a Book direct for our best rate guaranteed
a Stay 4 nights, pay for 3
a Limited availability, reserve now
a "The staff treated us like family. We cannot wait to come back!"
c Check-in from 15:00, check-out until 11:00
c Pets up to 10 kg are allowed for a fee of 20 euros a night.
c Parking: 40 places, 12 euros a day
c Rooms: 28 double rooms of 24 square metres, six suites
c From the airport take bus 42 to the harbour, then walk 300 metres.
n Gallery
n Offers
n Weddings
n Gift vouchers
n Awards

a Own the stage. Own the sound.
a Hear what you have been missing
a Free two-day shipping and a lifetime warranty
a 0% APR for 48 months on select gear
c Body: mahogany; neck: maple, bolt-on
c Scale length: 648 mm
c Pickups: two humbuckers with coil split
c Item ID: 2210-B
c In stock
a Call your sales engineer today
a Customers who bought this also added a hard case and saved
n Guitars
n Drums
n Live sound
n Buying guides
n Recently viewed

c Setting up a two-node cluster
c Install the package on both machines and open port 7946 between them.
c Start the first node with an empty list of peers, then give its address to the second.
c $ agentctl join 10.0.0.5
c The second node prints "joined" when it has received the state.
a Want to skip the setup? Our managed service does it all for you.
a Spin up a free cluster in 60 seconds
a Questions? Chat with our friendly engineers
n Was this page helpful?
n Edit this page
n Previous: Installing
n Next: Backups
n Docs v2.4
n Community

a Hire the top 3% of freelance talent
a Skilled, vetted and ready to start tomorrow
a Stop wasting time on resumes
a Post a job for free
a Companies that hire with us save 40% on average
c How to write a job description
c Begin with what the person will have achieved after six months, then list what they must know on the first day.
c Avoid internal titles; candidates search for common ones.
c Give a salary range: adverts with one get twice as many replies.
a Finally, meet the affordable alternative to agencies: tell us what you need and we will match you within 48 hours.
n Hire developers
n Hire designers
n Hire writers
n Success stories
n Talent login

c Release notes 4.2
c Fixed: search no longer ignores accents.
c Fixed: the export of large tables could stop at 65,536 rows.
c New: dark theme, keyboard shortcuts for tabs
c Known issue: printing from the preview cuts the last line.
a Upgrade to Pro and unlock unlimited exports
a Enjoying the app? Rate us on the store!
n Download
n Older versions
n 760
n 547
n Visit chat
n Teams
n Advertising
n Talent

a Love your lawn again
a Greener grass in 30 days, guaranteed
a Our plant-based formula is safe for kids and pets
a Rated #1 by homeowners
a Save $25 on your first order, plus free shipping
c Mow at three inches or higher, and never take off more than a third of the blade.
c Water deeply once a week; an empty can shows when half an inch has fallen.
c Northern lawns are seeded from late August to mid-September.
n Shop by concern
n Weeds
n Bare spots
n Lawn tips
n My account
n Track order

c Q: Do I have to be at home for the inspection?
c A: No, but somebody over 18 must be able to open the panel.
c Q: What does it cost?
c A: A visit is $125; the report follows by email within two days.
a Why homeowners choose us
a Upfront pricing, no surprises
a Friendly technicians who respect your home
a Five-star rated on every review site
a Peace of mind for the whole family
a Text us a photo and get an instant quote
n Residential
n Commercial
n Reviews (412)
n Careers
n License 004417

n Trending
n Quizzes
n Shopping
c 1. A magnetic strip that holds keys by the door
c It sticks to painted walls and carries up to two pounds.
a Promising review: "I bought three of these and my husband stopped losing his keys!" - Dee
a Get it from the store for $12.99 (available in four colors).
c 2. A silicone lid that fits bowls of any size
a Promising review: "These are a game changer for leftovers."
a Get a pack of five for $9.50.
c 3. A clip that keeps a bag of bread closed
a Price: $7.99+
n Share this post
n More shopping stories
n About us
n Community guidelines

a Bonus: free spins for new players
a Claim your welcome package worth up to $1,000
a Play responsibly. New customers only. Terms apply.
a Our readers' favourite casino
c The league resumes on August 12 with four matches.
c The champions open away, and the promoted side plays at home for the first time since 1998.
c Fixtures
c Saturday 12:30 City - United
c Sunday 16:00 Rovers - Athletic
n Tables
n Transfers
n Live scores
n Betting odds
n Follow us

a Hurt in a crash? You may be owed money.
a Our attorneys fight for the compensation you deserve
a No fee unless we win
a Over $300 million recovered for our clients
a Free, confidential case review, 24/7
a "They treated me like a person, not a number."
c How long do I have to file?
c In most states the limit is two years from the day of the injury; against a city it may be six months.
c Keep the police report, photographs and all medical bills.
c Comparative fault: an award is reduced by the share of fault of the person who claims.
n Practice areas
n Truck accidents
n Wrongful death
n Attorney advertising. Prior results do not guarantee a similar outcome.
n Se habla español

a A healthier smile starts here
a Gentle, judgment-free dentistry for the whole family
a New patients welcome! $79 exam, cleaning and X-rays
a Same-week appointments, evenings and Saturdays
a Our friendly team cannot wait to meet you
c What happens during a root canal?
c The tooth is numbed, the pulp is removed through a small opening, and the canals are cleaned and filled.
c Most patients return to work the next day.
c Office hours: Monday to Thursday 8 to 5, Friday 8 to 1
c Insurance: we accept most PPO plans
n Services
n Patient forms
n Pay my bill
n Meet the doctor

a Moving made easy
a Rated the best movers in town three years in a row
a On time, every time, with a smile
a Get an instant online quote in 30 seconds
a Book before Friday and get free boxes
c What can movers not take?
c Propane, paint, bleach, plants across state lines and perishable food.
c Rates: two movers and a truck cost $129 an hour, with a minimum of three hours.
c Label boxes on two sides, and pack plates on edge with paper between them.
n Local moving
n Storage
n Moving checklist
n Areas we serve
n USDOT 1234567

a Stronger starts today
a No judgment. No excuses. Just results.
a Join for $1 down, $10 a month, cancel anytime
a Your first class is on us
a Meet the coaches who will change your life
a Real members, real results: "Down 30 pounds and I feel amazing!"
c Class schedule
c Monday 6:00 am Cycling, 45 minutes, studio 2
c Monday 5:30 pm Strength, 60 minutes, main floor
c Tuesday 12:15 pm Yoga, 45 minutes, studio 1
c Bring a towel and a lock; mats are provided.
n Find a gym
n Personal training
n Freeze my membership

a Find the perfect home for your family
a Local experts with unmatched knowledge of the market
a List with us and pay just 1%
a What is your home worth? Find out in seconds
a Homes like this do not last. Schedule a tour today!
c 412 Larch Street
c 3 beds, 2 baths, 1,640 square feet, built in 1962
c Lot: 0.21 acre
c Heating: forced air, gas; roof replaced in 2019
c Taxes: $4,310 a year
c Elementary school within half a mile; bus line 7 stops at the corner.
n Similar homes
n Mortgage calculator
n Save search
n Fair housing notice

a Drive home happy
a Unbeatable prices on every new and used vehicle on the lot
a Bad credit? No credit? No problem!
a We will buy your car even if you do not buy ours
a Come see us today for a test drive
a Lease from $199 a month with $2,999 due at signing
c 2.5-litre four-cylinder, 191 horsepower, eight-speed automatic
c EPA: 27 city, 35 highway
c Cargo volume: 35 cubic feet, 69 with the seats folded
c Standard: lane keeping, adaptive cruise control, rear camera
n New inventory
n Pre-owned
n Value your trade
n Service department
n Price excludes tax, title and $85 documentation fee.

a Sail away with us
a Book now and get up to $500 to spend on board
a Kids sail free on select dates
a The vacation of a lifetime is waiting
a Only a handful of balcony cabins left!
c Itinerary
c Day 1: Seattle, departure 4:00 pm
c Day 2: at sea
c Day 3: Juneau, 1:30 pm to 10:00 pm
c Day 4: Skagway, 7:00 am to 8:00 pm
c Passports must be valid for six months after the return.
n Destinations
n Deck plans
n Already booked
n Ships

a Sip something extraordinary
a Six bottles for $39.95 plus a free corkscrew
a Handpicked by our experts, delivered to your door
a Love it or it is on us
c Tasting notes
c Dark cherry and dried thyme, firm tannins, a long dry finish
c Grapes: 80 percent Sangiovese, 20 percent Merlot
c Alcohol: 13.5 percent
c Serve at 17 degrees; it keeps for five years.
a Join the wine club and save on every case
n Red
n White
n Gift ideas
n You must be 21 to order.

a Browse without limits
a Military-grade encryption, lightning-fast servers, zero logs
a 82% off plus four months free
a Get the deal now
a Join 14 million people who take privacy seriously
a 30 days to change your mind
c Setting up the router
c Open 192.168.1.1 in a browser and sign in.
c Under VPN client choose OpenVPN and upload the .ovpn file.
c Enter the service credentials, not those of the account.
c Check the address at the end; if it has not changed, restart the router.
n What is my IP
n Server list
n Press area
n Bug bounty

a You were made for more
a Ready to stop playing small? Work with me one-on-one.
a I help busy women build a life they love
a Grab your spot in my free masterclass before it fills up
a "Working with her was the best investment I have ever made in myself."
a - Lauren, group program
c I spent eleven years in a hospital pharmacy before I became a coach.
c In the first session we write down what a normal week looks like, hour by hour.
c Five questions to ask before changing jobs
c What would I miss? What would I not do again, even for more money?
n Work with me
n Podcast
n Freebies
n Client portal

a Every child deserves a chance
a Your donation today will be matched, dollar for dollar
a Just $19 a month can feed a child
a Give now
a Be the reason someone smiles today
a Together we can end hunger
c In 2021 the program served 14,200 meals in nine schools.
c Of each dollar 88 cents went to programs, seven to administration and five to fundraising.
c The audited statements are published each September.
c Volunteers sort food on Wednesday evenings; the minimum age is 14.
n Ways to give
n Annual reports
n Tax ID 00-0000000
n Charity navigator

a The card that rewards you for living
a Earn 60,000 bonus points after you spend $4,000 in three months
a No annual fee the first year
a Apply now and get a decision in seconds
a Smart spenders choose more rewards
c Annual fee: $95
c APR: 20.99% to 27.99%, variable
c Foreign transaction fee: none
c Points are worth one cent each as a statement credit and 1.25 cents for travel.
c A hard inquiry may lower your score by a few points for some months.
n Rates and fees
n Compare cards
n Advertiser disclosure
n Editorial note: opinions are ours alone and have not been reviewed by any bank.

c In this video I show how to cut a mortise with a router and a simple jig.
c 0:00 the jig
c 2:10 setting the depth
c 6:45 squaring the corners
a Smash that like button and hit subscribe!
a Thanks to our sponsor; the first 500 people who use my link get a month free
a My merch is finally here!
a Plans for this project are available in my shop
a Tools I use (affiliate): http://bit.example/tools
a Support the channel and get early videos
n Show more
n 1,204 comments
n Autoplay is on
n Up next

c Eleanor Mae Whitcomb, 91, died on March 3 at her home in Bangor.
c She was born in Orono in 1930 and taught third grade for thirty-four years.
c She is survived by two daughters, five grandchildren and a sister.
c A service will be held on Saturday at 11 a.m. at the Union Street church.
a Send flowers to the family
a Plant a tree in memory of Eleanor
n Sign the guest book
n Share on Facebook
n Add a photo
n Recent obituaries
n Harold J. Pike, 84
n Funeral homes

a Upgrade your cloud without the headache
a Enterprise performance at a startup price
a Migrate for free, let our experts handle everything
a Get $200 in credit when you sign up
a 99.99% uptime, 100% peace of mind
a Say goodbye to surprise bills
c Droplet sizes
c 1 vCPU, 1 GB, 25 GB SSD: $6 a month
c 2 vCPU, 4 GB, 80 GB SSD: $24 a month
c Snapshots cost $0.06 per GB a month.
c A resize needs the machine to be off, and the disk can only grow.
n API
n Status
n Tutorials
n Abuse

c Homeowners' association meeting, minutes
c Present: seven of nine members. The meeting was opened at 7:02 pm.
c The treasurer reported a balance of $18,240.
c Motion to repaint the gate: carried, six in favour, one against.
c Next meeting: June 8
n Calendar
n Documents
n Board members
n Pay dues
n Forgot password
n Site by a local studio
a Advertise your business on this page, contact the webmaster
a 10% discount for residents at the garden center on Elm Street

a Print anything. Anywhere. In minutes.
a Vibrant colors, low cost per page
a Editors' choice, three years running
a Save $60 when you buy today
a Add ink delivery and never run out again
c Print speed: 15 pages a minute in black, 9 in colour
c Paper tray: 150 sheets
c Connections: USB, Wi-Fi, no Ethernet
c Monthly duty: up to 3,000 pages
c Error E4
c The carriage is blocked: switch off, open the lid and remove the paper from the left side.
n Drivers
n Ink & toner
n Warranty check
n Contact support

n Jobs
n Companies
n Salaries
c Warehouse associate, nights
c $21.50 an hour, Tuesday to Saturday, 10 pm to 6 am
c Duties: pick orders with a scanner, load trailers, count stock
c Requirements: able to lift 50 pounds; forklift licence preferred
c Benefits begin on the first of the month after 60 days.
a Your next career move is one click away
a Be first to apply! Get alerts for jobs like this
a Let employers find you: upload your resume today
n Similar jobs
n Forklift operator - Dayton, OH
n Night stocker - Xenia, OH
n Salary guide

c The council voted seven to two to approve the plan on Monday night.
n Trending
n Driver rescued from flooded underpass: Police
n Senator's former aide pleads guilty
n What to know about the new tax forms
n More in Local
n Bridge repairs delayed until spring
n Officials cite a shortage of steel and a wet autumn
n 3H ago
n Zoo welcomes twin red pandas
n The cubs are expected to go on display in June
n 5H ago
n Teachers and district reach tentative deal
n A vote on the three-year contract is planned for next week
n updated 40M ago
n More in Business
n Startup recalls space heaters over fire risk
n About 12,000 units were sold online since last year
n Nov 3
n Airline adds direct flights to Lisbon
n 11H ago 22 photos
n Watch live: Governor speaks about storm damage
n First published on November 4, 2021 / 6:20 AM

n By Dana Whitfield
n The case for slower trains
n Wednesday, October 13, 2021
n By Omar Leland
n Why the budget deal will not last
n Wednesday, October 13, 2021
n By Greta Sandoval
n Lawmakers forgot the rural hospitals
n Tuesday, October 12, 2021
n See all opinion
c Nothing about the proposal was new, and its defenders knew it.
c The committee had rejected the same language twice.

n Joined: Mar 2009
n Posts: 1,204
n Location: Leeds
n Senior Member
n Thanks: 14
n Thanked 55 times in 41 posts
n #7
n Oct 2, 2014 07:12pm
c I replaced the capacitor first and the hum went away, so check that before you buy a new board.
n Quote
n Reply
n Like
n Report post
n 3 people found this helpful
n Founded: Mar 11, 2010
n New Reply
n Jump to forum
n Page 2 of 9
n Sent from my phone
n Last edited by rusty; Oct 3, 2014 at 08:01 AM.
c Does the board have a part number on it? Mine was a revision B.

n 27 comments
n Sort by: Oldest
n Log in to reply
n 2 days ago at 09:14 am
n Score: 12
n Upvote
n Downvote
n Reply
n Permalink
n 2 days ago at 09:31 am
n Score: 4
n Load more comments
n Comments are closed.
n Comments are moderated and may take a while to appear.
n A comment will be deleted if it is off topic, contains insults or links to commercial sites.
n The account may be blocked if the user breaks these rules more than once.
n The author of a comment is responsible for its content.

n Choose an option
n Size guide
n EUR: €84.00
n GBP: £72.50
n SAR: $342.10
n Add to wishlist
n In stock
n Delivery in 2-4 working days
n You may also like
n Linen Shirt, Sage
n €64.00
n Wrap Skirt, Clay
n €71.00
n Recently viewed
n Verified buyer
n Rated 5 out of 5
n Was this review helpful?
n Yes (4)
n No (0)
c Woven from organic hemp and cotton; machine wash cold, dry flat.
c The model is 176 cm tall and wears a size S.

n Save this event: Introduction to Bookbinding
n Share this event: Introduction to Bookbinding
n Save this event: Tax Basics for Freelancers
n Share this event: Tax Basics for Freelancers
n Sales end soon
n Almost full
n From $15.00
n Check ticket price on event
n More options for this item
n Best seller
n Last chance
n Compare
n Regular price $149.00Price $ 149.00
n Results list
n Showing 24 of 310 results
n Sort and filter
n Refine by

n 3 beds2 baths1,610 sq ft
n $389,000
n 118 Alder Ct, Dayton, OH 45402
n OPEN SAT, 1PM TO 3PM
n 4 beds2.5 baths2,240 sq ft
n $512,500
n 27 Juniper Ln, Dayton, OH 45419
n NEW 3 HRS AGO
n Nearby cities
n Homes for sale in Kettering
n Homes for sale in Oakwood
n Popular searches

n About the author
n Mina writes about transport and housing. Before joining the paper she covered courts for six years.
n More by this author
n View all posts
n Previous article
n Canal reopens after dredging
n Next article
n Five recipes for leftover rice
n Read next
n The town that bought its own power line
n 6 min read
n Filed under: Energy
n Tags: grid, rural, co-op
n Related coverage
n How the merger could change your bill
c Residents now pay about a fifth less than they did in 2012.

n Seller information
n 99.4% positive feedback
n Communication
n Shipping speed
n Accurate description
n Past 6 months
n More than a year ago
n r***k (88)- Feedback left by buyer.
n Verified purchase
n Import charges may apply on delivery
n See details- for more information about shipping
n Read moreabout returns
n Similar sponsored items
n $38.20
n + $12.00 delivery
n Sponsored
n Report this item
n People who viewed this item also viewed
c Clutch kit for 2.3 diesel engines, diameter 267 mm, with release bearing.

n We use your personal information to improve our services; our privacy policy has been updated to comply with new rules.
n If you do not want us to process your data any longer, you can delete your account here.
n To reach the moderators, write to the address below.
n By continuing you agree to the terms of use of this forum.
n Show more replies
n Topics
n Automation
n Collaboration
n Developer skills
n Infrastructure
n Learn how teams across the company build and ship software.
n Explore more from our engineering blog
n We do newsletters, too
c The index is rebuilt every night from the write-ahead log, so a crash loses at most a day of statistics.
"""


def made_up_windows(chinese: bool) -> list[tuple[list[str], list[str]]]:
    """(lines, labels) of every stretch: n furniture, c content, a advertising."""
    stretches = [part.strip().split("\n") for part in (CHINESE_WINDOWS if chinese else ENGLISH_WINDOWS).strip().split("\n\n")]
    return [([line[2:] for line in part], [line[0] for line in part]) for part in stretches]
