"""Phrases of page furniture and headings of content, Chinese and English, written down from what any site says.

Labelled pages come from few sites; these give the linear models of lines the words that other sites' menus, widgets, shops, forums and
small print are made of, and the short headings and fields that look like these and are content. Trees see none of them.
"""

from __future__ import annotations

import random
import re

ENGLISH_FURNITURE = """
Skip to content; Skip to main content; Skip navigation; Jump to navigation; Toggle navigation; Open menu; Close menu; Main menu; Menu;
Search; Search this site; Search for:; Advanced search; Go; Submit; Reset; Home; Homepage; About; About us; Who we are; Our team;
Our story; Our mission; Leadership; Careers; Jobs; We are hiring; Press; Press room; Media kit; Newsroom; Investors; Investor relations;
Contact; Contact us; Get in touch; Help; Help center; Help & support; Support; Customer service; FAQ; FAQs; Feedback; Give feedback;
Site map; Sitemap; Accessibility; Accessibility statement; Privacy; Privacy policy; Privacy notice; Your privacy choices; Terms;
Terms of use; Terms of service; Terms and conditions; Cookie policy; Cookie settings; Manage cookies; Cookie preferences;
Do not sell or share my personal information; Legal notice; Disclaimer; Copyright notice; Imprint; All rights reserved.;
© 2020 All rights reserved; Powered by WordPress; Proudly powered by WordPress; Theme by; Designed by; Website by; Log in; Login; Log out;
Sign in; Sign out; Sign up; Register; Create account; Create an account; My account; My profile; Forgot password?; Lost your password?;
Remember me; Username or email; Password; Keep me signed in; Sign in with Google; Continue with Facebook;
Already have an account? Sign in; New here? Create an account; Language; English (US); Español; Français; Deutsch; Select your language;
Select a country; Change location; Back; Back to top; Top; Next; Previous; Prev; Next page; Previous page; Older posts; Newer posts;
First; Last; Page 1 of 12; 1 2 3 4 5; Load more; Show more; Show less; See more; See all; View all; View more; Read more;
Read the full story; Continue reading; Learn more; More info; Find out more; Details; View details; Quick view; Quick shop;
Click to expand; Click to enlarge; Expand; Collapse; Close; Open; Dismiss; Cancel; OK; Accept; Accept all; Reject all; Got it; I agree;
No thanks; Maybe later; Skip; Loading...; Please wait; Please enable JavaScript to view this page.; Your browser is not supported;
JavaScript is disabled; This site uses cookies.; We use cookies to improve your experience.;
By continuing to use this site you agree to our use of cookies.; This website uses cookies to ensure you get the best experience.; Share;
Share this; Share this article; Share on Facebook; Share on Twitter; Share on LinkedIn; Share via email; Tweet; Pin; Pin it; Email; Print;
Print this page; Save; Bookmark; Copy link; Link copied; Copy; Embed; Report; Report abuse; Flag; Like; Dislike; Follow; Following;
Followers; Unfollow; Subscribe via RSS; RSS; RSS feed; Facebook; Twitter; Instagram; LinkedIn; YouTube; Pinterest; TikTok; WhatsApp;
Telegram; Comments; 0 comments; 3 comments; Leave a comment; Leave a reply; Add a comment; Post a comment; Post comment; Cancel reply;
Reply; Reply to this; Quote; Edit; Delete; Upvote; Downvote; Your email address will not be published.; Required fields are marked *;
Name *; Email *; Website; Notify me of new posts by email; Save my name, email, and website in this browser for the next time I comment.;
Sort by; Sort by: Newest; Sort by popularity; Newest; Oldest; Best match; Best selling; Price: low to high; Price: high to low; Relevance;
Most popular; Most read; Most viewed; Most recent; Trending; Trending now; Popular; Popular posts; Popular tags; Recent posts;
Recent comments; Latest; Latest news; Latest posts; Latest articles; Top stories; Top posts; Breaking news; Editor's picks; Staff picks;
Featured; Featured posts; More from this author; More stories; More like this; More in this category; Related; Related articles;
Related posts; Related stories; Related links; Related topics; Related products; Related content; You may also like; You might also like;
You may be interested in; Recommended for you; Recommended reading; People also viewed; Customers also bought; Frequently bought together;
Recently viewed; Similar items; Similar questions; Hot network questions; Read next; Up next; Next article; Previous article;
Keep reading; Also read; See also our; Don't miss; In case you missed it; From around the web; Tags; Tags:; Tagged; Topics; Categories;
Category; Archives; Archive; Blogroll; Links; Useful links; Quick links; Resources; Blog; News; Events; Calendar; Gallery; Photos; Videos;
Podcasts; Shop; Store; Products; Services; Solutions; Industries; Pricing; Partners; Locations; Find a store; Store locator; Gift cards;
Gift guide; Sale; Clearance; New arrivals; Best sellers; Brands; Women; Men; Kids; Baby; Accessories; Shoes; Clothing; Cart; Your cart;
Your cart is empty; View cart; Checkout; Continue shopping; Add to cart; Add to bag; Add to basket; Add to wishlist; Wish list; Compare;
Add to compare; Sold out; Out of stock; In stock; Unavailable; Notify me when available; Qty; Quantity; Size guide; Free shipping;
Shipping; Shipping & returns; Returns; Return policy; Track your order; Order status; Payment methods; Secure checkout; Filter; Filters;
Filter by; Clear all; Apply; Refine; Showing 1-24 of 180 results; Results per page; Items per page; Grid view; List view; Map; Directions;
Get directions; View larger map; View on map; Opening hours; Call now; Live chat; Chat with us; Schedule a call; Request a demo; Book now;
Sports; Business; Technology; Politics; World; U.S.; Opinion; Entertainment; Lifestyle; Travel; Food; Health; Science; Weather;
Obituaries; Classifieds; Crossword; Horoscopes; Newsletters; e-Edition; Today's paper; Advertise; Advertise with us; Become a contributor;
Submit a tip; Corrections; Ask a question; Ask question; Post new topic; New thread; Start a discussion; Forums; Members; Members online;
Online now; Who's online; Forum statistics; Mark forums read; What's new; New posts; Search forums; Not open for further replies.;
Thread starter; Joined; Posts; Reaction score; Messages; Likes; Location; Go to page; View original; View profile; Send private message;
Permalink; Parent; Sticky; Locked; Moderator; Administrator; Junior member; Senior member; Guest; Welcome, guest;
Login or register to post comments; You must be logged in to reply; Edit on GitHub; Edit this page; Improve this page; Report an issue;
View source; View page source; On this page; In this section; Table of contents; Was this page helpful?; Yes; No; Was this helpful?;
Thank you for your feedback; Rate this page; Version; Docs; Documentation; Tutorials; API reference; Changelog; Release notes; Download;
Downloads; Install; Get started; Getting started; Star; Fork; Watch; Issues; Pull requests; Star us on GitHub; Community; Discord; Slack;
Status; Security; Enterprise; Developers; Open source; Trust center; Modern slavery statement; Company; Legal; Connect; Connect with us;
Follow us; Stay connected; Stay in touch; Social media; Mobile apps; Download the app; App Store; Google Play; Get it on Google Play;
Download on the App Store; Scan the QR code; An official website of the government; Here's how you know; Equal opportunity employer;
Member FDIC; NMLS ID; Registered in England and Wales; BBB rating; Verified purchase; Play; Pause; Mute; Unmute; Full screen; Watch now;
Watch later; Listen now; Play video; Video player is loading.; Transcript; Subtitles off; Advertisement; Skip ad; Slide 1 of 5;
Previous slide; Next slide; Image gallery; View gallery; Hide caption; Toggle caption; Print edition; Text size; Font size; Dark mode;
Light mode; Change theme; Breadcrumb; You are here:; Home > Blog; Home / Products / Details; Home » News » Local; Published in;
Filed under:; Posted in; This site requires cookies to function properly.;
We and our partners store and access information on your device.; Manage your consent preferences; Strictly necessary cookies;
Performance cookies; Targeting cookies; Always active; Confirm my choices; You can change your settings at any time.;
We value your privacy; Read our privacy policy for more information.; The material on this site may not be reproduced without permission.;
Reproduction in whole or in part without written permission is prohibited.; All trademarks are the property of their respective owners.;
Views expressed are those of the author.; The information on this site is for general purposes only and is not legal advice.;
Results may vary.; Prices and availability are subject to change.; Prices exclude VAT.; Image is for illustration purposes only.;
Offer terms apply; We will never share your email with anyone else.; We respect your privacy. Unsubscribe at any time.;
You can unsubscribe at any time.; This form is protected by reCAPTCHA and the Google Privacy Policy and Terms of Service apply.;
By signing up you agree to our terms of service.; By submitting this form you agree to be contacted.;
This field is for validation purposes and should be left unchanged.; First name; Last name; Phone number; Company name; Job title;
How can we help?; Your message; Send message; Send; Message sent; Subject; Select an option; Choose one; Skip to search; Skip to footer;
Footer; Header; Sidebar; Primary menu; Secondary navigation; Toggle search; Toggle dropdown; Submenu; Widget; Hello, guest;
Page not found; Error 404; Oops! Something went wrong; Try again; Refresh; Go back; Go home; Session expired; Access denied; Server error;
Thank you for subscribing!; Your subscription has been confirmed.; Please check your inbox; Invalid email address; This field is required;
Archive for May 2012; January 2019; Monthly archives; Select month; Select category; Browse by topic; Browse by author; Browse all;
A-Z index; Browse; Explore; Discover; Collections; Series; Authors; Contributors; Columns; Columnists; Editorials; Letters;
Letters to the editor; Cartoons; Local; Local news; State; National; International; Crime; Courts; Education; Environment; Markets;
Economy; Real estate; Autos; Tech; Gadgets; Gaming; Movies; TV; Music; Books; Arts; Celebrity; Royals; Style; Fashion; Beauty;
Home & garden; Parenting; Relationships; Recipes; Restaurants; Fitness; Wellness; NFL; NBA; MLB; NHL; Soccer; Golf; Tennis; Cricket;
Rugby; Formula 1; Scores; Standings; Schedule; Fantasy; Odds; High school sports; College football; Africa; Asia; Europe; Middle East;
Americas; UK; Canada; Australia; India; China; Puzzles; Games; Quizzes; Sudoku; Cartoon; Live; Live updates; Live TV; Watch live; On air;
Listen live; TV schedule; Program guide; Radio; Shows; Episodes; All episodes; Season 1; Trailers; Reviews; Previews; Guides; Deals;
How-to; Best picks; Buying guides; Product reviews; Coupons; Promo codes; Lists; Opinion pieces; Long reads; Magazine; Current issue;
Past issues; Back issues; Subscribe to print; Digital edition; Manage subscription; Account settings; Sign in to your account;
Subscriber services; Customer care; Delivery issues; Admissions; Visit; Visit us; Academics; Programs; Degrees; Courses; Faculty;
Faculty & staff; Students; Current students; Prospective students; Parents; Alumni; Alumni & friends; Athletics; Campus life; Campus map;
Library; Libraries; Directory; A-Z; Departments; Schools & colleges; Research; Financial aid; Tuition & fees; Registrar; Giving; Give;
Ways to give; Emergency information; Non-discrimination notice; Title IX; FOIA; USA.gov; No FEAR Act; Inspector General;
Office of the Governor; City council; Public notices; Agendas & minutes; Pay a bill; Report a problem; Permits; Departments A-Z;
Open data; Find a doctor; Find a provider; Find a location; Patient portal; Book an appointment; Make an appointment; Pay my bill;
Medical records; Insurance accepted; For patients; For providers; For professionals; For employers; For business; For developers;
For educators; For students; For teams; Individuals; Nonprofits; Why us; Case studies; Customers; Customer stories; Success stories;
Integrations; Features; Product tour; Roadmap; Platform; Overview; Use cases; By industry; By role; Webinars; White papers; eBooks;
Templates; Guides & tutorials; Knowledge base; Training; Certification; Academy; Partner program; Become a partner; Affiliates;
Affiliate program; Refer a friend; Student discount; Gift card balance; Loyalty program; Rewards; Bulk orders; Wholesale; Warranty;
Recalls; Size chart; Fit guide; Shop by category; Shop by brand; Shop all; All products; All categories; Today's deals; Weekly ad; Outlet;
Last chance; Back in stock; Bundles; Price; Under $25; $25 to $50; $50 to $100; 4 stars & up; Availability; Include out of stock;
Condition; New; Used; Refurbished; Seller; Ships from; Sold by; Sort; Default sorting; Showing all 12 results; Save for later; Remove;
Update cart; Apply coupon; Subtotal; Estimated total; Proceed to checkout; Guest checkout; Choose options; Select options; Select size;
Select color; Please select; Increase quantity; Decrease quantity; Description; Additional information; Reviews (0); Write a review;
Be the first to review; Ask a question about this product; Helpful; Report review; See all reviews; Sort reviews; Verified buyer;
Item added to cart; SKU: 10023; Category: Uncategorized; Tags: news, update; Leave a comment on this post; No comments yet;
Comments are closed; Comments (4); View comments; Show comments; Hide comments; Join the conversation; Log in to comment;
Sign in to comment; Reply to thread; Jump to latest; Jump to:; Jump to page; View first unread; Subscribe to thread; Thread tools;
Display modes; Linear mode; Print view; Previous topic; Next topic; Topic locked; Quick reply; Message preview; Rules; Forum rules;
Contact the moderators; Mark as read; All times are GMT.; Powered by phpBB; Powered by vBulletin; Forum software by XenForo; Style by;
Imprint & privacy; Share a link to this question; Improve this question; Improve this answer;
Follow this question to receive notifications; Highest score (default); Date created (oldest first); Browse other questions tagged;
Show 3 more comments; Sign up using Google; Post as a guest; Post your answer; Know someone who can answer?; Featured on Meta; Linked;
The Overflow Blog; Bronze badges; 2 silver badges; Accept cookies; Customize settings; Teams; Chat; Tour; Badges; Users; Unanswered; Raw;
Blame; History; Branches; Code; Actions; Projects; Wiki; Insights; Clone or download; Go to file; Latest commit; Contributors 12;
Languages; Packages; Releases; Used by; Sponsor this project; Quick search; Show source; This page; Module index; Created using Sphinx;
Built with MkDocs; Last updated on; Read the docs; Theme by Read the Docs; Report a bug; Found a bug?; Jump to recipe; Print recipe;
Pin recipe; Save recipe; Rate this recipe; Scale; Cook mode; US customary; Metric; More recipes; Meet the author; About me;
View all posts by; Beds; Baths; Price range; Property type; For sale; For rent; Sold; Mortgage calculator; Open houses; Agents;
Save search; Save home; Hide; Listing provided by; Contact agent; Request a tour; Nearby homes; Flights; Hotels; Car rental; Things to do;
Vacation packages; Check availability; Check in; Check out; Guests; Rooms; Traveler rating; Date of stay; Reserve; Free cancellation;
Show map; Nearby hotels; Upload; Upload photo; Drag and drop files here; Choose file; Browse files; Maximum file size; Sign the guestbook;
Site by; Web design by; Hosted by; Sitemap XML; Feed; Atom; Mobile version; Desktop version; Full site
"""

