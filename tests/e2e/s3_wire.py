"""S3's requests byte by byte: heads, aws-chunked bodies, signatures of chunks."""

import hashlib
import hmac
import xml.etree.ElementTree

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from rawhttp import RawConnection

EMPTY = hashlib.sha256(b"").hexdigest()
TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
SIGNED_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"


def head(server, method, path, **headers):
    """A request's head; names have _ for -, and None leaves a header out."""
    headers = {"host": f"127.0.0.1:{server.port}", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items() if value is not None]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode()


def error_of(answer):
    """An answer's status and the code of its error."""
    status, _, body = answer
    code = xml.etree.ElementTree.fromstring(body).findtext("Code") if status >= 300 and body else None
    return status, code


def send(server, method, path, body=b"", **headers):
    """A request, and what is answered: status and code."""
    headers = {"content_length": len(body), **headers}
    with RawConnection(server) as connection:
        connection.send(head(server, method, path, **headers) + body)
        return error_of(connection.response(head_only=method == "HEAD"))


def put(server, path, body, **headers):
    return send(server, "PUT", path, body, **headers)


def pieces(body, size):
    return [body[i : i + size] for i in range(0, len(body), size)]


def chunked(body, trailers=(), size=65536):
    """aws-chunked without signatures."""
    chunks = [b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces(body, size)]
    lines = [f"{name}:{value}\r\n".encode() for name, value in trailers]
    return b"".join([*chunks, b"0\r\n", *lines, b"\r\n"])


def put_chunked(server, path, body, trailers=(), framed=None, **headers):
    """PUT of an aws-chunked body with a trailer, as SDKs send it over TLS."""
    names = ",".join(name for name, _ in trailers) or None
    headers = {
        "content_encoding": "aws-chunked",
        "x_amz_content_sha256": TRAILER,
        "x_amz_decoded_content_length": len(body),
        "x_amz_trailer": names,
        **headers,
    }
    return put(server, path, chunked(body, trailers) if framed is None else framed, **headers)


class _Auth(S3SigV4Auth):
    """Signs what x-amz-content-sha256 says, and remembers what chunks are signed with."""

    def __init__(self, key, secret, payload):
        super().__init__(Credentials(key, secret), "s3", "us-east-1")
        self._payload = payload

    def payload(self, request):
        return self._payload

    def signature(self, string_to_sign, request):
        self.timestamp = request.context["timestamp"]
        self.signing_scope = self.credential_scope(request)
        self.seed = super().signature(string_to_sign, request)
        return self.seed


class SignedStream:
    """A PUT whose chunks are signed one after the other, in pieces of `size`."""

    def __init__(self, server, path, body, key, secret, *, trailers=(), size=65536, **headers):
        self.secret = secret
        self.chunks = pieces(body, size) + [b""]
        self.trailers = trailers
        payload = SIGNED_TRAILER if trailers else SIGNED
        headers = {
            "content-encoding": "aws-chunked",
            "x-amz-decoded-content-length": str(len(body)),
            **{name.replace("_", "-"): str(value) for name, value in headers.items()},
        }
        if trailers:
            headers["x-amz-trailer"] = ",".join(name for name, _ in trailers)
        request = AWSRequest("PUT", server.url + path, headers)
        self.auth = _Auth(key, secret, payload)
        self.auth.add_auth(request)
        self.server, self.path = server, path
        self.headers = dict(request.headers.items())

    def _sign(self, kind, *hashes):
        auth = self.auth
        text = "\n".join([f"AWS4-HMAC-SHA256-{kind}", auth.timestamp, auth.signing_scope, self.last, *hashes])
        key = f"AWS4{self.secret}".encode()
        for part in auth.signing_scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        self.last = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        return self.last

    def framed(self):
        """The body, every chunk with its signature."""
        self.last = self.auth.seed
        out = b""
        for chunk in self.chunks:
            signature = self._sign("PAYLOAD", EMPTY, hashlib.sha256(chunk).hexdigest())
            out += b"%x;chunk-signature=%s\r\n" % (len(chunk), signature.encode())
            out += chunk + b"\r\n" if chunk else b""
        if self.trailers:
            text = "".join(f"{name}:{value}\n" for name, value in self.trailers)
            signature = self._sign("TRAILER", hashlib.sha256(text.encode()).hexdigest())
            out += text.replace("\n", "\r\n").encode()
            out += f"x-amz-trailer-signature:{signature}\r\n".encode()
        return out + b"\r\n"

    def send(self, body=None):
        body = self.framed() if body is None else body
        return put(self.server, self.path, body, **self.headers)


def files(data):
    """The bodies in a data folder's S3 part."""
    return sorted(path for path in (data / "s3").rglob("*") if path.is_file())
