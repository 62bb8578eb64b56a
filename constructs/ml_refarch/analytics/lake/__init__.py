"""What a lake is made of: layers, tables, views, rights."""

from .formation import Formation
from .layers import CURATED, LAYERS, RAW, Layer
from .rights import let
from .table import LakeTable, TableFormat
from .view import LakeView

__all__ = [
    "CURATED",
    "LAYERS",
    "RAW",
    "Formation",
    "LakeTable",
    "LakeView",
    "Layer",
    "TableFormat",
    "let",
]
