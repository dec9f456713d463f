import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from prodworthy.probes import pins
from prodworthy.probes.way import Way
from prodworthy.target import Reach


@contextmanager
def listener(authority: trustme.CA, *names: str) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            try:
                connection, _ = server.accept()
                context.wrap_socket(connection, server_side=True).close()
            except OSError:
                return

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{server.getsockname()[1]}"
        thread.join(5)


@pytest.fixture
def authority(tmp_path: Path) -> tuple[trustme.CA, str]:
    ca = trustme.CA()
    file = tmp_path / "ca.pem"
    ca.cert_pem.write_to_path(str(file))
    return ca, str(file)


def trusting(file: str) -> Way:
    return Way(Reach(ca_file=file))


def test_the_public_key_is_the_one_that_a_full_parser_finds() -> None:
    pem = trustme.CA().issue_cert("demo.test").cert_chain_pems[0].bytes()
    certificate = x509.load_pem_x509_certificate(pem)
    der = certificate.public_bytes(Encoding.DER)
    assert pins.public_key_info(der) == certificate.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )


@pytest.mark.parametrize("cut", [0, 1, 5, 60])
def test_bytes_that_are_no_certificate_are_refused(cut: int) -> None:
    pem = trustme.CA().cert_pem.bytes()
    der = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    with pytest.raises(ValueError, match="certificate"):
        pins.public_key_info(der[:cut])


async def test_a_server_of_the_authority_is_pinned(authority: tuple[trustme.CA, str]) -> None:
    ca, file = authority
    with listener(ca, "127.0.0.1") as origin:
        assert len(await pins.verified_pins([origin], trusting(file))) == 1


async def test_another_authority_gives_no_pin(authority: tuple[trustme.CA, str]) -> None:
    with listener(trustme.CA(), "127.0.0.1") as origin:
        assert await pins.verified_pins([origin], trusting(authority[1])) == ()


async def test_another_name_gives_no_pin(authority: tuple[trustme.CA, str]) -> None:
    ca, file = authority
    with listener(ca, "other.test") as origin:
        assert await pins.verified_pins([origin], trusting(file)) == ()


async def test_plain_origins_are_left_out(authority: tuple[trustme.CA, str]) -> None:
    assert await pins.verified_pins(["http://127.0.0.1:9"], trusting(authority[1])) == ()
