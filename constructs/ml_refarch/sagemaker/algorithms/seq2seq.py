"""Sequence-to-Sequence: translates and summarises; trains on the GPUs of one machine."""

from __future__ import annotations

from typing import Final

from .definition import JSON, RECORDIO_PROTOBUF, Channel, Definition
from .hyperparameters import Flag, OneOf, Real, Whole
from .instances import Instances

_NETWORK: Final = OneOf("rnn", "cnn")
_SHARE: Final = Real(0, 1)

SEQ2SEQ: Final = Definition(
    name="Sequence-to-Sequence",
    repository="seq2seq",
    channels=(
        Channel("train", (RECORDIO_PROTOBUF,), required=True),
        Channel("validation", (RECORDIO_PROTOBUF,), required=True),
        Channel("vocab", (JSON,), required=True),
    ),
    required=(),
    hyperparameters={
        "batch_size": Whole(),
        "beam_size": Whole(),
        "bleu_sample_size": Whole(-1),
        "bucket_width": Whole(),
        "bucketing_enabled": Flag(),
        "checkpoint_frequency_num_batches": Whole(),
        "checkpoint_threshold": Whole(),
        "clip_gradient": Real(None),
        "cnn_activation_type": OneOf("glu", "relu", "softrelu", "sigmoid", "tanh"),
        "cnn_hidden_dropout": _SHARE,
        "cnn_kernel_width_decoder": Whole(),
        "cnn_kernel_width_encoder": Whole(),
        "cnn_num_hidden": Whole(),
        "decoder_type": _NETWORK,
        "embed_dropout_source": _SHARE,
        "embed_dropout_target": _SHARE,
        "encoder_type": _NETWORK,
        "fixed_rate_lr_half_life": Whole(),
        "learning_rate": Real(above=True),
        "loss_type": OneOf("cross-entropy"),
        "lr_scheduler_type": OneOf("plateau_reduce", "fixed_rate_inv_t", "fixed_rate_inv_sqrt_t"),
        "max_num_batches": Whole(-1),
        "max_num_epochs": Whole(),
        "max_seq_len_source": Whole(),
        "max_seq_len_target": Whole(),
        "momentum": Real(None),
        "num_embed_source": Whole(),
        "num_embed_target": Whole(),
        "num_layers_decoder": Whole(),
        "num_layers_encoder": Whole(),
        "optimized_metric": OneOf("perplexity", "accuracy", "bleu"),
        "optimizer_type": OneOf("adam", "sgd", "rmsprop"),
        "plateau_reduce_lr_factor": Real(above=True),
        "plateau_reduce_lr_threshold": Whole(),
        "rnn_attention_in_upper_layers": Flag(),
        "rnn_attention_num_hidden": Whole(),
        "rnn_attention_type": OneOf("dot", "fixed", "mlp", "bilinear"),
        "rnn_cell_type": OneOf("lstm", "gru"),
        "rnn_decoder_hidden_dropout": _SHARE,
        "rnn_decoder_state_init": OneOf("last", "avg", "zero"),
        "rnn_first_residual_layer": Whole(),
        "rnn_num_hidden": Whole(),
        "rnn_residual_connections": Flag(),
        "training_metric": OneOf("perplexity", "accuracy"),
        "weight_decay": Real(),
        "weight_init_scale": Real(None),
        "weight_init_type": OneOf("uniform", "xavier"),
        "xavier_factor_type": OneOf("in", "out", "avg"),
    },
    objectives={
        "validation:accuracy": "Maximize",
        "validation:bleu": "Maximize",
        "validation:perplexity": "Minimize",
    },
    accepts=(JSON, RECORDIO_PROTOBUF),
    answers=(JSON, RECORDIO_PROTOBUF),
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/seq-2-seq.html",
    input_modes=("File",),
    instances=Instances(cpu=False, many=False),
)
