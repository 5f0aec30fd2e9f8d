"""The embedders: the hashed default, an endpoint of our own, a model of three lines."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.notes.made import write_note
from tests.notes.process import ROOT
from tools.notes import Memory
from tools.notes.embedders import SIZE, EmbedderFailed, Hashed, make_embedder

LATE = date(2030, 1, 1)


def cosine(one: str, two: str) -> float:
    first, second = Hashed()([one, two])
    return sum(a * b for a, b in zip(first, second, strict=True))


@given(st.text(max_size=200))
def test_a_hashed_vector_has_length_one(text: str) -> None:
    (vector,) = Hashed()([text])
    assert len(vector) == SIZE
    assert math.isclose(math.hypot(*vector), 1.0)


def test_hashed_vectors_are_the_same_in_every_process() -> None:
    script = "from tools.notes.embedders import Hashed; print(Hashed()(['Crowded winners'])[0])"
    runs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert runs == {f"{Hashed()(['Crowded winners'])[0]}\n"}


def test_hashed_vectors_know_spelling_and_not_order() -> None:
    assert math.isclose(cosine("crowded winners", "WINNERS, crowded!"), 1.0)
    assert cosine("deleveraging", "delevraging") > 0.2 > abs(cosine("deleveraging", "payrolls"))


def test_unrelated_words_are_all_but_orthogonal() -> None:
    """512 signed places: the cosine has mean 0 and a standard deviation of 1/sqrt(512) = 0.044."""
    vectors = np.array(Hashed()([f"{i * 7919:x}q" for i in range(400)]))
    off = (vectors @ vectors.T)[np.triu_indices(400, 1)]
    assert abs(off.mean()) < 0.01
    assert off.std() < 0.06
    assert (np.abs(off) > Hashed.floor).mean() < 0.02


def answer(request: dict[str, object]) -> tuple[int, str]:
    """Answer as an endpoint does: one axis for what is bearish, one for the rest, out of order."""
    texts = request["input"]
    assert isinstance(texts, list)
    rows = [
        {"object": "embedding", "index": i, "embedding": [3.0, 0.0] if bearish(t) else [0.0, 5.0]}
        for i, t in enumerate(texts)
    ]
    body = {"object": "list", "data": rows[::-1], "model": request["model"], "usage": USAGE}
    return 200, json.dumps(body)


USAGE = {"prompt_tokens": 1, "total_tokens": 1}


def bearish(text: str) -> bool:
    return "fell" in text or "slump" in text


Answer = Callable[[dict[str, object]], tuple[int, str]]


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Answer]]:
    """An endpoint of this machine; the list holds how it answers."""
    how: list[Answer] = [answer]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.path == "/v1/embeddings"
            assert self.headers["Authorization"] == "Bearer key-of-a-test"
            status, body = how[0](request)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{server.server_port}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-a-test")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield how
    server.shutdown()
    server.server_close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_note(tmp_path / "notes", "real-1", "2018-02-05", "## Macro\nStocks fell.\n")
    write_note(tmp_path / "notes", "real-2", "2018-02-06", "## Macro\nGold rose.\n")
    return tmp_path


def openai_memory(home: Path) -> Memory:
    return Memory(home / "memory", (home / "notes",), embedder="openai:small")


def test_an_endpoint_finds_by_meaning(home: Path, endpoint: list[Answer]) -> None:
    results = openai_memory(home).search("slump", LATE, False)
    assert results.degraded == ""
    # The other note's vector stands at right angles to it.
    assert results.found[0].id == "real-1"
    texts = [f"{'slump' if i % 3 else 'rose'} {i}" for i in range(150)]
    vectors = make_embedder("openai:small")(texts)
    assert vectors == [[1.0, 0.0] if i % 3 else [0.0, 1.0] for i in range(150)]


@pytest.mark.parametrize(
    "how",
    [
        lambda _: (500, "{}"),
        lambda _: (401, '{"error": {"message": "no such key"}}'),
        lambda _: (200, "<html>not an endpoint</html>"),
        lambda _: (200, '{"data": []}'),
        lambda r: (200, answer(r)[1].replace("5.0", "5.0, 1.0")),
        lambda r: (200, answer(r | {"input": []})[1]),
    ],
    ids=["error", "refused", "html", "empty", "ragged", "none"],
)
def test_an_endpoint_that_fails_leaves_the_words(
    home: Path, endpoint: list[Answer], how: Answer
) -> None:
    endpoint[0] = how
    results = openai_memory(home).search("what fell", LATE, False)
    assert [found.id for found in results.found] == ["real-1"]
    assert results.degraded.startswith("found by words only: the embedder openai:small")
    assert "key-of-a-test" not in results.degraded
    assert "\n" not in results.degraded


def test_without_a_key_the_words_are_left(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    results = openai_memory(home).search("fell", LATE, False)
    assert [found.id for found in results.found] == ["real-1"]
    assert "the embedder openai:small failed" in results.degraded


VOCABULARY = {"[PAD]": 0, "[UNK]": 1, "stocks": 2, "fell": 3, "gold": 4, "rose": 5, "slump": 6}
ROWS = [[9.0, 9.0], [0.0, 0.0], [1.0, 0.0], [4.0, 3.0], [0.0, 1.0], [0.0, 3.0], [2.0, 2.0]]


def field(number: int, value: bytes | int) -> bytes:
    """Encode a field as protocol buffers do: a number, or bytes with their length."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def tensor_type(name: bytes, kind: int, sizes: tuple[bytes | int, ...]) -> bytes:
    dims = b"".join(field(1, field(1, s) if isinstance(s, int) else field(2, s)) for s in sizes)
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, dims)))


