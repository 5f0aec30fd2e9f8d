"""An option chain made usable: which contracts can be valued, at what volatility and forward."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import pandas as pd

from tools.metrics.black_scholes import Array, Flags, delta, implied_volatility
from tools.metrics.parity import carry_and_rates, carry_of_deltas

CREDIBLE = (0.005, 10.0)  # volatilities a year between which one is believed
LEAST, MOST = 1e-3, 1e9  # between which a level lies, and no quote or size above the second
SHORTEST, LONGEST = 1.0 / (365 * 24 * 60), 100.0  # years: a minute, and more than any is listed


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
        """One row a contract."""


@dataclass(frozen=True, slots=True)
class UsableChain:
    """The live contracts of a chain, each with a volatility and its expiry's forward and rate.

    Arrays have one entry a contract: ``strike`` and ``forward`` in index points, ``years`` to
    expiry, ``rate`` and ``sigma`` a year as decimals, ``call`` or put, ``open_interest`` in
    contracts, ``vendor_gamma`` as given, and ``quoted``: out of the money and not without a bid.
    ``listed`` is the open interest of all rows, ``dropped`` counts by reason what was left out.
    """

    spot: float
    strike: Array
    forward: Array
    years: Array
    rate: Array
    sigma: Array
    open_interest: Array
    vendor_gamma: Array
    call: Flags
    quoted: Flags
    listed: float
    dropped: Mapping[str, int]

    @property
    def dividend(self) -> Array:
        """The yield that turns the spot into each contract's forward at its rate."""
        result: Array = self.rate - np.log(self.forward / self.spot) / self.years
        return result


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
    Dropped, in this order: malformed rows (no type, strike, expiry or open interest, and the rows
    that the import refused), contracts that have expired by the time of the quote, crossed quotes,
    and those without a volatility between 0.5 % and 1,000 %.

    Time runs from the quote to the settlement in days over 365: a contract settled on the morning's
    prices expires at the open and one settled in the afternoon at the close, where the market knows
    which; otherwise whole calendar days. Forwards and rates are those of
    ``parity.carry_and_rates``, since a quote may be a quarter of an hour younger than the spot.

    A call and a put at one strike have one volatility, by parity. It is solved from the mid quote
    of the one out of the money. Where that has no bid it is the vendor's: the mean of the call's
    and the put's, each weighted by the other's delta, which cancels to first order an error in the
    vendor's own forward. Failing that it is solved from the mid quote in the money. A chain without
    quotes takes its forwards from the vendor's deltas, and failing those the spot.

    References
    ----------
    As ``parity.carry_and_rates``.
    """
    rows = chain.contracts
    kind = rows["type"].to_numpy()
    names = ("strike", "bid", "ask", "iv", "open_interest", "delta", "gamma")
    strike, bid, ask, iv, held, deltas, gammas = (_numbers(rows, name) for name in names)
    years, call = _years(chain), kind == "C"
    spot = chain.spot if LEAST < chain.spot < MOST else np.nan
    sound = (strike > LEAST) & (held >= 0) & (years < LONGEST)
    sound &= (call | (kind == "P")) & np.isfinite(spot)
    live = sound & (years > SHORTEST)
    kept = live & ~(bid > ask)
    mid = np.where(bid > 0, 0.5 * (bid + ask), np.nan)
    sigma, forward, rate = _volatilities(
        spot, strike[kept], years[kept], call[kept], (mid[kept], iv[kept], deltas[kept])
    )
    valued = (sigma >= CREDIBLE[0]) & (sigma <= CREDIBLE[1])
    left = np.flatnonzero(kept)[valued]
    forward = forward[valued]
    return UsableChain(
        spot=spot,
        strike=strike[left],
        forward=forward,
        years=years[left],
        rate=rate[valued],
        sigma=sigma[valued],
        open_interest=held[left],
        vendor_gamma=gammas[left],
        call=call[left],
        quoted=(call[left] == (strike[left] >= forward)) & ~(bid[left] <= 0),
        listed=float(held[held >= 0].sum()),
        dropped={
            "malformed": int((~sound).sum()) + _refused(rows),
            "expired": int((sound & ~live).sum()),
            "crossed": int((live & ~kept).sum()),
            "no volatility": int((~valued).sum()),
        },
    )


def by_quote_date(chains: Sequence[Chain], figure: Callable[[UsableChain], float]) -> pd.Series:
    """Return a figure of each chain, cleaned, by its quote date."""
    dates = pd.DatetimeIndex([pd.Timestamp(c.quoted) for c in chains])
    values = [figure(usable(c)) for c in chains]
    return pd.Series(values, index=dates, dtype=float).sort_index()


def _numbers(rows: pd.DataFrame, name: str) -> Array:
    """Return a column as numbers, NaN where it is absent or holds none that can be."""
    if name not in rows:
        return np.full(len(rows), np.nan)
    found = pd.to_numeric(rows[name], errors="coerce").to_numpy(np.float64, na_value=np.nan)
    return np.where(np.abs(found) < MOST, found, np.nan)


def _years(chain: Chain) -> Array:
    """Return the time to each contract's settlement."""
    if "days" in chain.contracts:
        return _numbers(chain.contracts, "days") / 365.0
    expiration = pd.DatetimeIndex(pd.to_datetime(chain.contracts["expiration"], errors="coerce"))
    days = (expiration - pd.Timestamp(chain.quoted)).days.to_numpy(np.float64, na_value=np.nan)
    return np.asarray(days / 365.0, dtype=np.float64)


