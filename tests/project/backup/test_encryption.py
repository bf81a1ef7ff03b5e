"""Sealed with a passphrase: readable with it alone, and not if anything was changed."""

import tracemalloc

import pytest

from project.backup import encryption
from project.backup.encryption import HEAD, PIECE, TAG, is_sealed, seal, unseal
from project.backup.refusals import Unreadable

PASSPHRASE = b"correct horse battery staple"
WHOLE = HEAD + PIECE + TAG


@pytest.fixture(autouse=True)
def cheap_guesses(monkeypatch):
    """Scrypt at its real cost would take most of the time of these tests."""
    monkeypatch.setattr(encryption, "COST", 1 << 10)


def sealed(tmp_path, body: bytes):
    (tmp_path / "plain").write_bytes(body)
    seal(tmp_path / "plain", tmp_path / "sealed", PASSPHRASE)
    return tmp_path / "sealed"


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_sealed_is_there_again(tmp_path, size):
    body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    file = sealed(tmp_path, body)

    unseal(file, tmp_path / "again", PASSPHRASE)

    assert is_sealed(file)
    assert (tmp_path / "again").read_bytes() == body
    assert body[:32] not in file.read_bytes() or size < 32


def test_the_same_file_is_sealed_differently_each_time(tmp_path):
    first = sealed(tmp_path, b"books").read_bytes()
    (tmp_path / "sealed").unlink()

    assert sealed(tmp_path, b"books").read_bytes() != first


SPOILT = {
    "a bit of the head": lambda body: body[:20] + bytes([body[20] ^ 1]) + body[21:],
    "a bit of the first piece": lambda body: body[:99] + bytes([body[99] ^ 1]) + body[100:],
    "the last byte": lambda body: body[:-1] + bytes([body[-1] ^ 1]),
    "cut short": lambda body: body[:-1],
    "the last piece missing": lambda body: body[: WHOLE + PIECE + TAG],
    "a piece left out": lambda body: body[:WHOLE] + body[WHOLE + PIECE + TAG :],
    "two pieces changed over": lambda body: (
        body[:HEAD] + body[WHOLE : WHOLE + PIECE + TAG] + body[HEAD:WHOLE]
        + body[WHOLE + PIECE + TAG :]
    ),
    "something added": lambda body: body + b"x",
    "no more than a head": lambda body: body[:HEAD],
    "less than a head": lambda body: body[: HEAD - 1],
}  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_file_that_was_changed_is_refused_and_leaves_nothing(tmp_path, spoil):
    file = sealed(tmp_path, b"a" * PIECE + b"b" * PIECE + b"c")
    file.write_bytes(spoil(file.read_bytes()))

    with pytest.raises(Unreadable):
        unseal(file, tmp_path / "again", PASSPHRASE)

    assert not (tmp_path / "again").exists()


def test_another_passphrase_is_refused(tmp_path):
    file = sealed(tmp_path, b"books")

    with pytest.raises(Unreadable, match="the passphrase is another one"):
        unseal(file, tmp_path / "again", b"Correct horse battery staple")

    assert not (tmp_path / "again").exists()


def test_memory_stays_flat(tmp_path):
    (tmp_path / "plain").write_bytes(b"")
    with (tmp_path / "plain").open("wb") as stream:
        stream.truncate(64 * PIECE)
    tracemalloc.start()

    seal(tmp_path / "plain", tmp_path / "sealed", PASSPHRASE)
    unseal(tmp_path / "sealed", tmp_path / "again", PASSPHRASE)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 * PIECE
    assert (tmp_path / "again").stat().st_size == 64 * PIECE
