"""A notebook as jupytext writes it in the percent format, and what it reads of it, for test/notebook/percent-format.test.ts.

Run by hand: pip install jupytext==1.19.6 && python test/reference/percent-format.py > test/reference/percent-format.json &&
npx prettier --write test/reference/percent-format.json
"""

import importlib.metadata
import json

import jupytext
import nbformat

code, markdown, raw = (getattr(nbformat.v4, f"new_{kind}_cell") for kind in ("code", "markdown", "raw"))
notebook = nbformat.v4.new_notebook(
    metadata={"kernelspec": {"display_name": "TypeScript", "language": "typescript", "name": "tslab"}},
    cells=[
        markdown("# Title\n\nText with %% in it.", id="title"),
        code(
            "const a = 1;\n\n\nconst b = '// %% not a marker';",
            id="parameters",
            metadata={"title": "My title", "tags": ["parameters", "x y"], "n": 1.5, "o": {"a": [1, True], "b": {}}, "s": 'a "q" = b'},
        ),
        code("", id="empty"),
        code("for (const x of [1, 2])\n  console.log(x);", id="loop", metadata={"tags": ["raises-exception"], "collapsed": True}),
        raw("raw\n\n  text", id="raw", metadata={"format": "text/plain"}),
        markdown("| a | b |\n|---|---|\n| 1 | 2 |", id="table", metadata={"tags": ["skip-test"]}),
        markdown("", id="void"),
        code("a + b", id="last"),
    ],
)
text = jupytext.writes(notebook, "ts:percent")
read = [{key: cell[key] for key in ("cell_type", "metadata", "source")} for cell in jupytext.reads(text, "ts:percent").cells]
versions = {"jupytext": importlib.metadata.version("jupytext")}
print(json.dumps({"versions": versions, "notebook": notebook, "text": text, "read": read}))
