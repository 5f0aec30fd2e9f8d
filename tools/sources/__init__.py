"""Live sources: what each gives, how it is fetched politely, kept for good and read.

``sources.toml`` names every source once. A connector (``connectors/``) says which requests a source
needs and reads the bodies into a :class:`~tools.market.dataset.Dataset`; it neither opens a
connection nor reads a clock. ``fetch`` is the only module that reaches out, ``archive`` keeps what
came, ``gate`` decides what is fit for the market, and ``pull`` puts them together.
"""
