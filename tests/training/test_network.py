"""The exported network says what torch says, within what its integers allow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.slow


def test_the_halves_exported_agree_with_torch(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("onnx")
    pytest.importorskip("onnx_ir")
    import onnxruntime

    from training.network import MeanEncoder, TokenReader, Trunk, export

    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=1024, hidden_size=384, num_hidden_layers=4, num_attention_heads=12,
        intermediate_size=512, max_position_embeddings=64, attn_implementation="eager",
    )  # fmt: skip
    network = transformers.BertModel(config, add_pooling_layer=False).eval()
    uppers = {
        "vectors": (MeanEncoder(network, 2), (0,)),
        "scores": (TokenReader(network, 2), (0, 1)),
    }
    export(Trunk(network, 2), "input_ids", "hidden", tmp_path / "trunk.onnx", (0, 1))
    ids = np.array([[0, 7, 99, 512, 1000, 2]], np.int64)
    mask = np.ones_like(ids)

    def run(name: str, **given: np.ndarray) -> np.ndarray:
        session = onnxruntime.InferenceSession(str(tmp_path / f"{name}.onnx"))
        found: np.ndarray = session.run(None, {**given, "attention_mask": mask})[0]
        return found

    hidden = run("trunk", input_ids=ids)
    for name, (upper, axes) in uppers.items():
        export(upper, "hidden", name, tmp_path / f"{name}.onnx", axes)
        with torch.no_grad():
            whole = upper(
                Trunk(network, 2)(torch.tensor(ids), torch.tensor(mask)), torch.tensor(mask)
            )
        found = run(name, hidden=hidden)
        assert found.shape == tuple(whole.shape)
        assert np.corrcoef(found.ravel(), whole.numpy().ravel())[0, 1] > 0.98
