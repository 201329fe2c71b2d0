"""Short documents of which it is known how much they advertise: product pages, soft articles, spliced names, calls at the edges of
lessons; and notices, news, questions and complaints about the same goods, which do not.

Graded pages are of few firms and publishers, so a model learns their trades instead of advertising. Written down after reading which
pages of sites that they had not seen the models took for what they are not, so measures in folds flatter a little; none repeats a page.
A document begins with a line `= GRADE`: 0 no advertising, 1 partly, 2 mainly; a slot stands for a name, a place or goods.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import NamedTuple

CHINESE_SLOTS = """\
company: 鑫源机械, 宏达环保, 恒信集团, 博雅教育, 康泰科技, 华美装饰, 金桥物流, 蓝天旅行, 瑞丰农业, 盛世传媒, 立信财税, 天泽生物, \
中联重材, 优品家居, 启明教育, 众合保险, 安居地产, 远航国际, 百草堂, 锐思软件
city: 苏州, 洛阳, 昆山, 保定, 佛山, 长春, 郑州, 温州, 南宁, 唐山, 潍坊, 东莞, 合肥, 成都, 武汉, 泉州, 沈阳, 西安
goods: 不锈钢管, 净水器, 空气能热泵, 铝合金门窗, 打包机, LED灯具, 干燥设备, 塑料管材, 实木家具, 电动车, 美白面膜, 茶叶, 白酒, \
葡萄酒, 英语口语, 会计, 平面设计, 手机软件, 保健枕, 羽绒服, 瓷砖, 电缆, 轴承, 包装盒, 监控设备, 变频器, 智能锁, 燕窝, 儿童玩具, \
挖掘机, 洗碗机, 阀门
hospital: 仁爱医院, 协康门诊部, 康复皮肤病研究所, 丽人整形, 玛丽妇产医院, 博大男科, 长江口腔, 中医肝病医院
person: 李建国, 王芳, 张伟, 陈晓东, 刘敏, 赵志强, 周丽, 黄海涛, 孙玉梅, 吴凯
phone: 400-820-1234, 0512-68881234, 13800138000, 400-666-8899, 021-55667788, 18912345678
wechat: abc8899, vip_666, wx13579, kefu_2023, dd520x, 薇❤88990
casino: 金沙, 永利, 凯发, 万豪, 亿博, 彩神, 皇冠, 九游, 新葡京, 乐鱼, 华体, 星空
account: 程序员小白, 前端日记, 安全笔记, 美食家常, 考研加油站, 数据之路, 深夜读书, 安全小屋
host: hao88, vvpn, xj2022, ttcloud, faka88, yunti
date: 2021年3月, 2019-06-12, 5月18日, 2022年11月, 8月6日
school: 江南大学, 市第一中学, 南方职业技术学院, 师范学院
song: 窗台, 旧日子, 远方的灯, 南风
"""

ENGLISH_SLOTS = """\
brand: Acme, Northgate, Bluebird, Summit Home, Evergreen & Sons, Brightside, Lakeview, TrueNorth, Halcyon, Ridgeline
city: Austin, Denver, Leeds, Portland, Toronto, Tampa, Boise, Perth
goods: roof repair, hardwood flooring, hiking boots, running shoes, dental implants, solar panels, kitchen cabinets, accounting \
software, coffee makers, office chairs, web hosting, piano lessons, leather bags, mattresses, garage doors, wedding dresses, \
vitamins, security cameras
person: Anna Keller, James Osei, Maria Lopez, Tom Becker, Priya Nair
phone: (555) 123-4567, 1-800-555-0199, 020 7946 0991
"""

CHINESE = """\
= 2
欢迎光临{company}
网站首页 公司简介 产品中心 工程案例 资质荣誉 联系我们
{company}位于{city}高新技术开发区，是一家集研发、生产、销售、安装于一体的{goods}专业厂家。公司拥有先进的生产设备和完善的检测手段，产品畅销全\
国二十多个省市，深受广大用户好评。
我们秉承“质量第一、客户至上”的宗旨，以优质的产品、合理的价格、周到的服务赢得市场。热忱欢迎新老客户前来洽谈业务！
联系人：{person}经理　电话：{phone}　地址：{city}工业园区8号
= 2
产品名称：{goods}
品牌：{company}　型号：齐全　最小起订量：1台　供货总量：9999
产品特点：结构紧凑、操作简单、维修方便、使用寿命长，适用于化工、食品、制药等行业。可根据用户要求定做。
售后服务：整机质保一年，终身维护，提供上门安装调试。
厂家直销，价格优惠，欢迎来电咨询：{phone}
= 2
{city}{goods}价格多少钱一吨？
很多客户都会问{goods}多少钱，其实{goods}的价格受规格、材质、数量、运输距离等多种因素影响。{company}作为{city}地区专业的{goods}供应商，常年备有大量\
现货，规格齐全，量大从优，当天下单当天发货。
如果您想了解{goods}的报价，欢迎拨打我们的热线，我们将竭诚为您服务。
= 1
选购{goods}要注意哪些问题
市面上的{goods}品牌很多，消费者在选购的时候往往无从下手。今天{company}小编就来和大家聊一聊。
首先看材质，好的{goods}手感细腻，没有异味；其次看做工，边角处理是否光滑；最后看售后，正规厂家都会提供质保。
以上就是小编为大家介绍的选购知识，希望对您有所帮助。想了解更多资讯，请关注{company}官网。
= 1
{goods}日常保养小常识
{goods}在使用一段时间以后，表面容易积灰，应当定期用干净的软布擦拭，避免用含酸碱的清洁剂。
长时间不用时要放在通风干燥处，防止受潮。如果出现异响，要及时检查紧固件是否松动。
{company}专业生产{goods}多年，品质可靠，欢迎来电咨询。
上一篇：{goods}的安装方法　下一篇：{goods}的工作原理
= 2
{city}哪家男科医院好？{city}{hospital}是经卫生部门批准成立的正规专科医院，汇聚了一批经验丰富的专家，引进国际先进诊疗设备，治疗费用透明，严\
格保护患者隐私。
专家提示：一旦发现症状应及时就诊，以免延误病情。点击在线咨询可与专家一对一交流，网上预约免挂号费。
来院路线：乘坐3路、15路公交车到医院门口下车即到。咨询热线：{phone}
= 1
白癜风初期症状有哪些
白癜风是一种常见的色素脱失性皮肤病，初期表现为皮肤上出现边界不清的淡白色斑，一般没有痛痒感觉，容易被忽视。常见于面部、颈部和手背。
{city}{hospital}专家介绍，患者要做到早发现、早治疗，平时避免暴晒，饮食上少吃维生素C含量过高的食物。
如果您还有疑问，可以点击在线客服，由专家为您免费解答。
= 1
走进{hospital}：仁心仁术护佑一方百姓
近日，{hospital}{person}主任团队成功为一位高龄患者实施手术，术后患者恢复良好，家属送来锦旗表示感谢。
{person}主任从医三十年，先后完成手术上万例，在业内享有盛誉。医院引进的新一代设备创伤小、恢复快，吸引了周边省市的患者慕名而来。
{hospital}将一如既往以患者为中心，为百姓健康保驾护航。
= 2
{city}{goods}培训班火热招生中！
零基础入学，名师小班授课，包教包会，推荐就业，学不会免费重修。毕业学员遍布全国各大企业，平均月薪过万。
现在报名立减一千元，前二十名再送价值三百元大礼包，名额有限，先到先得！
报名电话：{phone}　微信同号　学校地址：{city}市中心广场对面
= 2
专业代写论文、代发期刊
本中心拥有硕士博士写作团队，十年信誉，提供各专业毕业论文、职称论文写作与发表服务。原创保证，不过全额退款。
可发普刊、核心期刊，见刊快，出刊稳。有需要的同学和老师请加客服QQ：83746152 详谈。
= 2
加盟{goods}，开启财富之门
一家店，一个人，轻松当老板！总部提供选址、装修、培训、配送全程扶持，三个月回本，年赚几十万不是梦。
全国已有加盟店一千多家，还在犹豫什么？赶快行动吧！加盟热线：{phone}
投资金额：5-10万　所属行业：餐饮　品牌源地：{city}
= 1
{person}是{city}的一名普通下岗职工，去年偶然的机会接触到了{company}的加盟项目，经过实地考察后决定投资开店。
开业第一天，店里就来了不少顾客。“总部的培训很到位，从选址到装修都有专人指导。”{person}说。如今他的小店每月净利润两万多元，还带动了几个亲\
戚一起创业。
{company}负责人表示，公司将继续为创业者提供全方位的支持，帮助更多人实现创业梦想。
= 1
{company}荣获“年度最具影响力品牌”称号
日前，由中国品牌促进会主办的颁奖典礼在{city}隆重举行，{company}凭借优异的产品品质和良好的市场口碑，从众多参评企业中脱颖而出。
这一荣誉的取得，是社会各界对{company}多年来坚持自主创新的肯定。未来，公司将以此为契机，不断提升服务水平，为客户创造更大的价值。
= 1
热烈祝贺{company}成功签约{city}地铁项目
{date}日，{company}与{city}轨道交通集团就{goods}采购项目正式签约。{company}总经理{person}出席签约仪式并致辞。
{company}的{goods}具有节能环保、性能稳定等优势，此前已应用于多个国家重点工程，受到用户的一致认可。
= 2
首页 > 产品展示 > {goods}
{goods}A型 {goods}B型 {goods}C型 小型{goods} 大型{goods} 二手{goods} 不锈钢{goods} 全自动{goods}
{city}{goods} {city}{goods}厂家 {city}{goods}价格 {city}{goods}批发 {city}{goods}维修
共128条 每页16条 上一页 1 2 3 4 下一页
= 2
办证刻章　开发票　加微信{wechat}　全国可办　诚信第一　质量保证　先办后付款　非诚勿扰
= 2
兼职日结　宝妈学生都可以做　一部手机就能操作　一单三到十元　多劳多得　有意者私聊　{wechat}
= 2
本店主营高仿手表包包，一手货源，支持退换，代理一件代发，朋友圈每天更新，加V：{wechat}，备注进货
= 2
澳门{casino}娱乐城官网 真人百家乐 电子游艺 体育投注 注册即送彩金八十八元
{casino}娱乐平台是亚洲最具信誉的在线平台，提款秒到账，二十四小时客服在线，新会员首存翻倍，多存多送！
{casino}手机版下载 {casino}最新网址 {casino}备用线路
= 2
{casino}平台召开春季学期工作部署会
{date}，{casino}平台在学术报告厅召开春季学期工作部署会，校领导班子成员、各部门负责人参加会议。会议强调，全体教职工要提高认识，扎实做好教学工\
作。
会上，{casino}平台党委书记作了讲话，要求各学院抓好课程建设，关心学生成长。{casino}平台将以此次会议为契机，推动学校各项事业再上新台阶。
= 2
{casino}app官方下载-{casino}app安卓版v3.2
软件大小：38MB 更新时间：今天 授权方式：免费 软件等级：五星
{casino}app是一款好玩刺激的休闲手机游戏，画面精美，玩法丰富，喜欢的小伙伴不要错过，赶快下载体验吧！
相关推荐：{casino}电竞 {casino}棋牌 {casino}彩票
= 2
【{city}房产】湖景一号院：一线临湖，墅级洋房，八十九至一百四十三平方米臻品住宅全城热销！
项目紧邻地铁二号线，周边名校环绕，三甲医院、大型商场一应俱全。低密社区，超大楼间距，让您尽享静谧生活。
售楼热线：{phone}　接待中心：{city}滨湖大道1号　样板间现已开放，恭迎品鉴
= 1
{city}楼市回暖，刚需如何选房？
随着利好政策的出台，{city}楼市成交量连续三周上涨。业内人士认为，地段和配套依然是购房者最关注的因素。
以近期入市的湖景一号院为例，项目距地铁站仅三百米，自带幼儿园和商业街，户型方正，得房率高，首开当日去化八成。
对于刚需家庭来说，这样的品质楼盘值得重点关注。
= 1
{city}租车怎么样更划算
周末想去郊外走一走，租一辆车是不错的选择。租车前要先看车况，检查轮胎、刹车、灯光是否正常；再看合同，弄清保险和里程限制；还车时别忘了加\
满油。
在{city}租车，选择正规公司更放心，手续简单，车型多，价格实惠，随到随取。
下一篇：{city}包车旅游要多少钱
= 2
【旅游特价】{city}出发　云南昆明大理丽江双飞六日游　只要一千九百八　全程不进店　四星酒店　含早餐
报名即送旅行包一个，两人同行再减一百！咨询报名：{phone}（微信同号）
出发日期：每周三、周六　温馨提示：本价格仅限本周有效
= 2
{goods}应用简介：一款深受年轻人喜爱的手机软件，界面清新，操作简单，功能强大，让你的生活更精彩。
功能特色：海量资源每日更新，智能推荐懂你所想，支持一键分享给好友，离线也能看。
更新内容：修复已知问题，优化使用体验。如果你喜欢我们，请给五星好评哦！客服QQ群：283746511
= 2
小仙女们看过来～这款{goods}真的绝绝子，用了两周皮肤嫩到发光！我自己已经回购三次了，现在旗舰店做活动买一送一，领券再减五十，链接放在评论区\
，手慢无！
= 1
用了半个月来交作业啦。之前一直熬夜，脸色很差，朋友推荐了{company}家的{goods}，质地很轻薄，上脸不油腻，坚持用下来感觉状态好了不少。
敏感肌的姐妹也可以试试，成分很温和。最近他们家好像有活动，感兴趣的可以去看看。
= 2
纯手工蕾丝拼接，优雅的小高领设计修饰颈部线条，宽松版型遮肉显瘦，面料柔软亲肤，不起球不褪色。无论搭配牛仔裤还是半身裙都能轻松穿出高级感\
，是衣橱里不可缺少的单品。
= 2
{company}{goods}，采用进口原料，经过三十六道工序精心打造，尽显尊贵品质。送长辈、送客户、送朋友，倍有面子。限量发售，全国包邮，七天无理由退换\
。立即抢购！
= 1
## 写在前面
这篇笔记整理了排序算法的要点，适合准备面试的同学。欢迎大家关注我的公众号「{account}」，回复“算法”领取完整资料。
## 快速排序
快速排序的思想是分治：选一个基准，把小于它的放到左边，大于它的放到右边，然后递归处理两边。平均时间复杂度是 O(n log n)，最坏情况是 O(n^\
2)。
## 归并排序
归并排序先把数组分成两半，分别排好，再合并。它是稳定的，需要额外的空间。
如果觉得有帮助，请点赞、在看、转发三连！
= 1
点击上方蓝字关注我们
昨天晚上线上数据库突然变慢，值班同学看了监控发现连接数飙升。我们先用 show processlist 看到大量查询卡在等待锁，再从慢日志里找到一条没有\
走索引的更新语句。
加上联合索引之后，问题解决。复盘的时候发现，这个字段是上周上线的新功能引入的，评审的时候漏掉了。
END
扫码加入技术交流群　往期推荐：一次内存泄漏的排查　面试官问我什么是死锁
= 1
{account} {date} 08:30
导读：近日研究人员披露了一个影响多款路由器的高危漏洞，攻击者无需认证即可远程执行代码。厂商已发布新版固件，建议用户尽快升级。
漏洞位于管理页面的参数处理过程中，由于没有检查长度，特制的请求会造成缓冲区溢出。受影响的版本为2.1至3.4。
临时缓解措施：关闭远程管理，限制访问来源。
长按识别二维码关注{account}　商务合作请联系后台
= 1
今天给大家分享红烧肉的做法。五花肉切块冷水下锅焯水，捞出沥干；锅里放少许油和冰糖，小火炒出糖色，放入肉块翻炒上色，加葱姜、八角、料酒和\
生抽，倒开水没过肉，小火炖一个小时，最后大火收汁。
是不是很简单？喜欢的朋友记得收藏转发，每天更新家常菜，关注{account}不迷路。我用的铁锅链接在下方商品橱窗。
= 1
考研英语阅读怎么提分？我的经验是先把近十年真题的文章逐句翻译一遍，弄懂每个长难句，再总结出题思路。单词不用背太多，真题词汇反复看就够了\
。
我当时跟的是{company}的课程，老师讲得很细，答疑也及时，对基础差的同学特别友好。需要资料的可以私信我，免费分享给大家。
= 1
作者：{person}（{company}资深讲师，畅销书作者）
很多家长问我，孩子写作业拖拉怎么办。我的建议是把任务拆小，先易后难，每完成一项就打一个勾，让孩子看见自己的进步。家长不要坐在旁边盯着，\
更不要边看边催。
本文节选自作者新书，各大网店均有销售。扫码听课，还有更多方法等着你。
= 1
{city}市图书馆周末讲座预告
本周六下午两点，邀请作家{person}主讲“如何读唐诗”，地点在三楼报告厅，免费入场，座位有限，请扫描下方二维码提前预约。
讲座结束后有签名售书活动，欢迎广大读者参加！
= 2
{city}周年店庆　全场五折起
{date}1日至7日，满三百减一百，会员再享九五折；家电专区以旧换新最高补贴八百元；当日消费满五百元可抽奖一次，一等奖电动车一辆！
地址：{city}人民路万达广场　总服务台：{phone}
= 2
诚聘英才　{company}因业务发展需要，现面向社会招聘：业务员十名，底薪四千加提成，包吃住，有无经验均可；客服五名，女，二十至三十岁。公司提供\
五险、节日福利、带薪年假。有意者请将简历发至邮箱或致电{phone}人事部{person}小姐。
= 2
{company}——您身边的搬家专家
居民搬家、公司搬迁、钢琴搬运、长途运输，服务周到，价格透明，绝不中途加价。全市设有多个网点，半小时上门。
为什么选择我们？一、正规车辆；二、专业队伍；三、物品损坏照价赔偿。
搬家就找{company}，24小时热线：{phone}
= 2
友情提示：购买本站会员即可下载全部资料。开通年费会员仅需九十九元，海量课件、试卷、教案任您下载，每天更新五百套。
开通会员 充值 联系客服 下载帮助 免责声明
= 1
{city}中考满分作文：那一缕阳光
考试吧 | 更新时间：{date} | 关注微信“{account}”获取最新备考资料
那年冬天，我因为骨折在家里躺了两个月。每天清晨，阳光透过窗帘的缝隙落在被子上，像一只温暖的手。奶奶端着一碗热粥走进来，轻轻地坐在床边…\
…
【编辑推荐】中考报名入口　名师押题班八折优惠　点击查看　在线咨询
= 2
【最新资源】全网影视会员低至五元一月，点下面链接下单，自动发货，支持代理搭建分站，长期稳定，售后无忧。官网地址：www.{host}.com 打不开请\
换浏览器
= 2
稳定加速器推荐：节点多、速度快、看视频不卡顿。新用户注册送三天试用，使用我的邀请码还可享八折优惠。套餐价格：每月十五元、每季四十元、全\
年一百二十元。点此注册：https://{host}.com/aff?code=83742
= 1
2023年好用的笔记软件盘点
一、离线笔记：数据存在本地，支持双向链接，插件很多，适合喜欢折腾的人；二、云笔记：多端同步方便，免费版有流量限制；三、协作文档：适合团\
队。
我自己用的是第三种，通过这个链接注册可以多得一个月会员，我也会得到一点奖励，感谢支持。
= 1
本期赞助商：{company}
{company}推出的云服务器现在有新人活动，首年只要九十九元，感兴趣的读者可以点这里了解。
下面进入正文。上周开源社区发生了几件有意思的事情：某个流行的前端框架发布了新版本，编译速度提升一倍；有人写了一篇长文回顾终端的历史；还\
有一个用纸板做的时钟项目。
= 0
{city}市市场监管局通报抽检情况：本次抽检{goods}四十批次，不合格三批次，主要问题是标签不规范和耐用性能不达标。监管部门已责令相关企业停止销\
售、召回产品，并依法立案查处。消费者如发现问题产品，可拨打投诉举报电话。
= 0
记者从{company}获悉，公司上半年营业收入同比增长百分之八，净利润同比下降百分之三。财报显示，利润下降主要受原材料价格上涨影响。{company}股价当\
日收跌百分之二点一。分析人士认为，下半年行业竞争仍将加剧。
= 0
想问一下大家，{company}的{goods}质量到底怎么样？我看网上评价两极分化，有人说用了三年没坏，也有人说半年就返修了。预算两千左右，主要在家里用，\
有没有更合适的牌子推荐？
= 0
退货经历：在{company}官网买的{goods}，收到就发现有划痕，客服让我拍照，拍完又说要等三个工作日。一个星期过去了没有任何回复，打电话过去一直占线\
。最后投诉到平台才解决，心累，以后再也不买了。
= 0
关于做好{date}安全生产检查工作的通知
各科室、各车间：为进一步加强安全生产工作，防止事故发生，经研究决定开展一次全面检查。请各部门于本周五前完成自查，填写检查表报安全科。联\
系人：{person}，电话：{phone}。
= 0
{school}{date}日召开教学工作会议。会议由副校长{person}主持，各学院院长参加。会议总结了上学期的教学工作，部署了期中检查安排，要求任课教师认真备\
课，严格考勤。
= 0
首页 新闻动态 通知公告 政务公开 办事指南 互动交流 下载中心 网站地图
当前位置：首页 > 通知公告
关于公示拟录用人员名单的通知 {date}
关于调整办公时间的通知 {date}
关于举办第三届职工运动会的通知 {date}
主办单位：{city}市人力资源和社会保障局　备案号：京ICP备10000000号
= 0
好看的女生头像 2021最新　唯美风景壁纸　简单干净的微信名　伤感说说带图片　情侣头像一左一右　高冷霸气的网名大全　适合发朋友圈的句子　闺\
蜜头像三人　更新时间：{date}　作者：网友整理　人气：302
= 0
{song} - {person}
词：{person}　曲：{person}
夜色落在窗台上　我还在等一个回答
风把旧日子吹散　留下没说完的话
如果还能再见面　请你别再说害怕
如果还能再见面　请你别再说害怕
= 0
{goods}使用说明书
1. 使用前请仔细阅读本说明书并妥善保管。2. 请勿在潮湿环境中使用。3. 接通电源后，按住开关键三秒，指示灯亮起表示工作正常。4. 清洁时须先拔\
下插头，用湿布擦拭外壳，不得用水冲洗。5. 故障代码 E1 表示温度过高，请冷却后再试。
= 0
用户服务协议
一、本协议是用户与{company}之间就使用本网站服务所订立的协议。二、用户应当提供真实、准确的注册资料，并妥善保管账号和密码。三、未经许可，用\
户不得将本网站内容用于商业用途。四、因不可抗力导致服务中断的，本网站不承担责任。五、本协议适用中华人民共和国法律。
= 0
免责声明：本文内容仅供技术研究与学习使用，请勿用于非法用途，由此产生的一切后果由使用者自行承担。
一、漏洞描述：该系统的上传接口没有校验文件类型。二、影响版本：5.0 以下。三、复现过程：构造请求，修改后缀名，访问返回的路径即可。四、修\
复建议：升级到最新版本，限制上传目录的执行权限。
= 0
白癜风是一种以皮肤色素脱失为特征的疾病，由黑色素细胞减少引起，发病机制包括自身免疫、氧化应激和遗传因素。诊断主要依靠临床表现，必要时用\
伍德灯检查。治疗包括外用糖皮质激素、钙调磷酸酶抑制剂和窄谱中波紫外线照射。
= 0
租车的故事要从去年夏天说起。我们四个人在{city}下了火车，想着租一辆车去草原。店里的小伙子让我们签了一堆单子，押金刷了三千。开出去两百公\
里，左后轮就爆了，前不着村后不着店，等救援等到天黑。那一晚的星星，是我这辈子见过最多的。
= 0
葡萄酒的起源可以追溯到数千年前的高加索地区，考古学家在陶罐里发现了酒石酸的痕迹。后来酿酒技术经由地中海传到希腊和罗马。张骞出使西域以后\
，葡萄和酿酒的方法传入中原，唐代诗人多有吟咏。
= 0
有人问{goods}培训班靠不靠谱。说几句实话：市面上不少机构先收钱后降标准，说好的包就业，最后就是给你发几个招聘链接。报名之前一定要看合同里的\
退费条款，最好能先去听几节课，别被“名额有限”吓住。
= 0
警方提醒：近期以“兼职刷单、日赚百元”为名的诈骗案件高发。骗子先用小额返利骗取信任，再以各种理由要求受害人转账。市民{person}就因此损失三万\
余元。请牢记：凡是要求垫付资金的兼职都是诈骗，不要扫描陌生二维码，不要点击陌生链接。
= 0
{city}动物园的大熊猫“圆圆”上周产下一只雌性幼崽，体重一百五十二克。饲养员介绍，母子状况良好，目前由熊猫妈妈自己照顾。动物园暂不对外开\
放熊猫馆，具体开放时间将另行公布。
= 0
工具
1、文本比较器：一个命令行工具，按单词而不是按行显示两个文件的差异。2、网页存档：把网页存成单个文件的开源软件，支持定时任务。3、字体查\
看器：浏览器插件，显示网页上每段文字所用的字体。（{person} 投稿）
= 0
我妈总说我不会过日子。超市打折的时候她能买回来二十斤大米，十卷卫生纸，阳台上堆得满满的。她说这叫有备无患。疫情那阵子我才明白，那些米和\
纸让我们一家人心里踏实了好久。
= 0
本次列车从{city}开往北京西，全程运行六小时二十分。二等座票价三百一十五元，一等座五百零四元。旅客可以在车站窗口、自动售票机或者铁路官方\
渠道购票，儿童身高不足一米二可以免费乘车。
= 0
{company}成立于1998年，总部位于{city}，是一家从事{goods}研发与制造的上市公司。2005年在深圳证券交易所上市。2012年收购德国一家同业企业。截至20\
20年底，公司员工约八千人，主要股东为创始人{person}及其家族。
= 0
彩票开奖公告：第2019082期，开奖号码 03 08 14 19 26 31，特别号码 07。本期销售总额二亿八千万元，一等奖六注，每注奖金七百一十二万元，奖池\
滚存至下期。本公告以公证部门现场公证结果为准。
= 0
郑重声明：近日有不法分子冒用我院名义发布招生信息并收取费用，我院从未委托任何中介机构进行招生。招生工作由我院招生办公室统一负责，请广大\
考生和家长提高警惕，谨防上当。{school}　{date}
= 2
{company}简介
{company}创建于2003年，占地面积三万平方米，注册资金五千万元，现有员工二百余人，其中高级工程师十二人。公司通过了质量管理体系认证，主要生产{\
goods}等系列产品，远销东南亚、中东、欧洲等地。
经营理念：以诚为本，合作共赢。服务热线：{phone}　传真：{phone}　联系人：{person}
= 2
{city}民宿推荐：{song}小院
小院坐落在古镇核心位置，推窗见山，出门是水。共有八间客房，独立卫浴，全屋地暖，配有公共厨房和烧烤区，宠物友好。
住店客人免费赠送早餐和景区接送，连住三晚打八五折。节假日房源紧张，请提前电话预订：{phone}
= 2
{goods}招标代理、资质代办、环评报告编写
我公司专业办理建筑资质、安全生产许可证、商标注册、公司变更注销，十年经验，不成功不收费。
提供上门服务，全程代办，让您省时省力省心。咨询老师：{person}　{phone}
= 2
{city}二手{goods}回收　高价上门回收　当场付款
长期回收旧空调、旧家具、废铜废铁、报废设备。诚信经营，价格合理，大小不限，随叫随到。电话同微信：{phone}
= 2
网校首页　名师团队　精品课程　学员评价　在线报名
{account}考前冲刺班限时开抢！七天直播加押题卷，原价一千二百八十，现价仅需三百九十九。
往届学员通过率百分之九十二，不过全额退款。扫码添加班主任，免费领取历年真题。
= 2
尊敬的客户您好！{company}五周年庆典，{date}起充值满一百送三十，积分可兑换精美礼品。退订回T
= 2
【{city}】{goods}工程师　月薪8000-15000　双休　五险一金
岗位职责：负责产品的调试与售后。任职要求：大专以上学历，两年以上经验。公司福利：年终奖、免费住宿、定期体检。
立即申请　收藏职位　举报　该公司其他职位：业务经理、行政前台
= 2
茶香四溢，源自海拔千米的高山茶园。{company}高山云雾茶，明前采摘，手工炒制，汤色清亮，回甘持久。
礼盒装两罐共五百克，今日下单立减六十，顺丰包邮。点击下方小程序进店选购。
= 2
{hospital}无痛拔牙　种植牙　隐形矫正
本院引进德国设备，由从业二十年的{person}院长亲自接诊。洗牙体验价六十八元，种植牙满一万减两千，支持分期付款。
门诊时间：早八点至晚八点，节假日不休。预约：{phone}
= 2
出租：{city}市中心写字楼，精装修，面积八十至五百平方米，带家具，地铁口三百米，随时看房。租金每天每平方米两块五，含物业费。
中介勿扰，联系人{person}，{phone}。更多房源请点击店铺首页。
= 2
{goods}十大品牌排行榜，第一名居然是它！
排名第一：{company}。{company}专注{goods}二十年，口碑极佳，售后完善，是众多家庭的首选。排名第二至第十因篇幅有限不再一一介绍。
如需了解{company}最新优惠价格，请留下您的姓名和电话，客服将在十分钟内与您联系。
= 2
{city}网站建设 {city}做网站公司 {city}网站优化 {city}小程序开发 {city}网络推广
{company}十二年建站经验，服务客户三千家，网站制作低至九百八十元起，三天上线，送域名送空间，终身免费维护。
友情链接：{city}{goods} | {city}搬家公司 | {city}办公家具 | {city}装修公司
= 1
冬天手脚冰凉怎么办
手脚冰凉多半与末梢血液循环不好有关。平时应当坚持运动，每天快走半小时；睡前用四十度左右的热水泡脚；饮食上多吃羊肉、红枣、生姜等温性食物；注\
意保暖，不要穿露脚踝的裤子。
如果调理一个月仍不见好转，可以到{hospital}中医科找专家把脉，网上挂号还可以免去排队。
= 1
孩子三岁了还不会说话，正常吗
每个孩子语言发育的快慢不一样，但如果两岁时还不能说出五十个词，三岁时不能说简单的句子，就需要做一次评估。家长平时应当多和孩子面对面交流，少\
看屏幕，多读绘本。
{company}儿童发展中心为三至六岁孩子提供免费的语言能力测评，家长可以在公众号后台回复“测评”预约。
= 1
新手理财第一课：先记账，再投资
很多人月底总觉得钱不知道花到哪里去了。先用一个月的时间记下每一笔支出，分成必需、改善和浪费三类；留出三到六个月的应急资金；剩下的钱再按照自\
己能承受的风险做分配，不要把鸡蛋放在一个篮子里。
想系统学习的朋友，可以加我的助教老师微信{wechat}，领取三天理财小白训练营的名额。
= 1
{company}董事长{person}：做{goods}要有工匠精神
走进{company}的车间，机器轰鸣，工人们正在赶制一批出口的订单。二十年前，{person}揣着借来的三万元钱，在{city}租下一间旧厂房，开始了创业之路\
。
“质量不过关的产品，一件也不能出厂。”{person}说。正是凭着这样的坚持，{company}从一个小作坊成长为行业的领军企业，产品获得国内外客户的一致好\
评。
= 1
{person}，{city}人，中国书画家协会会员，一级美术师。自幼酷爱书画，师从多位名家，作品笔墨苍劲，气韵生动，多次在全国大展中获奖，被多家机构和\
海外友人收藏。
近年来其作品市场价格稳步上升，深受藏家追捧。收藏热线见文末。
= 1
{city}三日游攻略：第一天上午去博物馆，免费但要提前预约；中午在老街吃面；下午爬山看日落。第二天去湖边骑行，绕湖一圈大约四个小时。第三天睡个\
懒觉，去菜市场买点特产。
住宿我们选的是{song}酒店，前台小姐姐很热情，早餐种类多，房间干净，报我的名字可以打九折哦。
= 1
各位家长：根据学校安排，{date}日下午两点召开家长会，请准时参加，会前到班主任处签到。会上将通报期中考试情况，并由任课老师介绍复习计划。
会后{company}将为大家介绍暑期英语夏令营，现场报名享八折优惠，名额四十个。
= 1
漏洞复现笔记（三）
环境：一台靶机，一台攻击机，网络设为仅主机模式。先用扫描工具看开放的端口，发现八千零八十端口运行着旧版本的中间件；查资料得知该版本存在反序\
列化漏洞；生成载荷，监听端口，发送请求，得到了一个低权限的会话。
提权的过程放在星球里，原理和脚本都有，扫码加入{account}星球，优惠券还剩二十张。
= 1
二〇二三年秋季学期课程表已经发布，请同学们登录教务系统查看。选课分三轮进行，第一轮为预选，第二轮为补选，第三轮为退选。
打印课表可到图书馆一楼自助打印店，关注店铺公众号首单立减两元。
= 1
养花小技巧：绿萝叶子发黄怎么办
叶子发黄常见的原因有三个：浇水太多烂根，光照太强灼伤，长期不施肥。盆土干了再浇，放在散射光处，每半个月施一次薄肥，黄叶剪掉，一个月左右就能\
长出新叶。
我用的是这款通用营养液，一瓶能用半年，需要的花友可以点左下角链接。
= 1
深度解读：人工智能将如何改变制造业
过去十年，制造业的自动化主要靠固定程序的机械臂。随着视觉识别和大模型的发展，生产线开始能够自己发现次品、预测故障、安排排产。专家认为，未来\
五年小批量定制将成为常态。
在这一领域，{company}早已布局，其自主研发的智能制造平台已经在两百多家工厂落地，帮助客户平均节约成本百分之三十。
= 1
【活动回顾】{company}走进{school}
{date}，{company}在{school}举行校园宣讲会，三百余名同学到场。人力资源总监{person}介绍了公司的发展历程、企业文化和培养体系，并现场解答同学\
们关心的薪酬、住宿等问题。
宣讲会后，不少同学当场投递了简历。{company}期待更多优秀学子加入！
= 1
文章来源：网络　作者：佚名　编辑：{account}
人这一生，总要学会和自己和解。有些路只能一个人走，有些话只能说给风听。别急着给生活下结论，把今天过好，明天自然会来。
更多精彩文章请关注微信公众号：{account}　转载请注明出处
= 1
PS教程：三步抠出头发丝
第一步，打开图片，复制一层；第二步，进入通道面板，选择对比最强的蓝色通道，复制后用色阶拉开黑白；第三步，载入选区，回到图层添加蒙版，边缘用\
画笔修饰。
素材和源文件请加QQ群领取，零基础想系统学习设计的同学可以报名{person}老师的公开课，免费试听三天。
= 0
{school}关于做好新生报到工作的通知
一、报到时间：{date}上午八点至下午五点。二、报到地点：体育馆一楼。三、新生须携带录取通知书、身份证、一寸照片四张。四、学费每年四千八百元，\
住宿费每年八百元，可通过银行代扣。五、需要办理助学贷款的同学请到绿色通道咨询。联系电话：{phone}。
= 0
{city}某小学{goods}采购项目公开招标公告
项目编号：ZB2021-088。预算金额：三十八万元。采购内容详见招标文件。投标人须具有独立承担民事责任的能力，近三年无重大违法记录。获取招标文件时\
间：{date}起五个工作日。开标地点：公共资源交易中心三楼。采购人联系方式：{phone}。
= 0
中标结果公示：经评标委员会评审，{goods}采购项目中标单位为{company}，中标金额一百二十六万元，工期九十天。公示期三天，如有异议请以书面形式向\
招标人提出。
= 0
《背影》教学设计
教学目标：一、有感情地朗读课文；二、体会文章通过动作描写表达感情的写法。教学重点：品读父亲爬月台的一段。教学过程：导入新课，检查预习，整体\
感知，精读重点段落，讨论“我”的四次流泪，布置作业：写一个让你感动的瞬间，三百字左右。
= 0
作文：我的奶奶
我的奶奶今年七十岁了，头发花白，背有点驼，但是走起路来特别快。每天早上，她都要到菜园里浇水、拔草。夏天的晚上，我们坐在院子里乘凉，她一边摇\
扇子，一边给我讲从前的故事。我长大以后，要带奶奶去看大海。
= 0
问：发动机冷车启动抖动是什么原因？
答：先检查火花塞间隙和点火线圈，再看节气门有没有积碳，必要时清洗。如果故障灯亮，用诊断仪读一下故障码。我的车七万公里的时候也这样，换了一组\
火花塞就好了，一共花了不到三百块。
= 0
帖子：昨晚的球赛大家看了吗
一楼：守门员太神了，最后那个点球扑得漂亮。二楼：中场组织还是不行，传球失误太多。三楼：裁判那个越位判得有争议。四楼：散了吧，明天还要上班。\
楼主：同意二楼，换人太晚了。
= 0
{city}市气象台{date}发布：今天夜间到明天，阴有小雨，东北风三到四级，最低气温八度，最高气温十三度。未来三天仍有阴雨天气，请注意添衣，出行注\
意交通安全。
= 0
公司章程（节选）第十二条　股东会由全体股东组成，是公司的权力机构。第十三条　股东会会议分为定期会议和临时会议，定期会议每年召开一次。第十四\
条　股东会对修改章程、增加或者减少注册资本作出决议，必须经代表三分之二以上表决权的股东通过。
= 0
{city}市中级人民法院民事判决书
上诉人{company}因买卖合同纠纷一案，不服一审判决，向本院提起上诉。本院查明：双方签订{goods}供货合同，约定货款分三次支付。被上诉人已按约供货\
，上诉人尚欠货款十八万元。本院认为，原审认定事实清楚，适用法律正确。判决如下：驳回上诉，维持原判。
= 0
{company}2019年半年度报告摘要：报告期内公司实现营业收入三亿二千万元，归属于上市公司股东的净利润二千一百万元。主营业务为{goods}的生产和销售\
，前五名客户占销售总额的百分之三十四。公司面临原材料价格波动和汇率风险。
= 0
{goods}的种类和用途
按材料分，可以分为金属的、塑料的和复合材料的三种。金属的强度高，但容易生锈；塑料的轻便耐腐蚀，但不耐高温；复合材料的综合性能好，加工难度较\
大。选用时应当根据使用温度、压力和介质来确定，并留出一定的安全余量。
= 0
小镇的早晨是从豆浆的香味开始的。卖菜的老人把青菜码得整整齐齐，修鞋的摊子刚支起来，孩子们背着书包从桥上跑过去。我在河边坐了很久，看一只白鹭\
从这头飞到那头，又慢慢飞回来。
= 0
第三章　风起
{person}推开门，院子里静得出奇。他把灯往前一照，地上有一串脚印，一直通到井边。“谁在那里？”没有人回答。他握紧了手里的刀，慢慢走过去，忽然听\
见身后的门吱呀一声，自己关上了。
= 0
党史学习教育专题会在{school}召开。会议传达了上级精神，{person}书记作了动员讲话，要求全体党员认真学习原著原文，把学习成果转化为工作动力，为\
群众办实事。各支部书记作了表态发言。
= 0
{city}地铁三号线将于{date}开通试运营。线路全长二十八公里，设车站二十一座，首班车六点，末班车二十二点三十分，票价二元起，全程最高六元。沿线\
公交线路将同步调整。
= 0
红烧排骨的做法：排骨五百克冷水下锅，加姜片料酒焯水；另起锅放油和冰糖炒出糖色，下排骨翻炒，加生抽、老抽、八角、桂皮，倒入热水没过排骨，小火\
炖四十分钟，大火收汁，撒葱花出锅。
= 0
读《红楼梦》随笔
人们谈宝玉，总爱说他多情；可是在我看来，他最动人的地方是“懂得”。他懂得晴雯撕扇的任性，也懂得黛玉葬花的孤独。贾府的人大多活在规矩里，只有他\
愿意停下来，听一听别人心里的声音。
= 0
登录 | 注册 | 设为首页 | 加入收藏
频道：新闻 财经 体育 娱乐 科技 汽车 房产 教育 时尚 旅游
热点排行：各地出台新规　春运首日平稳　科学家发现新物种　女足晋级八强
关于我们 | 版权声明 | 网站地图 | 意见反馈　Copyright 2009-2022
= 0
{person}的个人空间　主页　日志　相册　留言板
日志：今天终于把论文交了，导师说结构可以，参考文献还要再补。晚上和室友去吃了火锅，回来的路上下雪了，想家。
浏览(36) 评论(2)　上一篇：失眠　下一篇：考研倒计时
= 0
编译时报错“找不到头文件”，检查了半天发现是路径里有中文。把工程移到英文目录下，重新生成就好了。另外链接阶段还有一个未定义符号，是因为忘了在\
工程里添加库，加上之后可以运行，记录一下。
= 0
{city}大学研究团队在期刊上发表论文，报告了一种新的催化剂。实验显示，该催化剂在常温下即可将二氧化碳转化为甲醇，选择性达到百分之八十七。研究\
人员表示，距离工业应用还有成本和寿命两道难关。
= 0
关于{goods}消费纠纷的调查
今年以来，消费者协会共受理{goods}类投诉二百一十三件，主要集中在虚假宣传、预付卡退款难和质量问题三个方面。有商家以“免费体验”为名诱导消费者\
办卡，随后关门失联。消协提醒：不要轻信低价承诺，办卡前查清商家资质，保留合同和付款凭证。
= 0
春秋时期，齐国的管仲主张减轻赋税、发展商业，齐国由此富强。他说“仓廪实而知礼节，衣食足而知荣辱”，意思是百姓生活富足了，才会懂得礼节和荣辱。\
后人评价他辅佐桓公九合诸侯，一匡天下。
= 0
页面不存在
您访问的页面可能已经删除、更名或暂时不可用。请检查输入的网址是否正确，或返回首页。三秒后自动跳转。
= 0
宿舍管理规定：一、按时作息，晚十一点熄灯；二、不得使用大功率电器；三、不得留宿外来人员；四、保持室内整洁，轮流值日；五、爱护公物，损坏照价\
赔偿；六、违反规定者视情节给予批评教育或纪律处分。
= 0
糖尿病患者的饮食应当控制总热量，主食粗细搭配，多吃绿叶蔬菜，少吃甜食和油炸食品，水果放在两餐之间吃。坚持监测血糖，按医嘱用药，不要听信偏方\
自行停药。出现心慌、出汗、手抖等低血糖症状时，应立即进食含糖食物。
= 0
投资有风险。近期有群众反映，一些平台打着“{company}”的旗号，以高额回报为诱饵吸收资金。经核实，{company}从未开展此类业务。请广大群众增强防范\
意识，发现线索及时向公安机关举报。
"""

ENGLISH = """\
= 2
Welcome to {brand}, {city}'s trusted provider of {goods} for over twenty years. Our friendly, licensed team is ready to help you \
with projects large and small. We pride ourselves on honest pricing and quality workmanship.
Call {phone} today for your free estimate, or fill out the form below and one of our specialists will be in touch.
Proudly serving {city} and the surrounding areas.
= 2
{goods} - {brand}
$49.99 $34.99 You save 30%
In stock. Ships within 24 hours. Free returns.
Crafted from premium materials, this stylish piece is perfect for everyday use and makes a wonderful gift. Available in three \
colors. Add to cart | Add to wishlist
Customers also bought
= 2
Looking for the best {goods} in {city}? You've come to the right place! At {brand} we offer a wide selection of {goods} at prices \
you'll love. Whether you are a beginner or a professional, our experts will help you find exactly what you need. Visit our showroom \
or browse our online catalog today.
= 1
5 Things To Consider When Choosing {goods}
Choosing the right {goods} can be overwhelming. First, think about your budget and how often you will use it. Second, compare \
materials, since cheaper ones tend to wear out quickly. Third, read the warranty carefully. Finally, ask for references.
If you have any questions about {goods}, the team at {brand} is always happy to help. Contact us today to learn more.
= 1
Why should you hire a lawyer after a car accident? Insurance companies often offer less than a claim is worth, and the paperwork can \
be confusing. State law also limits how long you may wait before filing. An experienced attorney can collect evidence, speak with \
witnesses and negotiate on your behalf.
If you were injured in {city}, schedule a free consultation with {brand} now.
= 1
By {person}
The valley was quiet when we set out, and frost still lay on the grass. It took us three hours to reach the hut, where an old man \
made us tea and told us about the winter of 1963. We walked back in the dark, by the light of one torch.
{person} is the author of four travel books. Her latest is available now from all good bookstores. Subscribe to her newsletter for \
new stories every month.
= 1
Editor's note: this post contains affiliate links, which means that we may receive a small commission if you buy something, at no \
extra cost to you.
We tested six kinds of {goods} over two months. The heaviest was also the most durable; the cheapest broke on the third day. Our \
favorite is comfortable, easy to clean and well balanced. See price on the store page.
= 1
In this tutorial we will build a small web server from scratch. First create a socket, bind it to a port and listen for connections. \
Then read the request line, parse the path and write back a response with the right headers. Handle each client in its own thread.
Want to go deeper? My full course has forty hours of video and is 60% off this week. Join our community of 20,000 developers!
= 1
The city council voted on Tuesday to approve the new budget, which raises spending on parks by four percent. Council member {person} \
said the plan was a compromise. Opponents argued that road repairs should come first.
Support local journalism. Subscribe today for $1 a week. Sign up for our morning newsletter.
= 1
{brand} Announces Record Growth and Expansion Into New Markets
{city} - {brand}, a leading provider of {goods}, today announced that it has expanded its operations to three new regions. "We are \
thrilled to bring our award-winning solutions to more customers," said {person}, CEO. About {brand}: {brand} is the premier provider \
of innovative {goods} solutions. For more information, visit our website.
= 1
This beautifully illustrated volume brings together a lifetime of scholarship on the history of the region. {person} offers a fresh \
and provocative account of how traders, monks and soldiers shaped the coast. Essential reading for students and general readers \
alike. 320 pages, paperback.
= 1
Join us on Saturday for the annual garden festival! There will be live music, food trucks and activities for children. Tickets are \
$12 in advance and $15 at the gate. Book yours now before they sell out.
= 0
The company reported a quarterly loss of $40 million on Thursday, citing weak demand for {goods}. Shares fell six percent in early \
trading. Analysts had expected a small profit. The chief executive said that costs would be cut by the end of the year.
= 0
Has anyone here used the {goods} from {brand}? Mine stopped working after about five months and the support line keeps me on hold. \
I'm wondering if it's worth repairing it or if I should look for something else.
= 0
I bought this for my husband and he hates it. The handle came loose in the first week and the color is nothing like the picture. Two \
stars because the delivery was quick.
= 0
Getting started
Before you install the package, make sure that your account has permission to write to the target folder. Download the archive, \
unpack it and run the setup script. If you see error 403, check the key in your settings file. The free plan allows 100 requests an \
hour.
= 0
Eligible residents can get free help with preparing their tax return. Bring your photo ID, Social Security card and wage statements. \
Volunteers cannot prepare returns with rental income. Sites are open from February to April; no appointment is necessary.
= 0
Terms of Service. By using this website you agree to the following terms. You must be at least 13 years old to open an account. We \
may suspend accounts that violate these rules. We are not liable for any indirect damages. These terms are governed by the laws of \
the State of California.
= 0
How to care for {goods}: wipe with a soft, dry cloth after each use, keep away from direct sunlight, and store in a dry place. Do \
not use bleach. If stains remain, a mixture of water and mild soap usually helps.
= 0
Consumer advocates warn that ads promising quick weight loss are often misleading. "If an offer says 'buy now' or 'limited time \
only', take a day to think," said {person}, who studies marketing at the university. The agency received 3,000 complaints about such \
offers last year.
= 0
Best novels ever, as voted by readers. 1. score: 4,120, and 52 people voted. 2. score: 3,988, and 49 people voted. 3. score: 3,571, \
and 44 people voted. Add a book to this list. Discuss.
= 0
Top rated recipes: one-pot pasta, lemon chicken, vegetable curry. Preheat the oven to 400 degrees. Mix the flour, butter and sugar \
until crumbly. Spread over the fruit and bake for 35 minutes. Let it rest before serving.
= 2
About {brand}. Founded in 1998, {brand} designs and manufactures {goods} for homes and businesses across the region. Our state-of-the-art \
facility and dedicated staff allow us to offer unmatched quality at competitive prices. Request a quote or call {phone} to speak with a \
member of our team.
= 2
Stay at the {brand} Inn, just minutes from downtown {city}. Enjoy free breakfast, an indoor pool and complimentary parking. Book direct \
and save 15% on stays of two nights or more. Check rates | Photos | Meetings | Offers
= 2
Now hiring! {brand} is looking for drivers in {city}. Earn up to $1,400 a week, home every weekend, sign-on bonus. No experience? We \
train. Apply today at our website or text JOBS to {phone}.
= 2
cheap {goods} online, buy {goods}, best {goods} 2021, discount {goods} free shipping, {goods} reviews, {goods} coupon code, where to buy \
{goods} in {city}, {goods} for sale near me
= 1
Why Regular Maintenance of Your {goods} Matters
Dust and wear build up over time, and small problems become costly ones. Inspect the parts twice a year, clean them with a mild solution \
and replace worn seals. Keep a record of what was done.
{brand} has served families in {city} for three generations. Ask about our spring maintenance plan.
= 1
In this episode we talk with {person} about how cities plan for floods, what the maps leave out, and why insurance prices matter. This \
episode is brought to you by {brand}: use the code RIVER at checkout for 20% off your first order.
= 1
My honest review after six months: the lid still seals, the color has faded a little, and it keeps coffee hot until noon. It is not \
cheap, but I would get it again. You can find it here (affiliate link), and subscribers get ten percent off with my code.
= 1
{person} joins {brand} as vice president
{city} - {brand} is pleased to welcome {person}, who brings more than twenty years of experience. "{brand} has set the standard in \
{goods}, and I look forward to building on that success." Visit us at booth 214 next week.
= 0
Meeting minutes, board of education, {city}. Present: six members. The minutes of the last meeting were approved. The superintendent \
reported on enrollment and on repairs to the gymnasium roof. A parent asked about bus routes. The meeting adjourned at 8:40 p.m.
= 0
To remove the cover, take out the four screws at the back. Unplug the cable before you lift the board. When you put it together again, \
make sure that the arrow on the fan points outward. If the light blinks twice, the memory is not seated.
= 0
The museum is open Tuesday to Sunday from 10 to 5. Admission is $8, children under six are free. Photography without flash is allowed. \
Large bags must be left in the cloakroom. The nearest bus stop is on Mill Street.
= 0
Sold my old one last year and regretted it ever since. Does anybody know whether the newer model has the same motor? I called two shops \
in {city} and neither could tell me. Thanks in advance.
= 0
Consumer test: we bought eight kinds of {goods} at full price and had them tested by an independent laboratory. Two failed the safety \
test. The makers have been informed; one, {brand}, said that it would change the design.
= 0
Invoice terms vary by country. In general a contract of sale passes the risk to the buyer when the goods are handed over, unless the \
parties agree otherwise. A seller who knows of a defect and stays silent cannot rely on an exclusion clause.
= 0
Home | News | Sport | Weather | Culture | Video | More. Most read: Storm closes bridge. Council backs tram line. Five things to know \
about the vote. Contact us | Privacy | Cookies | Accessibility
= 0
{person} was born in {city} in 1931 and studied chemistry before she turned to writing. Her first novel was refused by eleven publishers. \
She taught at the university until 1990 and died after a short illness; two sons survive her.
"""


class MadeUp(NamedTuple):
    """A document and how much it advertises: 0 none, 1 partly, 2 mainly."""

    text: str
    ads: int


def made_up_documents(copies: int, seed: int = 1) -> Iterator[MadeUp]:
    """Every document so many times, each time with other names in its slots."""
    for texts, table in ((CHINESE, CHINESE_SLOTS), (ENGLISH, ENGLISH_SLOTS)):
        slots = {name: values.split(", ") for name, _, values in (line.partition(": ") for line in table.splitlines())}
        for copy in range(copies):
            rng = random.Random(100 * seed + copy)
            for document in re.split(r"^= ", texts, flags=re.MULTILINE)[1:]:
                names = {name: rng.choice(values) for name, values in slots.items()}
                grade, _, text = document.partition("\n")
                yield MadeUp(text.format_map(names).strip(), int(grade))
