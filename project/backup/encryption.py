"""A backup under a passphrase: scrypt makes the key, AES-256-GCM seals one mebibyte at a time.

The file, in order (docs/operators/backup.md says the same for who must read it without us):

    16 bytes   FOOTHOLD-SEALED1
    16 bytes   the salt of scrypt, whose n is 2**17, r 8 and p 1
     7 bytes   the beginning of every nonce
    then pieces of 1,048,576 bytes and 16 of their tag, the last one shorter

A nonce is the beginning, the number of the piece from 0 in four bytes, and a byte that is 1 on the
last piece. So no piece can be changed, left out, repeated or put elsewhere, and the end not cut
off. The 39 bytes of the head are sealed along with every piece.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from .refusals import Unreadable

MAGIC: Final = b"FOOTHOLD-SEALED1"
SALT: Final = 16
BEGINNING: Final = 7
HEAD: Final = len(MAGIC) + SALT + BEGINNING
PIECE: Final = 1 << 20
TAG: Final = 16
COST: Final = 1 << 17  # of scrypt: 128 MiB and about half a second for each guess


def is_sealed(file: Path) -> bool:
    """Return whether a file begins as one that takes a passphrase."""
    with file.open("rb") as stream:
        return stream.read(len(MAGIC)) == MAGIC


def seal(plain: Path, sealed: Path, passphrase: bytes) -> None:
    """Write a file anew, readable with the passphrase only."""
    head = MAGIC + os.urandom(SALT + BEGINNING)
    cipher = _cipher(head, passphrase)
    with plain.open("rb") as source, sealed.open("xb") as target:
        target.write(head)
        for number, piece, is_last in _pieces(source, PIECE):
            target.write(cipher.encrypt(_nonce(head, number, is_last=is_last), piece, head))


def unseal(sealed: Path, plain: Path, passphrase: bytes) -> None:
    """Write what was sealed.

    Raises Unreadable for another passphrase, and for a file that was changed or cut short; what
    was written until then is removed.
    """
    try:
        with sealed.open("rb") as source, plain.open("xb") as target:
            head = source.read(HEAD)
            if len(head) < HEAD:
                raise InvalidTag
            cipher = _cipher(head, passphrase)
            for number, piece, is_last in _pieces(source, PIECE + TAG):
                target.write(cipher.decrypt(_nonce(head, number, is_last=is_last), piece, head))
    except InvalidTag:
        plain.unlink()
        raise Unreadable(
            f"{sealed} cannot be opened: either the passphrase is another one, or the file is "
            "damaged."
        ) from None


def _cipher(head: bytes, passphrase: bytes) -> AESGCM:
    salt = head[len(MAGIC) : len(MAGIC) + SALT]
    return AESGCM(Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(passphrase))


def _nonce(head: bytes, number: int, *, is_last: bool) -> bytes:
    return head[-BEGINNING:] + number.to_bytes(4) + bytes([is_last])


def _pieces(source: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Yield each piece with its number, and whether it is the last; there is always one."""
    piece, number = source.read(size), 0
    while True:
        following = source.read(size)
        yield number, piece, not following
        if not following:
            return
        piece, number = following, number + 1
