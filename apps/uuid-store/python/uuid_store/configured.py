"""The store that the function's environment names: made once, when Lambda initialises it."""

from __future__ import annotations

import os

import boto3

from uuid_store.aws_store import AwsStore


def missing_variable() -> str | None:
    """The first of the variables that the store needs and the environment does not have."""
    for name in ("S3_BUCKET_NAME", "DYNAMODB_TABLE"):
        if not os.environ.get(name):
            return name
    return None


missing = missing_variable()
store = (
    None
    if missing
    else AwsStore(
        boto3.client("s3"),
        os.environ["S3_BUCKET_NAME"],
        boto3.client("dynamodb"),
        os.environ["DYNAMODB_TABLE"],
    )
)
