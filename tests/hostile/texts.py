"""Flat text and Markdown that is made to do harm: characters, sizes, and bait for every rule that looks for something."""

from __future__ import annotations

from tests.flow.newsroom import FLOOD
from tests.hostile.rows import STORY, Row, read, refused

_LEAD, _REST = FLOOD.split("\n\n", 1)
_ZALGO = "".join(map(chr, range(0x300, 0x340)))


def _bait(name: str, piece: str, times: int, *, ending: str = "") -> Row:
    """The honest story, and below it something repeated so often that a careless rule never ends."""
    file = "umpan.md" if name.startswith("Markdown") else "umpan.txt"
    return read(f"bait: {name}", file, lambda: f"{FLOOD}\n{piece * times}{ending}\n".encode())


CHARACTERS = (
    refused("NULs in every word", "aneh.txt", FLOOD.replace("e", "e\0").encode(), "unknown-format"),
    read("every control character", "aneh.txt", FLOOD.replace("desa", "desa" + "".join(map(chr, [*range(1, 9), 27, 127]))),
         lacks=tuple(map(chr, [*range(1, 9), 27, 127]))),
    read("terminal commands", "aneh.txt", FLOOD.replace("desa", "\x1b[2J\x1b]0;x\x07desa", 1), lacks=("\x1b", "\x07")),
    read("bidirectional overrides", "aneh.txt", FLOOD.replace("Masamba", "\u202eabmasaM\u202c\u2066x\u2069", 1),
         lacks=("\u202e", "\u202c", "\u2066", "\u2069")),
    read("zero-width characters in every word", "aneh.txt", FLOOD.replace("a", "a\u200b\u2060\ufeff"),
         lacks=("\u200b", "\u2060", "\ufeff")),
    read("soft hyphens", "aneh.txt", FLOOD.replace("e", "e\u00ad"), lacks=("\u00ad",)),
    read("marks upon marks", "aneh.txt", FLOOD.replace("Baebunta", "".join(c + _ZALGO for c in "Baebunta"))),
    read("a letter with 200,000 marks in the wrong order", "aneh.txt",
         lambda: FLOOD.replace("Baebunta", "B" + "\u0301\u0316" * 100_000).encode()),
    read("four-byte characters", "aneh.txt", FLOOD.replace("desa", "desa 😀👨‍👩‍👧‍👦𝕏", 1), holds=(STORY, "👨‍👩‍👧‍👦")),
    read("characters that are none", "aneh.txt", FLOOD.replace("desa", "desa\ufffe\uffff\ufdd0\U0001fffe\U0010ffff"),
         lacks=("\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\U0010ffff")),
    read("surrogates written as UTF-8", "aneh.txt", FLOOD.encode().replace(b"desa", b"desa\xed\xa0\x80\xed\xb0\x80")),
    read("overlong UTF-8", "aneh.txt", FLOOD.encode().replace(b"desa", b"desa\xc0\xaf\xe0\x80\xaf", 1)),
    read("code points past the last", "aneh.txt", FLOOD.encode().replace(b"desa", b"desa\xf4\x90\x80\x80\xff\xfe", 1)),
    read("UTF-8 encoded three times", "aneh.txt",
         FLOOD.replace("desa", "“désa”").encode().decode("cp1252", "replace").encode().decode("latin-1").encode()),
    read("ligatures that grow eighteenfold", "aneh.txt", lambda: (FLOOD + "ﷺ " * 50_000).encode()),
    read("private use and unassigned characters", "aneh.txt", FLOOD.replace("desa", "desa\ue000\U000f0000\u0378")),
    read("line ends of every kind", "aneh.txt", FLOOD.replace("\n\n", "\r\n\x0b\u2028\u2029\x85\x0c\r")),
    read("carriage returns only", "aneh.txt", FLOOD.replace("\n", "\r")),
    read("UTF-32", "aneh.txt", FLOOD.encode("utf-32")),
    read("UTF-16 with half a character at its end", "aneh.txt", FLOOD.encode("utf-16") + b"\x00"),
    read("UTF-16 with lone surrogates", "aneh.txt", FLOOD.encode("utf-16-le").replace(b"d\0e\0s\0a\0", b"\0\xd8d\0e\0s\0a\0")),
    read("a byte-order mark on every line", "aneh.txt", FLOOD.replace("\n", "\n\ufeff"), lacks=("\ufeff",)),
    read("markup that is text", "aneh.txt", FLOOD.replace("desa", "<script>alert(1)</script> desa ]]> &#0; &lt;b&gt; {{7*7}}", 1)),
    read("EBCDIC", "aneh.txt", FLOOD.encode("cp500")),
    refused("UTF-16 that is nothing but marks", "aneh.txt", b"\xff\xfe" * 50, "empty", "unknown-format"),
)  # fmt: skip

SIZES = (
    refused("500,000 paragraphs of one letter", "besar.txt", lambda: b"a\n\n" * 500_000 + b"b", "empty", "too-large"),
    read("600,000 blank lines", "besar.txt", lambda: (_LEAD + "\n" * 600_000 + _REST).encode()),
    read("a line of 1.9 million blanks", "besar.txt", lambda: (FLOOD + " " * 1_900_000 + "\nakhir").encode()),
    read("a million commas", "besar.txt", lambda: (FLOOD + "," * 1_000_000).encode()),
    read("a figure of a million digits", "besar.txt", lambda: (FLOOD + "7" * 1_000_000).encode()),
    read("a million figures", "besar.txt", lambda: (FLOOD + "7, " * 500_000).encode()),
    read("a word of 1.9 million letters", "besar.txt", lambda: (FLOOD + "a" * 1_900_000).encode()),
    read("a headline of a million letters", "besar.txt", lambda: ("A" * 1_000_000 + "\n\n" + _REST).encode()),
    read("200,000 lines of furniture", "besar.txt", lambda: (FLOOD + "\nBaca juga: " * 150_000).encode()),
    refused("2.1 million characters", "besar.txt", lambda: (FLOOD * 3_200).encode(), "too-large"),
)

