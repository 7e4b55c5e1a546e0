"""What a condition of a regulation asks, in words: by the text of what it stands in, and in what words it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text
from zeren.proofs.lint.stage import Answers

Where = tuple[str | int, ...]
NORMS: Mapping[str, Text] = {
    "obliged": Text(zh="应当", en="obliged"),
    "permitted": Text(zh="可以", en="permitted"),
    "forbidden": Text(zh="不得", en="forbidden"),
}
_WORDS = {"yes": Text(zh="是", en="yes"), "no": Text(zh="否", en="no"), "not_bound": Text(zh="不受约束", en="not bound"), **NORMS}
_SAID = ("text", "act", "title", "advice")  # what a statement calls itself, the most telling first


def kind_of(regulation: Regulation, path: Where) -> Answers:
    """In what words a condition is answered: a circumstance is made out, a norm has its condition met, a question is answered."""
    if path[0] == "circumstances":
        return "circumstance"
    return "yes_no" if path[0] == "labels" or (path[0] == "questions" and path[-1] not in NORMS) else "condition"


def worded(regulation: Regulation, path: Where) -> Text:
    """What stands at a condition, in the regulation's own words."""
    match path:
        case ("circumstances", int() as index, *_):
            one = regulation.file.circumstances[index]
            return regulation.cited(f"{one.article}({one.item})")
        case ("questions", str() as name, _, *rest):
            question = regulation.file.questions[name]
            more = [_option(regulation, str(step)) for step in rest if step not in ("one_of", "bearer")]
            return _joined([question.text, *more])
        case _:
            found = _said(regulation, path)
            return _joined(found) if found else _article(regulation, path)


def _option(regulation: Regulation, option: str) -> Text:
    """A norm or an option of a question, in words where the file has any."""
    named = (one.options[option] for one in regulation.terms.values() if option in one.options)
    return _WORDS.get(option) or next(named, Text(option, option))


def _said(regulation: Regulation, path: Where) -> list[Text]:
    """What the statements on the way to a condition call themselves."""
    found: list[Text] = []
    for here in _steps(regulation, path):
        text = next((said for name in _SAID if isinstance(said := getattr(here, name, None), Text)), None)
        if text is not None and here is not regulation.file:
            found.append(text)
        elif getattr(here, "after", None) is not None and getattr(here, "article", None) is not None:
            found.append(regulation.cited(here.article))
    return found


def _article(regulation: Regulation, path: Where) -> Text:
    """The article of the statement at a condition that has no words of its own."""
    articles = [one for here in _steps(regulation, path) if (one := getattr(here, "article", None))]
    return regulation.cited(articles[-1]) if articles else Text(str(path[0]), str(path[0]))


def _steps(regulation: Regulation, path: Where) -> list[Any]:
    here: Any = regulation.file
    found = [here]
    for step in path:
        here = here[step] if isinstance(step, int) else here.get(step) if isinstance(here, dict) else getattr(here, step, None)
        found.append(here)
    return found


def _joined(texts: list[Text]) -> Text:
    return Text(zh="：".join(one.zh for one in texts), en=": ".join(one.en for one in texts))
