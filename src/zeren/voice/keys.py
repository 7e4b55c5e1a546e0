"""What can be said: the keys of each section of the catalogues. Written by `python tools/voice_keys.py`; not by hand."""
# ruff: noqa: E501

from __future__ import annotations

from typing import Final, Literal

from zeren.voice.catalogue import Words

PunctuationKey = Literal["colon", "comma", "list", "semicolon", "stop", "gap", "dash", "brackets", "or", "quoted"]  # fmt: skip
PUNCTUATION: Final = Words[PunctuationKey]("punctuation")
BoardKey = Literal["holds", "fails", "depends", "bounded", "unknown", "not_asked", "one looked at", "every size", "bound", "holds under", "fails under", "always", "or", "and", "either", "example", "property", "verdict", "scope", "readings", "certificate", "checked", "rejected", "parts", "title", "disclaimer", "formal", "independent"]  # fmt: skip
BOARD: Final = Words[BoardKey]("board")
CyclesKey = Literal["gap", "age", "days", "common", "always a leap day", "missed", "lower_first", "upper_first", "fixed", "calendar", "rolling", "anchored", "unbounded", "example", "worst", "starts", "distinct_days", "same_day_allowed", "what_if", "apart", "at_least", "by", "disclaimer", "none", "relays", "at most", "under", "delay"]  # fmt: skip
CYCLES: Final = Words[CyclesKey]("cycles")
CyclesWhyKey = Literal["wording", "calendar", "days_off"]  # fmt: skip
CYCLES_WHY: Final = Words[CyclesWhyKey]("cycles.why")
GraphKey = Literal["holds", "no circle", "circles", "passes", "cut", "one", "uncut", "free", "reports", "dependants", "foundations", "nothing", "acts as", "list", "colon", "and"]  # fmt: skip
GRAPH: Final = Words[GraphKey]("graph")
GraphKindKey = Literal["term", "reading", "definition", "rule", "exception", "tier", "circumstance", "question", "duty", "filing", "bearer", "organ", "body", "office", "stand_in"]  # fmt: skip
GRAPH_KIND: Final = Words[GraphKindKey]("graph.kind")
GraphRelationKey = Literal["uses", "defeats", "relieves", "gives", "answers_for", "reports_to", "serves", "stands_in_for"]  # fmt: skip
GRAPH_RELATION: Final = Words[GraphRelationKey]("graph.relation")
CompareKey = Literal["title", "none", "apart", "none found", "all found", "every", "up to", "all", "limit", "loses", "gains", "differs", "possible", "can be", "cannot be", "person", "body", "circumstance", "question", "label", "measures", "named", "not named", "labelled", "not labelled", "no answer", "no measure", "always", "no tier", "made_out", "not made out", "silent", "stated", "alike if", "unasked", "also unasked", "when", "not stated", "read", "only", "against", "second", "alleged", "not alleged", "yes", "no"]  # fmt: skip
COMPARE: Final = Words[CompareKey]("compare")
CompareOfKey = Literal["person", "body", "matter", "circumstance"]  # fmt: skip
COMPARE_OF: Final = Words[CompareOfKey]("compare.of")
CounterpartsKey = Literal["paired", "same numbers", "silence", "follows", "is taken to be", "left open", "background", "holds", "without", "unlike", "ages", "namesakes", "only", "validity", "term", "silent", "duty", "filing", "counting", "tiers", "tier", "measures", "measure", "act", "question", "label", "of", "answer", "options", "yes_no", "must_or_may", "number", "somebody", "one_of", "matter", "person", "body", "organ", "bearer", "reading", "from", "to date", "name", "doing", "who", "to", "done_to", "often", "on", "within", "wording", "norm", "clock", "owed", "when", "text", "mandatory", "roll", "repeats", "first_hour", "last_day_off", "two_working_days", "when_several", "rank", "consequence", "step", "mildest", "gravest", "last_two", "by_severity", "organ decides", "nobody", "literal", "not stated", "not there", "not ranked", "no such step", "nth step", "open", "does not do it", "quoted", "gap", "distinct", "allowed", "renamed", "days", "no bound", "not owed", "no chain", "relay", "due", "under", "no number", "obliged", "permitted", "forbidden", "yes", "no", "highest", "all", "and", "or", "noon", "end_of_day", "counted", "not_counted", "stays", "next_working_day"]  # fmt: skip
COUNTERPARTS: Final = Words[CounterpartsKey]("counterparts")
CounterpartsActKey = Literal["impose", "propose", "answer", "file", "interpret", "supervise", "assess", "approve"]  # fmt: skip
COUNTERPARTS_ACT: Final = Words[CounterpartsActKey]("counterparts.act")
CounterpartsKindKey = Literal["joint_and_several", "contribution", "recourse", "measure", "cap", "limitation", "lifelong", "strength"]  # fmt: skip
COUNTERPARTS_KIND: Final = Words[CounterpartsKindKey]("counterparts.kind")
CounterpartsOnlyKey = Literal["term", "option", "reading", "reading_option", "tier", "rule", "circumstance", "exception", "duty", "filing", "measure", "organ", "act", "question", "label"]  # fmt: skip
COUNTERPARTS_ONLY: Final = Words[CounterpartsOnlyKey]("counterparts.only")
ConditionsKey = Literal["and", "or", "not", "made out", "some", "every", "count", "is", "applies", "same", "yes", "no"]  # fmt: skip
CONDITIONS: Final = Words[ConditionsKey]("conditions")
SuccessionKey = Literal["every_day", "every_period", "holds", "breaks", "unknown", "nobody", "nobody_why", "silent", "says", "says_of", "given", "why", "so_day", "so_period", "formula", "story", "longer", "story_of", "begins", "day", "last_day", "period", "what_if", "orderly", "title", "silence", "certificate", "none", "disclaimer"]  # fmt: skip
SUCCESSION: Final = Words[SuccessionKey]("succession")
MutationKey = Literal["counted", "survives", "undecided", "case"]  # fmt: skip
MUTATION: Final = Words[MutationKey]("mutation")
LintKey = Literal["case", "course", "same", "elsewhere", "accepted", "none", "proved", "found", "nothing", "yes", "no", "colon", "list"]  # fmt: skip
LINT: Final = Words[LintKey]("lint")
LintSeverityKey = Literal["error", "warning", "note"]  # fmt: skip
LINT_SEVERITY: Final = Words[LintSeverityKey]("lint.severity")
SimulationKey = Literal["title", "scope", "and no", "warm-up", "guesses", "and more", "coverage", "periods", "events", "filings", "weekends", "filing row", "filing never", "filing waits", "filing open", "own limit", "days", "because", "skipped", "not_planned", "own_delay", "below", "vacancy", "absence", "returned", "precise", "imprecise", "gaps", "gap row", "gap up to", "gap open", "ages", "age row", "reading", "reading row", "backlog row", "incidents", "incident row", "decisions", "decision row", "liable", "free", "stood", "always", "possible", "item", "passages", "bounds", "relays", "relay row", "bound row", "gap", "age", "absent", "in_favour", "objected", "recorded", "incident", "decision", "missed", "interval t", "interval exact", "no interval", "few", "one", "same", "nothing", "disclaimer", "in time", "late", "all figures", "points", "of days", "days axis", "hours axis", "filing note", "longer axis", "share axis", "ahead axis", "a year", "difference in points", "difference in days", "renewed", "none", "still", "pace mark", "bound mark", "survival note", "age note", "ahead note", "more", "risk", "error", "more note", "one run", "sawtooth note", "one run omitted", "timeline note", "sweep", "compared", "log", "log of traces", "variance"]  # fmt: skip
SIMULATION: Final = Words[SimulationKey]("simulation")
SimulationLacksKey = Literal["python", "returned", "seeded"]  # fmt: skip
SIMULATION_LACKS: Final = Words[SimulationLacksKey]("simulation.lacks")
SimulationEngineKey = Literal["lacks", "small", "large"]  # fmt: skip
SIMULATION_ENGINE: Final = Words[SimulationEngineKey]("simulation.engine")
SimulationFoundKey = Literal["days", "hours", "minutes", "at once", "none"]  # fmt: skip
SIMULATION_FOUND: Final = Words[SimulationFoundKey]("simulation.found")
DecidedRuleKey = Literal["majority_of_present", "majority_of_all", "two_thirds_of_present", "two_thirds_of_all", "unanimity", "single_decider"]  # fmt: skip
DECIDED_RULE: Final = Words[DecidedRuleKey]("decided.rule")
DecidedShareKey = Literal["vote some", "vote none", "step some", "step none"]  # fmt: skip
DECIDED_SHARE: Final = Words[DecidedShareKey]("decided.share")
DecidedVotesKey = Literal["in_favour", "against", "abstained", "absent"]  # fmt: skip
DECIDED_VOTES: Final = Words[DecidedVotesKey]("decided.votes")
AnswerKey = Literal["none", "no tier", "not reached", "silent on such", "made out all the same", "not excused", "beyond time", "before time", "same time", "beyond number", "before number", "same number", "limit", "too late", "see instead", "on assumptions", "assuming that", "open", "open unsettled", "or", "among", "and", "list", "facts", "if", "why", "why not", "lacks", "but", "at risk", "if read", "so read", "would bear", "changes", "depends", "depends among facts", "find out", "enough", "whatever the facts", "assuming", "supposed", "what if", "nothing would", "own hands", "instead of", "ask next", "question mark", "more sets", "not all", "not smallest", "settle all", "duties", "fulfilled", "not fulfilled", "observed", "longest gap", "open gap", "circumstances", "made out", "not made out", "undetermined", "against", "measures", "by severity", "mandatory", "persons only", "not named", "perhaps", "organ", "no organ", "two readings", "questions", "nobody", "assumed", "in brackets", "as adopted", "adopted by", "adopted after", "outside", "note", "disclaimer", "expected", "yes", "no", "colon", "label", "somebody", "somebody else", "somebody there", "nobody there", "somebody there else", "nobody there else", "whoever else", "of each", "unlisted", "perhaps so", "unclear", "or value", "relief", "brings", "not modelled", "burden", "how sure", "decided", "stands if", "casting", "quorum", "result", "not told", "anyway", "carried", "not carried", "stands", "falls", "done", "not done", "not taken", "share", "share not counted", "share alone", "causes", "any of", "together", "held", "and step", "or step", "there is", "there is not", "is made", "is made not", "carries", "carries not", "not so", "contrast", "unneeded", "no part", "spared"]  # fmt: skip
ANSWER: Final = Words[AnswerKey]("answer")
AnswerStanceKey = Literal["literal", "all", "adopted"]  # fmt: skip
ANSWER_STANCE: Final = Words[AnswerStanceKey]("answer.stance")
AnswerNormKey = Literal["obliged", "permitted", "forbidden"]  # fmt: skip
ANSWER_NORM: Final = Words[AnswerNormKey]("answer.norm")
AnswerAnswerKey = Literal["obliged", "permitted", "forbidden", "not_settled", "condition_not_met", "not_bound", "yes", "no"]  # fmt: skip
ANSWER_ANSWER: Final = Words[AnswerAnswerKey]("answer.answer")
AnswerEffectKey = Literal["firm", "discretionary", "may_exempt", "may_reduce", "reduces_or_exempts", "unsettled"]  # fmt: skip
ANSWER_EFFECT: Final = Words[AnswerEffectKey]("answer.effect")
AnswerReliefKey = Literal["may_exempt", "may_reduce", "reduces_or_exempts"]  # fmt: skip
ANSWER_RELIEF: Final = Words[AnswerReliefKey]("answer.relief")
AnswerSureKey = Literal["text_seen", "parallel_text", "secondary", "memory", "inferred"]  # fmt: skip
ANSWER_SURE: Final = Words[AnswerSureKey]("answer.sure")
InterviewKey = Literal["yes_no", "number", "date", "moment", "duration", "unknown", "ask", "whose", "cannot", "expected", "settled", "or", "and", "list", "none", "made out", "not made out", "circumstance", "done", "unanswered", "stopped"]  # fmt: skip
INTERVIEW: Final = Words[InterviewKey]("interview")
DeadlinesKey = Literal["times", "weekends", "strict", "limit", "same", "clock", "other", "waiting", "undated", "perhaps", "assumed", "sent", "in_time", "late", "in_time, strict missed", "due", "overdue", "no_number", "not_owed", "before_start", "not_started", "possible limit", "left", "past", "event", "own", "first_hour", "end_of_day", "two_working_days", "next_working_day", "noon"]  # fmt: skip
DEADLINES: Final = Words[DeadlinesKey]("deadlines")
DeadlinesOpenKey = Literal["certainly", "possibly", "possibly, sent", "no", "inconsistent", "before", "or", "in_time", "late", "due", "overdue", "sent", "before_start", "not_started", "no_number", "not_owed", "earlier", "earlier said", "latest", "unbounded", "unbounded said", "under", "until", "until at most", "depends", "presumed", "not so", "find out", "reading", "and"]  # fmt: skip
DEADLINES_OPEN: Final = Words[DeadlinesOpenKey]("deadlines.open")
CalendarKey = Literal["title", "nothing", "due", "suggested", "counted", "waiting", "encoding", "unread"]  # fmt: skip
CALENDAR: Final = Words[CalendarKey]("calendar")
IcalKey = Literal["due", "suggested", "filing", "filing of", "event", "earliest", "last", "period", "needed", "article", "regulation", "suggests", "disclaimer", "name"]  # fmt: skip
ICAL: Final = Words[IcalKey]("ical")
AuditKey = Literal["title", "list", "observed", "outside", "encoding", "covered", "periods", "days", "gap", "open_gap", "next", "holes", "summary", "no holes", "not_known", "not_known one", "nothing_assessed", "some holes", "maybe filled", "total", "share", "not counted", "reason", "rows", "rows many", "rows few", "sheet", "sheets", "sheet read", "sheet not read", "left out", "offsets", "details", "day", "days of", "no_record", "late", "late filing", "uncovered", "of", "before", "after", "no before", "no after", "answers", "vacant", "not named", "events", "weekends", "in time", "filed late", "none found", "not assessable", "not started", "own limit", "event", "until", "own until", "elapsed", "filed", "next moment", "ages", "age", "never", "unread", "row", "more", "disclaimer", "number", "body", "act", "period", "last", "state", "near", "office", "measure", "by", "signed"]  # fmt: skip
AUDIT: Final = Words[AuditKey]("audit")
AuditFieldKey = Literal["holder", "fact", "date", "body", "act", "period", "row"]  # fmt: skip
AUDIT_FIELD: Final = Words[AuditFieldKey]("audit.field")
AuditSheetKey = Literal["totals", "holes", "coverage", "unread"]  # fmt: skip
AUDIT_SHEET: Final = Words[AuditSheetKey]("audit.sheet")
AuditHeadKey = Literal["body", "duty", "bodies", "with_holes", "period", "last", "state", "near", "office", "records", "met", "late", "no_record", "not_assessable", "covered_days", "uncovered_days", "share", "longest_gap_days", "next_due", "row", "field", "counted", "problem"]  # fmt: skip
AUDIT_HEAD: Final = Words[AuditHeadKey]("audit.head")
MemoKey = Literal["summary", "who", "verdict", "to do", "nothing to do", "given", "assuming", "step", "in time", "before", "by", "not dated", "not dated with", "ask", "ask of", "ask of matter", "ask text", "more", "reasons", "engine", "regulation text", "case text", "house text", "number", "list", "facts", "colon", "unprintable", "not installed"]  # fmt: skip
MEMO: Final = Words[MemoKey]("memo")
AskingKey = Literal["needs table", "not with table", "out", "one sheet", "out twice"]  # fmt: skip
ASKING: Final = Words[AskingKey]("asking")
ReplayKey = Literal["same", "differs", "engine", "rules"]  # fmt: skip
REPLAY: Final = Words[ReplayKey]("replay")