BAIT = (
    _bait("dates", "12/12/", 100_000),
    _bait("open dates", "(22/12 ", 100_000),
    _bait("names of days", "Senin, ", 100_000),
    _bait("days and months", "Senin 31 Februari ", 50_000),
    _bait("times", "12:34:", 100_000),
    _bait("separators of headlines", "a | ", 150_000),
    _bait("dashes", "a – ", 150_000),
    _bait("blanks before dashes", " " * 50 + "-", 20_000),
    _bait("captions", "Foto: ", 100_000),
    _bait("who stands where", "(kiri ", 100_000),
    _bait("copyright", "© ", 200_000),
    _bait("credits", "(ANTARA/", 80_000),
    _bait("datelines", "JAKARTA, ", 100_000),
    _bait("datelines with agencies", "JAKARTA (ANTARA) - ", 50_000),
    _bait("words in capitals", "AAA ", 200_000),
    _bait("names", "Aa Bb ", 150_000),
    _bait("bylines", "Oleh Aa, dan ", 60_000),
    _bait("initials", "a.b.c ", 150_000),
    _bait("addresses", "http://", 120_000),
    _bait("mail addresses", "a@a.", 150_000),
    _bait("hashtags", "#a ", 200_000),
    _bait("breadcrumbs", "a > ", 150_000),
    _bait("brackets", "((((", 150_000),
    _bait("square brackets", "[[", 200_000),
    _bait("quotation marks", '"a ', 200_000),
    _bait("counts of readers", "1.1.", 200_000),
    _bait("tags", "</ax", 150_000),
    _bait("open tags", "<a ", 150_000),
    _bait("tags with quotes", "<a b='", 100_000),
    _bait("entities", "&amp", 150_000),
    _bait("prefixes", "memper", 100_000),
    _bait("hyphens", "obat-", 150_000),
    _bait("Markdown links", "[a](", 150_000),
    _bait("Markdown pictures", "![", 200_000),
    _bait("Markdown emphasis", "*a**", 150_000),
    _bait("Markdown underlines", "_a_", 150_000),
    _bait("Markdown code", "`", 500_000),
    _bait("Markdown fences", "```\n", 100_000),
    _bait("Markdown quotes in quotes", "> ", 200_000, ending="a"),
    _bait("Markdown tables", "|a", 200_000),
    _bait("Markdown rules of tables", "|---", 100_000),
    _bait("Markdown headings", "# ", 200_000),
    _bait("Markdown headings full of tabs", "\n## a" + "\t" * 5_000 + "b", 5),
    _bait("Markdown headings full of marks", "\n## a" + "# " * 5_000 + "b", 5),
    _bait("Markdown lists in lists", "- ", 200_000),
    _bait("Markdown references", "[a]: ", 100_000),
)

FRONT = (
    refused("front matter without end", "depan.md", lambda: b"---\ntitle: x\n" + b"a: b\n" * 40_000, "unsafe"),
    refused("front matter of 80 KB", "depan.md", lambda: f"---\ntitle: {'x' * 80_000}\n---\n{FLOOD}".encode(), "unsafe"),
    refused("YAML that makes objects", "depan.md",
            f"---\ntitle: !!python/object/apply:os.system ['touch /tmp/x']\n---\n{FLOOD}".encode(), "malformed"),
    refused("YAML bomb", "depan.md", ("---\na: &a [x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)) + f"---\n{FLOOD}").encode(),
        "malformed"),
    refused("YAML that refers to itself", "depan.md", f"---\ntitle: &a [*a]\n---\n{FLOOD}".encode(), "malformed"),
    refused("YAML that merges keys", "depan.md", f"---\nx: &x {{title: a}}\n<<: *x\n---\n{FLOOD}".encode(), "malformed"),
    refused("YAML nested 30,000 deep", "depan.md", lambda: b"---\ntitle: " + b"[" * 30_000 + b"\n---\nx", "malformed", "unsafe"),
    read("YAML of wrong types", "depan.md", f"---\ntitle: [a, {{b: c}}]\ndate: {{x: 1}}\ntags: 7\nurl: [[]]\n---\n{FLOOD}"),
    refused("a YAML figure of 50,000 digits", "depan.md", f"---\ntitle: Banjir\nid: {'9' * 50_000}\n---\n{FLOOD}".encode(), "malformed"),
    refused("TOML that is none", "depan.md", f"+++\ntitle = [[[[\n+++\n{FLOOD}".encode(), "malformed"),
    refused("TOML nested 20,000 deep", "depan.md", lambda: b"+++\na = " + b"[" * 20_000 + b"\n+++\nx", "malformed", "unsafe"),
    read("Markdown with scripts", "depan.md",
         f"---\ntitle: Banjir\n---\n{FLOOD}\n[x](javascript:alert(1)) ![y](data:text/html,z) <img src=x onerror=alert(1)>"
         "\n<a href='java&#10;script:alert(1)'>z</a> [q](vbscript:x)\n", lacks=("onerror", "javascript:", "data:text")),
)  # fmt: skip

ROWS = (*CHARACTERS, *SIZES, *BAIT, *FRONT)
