"""Lengths of time and their distributions, drawn by inverse transform and rounded once to whole seconds.

Logarithm, exponential and the normal quantile are written with the exactly rounded operations alone (+ - * / and the
square root), so that a draw has the same bits on every machine, for one value and for an array: library versions of
these functions differ in the last bit. The normal quantile is algorithm AS 241 (Wichura 1988), the other two are those of
fdlibm.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
import numpy as np

from zeren.model.language.lengths import Delay, number, seconds
from zeren.sim.draws import Floats, Ints, Key

Family = Literal["fixed", "uniform", "exponential", "lognormal"]


class Spread(msgspec.Struct, frozen=True):
    """A distribution of lengths of time, in seconds: `a` and `b` are its two numbers.

    fixed: a. uniform: from a to b. exponential: mean a. lognormal: location a and scale b of the logarithm.
    """

    family: Family
    a: float
    b: float = 0.0

    def one(self, key: Key, body: int, instance: int) -> int:
        """One draw, in whole seconds."""
        return int(self.many(key, np.array([[body]]), np.array([[instance]]))[0, 0]) if self.family != "fixed" else round(self.a)

    def many(self, key: Key, bodies: Any, instances: Any) -> Ints:
        """The same draws for many bodies and instances, broadcast against each other."""
        if self.family == "fixed":
            shape = np.broadcast_shapes(np.shape(bodies), np.shape(instances))
            return np.full(shape, round(self.a), np.int64)
        drawn = key.uniforms(bodies, instances)
        match self.family:
            case "uniform":
                drawn *= self.b - self.a
                drawn += self.a
            case "exponential":
                drawn = logarithm(drawn)
                drawn *= -self.a
            case "lognormal":
                drawn = normal_quantile(drawn)
                drawn *= self.b
                drawn += self.a
                drawn = exponential(drawn)
        return np.rint(np.minimum(drawn, LONGEST, out=drawn)).astype(np.int64)

    @property
    def mean(self) -> float:
        """The mean, in seconds."""
        match self.family:
            case "uniform":
                return (self.a + self.b) / 2
            case "lognormal":
                return math.exp(self.a + self.b * self.b / 2)
            case _:
                return self.a


class Series:
    """The draws of one body, one instance after another, made a few at a time; `drawn` may hold the first of them."""

    __slots__ = ("body", "drawn", "first", "key", "spread")
    _AHEAD = 16

    def __init__(self, spread: Spread, key: Key, body: int, drawn: list[int] | None = None) -> None:
        self.spread, self.key, self.body = spread, key, body
        self.first, self.drawn = 0, drawn or []

    def __getitem__(self, instance: int) -> int:
        if not self.first <= instance < self.first + len(self.drawn):
            self.first = instance
            self.drawn = self.spread.many(self.key, self.body, np.arange(instance, instance + self._AHEAD)).tolist()
        return self.drawn[instance - self.first]

    def __iter__(self) -> Iterator[int]:
        """Every draw of the body in turn."""
        number = 0
        while True:
            self[number]  # makes the next few, if they are not there
            there = self.drawn[number - self.first :]
            yield from there
            number += len(there)


def all_series(spread: Spread, key: Key, bodies: int, number: float) -> list[Series]:
    """The draws of many bodies, about so many of each made at once."""
    ahead = max(1, min(int(number + 3 * math.sqrt(number)) + 4, 2_000_000 // max(1, bodies)))
    drawn = spread.many(key, np.arange(bodies)[:, None], np.arange(ahead)[None, :]).tolist()
    return [Series(spread, key, body, row) for body, row in enumerate(drawn)]


LONGEST = 4e10  # seconds, over a thousand years: whatever takes longer never happens


def lognormal(mean: float, cv: float) -> Spread:
    """The lognormal distribution with this mean and coefficient of variation."""
    scale = math.log1p(cv * cv)
    return Spread("lognormal", math.log(mean) - scale / 2, math.sqrt(scale))


def spread(delay: Delay) -> Spread:
    """The distribution that a file states."""
    if delay.fixed is not None:
        return Spread("fixed", seconds(delay.fixed))
    if delay.uniform is not None:
        return Spread("uniform", seconds(delay.uniform.low), seconds(delay.uniform.high))
    if delay.exponential is not None:
        return Spread("exponential", seconds(delay.exponential.mean))
    assert delay.lognormal is not None
    return lognormal(seconds(delay.lognormal.mean), number(delay.lognormal.cv))


# functions from the four operations ---------------------------------------------------------------------------

_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_LOG = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)


def logarithm(x: Floats) -> Floats:
    """The natural logarithm of positive numbers."""
    mantissa, power = np.frexp(x)
    low = mantissa < 0.7071067811865476
    mantissa = np.where(low, mantissa * 2.0, mantissa)
    power = np.where(low, power - 1, power).astype(np.float64)
    f = mantissa - 1.0
    s = f / (2.0 + f)
    z = s * s
    r = _polynomial(z, _LOG) * z
    half = f * f * 0.5
    found: Floats = power * _LN2_HIGH - ((half - (s * (half + r) + power * _LN2_LOW)) - f)
    return found


_EXP = (
    1.66666666666666019037e-01,
    -2.77777777770155933842e-03,
    6.61375632143793436117e-05,
    -1.65339022054652515390e-06,
    4.13813679705723846039e-08,
)


def exponential(x: Floats) -> Floats:
    """e to the power of numbers between -700 and 700."""
    x = np.clip(x, -700.0, 700.0)
    power = np.rint(x * 1.44269504088896338700)
    high, low = x - power * _LN2_HIGH, power * _LN2_LOW
    r = high - low
    z = r * r
    c = r - z * _polynomial(z, _EXP)
    y = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    found: Floats = np.ldexp(y, power.astype(np.int32))
    return found


_CENTRE = (
    (
        3.3871328727963666080e0,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ),
    (
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ),
)
_FLANK = (
    (
        1.42343711074968357734e0,
        4.63033784615654529590e0,
        5.76949722146069140550e0,
        3.64784832476320460504e0,
        1.27045825245236838258e0,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ),
    (
        1.0,
        2.05319162663775882187e0,
        1.67638483018380384940e0,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ),
)
_TAIL = (
    (
        6.65790464350110377720e0,
        5.46378491116411436990e0,
        1.78482653991729133580e0,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ),
    (
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ),
)


def normal_quantile(u: Floats) -> Floats:
    """The value below which a standard normal variable falls with probability `u`."""
    q = u - 0.5
    r = 0.180625 - q * q
    found = q * (_polynomial(r, _CENTRE[0]) / _polynomial(r, _CENTRE[1]))
    outer = np.abs(q) > 0.425
    if outer.any():
        far = u[outer]
        below = q[outer] < 0
        depth = np.sqrt(-logarithm(np.where(below, far, 1.0 - far)))
        near, beyond = depth - 1.6, depth - 5.0
        flank = _polynomial(near, _FLANK[0]) / _polynomial(near, _FLANK[1])
        tail = _polynomial(beyond, _TAIL[0]) / _polynomial(beyond, _TAIL[1])
        value = np.where(depth <= 5.0, flank, tail)
        found[outer] = np.where(below, -value, value)
    return found


def _polynomial(x: Floats, coefficients: tuple[float, ...]) -> Floats:
    """The polynomial with these coefficients, the constant first."""
    total = x * coefficients[-1]
    for coefficient in coefficients[-2:0:-1]:
        total += coefficient
        total *= x
    total += coefficients[0]
    return total
