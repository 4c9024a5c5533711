"""Filler: texts of a shop's program in place of a description, such as "lorem ipsum" or "please log in to see prices"."""

from __future__ import annotations

import re

_LEAST_SHARE = 0.5
"""The share of filler in a text, by characters. A right description can end with a shop's sentence."""
_LONGEST = 2000
"""The most characters that are read. Filler is short, and a long text is a description."""
_ANYWHERE = re.compile(r"\blorem ipsum\b|\bdolor sit amet\b|\bblindtext\b", re.IGNORECASE)
_SENTENCES = re.compile(r"[^.!?。！？\n|]+[.!?。！？]*")
_PHRASES = (
    r"\b(?:please |kindly |you (?:must|need to|have to) )?(?:log|sign)[ -]?(?:in|on|up)\b.{0,30}\b(?:see|view|show|check|access|order|price)",
    r"\bregister\b.{0,30}\b(?:see|view|price)", r"\b(?:login|registration) (?:is )?required\b",
    r"\b(?:no|without) (?:product |further |detailed )?(?:description|information|details|content|text)\b(?: (?:is )?(?:yet )?(?:available|provided|found|here))?",
    r"\b(?:description|information|content|details|text)\b.{0,20}\b(?:coming soon|not (?:yet )?available|to follow|will follow|pending)\b",
    r"^\W*(?:coming soon|to be (?:added|announced|completed|confirmed|determined|defined|updated)|tb[ad]|test|todo|xxx+|n/?a|null|none|undefined|nan)\W*$",
    r"\bunder construction\b", r"\badd to (?:cart|basket|bag|wish ?list|favou?rites)\b", r"\bclick (?:here|the button|below|on the)\b",
    r"\b(?:page|product|item) (?:was )?not found\b", r"\berror 404\b|\b404 (?:error|not found)\b",
    r"\b(?:enable|turn on|activate|accept)\b.{0,20}\b(?:javascript|cookies)\b", r"\bthis (?:is|website uses)\b.{0,15}\b(?:cookies|(?:test|sample|dummy|demo|placeholder) (?:text|product|description|page))\b",
    r"\b(?:insert|enter|type|write|put|add|your) (?:the |your |a )?(?:product )?(?:text|description|content) (?:here|goes here)\b", r"\bplaceholder\b",
    r"\bbitte\b.{0,40}\b(?:anmelden|einloggen|registrieren|melden sie sich|loggen sie sich)\b", r"\b(?:melden|loggen) sie sich\b.{0,40}\bpreis",
    r"\bbeschreibung (?:folgt|in kürze)\b|\bkeine (?:produkt)?beschreibung\b|\bin den warenkorb\b|\bplatzhalter\b|\bseite nicht gefunden\b",
    r"\bveuillez vous connecter\b|\binicie sesión\b|\bsin descripción\b|\bpas de description\b",
    r"请(?:先)?登[录陆]|登[录陆]后(?:可)?查看|暂无(?:描述|简介|内容|说明|介绍|信息|资料|数据)?|敬请期待|加入购物车|点击(?:查看|这里|此处)|待补充|待更新|内容建设中|测试(?:文本|数据|产品)",
)  # fmt: skip
_PHRASE = re.compile("|".join(_PHRASES), re.IGNORECASE)


def is_filler(text: str) -> bool:
    """Tell whether a text is mostly filler.

    >>> is_filler("Lorem ipsum dolor sit amet, consectetur."), is_filler("Please log in to see prices.")
    (True, True)
    >>> is_filler("White powder, soluble in ethanol and in hot water. Add to cart."), is_filler("请登录后查看价格")
    (False, True)
    """
    if _ANYWHERE.search(text[:_LONGEST]):
        return True
    if len(text) > _LONGEST:
        return False
    sentences = [sentence.strip() for sentence in _SENTENCES.findall(text) if sentence.strip()]
    filler = sum(len(sentence) for sentence in sentences if _PHRASE.search(sentence))
    return filler > 0 and filler >= _LEAST_SHARE * sum(map(len, sentences))
