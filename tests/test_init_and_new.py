"""Setting up: a project that passes its own checks, and a response file that holds everything to be coded."""

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
import yaml

import cpcheck
from cpcheck import assets
from cpcheck.cli import init as init_command
from cpcheck.cli.new_files import create_files
from cpcheck.errors import OutputError
from cpcheck.store.project import load_project
from cpcheck.store.schemas import read_schema_text
from tests.shared import ROOT
from tests.test_command_line import last_line, run

SETS = [ROOT / "data/recommendations.yaml", ROOT / "tests/golden/data/recommendations.yaml"]
SMALL = SETS[1]
EPOCH = {"SOURCE_DATE_EPOCH": "1760000000"}
"""9 October 2025."""
HOSTILE = r"""
kind: recommendations
id: "EX: 'quoted' \"twice\" # and\nbroken \u202e\U0001f600"
state: "NO"
adopted: 2022-03-15
items:
  - id: "1"
    title: "One\n- id: r9\n  items: [x] \u202e \e[31mred"
    asks: Anything.
    elements:
      - {id: "5", asks: "do\r\nkind: rulebook\u2028 yaml-language-server : $schema=https://example.org/x", ask: change}
  - id: yaml-language-server
    title: "$schema=https://example.org/x"
    asks: Anything.
    elements: [{id: "true", asks: "%s", ask: ensure}]
  - id: "null"
    title: "# {{ 7*7 }} *alias &anchor !tag"
    asks: Anything.
    elements: [{id: x, asks: "&a *b | > ' \" : {} []", ask: ensure}]
""" % ("word " * 60 + "yaml-language-server: $schema=https://example.org/x " * 9)


def put_set(folder: Path, text: str | None = None, name: str = "recommendations.yaml") -> Path:
    """Write a recommendation set, by default the small one, and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SMALL.read_text(encoding="utf-8") if text is None else text, encoding="utf-8")
    return path


def write_skeleton(folder: Path, *options: str, state: str = "XA") -> Path:
    """Run `cpcheck new` on a set in a folder and return the file it says it wrote."""
    result = run("new", state, "--recommendations", "recommendations.yaml", *options, cwd=folder, env=EPOCH)
    assert result.returncode == 0, result.stderr
    written = re.match(r"wrote (.+\.yaml): ", result.stderr)
    assert written is not None
    return folder / written[1]


def list_tree(folder: Path) -> dict[str, str]:
    """Return all files below a folder with their texts, but for what measures the tests themselves."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".coverage"))
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


# --- new ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", SETS, ids=["shipped", "small"])
def test_a_skeleton_is_sound_and_holds_every_element_of_the_set_as_a_comment(source: Path, tmp_path: Path) -> None:
    path = put_set(tmp_path, source.read_text(encoding="utf-8"))
    state = yaml.safe_load(path.read_text(encoding="utf-8"))["state"]
    written = write_skeleton(tmp_path, state=state)
    comments = "\n".join(line for line in written.read_text(encoding="utf-8").splitlines() if "# " in line)
    case = cpcheck.load(written)
    for item in case.recommendations.items:
        assert f"# {item.id}: {item.title}" in comments or f"# {item.id}, which repeats " in comments
        for element in item.elements:
            assert f"# {element.id} ({element.ask}" in comments
    result = run("validate", str(written), cwd=tmp_path)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("source", SETS, ids=["shipped", "small"])
def test_a_skeleton_says_of_every_item_that_it_is_a_draft_and_not_addressed(source: Path, tmp_path: Path) -> None:
    path = put_set(tmp_path, source.read_text(encoding="utf-8"))
    written = write_skeleton(tmp_path, state=yaml.safe_load(path.read_text(encoding="utf-8"))["state"])
    report = json.loads(run("assess", str(written), "-f", "json", cwd=tmp_path).stdout)
    assert {item["verdict"] for item in report["items"]} == {"not_addressed"}
    assert all("draft" in item["flags"] for item in report["items"])
    assert len(report["items"]) == report["all_items"]


def test_every_item_has_an_answer_in_the_order_of_the_set_and_a_repetition_shares_that_of_its_twin(
    tmp_path: Path,
) -> None:
    case = cpcheck.load(write_skeleton(put_set(tmp_path, SETS[0].read_text("utf-8")).parent, state="AZ"))
    answered = [item for answer in case.response.answers for item in answer.items]
    assert sorted(answered) == sorted(item.id for item in case.recommendations.items)
    assert ("A5d", "A5f") in [answer.items for answer in case.response.answers]
    firsts = [answer.items[0] for answer in case.response.answers]
    order = [item.id for item in case.recommendations.items]
    assert firsts == sorted(firsts, key=order.index)


