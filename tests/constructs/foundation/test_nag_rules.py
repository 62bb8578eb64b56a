"""Our table of rules is that of the installed cdk-nag."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path

import cdk_nag
import pytest
from ml_refarch.foundation.nag_rules import RULE_IDS, RULES_WITH_FINDINGS


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    """The JavaScript of the rules inside the installed package, by path."""
    assert cdk_nag.__file__ is not None
    (archive,) = (Path(cdk_nag.__file__).parent / "_jsii").glob("cdk-nag@*.jsii.tgz")
    with tarfile.open(archive) as files:
        return {
            member.name: handle.read().decode().partition("//# sourceMappingURL")[0]
            for member in files
            if re.search(r"/lib/(packs|rules)/.*\.js$", member.name)
            and (handle := files.extractfile(member)) is not None
        }


def rules_of(sources: dict[str, str], pack: str) -> dict[str, str]:
    """The id of each rule of a pack, and the name of its implementation."""
    source = sources[f"package/lib/packs/{pack}.js"]
    name = re.search(r"this\.packName = '([^']+)'", source)
    assert name is not None
    calls = source.split("this.applyRule({")[1:]
    found = {}
    for call in calls:
        implementation = re.search(r"rule: \w+\.(\w+)", call)
        override = re.search(r"ruleSuffixOverride: '([^']+)'", call)
        assert implementation is not None
        suffix = override.group(1) if override else implementation.group(1)
        found[f"{name.group(1)}-{suffix}"] = implementation.group(1)
    return found


@pytest.fixture(scope="module")
def installed(sources: dict[str, str]) -> dict[str, str]:
    """Every rule of the two packs."""
    return rules_of(sources, "aws-solutions") | rules_of(sources, "hipaa-security")


def test_no_rule_is_missing_and_none_is_made_up(installed: dict[str, str]) -> None:
    assert set(installed) == RULE_IDS


def test_rules_that_report_findings_are_known(
    sources: dict[str, str], installed: dict[str, str]
) -> None:
    implementations = {Path(path).stem: source for path, source in sources.items()}
    # Such a rule returns `Kind::value` strings, where the others return a member of an enum.
    with_findings = {
        rule
        for rule, name in installed.items()
        if re.search(r"::\$\{|return findings", implementations[name])
    }

    assert with_findings == RULES_WITH_FINDINGS
