"""Reports, and how they come into an object store."""

from gongkai.object_store import ObjectFolder

REPORT = """{organ}{year}年政府信息公开工作年度报告
一、主动公开情况
{year}年,我局通过政府网站主动公开政府信息{count}条。
二、依申请公开情况
全年收到政府信息公开申请{requests}件,均按时答复。
三、收费和减免情况
未收取任何费用。
"""


def upload(folder, place):
    """Put every file of a folder into an object store."""
    store = ObjectFolder(place, "TEST")
    for file in folder.rglob("*"):
        if file.is_file():
            store.put(file.relative_to(folder).as_posix(), file)
