import pytest


@pytest.mark.parametrize("i", range(4))
def test_a(real_market, i):
    assert real_market.brief().session


def test_d(demo_market):
    pass
