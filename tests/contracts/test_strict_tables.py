"""A slip in a published table is one line that names file, row and mend, and never passes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from tools.events.fed import load_fed_rows
from tools.market.catalogue import catalogue
from tools.records import UnwindError
from tools.routs.rules import load_rules
from tools.selloff.families import BY_ASSET
from tools.selloff.thresholds import load_thresholds
from tools.sources.plausible import load_units
from tools.sources.pull import DUE
from tools.sources.table import load_sources
from tools.watch.rows import load_rows
from tools.weights import load_weights

ROOT = Path(__file__).parents[2]
TABLES: dict[str, Callable[[Path], Any]] = {
    "tools/attribution.toml": load_weights,
    "tools/selloff.toml": load_thresholds,
    "tools/routs.toml": load_rules,
    "tools/watch/watch.toml": load_rows,
    "tools/events/fed.toml": load_fed_rows,
    "tools/sources/sources.toml": load_sources,
    "tools/sources/plausible.toml": load_units,
}
ANY_TABLE = "tools/sources/sources.toml"  # whose tables are the sources, by any name
HEADER = re.compile(r"^\[\[?([\w.-]+)\]\]?\s*$", re.MULTILINE)
KEY = re.compile(r"^(\w+) = (.*)$", re.MULTILINE)
WRONG = ("nan", "-inf", "true", "1979-05-27", "[]", "{}", "[[1]]", '""', '"  "', "1" + "0" * 400)


def altered(name: str, old: str, new: str, after: str = "") -> str:
    """Return the text of a table with one place changed, the first one after another place."""
    text = (ROOT / name).read_text(encoding="utf-8")
    start = text.index(after)
    assert old in text[start:], f"{old!r} is not in {name} after {after!r}"
    return text[:start] + text[start:].replace(old, new, 1)


def blocks(name: str) -> list[tuple[str, str]]:
    """Return the tables of a file in order: what each header names, and its text with it."""
    text = (ROOT / name).read_text(encoding="utf-8")
    starts = [m.start() for m in HEADER.finditer(text)] + [len(text)]
    names = [m[1] for m in HEADER.finditer(text)]
    return [(n, text[a:b]) for n, a, b in zip(names, starts, starts[1:], strict=False)]


def refused(name: str, text: str, folder: Path) -> str:
    """Return the error of a text in place of a table, without the copy's folder."""
    copy = folder / Path(name).name
    copy.write_text(text, encoding="utf-8")
    with pytest.raises(UnwindError) as found:
        TABLES[name](copy)
    said = str(found.value)
    assert said.startswith(f"{copy}: ") and "\n" not in said, said
    return said.removeprefix(f"{copy}: ")


