"""Bodies that come packed, unpacked piece by piece, so that a small one cannot become more than is read."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

ENCODINGS: Final = ("gzip", "deflate")
_PIECE: Final = 1024 * 1024
_EITHER: Final = zlib.MAX_WBITS | 32
"""Tells zlib to see by itself whether it is gzip or zlib, which HTTP calls deflate."""


class Unpacker:
    """Unpacks gzip, of one member or more, and deflate, also as clients send it that leave out its head.

    >>> unpacker = Unpacker()
    >>> b"".join([*unpacker.parts(zlib.compress(b"ASK {}")), *unpacker.parts(b"")])
    b'ASK {}'
    """

    def __init__(self) -> None:
        self._one = zlib.decompressobj(_EITHER)
        self._is_told = False  # whether there was output, which tells that it has a head or has none
        self._untold = bytearray()

    def parts(self, packed: bytes) -> Iterator[bytes]:
        """Yield what a part holds, in pieces; an empty part is the last. Raises `ValueError` for what is not packed so.

        The end of a body that breaks off is such an error too.
        """
        if not packed and (self._is_told or self._untold) and not self._one.eof:
            raise ValueError("breaks off")
        piece = b""
        while packed or len(piece) == _PIECE:
            if packed and self._one.eof:
                packed = packed.lstrip(b"\0")  # which pad the end
                if not packed:
                    return
                self._one = zlib.decompressobj(_EITHER)
            piece = self._piece(packed)
            yield piece
            packed = self._one.unconsumed_tail or self._one.unused_data

    def _piece(self, packed: bytes) -> bytes:
        try:
            piece = self._one.decompress(packed, _PIECE)
        except zlib.error:
            if self._is_told:
                raise ValueError("is not packed") from None
            return self._headless(bytes(self._untold + packed))
        if piece or self._one.eof:
            self._is_told = True
            self._untold.clear()
        elif not self._is_told:
            self._untold += packed
        return piece

    def _headless(self, packed: bytes) -> bytes:
        self._one, self._is_told = zlib.decompressobj(-zlib.MAX_WBITS), True
        try:
            return self._one.decompress(packed, _PIECE)
        except zlib.error:
            raise ValueError("is not packed") from None
