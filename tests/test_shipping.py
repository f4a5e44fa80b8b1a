"""What other people's tools read of this repository: the hooks of pre-commit, and the action of GitHub."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.shared import ROOT

needs_pre_commit = pytest.mark.skipif(find_spec("pre_commit") is None, reason="pre-commit is not installed here")
RESPONSE = "data/responses/xa-2024.yaml"
GATED = 'data = ["data"]\n[gate]\nfail-on = "not_addressed"\n'


def git(folder: Path, *arguments: str) -> str:
    """Run git without a person's settings and return what it prints."""
    identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org"]
    command = ["git", *identity, *arguments]
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "HOME": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def commit(folder: Path, message: str = "More") -> str:
    """Commit all there is and return the commit's id."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD").strip()


def put_data(folder: Path, *, config: str | None = GATED) -> Path:
    """Make a repository with the data of a new project, and return its folder."""
    for source, name in (("recommendations.yaml", "data/recommendations.yaml"), ("response.yaml", RESPONSE)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "cpcheck/project" / source, folder / name)
    if config is not None:
        (folder / "cpcheck.toml").write_text(config, encoding="utf-8")
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "Begin")
    return folder


def change_response(folder: Path, old: str, new: str) -> None:
    """Replace a part of the response, which must be there."""
    path = folder / RESPONSE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def take_register_away(folder: Path) -> None:
    """Make item B1, which was implemented, not addressed."""
    change_response(folder, "supports:\n          - {element: B1.register, fit: partial}", "context: [B1.register]")


# --- pre-commit ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return where pre-commit finds this repository as it stands here, committed or not, and the commit."""
    folder = tmp_path_factory.mktemp("published") / "cpcheck"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():  # or deleted here, and not yet told
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet", "--initial-branch=main")
    return {"repo": str(folder), "rev": commit(folder, "As it stands")}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that pre-commit keeps its environments in, so that one is made for all tests here."""
    return tmp_path_factory.mktemp("pre-commit")


def pre_commit(folder: Path, cache: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run pre-commit; of the person's environment it gets what pip needs to reach an index."""
    passed = re.compile(r"PATH|HOME|PIP_\w+|\w*_CA_BUNDLE|SSL_CERT_\w+|\w+_proxy|\w+_PROXY|COVERAGE\w*")
    inherited = {name: value for name, value in os.environ.items() if passed.fullmatch(name)}
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=folder,
        env={**inherited, "PRE_COMMIT_HOME": str(cache), "GIT_CONFIG_GLOBAL": os.devnull},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def run_hook(
    folder: Path, cache: Path, published: dict[str, str], hook: str, *options: str
) -> "subprocess.CompletedProcess[str]":
    """Run one of the published hooks on all files, in the way of its users."""
    config = {"repos": [{**published, "hooks": [{"id": hook}]}]}
    (folder / ".pre-commit-config.yaml").write_text(json.dumps(config), encoding="utf-8")
    git(folder, "add", "--all")
    return pre_commit(folder, cache, "run", hook, "--all-files", *options)


