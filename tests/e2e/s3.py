"""What the tests of S3 begin with."""

import pytest
from botocore.exceptions import ClientError

PART = 5 << 20  # bytes: the least of all parts but the last


def refused(call, **parameters):
    """The error that S3 answers, with its further elements, and its status."""
    with pytest.raises(ClientError) as error:
        call(**parameters)
    response = error.value.response
    return {**response["Error"], "status": response["ResponseMetadata"]["HTTPStatusCode"]}


def code(call, **parameters):
    return refused(call, **parameters)["Code"]


class Bucket:
    """A bucket and its client, so that tests need not repeat the name."""

    def __init__(self, client, name):
        self.client = client
        self.name = name

    def __getattr__(self, operation):
        call = getattr(self.client, operation)
        return lambda **parameters: call(Bucket=self.name, **parameters)

    def put(self, key, body=b"hello", **parameters):
        return self.put_object(Key=key, Body=body, **parameters)

    def get(self, key, **parameters):
        return self.get_object(Key=key, **parameters)["Body"].read()

    def keys(self, **parameters):
        return [o["Key"] for o in self.list_objects_v2(**parameters).get("Contents", [])]

    def upload(self, key, *parts, **parameters):
        """An upload with these parts, complete."""
        upload = self.create_multipart_upload(Key=key, **parameters)["UploadId"]
        # By itself the client sends CRC32, whatever the upload asked for.
        same = {name: parameters[name] for name in parameters if name == "ChecksumAlgorithm"}
        done = [self.part(key, upload, i + 1, part, **same) for i, part in enumerate(parts)]
        return self.complete(key, upload, done)

    def part(self, key, upload, number, body, **parameters):
        answer = self.upload_part(
            Key=key, UploadId=upload, PartNumber=number, Body=body, **parameters
        )
        checksums = {name: value for name, value in answer.items() if name.startswith("Checksum")}
        return {"PartNumber": number, "ETag": answer["ETag"], **checksums}

    def complete(self, key, upload, parts, **parameters):
        return self.complete_multipart_upload(
            Key=key, UploadId=upload, MultipartUpload={"Parts": parts}, **parameters
        )
