"""SARIF 2.1.0, the format in which tools hand findings to editors and pipelines: the frame around our rules."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from innercircle import __version__
from innercircle.plans.rules.catalogue import CATALOGUE, Rule, Severity

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif_text(tool: str, results: Sequence[Mapping[str, Any]], properties: Mapping[str, Any]) -> str:
    """One run of `tool` with every rule of the catalogue and these results."""
    run = {
        "tool": {
            "driver": {
                "name": tool,
                "version": __version__,
                "rules": [_rule(rule) for rule in CATALOGUE.values()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": properties,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.title,
        "shortDescription": {"text": rule.wrong},
        "help": {"text": f"{rule.better} ({rule.page})"},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }
