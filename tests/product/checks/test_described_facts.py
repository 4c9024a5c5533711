"""Facts of another compound in Chinese and German descriptions. Each row is name, CAS RN, formula, description."""

from __future__ import annotations

import pytest

from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Code
from catalog.reference.references import open_references

OTHER_COMPOUND = [
    ("Caffeine", "58-08-2", "C8H10N4O2", "阿司匹林(CAS号50-78-2)是一种常用的解热镇痛药,分子式C9H8O4。"),
    ("Caffeine", "58-08-2", "C8H10N4O2", "该化合物50-78-2为解热镇痛药。"),
    ("Caffeine", "58-08-2", "C8H10N4O2", "阿司匹林（50-78-2）是一种常用的解热镇痛药。"),
    ("Caffeine", "58-08-2", "C8H10N4O2", "本品CAS登记号为50-78-2，白色结晶，溶于乙醇。"),
    ("Caffeine", "58-08-2", "C8H10N4O2", "白色结晶粉末，其MW为180.16，溶于乙醇。"),
    ("Caffeine", "58-08-2", "C8H10N4O2", "白色结晶粉末，摩尔质量180.16g/mol，溶于乙醇。"),
    ("Caffeine", "58-08-2", "C8H10N4O2", "白色结晶，化学式C₉H₈O₄，常用作有机合成中间体。"),
    ("Caffeine", "58-08-2", "C8H10N4O2", "白色结晶粉末，分子式是C9H8O4的有机化合物。"),
    ("Sodium chloride", "7647-14-5", "NaCl", "氯化钾是一种无机盐，白色晶体，易溶于水。"),
    ("Sodium chloride", "", "NaCl", "氯化钾，白色晶体，易溶于水。"),
    ("Sodium chloride", "", "NaCl", "Kaliumchlorid ist ein Salz der Salzsäure und wird als Dünger verwendet."),
    ("Copper(II) sulfate", "", "CuSO4", "硫酸亚铁（FeSO4）是一种浅绿色晶体。"),
    ("Ethanol", "64-17-5", "C2H6O", "甲醇，CAS：67-56-1，无色液体，有毒。"),
    ("Ethanol", "64-17-5", "C2H6O", "本品为CAS号为67-56-1的无色液体。"),
    ("Ethanol", "64-17-5", "C2H6O", "无色透明液体，分子量为32.04，用作溶剂。"),
]
RIGHT = [
    ("Caffeine", "58-08-2", "C8H10N4O2", "咖啡因（58-08-2）是一种生物碱，分子式C8H10N4O2，分子量194.19。"),
    ("Caffeine", "58-08-2", "C8H10N4O2", "本品CAS号58-08-2，白色结晶，MW为194.19。"),
    ("Caffeine", "58-08-2", "C8H10N4O2", "咖啡因是一种中枢神经兴奋剂，白色粉末，溶于水。"),
    ("Sodium chloride", "", "NaCl", "氯化钠是一种无机盐，白色晶体，易溶于水。"),
    ("Sodium chloride", "", "NaCl", "Natriumchlorid ist ein Salz der Salzsäure und wird als Kochsalz verwendet."),
    ("Copper(II) sulfate pentahydrate", "", "CuSO4·5H2O", "硫酸铜是一种蓝色晶体，用作杀菌剂。"),
    ("Iron(III) chloride", "", "FeCl3", "三氯化铁是一种黑棕色晶体，用作水处理剂。"),
    ("Aspirin", "50-78-2", "C9H8O4", "乙酰水杨酸为白色结晶，化学式C₉H₈O₄，分子量约为180.16。"),
    ("Silver nitrate", "", "AgNO3", "白色结晶，由银与硝酸反应制得，用于与氯化钠反应。"),
    ("Ethanol", "64-17-5", "C2H6O", "无色透明液体，分子量为46.07，用作溶剂。"),
    ("Ethanol", "64-17-5", "C2H6O", "无色液体，可由乙醛（75-07-0）还原制得，用作溶剂。"),
]


def told(record: tuple[str, str, str, str]) -> list[Code]:
    fields = dict(zip(("name", "cas_rn", "formula", "description"), record, strict=True))
    stated = {field: text for field, text in fields.items() if text}
    product = examine(Draft({"catalog_number": "1", **stated}), reference=open_references())
    return [finding.code for finding in product.findings]


@pytest.mark.parametrize("record", OTHER_COMPOUND, ids=lambda record: record[3])
def test_a_fact_of_another_compound_is_found_beside_chinese_characters(record: tuple[str, str, str, str]) -> None:
    [code] = told(record)
    assert code in (Code.DESCRIPTION_OTHER_COMPOUND, Code.DESCRIPTION_FACT_MISMATCH)


@pytest.mark.parametrize("record", RIGHT, ids=lambda record: record[3])
def test_a_right_text_is_quiet(record: tuple[str, str, str, str]) -> None:
    assert told(record) == []