ENGLISH_CONTENT = """
Introduction; Overview; Abstract; Summary; Background; Methods; Results; Discussion; Conclusion; Conclusions; References; Bibliography;
Notes; Appendix; Definition; Theorem; Proof; Example; Example 1; Examples; Exercises; Solution; Answer; Question; Step 1; Step 2;
Prerequisites; Requirements; System requirements; Installation; Usage; Parameters; Arguments; Returns; Return value; Raises; Exceptions;
Syntax; Synopsis; Description; Options; Configuration; Limitations; Known issues; Troubleshooting; Product details; Product description;
Specifications; Technical specifications; Dimensions; Weight; Material; Colour; Color; Model; Brand; Made in; Care instructions;
What's in the box; Key features; Features; Highlights; Benefits; Pros; Cons; Verdict; Our verdict; The bottom line; Ingredients;
Directions; Instructions; Method; Preparation; Prep time; Cook time; Servings; Nutrition facts; Makes 12; For the sauce; For the dough;
Storage; Warnings; Side effects; Dosage; Symptoms; Causes; Diagnosis; Treatment; Prevention; Risk factors; When to see a doctor;
Early life; Career; Personal life; Death; Legacy; History; Geography; Climate; Demographics; Economy; Culture; Etymology; Plot; Cast;
Reception; Track listing; Personnel; Side A; Chapter 1; Part two; Act I; Itinerary; Day 1; Day 2; How to get there; Where to stay;
Where to eat; Best time to visit; Opening times; Admission; Responsibilities; Qualifications; Job description; Salary; Experience;
Education; Skills; Location: London; Date: May 5; Time: 7 pm; Venue; Speakers; Agenda; Schedule; Abstract deadline; Genre; Director;
Starring; Running time; Author; Publisher; Pages; ISBN; Year; Country; Population; Area; Capital; Currency; Position; Team; Score; Points;
Wins; Losses; Round 1; Final; Yes, it is.; Thanks, that worked.; Same here.; I agree with this.; Me too.; Good question.; Rating: 4 stars;
Bought this for my son.; Works as expected.; Love it!; Tip; Note; Warning; Important; Caution; Figure 1; Table 2; Photo: the old bridge;
Source: Bureau of Statistics; By our correspondent; Q: How long does it take?; A: About two weeks.; Who is it for?; What is it?;
How does it work?; Why it matters; What happened; Timeline; Key takeaways; In this article we look at; Frequently asked questions;
Processor; Memory; Graphics; Battery life; Screen size; Waterproof; Sizes; Wall thickness: 2 mm; Operating temperature; Input voltage;
Frame material: aluminium; Number of seats: 5; Sleeve length; Machine washable; Hand wash only; 100% cotton; Lining: polyester; Allergens;
Gluten free; Vegan; Single-use code; Multi-player; Controller support; Release date: 2019; Developer: small studio; Minimum:;
Recommended:; OS: Windows 10; DirectX: Version 11; Sound card; Achievements; Key bindings; Patch 1.2; Bug fixes; Small; Medium; Large;
One size; Left; Right; North; South; Monday; Tuesday; Closed on Sundays; January; February; First half; Second half; Attendance; Referee;
Goals; Assists; Substitutes; Batting; Bowling; Stress; Insomnia; Asthma; Diabetes; Fever; Headache; Tablets; Capsules; Adults; Children;
Pregnancy; Overdose; Interactions; Dose; Eggs; Flour; Sugar; Butter; 2 cups flour; 1 tsp salt; 3 cloves garlic, minced; Unlimited users;
Cloud backup; Email support; Up to 10 projects; Included; Not included; Per month; Free; Basic; Standard; Advanced; Supported;
Not supported; Limited; Passed; Failed; Open; Closed; Pending; Draft; Approved; Senior Engineer; Professor of History;
Department of Chemistry; PhD, University of Leeds; Board of directors; Program chair; Keynote speaker; Session 1; Coffee break; Lunch;
Registration opens; Poster session; Hi everyone,; Hello,; Thanks in advance!; Any ideas?; Hope this helps.; Cheers; Solved;
Edit: it works now.; Same problem on Windows.; +1; Wow!; Beautiful photo.; Me too, since yesterday.; Could you post a picture?;
What engine is it?; Nice work!; I had that car.
"""

