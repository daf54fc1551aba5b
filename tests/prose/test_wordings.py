"""Prose in all the ways it is put: each case reads one paragraph of our own under a heading."""

from __future__ import annotations

import pytest

from tests.support.prose import facts, read

CASES = [
    pytest.param(
        "(三)回应解读 全年回应公众关注热点或重大舆情三次。",
        {},
        ["hot_topic_responses=3"],
        id="hot-topics-below-interpretation",
    ),
    pytest.param("全年发布回应热点解读30篇。", {}, ["interpretations=30"], id="pieces-on-hot-topics"),
    pytest.param(
        "全年共发布8条预算信息、0条指南、4条通知,合计12条。",
        {},
        ["disclosed(category=指南)=0", "disclosed(category=通知)=4", "disclosed(category=预算)=8", "disclosed=12"],
        id="count-before-noun",
    ),
    pytest.param(
        "全年共公开政府信息12条,其中8条预算信息、4条通知公告。",
        {},
        ["disclosed(category=通知公告)=4", "disclosed(category=预算)=8", "disclosed=12"],
        id="count-before-noun2",
    ),
    pytest.param(
        "全年主动公开政府信息21条:应急管理5条,人事任免6条,财政预决算10条。",
        {},
        [
            "disclosed(category=人事任免)=6",
            "disclosed(category=应急管理)=5",
            "disclosed(category=财政预决算)=10",
            "disclosed=21",
        ],
        id="bare-list",
    ),
    pytest.param(
        "主动公开信息30条。按类别分:政策、法规类10条,规划、计划类20条。",
        {},
        ["disclosed(category=政策、法规)=10", "disclosed(category=规划、计划)=20", "disclosed=30"],
        id="category-pause",
    ),
    pytest.param(
        "主动公开信息30条,其中:机构职能类10条,政策法规类15条,其他类5。",
        {},
        [
            "disclosed(category=其他)=5",
            "disclosed(category=政策法规)=15",
            "disclosed(category=机构职能)=10",
            "disclosed=30",
        ],
        id="lost-unit",
    ),
    pytest.param(
        "公开信息100条,其中网站公开80条,微信公众号公开40条。",
        {},
        ["disclosed(channel=website)=80", "disclosed(channel=wechat)=40", "disclosed=100"],
        id="parts-exceed",
    ),
    pytest.param(
        "全年在本局网站公开信息30条,在县政府网站公开信息75条。",
        {},
        ["disclosed(channel=website)=30", "disclosed(channel=website)=75"],
        id="two-sites",
    ),
    pytest.param(
        "网站、微博共公开信息300条。",
        {},
        ["disclosed(channel=other)=300"],
        id="two-channels",
    ),
    pytest.param(
        "通过网站、微博、公开栏等多种形式,主动公开政府信息300条。",
        {},
        ["disclosed=300"],
        id="many-ways",
    ),
    pytest.param(
        "双微发布120条。",
        {},
        ["disclosed(channel=other)=120"],
        id="double-micro",
    ),
    pytest.param(
        "全年共公开政府信息4000条,其中主动公开3100条。",
        {},
        ["disclosed=3100"],
        id="two-totals",
    ),
    pytest.param(
        "主动公开政府信息由2013年的900条增加到2014年的1200条。",
        {},
        ["disclosed=1200"],
        id="year-ago",
    ),
    pytest.param(
        "全年主动公开政府信息1200条,同比增加300条,增长33%。",
        {},
        ["disclosed=1200"],
        id="year-ago2",
    ),
    pytest.param(
        "2014年公开信息50条,2013年公开信息44条。",
        {},
        ["disclosed=50"],
        id="year-ago3",
    ),
    pytest.param(
        "公开文件类信息180条,新增31条;工作动态类信息200条,新增50条。",
        {},
        [
            "disclosed(category=工作动态)*=200",
            "disclosed(category=工作动态)=50",
            "disclosed(category=文件)*=180",
            "disclosed(category=文件)=31",
        ],
        id="fresh",
    ),
    pytest.param(
        "自2008年以来,累计公开政府信息5000条,其中2014年公开信息600条。",
        {},
        ["disclosed*=5000", "disclosed=600"],
        id="cumul",
    ),
    pytest.param(
        "2014年累计公开信息12条。",
        {},
        ["disclosed=12"],
        id="cumul-year",
    ),
    pytest.param(
        "截至2014年底,累计主动公开信息80条。",
        {},
        ["disclosed*=80"],
        id="cumul-none",
    ),
    pytest.param(
        "未发生收费和减免;复议、诉讼和申诉均为零。",
        {"topic": "fees"},
        [
            "appeals(proceeding=complaint)=0none",
            "appeals(proceeding=litigation)=0none",
            "appeals(proceeding=review)=0none",
            "fees_charged=0none",
            "fees_waived=0none",
        ],
        id="one-absence",
    ),
    pytest.param(
        "本年度没有依申请公开和不予公开的政府信息。",
        {"topic": "requests"},
        ["requests_answered(outcome=denied)=0none", "requests_received=0none"],
        id="neg-over",
    ),
    pytest.param(
        "实际支出情况:无。",
        {"topic": "fees"},
        ["expenditure=0none"],
        id="colon-none",
    ),
    pytest.param(
        "上年无结转。",
        {"topic": "requests"},
        ["requests_carried_in=0none"],
        id="carry-none",
    ),
    pytest.param(
        "2014年收到申请3件,无上年结转,结转下年度0件。",
        {"topic": "requests"},
        ["requests_carried_in=0none", "requests_carried_out=0", "requests_received=3"],
        id="carry-none2",
    ),
    pytest.param(
        "没有发生复议案件。",
        {"topic": "appeals"},
        ["appeals(proceeding=review)=0none"],
        id="heading-more",
    ),
    pytest.param(
        "未发生此类情况。",
        {"topic": "appeals"},
        ["appeals(proceeding=litigation)=0none", "appeals(proceeding=review)=0none"],
        id="heading-generic",
    ),
    pytest.param(
        "行政复议、行政诉讼均为零。",
        {"topic": "appeals"},
        ["appeals(proceeding=litigation)=0none", "appeals(proceeding=review)=0none"],
        id="zero-both",
    ),
    pytest.param(
        "共办理10件,其中“予以公开”的9件,占90%;“不予公开”的1件,占10%。",
        {"topic": "requests"},
        [
            "requests_answered(outcome=denied)=1",
            "requests_answered(outcome=granted)=9",
            "requests_answered(outcome=total)=10",
        ],
        id="outcomes",
    ),
    pytest.param(
        "发生行政复议1件(撤回),行政诉讼0件。",
        {"topic": "appeals"},
        [
            "appeals(proceeding=litigation)=0",
            "appeals(proceeding=review)=1",
            "appeals(proceeding=review,result=other)=1",
        ],
        id="brackets",
    ),
    pytest.param(
        "共处理50件,其中新接收48件、上年结转2件。",
        {"topic": "requests"},
        ["requests_answered(outcome=total)=50", "requests_carried_in=2", "requests_received=48"],
        id="mixed-total",
    ),
    pytest.param(
        "收到申请三件,复议两起,培训十二次。",
        {"topic": "requests"},
        ["appeals(proceeding=review)=2", "requests_received=3", "trainings=12"],
        id="numbers",
    ),
    pytest.param(
        "收到公民一人申请公开,共三宗。",
        {"topic": "requests"},
        ["requests_received=3"],
        id="numbers2",
    ),
    pytest.param(
        "局领导2次参加在线访谈,1次出席新闻发布会。",
        {"topic": "overview"},
        ["online_interviews=2", "press_conferences=1"],
        id="verb-after",
    ),
    pytest.param(
        "收费情况:全年支出0元。",
        {"topic": "fees"},
        ["expenditure=0"],
        id="spend",
    ),
    pytest.param(
        "全年信息公开经费支出1.2万元,收取复制费38元,减免0.5万元。",
        {"topic": "fees"},
        ["expenditure=12000", "fees_charged=38", "fees_waived=5000"],
        id="money",
    ),
    pytest.param(
        "2014年预算安排信息公开经费5万元,实际支出4.2万元。",
        {"topic": "fees"},
        ["expenditure=42000"],
        id="budget",
    ),
    pytest.param(
        "2014年预算安排信息公开专项经费5万元。",
        {"topic": "fees"},
        ["expenditure=50000"],
        id="budget-alone",
    ),
    pytest.param(
        "主动公开政府信\n息1 2 8 条。",
        {},
        ["disclosed=128"],
        id="split-number",
    ),
    pytest.param(
        "主动公开政府信息1,280条。",
        {},
        ["disclosed=1280"],
        id="thousands",
    ),
    pytest.param(
        "2014年1月1日至12月31日,2014全县共受理申请12件。",
        {"topic": "requests"},
        ["requests_received=12"],
        id="lostdigits",
    ),
    pytest.param(
        "全年主動公開政府信息120條,其中入口網站公開100條,縣檔案館接收20條。",
        {},
        ["disclosed(channel=archive_library)=20", "disclosed(channel=website)=100", "disclosed=120"],
        id="trad",
    ),
    pytest.param(
        "县长热线受理群众来电1200件,办结1180件。",
        {"topic": "overview"},
        [],
        id="decoy-hotline",
    ),
    pytest.param(
        "全年接受咨询300人次,来访20人次,回复网民留言30条。",
        {"topic": "overview"},
        [],
        id="decoy-consult",
    ),
    pytest.param(
        "全年受理行政审批事项3000件,办结2990件。",
        {"topic": "overview"},
        [],
        id="decoy-approval",
    ),
    pytest.param(
        "县教育局公开信息20条,县财政局发布信息30条。",
        {"kind": "government"},
        [],
        id="decoy-department",
    ),
    pytest.param(
        "上半年公开信息30条。",
        {},
        [],
        id="decoy-half",
    ),
    pytest.param(
        "2015年计划公开信息200条,力争收到申请10件。",
        {},
        [],
        id="decoy-plan",
    ),
    pytest.param(
        "向县档案馆、图书馆送交信息120条。",
        {},
        ["disclosed(channel=archive_library)=120"],
        id="archive",
    ),
    pytest.param(
        "信息公开专栏、目录系统公开40条。",
        {},
        ["disclosed=40"],
        id="catalogue",
    ),
    pytest.param(
        "自然人申请3件,法人或其他组织申请2件。",
        {"topic": "requests"},
        ["requests_received(applicant=natural_person)=3", "requests_received(applicant=organization)=2"],
        id="applicant",
    ),
    pytest.param(
        "行政复议、行政诉讼各1件。",
        {"topic": "appeals"},
        ["appeals(proceeding=litigation)=1", "appeals(proceeding=review)=1"],
        id="each",
    ),
    pytest.param(
        "行政复议和行政诉讼分别为3件和2件。",
        {"topic": "appeals"},
        ["appeals(proceeding=litigation)=2", "appeals(proceeding=review)=3"],
        id="respectively",
    ),
    pytest.param(
        "共发生行政复议、行政诉讼5件。",
        {"topic": "appeals"},
        [],
        id="sum-app",
    ),
    pytest.param(
        "行政复议3件,其中维持2件,撤销1件;行政诉讼1件,法院判决驳回。",
        {"topic": "appeals"},
        [
            "appeals(proceeding=litigation)=1",
            "appeals(proceeding=review)=3",
            "appeals(proceeding=review,result=corrected)=1",
            "appeals(proceeding=review,result=upheld)=2",
        ],
        id="results",
    ),
    pytest.param(
        "目前从事政府信息公开工作的人员有5人,其中专职人员2名,兼职3名。",
        {"topic": "resources"},
        ["staff(staff_type=full_time)=2", "staff(staff_type=part_time)=3", "staff=5"],
        id="staffx",
    ),
    pytest.param(
        "政府信息公开申请全部按时办结,按时办结率100%,按时办结12件,延期办结1件。",
        {"topic": "requests"},
        ["requests_closed(timeliness=extended)=1", "requests_closed(timeliness=on_time)=12"],
        id="full",
    ),
    pytest.param(
        "其中不同意公开5件(涉及商业秘密2件、个人隐私3个)。",
        {"topic": "requests"},
        [
            "requests_answered(outcome=denied)=5",
            "requests_answered(outcome=denied,reason=personal_privacy)=3",
            "requests_answered(outcome=denied,reason=trade_secret)=2",
        ],
        id="privacy",
    ),
    pytest.param(
        "予以公开和部分公开258件。",
        {"topic": "requests"},
        [],
        id="joint",
    ),
    pytest.param(
        "不属于本机关公开3件,信息不存在2件,告知补正1件,其他处理2件。",
        {"topic": "requests"},
        [
            "requests_answered(outcome=amend)=1",
            "requests_answered(outcome=nonexistent)=2",
            "requests_answered(outcome=not_this_organ)=3",
            "requests_answered(outcome=other)=2",
        ],
        id="notown",
    ),
    pytest.param(
        "机构职能类0条,政策法规类3条,规划计划类0条,业务工作类17条。",
        {},
        [
            "disclosed(category=业务工作)=17",
            "disclosed(category=政策法规)=3",
            "disclosed(category=机构职能)=0",
            "disclosed(category=规划计划)=0",
        ],
        id="zero-items",
    ),
    pytest.param(
        "收到政府信息公开申请0件。",
        {"topic": "requests"},
        ["requests_received=0"],
        id="gk0",
    ),
    pytest.param(
        "2014年,我局没有收到公民、法人和其他组织提出的政府信息公开申请。",
        {"topic": "requests"},
        ["requests_received=0none"],
        id="no-req2",
    ),
    pytest.param(
        "本年度我局无依申请公开事项。",
        {"topic": "requests"},
        ["requests_received=0none"],
        id="no-req3",
    ),
    pytest.param(
        "我局2014年度未接到信息公开申请,故无答复。",
        {"topic": "requests"},
        ["requests_received=0none"],
        id="no-req4",
    ),
    pytest.param(
        "2014年我局未向公民、法人和其他组织收取任何信息公开费用,也没有减免费用情况。",
        {"topic": "fees"},
        ["fees_charged=0none", "fees_waived=0none"],
        id="fee0",
    ),
    pytest.param(
        "我局依申请公开政府信息未收取检索、复制、邮寄等成本费用。",
        {"topic": "fees"},
        ["fees_charged=0none"],
        id="fee1",
    ),
    pytest.param(
        "2014年我局未发生针对本部门有关政府信息公开事务的行政复议案、行政诉讼案和有关申诉案。",
        {"topic": "appeals"},
        [
            "appeals(proceeding=complaint)=0none",
            "appeals(proceeding=litigation)=0none",
            "appeals(proceeding=review)=0none",
        ],
        id="app0",
    ),
    pytest.param(
        "我局没有因政府信息公开申请被提起行政复议和行政诉讼的情况。",
        {"topic": "appeals"},
        ["appeals(proceeding=litigation)=0none", "appeals(proceeding=review)=0none"],
        id="app1",
    ),
    pytest.param(
        "全年未出现因政府信息公开引发的举报、申诉、行政复议及行政诉讼。",
        {"topic": "appeals"},
        [
            "appeals(proceeding=complaint)=0none",
            "appeals(proceeding=litigation)=0none",
            "appeals(proceeding=review)=0none",
        ],
        id="app2",
    ),
    pytest.param(
        "一年来,我镇主动公开政府信息15条。从信息类别看,人事任免信息7条;机构职能信息1条;行政许可信息0条;"
        "财政预决算信息5条;政策法规信息2条;规划计划信息0条。\n",
        {"topic": "proactive"},
        [
            "disclosed(category=人事任免)=7",
            "disclosed(category=政策法规)=2",
            "disclosed(category=机构职能)=1",
            "disclosed(category=行政许可)=0",
            "disclosed(category=规划计划)=0",
            "disclosed(category=财政预决算)=5",
            "disclosed=15",
        ],
        id="parts-that-are-zero-behind-those-that-add-up",
    ),
    pytest.param(
        "受理行政复议0起,行政诉讼0起。",
        {"topic": "appeals"},
        ["appeals(proceeding=litigation)=0", "appeals(proceeding=review)=0"],
        id="app3",
    ),
    pytest.param(
        "全年发布政策解读稿件12篇,召开新闻发布会3次,其中主要负责同志参加1次,回应公众关注热点5次,微博微信回应事件20次,其他方式回应3次。",
        {"topic": "overview"},
        [
            "hot_topic_responses=5",
            "interpretations=12",
            "other_responses=3",
            "press_conferences(by_leader=yes)=1",
            "press_conferences=3",
            "social_media_responses=20",
        ],
        id="engage",
    ),
    pytest.param(
        "2023年制发行政规范性文件6件,废止4件,现行有效27件。",
        {"topic": "overview", "year": 2023},
        [
            "documents(document_status=in_force,document_type=normative)=27",
            "documents(document_status=made,document_type=normative)=6",
            "documents(document_status=repealed,document_type=normative)=4",
        ],
        id="docs2021",
    ),
]


