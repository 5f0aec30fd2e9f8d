"""An option chain made usable, and the skew of its volatilities."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from tools.metrics.black_scholes import Array, Flags, delta, implied_volatility

TENOR_DAYS = 30
SHORTEST, LONGEST = 7, 92  # days to expiry between which a smile may be interpolated


class Chain(Protocol):
    """What is needed of an option chain as quoted: see ``tools.market.chain.OptionChain``."""

    @property
    def quoted(self) -> date:
        """The quote date."""

    @property
    def spot(self) -> float:
        """The index level that the quotes belong to."""

    @property
    def contracts(self) -> pd.DataFrame:
        """One row a contract: type, expiration, strike, bid, ask, iv, open_interest."""


@dataclass(frozen=True, slots=True)
class UsableChain:
    """The live contracts of a chain, each with a volatility and its expiry's forward.

    Arrays have one entry a contract: ``strike`` and ``forward`` in index points, ``years`` to
    expiry, ``sigma`` a year as a decimal, ``call`` or put, ``open_interest`` in contracts, and
    ``quoted``: out of the money and not without a bid. ``dropped`` counts by reason what was left
    out, ``sources`` by origin the volatilities of what was kept.
    """

    spot: float
    strike: Array
    forward: Array
    years: Array
    sigma: Array
    open_interest: Array
    call: Flags
    quoted: Flags
    dropped: Mapping[str, int]
    sources: Mapping[str, int]

    @property
    def dividend(self) -> Array:
        """The yield that turns the spot into each contract's forward at a zero rate."""
        result: Array = -np.log(self.forward / self.spot) / self.years
        return result


class Smile(NamedTuple):
    """Volatilities of one tenor as decimals: 25-delta put and call, and at the forward."""

    put: float
    call: float
    at_the_money: float


def usable(chain: Chain) -> UsableChain:
    """Return the contracts of a chain that can be valued, and count the others.

    Parameters
    ----------
    chain : Chain
        As quoted by the vendor.

    Returns
    -------
    UsableChain
        Possibly empty.

    Notes
    -----
    Dropped, in this order: malformed rows (no type, strike, expiry or open interest), contracts
    that expire on the quote date or before it, crossed quotes, and those without a volatility.

    The forward of an expiry is read off put-call parity at the strike where call and put are
    closest in price; without such a pair it is the spot. Volatilities out of the money are solved
    from the mid quote against that forward, since a vendor who prices off a spot of another minute
    gives calls and puts at one strike different ones; the vendor's figure serves where there is no
    bid. A contract in the money takes the volatility of the other side at its strike, which parity
    makes equal and which trades more; where there is none, the vendor's, else its own mid's.

    Discounting over the life of an option is neglected. Days are calendar days over 365; morning
    and afternoon settlement are not told apart.

    References
    ----------
    Cboe (2023). Volatility Index methodology (the forward from parity at the closest strike).
    """
    rows = chain.contracts
    kind = rows["type"].to_numpy()
    call, put = kind == "C", kind == "P"
    strike, bid, ask, iv, interest = (
        rows[name].to_numpy(dtype=float, na_value=np.nan)
        for name in ("strike", "bid", "ask", "iv", "open_interest")
    )
    days = (pd.DatetimeIndex(rows["expiration"]) - pd.Timestamp(chain.quoted)).days
    years = days.to_numpy(dtype=float) / 365.0
    sound = np.isfinite(strike) & (strike > 0) & np.isfinite(years) & (interest >= 0)
    sound &= (call | put) & np.isfinite(interest) & bool(0 < chain.spot < np.inf)
    live = sound & (years > 0)
    kept = live & ~(bid > ask)
    dropped = {
        "malformed": int((~sound).sum()),
        "expired": int((sound & ~live).sum()),
        "crossed": int((live & ~kept).sum()),
    }
    call, strike, years, bid, ask, iv, interest = (
        call[kept], strike[kept], years[kept], bid[kept], ask[kept], iv[kept], interest[kept]
    )  # fmt: skip
    mid = np.where((bid > 0) & np.isfinite(ask), 0.5 * (bid + ask), np.nan)
    forward = _forwards(chain.spot, strike, years, call, mid)
    outside = call == (strike >= forward)
    sigma, sources = _volatilities(iv, mid, outside, forward, strike, years, call)
    valued = np.isfinite(sigma)
    dropped["no volatility"] = int((~valued).sum())
    quoted = outside & ~(bid <= 0)
    return UsableChain(
        chain.spot,
        strike[valued],
        forward[valued],
        years[valued],
        sigma[valued],
        interest[valued],
        call[valued],
        quoted[valued],
        dropped,
        sources,
    )