def test_an_item_that_repeats_another_in_part_has_an_answer_of_its_own(tmp_path: Path) -> None:
    case = cpcheck.load(write_skeleton(put_set(tmp_path).parent))
    assert [answer.items for answer in case.response.answers] == [
        ("A1",),
        ("A2a",),
        ("A2b",),
        ("A3",),
        ("B1",),
        ("B2",),
    ]


def test_a_repetition_that_stands_before_its_twin_opens_the_answer_of_both(tmp_path: Path) -> None:
    items = """
  - {id: A1, title: Again, asks: Same., repeats: {item: B1}}
  - {id: B1, title: Once, asks: Do it., elements: [{id: x, asks: do it, ask: change}]}
"""
    text = f"kind: recommendations\nid: EX/1\nstate: XA\nadopted: 2022-03-15\nitems:{items}"
    case = cpcheck.load(write_skeleton(put_set(tmp_path, text).parent))
    assert [answer.items for answer in case.response.answers] == [("A1", "B1")]


def test_lines_of_a_skeleton_fit_into_120_columns(tmp_path: Path) -> None:
    written = write_skeleton(put_set(tmp_path, SETS[0].read_text("utf-8")).parent, state="AZ")
    assert max(len(line) for line in written.read_text(encoding="utf-8").splitlines()) <= 120


def test_the_example_of_a_fact_becomes_one_when_its_signs_are_taken_away(tmp_path: Path) -> None:
    written = write_skeleton(put_set(tmp_path).parent)
    text = written.read_text(encoding="utf-8")
    assert text.count("# - id: ") == 1
    lines = text.replace("evidence: []", "evidence:", 1).splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("    # - id: r1.1"))
    end = next(place for place in range(start, len(lines)) if "#" not in lines[place])
    lines[start:end] = [line.replace("# ", "", 1) for line in lines[start:end]]
    written.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (fact,) = cpcheck.load(written).response.answers[0].evidence
    assert fact.supports[0].element == "A1.night"
    assert fact.anchor is not None


def test_what_is_known_of_the_report_is_filled_in_and_the_rest_is_marked(tmp_path: Path) -> None:
    put_set(tmp_path)
    marked = write_skeleton(tmp_path)
    assert marked == tmp_path / "responses" / "xa-2025.yaml"
    text = marked.read_text(encoding="utf-8")
    assert "\n  symbol: to be filled in  # fill in: " in text
    assert "\n  received: 2025-10-09  # fill in: " in text
    known = write_skeleton(tmp_path, "--symbol", "EX(2024): 07 # a", "--received", "2024-05-02")
    assert known.name == "xa-2024.yaml"
    document = cpcheck.load(known).response.document
    assert (document.symbol, document.received.isoformat()) == ("EX(2024): 07 # a", "2024-05-02")
    head = known.read_text(encoding="utf-8").partition("answers:")[0]
    assert "# fill in" not in head.partition("kind: response")[2]


