"""What a lake is made of: layers, tables, rights."""

from .formation import Formation
from .layers import CURATED, LAYERS, RAW, Layer
from .rights import let
from .table import LakeTable, TableFormat

__all__ = [
    "CURATED",
    "LAYERS",
    "RAW",
    "Formation",
    "LakeTable",
    "Layer",
    "TableFormat",
    "let",
]