FAULTS = [
    (
        "tools/attribution.toml",
        ('side = "high"', 'side = "hihg"', 'reading = "macro.epu_ratio"'),
        "evidence 12 (macro.epu_ratio): side 'hihg' is none of high, low, both",
    ),
    (
        "tools/attribution.toml",
        ("scope = ", "scpoe = ", "[[evidence]]"),
        "evidence 1 (positioning.vix_overshoot): unknown key 'scpoe': choose from reading, group, "
        "side, reason, when, levels, scope, macro, fundamental, positioning",
    ),
    (
        "tools/attribution.toml",
        ("positioning.vix_overshoot", "positioning.vix_overshot", "[[evidence]]"),
        "evidence 1 (positioning.vix_overshot): reading 'positioning.vix_overshot' is no reading: "
        "did you mean positioning.vix_overshoot",
    ),
    (
        "tools/attribution.toml",
        ("positioning = [0.7, 4.0, 1.0]", "postioning = [0.7, 4.0, 1.0]"),
        "evidence 1 (positioning.vix_overshoot): unknown key 'postioning'",
    ),
    (
        "tools/attribution.toml",
        ("positioning = [0.7, 4.0, 1.0]\n", ""),
        "evidence 1 (positioning.vix_overshoot): names no engine: write a density of macro",
    ),
    (
        "tools/attribution.toml",
        ("[0.7, 4.0, 1.0]", "[1.7, 4.0, 1.0]"),
        "evidence 1 (positioning.vix_overshoot): positioning is 1.7: write a number above 0 and of "
        "at most 1",
    ),
    (
        "tools/attribution.toml",
        ("[0.7, 4.0, 1.0]", "[0.7, 4.0]"),
        "evidence 1 (positioning.vix_overshoot): positioning is [0.7, 4.0]: write [a number above "
        "0 and of at most 1, a number above 0, a number above 0]",
    ),
    (
        "tools/attribution.toml",
        ("levels = [0.0, 6.0]", "levels = [6.0, 0.0]"),
        "evidence 1 (positioning.vix_overshoot): levels must rise",
    ),
    (
        "tools/attribution.toml",
        ('group = "overshoot"', 'group = "overshot"', "[[evidence]]"),
        "evidence 1 (positioning.vix_overshoot): group 'overshot' is none of overshoot, stacked",
    ),
    (
        "tools/attribution.toml",
        (
            'name = "dollar"\nrho = 0.0\n',
            'name = "dollar"\nrho = 0.0\n[[group]]\nname = "rates"\nrho = 0\n',
        ),
        "group rates has no evidence: write some or leave the group out",
    ),
    (
        "tools/attribution.toml",
        ("rho = 0.4", "rho = 1.4"),
        "group 2 (stacked): rho is 1.4: write a",
    ),
    ("tools/attribution.toml", ("macro = 0.62", "macro = 0.72"), "[priors]: sums to 1.1: base"),
    (
        "tools/attribution.toml",
        ("macro = 0.62", "macro = -0.62"),
        "[priors]: macro is -0.62: write",
    ),
    (
        "tools/attribution.toml",
        ("edge = 0.025", "edge = 25"),
        "[abstain]: edge is 25: write a number",
    ),
    (
        "tools/attribution.toml",
        ("edge = 0.025\n", ""),
        "[abstain]: edge is missing: write a number",
    ),
    (
        "tools/attribution.toml",
        ("calm_z = 1.0", "calm_z = 3.0"),
        "[rule_beneath]: calm_z lies above moved_z",
    ),
    (
        "tools/attribution.toml",
        ("families = 2", "families = 2.5"),
        "[rule_beneath]: families is 2.5: write a whole number from 1 to 10000",
    ),
    (
        "tools/attribution.toml",
        ('kind = "rates"', 'kind = "rate"'),
        "trigger_evidence 1 (macro.rates_2y_z): kind 'rate' is none of growth, rates, fundamental",
    ),
    (
        "tools/attribution.toml",
        ("weight = 1.0", "weight = -1.0"),
        "trigger_evidence 1 (macro.rates_2y_z): weight is -1.0: write a number above 0",
    ),
    (
        "tools/attribution.toml",
        ("least = 1.0", "least = 3.0", "[[trigger_move]]"),
        "trigger_move 1 (UST2Y): least must lie below most",
    ),
    (
        "tools/attribution.toml",
        ('claim = "macro_unchanged"', 'claim = "macro_changed"'),
        "falsifier 1 (rates_2y_up): claim 'macro_changed' is none of macro_unchanged, positioning",
    ),
    (
        "tools/attribution.toml",
        ("threshold = 0.95", "threshold = 95"),
        "falsifier 4 (conditions): threshold is 95: write a number from 0 to 1",
    ),
    (
        "tools/attribution.toml",
        ('id = "rates_10y"', 'id = "rates_2y_up"'),
        "falsifier 2 (rates_2y_up): s",
    ),
    (
        "tools/selloff.toml",
        ("fall = -0.05", "fall = 0.05"),
        "[index]: fall is 0.05: write a number",
    ),
    ("tools/selloff.toml", ("tie = 0.25", "tie = 2.5"), "[shock]: tie is 2.5: write a number from"),
    ("tools/selloff.toml", ("stale = 5", "stael = 5"), "[shown]: unknown key 'stael': choose from"),
    ("tools/routs.toml", ('side = "high"', 'side = "up"'), "part 1 (extension): side 'up' is none"),
    (
        "tools/routs.toml",
        ('score = "vulnerability"', 'score = "macro"'),
        "part 1 (extension): score 'macro' is none of amplification, vulnerability",
    ),
    (
        "tools/routs.toml",
        ('display = "percent"', 'display = "per cent"'),
        "part 1 (extension): display 'per cent' is none of percent, plain, bp",
    ),
    (
        "tools/routs.toml",
        ('assets = ["MOMENTUM"', 'assets = ["MOMENTM"'),
        "part 5 (crowding): assets 'MOMENTM' is no asset: did you mean MOMENTUM",
    ),
    (
        "tools/routs.toml",
        ('"positioning.comomentum"', '"positioning.comomentm"'),
        "part 5 (crowding): reading 'positioning.comomentm' is no reading: did you mean",
    ),
    ("tools/routs.toml", ('group = "trend"', 'group = "trends"'), "part 1 (extension): group 'tre"),
    (
        "tools/routs.toml",
        ('name = "speed"\nweight', 'name = "speed"\nsigned = true\nweight'),
        "group 5 (speed): unknown key 'signed': choose from name, weight, reason",
    ),
    ("tools/routs.toml", ("[sources.SMALL]", "[sources.SMAL]"), "[sources]: unknown key 'SMAL'"),
    (
        "tools/routs.toml",
        ('"COT_GOLD"', '"COT_GOLDS"'),
        "[sources.GOLD]: futures 'COT_GOLDS' is no series: did you mean COT_GOLD",
    ),
    (
        "tools/routs.toml",
        ('falsifier = "rates_2y_up"', 'falsifier = "rates_2y"'),
        "price 1 (rates_2y): falsifier 'rates_2y' is no test: did you mean",
    ),
    (
        "tools/routs.toml",
        ('falsifier = "rates_2y_up"\n', ""),
        "price 1 (rates_2y): write falsifier and test together",
    ),
    (
        "tools/routs.toml",
        ('name = "rates_2y"', 'name = "worst_day"'),
        "worst_day_z is the name of two parts",
    ),
    (
        "tools/routs.toml",
        ('name = "worst_day"', 'name = "worst"'),
        "day 1 (worst): name 'worst' is none of worst_day, worst_day_z, worst_day_rates_10y",
    ),
    (
        "tools/routs.toml",
        ('name = "extension"', 'name = "extensions"'),
        "part 1 (extensions): name 'extensions' is none of extension, run_up",
    ),
    (
        "tools/routs.toml",
        ("weight = 2.0", "weight = 1e308"),
        "group 1 (trend): weight is 1e+308: write a number above 0 and of at most 100",
    ),
    (
        "tools/routs.toml",
        ("error = 1.645", "error = 1e308"),
        "[ties]: error is 1e+308: write a number above 0 and of at most 100",
    ),
    (
        "tools/watch/watch.toml",
        ('side = "above"', 'side = "over"'),
        "watch 1 (VIX over VIX3M): side 'over' is none of above, below, outside",
    ),
    (
        "tools/watch/watch.toml",
        ("level = 1.0\n", ""),
        "watch 1 (VIX over VIX3M): names no threshold: write one of level, percentile, falsifier",
    ),
    (
        "tools/watch/watch.toml",
        ("level = 1.0", "level = 1.0\npercentile = 0.9"),
        "watch 1 (VIX over VIX3M): names level and percentile: write one of",
    ),
    (
        "tools/watch/watch.toml",
        ("percentile = 0.95", "percentile = 95"),
        "watch 2 (VIX less realised volatility): percentile is 95: write a number from 0 to 1",
    ),
    (
        "tools/watch/watch.toml",
        ('["broad", "index"]', '["broad", "indx"]'),
        "watch 2 (VIX less realised volatility): during 'indx' is none of broad, index, beneath",
    ),
    (
        "tools/watch/watch.toml",
        ('["broad", "index"]', '["broad", "broad"]'),
        "watch 2 (VIX less realised volatility): during holds 'broad' twice",
    ),
    (
        "tools/watch/watch.toml",
        ('falsifier = "rates_2y_up"', 'falsifier = "rates_2y_dn"'),
        "(the 2-year yield since the peak): falsifier 'rates_2y_dn' is no test: did you mean",
    ),
    (
        "tools/watch/watch.toml",
        ('falsifier = "rates_2y_up"', 'falsifier = "rates_2y_up"\nreading = "macro.rates_2y_z"'),
        "(the 2-year yield since the peak): unknown key 'reading': choose from",
    ),
    (
        "tools/events/fed.toml",
        ('"jackson hole( symposium)?"', '"jackson hole( symposium?"'),
        "event 1 (the Jackson Hole symposium): pattern is no regular expression: missing )",
    ),
    (
        "tools/events/fed.toml",
        ("label = ", "lable = "),
        "event 1: unknown key 'lable': choose from",
    ),
    (
        "tools/sources/sources.toml",
        ('agent = "browser"', 'agent = "brwser"'),
        "[yahoo]: agent 'brwser' is none of plain, browser, contact",
    ),
    (
        "tools/sources/sources.toml",
        ('due = "weekly"', 'due = "yearly"'),
        "[chicagofed]: due 'yearly' is none of daily, weekly, monthly, once",
    ),
    (
        "tools/sources/sources.toml",
        ('connector = "cboe_index"', 'connector = "cboe_indx"'),
        "[cboe]: connector 'cboe_indx' is no connector: did you mean cboe_index",
    ),
    (
        "tools/sources/sources.toml",
        ('gives = ["VIX",', 'gives = ["VIXX",'),
        "[cboe]: gives 'VIXX' is no series, chain or table of a market: did you mean VIX",
    ),
    (
        "tools/sources/sources.toml",
        ("per_second = 2.0", "per_second = 0"),
        "[cboe]: per_second is 0",
    ),
    ("tools/sources/sources.toml", ('base = "https:', 'base = "htps:'), "[cboe]: base is 'htps:"),
    (
        "tools/sources/sources.toml",
        ('instead_of = "fred"', 'instead_of = "fredd"'),
        "[treasury]: 'fredd' is no other source: choose from cboe, cboe-chain",
    ),
    (
        "tools/sources/sources.toml",
        ('key_in = "query:', 'key_in = "qery:'),
        "[fred-vintages]: key_in",
    ),
    (
        "tools/sources/sources.toml",
        ('key = "TIINGO_API_KEY"\n', ""),
        "[tiingo]: write key and key_in",
    ),
    (
        "tools/sources/plausible.toml",
        ("[0.01, 25.0]", "[25.0, 0.01]"),
        "unit 1 (DGS2): range must r",
    ),
    (
        "tools/sources/plausible.toml",
        ("[0.05, 20.0]", "[-0.05, 20.0]"),
        "unit 1 (DGS2): usual is -0",
    ),
    ("tools/sources/plausible.toml", ('"SOFR"', '"DGS2"'), "unit 2 (DFF): DGS2 has a unit already"),
]


