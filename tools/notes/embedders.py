"""What turns texts into vectors: the default that needs nothing, and two that are settings.

``hashed`` is always there and downloads nothing. ``openai:MODEL`` sends the notes' text to the
endpoint of ``OPENAI_BASE_URL``, which the OpenAI library reads with its key. A folder that holds
``model.onnx`` and ``tokenizer.json`` (a MiniLM, for instance) is run on this machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from math import log, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np

Vector = list[float]
HASHED, OPENAI = "hashed", "openai:"
SIZE = 512
# A word weighs as much as all of its letter groups. It falls on four places, so that two words that
# share one by chance are not taken for the same.
GRAMS, PLACES = (3, 4, 5), 4
OPENAI_BATCH, OPENAI_SECONDS, OPENAI_CHARACTERS = 64, 20.0, 16_000
ONNX_BATCH, ONNX_TOKENS = 32, 256
_WORD = re.compile(r"[^\W_]+")


class EmbedderFailed(Exception):
    """Why texts could not be embedded, in a few words."""


class Embedder(Protocol):
    """What vectors come from.

    Another ``id`` means that old vectors are of no use. A section whose cosine with a query is
    below ``floor`` is not alike by that alone.
    """

    id: str
    floor: float

    def __call__(self, texts: Sequence[str]) -> list[Vector]:
        """Return one vector of length one for each text."""


def make_embedder(setting: str) -> Embedder:
    """Return the embedder that a setting names.

    Raises
    ------
    EmbedderFailed
        When it names none, or its files are absent.
    """
    if setting == HASHED:
        return Hashed()
    if setting.startswith(OPENAI) and setting != OPENAI:
        return OpenAI(setting.removeprefix(OPENAI))
    folder = Path(setting).expanduser()
    if setting and folder.is_dir():
        return Onnx(folder)
    raise EmbedderFailed(
        f"the embedder {setting!r} is neither {HASHED}, {OPENAI}MODEL nor a folder of a model"
    )


class Hashed:
    """Words and their groups of three to five letters, hashed into 512 signed places.

    The hashing trick of Weinberger and others (2009), "Feature hashing for large scale multitask
    learning", with BLAKE2b, so that the vectors are the same on every machine. A word that
    stands n times counts 1 + ln n.
    """

    id = f"{HASHED}-{SIZE}-1"
    # The cosine of two unrelated vectors of this size has a standard deviation of 0.044.
    floor = 0.15

    def __call__(self, texts: Sequence[str]) -> list[Vector]:
        """Return one vector of length one for each text."""
        return [_hashed(text) for text in texts]


def _hashed(text: str) -> Vector:
    counts: dict[str, int] = {}
    for word in _WORD.findall(text.lower()):
        counts[word] = counts.get(word, 0) + 1
    vector = [0.0] * SIZE
    for word, count in counts.items():
        times = 1 + log(count)
        for place, weight in _places(word):
            vector[place] += times * weight
    length = sqrt(sum(x * x for x in vector))
    if not length:
        # Cosine needs a direction: texts without words share one.
        return [1.0, *vector[1:]]
    return [x / length for x in vector]


@lru_cache(maxsize=50_000)
def _places(word: str) -> tuple[tuple[int, float], ...]:
    """Return where a word and its letter groups fall, and with which weight."""
    marked = f"<{word[:64]}>"
    grams = [marked[i : i + n] for n in GRAMS for i in range(len(marked) - n + 1)]
    return (
        *(_place(f"word {n} {word}", 1 / sqrt(PLACES)) for n in range(PLACES)),
        *(_place(f"gram {gram}", 1 / sqrt(len(grams))) for gram in grams),
    )


def _place(feature: str, weight: float) -> tuple[int, float]:
    number = int.from_bytes(blake2b(feature.encode("utf-8", "replace"), digest_size=8).digest())
    return (number >> 1) % SIZE, weight if number & 1 else -weight


class OpenAI:
    """A model behind an endpoint that speaks the OpenAI protocol."""

    floor = 0.0

    def __init__(self, model: str) -> None:
        self.model = model
        self.id = f"{OPENAI}{model}"

    def __call__(self, texts: Sequence[str]) -> list[Vector]:
        """Return one vector of length one for each text.

        Raises
        ------
        EmbedderFailed
            When there is no key, or the endpoint does not answer as it should.
        """
        import openai

        vectors: list[Vector] = []
        try:
            with openai.OpenAI(timeout=OPENAI_SECONDS, max_retries=1) as client:
                for batch in _batches(texts, OPENAI_BATCH):
                    cut = [text[:OPENAI_CHARACTERS] or " " for text in batch]
                    answer = client.embeddings.create(
                        model=self.model, input=cut, encoding_format="float"
                    )
                    found = sorted(answer.data, key=lambda one: one.index)
                    vectors += [_unit(one.embedding) for one in found]
        except Exception as error:
            # An endpoint that is none answers in ways that the library does not foresee.
            said = " ".join(str(error).split())[:200] or type(error).__name__
            raise EmbedderFailed(f"the embedder {self.id} failed: {said}") from error
        if len(vectors) != len(texts) or len({len(vector) for vector in vectors}) > 1:
            raise EmbedderFailed(f"the embedder {self.id} gave vectors of the wrong shape")
        return vectors


class Onnx:
    """A sentence model in a folder: mean pooling over its last hidden state."""

    floor = 0.0

    def __init__(self, folder: Path) -> None:
        model, tokenizer = folder / "model.onnx", folder / "tokenizer.json"
        for file in (model, tokenizer):
            if not file.is_file():
                raise EmbedderFailed(f"the embedder's folder {folder} has no {file.name}")
        self.id = f"onnx:{_mark(model)}:{_mark(tokenizer)}"
        self._model, self._tokenizer = model, tokenizer
        self._loaded: tuple[Any, Any] | None = None

    def __call__(self, texts: Sequence[str]) -> list[Vector]:
        """Return one vector of length one for each text.

        Raises
        ------
        EmbedderFailed
            When the model or its tokenizer cannot be read or run.
        """
        try:
            session, tokenizer = self._loaded = self._loaded or self._load()
            return [
                vector
                for batch in _batches(texts, ONNX_BATCH)
                for vector in _pooled(session, tokenizer.encode_batch(list(batch)))
            ]
        except Exception as error:
            # Neither library has an exception of its own for a damaged file.
            said = " ".join(str(error).split())[:200]
            raise EmbedderFailed(f"the embedder in {self._model.parent} failed: {said}") from error

    def _load(self) -> tuple[Any, Any]:
        import onnxruntime
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._tokenizer))
        tokenizer.enable_truncation(ONNX_TOKENS)
        tokenizer.enable_padding()
        session = onnxruntime.InferenceSession(str(self._model), providers=["CPUExecutionProvider"])
        return session, tokenizer


def _pooled(session: Any, encoded: Sequence[Any]) -> Iterable[Vector]:
    import numpy as np

    mask = np.array([one.attention_mask for one in encoded], dtype=np.int64)
    given = {
        "input_ids": np.array([one.ids for one in encoded], dtype=np.int64),
        "attention_mask": mask,
        "token_type_ids": np.zeros_like(mask),
    }
    wanted = {one.name for one in session.get_inputs()}
    hidden = session.run(None, {name: given[name] for name in given if name in wanted})[0]
    weights = mask[:, :, None].astype(np.float64)
    means = (hidden * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0)
    return (_unit(mean) for mean in means)


def _unit(vector: Sequence[float] | np.ndarray) -> Vector:
    values = [float(x) for x in vector]
    length = sqrt(sum(x * x for x in values))
    return [x / length for x in values] if length else [1.0, *values[1:]]


def _mark(file: Path) -> str:
    """Return a content hash of a file."""
    with file.open("rb") as opened:
        hashed = blake2b(digest_size=8)
        while part := opened.read(1 << 20):
            hashed.update(part)
    return hashed.hexdigest()


def _batches(texts: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (texts[start : start + size] for start in range(0, len(texts), size))