@pytest.mark.parametrize(("text", "context", "expected"), CASES)
def test_a_paragraph_says(text: str, context: dict[str, object], expected: list[str]) -> None:
    assert facts(text, **context) == expected


def test_every_fact_carries_the_words_it_was_read_from() -> None:
    text = "全年主动公开政府信\n息1 2 8 条,其中门户网站公开100条。"
    report = f"二、主动公开政府信息情况\n{text}\n"
    evidence = [item.span.of(report) for item in read(text).observations]
    assert evidence == ["全年主动公开政府信\n息1 2 8 条", "门户网站公开100条"]


def test_what_is_no_fact_is_kept_with_its_reason() -> None:
    reading = read("县长热线受理群众来电1200件。2015年计划公开信息200条。上半年公开30条。占比20%。", topic="overview")
    assert [(str(item.value), item.unit, item.reason) for item in reading.quantities] == [
        ("1200", "件", "decoy"),
        ("200", "条", "plan"),
        ("30", "条", "part_year"),
        ("20", "%", "percentage"),
    ]


def test_a_percentage_is_tied_to_the_count_beside_it() -> None:
    report = "三、依申请公开政府信息情况\n答复10件,其中予以公开9件,占90%。\n"
    (share,) = read("答复10件,其中予以公开9件,占90%。", topic="requests").shares
    assert (share.percent, share.figure.of(report)) == (90, "9件")
