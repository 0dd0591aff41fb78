"""The suite over the shed in memory, and over DynamoDB where an endpoint is given."""

from __future__ import annotations

import os
import uuid

import pytest
from shed_suite import ShedSuite

from sheep_shed.shed import MemoryShed


class TestMemoryShed(ShedSuite):
    @pytest.fixture
    def shed(self):
        return MemoryShed()


@pytest.mark.skipif(
    "AWS_ENDPOINT_URL" not in os.environ, reason="AWS_ENDPOINT_URL names no DynamoDB to test with"
)
class TestDynamoDbShed(ShedSuite):
    @pytest.fixture
    def shed(self):
        import boto3

        from sheep_shed.dynamodb_shed import DynamoDbShed

        client = boto3.client("dynamodb")
        table = f"shed-{uuid.uuid4()}"
        client.create_table(
            TableName=table,
            AttributeDefinitions=[{"AttributeName": "tattoo", "AttributeType": "N"}],
            KeySchema=[{"AttributeName": "tattoo", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        client.get_waiter("table_exists").wait(TableName=table, WaiterConfig={"Delay": 1})
        yield DynamoDbShed(client, table)
        client.delete_table(TableName=table)
