"""The suite over the store in memory, and over S3 and DynamoDB where an endpoint is given."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from store_suite import StoreSuite

from uuid_store.store import MemoryStore, Store


@dataclass
class Kept:
    store: Store
    object: Callable[[str], str | None]
    item: Callable[[str], bool]


class TestMemoryStore(StoreSuite):
    @pytest.fixture
    def kept(self):
        store = MemoryStore()
        return Kept(store, store.objects.get, store.items.__contains__)


@pytest.mark.skipif(
    "AWS_ENDPOINT_URL" not in os.environ, reason="AWS_ENDPOINT_URL names no cloud to test with"
)
class TestAwsStore(StoreSuite):
    @pytest.fixture
    def clients(self):
        import boto3

        return boto3.client("s3"), boto3.client("dynamodb")

    @pytest.fixture
    def bucket(self, clients):
        s3, _ = clients
        bucket = f"receipts-{uuid.uuid4()}"
        s3.create_bucket(Bucket=bucket)
        yield bucket
        for found in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
            s3.delete_object(Bucket=bucket, Key=found["Key"])
        s3.delete_bucket(Bucket=bucket)

    @pytest.fixture
    def table(self, clients):
        _, dynamodb = clients
        table = f"ids-{uuid.uuid4()}"
        dynamodb.create_table(
            TableName=table,
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        dynamodb.get_waiter("table_exists").wait(TableName=table, WaiterConfig={"Delay": 1})
        yield table
        dynamodb.delete_table(TableName=table)

    @pytest.fixture
    def kept(self, clients, bucket, table):
        from uuid_store.aws_store import AwsStore

        s3, dynamodb = clients

        def body(key):
            try:
                return s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()
            except s3.exceptions.NoSuchKey:
                return None

        def item(made):
            return "Item" in dynamodb.get_item(TableName=table, Key={"id": {"S": made}})

        return Kept(AwsStore(s3, bucket, dynamodb, table), body, item)

    def test_stops_at_the_object_that_it_cannot_put(self, clients, table):
        from uuid_store.aws_store import AwsStore

        s3, dynamodb = clients
        made = str(uuid.uuid4())
        with pytest.raises(s3.exceptions.NoSuchBucket):
            AwsStore(s3, f"none-{uuid.uuid4()}", dynamodb, table).keep(made)
        assert "Item" not in dynamodb.get_item(TableName=table, Key={"id": {"S": made}})

    def test_tells_of_the_item_that_it_cannot_put(self, clients, bucket):
        from uuid_store.aws_store import AwsStore

        s3, dynamodb = clients
        with pytest.raises(dynamodb.exceptions.ResourceNotFoundException):
            AwsStore(s3, bucket, dynamodb, f"none-{uuid.uuid4()}").keep(str(uuid.uuid4()))
