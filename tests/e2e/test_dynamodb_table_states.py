"""Tables whose changes take their time, as on AWS: `serve --table-delay`."""

import pytest
from botocore.exceptions import ClientError

KEYS = {
    "KeySchema": [{"AttributeName": "p", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "p", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}
ADD_INDEX = {
    "AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"}],
    "GlobalSecondaryIndexUpdates": [
        {
            "Create": {
                "IndexName": "by_a",
                "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        }
    ],
}


@pytest.fixture
def slow_tables(start_server):
    return start_server("--table-delay", "0.8")


def status(dynamodb):
    return dynamodb.describe_table(TableName="table")["Table"]["TableStatus"]


def wait(dynamodb, what):
    dynamodb.get_waiter(what).wait(
        TableName="table", WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )


def refused(call):
    with pytest.raises(ClientError) as refusal:
        call()
    return refusal.value.response["Error"]["Code"]


def test_waiters_wait_for_a_table_to_come_and_go(slow_tables, client):
    dynamodb = client("dynamodb", slow_tables)
    item = {"p": {"S": "1"}, "a": {"S": "x"}}
    dynamodb.create_table(TableName="table", **KEYS)
    assert status(dynamodb) == "CREATING"
    put = lambda: dynamodb.put_item(TableName="table", Item=item)
    assert refused(put) == "ResourceNotFoundException"
    assert refused(lambda: dynamodb.delete_table(TableName="table")) == "ResourceInUseException"
    wait(dynamodb, "table_exists")
    assert status(dynamodb) == "ACTIVE"
    put()

    dynamodb.update_table(TableName="table", **ADD_INDEX)
    described = dynamodb.describe_table(TableName="table")["Table"]
    [index] = described["GlobalSecondaryIndexes"]
    assert (described["TableStatus"], index["IndexStatus"]) == ("UPDATING", "CREATING")
    put()
    wait(dynamodb, "table_exists")
    assert dynamodb.scan(TableName="table", IndexName="by_a")["Count"] == 1

    assert dynamodb.delete_table(TableName="table")["TableDescription"]["TableStatus"] == "DELETING"
    assert status(dynamodb) == "DELETING"
    assert refused(put) == "ResourceNotFoundException"
    wait(dynamodb, "table_not_exists")
    assert refused(lambda: status(dynamodb)) == "ResourceNotFoundException"


def test_a_table_becomes_active_after_the_server_was_killed(start_server, client, tmp_path):
    server = start_server("--table-delay", "0.8", data=tmp_path / "data")
    client("dynamodb", server).create_table(TableName="table", **KEYS)
    server.kill()
    server.start()
    dynamodb = client("dynamodb", server)
    wait(dynamodb, "table_exists")
    dynamodb.put_item(TableName="table", Item={"p": {"S": "1"}})
