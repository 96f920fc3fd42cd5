"""The contextual network in torch, cut in two, and its export to ONNX.

The lower layers, the trunk, are shared: the encoder and the reader each have upper layers of their
own on it, so that a third of the weights ship once instead of twice.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

TRUNK_LAYERS = 4
OPSET = 17
HIDDEN = {0: "texts", 1: "tokens"}
"""The axes of an array with a row a text and a column a token."""


class Trunk(nn.Module):
    """Token numbers and mask, (b, t) int64 each, to hidden states (b, t, width)."""

    def __init__(self, network: Any, layers: int = TRUNK_LAYERS) -> None:
        super().__init__()
        self.embeddings = network.embeddings
        self.layers = nn.ModuleList(network.encoder.layer[:layers])

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        return through(self.layers, self.embeddings(input_ids=input_ids), attention_mask)


class MeanEncoder(nn.Module):
    """Hidden states of the trunk and the mask to one vector a text, (b, width), not normalised."""

    def __init__(self, network: Any, layers: int = TRUNK_LAYERS) -> None:
        super().__init__()
        self.layers = nn.ModuleList(network.encoder.layer[layers:])

    def forward(self, hidden: Tensor, attention_mask: Tensor) -> Tensor:
        states = through(self.layers, hidden, attention_mask)
        weights = attention_mask.unsqueeze(-1).to(states.dtype)
        return (states * weights).sum(1) / weights.sum(1)


class TokenReader(nn.Module):
    """Hidden states and the mask to four scores a token, (b, t, 4): see `OUTPUTS`."""

    OUTPUTS = ("answers", "begins", "ends", "nothing")
    """answers: that the token's sentence answers (the mean over its tokens is the sentence's).
    begins, ends: that a short answer begins or ends with the token.  nothing: read at the first
    token only, that the passage does not answer."""

    def __init__(self, network: Any, layers: int = TRUNK_LAYERS) -> None:
        super().__init__()
        self.layers = nn.ModuleList(network.encoder.layer[layers:])
        self.scores = nn.Linear(network.config.hidden_size, len(self.OUTPUTS))

    def forward(self, hidden: Tensor, attention_mask: Tensor) -> Tensor:
        scores: Tensor = self.scores(through(self.layers, hidden, attention_mask))
        return scores


def through(layers: Any, hidden: Tensor, attention_mask: Tensor) -> Tensor:
    """The states after all layers; a masked token is seen by none."""
    mask = (1.0 - attention_mask[:, None, None, :].to(hidden.dtype)) * -10000.0
    for layer in layers:
        out = layer(hidden, mask)
        hidden = out[0] if isinstance(out, tuple) else out
    return hidden


def export(
    module: nn.Module, first: str, output: str, path: Path, axes: Sequence[int] = (0,)
) -> None:
    """Write a module of two inputs, `first` and the mask, as ONNX with weights of 7 and 4 bits.

    Matrices become 8-bit integers that use 7, since processors without VNNI add products of 8 bits
    with saturation, and would give other vectors; the table of embeddings, which is only looked
    up, keeps the 4 bits in which the base model came (blocks of 32), so nothing is lost there.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    ids = torch.randint(5, 1000, (2, 16))
    inputs = ids if first == "input_ids" else torch.rand(2, 16, 384)
    module.eval()
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        whole, small = Path(folder) / "whole.onnx", Path(folder) / "small.onnx"
        torch.onnx.export(
            module, (inputs, torch.ones_like(ids)), str(whole), dynamo=False, opset_version=OPSET,
            input_names=[first, "attention_mask"], output_names=[output],
            dynamic_axes={
                first: HIDDEN, "attention_mask": HIDDEN, output: {a: HIDDEN[a] for a in axes}
            },
        )  # fmt: skip
        quantize_dynamic(
            whole, small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
            op_types_to_quantize=["MatMul"],
        )  # fmt: skip
        model = onnx.load(small)
        if first == "input_ids":
            quantizer = MatMulNBitsQuantizer(
                model, block_size=32, is_symmetric=True,
                op_types_to_quantize=("Gather",), quant_axes=(("Gather", 1),),
            )  # fmt: skip
            quantizer.process()
            model = quantizer.model.model
        path.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(model, path)