CHINESE_FURNITURE = """
首页；网站首页；返回首页；回到首页；返回顶部；回到顶部；返回列表；返回上一页；设为首页；加入收藏；收藏本站；网站地图；站点地图；网站导航；
导航；更多；更多>>；更多 >；查看更多；查看全部；查看详情；了解更多；了解详情；阅读全文；展开全文；展开；收起；点击展开；加载更多；
正在加载；加载中...；没有更多了；暂无数据；暂无评论；上一篇；下一篇；上一篇：没有了；下一篇：没有了；上一页；下一页；尾页；末页；
首页 上一页 1 2 3 下一页 尾页；共 12 页；跳转到第 页；登录；注册；登录/注册；登录 | 注册；立即登录；立即注册；免费注册；忘记密码；
忘记密码？；记住我；自动登录；用户名；密码；验证码；获取验证码；看不清？换一张；手机号登录；微信登录；QQ登录；第三方登录；退出；退出登录；
我的账户；个人中心；会员中心；我的订单；我的收藏；购物车；去结算；加入购物车；立即购买；收藏；点赞；评论；转发；分享；分享到；分享到：；
分享至；微信；微博；新浪微博；QQ空间；QQ好友；朋友圈；豆瓣；复制链接；扫一扫；扫码分享；手机访问；手机版；电脑版；触屏版；客户端；
APP下载；下载APP；下载客户端；打开APP；微信公众号；官方微信；官方微博；官方抖音；小程序；关于我们；关于本站；公司简介；企业简介；
企业文化；发展历程；组织架构；资质荣誉；荣誉证书；联系我们；联系方式；加入我们；人才招聘；诚聘英才；招贤纳士；商务合作；广告服务；
广告合作；广告投放；媒体合作；版权声明；法律声明；免责声明；免责条款；隐私政策；隐私声明；隐私条款；用户协议；服务协议；服务条款；
使用条款；侵权投诉；违法和不良信息举报；举报；举报电话；举报邮箱；投诉建议；意见反馈；在线反馈；在线留言；留言板；给我留言；友情链接；
友情链接：；合作伙伴；合作媒体；相关链接；常用链接；快速链接；快速通道；版权所有；版权所有，未经授权禁止转载；未经许可不得转载；技术支持；
技术支持：某某网络；主办单位；承办单位；主管单位；网站标识码；备案号；ICP备案；增值电信业务经营许可证；京公网安备 11010102000000号；
京ICP备10000000号；沪ICP备00000000号-1；网络文化经营许可证；互联网药品信息服务资格证书；营业执照；工商网监；可信网站；网站统计；站长统计；
访问量；总访问量；在线客服；客服热线；客服电话；服务热线；咨询热线；全国服务热线；24小时服务热线；工作时间：周一至周五 9:00-18:00；电话；
传真；邮编；邮箱；地址；QQ；微信号；搜索；站内搜索；搜索历史；热门搜索；高级搜索；请输入关键字；请输入搜索内容；热门标签；标签；标签：；
标签云；关键词；热词；分类；全部分类；产品分类；产品中心；产品展示；产品列表；新闻中心；新闻动态；公司新闻；行业新闻；行业动态；行业资讯；
最新资讯；最新动态；最新文章；最新发布；最新公告；最新产品；热门文章；热门推荐；热门资讯；热点新闻；热点排行；今日热点；今日头条；
点击排行；阅读排行；排行榜；周排行；月排行；24小时热榜；本周热门；推荐阅读；相关阅读；延伸阅读；相关文章；相关推荐；相关新闻；相关资讯；
相关产品；相关内容；相关专题；相关下载；相关软件；猜你喜欢；为你推荐；大家都在看；大家还看了；你可能感兴趣；你可能还喜欢；精彩推荐；
精彩图集；图片新闻；视频新闻；专题；专栏；栏目导航；栏目列表；当前位置；当前位置：首页；您的位置；您现在的位置：；所在位置：首页 > 新闻；
通知公告；公告栏；政务公开；信息公开；政府信息公开指南；办事指南；网上办事；在线办事；服务大厅；互动交流；领导信箱；市长信箱；民意征集；
在线访谈；学院概况；学校概况；机构设置；师资队伍；招生就业；招生信息；学生工作；党建工作；教务处；图书馆；校友会；校园风光；校长信箱；
English；英文版；繁體中文；简体中文；无障碍浏览；长者模式；关怀版；字体：大 中 小；字号；打印；打印本页；关闭；关闭窗口；
【打印本页】【关闭窗口】；视力保护色；收藏本页；编辑推荐；来源网络，侵删；回复；发表回复；发表评论；我要评论；网友评论；全部评论；
最新评论；热门评论；评论列表；评论(0)；点击查看全部评论；登录后才能评论；请登录后发表评论；文明上网理性发言；还没有人评论，快来抢沙发；
楼主；沙发；只看该作者；倒序浏览；使用道具；举报帖子；发新帖；返回版块；快速回复；高级模式；本版积分规则；积分；威望；金币；注册时间；
最后登录；在线会员；关注；已关注；粉丝；取消关注；私信；个人主页；TA的主页；作者其他文章；赞；踩；赞赏；打赏；喜欢；在看；播放；暂停；
静音；取消静音；全屏；退出全屏；倍速；清晰度；弹幕；上一首；下一首；循环播放；播放列表；00:00；已静音；视频加载失败；您的浏览器不支持；
请升级浏览器；请使用谷歌浏览器访问；点击刷新；页面不存在；系统提示；温馨提示；确定；取消；提交；重置；保存；返回；下一步；完成；同意；
拒绝；我知道了；接受所有；本网站使用 Cookie；继续浏览即表示您同意；下载；立即下载；高速下载；普通下载；本地下载；安卓下载；苹果下载；
电脑版下载；下载地址；下载排行；软件分类；安卓软件；苹果软件；装机必备；热门游戏；手游排行榜；游戏攻略；电脑软件；手机软件；网名大全；
个性签名；头像大全；表情包；壁纸；房产；汽车；财经；体育；娱乐；科技；军事；教育；健康；旅游；时尚；母婴；美食；文化；历史；读书；彩票；
股票；基金；要闻；国内；国际；社会；地方；理论；直播；视频；图片；滚动；排行；论坛；博客；问答；百科；文库；商城；团购；优惠券；特价；
新品；服务项目；服务范围；成功案例；客户案例；案例展示；工程案例；解决方案；合作客户；客户评价；常见问题；新手上路；购物指南；支付方式；
配送方式；售后服务；退换货政策；帮助中心；企业邮箱；员工通道；内部办公；OA系统；语言切换；本站声明；本站资源来自网络；如有侵权请联系删除；
本文仅代表作者观点；以上内容仅供参考；本站不承担任何责任；投资有风险，入市需谨慎；扫描二维码关注；扫码关注；微信扫一扫；二维码；
公众号二维码；展开更多；热门城市；切换城市；城市站点；按地区查找；广告；广告位招租；赞助商；换一换；换一批；刷新；置顶；精华；热帖；新帖；
草稿箱；消息；通知；设置；反馈；客服；签到；任务；勋章；道具；收藏夹；浏览历史；快捷导航；入门教程；版块导航；专业版；企业版；免费试用；
本网站由某某公司运营维护；凡本网注明来源为本网的作品，版权均属于本网；凡注明来源非本网的作品，均转载自其他媒体，并不代表本网赞同其观点；
转载请注明出处；转载请注明来源；转载请联系作者获得授权；未经授权，严禁转载；本文版权归作者所有；著作权归作者所有；
文章转载自网络，如有侵权请联系删除；图片来源于网络；图文来源网络，版权归原作者所有；声明：本文为转载，仅代表原作者观点；
以上文章由作者提供，不代表本站立场；文章内容仅供学习交流，请勿用于非法用途；仅供学习研究，切勿用于非法测试；
由于传播、利用本文所提供的信息而造成的任何直接或者间接的后果及损失，均由使用者本人负责，作者不为此承担任何责任；
请勿利用文章内的相关技术从事非法测试，如因此产生的一切不良后果与文章作者无关；技术文章仅供参考；网络安全法提醒您；
本公众号发布的内容仅作分享；如有侵权，请联系后台处理；郑重声明；特别声明；版权说明；声明；免责申明；
本站所提供的资料来自互联网，请于下载后24小时内删除；本站提供的信息仅供参考，不作为任何依据；投资者据此操作，风险自担；
郑重提示：请勿相信任何付费服务；如果您发现问题，请与我们联系；欢迎监督举报；您是第 100000 位访客；今日访问：1000；
建议使用 1024*768 以上分辨率浏览；本站支持IPv6；最佳浏览效果；站点统计；网警提示；12321举报中心；互联网举报中心；不良信息举报中心；
网络110报警服务；网络社会征信网；电子营业执照；统一社会信用代码：91110000000000000X；广播电视节目制作经营许可证；
信息网络传播视听节目许可证；互联网新闻信息服务许可证；出版物经营许可证；医疗机构执业许可证；人力资源服务许可证；事业单位；党政机关；
政府网站找错；上证指数；行情；自选股；沪深；港股；美股；期货；外汇；黄金；银行；保险；理财；债券；信托；私募；研报；公告；财报；数据中心；
新股；基金净值；财经日历；股吧；滚动新闻；7x24；宏观；产业；公司；市场；评级；男装；女装；童装；内衣；鞋靴；箱包；手表；珠宝；美妆；个护；
家电；手机；数码；电脑；办公；家居；家具；家装；厨具；食品；生鲜；酒水；图书；音像；运动；户外；汽车用品；母婴玩具；医药保健；充值；机票；
酒店；综合排序；销量；价格；价格从低到高；好评率；筛选；品牌：全部；默认排序；人气；最新；最热；仅看有货；店铺；旗舰店；进店逛逛；
收藏店铺；商品详情；商品评价；规格；请选择；数量；库存；配送至；运费；已售；月销；优惠；意外险；车险；寿险；保单查询；理赔服务；在线投保；
个人业务；企业业务；网上银行；手机银行；网点查询；公司公告；信息披露；投资者关系；社会责任；品牌故事；媒体报道；新闻稿；大事记；国内游；
出境游；周边游；自由行；跟团游；门票；签证；攻略；游记；目的地；酒店预订；租车；火车票；汽车票；地图；公交查询；天气预报；万年历；
快递查询；违章查询；火车时刻表；手机归属地；在线翻译；计算器；小学；初中；高中；大学；中考；高考；考研；公务员；四六级；语文；数学；英语；
物理；化学；生物；政治；地理；试卷；课件；教案；作文；范文；作文大全；学习方法；高考资讯；分数线；志愿填报；院校库；专业库；真题；电视剧；
电影；综艺；动漫；少儿；纪录片；音乐；MV；微电影；短视频；直播间；排行榜单；最近更新；热播；完结；连载；免费小说；玄幻；都市；言情；武侠；
书架；加入书架；目录；上一章；下一章；返回目录；章节报错；投推荐票；歌手大全；歌单；新歌榜；热歌榜；飙升榜；试听；下载歌曲；收藏歌曲；
歌词下载；LRC；DJ舞曲；伤感歌曲；正在播放；播放全部；添加到列表；音量；顺序播放；随机播放；单曲循环；作者主页；空间；相册；日志；说说；
访客；整租；合租；二手房；新房；租房；小区；写字楼；商铺；地铁找房；经纪人；房价；楼盘动态；地图找房；招聘；求职；兼职；简历；全职；
企业招聘；校园招聘；职位搜索；热招职位；猎头；培训；商家；黄页；供应；求购；产品报价；经销商；企业库；供应商；采购；招标；招商；展会；
加盟；原料；设备；行情报价；技术文章；资料下载；样本下载；视频中心；解决方案中心；工程师；在线选型；样品申请；索取资料；询价；留言询价；
发送询盘；科室导航；专家团队；专家门诊；就医指南；预约挂号；医院简介；医院动态；健康科普；护理天地；医保政策；院务公开；来院路线；
门诊时间；住院须知；党建园地；公示；规章制度；下载中心；表格下载；政策法规；党务公开；学习园地；支部建设；工会之家；团委；学院新闻；
院系设置；教学科研；科研动态；学术交流；国际交流；人才培养；本科生教育；研究生教育；继续教育；精品课程；实验室；就业信息；学生园地；
家长学校；教育教学；主题：100；帖子：2000；今日：10；昨日：20；会员：3000；欢迎新会员；最后发表；版主；子版块；公告：；论坛规则；
发表话题；查看：100；回复：5；电梯直达；只看大图；显示全部楼层；下一主题；上一主题；发消息；串个门；加好友；打招呼；该用户从未签到；反对；
评分；鲜花；鸡蛋；收起理由；点评；使用手机版；Archiver；小黑屋；GMT+8；Powered by Discuz!；Powered by DedeCMS；Powered by 帝国CMS；
Comsenz Inc.；预览时标签不可点；微信扫一扫关注该公众号；继续滑动看下一个；向上滑动看下一个；轻触阅读原文；知道了；微信扫一扫使用小程序；
允许；赞，轻点两下取消赞；在看，轻点两下取消在看；分享收藏点赞在看；收录于合集；收录于话题；合集；个；阅读；写留言；精选留言；留言；
人划线；喜欢此内容的人还喜欢；不喜欢；不看的原因；内容质量低；不看此公众号；听全文；以下文章来源于；系列文章；专栏目录；上一篇文章；
下一篇文章；文章标签；版权协议；点赞数；收藏数；订阅专栏；博客等级；码龄；私信博主；展开目录；您还未登录；复制代码；一键复制；代码解读；
运行；已编辑；浏览；阅读数；字数；分类专栏；请填写姓名；请输入手机号；请输入您的电话；请输入留言内容；验证码错误；提交成功；请稍候；
联系人；联系电话；公司名称；您的需求；姓名：；电话：；邮箱：；内容：；所在地区；省；市；选择省份；隐私权政策；Cookies声明；法律顾问；
举报入口
"""

