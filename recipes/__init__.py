"""Recipes that come with the package: YAML files, runnable by name, and the embedded sample corpus."""
