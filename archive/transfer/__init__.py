"""The whole archive as a folder, and back: `export`, `import` and `verify`. The folder's form is in docs/export.md."""
