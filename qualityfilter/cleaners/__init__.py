"""Cleaners: each finds one class of text that is not the page's own; importing this package registers them."""

from __future__ import annotations

from qualityfilter.cleaners import benchmark_items, call_to_action, lines, pii, site_lines, spliced_hosts

STANDARD = ("spliced_hosts.v1", "call_to_action.v1", "lines.v1")
"""The cleaners of `qualityfilter.clean` and of the recipes that ship."""

__all__ = ["STANDARD", "benchmark_items", "call_to_action", "lines", "pii", "site_lines", "spliced_hosts"]