def test_a_file_that_exists_is_never_replaced(tmp_path: Path) -> None:
    put_set(tmp_path)
    written = write_skeleton(tmp_path)
    written.write_text("mine", encoding="utf-8")
    for options in ([], ["-o", str(written)]):
        result = run("new", "XA", "--recommendations", "recommendations.yaml", *options, cwd=tmp_path, env=EPOCH)
        assert result.returncode == 2
        assert "xa-2025.yaml" in last_line(result)
        assert written.read_text(encoding="utf-8") == "mine"


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    put_set(tmp_path)
    (tmp_path / "responses").mkdir()
    (tmp_path / "responses" / "xa-2025.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert run("new", "XA", "--recommendations", "recommendations.yaml", cwd=tmp_path, env=EPOCH).returncode == 2
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_a_skeleton_goes_to_standard_output_and_nothing_is_written(tmp_path: Path) -> None:
    put_set(tmp_path)
    result = run("new", "xa", "--recommendations", "recommendations.yaml", "-o", "-", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert yaml.safe_load(result.stdout)["recommendations"] == "EX/Rec(2022)01"
    assert list(list_tree(tmp_path)) == ["recommendations.yaml"]


def test_a_set_in_a_folder_of_sets_has_its_responses_beside_that_folder(tmp_path: Path) -> None:
    put_set(tmp_path, name="data/recommendations/first.yaml")
    result = run("new", "XA", "--recommendations", "data/recommendations/first.yaml", cwd=tmp_path, env=EPOCH)
    assert result.stderr.startswith("wrote data/responses/xa-2025.yaml: 6 items in 6 answers, 7 elements to code\n")


@pytest.mark.parametrize("name", ["recommendations.yaml", "a set.yaml"])
def test_the_command_that_is_named_next_works(name: str, tmp_path: Path) -> None:
    put_set(tmp_path, name=name)
    result = run("new", "XA", "--recommendations", name, cwd=tmp_path, env=EPOCH)
    following = last_line(result).removeprefix("next: cpcheck ")
    assert ("--recommendations" in following) == (name != "recommendations.yaml")
    assert run(*shlex.split(following), cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("schema", "named"),
    [
        ("data/responses/response.schema.json", "response.schema.json"),
        ("data/response.schema.json", "../response.schema.json"),
        ("schemas/response.schema.json", "../../schemas/response.schema.json"),
        ("cpcheck/schemas/response.schema.json", "../../cpcheck/schemas/response.schema.json"),
        (None, None),
    ],
)
def test_the_first_line_leads_an_editor_to_the_schema_where_there_is_one(
    schema: str | None, named: str | None, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    put_set(tmp_path, name="data/recommendations.yaml")
    if schema:
        (tmp_path / schema).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / schema).write_text("{}", encoding="utf-8")
    run("new", "XA", "--recommendations", "data/recommendations.yaml", cwd=tmp_path, env=EPOCH)
    first = (tmp_path / "data/responses/xa-2025.yaml").read_text(encoding="utf-8").splitlines()[0]
    match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert (match[1] if match else None) == named


def test_the_schema_is_not_looked_for_outside_the_repository(tmp_path: Path) -> None:
    (tmp_path / "response.schema.json").write_text("{}", encoding="utf-8")
    inner = tmp_path / "inner"
    (inner / ".git").mkdir(parents=True)
    assert "# yaml-language-server" not in write_skeleton(put_set(inner).parent).read_text("utf-8").splitlines()[0]


def test_text_of_a_set_stays_inert_in_a_skeleton(tmp_path: Path) -> None:
    put_set(tmp_path, HOSTILE)
    written = write_skeleton(tmp_path, state="NO")
    text = written.read_text(encoding="utf-8")
    case = cpcheck.load(written)
    assert [answer.items for answer in case.response.answers] == [("1",), ("yaml-language-server",), ("null",)]
    assert case.response.recommendations == case.recommendations.id
    assert "\n" in case.response.recommendations
    assert all(line.isprintable() for line in text.splitlines())
    # as the editor's server looks for it
    assert not re.search(r"^\s*#\s+(yaml-language-server\s*:)", text, re.MULTILINE)
    other = yaml.safe_load(text)
    assert (other["state"], other["answers"][0]["items"]) == ("NO", ["1"])
    assert other["recommendations"] == case.response.recommendations


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["AZ"], "addresses XA and not AZ; expected XA"),
        (["Ruritania"], "expected a code of two letters: XA"),
        (["XA", "--received", "2024-02-30"], "expected a day as YYYY-MM-DD"),
        (["XA", "--received", "2024"], "expected a day as YYYY-MM-DD"),
        (["XA", "--symbol", " "], "expected the number of the report"),
        (["XA", "--symbol", "a\nb"], "expected the number of the report"),
        (["XA", "-o", "skeleton.txt"], "expected a name that ends in .yaml or .yml"),
        (["XA", "-o", "."], "this is a folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_new_cannot_do_exits_2_and_says_what_was_expected(
    arguments: list[str], words: str, tmp_path: Path
) -> None:
    put_set(tmp_path)
    result = run("new", *arguments, "--recommendations", "recommendations.yaml", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert words in last_line(result)
    assert list(list_tree(tmp_path)) == ["recommendations.yaml"]


def test_a_broken_or_missing_set_is_told_at_its_place(tmp_path: Path) -> None:
    put_set(tmp_path, SMALL.read_text(encoding="utf-8").replace("ask: ensure", "ask: insist", 1))
    result = run("new", "XA", "--recommendations", "recommendations.yaml", cwd=tmp_path)
    assert result.returncode == 2
    assert re.match(r"recommendations\.yaml:22:70: .*insist", result.stderr)
    missing = run("new", "XA", "--recommendations", "recomendations.yaml", cwd=tmp_path)
    assert missing.returncode == 2
    assert 'did you mean "recommendations.yaml"?' in missing.stderr
    assert run("new", "XA", cwd=tmp_path).returncode == 2


# --- init ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a new project in a repository."""
    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    assert run("init", cwd=folder).returncode == 0
    return folder


def git(folder: Path, *arguments: str) -> str:
    """Run git without a person's settings and return what it prints."""
    identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org"]
    return subprocess.run(
        ["git", *identity, *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "GIT_CONFIG_GLOBAL": "/dev/null", "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def commit(folder: Path, message: str = "More") -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


def test_a_new_project_passes_its_own_checks(project: Path) -> None:
    validated = run("validate", "--strict", cwd=project)
    assert (validated.returncode, validated.stdout) == (0, "")
    assert "data/responses/xa-2024.yaml: sound response" in validated.stderr
    assessed = run("assess", "--gate", "-f", "json", cwd=project)
    assert assessed.returncode == 0, assessed.stderr
    verdicts = [item["verdict"] for item in json.loads(assessed.stdout)["items"]]
    assert sorted(verdicts) == ["implemented", "implemented", "partly", "partly"]


def test_the_gate_of_a_new_project_is_not_met_once_the_deciding_facts_are_gone(project: Path) -> None:
    path = project / "data/responses/xa-2024.yaml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("      - id: r3.1"), text.index("  - id: r4")
    facts = text[start:end].partition("    review:")[0]
    path.write_text(text.replace(f"    evidence:\n{facts}", "    evidence: []\n"), encoding="utf-8")
    result = run("assess", "--gate", cwd=project)
    assert (result.returncode, last_line(result)) == (1, "gate: not_addressed 1 > 0 → exit 1")


def test_the_settings_of_a_new_project_are_read_and_those_shown_as_comments_are_real(project: Path) -> None:
    path = project / "cpcheck.toml"
    assert load_project(str(path)).gate.holds_something
    text = path.read_text(encoding="utf-8")
    shown = re.findall(r"^# ([a-z-]+ = .+)$", text, re.MULTILINE)
    assert len(shown) == 6
    path.write_text(re.sub(r"^# ([a-z-]+ = .+)$", r"\1", text, flags=re.MULTILINE), encoding="utf-8")
    settings = load_project(str(path))
    assert (settings.base, settings.gate.strict, settings.gate.max_not_addressed) == ("origin/main", True, 3)


def test_the_decisions_shown_as_comments_are_real_and_the_gate_passes_over_a_waived_item(project: Path) -> None:
    path = project / "data/responses/xa-2024.yaml"
    text = path.read_text(encoding="utf-8")
    head, _, tail = text.partition("# overrides:")
    path.write_text(head + re.sub("^# ", "", f"# overrides:{tail}", flags=re.MULTILINE), encoding="utf-8")
    (override,) = cpcheck.load(path).response.overrides
    (waiver,) = cpcheck.load(path).response.waivers
    assert (override.item, waiver.item) == ("A2", "A1")
    result = run("assess", "--fail-on", "partly", cwd=project)
    assert last_line(result) == "gate: partly 1 > 0 → exit 1"


def test_editors_of_a_new_project_are_led_to_the_published_schemas(project: Path) -> None:
    for path in (project / "data").rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert match is not None
        schema = path.parent / match[1]
        assert schema.read_text(encoding="utf-8") == read_schema_text(schema.name.split(".")[0])


def test_a_skeleton_in_a_new_project_is_checked_by_the_same_schema(project: Path) -> None:
    result = run("new", "XA", "--recommendations", "data/recommendations.yaml", cwd=project, env=EPOCH)
    assert result.returncode == 0
    first = (project / "data/responses/xa-2025.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../schemas/response.schema.json"
    assert run("validate", cwd=project).returncode == 0


def test_a_new_project_has_copies_of_the_templates_that_are_shipped(project: Path) -> None:
    shipped = {path.name for path in assets.find_templates().glob("*.j2")}
    copied = {path.name for path in (project / "templates").glob("*.j2")}
    assert copied == shipped
    for name in shipped:
        assert (project / "templates" / name).read_bytes() == (assets.find_templates() / name).read_bytes()


def test_the_readme_of_a_new_project_names_its_files_and_its_commands_work(project: Path) -> None:
    commit(project, "Begin")
    readme = (project / "README.md").read_text(encoding="utf-8")
    for name in re.findall(r"^\| `([^`]+)` \|", readme, re.MULTILINE):
        assert (project / name).exists(), name
    block = re.search(r"```sh\n(.*?)```", readme, re.DOTALL)
    assert block is not None
    commands = [line.partition("#")[0].split() for line in block[1].splitlines()]
    assert len(commands) == 6
    for _, *arguments in commands:
        result = run(*arguments, cwd=project, env=EPOCH)
        assert result.returncode == 0, (arguments, result.stderr)


def read_workflow(project: Path) -> dict[Any, Any]:
    text = (project / ".github/workflows/cpcheck.yml").read_text(encoding="utf-8")
    data: dict[Any, Any] = yaml.safe_load(text)
    return data


def test_the_workflow_has_the_least_permissions_and_puts_no_value_into_its_scripts(project: Path) -> None:
    workflow = read_workflow(project)
    (job,) = workflow["jobs"].values()
    assert workflow["permissions"] == {}
    writes = [name for name, access in job["permissions"].items() if access != "read"]
    assert writes == ["security-events"]
    assert set(workflow[True]) == {"pull_request", "push"}  # YAML 1.1 reads the key `on` as a switch
    steps = job["steps"]
    assert steps[0]["with"] == {"fetch-depth": 0, "persist-credentials": False}
    assert [step for step in steps if "${{" in step.get("run", "")] == []


def run_workflow_step(
    project: Path, name: str, tmp_path: Path, env: dict[str, str]
) -> "subprocess.CompletedProcess[str]":
    """Run the script of one step of the workflow as the runner does, with this very cpcheck on the PATH."""
    (job,) = read_workflow(project)["jobs"].values()
    (script,) = [step["run"] for step in job["steps"] if step.get("name") == name]
    bin_ = tmp_path / "bin"
    bin_.mkdir(exist_ok=True)
    (bin_ / "cpcheck").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cpcheck "$@"\n', "utf-8")
    (bin_ / "cpcheck").chmod(0o755)
    summary = tmp_path / "summary.md"
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=project,
        env={
            "PATH": f"{bin_}:/usr/bin:/bin:/usr/local/bin",
            "PYTHONPATH": str(ROOT),
            "HOME": str(tmp_path),
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GITHUB_ACTIONS": "true",
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_OUTPUT": str(tmp_path / "output"),
            "GITHUB_BASE_REF": "",
            **env,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_steps_of_the_workflow_pass_on_a_push_and_leave_a_summary_and_a_sarif_file(
    project: Path, tmp_path: Path
) -> None:
    commit(project, "Begin")
    assert run_workflow_step(project, "Validate", tmp_path, {}).returncode == 0
    assessed = run_workflow_step(project, "Assess", tmp_path, {})
    assert assessed.returncode == 0, assessed.stderr
    assert "gate: met" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert json.loads((project / "cpcheck.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert git(project, "status", "--porcelain") == ""


def test_the_workflow_fails_a_pull_request_that_makes_a_verdict_worse(project: Path, tmp_path: Path) -> None:
    commit(project, "Begin")
    git(project, "update-ref", "refs/remotes/origin/main", "HEAD")
    pull_request = {"GITHUB_BASE_REF": "main"}
    assert run_workflow_step(project, "Assess", tmp_path, pull_request).returncode == 0
    path = project / "data/responses/xa-2024.yaml"
    path.write_text(path.read_text("utf-8").replace("{element: B1.register, fit: partial}", ""), "utf-8")
    path.write_text(path.read_text("utf-8").replace("        supports:\n          - \n", ""), "utf-8")
    commit(project)
    worse = run_workflow_step(project, "Assess", tmp_path, pull_request)
    assert worse.returncode == 1
    assert "regression 1 > 0" in last_line(worse)


def test_a_project_is_written_into_a_folder_that_is_made_or_that_holds_other_files(tmp_path: Path) -> None:
    deep = run("init", "a/b c", cwd=tmp_path)
    assert deep.returncode == 0
    assert "wrote a/b c/cpcheck.toml\n" in deep.stderr
    assert deep.stderr.endswith("next: cd 'a/b c' && cpcheck validate\nthen: cpcheck assess\n")
    assert deep.stdout == ""
    full = tmp_path / "full"
    (full / "data").mkdir(parents=True)
    (full / "data" / "notes.txt").write_text("mine", encoding="utf-8")
    assert run("init", cwd=full).returncode == 0
    assert {**list_tree(tmp_path / "a/b c"), "data/notes.txt": "mine"} == list_tree(full)


def test_everything_in_the_way_is_named_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    (tmp_path / "schemas").write_text("a file where a folder must be", encoding="utf-8")
    (tmp_path / "cpcheck.toml").symlink_to("nowhere")
    before = sorted(path.name for path in tmp_path.iterdir())
    result = run("init", cwd=tmp_path)
    assert result.returncode == 2
    for name in ("README.md", "schemas", "cpcheck.toml"):
        assert last_line(result).count(name) == 1
    assert [path.name for path in sorted(tmp_path.iterdir()) if not path.name.startswith(".coverage")] == before
    assert run("init", "README.md", cwd=tmp_path).returncode == 2


def test_a_second_init_changes_nothing(project: Path) -> None:
    before = list_tree(project)
    result = run("init", cwd=project)
    assert result.returncode == 2
    assert all(name in last_line(result) for name in before if not name.startswith(".git/"))
    assert list_tree(project) == before


def test_files_are_written_all_or_none(tmp_path: Path) -> None:
    too_long = tmp_path / "b" / ("x" * 300)
    with pytest.raises(OutputError, match="nothing was written"):
        create_files({tmp_path / "a" / "one.txt": "one", too_long: "two"})
    assert list(tmp_path.iterdir()) == []


def test_init_says_nothing_when_asked_to_be_quiet(tmp_path: Path) -> None:
    result = run("init", "--quiet", cwd=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_a_project_below_the_root_of_a_repository_is_told_that_its_checks_lie_too_deep(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    assert "GitHub and pre-commit read their files only there" in run("init", "inner", cwd=tmp_path).stderr
    assert "only there" not in run("init", cwd=tmp_path).stderr


class FakeDistribution:
    """What the metadata of an installed package say of where it came from."""

    def __init__(self, origin: dict[str, Any] | None) -> None:
        self.origin = origin

    def read_text(self, _: str) -> str | None:
        """Return what is recorded, as importlib.metadata does."""
        return None if self.origin is None else json.dumps(self.origin)


COMMITTED = {"vcs": "git", "commit_id": "0" * 40}


@pytest.mark.parametrize(
    ("origin", "line"),
    [
        (None, f"cpcheck=={cpcheck.__version__}"),
        (
            {"url": "https://example.org/team/cpcheck", "vcs_info": COMMITTED},
            f"cpcheck @ git+https://example.org/team/cpcheck@{'0' * 40}",
        ),
        ({"url": "https://example.org/cpcheck.whl", "archive_info": {}}, "cpcheck @ https://example.org/cpcheck.whl"),
        ({"url": "file:///home/somebody/cpcheck", "dir_info": {"editable": True}}, None),
        ({"url": "file:///home/somebody/cpcheck", "vcs_info": COMMITTED}, None),
    ],
)
def test_ci_installs_cpcheck_from_where_it_came_or_is_told_that_it_cannot(
    origin: dict[str, Any] | None, line: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(init_command, "distribution", lambda _: FakeDistribution(origin))
    init_command.init(str(tmp_path), quiet=True)
    required = [
        row for row in (tmp_path / "requirements.txt").read_text("utf-8").splitlines() if not row.startswith("#")
    ]
    assert required == ([line] if line else [])
    assert "somebody" not in "".join(list_tree(tmp_path).values())


def test_a_cpcheck_that_was_never_installed_names_nothing_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def find_none(name: str) -> FakeDistribution:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(init_command, "distribution", find_none)
    init_command.init(str(tmp_path))
    assert "requirements.txt has yet to say where CI gets cpcheck from" in capsys.readouterr().err


def list_shipped() -> Iterator[str]:
    return (path.name for path in (ROOT / "cpcheck/project").iterdir() if path.is_file())


def test_every_shipped_file_of_a_project_is_written_and_none_stands_twice_in_the_package() -> None:
    assert sorted(init_command._FILES.values()) == sorted(list_shipped())
    assert not any(name.endswith((".json", ".j2")) for name in list_shipped())


def test_files_of_a_new_project_travel_in_the_wheel() -> None:
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert built["wheel"]["packages"] == ["cpcheck"]
    assert "exclude" not in built["wheel"]
