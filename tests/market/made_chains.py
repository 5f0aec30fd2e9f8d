"""Option chains as files: a table of greeks and a table of quotes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.market.made import TODAY, write
from tools.market.catalogue import catalogue
from tools.market.dataset import Dataset
from tools.market.importer import read_file
from tools.market.manifest import load_manifest
from tools.market.report import FileReport

NAME = "option_chain_spx_2022-02-04.csv"
HEAD = "spot,strike,dte,cp,oi,gamma,delta,iv\n"
LINES = (
    "4500,4400,14,P,100,0.001,-0.3,0.25",
    "4500,4500,14,P,200,0.002,-0.5,0.22",
    "4500,4500,14,C,300,0.002,0.5,0.22",
    "4500,4600,14,C,400,0.001,0.3,0.19",
)
GREEKS = HEAD + "\n".join(LINES) + "\n"
QUOTES = (
    "quote_time,spot,symbol,type,expiration,strike,bid,ask,volume,iv,delta,gamma,open_interest\n"
)
QUOTE = '"July 12, 2022, 11:55 AM EDT",3850,{},C,2022-07-15,3850,10,11,5,0.2,0.5,0.001,100\n'


def read(folder: Path, text: str | bytes, name: str = NAME) -> tuple[Dataset, FileReport]:
    """Read a file by the built-in rule of its name."""
    rule = next(r for r in load_manifest().rules if r.matches(name))
    report = FileReport(name)
    return read_file(write(folder, name, text), rule, catalogue(), TODAY, report), report


def only(data: Dataset) -> pd.DataFrame:
    ((_, frame),) = data.chains.items()
    return frame