def smile(chain: UsableChain, days: int = TENOR_DAYS, wing: float = 0.25) -> Smile | None:
    """Return the volatilities of a constant tenor at the wing's delta and at the forward.

    Parameters
    ----------
    chain : UsableChain
        From ``usable``.
    days : int
        Calendar days of the tenor.
    wing : float
        Absolute delta of the put and the call.

    Returns
    -------
    Smile or None
        None where no two expiries between 7 and 92 days bracket the tenor with quotes on both
        sides of the wing's delta.

    Notes
    -----
    Within an expiry the volatility is linear in delta between bid contracts out of the money, at
    the forward linear in strike; between the two expiries total variance is linear in time.
    """
    tenor = days / 365.0
    expiries = np.unique(chain.years[chain.quoted])
    expiries = expiries[(expiries * 365 >= SHORTEST) & (expiries * 365 <= LONGEST)]
    near = _first_smile(chain, expiries[expiries <= tenor][::-1], wing)
    far = _first_smile(chain, expiries[expiries >= tenor], wing)
    if near is None or far is None:
        return None
    (t0, low), (t1, high) = near, far
    weight = 0.0 if t1 == t0 else (tenor - t0) / (t1 - t0)
    total = (1.0 - weight) * np.square(low) * t0 + weight * np.square(high) * t1
    return Smile(*np.sqrt(total / tenor).tolist())


def skew_25d(chains: Sequence[Chain], relative: bool = False) -> pd.Series:
    """Return how much dearer 25-delta puts are than 25-delta calls, at 30 days.

    Parameters
    ----------
    chains : sequence of Chain
        By quote date.
    relative : bool
        Divide by the volatility at the forward, since a rising level lifts the plain difference.

    Returns
    -------
    pd.Series
        ``100 * (sigma_put - sigma_call)`` in annualised points by quote date, or a plain ratio;
        positive where protection costs more. NaN where the chain does not bracket the tenor.

    Notes
    -----
    See ``smile``.

    References
    ----------
    Bates, D. (1991). The crash of '87: was it expected? Journal of Finance 46(3), 1009-1044.
    Xing, Y., Zhang, X. and Zhao, R. (2010). What does the individual option volatility smirk tell
    us about future equity returns? Journal of Financial and Quantitative Analysis 45(3), 641-662.
    """

    def one(chain: UsableChain) -> float:
        found = smile(chain)
        if found is None:
            return np.nan
        difference = found.put - found.call
        return difference / found.at_the_money if relative else 100.0 * difference

    return by_quote_date(chains, one)


def by_quote_date(chains: Sequence[Chain], figure: Callable[[UsableChain], float]) -> pd.Series:
    """Return a figure of each chain, cleaned, by its quote date."""
    dates = pd.DatetimeIndex([pd.Timestamp(c.quoted) for c in chains])
    values = [figure(usable(c)) for c in chains]
    return pd.Series(values, index=dates, dtype=float).sort_index()


def _forwards(spot: float, strike: Array, years: Array, call: Flags, mid: Array) -> Array:
    """Return each contract's forward: from parity where its expiry has a pair, else the spot."""
    quotes = pd.DataFrame({"years": years, "strike": strike, "call": call, "mid": mid}).dropna()
    sides = [
        quotes[quotes["call"] == side].groupby(["years", "strike"])["mid"].mean()
        for side in (True, False)
    ]
    gap = (sides[0] - sides[1]).dropna()
    closest = gap.loc[gap.abs().groupby(level="years").idxmin()]
    parity = closest.index.get_level_values("strike") + closest
    found = parity.droplevel("strike").reindex(years).to_numpy()
    return np.where(found > 0, found, spot)


def _volatilities(
    given: Array,
    mid: Array,
    outside: Flags,
    forward: Array,
    strike: Array,
    years: Array,
    call: Flags,
) -> tuple[Array, dict[str, int]]:
    """Return each contract's volatility, and how many came from where; see ``usable``."""
    vendor = np.where(np.isfinite(given) & (given > 0), given, np.nan)
    solvable = np.isfinite(mid) & (outside | np.isnan(vendor))
    solved = np.full(len(mid), np.nan)
    solved[solvable] = implied_volatility(
        mid[solvable], forward[solvable], strike[solvable], years[solvable], call[solvable]
    )
    from_mid = np.isfinite(solved)
    own = np.where(from_mid, solved, vendor)
    keys = pd.MultiIndex.from_arrays([years, strike])
    known = outside & np.isfinite(own)
    across = pd.Series(own[known], index=keys[known]).groupby(level=[0, 1]).mean()
    other = across.reindex(keys).to_numpy()
    replaced = ~outside & np.isfinite(other)
    sources = {
        "mid quote": int((from_mid & ~replaced).sum()),
        "vendor": int((~from_mid & ~replaced & np.isfinite(own)).sum()),
        "other side": int(replaced.sum()),
    }
    return np.where(np.isfinite(other), other, own), sources


def _first_smile(chain: UsableChain, expiries: Array, wing: float) -> tuple[float, Array] | None:
    """Return the first expiry whose quotes reach the wing on both sides, with its volatilities."""
    dividend = chain.dividend
    for years in expiries:
        rows = chain.quoted & (chain.years == years)
        k, v, c = chain.strike[rows], chain.sigma[rows], chain.call[rows]
        size = np.abs(delta(chain.spot, k, years, v, c, 0.0, dividend[rows]))
        wings = [_interpolate(wing, size[side], v[side]) for side in (~c, c)]
        middle = _interpolate(float(chain.forward[rows][0]), k, v)
        found = np.array([*wings, middle])
        if np.isfinite(found).all():
            return float(years), found
    return None


def _interpolate(at: float, x: Array, y: Array) -> float:
    """Return y at a point between the given x, NaN outside of them."""
    if not len(x) or not x.min() <= at <= x.max():
        return np.nan
    order = np.argsort(x, kind="stable")
    return float(np.interp(at, x[order], y[order]))
