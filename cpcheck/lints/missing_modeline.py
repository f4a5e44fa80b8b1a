"""A file that does not name its schema.

With a first line that names the schema of the file, an editor with a YAML language server shows mistakes while one
types, offers the keys and types there are, and explains each. Without it they show only when `validate` runs.

Put the line first: `# yaml-language-server: $schema=` and the way to the schema from the file. `cpcheck schema
response > response.schema.json` writes one beside it. `cpcheck validate --fix` adds the line where a schema lies
beside or above the file; nothing else of the file changes.

Flagged:

    answers:
      - id: r1
        items: [A1]

Not flagged:

    # yaml-language-server: $schema=response.schema.json
    answers:
      - id: r1
        items: [A1]
"""

from collections.abc import Iterator

from cpcheck.lints.base import Coding, Lint, Remark, Severity


def check(coding: Coding) -> Iterator[Remark]:
    """Find files without the line; silent where there are no files, as for a case made in a notebook."""
    if coding.modelines is None:
        return
    for kind, has_line, in_set in (
        ("response", coding.modelines.response, False),
        ("recommendations", coding.modelines.recommendations, True),
    ):
        if not has_line:
            yield Remark(
                id="modeline",
                path=(),
                in_set=in_set,
                message="no first line names the schema, so that no editor checks the file; expected "
                f'"# yaml-language-server: $schema={kind}.schema.json", with the way to it',
            )


LINT = Lint(code="CP121", name="missing-modeline", severity=Severity.NOTICE, check=check, manual=__doc__)
