"""What a newcomer and CI start: set-up steps and their messages, locks, settings from the environment, serving."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from scrutiny import bootstrap, environment, generated
from scrutiny.access import Permission, Role
from scrutiny.bootstrap import Need, SetUpError, bring_up_to_date, fingerprint
from scrutiny.serving import run_together, why_not_free
from tests import repository

ROOT = bootstrap.ROOT
NOWHERE = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}  # an environment in which nothing of ours is set


# --- Stamps ----------------------------------------------------------------------------------------------------


def test_a_fingerprint_changes_with_content_and_names_and_with_nothing_else(tmp_path):
    folder = tmp_path / "scss"
    (folder / "documents").mkdir(parents=True)
    (folder / "a.scss").write_text("a")
    (folder / "documents" / "b.scss").write_text("b")
    first = fingerprint(folder)

    os.utime(folder / "a.scss", (1, 1))
    assert fingerprint(folder) == first

    (folder / "documents" / "b.scss").write_text("c")
    changed = fingerprint(folder)
    assert changed != first

    (folder / "documents" / "b.scss").rename(folder / "documents" / "c.scss")
    assert fingerprint(folder) not in {first, changed}


def test_a_fingerprint_is_the_same_wherever_the_clone_lies(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name / "js").mkdir(parents=True)
        (tmp_path / name / "js" / "app.js").write_text("1")

    assert fingerprint(tmp_path / "one" / "js") == fingerprint(tmp_path / "two" / "js")


def test_a_step_runs_once_for_one_input_and_again_for_another(tmp_path):
    stamp, done = tmp_path / "new-folder" / "stamp", []

    assert bring_up_to_date(stamp, "first", "Working…", lambda: done.append(1))
    assert not bring_up_to_date(stamp, "first", "Working…", lambda: done.append(2))
    assert bring_up_to_date(stamp, "second", "Working…", lambda: done.append(3))

    assert done == [1, 3]


def test_a_step_that_fails_runs_again_at_the_next_start(tmp_path):
    stamp = tmp_path / "stamp"
    stamp.write_text("earlier")

    def fail() -> None:
        raise SetUpError("no network")

    with pytest.raises(SetUpError):
        bring_up_to_date(stamp, "now", "Working…", fail)

    assert not stamp.exists()


def test_two_set_ups_at_once_take_turns(tmp_path):
    """The second waits, says so, and goes on when the first is through."""
    script = (
        "from pathlib import Path\nfrom scrutiny.bootstrap import one_at_a_time, say\n"
        f"with one_at_a_time(Path({str(tmp_path)!r})): say('second')"
    )
    with bootstrap.one_at_a_time(tmp_path):
        second = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert second.stdout
        assert second.stdout.readline().startswith("Waiting for another set-up")
        assert second.poll() is None
    rest, _ = second.communicate(timeout=20)
    assert rest.strip() == "second"


# --- What cannot be installed, in one line -----------------------------------------------------------------------


def a_need(what: str, package: str) -> Need:
    return Need(what, lambda: False, {"apt-get": package, "brew": f"{package}-for-mac"})


def test_what_is_missing_is_said_in_one_line_with_the_command_to_type():
    line = bootstrap.what_to_install([a_need("Pango", "libpango"), a_need("Chromium", "chromium")], "apt-get")

    assert "\n" not in line
    assert "Pango and Chromium" in line
    assert "sudo apt-get install libpango chromium" in line


def test_homebrew_is_never_told_to_use_sudo():
    assert "with: brew install libpango-for-mac" in bootstrap.what_to_install([a_need("Pango", "libpango")], "brew")


def test_an_unknown_system_is_told_what_is_needed():
    line = bootstrap.what_to_install([a_need("Pango", "libpango")], "")

    assert "Pango" in line
    assert "your package manager" in line


@pytest.mark.parametrize("need", bootstrap.TESTS, ids=lambda need: need.what.split(" (")[0])
def test_every_need_has_a_package_for_every_manager(need):
    assert set(need.packages) == {"apt-get", "dnf", "brew"}
    assert all(need.packages.values())


def test_without_root_and_sudo_set_up_ends_with_one_line_and_an_error(tmp_path):
    """A Debian of which this account is only a user. Installing would leave a trace."""
    programs, clone = tmp_path / "bin", tmp_path / "clone"
    programs.mkdir()
    clone.mkdir()
    (programs / "apt-get").write_text(f"#!/bin/sh\n: > {tmp_path}/installed\n")
    (programs / "apt-get").chmod(0o755)
    script = (
        "import sys; from scrutiny import bootstrap as b; b.os.geteuid = lambda: 1000;"
        "b.SERVICE[:] = [b.Need('Pango', lambda: False, {'apt-get': 'libpango', 'dnf': 'pango', 'brew': 'pango'})];"
        f"b.ROOT = b.Path({str(clone)!r}); sys.exit(b.main(['run']))"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, env={"PATH": str(programs)}, capture_output=True, text=True)

    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Scrutiny needs Pango" in done.stderr
    assert "sudo apt-get install libpango" in done.stderr
    assert not (tmp_path / "installed").exists()
    assert list(clone.iterdir()) == []


def test_a_failing_command_shows_all_that_it_said_and_the_sentence_last(tmp_path):
    with pytest.raises(SetUpError, match="could not be installed") as caught:
        bootstrap.quietly([sys.executable, "-c", "print('why it failed'); exit(3)"], "It could not be installed.")

    assert "why it failed" in caught.value.output


def test_a_command_that_works_says_nothing(capfd):
    bootstrap.quietly([sys.executable, "-c", "print('chatter')"], "It failed.")

    assert capfd.readouterr() == ("", "")


def test_libraries_are_asked_for_by_loading_them():
    assert bootstrap.has_libraries("libpango-1.0.so.0")
    assert not bootstrap.has_libraries("libpango-1.0.so.0", "libnot-there-1.0.so.0")


def test_an_environment_of_another_python_is_made_anew(tmp_path):
    python = tmp_path / "bin" / "python"
    assert not bootstrap.is_sound(python)

    python.parent.mkdir()
    python.write_text("#!/bin/sh\necho 3 9 True\n")
    python.chmod(0o755)
    assert not bootstrap.is_sound(python)

    python.write_text(f"#!/bin/sh\necho {sys.version_info[0]} {sys.version_info[1]} True\n")
    assert bootstrap.is_sound(python)


# --- Locks and the repository ------------------------------------------------------------------------------------


def test_locks_have_hashes_and_no_addresses_and_agree():
    assert list(repository.lock_problems(ROOT)) == []


@pytest.fixture
def locks(tmp_path) -> Path:
    """Small locks without fault, to spoil."""
    pin = "django==5.2 \\\n    --hash=sha256:00\n    # via scrutiny\n"
    for name in repository.PYTHON_LOCKS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(pin)
    (tmp_path / repository.FRONT_END_LOCK).write_text(
        json.dumps({"packages": {"": {}, "node_modules/sass": {"version": "1", "integrity": "sha512-0"}}})
    )
    assert list(repository.lock_problems(tmp_path)) == []
    return tmp_path


@pytest.mark.parametrize(
    ("lock", "text", "problem"),
    [
        (
            "requirements.txt",
            "--index-url https://mirror.example/simple\ndjango==5.2 --hash=sha256:00",
            "names a registry",
        ),
        ("requirements.txt", "django==5.2\n", "no exact version with a hash"),
        ("requirements.txt", "django>=5.2 --hash=sha256:00\n", "no exact version with a hash"),
        ("tests/requirements.txt", "django==5.1 --hash=sha256:00\n", "disagree on django"),
        (
            "static/package-lock.json",
            '{"packages": {"node_modules/sass": {"integrity": "sha512-0", "resolved": "https://mirror.example/sass.tgz"}}}',
            "has an address",
        ),
        ("static/package-lock.json", '{"packages": {"node_modules/sass": {"version": "1"}}}', "has no hash"),
    ],
)
def test_a_spoilt_lock_is_found(locks, lock, text, problem):
    (locks / lock).write_text(text)

    assert any(problem in found for found in repository.lock_problems(locks))


def test_a_folder_of_one_computer_is_found(tmp_path):
    mine = "/".join(["", "home", "anna", "scrutiny"])
    (tmp_path / "notes.txt").write_text(f"fine\nsee {mine}\nhttps://example.gov.uk/home/anna/ is a page\n")

    assert [found.split(" ")[0] for found in repository.machine_paths(tmp_path, [Path("notes.txt")])] == ["notes.txt:2"]


def test_ci_runs_the_two_commands_of_the_makefile():
    script = ROOT / ".ci" / "run"

    assert os.access(script, os.X_OK)
    assert re.findall(r"^make \w+", script.read_text(), re.MULTILINE) == ["make check", "make test"]
    assert "set -euo pipefail" in script.read_text()


def test_no_goal_of_the_makefile_forgives_a_failure():
    makefile = (ROOT / "Makefile").read_text()

    assert "|| true" not in makefile
    assert not re.search(r"^\t@?-", makefile, re.MULTILINE)


# --- Settings from the environment --------------------------------------------------------------------------------

GOOD = {"SCRUTINY_SECRET_KEY": "k" * 64, "SCRUTINY_HOSTS": "scrutiny.example.gov.uk"}


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**NOWHERE, **variables}, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SCRUTINY_SECRET_KEY": ""}, "SCRUTINY_SECRET_KEY is not set. Set it to at least 50 random characters"),
        ({"SCRUTINY_SECRET_KEY": "short"}, "SCRUTINY_SECRET_KEY has 5 characters. Use at least 50"),
        ({"SCRUTINY_HOSTS": ""}, "SCRUTINY_HOSTS is not set. Set it to the host name"),
        ({"SCRUTINY_DEBUG": "1"}, "SCRUTINY_DEBUG is on without SCRUTINY_DEVELOPMENT."),
        ({"SCRUTINY_DEVELOPMENT": "perhaps"}, "SCRUTINY_DEVELOPMENT is 'perhaps'. Set it to 1 for yes or 0 for no."),
        ({"SCRUTINY_UPLOAD_LIMIT_MB": "lots"}, "SCRUTINY_UPLOAD_LIMIT_MB is 'lots'. Set it to a whole number"),
        (
            {"SCRUTINY_DATA": "/dev/null/data"},
            "SCRUTINY_DATA says the data folder is /dev/null/data, which cannot be used",
        ),
    ],
)
def test_a_setting_that_cannot_be_right_stops_the_service_with_a_sentence(tmp_path, changes, sentence):
    done = manage("check", **{"SCRUTINY_DATA": str(tmp_path), **GOOD, **changes})

    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert "k" * 64 not in done.stderr


def test_a_service_with_its_settings_passes_the_checks_for_deployment(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "ERROR", SCRUTINY_DATA=str(tmp_path), **GOOD)

    assert done.returncode == 0, done.stderr


def test_the_settings_table_names_every_variable_and_no_folder_of_this_computer(tmp_path):
    done = manage("settings_table", SCRUTINY_DATA=str(tmp_path), **GOOD)

    for variable in environment.VARIABLES:
        assert f"| `{variable.name}` | {variable.meaning} |" in done.stdout
    assert str(tmp_path) not in done.stdout
    assert str(ROOT) not in done.stdout
    assert GOOD["SCRUTINY_SECRET_KEY"] not in done.stdout


# --- Generated parts ------------------------------------------------------------------------------------------------


def test_generated_parts_are_kept_true_and_the_rest_is_left_alone(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("Before\n<!-- generated: permissions -->\nold\n<!-- end -->\nAfter\n")
    arguments = ("generated", "--file", str(readme))
    settings = {**GOOD, "SCRUTINY_DATA": str(tmp_path / "data")}

    stale = manage(*arguments, "--check", **settings)
    assert stale.returncode == 1
    assert "run make fix" in stale.stderr
    assert "old" in readme.read_text()

    assert manage(*arguments, **settings).returncode == 0
    assert manage(*arguments, "--check", **settings).returncode == 0
    text = readme.read_text()
    assert text.startswith("Before\n<!-- generated: permissions -->\n| Permission |")
    assert text.endswith("<!-- end -->\nAfter\n")


def test_the_permissions_table_has_every_permission_and_role():
    table = generated.permissions_table()

    assert len(table.splitlines()) == 2 + len(Permission)
    assert all(str(role.label) in table.splitlines()[0] for role in Role)


def test_a_part_that_nothing_can_write_is_named():
    with pytest.raises(ValueError, match="no generated part 'wishes'"):
        generated.rewrite("<!-- generated: wishes -->\n<!-- end -->")


def test_text_without_marks_stays_as_it_is():
    assert generated.rewrite("# Scrutiny\n") == "# Scrutiny\n"


# --- Serving --------------------------------------------------------------------------------------------------------


def test_a_port_in_use_is_said_before_anything_else(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = manage("serve", "--port", str(port), SCRUTINY_DEVELOPMENT="1", SCRUTINY_DATA=str(tmp_path))

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"Port {port} on 127.0.0.1 cannot be used")
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "scrutiny.sqlite3").exists()


def test_a_free_port_is_free():
    with socket.create_server(("127.0.0.1", 0)) as briefly:
        port = briefly.getsockname()[1]

    assert why_not_free("127.0.0.1", port) == ""


def test_when_one_program_ends_the_other_is_stopped_and_the_sentence_says_which(tmp_path):
    stopped = tmp_path / "stopped"
    patient = (
        "import pathlib, signal, sys\n"
        f"signal.signal(signal.SIGTERM, lambda *_: (pathlib.Path({str(stopped)!r}).touch(), sys.exit()))\n"
        f"pathlib.Path({str(tmp_path / 'up')!r}).touch()\n"
        "signal.pause()\n"
    )
    # Ends as soon as the other is up.
    hasty = f"import pathlib, sys\nwhile not pathlib.Path({str(tmp_path / 'up')!r}).exists(): pass\nsys.exit(7)"

    sentence = run_together(
        {"The patient": [sys.executable, "-c", patient], "The hasty": [sys.executable, "-c", hasty]},
        is_ready=lambda: False,
        when_ready=lambda: None,
    )

    assert sentence == "The hasty stopped by itself (exit code 7); its messages are above."
    assert stopped.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_and_is_no_failure(number):
    """`when_ready` comes once, and only when the service says that it is there."""
    said = []

    def ready() -> None:
        said.append("ready")
        threading.Timer(0, signal.raise_signal, [number]).start()

    before = signal.getsignal(number)
    sentence = run_together(
        {"The service": [sys.executable, "-c", "import signal; signal.pause()"]},
        is_ready=lambda: True,
        when_ready=ready,
    )

    assert sentence == ""
    assert said == ["ready"]
    assert signal.getsignal(number) is before