CHINESE_CONTENT = """
引言；前言；摘要；概述；简介；背景；正文；结论；总结；小结；参考文献；参考资料；附录；注释；定义；定理；证明；例题；例 1；解；解析；答案；
思考题；练习；步骤一；步骤二；第一步；第二步；第一章；第二节；一、项目概况；二、招标范围；三、申请条件；四、联系方式；（一）基本情况；
附件：；特此公告；特此通知；题目描述；输入格式；输出格式；样例输入；样例输出；提示；说明；数据范围；时间复杂度；空间复杂度；代码实现；
算法思路；环境配置；安装步骤；使用方法；参数说明；返回值；注意事项；常见错误；漏洞描述；漏洞编号；漏洞等级；漏洞复现；影响范围；影响版本；
受影响版本；修复建议；修复方案；缓解措施；安全版本；中危；低危；严重；未知；已发布；是；否；无；有；产品参数；规格参数；型号；品牌；材质；
颜色；尺寸；重量；产地；保质期；生产日期；包装清单；功能特点；产品特点；适用范围；适用人群；技术参数；工作原理；操作方法；主料；辅料；
调料；做法；用法用量；不良反应；禁忌；成分；性状；适应症；症状；病因；诊断；治疗；预防；护理；检查；专家介绍；主任医师；副教授；职称；
学历；研究方向；主要成果；个人简历；早年经历；人物生平；主要作品；获奖记录；演艺经历；历史沿革；地理位置；气候；人口；经济；交通；
风景名胜；名字由来；剧情简介；演员表；导演；编剧；主演；片长；上映时间；歌手；专辑；作词；作曲；歌词；曲目；译文；注解；赏析；作者简介；
创作背景；岗位职责；任职要求；薪资待遇；工作地点；报名时间；报名条件；考试科目；录取分数线；招生计划；学制；学费；收费标准；办理流程；
办理条件；所需材料；办理地点；办理时限；法律依据；项目名称；项目编号；招标人；中标单位；预算金额；开标时间；采购需求；甲方；乙方；第一条；
第二条；法定代表人；注册资本；成立日期；经营范围；股东大会；基金管理人；基金托管人；办公地址；注册地址；优点；缺点；评测；外观；性能；
续航；价格；性价比；行程；第一天；第二天；门票；开放时间；交通指南；住宿；图1；图 2；表1；数据来源：国家统计局；记者 报道；新华社北京电；
本报讯；问：；答：；网友提问；老师回答；好的，谢谢；同意楼上；学习了；顶一下；谢谢分享；写得不错；答案：A；正确答案：B；选项 A；本题考查；
解题思路；示例；示例 1：；输入：；输出：；代码如下；运行结果；效果图；截图如下；登录后台；抓包；访问该地址；执行命令；查看源码；分析；
测试；成功；失败；利用条件；漏洞类型；漏洞详情；情报来源；时间线；解决方案；临时方案；升级到最新版本；官方补丁；参考链接；下载链接：；
发布日期；更新日期；危害级别；评分；利用难度；在野利用；公开程度；攻击路径；产品名称；组件介绍；应用场景；技术架构；数据规模；实验结果；
评价指标；对比实验；第一节；第三章；目标；要求；教学目标；教学重点；教学过程；课前准备；活动目的；比赛规则；评分标准；奖项设置；名单如下；
名次；姓名；性别；班级；学号；成绩；备注；合计；单位：万元；日期；地点；时间：；参加人员；会议内容；朋友；明天；故乡的云；月亮；心跳；
再见；春天；漂亮；坚强；快乐；原来如此；可爱；霸气；温柔；文艺；唯美；简单；孤独；清晨；远方；等风来；梦里花；伤感签名；一生有你；
给我一个理由；陪你看海；中国工商银行；中国建设银行股份有限公司；注册地址：北京市西城区；办公地址：上海市浦东新区；网址：；基金份额；
托管费；管理费；认购费率；乘车路线；自驾路线；景区介绍；最佳旅游时间；住宿推荐；特产；美食推荐；小贴士；第二天：古镇一日游；
价格：100元/人；营业时间：10:00-22:00；人均：80元；推荐菜；口味；环境；服务；房间干净；位置不错；早餐一般；性价比高；点赞数；阅读量；
适合行业；使用期限；版本：1.0；大小：20MB；语言：中文；授权：免费；更新内容；修复已知问题；系统要求；安装说明；游戏介绍；游戏特色
"""

