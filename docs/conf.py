"""The documentation site: Sphinx, because it checks every link, reads Python's docstrings and click's commands, and
builds pages that work from a disk without a network."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from generate import write_pages  # noqa: E402 - beside this file

from partnergraph import __version__  # noqa: E402 - as above

project = "partnergraph"
author = "The partnergraph authors"
copyright = "The partnergraph authors; code Apache-2.0, vocabulary and texts CC BY 4.0"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode", "sphinx_click"]
exclude_patterns = ["_build", "generated"]  # included by the pages of reference/
suppress_warnings = ["misc.highlighting_failure"]  # Pygments knows neither CSV nor the $parameters of a question
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "show-inheritance": True}
add_module_names = False
python_use_unqualified_type_names = True
toc_object_entries = False

html_theme = "furo"
html_title = f"partnergraph {version}"
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {"footer_icons": []}

write_pages(HERE / "generated")
