"""The regulations whose certificates are forged: small, and with all of which certificates speak."""

TINY = """
regulation: tiny
title: {zh: 小规则, en: tiny}
tiers: {ranked: [grave], unranked: [light]}
terms:
  matter: {wrong: {zh: 错误, en: wrong}}
  person:
    chair: {zh: 主持, en: chair}
    objected: {zh: 反对, en: objected}
    senior: {zh: 资深, en: senior, follows: chair}
  circumstance: {seen: {zh: 查明, en: seen}}
readings:
  scope:
    question: {zh: 免责及于何人, en: whom it frees}
    one_of: {all: {zh: 人人, en: all}, some_: {zh: 其他人, en: others}}
    literal: all
  tone:
    question: {zh: 口头反对算不算, en: whether words are enough}
    one_of: {words: {zh: 算, en: they are}, paper: {zh: 不算, en: they are not}}
    literal: words
background:
  - {id: one-chair, holds: "some(x, x.chair)", text: {zh: 总有人主持, en: somebody is in the chair}}
rules:
  - {id: chair, article: "1", bears: grave, when: wrong and chair, text: {zh: 主持, en: the chair}}
  - {id: rest, article: "1", bears: light, when: wrong and not chair and not made_out(), text: {zh: 其他人, en: the others}}
  - {id: listed, article: "3", bears: light, when: made_out() and senior, text: {zh: 所列情形, en: what is listed}}
exceptions:
  - id: dissent
    article: "2"
    defeats: [chair, rest]
    when: objected and (scope == all or not chair)
    text: {zh: 反对者免责, en: who objected}
circumstances:
  - {item: "1", article: "3", when: seen, text: {zh: 情形一, en: the first circumstance}}
concepts: {objection_stands: objected, leadership: [grave], objecting: {objected: yes}, not_objecting: {objected: no}}
properties:
  - {id: spared, article: "2", sort: person, never: objected and applies(rest), text: {zh: 反对者不因此担责, en: who objected is spared}}
bearers: {s: {zh: 书记, en: the secretary}, d: {zh: 副职, en: the deputy}, o: {zh: 上级, en: the superior}}
duties:
  - {id: report, article: "4", who: s, at_least: 1, per: half_year, act: {zh: 汇报, en: report}}
  - {id: watch, article: "5", who: d, wording: {zh: 经常, en: constantly}, act: {zh: 巡查, en: watch}}
  - {id: filing, article: "6", act: {zh: 备案, en: filing}}
succession:
  s: {vacancy: {at_most: months(3), by: o}, absence: {at_most: days(60)}}
  d: {acting: {within: days(0)}}
"""

NUMBERS = """
regulation: numbers
title: {zh: 数额, en: numbers}
tiers: {unranked: [liable]}
terms:
  matter: {loss: {zh: 损失, en: loss, type: number}}
  person: {chair: {zh: 主持, en: chair}}
rules:
  - {id: loss, article: "1", bears: liable, when: chair and loss > 100, text: {zh: 主持, en: the chair}}
properties:
  - {id: small, article: "1", sort: person, never: loss < 50 and applies(loss), text: {zh: 小额不问, en: nobody for a small loss}}
"""