ENGLISH_CALLS = """
Shop now; Buy now; Order now; Get yours today; Shop the sale; Shop the collection; Start free trial; Start your free trial; Try it free;
Try for free; Get started free; Get a free quote; Request a free quote; Get my free guide; Download the free guide; Claim your offer;
Redeem now; Get the deal; View deal; See price; Check price; Check price on Amazon; Buy on Amazon; See today's best deals; Compare quotes;
Apply now and save; Enroll now; Enroll today; Register now; Reserve your spot; Save your seat; Book a free consultation;
Schedule a free consultation; Book a demo; Talk to sales; Talk to an expert; Speak to an advisor; Call us today;
Call today for a free estimate; Join now; Join for free; Become a member; Become a patron; Go premium; Upgrade now; Upgrade to Pro;
Subscribe; Subscribe now; Subscribe today; Sign up for free; Sign me up; Sign up today; Join our newsletter; Get our newsletter;
Enter your email; Your email address; Get 10% off; 15% off your first order; Extra 20% off; Free shipping over $50; Limited time only;
Ends tonight; Flash sale; Hot deal; Best seller; Sponsored; Promoted; Ad; Advertisement; Advertiser content; Paid content;
Partner content; Presented by; Powered by our partners; From our partners; Affiliate link; We may earn a commission; Donate; Donate now;
Make a donation; Support our work; Buy me a coffee; Trusted by 10,000+ companies; Loved by teams everywhere; No credit card required;
Cancel anytime; Money-back guarantee; 30-day money-back guarantee; Satisfaction guaranteed; What our customers say; What our clients say;
Testimonials; Rated 4.8 out of 5 by 2,000 customers; Join over 50,000 happy customers; Why choose us?; Ready to get started?;
Ready to take the next step?; Let's work together; Contact us for a free quote; Find the right plan for you; Compare plans;
See plans and pricing; Most popular plan; Rewards members save more; Earn points on every purchase; Refer a friend and get $20;
Gift a subscription; Get the app; Download our free app; Follow us for more; Like and subscribe; Share with your friends;
Turn on notifications; Enter to win; Win a free trip; We help businesses of all sizes grow online.;
Our experienced team delivers results you can count on.; Take your business to the next level.; Get more leads, more sales and more time.;
Everything you need to run your business in one place.; The all-in-one platform for modern teams.;
Save time and money with our easy-to-use tools.; Built for teams of every size.; Simple, transparent pricing.;
One subscription, unlimited access.; Discover why thousands of customers choose us.; See what you have been missing.;
Your satisfaction is our top priority.; Let us do the hard work for you.; I highly recommend this company to anyone!;
Great service from start to finish. Thank you!; The best decision we ever made for our business.;
They were professional, friendly and affordable.; We could not be happier with the results.; Five stars! Will definitely use again.;
– Sarah M., happy customer; Designed for comfort, built to last.; Free returns within 30 days.; Loved by over a million customers.;
Find your perfect fit.; Treat yourself to something special.; Give the gift of music this season.; Made for every adventure.;
Feel the difference.; Upgrade your everyday.; Style that moves with you.; Sleep better tonight.;
Our certified tutors help students succeed.; Learn from industry experts at your own pace.; Advance your career with an online degree.;
Build in-demand skills in weeks.; Lessons for all ages and levels.; Your first lesson is free.; Classes start soon.;
Flexible payment plans available.; Financing available.; Licensed and insured.; Serving the area since 1985.;
Free estimates and same-day service.; We offer a full range of services.; Trusted local experts near you.;
Compare rates from top lenders.; Check your rate in minutes.; It won't affect your credit score.; Get matched with a therapist today.;
Talk to a licensed professional from home.; Covered by most insurance plans.; Start feeling better today.; Take the quiz;
Take our free assessment; See if you qualify; Get approved in minutes; Apply online today; Open an account; Switch and save;
Bundle and save; Add to your plan; Get internet from $30 a month; View plans; View offers; See details; Offer ends soon;
While supplies last; Members get early access.; Unlock exclusive content.; Already a subscriber? Log in to keep reading.;
Subscribe to continue reading.; This article is for subscribers only.; You've reached your limit of free articles.;
Support independent journalism.; Your support makes our work possible.; Help us keep our content free.; Become a supporter today.;
Every contribution counts.; Join our community of readers.; Listen and subscribe on Apple Podcasts; Leave us a review;
Follow along on Instagram; Join our Facebook group; Shop my favorites; Shop this look; Shop this post; Get the look; As seen on;
This post contains affiliate links.; Read our full disclosure policy.; Our editors independently select the products we recommend.;
Download my free printable; Grab the freebie; Get instant access; Yes, I want the free guide!; Send it to me; Count me in;
Join the waitlist; Pre-order now; Available now on all platforms; Out now
"""

