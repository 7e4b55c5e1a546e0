"""The library of properties: what a drafter may want of any regulation, in sentences.

A property speaks in concepts (who objects, who is absent, what a wrong decision is) that each regulation states in its
own terms; no regulation is known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zeren.model.language.conditions import FALSE, ME, And, Constant, Expr, MadeOut, Not, Or, Same
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Sort, Text, Value, read_value
from zeren.proofs.property import Claim, Property
from zeren.proofs.sentences import Alleged, Otherwise, World, X, Y, count_alike, somebody

_TOO_FEW = Text(zh="有级别的档次不足两个，故必然成立", en="fewer than two tiers are ranked, so it holds by construction")
_ABSORBS = Text(zh="最重的档次吸收其他档次，故必然成立", en="the gravest tier absorbs the others, so it holds by construction")


def library() -> tuple[Property, ...]:
    """Every property, in the order in which they are shown."""
    return (
        Property(
            id="parts-can-apply",
            text=Text(zh="每一条款都有案件触发", en="some case triggers each part"),
            formal="∃ case: applies(rule) · ∃ case: in force(exception) · ∃ case: made out(circumstance), for each",
            polarity="existential",
            claims=_parts_can_apply,
        ),
        Property(
            id="tiers-reachable",
            text=Text(zh="每一责任档次都有人可能承担", en="every tier is reachable"),
            formal="∃ case, x: x ends with tier, for each tier",
            polarity="existential",
            claims=_tiers_reachable,
        ),
        Property(
            id="parts-matter",
            text=Text(zh="每一条款都能改变某个结果", en="every rule, exception and circumstance can change some outcome"),
            formal="∃ case, x: outcome(x) ≠ outcome(x) without the part, for each part",
            polarity="existential",
            claims=_parts_matter,
        ),
        Property(
            id="one-ranked-tier",
            text=Text(zh="一人至多承担一个有级别的档次", en="nobody bears two ranked tiers"),
            formal="∀ case, x: at most one ranked tier t with x bears t",
            polarity="universal",
            claims=_one_ranked_tier,
        ),
        Property(
            id="no-responsibility-gap",
            text=Text(zh="有人作出的错误决策被追究时，不会无人担责", en="a wrong decision that somebody took never leaves nobody liable"),
            formal="∀ case: wrong_decision ∧ ∃x took_it(x) → ∃y, t: y bears t",
            polarity="universal",
            claims=_no_gap,
        ),
        Property(
            id="objection-exempts",
            text=Text(zh="成立的反对意见免除领导责任", en="an objection that stands exempts from leadership responsibility"),
            formal="∀ case, x: objection_stands(x) → ¬∃t ∈ leadership: x bears t",
            polarity="universal",
            claims=_objection_exempts,
        ),
        Property(
            id="objecting-never-hurts",
            text=Text(zh="提出反对意见不会使本人多担责任", en="an objection never adds a tier to its maker"),
            formal="∀ case, x, t: x bears t when objecting → x bears t, or a graver one, when not objecting",
            polarity="universal",
            claims=_objecting_never_hurts,
        ),
        Property(
            id="objection-is-personal",
            text=Text(zh="一人的反对意见不改变他人的结果", en="one person's objection changes nobody else's outcome"),
            formal="∀ case, x ≠ y, t: y bears t when x objects ↔ y bears t when x does not",
            polarity="universal",
            claims=_objection_is_personal,
        ),
        Property(
            id="personal-decision-burdens-its-maker",
            text=Text(zh="个人决定只使决定者、批准者担责", en="a personal decision burdens only who decided or approved"),
            formal="∀ case, x, t: personal_decision ∧ ∃y acted_alone(y) ∧ x bears t → acted_alone(x)",
            polarity="universal",
            claims=_personal_decision,
        ),
        Property(
            id="absence-never-hurts",
            text=Text(zh="缺席者不承担其出席时不会承担的责任", en="the absent bear nothing that the same person present would not"),
            formal="∀ case, x, t: x bears t when absent → x bears t, or a graver one, when present",
            polarity="universal",
            claims=_absence_never_hurts,
        ),
        Property(
            id="duties-have-bearers",
            text=Text(zh="每项义务都有承担者", en="every duty has a bearer"),
            formal="∀ duty ∃ bearer: who(duty) = bearer",
            polarity="universal",
            claims=_duties_have_bearers,
        ),
    )


def own_properties(regulation: Regulation) -> tuple[Property, ...]:
    """The properties that a regulation file states about itself."""
    return tuple(_own(index, regulation) for index in range(len(regulation.file.properties)))


def _own(index: int, regulation: Regulation) -> Property:
    stated = regulation.file.properties[index]
    kind = next(kind for kind in ("holds", "never", "possible") if getattr(stated, kind) is not None)
    condition = regulation.means["properties", index, kind]
    body: Expr = Not(condition) if kind == "holds" else condition
    if stated.sort == "person":
        body = somebody(X, World(regulation).says(body, X))
    claim = Claim(
        text=stated.text,
        article=stated.article,
        polarity="existential" if kind == "possible" else "universal",
        sought=body,
        sort="body" if stated.sort == "body" else "matter",
        roles=(X,) if stated.sort == "person" else (),
    )
    formal = {"holds": "∀ case: ", "never": "¬∃ case: ", "possible": "∃ case: "}[kind] + str(getattr(stated, kind))
    return Property(id=stated.id, text=stated.text, formal=formal, polarity=claim.polarity, claims=lambda _: [claim])


# what has to be decided -----------------------------------------------------------------------------------


def _parts_can_apply(regulation: Regulation) -> list[Claim] | Text:
    world = World(regulation)
    found: list[Claim] = []
    for rule, _ in regulation.rules.values():
        text = Text(zh=f"规则：{rule.text.zh}", en=f"rule: {rule.text.en}")
        if rule.sort == "body":
            found.append(
                Claim(part=rule.id, text=text, article=rule.article, polarity="existential", sought=world.applies(rule.id, ME), sort="body")
            )
        else:
            found.append(_example(rule.id, text, rule.article, world.applies(rule.id, X)))
    for one, _ in regulation.exceptions.values():
        text = Text(zh=f"例外：{one.text.zh}", en=f"exception: {one.text.en}")
        if _sort_of(regulation, one.id) == "body":
            found.append(
                Claim(part=one.id, text=text, article=one.article, polarity="existential", sought=world.in_force(one.id, ME), sort="body")
            )
        else:
            found.append(_example(one.id, text, one.article, world.in_force(one.id, X)))
    for item, (circumstance, condition) in regulation.circumstances.items():
        text = Text(zh=f"情形：{circumstance.text.zh}", en=f"circumstance: {circumstance.text.en}")
        article = f"{circumstance.article}({item})"
        found.append(
            Claim(
                part=f"circumstance {item}",
                text=text,
                article=article,
                polarity="existential",
                sought=condition,
                sort="circumstance",
                item=item,
            )
        )
    return found


def _tiers_reachable(regulation: Regulation) -> list[Claim] | Text:
    world = World(regulation)
    found = []
    for tier in regulation.tiers.all:
        text = Text(zh=regulation.name_of(tier, "zh"), en=regulation.name_of(tier, "en"))
        if tier in regulation.tiers_of["person"]:
            found.append(_example(tier, text, "", world.bears(tier, X)))
        else:
            sought = world.bears(tier, ME, "body")
            found.append(Claim(part=tier, text=text, polarity="existential", sought=sought, sort="body"))
    return found


def _parts_matter(regulation: Regulation) -> list[Claim] | Text:
    found = []
    parts: list[tuple[str, Text, str]] = [(one.id, one.text, one.article) for one, _ in regulation.rules.values()]
    parts += [(one.id, one.text, one.article) for one, _ in regulation.exceptions.values()]
    for name, text, article in parts:
        body = _sort_of(regulation, name) == "body"
        who = ME if body else X
        differs = _differs(regulation, World(regulation), World(regulation, without=name), who, "body" if body else "person")
        found.append(
            Claim(
                part=name,
                text=text,
                article=article,
                polarity="existential",
                sought=differs if body else somebody(X, differs),
                sort="body" if body else "matter",
                roles=() if body else (X,),
                without=name,
            )
        )
    alike, every = count_alike(regulation), tuple(regulation.circumstances)
    for item, (circumstance, _) in regulation.circumstances.items():
        there = Alleged(regulation, (item,) if alike else every)
        gone = Alleged(regulation, tuple(one for one in there.only if one != item))
        differs = _differs(regulation, there, gone, X, "person")
        found.append(
            Claim(
                part=f"circumstance {item}",
                text=circumstance.text,
                article=f"{circumstance.article}({item})",
                polarity="existential",
                sought=somebody(X, MadeOut((item,)), differs),
                roles=(X,),
                item=item,
                follows=True,
                unmade=True,
            )
        )
    return found


def _one_ranked_tier(regulation: Regulation) -> list[Claim] | Text:
    tiers = regulation.tiers
    if len(tiers.ranked) < 2:
        return _TOO_FEW
    if tiers.when_several == "highest":
        return _ABSORBS
    world = World(regulation)
    two = [And((world.borne(a, X), world.borne(b, X))) for place, a in enumerate(tiers.ranked) for b in tiers.ranked[place + 1 :]]
    return [_counterexample("one-ranked-tier", Or(tuple(two)))]


def _no_gap(regulation: Regulation) -> list[Claim] | Text:
    wrong, took = _concept(regulation, "wrong_decision"), _concept(regulation, "took_it")
    if wrong is None or took is None:
        return _unstated(regulation, "wrong_decision", "took_it")
    world = World(regulation)
    nobody = Not(somebody(Y, world.bears_any(Y)))
    return [_counterexample("no-responsibility-gap", world.says(wrong), world.says(took, X), nobody)]


def _objection_exempts(regulation: Regulation) -> list[Claim] | Text:
    stands, leadership = _concept(regulation, "objection_stands"), regulation.file.concepts.leadership
    if stands is None or not leadership:
        return _unstated(regulation, "objection_stands", "leadership")
    world = World(regulation)
    return [_counterexample("objection-exempts", world.says(stands, X), world.bears_any(X, leadership))]


def _objecting_never_hurts(regulation: Regulation) -> list[Claim] | Text:
    before, after = _facts(regulation, "not_objecting"), _facts(regulation, "objecting")
    if not before or not after:
        return _unstated(regulation, "objecting", "not_objecting")
    first, second = World(regulation), Otherwise(regulation, X, before)
    return [
        _counterexample(
            "objecting-never-hurts", *_are(regulation, after), second.background(), _more(regulation, first, second, X), changes=before
        )
    ]


def _objection_is_personal(regulation: Regulation) -> list[Claim] | Text:
    before, after = _facts(regulation, "not_objecting"), _facts(regulation, "objecting")
    if not before or not after:
        return _unstated(regulation, "objecting", "not_objecting")
    second = Otherwise(regulation, X, before)
    other = somebody(Y, Not(Same(X, Y)), _differs(regulation, World(regulation), second, Y, "person"))
    return [_counterexample("objection-is-personal", *_are(regulation, after), second.background(), other, changes=before, roles=(X, Y))]


def _personal_decision(regulation: Regulation) -> list[Claim] | Text:
    personal, alone = _concept(regulation, "personal_decision"), _concept(regulation, "acted_alone")
    if personal is None or alone is None:
        return _unstated(regulation, "personal_decision", "acted_alone")
    world = World(regulation)
    maker = somebody(Y, world.says(alone, Y))
    return [
        _counterexample(
            "personal-decision-burdens-its-maker", world.says(personal), maker, world.bears_any(X), Not(world.says(alone, X)), roles=(X,)
        )
    ]


def _absence_never_hurts(regulation: Regulation) -> list[Claim] | Text:
    absent, present = _facts(regulation, "absent"), _facts(regulation, "present")
    if not absent or not present:
        return _unstated(regulation, "absent", "present")
    first, second = World(regulation), Otherwise(regulation, X, present)
    return [
        _counterexample(
            "absence-never-hurts", *_are(regulation, absent), second.background(), _more(regulation, first, second, X), changes=present
        )
    ]


def _duties_have_bearers(regulation: Regulation) -> list[Claim] | Text:
    return [
        Claim(
            part=duty.id,
            text=duty.act,
            article=duty.article,
            polarity="universal",
            sought=Constant(duty.who is None),
            textual=True,
        )
        for duty in regulation.file.duties
    ]


# words ----------------------------------------------------------------------------------------------------


def _example(part: str, text: Text, article: str, sought: Expr) -> Claim:
    return Claim(part=part, text=text, article=article, polarity="existential", sought=somebody(X, sought), roles=(X,))


def _counterexample(name: str, *parts: Expr, changes: Mapping[str, Value] | None = None, roles: tuple[str, ...] = (X,)) -> Claim:
    text = next(one.text for one in library() if one.id == name)
    return Claim(text=text, polarity="universal", sought=somebody(X, *parts), roles=roles, changes=changes or {})


def _unstated(regulation: Regulation, *names: str) -> Text:
    """Which of the concepts that a property speaks in the file would have to state before it can be asked."""
    shown = [f"`{name}`" for name in names if not getattr(regulation.file.concepts, name)]
    zh, en = "、".join(shown), " and ".join(shown)
    return Text(zh=f"文件没有在 concepts 中写明{zh}", en=f"the file would have to state {en} under `concepts`")


def _concept(regulation: Regulation, name: str) -> Expr | None:
    return regulation.means.get(("concepts", name))


def _facts(regulation: Regulation, name: str) -> dict[str, Value]:
    stated: Mapping[str, str] = getattr(regulation.file.concepts, name)
    terms = regulation.terms
    return {term: read_value(raw, terms[term].kind, terms[term].options) for term, raw in stated.items()}  # type: ignore[misc]  # linked: no unknown


def _are(regulation: Regulation, facts: Mapping[str, Value]) -> Iterator[Expr]:
    """The person in question has these facts."""
    from zeren.model.language.conditions import Fact, Is

    for term, value in facts.items():
        if regulation.terms[term].kind == "one_of":
            yield Is(term, X, (str(value),))
        else:
            yield Fact(term, X) if value else Not(Fact(term, X))


def _differs(regulation: Regulation, first: World, second: World, who: str, sort: Sort) -> Expr:
    """Somebody ends with a tier in one world and without it in the other, or with one that is discretionary in one only."""
    found: list[Expr] = []
    for tier in regulation.tiers.all:
        a, b = first.bears(tier, who, sort), second.bears(tier, who, sort)
        if a != b:
            found.append(_either(a, b))
        if any(regulation.relievers.values()):
            found.append(_either(first.discretionary(tier, who, sort), second.discretionary(tier, who, sort)))
    return Or(tuple(found)) if found else FALSE


def _either(a: Expr, b: Expr) -> Expr:
    """One of the two, not both."""
    return Or((And((a, Not(b))), And((Not(a), b))))


def _more(regulation: Regulation, first: World, second: World, who: str) -> Expr:
    """Somebody ends with a tier in the first world, and in the second neither with it nor with a graver one."""
    ranked = regulation.tiers.ranked
    found: list[Expr] = []
    for tier in regulation.tiers.all:
        graver = ranked[: ranked.index(tier)] if tier in ranked else ()
        found.append(And((first.bears(tier, who), *(Not(second.borne(one, who)) for one in (*graver, tier)))))
    return Or(tuple(found))


def _sort_of(regulation: Regulation, name: str) -> str:
    """Whether a rule or exception speaks of persons or of bodies."""
    if name in regulation.rules:
        return regulation.rules[name][0].sort
    return next((_sort_of(regulation, target) for target in regulation.exceptions[name][0].defeats), "person")
