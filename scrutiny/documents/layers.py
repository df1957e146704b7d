"""Layers (optional content) of uploaded parts: what a part hides must stay hidden in the pack.

Content of a layer that the catalogue does not list is shown, so joining pages alone would uncover it.
"""

from pikepdf import Array, Dictionary, Name, Object, Pdf, String


class Layers:
    """The layers of all parts of a pack, each as visible as it was in its part."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._groups: list[Object] = []
        self._hidden: list[Object] = []
        self._automatic: list[Object] = []

    def add(self, source: Pdf) -> None:
        """Take over the layers of a part whose pages have just been copied."""
        if not isinstance(source.Root.get("/OCProperties"), Dictionary):
            return
        properties = self._pdf.copy_foreign(self._indirect(source, "/OCProperties"))
        groups = _listed(properties.get("/OCGs"))
        state = properties.get("/D")
        state = state if isinstance(state, Dictionary) else Dictionary()
        shown = {group.objgen for group in _listed(state.get("/ON"))}
        hidden = {group.objgen for group in _listed(state.get("/OFF"))}
        all_hidden = state.get("/BaseState") == Name.OFF
        self._groups += groups
        self._hidden += [
            group for group in groups if group.objgen in hidden or (all_hidden and group.objgen not in shown)
        ]
        automatic = state.get("/AS")
        self._automatic += list(automatic) if isinstance(automatic, Array) else []

    def finish(self) -> None:
        """Write the layers into the pack, where there are any."""
        if not self._groups:
            return
        state = Dictionary(Name=String("Layers"), Order=Array(self._groups), OFF=Array(self._hidden))
        if self._automatic:
            state.AS = Array(self._automatic)
        self._pdf.Root.OCProperties = Dictionary(OCGs=Array(self._groups), D=state)

    @staticmethod
    def _indirect(source: Pdf, name: str) -> Object:
        """An entry of the catalogue as an object of its own, which is what can be copied."""
        if not source.Root[name].is_indirect:
            source.Root[name] = source.make_indirect(source.Root[name])
        return source.Root[name]


def _listed(groups: Object | None) -> list[Object]:
    if not isinstance(groups, Array):
        return []
    return [group for group in groups if isinstance(group, Dictionary) and group.is_indirect]