CHINESE_CALLS = """
立即购买；立即抢购；马上抢；点击购买；购买链接；购买入口；官方购买；去看看；去逛逛；领券；立即领取；免费领取；点击领取；领取优惠；
新人专享；限时优惠；限时特价；秒杀；爆款；热卖；包邮；满减；买一送一；立即报名；点击报名；我要报名；在线报名；报名咨询；预约试听；
免费试听；免费体验；免费预约；立即预约；在线预约；立即咨询；在线咨询；免费咨询；点击咨询；咨询客服；申请试用；免费试用；立即体验；
立即开通；开通会员；加入会员；VIP特权；立即加入；加入我们的社群；加入星球；知识星球；扫码入群；扫码加群；进群交流；加群；添加微信；
加微信；长按识别；长按关注；长按二维码；扫码添加；扫码领取；识别二维码；点击关注；关注我们；点击上方蓝字；点击蓝字关注；点个在看；点个赞；
求关注；一键三连；点赞收藏；分享给朋友；转发朋友圈；阅读原文；点击阅读原文；戳这里；点这里；点此直达；戳原文；设为星标；后台回复；
往期推荐；往期精彩；往期回顾；历史文章；精彩回顾；招生热线；报名热线；加盟热线；招商加盟；诚邀加盟；厂家直销；欢迎选购；欢迎来电；
欢迎咨询；价格优惠；品质保证；服务至上；专业团队；一站式服务；量身定制；值得信赖；选择我们的理由；我们的优势；为什么选择我们；客户见证；
合作共赢；免费获取报价；获取方案；官网地址；官网直达；优惠码；邀请码；注册即送；充值返利；代充；套餐价格；最低价；性价比之王；不限速；
稳定可靠；下单立减；赞助；推广；商务合作加微信；课程介绍；课程特色；课程咨询；讲师介绍；课程大纲；适合人群；你将收获；限时早鸟价；拼团价；
会员价；原价；优惠价；名额有限；先到先得；倒计时；仅剩；送完即止；抽奖；福利；粉丝福利；赠书；红包封面；投票；打赏作者；请喝咖啡；
公司拥有先进的生产设备和专业的技术团队；我们致力于为客户提供优质的产品和服务；欢迎新老客户来电洽谈；欢迎广大客户前来考察；竭诚为您服务；
以质量求生存，以信誉求发展；产品远销海内外，深受客户好评；专业品质，值得信赖；实力雄厚，重合同守信用；为您提供一站式解决方案；
全程无忧服务；24小时在线为您服务；免费上门测量；免费设计方案；一对一专属顾问；名师授课，小班教学；因材施教，个性化辅导；
轻松提分，快速见效；不过全额退款；签约保过；零基础入门，就业有保障；海量题库，随时练习；历年真题免费下载；资深讲师手把手教学；
带你从零到精通；真实项目实战；提升职场竞争力；抓住风口，轻松入行；学完可推荐就业；多位行业大咖倾力打造；内容持续更新；永久有效；
加入后可免费观看全部课程；每天更新；与大佬一起学习；资源共享，答疑解惑；内部资料；独家资源；限时免费；扫码备注；拉你进群；
工作日 24 小时内通过；群内不定期发放福利；请联系我们获取产品试用；可免费申请使用；了解产品详情请联系；安全服务热线；应急响应服务；
为您的业务保驾护航；助力企业数字化转型；构建全面的安全防护体系；支持支付宝、微信支付；无需翻墙，注册即用；支持多设备同时在线；
高速稳定，畅享流媒体；解锁全部功能；套餐仅需；月付；年付；流量包；节点；官网注册；点击注册；新用户试用；客服在线；售后群；全程协助；
安全可靠，支持退款；覆盖亿万用户；提高品牌知名度；让您的客户主动找上门；抢占流量入口；低成本获客；提升转化率；帮助企业快速增长；
行业领先的服务商；累计服务客户上万家；广告投放咨询；开户优惠；免费开户；充值返点；加盟优势；加盟流程；加盟支持；投资小，回报快；总部扶持；
开店无忧；火爆招商；前景广阔；把握商机；先到先得，欲购从速；全国连锁；特约经销；正品保障；假一赔十；七天无理由退换；顺丰包邮；送货上门；
厂价直销；量大优惠；现货供应；医院引进先进设备；专家亲诊；预约享优惠；在线问诊；点击在线咨询专家；免费挂号；绿色通道；康复案例；
我院开展优惠活动；拨打健康热线；足不出户享受专家服务；权威专家帮您预约；手术预约；就医难题一站解决；活动时间；活动规则；参与方式；
活动奖品；获奖名单将在公众号公布；早鸟票；购票通道；大会官网；报名链接；扫码报名；扫码购票；立即购票；限量赠票；主办方；赞助商招募；
合作咨询；展位预订；期待您的参与；敬请关注；敬请期待；不见不散
"""


