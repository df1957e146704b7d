"""One font of our assets embedded in a PDF for stamps: subset, with widths and a map back to Unicode."""

import io
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Pdf

from scrutiny.documents.errors import UnprintableCharacters

STAMP_FONT = "asset:fonts/SourceSans3_600SemiBold.ttf"


@dataclass(frozen=True)
class FontSubset:
    """The characters of a font that are needed: its file, and glyph and width (thousandths of the size) of each."""

    name: str
    file: bytes
    glyphs: dict[str, int]
    widths: dict[str, float]
    ascent: float
    descent: float
    cap_height: float
    box: tuple[float, float, float, float]

    def width(self, text: str) -> float:
        """The width of a text, in units of the font size."""
        return sum(self.widths[character] for character in text) / 1000

    def encoded(self, text: str) -> str:
        """The text as a hexadecimal PDF string of glyph numbers."""
        return "<" + "".join(f"{self.glyphs[character]:04X}" for character in text) + ">"


@lru_cache(maxsize=16)
def subset_font(path: Path, characters: frozenset[str]) -> FontSubset:
    """Cut a TrueType font down to these characters. Raises UnprintableCharacters for what it lacks."""
    # Late, as the renderer: a third of a second that most processes never need.
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(path.read_bytes()), recalcTimestamp=False)
    missing = {character for character in characters if ord(character) not in font.getBestCmap()}
    if missing:
        raise UnprintableCharacters(missing)
    # Gone before the subsetter sees them: reading them takes ten times as long as all the rest, and stamps do not kern.
    for table in ("GSUB", "GPOS", "GDEF", "DSIG", "BASE"):
        if table in font:
            del font[table]
    options = subset.Options(layout_features=[], name_IDs=[], notdef_outline=True, hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in characters])
    subsetter.subset(font)
    out = io.BytesIO()
    font.save(out, reorderTables=True)

    scale = 1000 / font["head"].unitsPerEm
    cmap = font.getBestCmap()
    names = {character: cmap[ord(character)] for character in sorted(characters)}
    head, metrics = font["head"], font["OS/2"]
    tag = "".join(chr(65 + byte % 26) for byte in sha256("".join(names).encode()).digest()[:6])
    return FontSubset(
        name=f"{tag}+{path.stem.replace('_', '-')}",
        file=out.getvalue(),
        glyphs={character: font.getGlyphID(glyph) for character, glyph in names.items()},
        widths={character: round(font["hmtx"][glyph][0] * scale, 2) for character, glyph in names.items()},
        ascent=round(font["hhea"].ascent * scale, 2),
        descent=round(font["hhea"].descent * scale, 2),
        cap_height=round(getattr(metrics, "sCapHeight", 660) * scale, 2),
        box=tuple(round(edge * scale, 2) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)),
    )


def embed(pdf: Pdf, subset: FontSubset) -> Object:
    """Put the font into a PDF once; gives the font dictionary for page resources."""
    by_glyph = {glyph: character for character, glyph in sorted(subset.glyphs.items(), key=lambda pair: pair[1])}
    file = pdf.make_stream(subset.file, Length1=len(subset.file))
    descriptor = pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name(f"/{subset.name}"),
            Flags=4,
            FontBBox=Array(list(subset.box)),
            ItalicAngle=0,
            Ascent=subset.ascent,
            Descent=subset.descent,
            CapHeight=subset.cap_height,
            StemV=110,
            FontFile2=file,
        )
    )
    widths: list[object] = []
    for glyph, character in by_glyph.items():
        widths += (glyph, Array([subset.widths[character]]))
    descendant = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name(f"/{subset.name}"),
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            CIDToGIDMap=Name.Identity,
            FontDescriptor=descriptor,
            W=Array(widths),
        )
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name(f"/{subset.name}"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([descendant]),
            ToUnicode=pdf.make_stream(_to_unicode(by_glyph)),
        )
    )


def _to_unicode(by_glyph: dict[int, str]) -> bytes:
    pairs = [f"<{glyph:04X}> <{character.encode('utf-16-be').hex().upper()}>" for glyph, character in by_glyph.items()]
    blocks = []
    for start in range(0, len(pairs), 100):  # the format's limit for one block
        block = pairs[start : start + 100]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
        *blocks,
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
    ]
    return "\n".join(lines).encode("ascii")