def _refused(rows: pd.DataFrame) -> int:
    """Return how many rows of the chain its import refused."""
    return int(rows["refused"].iloc[0]) if len(rows) and "refused" in rows else 0


def _volatilities(
    spot: float, strike: Array, years: Array, call: Flags, given: tuple[Array, Array, Array]
) -> tuple[Array, Array, Array]:
    """Return each contract's volatility, forward and rate from mids, volatilities and deltas."""
    expiries, when = np.unique(years, return_inverse=True)
    order = np.lexsort((strike, when))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(when[order]) != 0) | (np.diff(strike[order]) != 0)
    at = np.empty(len(order), dtype=np.intp)
    at[order] = np.cumsum(new) - 1
    k, expiry = strike[order[new]], when[order[new]].astype(np.intp)

    def beside(values: Array) -> Array:
        """Return values by strike, puts in the first row and calls in the second."""
        out = np.full((2, len(k)), np.nan)
        found = np.isfinite(values)
        out[call[found].astype(np.intp), at[found]] = values[found]
        return out

    mids, vendor, deltas = (beside(values) for values in given)
    carry, rates = carry_and_rates(spot, expiries, expiry, k, mids)
    if np.isnan(carry).all():
        carry = carry_of_deltas(spot, expiries, expiry, k, vendor, deltas)
    forward = (spot * np.exp(np.where(np.isfinite(carry), carry, 0.0)))[expiry]
    t, rate = expiries[expiry], rates[expiry]
    sides = (k >= forward).astype(np.intp)
    mids = mids * np.exp(rate * t)
    every = np.arange(len(k))
    put, own = np.where(vendor > 0, vendor, np.nan)
    share = delta(forward, k, t, np.where(np.isfinite(put + own), 0.5 * (put + own), np.nan), True)
    sigma = implied_volatility(mids[sides, every], forward, k, t, sides == 1)
    for other in (
        share * put + (1.0 - share) * own,
        np.where(sides == 1, own, put),
        np.where(sides == 1, put, own),
    ):
        sigma = np.where(np.isfinite(sigma), sigma, other)
    inside = np.where(np.isfinite(sigma), np.nan, mids[1 - sides, every])
    solved = implied_volatility(inside, forward, k, t, sides == 0)
    sigma = np.where(np.isfinite(sigma), sigma, solved)
    return sigma[at], forward[at], rate[at]