ENGLISH_PATTERNS = """
Page {n} of {n}; {n} comments; {n} Comments; {n} replies; {n} views; {n} shares; {n} likes; {n} followers; {n} results;
Showing {n} of {n}; Posted in {p}; Filed under {p}; Tags: {p}, {p}, {p}; Category: {p}; © {y} {name}. All rights reserved.;
Copyright © {y} {name}; Copyright {y}-{y} {name} Inc.; {name}, {n} Main Street, Springfield; {n} High Street, Suite {n}; Tel: {tel};
Phone: {tel}; Fax: {tel}; Call {tel}; Email: info@{host}; info@{host}; Mon-Fri 9am-5pm; Follow @{name}; Follow {name} on Twitter;
Home > {p} > {p}; Home / {p}; You are here: Home » {p}; {p} ({n}); {p} ({n}); {p} »; « {p}; {p} >; › {p}; > {p}; * {p}; • {p}; + {p};
All {p}; More {p}; View all {p}; See all {p}; Browse {p}; Latest in {p}; More from {p}; Top {p}; {p} for {y}; Next: {p}; Previous: {p};
Joined: {y}; Posts: {n}; Messages: {n}; Reputation: {n}; Version {n}.{n}; {name} Home; About {name}; {name} Blog; Contact {name};
Why {name}?; {name} on Facebook; Welcome to {name}; Powered by {name}; A {name} company; {name} LLC; Part of the {name} network
"""

