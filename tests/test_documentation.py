"""Every snippet of the README and of the documentation runs, every link leads somewhere, and the site is built."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from partnergraph import vocabulary as v
from partnergraph.queries import questions
from partnergraph.questions import exclusivity_questions
from tests.quick import one_in
from tests.snippets import run_page, same, snippets_of

ROOT = Path(__file__).parents[1]
SITE = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(path for path in SITE.rglob("*.md") if "_build" not in path.parts and "generated" not in path.parts)]  # fmt: skip
TEXTS = [*PAGES, *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "ontology/README.md"))]
RUN = ("console", "python", "sparql")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)|<img[^>]+src=\"([^\"]+)\"", re.MULTILINE)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize(
    "page", one_in(2, (p for p in PAGES if any(s.language in RUN for s in snippets_of(p)))), ids=name_of
)
def test_snippets(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("PARTNERGRAPH_STORE", raising=False)
    count = 0
    for snippet, expected, printed in run_page(page):
        count += 1
        assert same(expected, printed), f"{name_of(page)}:{snippet.line}\n--- shown\n{expected}\n--- printed\n{printed}"
    assert count


@pytest.mark.parametrize("page", TEXTS, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for found in _LINK.finditer(text):
        target = next(filter(None, found.groups())).partition("#")[0]
        if not target or re.match(r"[a-z]+:", target) or target.startswith("{"):
            continue
        assert (page.parent / target).exists(), f"{name_of(page)} links to {target}"
        assert "generated" not in Path(target).parts, f"{name_of(page)} links to {target}, which only the site has"


def test_each_page_is_short_enough_to_read() -> None:
    assert [name_of(page) for page in PAGES if len(page.read_text(encoding="utf-8").splitlines()) > 400] == []


def test_the_readme_draws_the_layers_that_are_checked() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    drawn = next(s.text for s in snippets_of(ROOT / "README.md") if s.text.startswith("__main__ ")).splitlines()
    for line, layer in zip(drawn, contract[0]["layers"], strict=True):
        assert re.split(r" {3,}", line)[0].split() == layer.split(" | ")


def test_what_is_generated_stands_in_a_page_of_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SITE))
    for name in importlib.import_module("generate").MADE:
        page = (SITE / "reference" / f"{name}.md").read_text(encoding="utf-8")
        assert f"```{{include}} ../generated/{name}.md\n" in page
        assert "the site is built" in " ".join(page.split()), "says where its contents come from"


def test_generated_pages_have_every_term_and_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SITE))
    pages = importlib.import_module("generate")
    vocabulary = "\n".join(pages.vocabulary_page())
    for name in (*v.CLASSES, *v.OBJECT_PROPERTIES, *v.DATATYPE_PROPERTIES, *v.READINGS):
        assert f"\n### {name}\n" in vocabulary
    asked = "\n".join(pages.questions_page())
    for name, question in {**questions(), **exclusivity_questions()}.items():
        told = asked.split(f"\n### {name}\n", 1)[1].split("\n### ", 1)[0]
        assert all(f"| `{parameter.name}` | {parameter.type} |" in told for parameter in question.parameters)
    assert "put the mark on products" in "\n".join(pages.terms_page())


@pytest.mark.slow
def test_the_site_is_built_without_a_warning_and_needs_no_network(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "--keep-going",
        "-q",
        "-b",
        "html",
        str(SITE),
        str(tmp_path / "site"),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|img|link)\b[^>]*\b(?:src|href)=\"(?:https?:)?//[^\"]+\"[^>]*>", text)
        assert [tag for tag in loaded if 'rel="canonical"' not in tag] == [], page.name
        for target, anchor in re.findall(r"<a [^>]*href=\"([^\"#:]*)(?:#([^\"]*))?\"", text):
            other = (page.parent / target).resolve() if target else page
            assert other.exists(), f"{page.name} links to {target}"
            if anchor and other.suffix == ".html":
                assert re.search(rf"(?:id|name)=\"{re.escape(anchor)}\"", other.read_text(encoding="utf-8")), (page.name, target, anchor)  # fmt: skip
