"""Folding: a form of names in which different spellings are equal, for comparing and searching."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi",
    "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi",
    "ω": "omega", "∆": "delta", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d",
}  # fmt: skip
TAG = re.compile(r"</?(?:sub|sup|i|b|u|em|strong|small|br|span|font|a|p)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_ASCII = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else ord(" ") for code in range(256))
"""The folded form of each byte of an ASCII text. Translating bytes is ten times as fast as translating characters."""
_LETTERS = {"alpha": "a", "beta": "b", "gamma": "g", "delta": "d"}
_NAMES_OF_LETTERS = {letter: name for name, letter in _LETTERS.items()}
_OTHER_LETTERS = _LETTERS | _NAMES_OF_LETTERS
MOST_LETTERS = 200
"""The number of letters of a word that count. No database indexes longer words."""
SPELLINGS = (("sulph", "sulf"), ("aluminium", "aluminum"), ("caesium", "cesium"))


def fold(text: str) -> str:
    """Fold a name to lower-case words of letters and digits, separated by single spaces. It may be empty.

    Greek letters become their names. Accents, HTML tags, sub- and superscripts, primes, dashes and brackets are
    removed. British spellings become those of IUPAC (sulfur, IUPAC 1990), or of most suppliers (aluminum, cesium).

    >>> fold("β-Alanine"), fold("N,N-Dimethyl­formamide"), fold("Sulphur (S<sub>8</sub>)")
    ('beta alanine', 'n n dimethylformamide', 'sulfur s8')
    """
    text = TAG.sub("", html.unescape(text)) if "<" in text or "&" in text else text
    if not text.isascii():
        text = _fold_unicode(text)
    if text.isascii():
        words = text.encode().translate(_ASCII).decode()
    else:
        words = "".join(char if char.isalnum() else " " for char in text.lower())
    for british, folded in SPELLINGS:
        words = words.replace(british, folded)
    if len(words) > MOST_LETTERS:
        return " ".join([word[:MOST_LETTERS] for word in words.split()])
    return " ".join(words.split())


def greek_alternatives(folded: str) -> list[tuple[str, ...]]:
    """Return the words of a folded query, each with its alternatives: a Latin letter for a Greek one, and the
    other way round, in front of another word.

    >>> greek_alternatives("a pinene"), greek_alternatives("beta carotene"), greek_alternatives("vitamin d")
    ([('a', 'alpha'), ('pinene',)], [('beta', 'b'), ('carotene',)], [('vitamin',), ('d',)])
    """
    words = folded.split()
    last = len(words) - 1
    return [
        (word, _OTHER_LETTERS[word]) if word in _OTHER_LETTERS and place < last else (word,)
        for place, word in enumerate(words)
    ]  # fmt: skip


def greek_variants(folded: str) -> tuple[str, ...]:
    """Return a folded query unchanged, with Greek letters in Latin, and with Latin letters in Greek, each once.

    >>> greek_variants("a pinene"), greek_variants("beta carotene"), greek_variants("aspirin")
    (('a pinene', 'alpha pinene'), ('beta carotene', 'b carotene'), ('aspirin',))
    """
    words = folded.split()
    latin = " ".join([*(_LETTERS.get(word, word) for word in words[:-1]), *words[-1:]])
    greek = " ".join([*(_NAMES_OF_LETTERS.get(word, word) for word in words[:-1]), *words[-1:]])
    return tuple(dict.fromkeys((folded, latin, greek)))


def _fold_unicode(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    kept = (char for char in decomposed if unicodedata.category(char) not in ("Mn", "Cf"))
    return "".join(_GREEK.get(char, char) for char in kept)


def catalog_key(catalog_number: str) -> str:
    """Return a catalog number in the form for lookup, without case and outer spaces.

    >>> catalog_key(" xd95283 ")
    'XD95283'
    """
    return " ".join(catalog_number.split()).upper()


BETWEEN_KEYS = "\t"
"""Separates catalog number and supplier in a product's key. It sorts before all characters of a number."""


def product_key(catalog_number: str, supplier: str = "") -> str:
    """Return the key of a product: its catalog number in the form for lookup, and its supplier's key.

    Args:
        catalog_number: as stated.
        supplier: the supplier's key; empty for the house.

    >>> product_key(" a0001 ", "alpha chemicals")
    'A0001\\talpha chemicals'
    """
    return f"{catalog_key(catalog_number)}{BETWEEN_KEYS}{supplier}"


SUPPLIER_BYTES = 72
"""The longest key of a supplier. With a name of 1,400 bytes and a catalog number of 1,200 bytes it still fits into an
index of PostgreSQL, with its limit of 2,700."""


def supplier_key(name: str) -> str:
    """Return a supplier's name or slug in the form for lookup. It is empty for a blank name only. A digest
    replaces the end of a long name.

    >>> supplier_key("Alpha Chemicals, Ltd."), supplier_key("alpha-chemicals-ltd")
    ('alpha chemicals ltd', 'alpha chemicals ltd')
    >>> supplier_key("***"), supplier_key(" ")
    ('x2a2a2a', '')
    >>> supplier_key("a" * 100), supplier_key(supplier_key("a" * 100)) == supplier_key("a" * 100)
    ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 2816597888e4', True)
    """
    stripped = name.strip()
    key = fold(stripped) or (f"x{stripped.encode(errors='replace').hex()}" if stripped else "")
    whole = key.encode(errors="replace")
    if len(whole) <= SUPPLIER_BYTES:
        return key
    return f"{whole[:52].decode(errors='ignore').rstrip()} {hashlib.sha256(whole).hexdigest()[:12]}"


def slug_of(name: str) -> str:
    """Return a supplier's name for addresses.

    >>> slug_of("Alpha Chemicals, Ltd.")
    'alpha-chemicals-ltd'
    """
    return supplier_key(name).replace(" ", "-")
