"""A store in S3 and DynamoDB: an object `<uuid>.txt` that says the UUID, then an item with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client


class AwsStore:
    """Thread-safe, as boto3's clients are."""

    def __init__(self, s3: S3Client, bucket: str, dynamodb: DynamoDBClient, table: str) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._dynamodb = dynamodb
        self._table = table

    def keep(self, uuid: str) -> None:
        self._s3.put_object(Bucket=self._bucket, Key=f"{uuid}.txt", Body=uuid.encode())
        self._dynamodb.put_item(TableName=self._table, Item={"id": {"S": uuid}})