def write_model(folder: Path) -> Path:
    """Write a model by hand: each token's row of a table is its hidden state."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import Whitespace

    folder.mkdir()
    tokenizer = Tokenizer(WordLevel(VOCABULARY, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = Lowercase(), Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    table = np.array(ROWS, dtype="<f4")
    weights = b"".join(field(1, n) for n in table.shape) + field(2, 1) + field(8, b"table")
    names = field(1, b"table") + field(1, b"input_ids") + field(2, b"hidden")
    graph = (
        field(1, names + field(4, b"Gather"))
        + field(2, b"g")
        + field(5, weights + field(9, table.tobytes()))
        + field(11, tensor_type(b"input_ids", 7, (b"n", b"s")))
        + field(12, tensor_type(b"hidden", 1, (b"n", b"s", 2)))
    )
    model = field(1, 8) + field(7, graph) + field(8, field(1, b"") + field(2, 13))
    (folder / "model.onnx").write_bytes(model)
    return folder


def test_a_local_model_is_pooled_over_its_words(tmp_path: Path) -> None:
    embed = make_embedder(str(write_model(tmp_path / "model")))
    one, two = embed(["Stocks fell", "gold"])
    # (1, 0) and (4, 3) have the mean (2.5, 1.5); the second text's padding counts for nothing.
    assert one == pytest.approx([2.5 / math.hypot(2.5, 1.5), 1.5 / math.hypot(2.5, 1.5)])
    assert two == pytest.approx([0.0, 1.0])
    assert embed([""])[0] == pytest.approx([1.0, 0.0])


def test_a_local_model_finds_by_meaning(home: Path) -> None:
    setting = str(write_model(home / "model"))
    memory = Memory(home / "memory", (home / "notes",), embedder=setting)
    results = memory.search("slump", LATE, False)
    assert results.degraded == ""
    assert results.found[0].id == "real-1"


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_damaged_model_leaves_the_words(home: Path, name: str) -> None:
    folder = write_model(home / "model")
    (folder / name).write_bytes(b"damaged")
    memory = Memory(home / "memory", (home / "notes",), embedder=str(folder))
    results = memory.search("fell", LATE, False)
    assert [found.id for found in results.found] == ["real-1"]
    assert f"the embedder in {folder} failed" in results.degraded
    (folder / name).unlink()
    with pytest.raises(EmbedderFailed, match=f"has no {name}"):
        make_embedder(str(folder))
