"""Formatted text: what comes in at the door, what plain text can say of it, and how it is numbered."""

import re

import pytest

from panels.enums import ListMarker, PartStyle
from panels.richtext import Numbers, clean, from_plain, is_blank, lay_out, text_of, to_plain

# What Word for Windows puts on the clipboard for a heading, two levels of a list, a symbol bullet and a table.
FROM_WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0cm}</style></head><body>
<!--StartFragment--><h1><span style='font-family:Arial'>Placements<o:p></o:p></span></h1>
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>Costs</b> rose<span style='mso-spacerun:yes'>&nbsp;
</span>again.</p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]>
<span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;
</span></span></span><![endif]>One<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'>
<span style='mso-list:Ignore'>a)&nbsp;</span>Below one</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'>
<span style='mso-list:Ignore'>·&nbsp;</span>Two</p>
<table class=MsoTableGrid border=1><tr><td width=10><p>Year</p></td><td><p>Children</p></td></tr>
<tr><td><p>2017</p></td><td><p>522</p></td></tr></table><!--EndFragment--></body></html>"""


def test_headings_lists_and_tables_survive_a_paste_from_word():
    cleaned = clean(FROM_WORD)

    assert cleaned.html == (
        "<h3>Placements</h3><p><strong>Costs</strong> rose again.</p>"
        '<ul><li>One<ol type="a"><li>Below one</li></ol></li><li>Two</li></ul>'
        '<table><thead><tr><th scope="col">Year</th><th scope="col">Children</th></tr></thead>'
        "<tbody><tr><td>2017</td><td>522</td></tr></tbody></table>"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<p style="position:fixed" onclick="x()">x</p>',
        '<svg onload="alert(1)"><a xlink:href="javascript:x">y</a></svg>',
        "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        '<iframe srcdoc="<script>x</script>"></iframe>',
        '<figure data-picture="1&quot; onload=&quot;x"></figure>',
        '<table data-caption="&quot; onmouseover=&quot;x"><tr><th>a</th></tr><tr><td>b</td></tr></table>',
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
        "<template><script>x</script></template>",
    ],
)
def test_nothing_that_runs_gets_in(hostile):
    html = clean(f"<p>Before</p>{hostile}<p>After</p>", pictures=[1]).html
    blocks = " ".join(
        str(block.html) for block in lay_out(
            html, style=PartStyle.PROSE, marker=ListMarker.DECIMAL, numbers=Numbers(), heading_level=3
        )
    )  # fmt: skip

    for stored in (html, blocks):
        assert "<script" not in stored
        assert "javascript:" not in stored
        assert "<img" not in stored
        assert "style=" not in stored
        # An attribute name outside quotation marks, after a space.
        assert not [part for part in stored.split('"')[::2] if " on" in part and "=" in part.split(" on")[-1]]
    assert text_of(html).startswith("Before")


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li>a<br>b</li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<h2>A</h2><h6>B</h6>", "<h3>A</h3><h4>B</h4>"),
        ("<h4>First</h4><h3>Second</h3>", "<h3>First</h3><h3>Second</h3>"),
        ("<h3></h3><p> </p><p>&nbsp;</p>", ""),
        ("<div>a<div>b</div>c</div>", "<p>a</p><p>b</p><p>c</p>"),
        ("text <b>b</b><b>c</b>", "<p>text <strong>bc</strong></p>"),
        ("<p>a<br><br></p>", "<p>a</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("<p>x\x00\x0b\uf0b7y</p>", "<p>x•y</p>"),
        ("<blockquote><h2>q</h2>w</blockquote>", "<blockquote><p>q</p><p>w</p></blockquote>"),
        ("<p>one<p>two", "<p>one</p><p>two</p>"),
    ],
)
def test_untidy_html_comes_out_tidy(given, stored):
    assert clean(given).html == stored
    assert clean(stored).html == stored
    assert clean(stored).repairs == ()


@pytest.mark.parametrize(
    ("rows", "grid", "said"),
    [
        ("<tr><td>a<td>b<tr><td>c", [["a", "b"], ["c", ""]], "different lengths"),
        ("<tr><th colspan=2>a<tr><td>b<td>c", [["a", "a"], ["b", "c"]], "Merged cells"),
        ("<tr><th>a<th>b<tr><td rowspan=2>c<td>d<tr><td>e", [["a", "b"], ["c", "d"], ["c", "e"]], "Merged cells"),
        ("<tr><td>a<td>b<tr><td>c<td>d", [["a", "b"], ["c", "d"]], "heading row"),
        ("<tr><th>a<th>a<tr><th>b<th>c<tr><td>d<td>e", [["a, b", "a, c"], ["d", "e"]], "joined into one"),
        ("<tr><th>a<th>b<tr><td><ul><li>c<li>d</ul><td>e", [["a", "b"], ["– c<br>– d", "e"]], "became lines"),
        ("<tr><th>a<th>b<tr><td colspan=99999>c", None, ""),
    ],
)
def test_tables_are_put_right_and_the_repair_is_said(rows, grid, said):
    cleaned = clean(f"<table>{rows}</table>")

    assert any(said in repair for repair in cleaned.repairs)
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", cleaned.html)]
    assert len({len(row) for row in found}) == 1
    assert cleaned.html.count('<th scope="col">') == len(found[0])
    if grid:
        assert found == grid


def test_a_table_of_one_row_is_no_table():
    cleaned = clean("<table><tr><td>Only</td><td>this</td></tr></table>")

    assert cleaned.html == "<p>Only</p><p>this</p>"
    assert "single row" in cleaned.repairs[0]


def test_pictures_of_this_report_stay_and_others_are_said():
    cleaned = clean(
        '<figure data-picture="4"></figure><figure data-picture="9"></figure><img src="data:,x">', pictures=[4]
    )

    assert cleaned.html == '<figure data-picture="4"></figure>'
    assert len(cleaned.repairs) == 2


@pytest.mark.parametrize(
    "html",
    [
        "<p>One</p><p>Two <strong>bold</strong> and <em>italic</em></p>",
        '<p>See <a href="https://example.gov.uk/a?b=1&amp;c=2">the plan</a>.</p>',
        "<h3>A</h3><p>b</p><h4>C</h4><p>d</p>",
        "<p>List:</p><ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"
        '<ol type="i"><li>d<ol type="a"><li>e</li></ol></li></ol>',
        "<ol><li>one</li><li>two</li></ol>",
        "<blockquote><p>Quoted</p><p>twice</p></blockquote>",
        "<p>- not a bullet</p><p># not a heading</p><p>5 * 3 * 2 \\ 1</p><p>(i) not an entry</p>",
        "<p>line<br>broken</p>",
        "<p>H<sub>2</sub>O</p>",
        '<p>Before</p><table data-caption="T"><thead><tr><th scope="col">a</th></tr></thead>'
        '<tbody><tr><td>b</td></tr></tbody></table><figure data-picture="3"></figure><p>After</p>',
        "<p>[Table 1: typed by hand]</p>",
        "<p>2 &lt; 3 &amp; 4</p>",
    ],
)
def test_plain_text_gives_back_what_it_was_made_of(html):
    plain = to_plain(html, describe={"3": "A bar"})

    assert from_plain(plain.text, kept=plain.kept, pictures=[3]) == html
    assert "<" not in plain.text or "2 < 3" in plain.text


def test_a_line_that_was_deleted_is_noticed():
    plain = to_plain("<p>a</p><table><thead><tr><th>b</th></tr></thead><tbody><tr><td>c</td></tr></tbody></table>")

    assert plain.dropped(plain.text) == ()
    assert plain.dropped("a") == ("Table 1",)


def test_the_habits_of_plain_text():
    typed = "One\nand more\n- a\n- b\n  goes on\n\n(i) first\na) below\nb) too\n(ii) second\n\nLast"

    assert from_plain(typed) == (
        "<p>One and more</p><ul><li>a</li><li>b goes on</li></ul>"
        '<ol type="i"><li>first<ol type="a"><li>below</li><li>too</li></ol></li><li>second</li></ol><p>Last</p>'
    )


@pytest.mark.parametrize(("html", "blank"), [("", True), ("<p> </p>", True), ("<p>a</p>", False)])
def test_blank_is_blank(html, blank):
    assert is_blank(html) is blank
    assert not is_blank('<figure data-picture="1"></figure>')


def numbers_of(html: str, style: PartStyle, numbers: Numbers) -> list[str]:
    blocks = lay_out(html, style=style, marker=ListMarker.LETTERS, numbers=numbers, heading_level=3)
    return [item.number for block in blocks for item in block.items] + [b.number for b in blocks if b.number]


def test_numbers_run_on_from_part_to_part():
    numbers = Numbers()

    assert numbers_of("<p>a</p><h3>H</h3><p>b</p><ul><li>x</li></ul>", PartStyle.NUMBERED, numbers) == ["1", "2"]
    assert numbers_of("<p>a</p><p>b</p>", PartStyle.RECOMMENDATIONS, numbers) == ["1", "2"]
    assert numbers_of("<p>c</p>", PartStyle.NUMBERED, numbers) == ["3"]


def test_sections_are_numbered_with_their_paragraphs():
    numbers = Numbers()

    html = "<p>-</p><h3>A</h3><p>a</p><h4>i</h4><p>b</p><h3>B</h3><p>c</p>"
    assert numbers_of(html, PartStyle.SECTIONS, numbers) == ["1.1", "1.2", "2.1", "1.", "2."]
    assert numbers.next_section() == "3."
    assert numbers_of("<p>d</p>", PartStyle.SECTION, numbers) == ["3.1"]


def test_lists_carry_the_marker_of_the_form_unless_the_author_chose_one():
    def classes(marker: ListMarker) -> str:
        blocks = lay_out(
            '<ol><li>a</li></ol><ol type="i"><li>b</li></ol>',
            style=PartStyle.PROSE, marker=marker, numbers=Numbers(), heading_level=3,
        )  # fmt: skip
        return "".join(str(block.html) for block in blocks)

    assert "doc-letters" in classes(ListMarker.LETTERS)
    assert "doc-decimals" in classes(ListMarker.DECIMAL)
    assert classes(ListMarker.LETTERS).count("doc-roman") == 1


def test_tables_of_one_name_are_told_apart_by_whoever_jumps_to_them():
    numbers = Numbers()
    table = '<table data-caption="Visits"><tr><th>a</th></tr><tr><td>1</td></tr></table>'
    parts = [
        lay_out(html, style=PartStyle.PROSE, marker=ListMarker.ROMAN, numbers=numbers, heading_level=3)
        for html in (table * 2, table)
    ]
    words = "".join(str(block.html) for blocks in parts for block in blocks)
    assert re.findall(r'aria-label="([^"]+)"', words) == ["Visits", "Visits (2)", "Visits (3)"]
    assert words.count(">Visits</caption>") == 3
