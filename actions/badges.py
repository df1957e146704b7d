"""What each status of an action plan looks like: a word, a shape and a colour. Imported once, when the app is ready."""

from actions.enums import Gap, PrintState, Rag
from scrutiny import badges
from scrutiny.badges import Badge

badges.register(
    {
        Rag.RED: Badge("Red", "red", "square"),
        Rag.AMBER: Badge("Amber", "orange", "triangle-up"),
        Rag.GREEN: Badge("Green", "green", "circle"),
        Rag.BLUE: Badge("Blue: complete", "blue", "tick"),
        Rag.NOT_RECORDED: Badge("Not recorded", "grey", "ring"),
        Gap.HIGHER: Badge("Higher", "green", "triangle-up"),
        Gap.SAME: Badge("Same", "grey", "circle"),
        Gap.LOWER: Badge("Lower", "orange", "triangle-down"),
        Gap.UNKNOWN: Badge("Not comparable", "grey", "ring"),
    }
)
badges.register(
    {
        PrintState.WAITING: Badge("Waiting", "grey", "ring"),
        PrintState.PRINTING: Badge("Being made", "light-blue", "half"),
        PrintState.READY: Badge("Ready", "green", "tick"),
        PrintState.FAILED: Badge("Failed", "red", "square"),
    }
)
