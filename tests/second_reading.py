"""The three built-in regulations once more, written in Python from their articles and never from the model's files.

What the model says is measured against this. It covers who bears which tier on complete facts, and when each listed
circumstance is made out. Where the articles leave a choice that no reading names, the comment says which one is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Facts = Mapping[str, Any]
Readings = Mapping[str, str]

PERSONAL, COLLECTIVE = ("personal", "personal_then_ratified"), ("collective_meeting", "collective_dominated")


def objection_stands(person: Facts, reading: Readings) -> bool:
    """Whether somebody put forward an explicit objection that was not adopted."""
    by_vote = person["stance"] == "against" and reading["objection_form"] == "vote_against_suffices"
    withdrawn = person["objection_withdrawn"] or person["stance"] == "in_favour"
    return (
        (person["objection_stated"] or by_vote)
        and person["objection_adopted"] != "yes"
        and not (person["objection_adopted"] == "partly" and reading["partial_adoption"] == "counts_as_adopted")
        and not (withdrawn and reading["withdrawal"] == "final_position_counts")
        and not (reading["dissent_record"] == "required" and not person["objection_recorded"])
        and not (reading["objection_ground"] == "must_match" and not person["objection_ground_matches"])
    )


def is_principal(person: Facts, reading: Readings) -> bool:
    """Whether somebody is the principal comrade, at the time that the reading says."""
    then = person["role"] if person["in_office_at"] in ("decision", "both") else None
    now = person["role"] if person["in_office_at"] in ("pursuit", "both") else person["office_at_pursuit"]
    office = then if reading["principal_time"] == "at_decision" else now
    return office == "secretary" or (office == "director" and reading["r1_principal"] == "secretary_and_director")


def is_directly_in_charge(person: Facts, reading: Readings) -> bool:
    """Whether somebody holds the portfolio that counts, at the time that the reading says."""
    counting = {"ideology", "business"} if reading["direct_charge"] == "both" else {reading["direct_charge"]}
    held = {"none": set(), "both": {"ideology", "business"}}.get(person["charge"], {person["charge"]})
    when = reading["in_charge_time"].removeprefix("at_")
    if when == "pursuit" and person["office_at_pursuit"] == "deputy_in_charge":  # the new office brings the portfolio with it
        return "ideology" in counting
    return person["in_office_at"] in (when, "both") and not counting.isdisjoint(held)


def answer_personally(matter: Facts, people: list[Facts], reading: Readings) -> list[Facts]:
    """The leading cadres who decided or approved the erroneous decision on their own."""
    form = matter["form"]
    cadres = [one for one in people if one["body_member"] or one["role"] not in ("teacher", "other_staff", None)]
    overridden = form == "collective_dominated" and reading["personal_substance"] == "substance"
    own = form in PERSONAL or overridden
    deciders = [one for one in cadres if one["decided_personally"] and own]
    # a signature under a meeting's decision is an approval where so read; under a decision that was one person's it always is
    approvers = [one for one in cadres if one["approved_personally"] and (own or reading["signature"] == "personal_approval")]
    if approvers and reading["decide_approve"] == "final_only":
        deciders = []
    return [*deciders, *approvers] if matter["erroneous"] else []


def tiers(number: int, matter: Facts, person: Facts, people: list[Facts], reading: Readings) -> frozenset[str]:
    """What one person bears under regulation 1, 2 or 3; accountability is taken as established."""
    alone = answer_personally(matter, people, reading)
    of_the_group = matter["collective_responsibility_pursued"]
    if matter["form"] == "personal_then_ratified" and of_the_group and reading["individual_vs_collective"] == "ratification_converts":
        converted, alone = alone, []
    else:
        converted = []
    found = {"individual"} if any(one is person for one in alone) else set()
    if alone and reading["individual_vs_collective"] == "exclusive":
        of_the_group = False
    principal, in_charge = is_principal(person, reading), is_directly_in_charge(person, reading)
    if of_the_group and person["body_member"]:
        found |= _of_the_group(matter, person, reading, principal, in_charge)
    if number == 1:
        found |= _surplus(person, reading, of_the_group, [*alone, *converted])
    within = reading["dissent_scope"] == "all" or not (principal or in_charge)
    if matter["erroneous"] and objection_stands(person, reading) and within:
        found -= {"primary", "important", "direct"}
    return frozenset(found - {"important"} if "primary" in found else found)


def _of_the_group(matter: Facts, person: Facts, reading: Readings, principal: bool, in_charge: bool) -> set[str]:
    left = person["in_office_at"] == "decision" and person["office_at_pursuit"] in ("none", "dept_head", "teacher", "other_staff")
    reached = not (left and reading["former_member"] == "not_reached")
    if matter["decision_made"]:
        took_part = person["participated"]
    else:
        generally = person["takes_part_generally"] and person["in_office_at"] != "pursuit"
        took_part = generally and reading["no_decision"] == "general_participation"
    if principal or (in_charge and reached):
        return {"primary"} if took_part or reading["participation_scope"] == "others_only" else set()
    return {"important"} if reached and took_part and not in_charge else set()


def _surplus(person: Facts, reading: Readings, of_the_group: bool, alone: list[Facts]) -> set[str]:
    """Articles 5 and 20 of regulation 1: labels read as tiers, and the third tier that is assigned to nobody."""
    found: set[str] = set()
    if of_the_group and person["body_member"] and reading["r1_art5_tier"] == "also_accountability_tier":
        if person["role"] == "director":
            found.add("important")
        if person["charge"] in ("business", "both"):  # the ideology portfolio is that of the person directly responsible
            found.add("primary")
    match reading["r1_direct_tier"]:
        case "direct_responsible_person" if person["role"] == "deputy_in_charge":
            found.add("direct")
        case "dept_head" if person["heads_department_concerned"]:
            found.add("direct")
        case "personal_decider" if any(one is person for one in alone):
            found.add("direct")
    return found


def made_out(number: int, item: str, fact: Callable[[str], bool], reading: Readings) -> bool:
    """Whether a listed circumstance is made out on complete facts."""

    def listed(faults: tuple[str, ...], how: str) -> bool:
        return (any if how in ("any", "either") else all)(map(fact, faults))

    either = reading["impact_and_consequence"] == "interchangeable"
    impact = fact("serious_impact") or (either and fact("serious_consequence"))
    consequence = fact("serious_consequence") or (either and fact("serious_impact"))
    strict = reading["strictness_r1" if number == 1 else "strictness_r2_r3"] == "elements_only" or fact("breach_of_duty")
    lost = listed(("lost_leadership_right", "lost_actual_control"), reading["control_loss"])
    incident = fact("incident") and fact("caused_by_domain") and fact("in_scope")
    public_breach = fact("managed_person") and fact("opaque_finding") and (fact("left_alone") or fact("handled_ineffectively"))
    astray = fact("serious_misorientation") and strict
    event = fact("event_in_scope") and fact("opaque_finding") and strict
    residual = fact("duty_not_fulfilled") and consequence
    listed_subject = fact("chapeau_subject")
    if number == 1 and reading["r1_chapeau_list"] == "like_kinds_too":  # "teachers and others": people only, never a group
        listed_subject = listed_subject or (fact("subject_of_like_kind") and not fact("subject_is_leading_group"))
    faults = ("late_discovery", "ineffective_handling", "shirking")
    common = {
        "1": fact("task_major") and fact("assigned_by_listed") and fact("organised_ineffectively"),
        "2": fact("subject_listed")
        and fact("handling_major_problem")
        and listed(("not_on_front_line", "not_leading_struggle"), reading["enum_omissions"]),
    }
    if number == 1:
        media = fact("media_serious_misorientation")
        lost = lost and fact("outlet_in_scope")
        own = {
            "3": incident and listed(("response_ineffective", "handling_improper"), reading["enum_faults"]),
            "4": fact("problem") and fact("found_by_own_dept") and listed(("concealed", "ignored", "unhandled"), reading["enum_faults"]),
            "5": public_breach and impact,
            "6": event and impact,
            "7": fact("work_in_scope") and astray,
            "8": (lost and media if reading["r1_item8"] == "conjunctive" else lost or media) and strict,
            "9": residual,
        }
    else:
        own = {
            "3": incident and strict,
            "4": public_breach,
            "6": fact("work_in_scope") and astray,
            # regulation 2 names what is run or sponsored here, and leaves out what is merely affiliated, unlike in items 5 and 6
            "7": fact("outlet_in_scope") and lost and strict and not (number == 2 and fact("only_affiliated")),
            "8": fact("in_scope") and fact("network_serious_problem") and strict,
        }
    if number == 2:
        of_four = {
            "all_four": all(map(fact, faults)) and impact,
            "any_fault_and_impact": any(map(fact, faults)) and impact,
            "any_of_four": any(map(fact, faults)) or impact,
        }
        both = impact and consequence if reading["r2_item10"] == "impact_and_consequence" else impact or consequence
        own |= {
            "5": fact("outlet_in_scope") and astray,
            "9": fact("opinion_event_major") and fact("opinion_event_in_scope") and of_four[reading["r2_item9"]],
            "10": event and both,
            "11": residual,
        }
    if number == 3:
        media = fact("own_news_media") or (reading["news_media"] == "broad" and fact("own_new_media_account"))
        own |= {"5": media and astray, "9": event and impact, "10": residual}
    return listed_subject and (common | own)[item]
