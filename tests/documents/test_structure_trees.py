"""Joining other people's structure trees: conflicts are renamed, circles are cut, nothing leads into another part."""

import io

import pdf_reading
import pytest
from pack_parts import assembled, saved, tagged_paper
from pikepdf import Array, Dictionary, Name, Pdf, String

pytestmark = pytest.mark.documents


def joined(store, *parts: bytes) -> Pdf:
    _, result = assembled(store, *parts)
    return Pdf.open(io.BytesIO(result.pdf))


def parts_of(pdf: Pdf) -> list:
    return list(pdf.Root.StructTreeRoot.K[0].K)


def test_equal_keys_and_ids_of_two_parts_do_not_meet(store):
    with joined(store, tagged_paper(), tagged_paper()) as pdf:
        assert pdf_reading.tree_problems(pdf) == []
        ids = pdf_reading.listed_ids(pdf.Root.StructTreeRoot)
        assert len(set(ids)) == 2
        assert all(name.endswith(b"-only") for name in ids)
        assert [int(page.obj.StructParents) for page in pdf.pages] == [0, 1]


def test_each_part_keeps_its_language(store):
    with joined(store, tagged_paper()) as pdf:
        (part,) = parts_of(pdf)
        assert str(part.Lang) == "cy-GB"
        assert str(pdf.Root.Lang) == "en-GB"


def test_a_tree_without_a_document_gets_a_part_around_it(store):
    with joined(store, tagged_paper()) as pdf:
        (part,) = parts_of(pdf)
        assert str(part.S) == "/Part"
        assert [kid.S for kid in part.K] == [Name.P]


def test_types_of_one_part_keep_their_meaning_beside_those_of_another(store):
    def maps(target: str):
        def change(pdf: Pdf, root: Dictionary) -> None:
            root.RoleMap = Dictionary({"/Absatz": Name(target)})

        return change

    with joined(
        store,
        tagged_paper(maps("/P"), role="Absatz"),
        tagged_paper(maps("/H1"), role="Absatz"),
        tagged_paper(maps("/P"), role="Absatz"),
    ) as pdf:
        roles = pdf.Root.StructTreeRoot.RoleMap
        assert [str(roles[str(part.K[0].S)]) for part in parts_of(pdf)] == ["/P", "/H1", "/P"]


def test_a_part_that_redefines_a_standard_type_does_so_for_itself_only(store):
    def change(pdf: Pdf, root: Dictionary) -> None:
        root.RoleMap = Dictionary({"/P": Name.Span})

    with joined(store, tagged_paper(change), tagged_paper()) as pdf:
        first, second = parts_of(pdf)
        roles = pdf.Root.StructTreeRoot.RoleMap
        assert roles[str(first.K[0].S)] == Name.Span
        assert second.K[0].S == Name.P
        assert "/P" not in roles


def test_attribute_classes_are_kept_apart(store):
    def classes(size: int):
        def change(pdf: Pdf, root: Dictionary) -> None:
            root.ClassMap = Dictionary({"/Body": Dictionary(O=Name.Layout, SpaceAfter=size)})
            root.K[0].C = Name.Body

        return change

    with joined(store, tagged_paper(classes(3)), tagged_paper(classes(9))) as pdf:
        known = pdf.Root.StructTreeRoot.ClassMap
        assert [int(known[str(part.K[0].C)].SpaceAfter) for part in parts_of(pdf)] == [3, 9]


def to_itself(pdf: Pdf, root: Dictionary) -> None:
    root.K[0].K = Array([0, root.K[0]])


def to_the_root(pdf: Pdf, root: Dictionary) -> None:
    root.K[0].K = Array([0, root])


def through_a_child(pdf: Pdf, root: Dictionary) -> None:
    child = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Span, P=root.K[0]))
    child.K = root.K[0]
    root.K[0].K = Array([0, child, child])


@pytest.mark.parametrize("circle", [to_itself, to_the_root, through_a_child])
def test_a_tree_that_runs_in_circles_is_cut(store, circle):
    with joined(store, tagged_paper(circle), tagged_paper()) as pdf:
        assert pdf_reading.tree_problems(pdf) == []
        assert len(parts_of(pdf)) == 2


