"""A SIMULATED market: fiction from a seeded random generator, not a copy of any real one.

`simulate.simulate` returns every series of the catalogue under its usual id with the vendor
``simulated``, so that the product can be tried without data, and tested against a market whose
causes are known. Returns were held against the stylised facts of Cont (2001), "Empirical
properties of asset returns: stylized facts and statistical issues", Quantitative Finance 1(2):
no linear autocorrelation, heavy tails with a Hill index between 2 and 5, gain/loss asymmetry,
aggregational Gaussianity, volatility clustering that decays slowly, tails that stay heavy once
volatility is divided out, the leverage effect, and volume that rises with volatility. Implied
volatility was held against the variance risk premium and the negative reaction of VIX to
returns.

The script (``tools.market.demo.scenario``) places sell-offs of several kinds in the history. The
market ends with one of its own: crowded winners, metals and coins are unwound beneath a calm
index while rates, credit and the dollar stand still.

The same numpy version and seed give the same market to the bit.
"""

# Raised whenever a figure changes, so that a stored demo market is made anew. Nothing is imported
# here: to read the version must cost nothing.
VERSION = "3"