CHINESE_PATTERNS = """
共{n}页；共{n}条；第{n}页；{n}条评论；评论({n})；阅读({n})；点击：{n}；浏览：{n}次；浏览量：{n}；人气：{n}；下载次数：{n}；点赞{n}；
收藏{n}；{n}人关注；{n}人参与；电话：{tel}；联系电话：{tel}；传真：{tel}；手机：{tel}；客服QQ：{n}{n}{n}；QQ群：{n}{n}{n}；
邮箱：info@{host}；E-mail：service@{host}；网址：www.{host}；邮编：{n}{n}；地址：某某市某某区中山路{n}号；公司地址：高新区科技园{n}栋；
Copyright © {y} {name} 版权所有；Copyright {y}-{y} www.{host} All Rights Reserved；版权所有：{name}；{name}版权所有 某ICP备{n}{n}号；
某ICP备{n}{n}{n}号-{n}；某公网安备{n}{n}{n}{n}号；技术支持：{name}；主办：{name}；承办：{name}信息中心；首页 > {p} > {p}；首页 >> {p}；
当前位置：首页 > {p}；您现在的位置：{p} → {p}；位置：首页 / {p}；{p}（{n}）；{p} >；{p} >>；{p}>>更多；更多{p}；· {p}；• {p}；○ {p}；
☆ {p}；★ {p}；> {p}；{p} |；| {p}；【{p}】；[{p}]；「{p}」；热门{p}；最新{p}；推荐{p}；相关{p}；{p}推荐；{p}排行；{p}大全；{p}列表；
关键词：{p}，{p}；标签：{p} {p}；分类：{p}；栏目：{p}；上一篇：{p}；下一篇：{p}；上一条：{p}；下一条：{p}；关注{name}；{name}首页；
关于{name}；欢迎来到{name}；{name}欢迎您；{name}官方网站；{name}客户端下载；登录{name}；加入{name}；{name}出品；工作日：9:00-{n}:00；
服务时间：周一至周日
"""

ENGLISH_METADATA = """
By {who}; by {who}; {who}; {who}, {name}; Written by {who}; {who} | {month} {d}, {y}; {month} {d}, {y}; {d} {month} {y};
Published {month} {d}, {y}; Updated {month} {d}, {y}; Last updated: {d} {month} {y}; {month} {d}, {y} at {d}:15 pm; {y}-05-{d};
{d}/11/{y}; Posted on {month} {d}, {y} by {who}; Source: {name}; Photo: {who}; Image: {name}; {d} min read; Reviewed by {who}, MD;
Edited by {who}; Associated Press; Reuters; Staff writer
"""

CHINESE_METADATA = """
作者：{who}；作者 {who}；文/{who}；文｜{who}；来源：{name}；来源：{name}日报；信息来源：{name}；编辑：{who}；责任编辑：{who}；
责编：{who}；审核：{who}；监制：{who}；校对：{who}；{y}-05-{d}；{y}-05-{d} 10:{d}；{y}年5月{d}日；{y}/11/{d}；发布时间：{y}-05-{d}；
发布日期：{y}年11月{d}日；更新时间：{y}-11-{d} 09:30；时间：{y}-05-{d}；{y}-05-{d} 来源：{name}；{who} 发表于 {y}-05-{d}；记者 {who}；
本报记者 {who}；通讯员 {who}；摄影：{who}；图/{who}；{name} {y}-05-{d}；原标题：{name}周年纪
"""

SLOTS = {
    "d": tuple(str(d) for d in range(10, 29)),
    "month": ("January", "March", "May", "June", "August", "Oct", "Nov", "Dec"),
    "y": ("2012", "2015", "2018", "2019", "2020", "2021", "2022", "2023", "2024"),
    "tel": ("0755-12345678", "010-6666 8888", "400-800-1234", "13900001111", "(555) 010-2030", "1-888-555-0100", "021-5555 6666"),
    "host": ("example.com", "example.com.cn", "example.org", "example.net", "example.cn"),
}
NAMES = (
    ("River Watch", "Northwind", "Acme", "Daily Ledger", "Blue Harbor", "Greenfield", "Contoso", "Lakeside Clinic"),
    ("河畔科技", "某某网", "东方信息", "晨光教育", "蓝海传媒", "阳光医院", "北辰集团", "星空网络"),
)
PEOPLE = (
    ("John Carter", "Maria Lopez", "Wei Zhang", "Anna K. Smith", "David O'Neil", "Priya Rao"),
    ("张明", "李晓华", "王建国", "陈静", "刘洋", "赵小北"),
)
ENGLISH_TEXTS = (ENGLISH_FURNITURE, ENGLISH_CONTENT, ENGLISH_CALLS, ENGLISH_PATTERNS, ENGLISH_METADATA)
CHINESE_TEXTS = (CHINESE_FURNITURE, CHINESE_CONTENT, CHINESE_CALLS, CHINESE_PATTERNS, CHINESE_METADATA)
JOINTS = (" | ", " ", " · ", " / ", "  ", " > ", "|", " - ")


def made_up_pages(chinese: bool, seed: int = 11) -> tuple[list[str], list[str]]:
    """Lines and labels: each phrase once, in runs of one to eight of a kind as they stand on pages; n furniture, c content, a calls.

    Patterns are filled in, and some furniture stands several to a line as in menus. Metadata (authors, dates, sources) are content.
    """
    rng = random.Random(seed)
    end = "；" if chinese else ";"
    furniture, content, calls, patterns, metadata = (
        [" ".join(phrase.split()) for phrase in text.split(end)] for text in (CHINESE_TEXTS if chinese else ENGLISH_TEXTS)
    )
    menus = [rng.choice(JOINTS).join(rng.sample(furniture, rng.randint(2, 9))) for _ in range(len(furniture) // 4)]
    rest = {
        "n": [*furniture, *menus, *(_filled(pattern, furniture, rng, chinese) for pattern in patterns)],
        "c": [*content, *(_filled(pattern, furniture, rng, chinese) for pattern in metadata)],
        "a": calls,
    }
    for phrases in rest.values():
        rng.shuffle(phrases)
    lines: list[str] = []
    labels: list[str] = []
    while any(rest.values()):
        label = rng.choices("nca", [len(rest[kind]) for kind in "nca"])[0]
        for _ in range(min(rng.randint(1, 8), len(rest[label]))):
            lines.append(rest[label].pop())
            labels.append(label)
    return lines, labels


def _filled(pattern: str, furniture: list[str], rng: random.Random, chinese: bool) -> str:
    """The pattern with numbers, names and other phrases in its slots."""

    def value(slot: str) -> str:
        if slot == "n":
            return str(int(10 ** rng.uniform(0, 4)))
        named = {"p": furniture, "name": NAMES[chinese], "who": PEOPLE[chinese]}
        return rng.choice(named[slot] if slot in named else SLOTS[slot])

    return re.sub(r"\{(\w+)\}", lambda m: value(m[1]), pattern)