def test_a_very_deep_tree_is_no_trouble(store):
    def deepen(pdf: Pdf, root: Dictionary) -> None:
        element = root.K[0]
        for _ in range(400):
            above = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Div, P=root, K=Array([element])))
            element.P = above
            element = above
        root.K = element

    with joined(store, tagged_paper(deepen)) as pdf:
        assert pdf_reading.tree_problems(pdf) == []
        assert len(pdf_reading.elements_of(pdf)) == 403


def test_a_parent_tree_in_branches_is_read_and_one_in_circles_ends(store):
    def branch(pdf: Pdf, root: Dictionary) -> None:
        leaf = pdf.make_indirect(Dictionary(Nums=root.ParentTree.Nums, Limits=Array([0, 0])))
        top = pdf.make_indirect(Dictionary(Kids=Array([leaf])))
        leaf.Kids = Array([top])
        root.ParentTree = top

    with joined(store, tagged_paper(branch), tagged_paper()) as pdf:
        assert pdf_reading.tree_problems(pdf) == []


def test_pointers_without_a_tree_behind_them_are_dropped(store):
    def untag(pdf: Pdf, root: Dictionary) -> None:
        del pdf.Root.MarkInfo

    with joined(store, tagged_paper(untag), tagged_paper()) as pdf:
        assert "/StructParents" not in pdf.pages[0].obj
        assert len(parts_of(pdf)) == 1


def test_a_key_that_the_parent_tree_lacks_is_dropped(store):
    def unknown(pdf: Pdf, root: Dictionary) -> None:
        pdf.pages[0].obj.StructParents = 77

    with joined(store, tagged_paper(unknown), tagged_paper()) as pdf:
        assert "/StructParents" not in pdf.pages[0].obj


def test_tagged_drawings_within_a_page_are_renumbered(store):
    def draw(pdf: Pdf, root: Dictionary) -> None:
        form = pdf.make_stream(b"/P <</MCID 0>> BDC 0 0 9 9 re f EMC", Type=Name.XObject, Subtype=Name.Form)
        form.BBox = Array([0, 0, 9, 9])
        form.StructParents = 1
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(F=form))
        root.ParentTree.Nums = Array([*root.ParentTree.Nums, 1, Array([root.K[0]])])

    with joined(store, tagged_paper(draw), tagged_paper(draw)) as pdf:
        keys = [(page.obj.StructParents, page.obj.Resources.XObject.F.StructParents) for page in pdf.pages]
        assert keys == [(0, 1), (2, 3)]


def test_an_outline_that_runs_in_circles_ends(store):
    with Pdf.open(io.BytesIO(tagged_paper())) as pdf:
        first = pdf.make_indirect(Dictionary(Title=String("First"), Dest=Array([pdf.pages[0].obj, Name.Fit])))
        second = pdf.make_indirect(Dictionary(Title=String("Second"), Dest=String("nowhere")))
        first.Next, second.Next, second.First = second, first, first
        pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=first, Last=second))
        circular = saved(pdf)
    with joined(store, circular) as pdf:
        titles = [title for _, title, _ in pdf_reading.bookmarks_of(pdf)]
        assert titles == ["1. Item 1 (Page 1)", "Paper 1", "First"]


def test_named_destinations_of_two_parts_do_not_meet(store):
    def named(pdf: Pdf, root: Dictionary) -> None:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
        link.A = Dictionary(S=Name.GoTo, D=String("here"))
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])
        tree = pdf.make_indirect(Dictionary(Names=Array([String("here"), Array([pdf.pages[0].obj, Name.Fit])])))
        tree.Kids = Array([tree])
        pdf.Root.Names = Dictionary(Dests=tree)

    with joined(store, tagged_paper(named), tagged_paper(named)) as pdf:
        for page in pdf.pages:
            (link,) = pdf_reading.links_of(page)
            assert link.Dest[0].objgen == page.obj.objgen
            assert str(link.Contents) == f"Go to page {page.label}"
