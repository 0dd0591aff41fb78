"""The checksums that S3 knows, as its headers have them."""

import base64
import hashlib
import zlib


def _table(polynomial):
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (polynomial if byte & 1 else 0)
        table.append(byte)
    return table


def _crc(polynomial, bits):
    """A reflected CRC that begins with all ones and ends inverted."""
    table = _table(polynomial)
    ones = (1 << bits) - 1

    def crc(body):
        value = ones
        for byte in body:
            value = value >> 8 ^ table[(value ^ byte) & 0xFF]
        return (value ^ ones).to_bytes(bits // 8, "big")

    return crc


DIGESTS = {
    "CRC32": lambda body: zlib.crc32(body).to_bytes(4, "big"),
    "CRC32C": _crc(0x82F63B78, 32),
    "CRC64NVME": _crc(0x9A6C9329AC4BC9B5, 64),
    "SHA1": lambda body: hashlib.sha1(body).digest(),
    "SHA256": lambda body: hashlib.sha256(body).digest(),
}


def checksum(algorithm, body):
    return base64.b64encode(DIGESTS[algorithm](body)).decode()


def header(algorithm):
    return f"x-amz-checksum-{algorithm.lower()}"


def md5(body):
    return base64.b64encode(hashlib.md5(body).digest()).decode()