@needs_pre_commit
def test_pre_commit_reads_the_list_of_hooks(tmp_path: Path) -> None:
    done = pre_commit(ROOT, tmp_path, "validate-manifest", ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout


def test_hooks_look_at_data_files_and_the_gate_at_its_settings_too() -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    validate, assess = (re.compile(hooks[name]["files"]) for name in ("cpcheck-validate", "cpcheck-assess"))
    data = ("data/recommendations.yaml", "data/recommendations/cets.yml", "data/responses/xa-2024.yaml")
    assert all(validate.search(name) and assess.search(name) for name in data)
    others = (
        "data/notes.txt",
        "docs/data/responses/x.yaml",
        ".github/workflows/data.yml",
        "data/responses/x.yaml.orig",
    )
    assert not any(validate.search(name) or assess.search(name) for name in others)
    settings = ("cpcheck.toml", "pyproject.toml", "cpcheck-baseline.json")
    assert all(assess.search(name) and not validate.search(name) for name in settings)
    assert hooks["cpcheck-validate"]["require_serial"] is True
    assert hooks["cpcheck-assess"]["pass_filenames"] is False


@needs_pre_commit
def test_the_hooks_pass_on_good_data(tmp_path: Path, cache: Path, published: dict[str, str]) -> None:
    folder = put_data(tmp_path)
    validated = run_hook(folder, cache, published, "cpcheck-validate", "--verbose")
    assert (validated.returncode, "Passed" in validated.stdout) == (0, True), validated.stdout + validated.stderr
    assert "data/recommendations.yaml: sound recommendations" in validated.stdout
    assessed = run_hook(folder, cache, published, "cpcheck-assess", "--hook-stage", "pre-push")
    assert (assessed.returncode, "Passed" in assessed.stdout) == (0, True), assessed.stdout + assessed.stderr


@needs_pre_commit
def test_the_hook_on_files_fails_on_a_broken_one_and_shows_where(
    tmp_path: Path, cache: Path, published: dict[str, str]
) -> None:
    folder = put_data(tmp_path)
    change_response(folder, "type: practice", "type: practise")
    done = run_hook(folder, cache, published, "cpcheck-validate")
    assert done.returncode == 1
    assert re.search(rf'^{RESPONSE}:\d+:15: .*did you mean "practice"\?$', done.stdout, re.MULTILINE)
    assert "- exit code: 2" in done.stdout


@needs_pre_commit
def test_the_hook_on_files_takes_many_names_at_once_and_changes_none(
    tmp_path: Path, cache: Path, published: dict[str, str]
) -> None:
    folder = put_data(tmp_path)
    for number in range(60):
        shutil.copy(folder / RESPONSE, folder / f"data/responses/a name {number}.yaml")
    commit(folder)
    done = run_hook(folder, cache, published, "cpcheck-validate", "--verbose")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(": sound response") == 61
    assert done.stdout.count("lints: ") <= 1
    assert git(folder, "status", "--porcelain") == "A  .pre-commit-config.yaml\n"


@needs_pre_commit
def test_the_hook_of_the_gate_fails_on_a_gap_and_says_which(
    tmp_path: Path, cache: Path, published: dict[str, str]
) -> None:
    folder = put_data(tmp_path)
    take_register_away(folder)
    done = run_hook(folder, cache, published, "cpcheck-assess", "--hook-stage", "manual")
    assert done.returncode == 1
    assert "- exit code: 1" in done.stdout
    assert "gate: not_addressed 1 > 0 → exit 1" in done.stdout


@needs_pre_commit
def test_the_hook_of_the_gate_says_so_where_no_gate_is_configured(
    tmp_path: Path, cache: Path, published: dict[str, str]
) -> None:
    folder = put_data(tmp_path, config='data = ["data"]\n')
    done = run_hook(folder, cache, published, "cpcheck-assess", "--hook-stage", "pre-push")
    assert done.returncode == 1
    assert "- exit code: 2" in done.stdout
    assert "--gate asks for a gate and none is configured" in done.stdout


@needs_pre_commit
def test_the_local_hooks_of_a_new_project_run_the_installed_program(tmp_path: Path, cache: Path) -> None:
    folder = put_data(tmp_path / "project")
    shutil.copy(ROOT / "cpcheck/project/pre-commit-config.yaml", folder / ".pre-commit-config.yaml")
    git(folder, "add", "--all")
    bin_ = put_program(tmp_path / "bin")
    passed = {**os.environ, "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    for stage, hook in (("pre-commit", "cpcheck-validate"), ("pre-push", "cpcheck-assess")):
        done = subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--all-files", "--hook-stage", stage],
            cwd=folder,
            env={**passed, "PRE_COMMIT_HOME": str(cache), "GIT_CONFIG_GLOBAL": os.devnull},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode, done.stdout.count("Passed")) == (0, 1 + (stage == "pre-push")), done.stdout
        assert f"cpcheck {hook.removeprefix('cpcheck-')}" in done.stdout


# --- the action ---------------------------------------------------------------------------------------------------


def read_action() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return data


def list_scripts() -> Iterator[tuple[str, dict[str, str], str]]:
    """Yield the steps of the action: name, variables with what they are filled from, and script."""
    for step in read_action()["runs"]["steps"]:
        assert step["shell"] == "bash"
        yield step["name"], step.get("env", {}), step["run"]


def put_program(folder: Path) -> Path:
    """Put a program `cpcheck` into a folder, which is this very one, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    script = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cpcheck "$@"\n'
    (folder / "cpcheck").write_text(script, encoding="utf-8")
    (folder / "cpcheck").chmod(0o755)
    return folder


class Run:
    """One run of the action in a repository, by the rules of the runner, without the installation."""

    def __init__(self, folder: Path, **inputs: str) -> None:
        self.folder = folder
        self.around = folder.parent / f"{folder.name}-runner"
        self.around.mkdir(exist_ok=True)
        self.inputs = {
            name: inputs.pop(name.replace("-", "_"), str(described["default"]))
            for name, described in read_action()["inputs"].items()
        }
        assert inputs == {}
        self.codes: dict[str, int] = {}
        self.stdout = self.stderr = ""
        for name, variables, script in list_scripts():
            if name == "Install cpcheck":
                put_program(self.around / "cpcheck" / "bin")
            elif self.codes.get("Look for something to check", 0) == 0:
                self._run(name, variables, script)

    def _run(self, name: str, variables: dict[str, str], script: str) -> None:
        file = self.around / "script.sh"
        file.write_text(script, encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(file)],
            cwd=self.folder,
            env={**self._environment(), **{key: self._fill(value) for key, value in variables.items()}},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        self.codes[name] = done.returncode
        self.stdout += done.stdout
        self.stderr += done.stderr

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name == "PATH" or name.startswith("COVERAGE")}
        return {
            **kept,
            "PYTHONPATH": str(ROOT),
            "HOME": str(self.around),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GITHUB_ACTIONS": "true",
            "GITHUB_STEP_SUMMARY": str(self.around / "summary"),
            "GITHUB_OUTPUT": str(self.around / "output"),
            "RUNNER_TEMP": str(self.around),
        }

    def _fill(self, value: str) -> str:
        """Put an input where the action names it, as the runner does."""
        match = re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value)
        assert match is not None
        return self.inputs[match[1]]

    @property
    def outputs(self) -> dict[str, str]:
        """Return what was written for later steps, the last value of each name."""
        lines = (self.around / "output").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    @property
    def last_line(self) -> str:
        """Return the last line on standard error."""
        return self.stderr.strip().splitlines()[-1]


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith(".coverage"))


def test_no_input_of_the_action_is_ever_written_into_a_script() -> None:
    for _, variables, script in list_scripts():
        assert "${{" not in script
        assert not any(name.startswith("CPCHECK_") for name in variables)
        # a variable in a script stands in quotes, so that its value stays one word
        assert not re.search(r'(?<!")\$\{?INPUT_', script.replace("<<< ", ""))


def test_the_action_has_the_inputs_and_outputs_it_promises() -> None:
    action = read_action()
    assert {"paths", "base", "gate"} <= set(action["inputs"])
    assert set(action["outputs"]) == {"gate", "implemented", "partly", "not-addressed"}
    for name, described in action["outputs"].items():
        assert described["value"] == f"${{{{ steps.assess.outputs.{name} }}}}"
    for _, variables, script in list_scripts():
        assert all(f'"${name}"' in script for name in variables)


def test_the_action_tells_counts_and_leaves_a_summary(tmp_path: Path) -> None:
    run = Run(put_data(tmp_path / "repository"))
    assert run.codes == {"Look for something to check": 0, "Validate": 0, "Assess": 0}, run.stderr
    counts = {"gate": "met", "implemented": "2", "partly": "2", "not-addressed": "0"}
    assert {name: run.outputs[name] for name in counts} == counts
    assert "implemented" in (run.around / "summary").read_text(encoding="utf-8")


def test_the_action_fails_where_the_gate_of_the_project_is_not_met(tmp_path: Path) -> None:
    folder = put_data(tmp_path / "repository")
    take_register_away(folder)
    run = Run(folder)
    assert (run.codes["Validate"], run.codes["Assess"]) == (0, 1)
    assert run.last_line == "gate: not_addressed 1 > 0 → exit 1"
    assert run.outputs["not-addressed"] == "1"
    assert f"::error file={RESPONSE},line=" in run.stdout


def test_the_action_refuses_drafts_where_it_is_asked_to(tmp_path: Path) -> None:
    folder = put_data(tmp_path / "repository")
    response = folder / RESPONSE
    text = response.read_text(encoding="utf-8")
    response.write_text(text.replace("status: reviewed", "status: draft", 1), encoding="utf-8")
    assert Run(folder).codes["Assess"] == 0
    run = Run(folder, no_drafts="true")
    assert run.codes["Assess"] == 1
    assert re.search(r"gate: draft \d+ > 0 → exit 1", run.last_line)


def test_the_action_rates_a_reply_whose_coding_has_errors_and_fails_all_the_same(tmp_path: Path) -> None:
    folder = put_data(tmp_path / "repository")
    change_response(folder, "type: practice\n        fact: A working", "type: assurance\n        fact: A working")
    change_response(folder, "{element: B1.register, fit: partial}", "{element: B1.register, fit: full}")
    run = Run(folder, gate="none")
    assert (run.codes["Validate"], run.codes["Assess"]) == (1, 0)
    conditions = [step.get("if", "") for step in read_action()["runs"]["steps"]]
    assert conditions[-1] == "${{ !cancelled() && steps.install.outcome == 'success' }}"


@pytest.mark.parametrize(
    ("gate", "code"), [("none", 0), ("not_addressed", 1), ("partly", 1), ("config", 1), ("Partly", 2), ("$(id)", 2)]
)
def test_the_input_gate_chooses_what_fails(gate: str, code: int, tmp_path: Path) -> None:
    folder = put_data(tmp_path / "repository")
    take_register_away(folder)
    run = Run(folder, gate=gate)
    assert run.codes["Assess"] == code
    assert "uid=" not in run.stdout + run.stderr


def test_the_gate_partly_fails_where_the_project_asks_for_less(tmp_path: Path) -> None:
    assert Run(put_data(tmp_path / "repository"), gate="partly").last_line == "gate: partly 2 > 0 → exit 1"


def test_the_input_base_fails_what_became_worse_and_nothing_else(tmp_path: Path) -> None:
    folder = put_data(tmp_path / "repository")
    git(folder, "switch", "--quiet", "--create", "branch")
    assert Run(folder, base="main", gate="none").codes["Assess"] == 0
    take_register_away(folder)
    commit(folder)
    run = Run(folder, base="main", gate="none")
    assert run.codes["Assess"] == 1
    assert "regression" in run.last_line
    assert "B1" in run.stderr
    assert Run(folder, gate="none").codes["Assess"] == 0


def test_a_base_that_the_clone_lacks_is_told(tmp_path: Path) -> None:
    folder = put_data(tmp_path / "repository")
    commit(folder)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", folder.as_uri(), str(clone))
    run = Run(clone, base="HEAD~1")
    assert run.codes["Assess"] == 2
    assert "shallow" in run.last_line
    assert "fetch-depth: 0" in run.last_line


def test_paths_are_one_on_each_line_and_may_hold_spaces(tmp_path: Path) -> None:
    folder = put_data(tmp_path / "repository", config=None)
    (folder / "more data").mkdir()
    shutil.copy(folder / "data/recommendations.yaml", folder / "more data")
    shutil.copy(folder / RESPONSE, folder / "more data" / "a b.yaml")
    run = Run(folder, paths=f"{RESPONSE}\n\nmore data\n", gate="not_addressed")
    assert run.codes["Assess"] == 0, run.stderr
    assert run.outputs["implemented"] == "4"


HOSTILE = ["$(touch pwned)", "`touch pwned`", "; touch pwned", "--output=pwned", "-o", "data'\"; touch pwned #", "*"]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["paths", "base", "gate", "strict"])
def test_a_hostile_input_is_never_run_and_never_an_option(name: str, value: str, tmp_path: Path) -> None:
    folder = put_data(tmp_path / "repository")
    before = list_names(folder)
    run = Run(folder, **{name: value})
    assert list_names(folder) == before
    assert run.codes["Assess"] == (0 if name == "strict" else 2), run.stdout + run.stderr
    assert "Traceback" not in run.stderr
    assert "internal error" not in run.stderr


def test_a_sarif_file_is_written_under_the_very_name_it_was_given(tmp_path: Path) -> None:
    folder = put_data(tmp_path / "repository")
    for name in ("$(touch pwned)", "-gaps of XA.json"):
        assert Run(folder, sarif_file=name, gate="partly").codes["Assess"] == 1
        assert json.loads((folder / name).read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert "pwned" not in list_names(folder)


def test_strict_fails_on_a_warning_about_the_coding(tmp_path: Path) -> None:
    folder = put_data(tmp_path / "repository")
    change_response(folder, "{status: reviewed}\n\n  - id: r3", "{status: draft}\n\n  - id: r3")
    assert Run(folder).codes["Validate"] == 0
    assert Run(folder, strict="true").codes["Validate"] == 1


def test_without_anything_to_check_the_action_does_not_rate_the_shipped_report(tmp_path: Path) -> None:
    (tmp_path / "repository").mkdir()
    run = Run(tmp_path / "repository")
    assert run.codes == {"Look for something to check": 2}
    assert "expected the input paths, or a cpcheck.toml that names data" in run.stdout


@pytest.mark.parametrize(("table", "code"), [("[tool.cpcheck.gate]", 0), ("[tool.cpcheck]", 0), ("[tool.other]", 2)])
def test_settings_in_pyproject_are_something_to_check(table: str, code: int, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f"{table}\n", encoding="utf-8")
    variables, script = next((variables, script) for name, variables, script in list_scripts() if "Look" in name)
    assert list(variables) == ["INPUT_PATHS"]
    environment = {"PATH": os.environ["PATH"], "INPUT_PATHS": ""}
    done = subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == code


# --- docs/ci.md ---------------------------------------------------------------------------------------------------


def read_block(heading: str, language: str) -> str:
    """Return the first block in a language under a heading of docs/ci.md."""
    page = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    block = re.search(rf"^```{language}\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    assert block is not None, heading
    return block[1]


def run_script(folder: Path, script: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a script as a CI system does, with this very cpcheck, and a pip that installs nothing."""
    bin_ = put_program(folder.parent / "bin")
    (bin_ / "pip").write_text("#!/bin/sh\n", encoding="utf-8")
    (bin_ / "pip").chmod(0o755)
    environment = {
        "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder.parent),
        "GIT_CONFIG_GLOBAL": os.devnull,
        **variables,
    }
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def put_branch(folder: Path) -> Path:
    """Make a repository whose branch has lost a verdict that its base, origin/main, had."""
    put_data(folder, config='data = ["data"]\n[gate]\nmax-not-addressed = 3\n')
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    return folder


def test_the_settings_on_the_page_on_ci_are_those_of_the_schema_and_of_the_commands(tmp_path: Path) -> None:
    page = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+) = [^`]+` \| `(--[a-z-]+)[^`]*` \| `(CPCHECK_\w+)` \|", page, re.MULTILINE)
    schema = json.loads((ROOT / "cpcheck/schemas/project.schema.json").read_text(encoding="utf-8"))
    assert {key for key, _, _ in rows} == set(schema["properties"]["gate"]["properties"])
    shown = run_script(tmp_path, "cpcheck assess --help", COLUMNS="200").stdout
    for key, option, variable in rows:
        assert option == f"--{key}"
        assert variable == f"CPCHECK_{key.upper().replace('-', '_')}"
        assert option in shown
        assert variable in shown


def test_the_settings_shown_on_the_page_on_ci_hold(tmp_path: Path) -> None:
    folder = put_data(tmp_path / "repository", config=read_block("Settings", "toml"))
    assert run_script(folder, "cpcheck assess --gate --quiet").returncode == 0


def test_the_job_for_the_action_names_inputs_that_it_has() -> None:
    workflow = yaml.safe_load(read_block("GitHub, with the action", "yaml"))
    (step,) = [step for step in workflow["jobs"]["cpcheck"]["steps"] if "cpcheck" in step["uses"]]
    page = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE))
    assert set(step["with"]) <= described == set(read_action()["inputs"])


def test_the_steps_without_the_action_are_those_of_a_new_project() -> None:
    steps = yaml.safe_load(read_block("GitHub, without the action", "yaml"))
    written = yaml.safe_load((ROOT / "cpcheck/project/workflow.yml").read_text(encoding="utf-8"))
    scripts = [(step.get("name"), step.get("run")) for step in written["jobs"]["cpcheck"]["steps"]]
    assert len(steps) == 2
    assert all((step["name"], step["run"]) in scripts for step in steps)


def test_the_jobs_for_gitlab_write_the_reports_they_name_and_fail_what_became_worse(tmp_path: Path) -> None:
    folder = put_branch(tmp_path / "repository")
    jobs = yaml.safe_load(read_block("GitLab", "yaml"))
    base = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": git(folder, "rev-parse", "HEAD").strip()}
    for change, code in ((None, 0), (take_register_away, 1)):
        if change:
            change(folder)
            commit(folder)
        for name, expected in (("validate", 0), ("assess", code)):
            script = "\n".join([*jobs[".cpcheck"]["before_script"], *jobs[name]["script"]])
            done = run_script(folder, script, **base)
            assert done.returncode == expected, done.stderr
            reports = jobs[name]["artifacts"]["reports"]
            assert isinstance(json.loads((folder / reports["codequality"]).read_text(encoding="utf-8")), list)
            assert (folder / reports["junit"]).read_text(encoding="utf-8").startswith("<?xml")
    assert run_script(folder, jobs["assess"]["script"][0]).returncode == 0  # no merge request, nothing to compare


def test_the_hooks_named_on_the_page_on_ci_exist() -> None:
    (repository,) = yaml.safe_load(read_block("pre-commit", "yaml"))["repos"]
    published = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in repository["hooks"]] == [hook["id"] for hook in published]


def test_the_script_for_any_other_ci_passes_and_fails_what_became_worse(tmp_path: Path) -> None:
    folder = put_branch(tmp_path / "repository")
    script = read_block("Any other CI", "sh")
    passed = run_script(folder, script)
    assert passed.returncode == 0, passed.stderr
    take_register_away(folder)
    failed = run_script(folder, script)
    assert failed.returncode == 1
    assert failed.stderr.strip().splitlines()[-1] == "gate: regression 1 > 0 → exit 1"
    assert run_script(folder, "cpcheck diff origin/main -f md").returncode == 0


def test_the_waiver_shown_lets_the_gate_pass_and_leaves_the_verdict(tmp_path: Path) -> None:
    folder = put_data(tmp_path / "repository")
    take_register_away(folder)
    assert run_script(folder, "cpcheck assess --gate").returncode == 1
    with (folder / RESPONSE).open("a", encoding="utf-8") as stream:
        stream.write(read_block("Waivers and the baseline", "yaml"))
    last_day = run_script(folder, "cpcheck assess --gate -f json --as-of 2025-12-31")
    assert last_day.returncode == 0, last_day.stderr
    (item,) = [item for item in json.loads(last_day.stdout)["items"] if item["id"] == "B1"]
    assert (item["verdict"], "waived" in item["flags"]) == ("not_addressed", True)
    assert run_script(folder, "cpcheck assess --gate --as-of 2026-01-01").returncode == 1


def test_a_baseline_accepts_what_is_found_now_and_nothing_newer(tmp_path: Path) -> None:
    settings = GATED + 'baseline = "cpcheck-baseline.json"\n'
    folder = put_data(tmp_path / "repository")
    take_register_away(folder)
    assert run_script(folder, read_block("Waivers and the baseline", "sh")).returncode == 1
    assert (folder / "cpcheck-baseline.json").is_file()
    (folder / "cpcheck.toml").write_text(settings, encoding="utf-8")
    assert run_script(folder, "cpcheck assess --gate").returncode == 0
    change_response(folder, "answers:\n", "answers:\n\n\n")
    assert run_script(folder, "cpcheck assess --gate").returncode == 0
    change_response(folder, "supports:\n          - {element: A3.offer, fit: full}", "context: [A3.offer]")
    newer = run_script(folder, "cpcheck assess --gate")
    assert newer.returncode == 1
    assert "XA A3" in newer.stderr


def test_a_shallow_clone_is_mended_by_the_command_that_is_shown(tmp_path: Path) -> None:
    folder = put_data(tmp_path / "repository")
    git(folder, "switch", "--quiet", "--create", "branch")
    take_register_away(folder)
    commit(folder)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=branch", folder.as_uri(), str(clone))
    compare = "cpcheck assess --no-gate --no-regression --base origin/main"
    before = run_script(clone, compare)
    command = read_block("Shallow clones", "sh").strip()
    assert before.returncode == 2
    assert command in before.stderr
    after = run_script(clone, f"{command} && {compare}")
    assert after.returncode == 1
    assert after.stderr.strip().splitlines()[-1] == "gate: regression 1 > 0 → exit 1"