@pytest.mark.parametrize(("name", "change", "said"), FAULTS)
def test_a_slip_is_told_in_one_line(
    name: str, change: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    found = refused(name, altered(name, *change), tmp_path)
    assert said in found if said.startswith("(") else found.startswith(said)


@pytest.mark.parametrize("name", TABLES)
def test_a_copy_as_it_is_reads_as_the_published_one(name: str, tmp_path: Path) -> None:
    copy = tmp_path / Path(name).name
    copy.write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    assert repr(TABLES[name](copy)) == repr(TABLES[name](None))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_too_many_one_too_few_and_none_at_all(name: str, tmp_path: Path) -> None:
    whole = blocks(name)
    text = "".join(t for _, t in whole)
    extra = refused(name, f"{text}\n[stray]\nx = 1\n", tmp_path)
    assert "'x'" in extra if name == ANY_TABLE else "unknown table 'stray'" in extra
    assert refused(name, f"{text}\n= 1", tmp_path).startswith("is not TOML: ")
    missing = tmp_path / "missing.toml"
    with pytest.raises(UnwindError, match=r"missing\.toml: cannot be read: No such file"):
        TABLES[name](missing)
    for table in {n.partition(".")[0] for n, _ in whole} if name != ANY_TABLE else ():
        less = "".join(t for n, t in whole if n.partition(".")[0] != table)
        said = refused(name, less, tmp_path)
        assert f"[{table}] is missing: write" in said or f"[[{table}]] is missing: write" in said


@pytest.mark.parametrize("name", TABLES)
def test_a_row_that_stands_there_twice(name: str, tmp_path: Path) -> None:
    whole = blocks(name)
    for at, (table, block) in enumerate(whole):
        if at and whole[at - 1][0] == table and block.startswith("[["):
            text = "".join(
                t for _, t in [*whole[: at + 1], (table, f"\n{block}\n"), *whole[at + 1 :]]
            )
            said = refused(name, text, tmp_path)
            assert "already: write it once" in said, said
            assert f"{table} " in said


def test_a_day_that_is_left_out_is_missed(tmp_path: Path) -> None:
    whole = blocks("tools/routs.toml")
    for at in [i for i, (table, _) in enumerate(whole) if table == "day"]:
        said = refused(
            "tools/routs.toml", "".join(t for _, t in [*whole[:at], *whole[at + 1 :]]), tmp_path
        )
        assert said.startswith("[[day]] worst_day") and said.endswith("is missing: write its row")


def lines(name: str) -> list[tuple[str, str, int, int]]:
    """Return each key of each kind of table once, where it stands last, with its place."""
    text = (ROOT / name).read_text(encoding="utf-8")
    heads = [(m.start(), m[1].partition(".")[0]) for m in HEADER.finditer(text)]
    if name == ANY_TABLE:
        heads = [(start, "source") for start, _ in heads]
    found = {}
    for m in KEY.finditer(text):
        table = [n for start, n in heads if start < m.start()][-1]
        found[table, m[1]] = (table, m[1], *m.span(2))
    return list(found.values())


@pytest.mark.parametrize("name", TABLES)
def test_no_value_of_another_type_passes(name: str, tmp_path: Path) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    tried = 0
    for table, key, start, end in lines(name):
        value = tomllib.loads(f"x = {text[start:end]}")["x"]
        wrong = [w for w in WRONG if not (isinstance(value, bool) and w == "true")]
        wrong += ["7"] if isinstance(value, str | list | bool) else ['"stray"']
        for other in wrong:
            said = refused(name, text[:start] + other + text[end:], tmp_path)
            assert key in said and (table in said or table == "source"), (other, said)
            tried += 1
    assert tried > 30


@pytest.mark.parametrize("name", TABLES)
def test_no_misspelt_key_passes(name: str, tmp_path: Path) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for table, key, start, _ in lines(name):
        place = text.rindex(key, 0, start)
        said = refused(name, f"{text[:place]}{key}_x{text[place + len(key) :]}", tmp_path)
        assert f"unknown key '{key}_x': choose from " in said, (table, key, said)


def test_nothing_of_a_table_is_lost() -> None:
    body = tomllib.loads((ROOT / "tools/attribution.toml").read_text(encoding="utf-8"))
    found = load_weights()
    for given, row in zip(body["evidence"], found.evidence, strict=True):
        for key, value in given.items():
            if d := row.densities.get(key):
                assert [d.share, d.a, d.b] == value
            else:
                assert getattr(row, key) == (tuple(value) if key == "levels" else value)
    for table, rows in (
        ("trigger_evidence", found.trigger_evidence),
        ("trigger_move", found.trigger_moves),
        ("falsifier", found.falsifiers),
    ):
        for given, one in zip(body[table], rows, strict=True):
            plain = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
            assert {key: getattr(one, key) for key in given} == plain
    for table in ("amplification", "vulnerability"):
        held = [(r, g) for g, members in getattr(found, table).items() for r in members]
        assert sorted(held) == sorted((row["reading"], row["group"]) for row in body[table])


def test_what_the_layers_keep_a_reader_from_looking_up() -> None:
    assert {move.asset for move in load_weights().trigger_moves} <= BY_ASSET.keys()
    assert {source.due for source in load_sources().values()} <= DUE.keys()
    series = {name.partition(".")[0] for name in load_units()}
    assert series - {"TFF"} <= catalogue().keys()  # TFF stands for every contract of that report


def test_a_fault_reaches_a_user_as_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "watch.toml"
    copy.write_text(altered("tools/watch/watch.toml", "level = 1.0", "level = nan"), "utf-8")
    with pytest.raises(SystemExit) as stop:
        main(lambda: load_rows(copy))
    assert stop.value.code == 1
    assert capsys.readouterr().err == (
        f"unwind: {copy}: watch 1 (VIX over VIX3M): level is nan: write a number\n"
    )
