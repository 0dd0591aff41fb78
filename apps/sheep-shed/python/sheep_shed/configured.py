"""The shed that the function's environment names: made once, when Lambda initialises it."""

from __future__ import annotations

import os

import boto3
from botocore.config import Config

from sheep_shed.dynamodb_shed import MOST_THREADS, DynamoDbShed

shed = DynamoDbShed(
    boto3.client("dynamodb", config=Config(max_pool_connections=MOST_THREADS)),
    os.environ["BACKEND_TABLE_NAME"],
)
