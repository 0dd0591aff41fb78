"""DynamoDB's tables through boto3 and the AWS CLI: indexes, updates, time to live, tags, policies."""

import json
import time

import boto3
import pytest
from botocore.exceptions import ClientError
from server import eventually

MANY = 1300  # more than one part of any work on a table


@pytest.fixture
def table(new_table):
    return new_table(create)


def create(dynamodb, name, **more):
    settings = {
        "KeySchema": [{"AttributeName": "p", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "p", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
        **more,
    }
    return dynamodb.create_table(TableName=name, **settings)["TableDescription"]


def describe(dynamodb, name):
    return dynamodb.describe_table(TableName=name)["Table"]


def message(call, code="ValidationException"):
    with pytest.raises(ClientError) as refusal:
        call()
    assert refusal.value.response["Error"]["Code"] == code
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return refusal.value.response["Error"]["Message"]


def put_many(dynamodb, name, count=MANY, **more):
    for first in range(0, count, 25):
        items = [
            {"p": {"S": str(n)}, "a": {"S": f"value{n}"}, **more}
            for n in range(first, min(first + 25, count))
        ]
        dynamodb.batch_write_item(
            RequestItems={name: [{"PutRequest": {"Item": item}} for item in items]}
        )


def create_index(dynamodb, table, name="index", attribute="a"):
    return dynamodb.update_table(
        TableName=table,
        AttributeDefinitions=[{"AttributeName": attribute, "AttributeType": "S"}],
        GlobalSecondaryIndexUpdates=[
            {
                "Create": {
                    "IndexName": name,
                    "KeySchema": [{"AttributeName": attribute, "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "ALL"},
                }
            }
        ],
    )["TableDescription"]


def index_status(dynamodb, table):
    return describe(dynamodb, table)["GlobalSecondaryIndexes"][0]["IndexStatus"]


def enable_time_to_live(dynamodb, table, enabled=True):
    return dynamodb.update_time_to_live(
        TableName=table, TimeToLiveSpecification={"Enabled": enabled, "AttributeName": "end"}
    )["TimeToLiveSpecification"]


# Indexes


def test_a_table_has_local_and_global_indexes(dynamodb, unique):
    name = unique("table")
    create(
        dynamodb,
        name,
        KeySchema=[
            {"AttributeName": "p", "KeyType": "HASH"},
            {"AttributeName": "s", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": n, "AttributeType": t} for n, t in [("p", "S"), ("s", "N"), ("a", "S")]
        ],
        LocalSecondaryIndexes=[
            {
                "IndexName": "local",
                "KeySchema": [
                    {"AttributeName": "p", "KeyType": "HASH"},
                    {"AttributeName": "a", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "global",
                "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["x"]},
            }
        ],
    )
    item = {"p": {"S": "1"}, "s": {"N": "1"}, "a": {"S": "A"}, "x": {"S": "X"}, "y": {"S": "Y"}}
    dynamodb.put_item(TableName=name, Item=item)
    found = dynamodb.query(
        TableName=name,
        IndexName="local",
        KeyConditionExpression="p = :p AND begins_with(a, :a)",
        ExpressionAttributeValues={":p": {"S": "1"}, ":a": {"S": "A"}},
    )["Items"]
    assert found == [{n: item[n] for n in ("p", "s", "a")}]
    found = dynamodb.query(
        TableName=name,
        IndexName="global",
        KeyConditionExpression="a = :a",
        ExpressionAttributeValues={":a": {"S": "A"}},
    )["Items"]
    assert found == [{n: item[n] for n in ("p", "s", "a", "x")}]
    described = describe(dynamodb, name)
    assert described["LocalSecondaryIndexes"][0]["ItemCount"] == 1
    assert described["GlobalSecondaryIndexes"][0]["IndexStatus"] == "ACTIVE"
    assert described["GlobalSecondaryIndexes"][0]["IndexArn"].endswith(f"{name}/index/global")


def test_an_index_is_added_to_a_large_table_and_removed(dynamodb, table):
    put_many(dynamodb, table)
    answer = create_index(dynamodb, table)
    assert answer["TableStatus"] == "UPDATING"
    assert answer["GlobalSecondaryIndexes"][0]["IndexStatus"] == "CREATING"
    dynamodb.put_item(TableName=table, Item={"p": {"S": "new"}, "a": {"S": "new"}})
    eventually(lambda: index_status(dynamodb, table) == "ACTIVE")
    assert describe(dynamodb, table)["GlobalSecondaryIndexes"][0]["ItemCount"] == MANY + 1
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, IndexName="index")
    assert len({item["p"]["S"] for page in pages for item in page["Items"]}) == MANY + 1

    dynamodb.update_table(
        TableName=table, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "index"}}]
    )
    assert "GlobalSecondaryIndexes" not in describe(dynamodb, table)
    assert message(lambda: dynamodb.scan(TableName=table, IndexName="index")) == (
        "The table does not have the specified index: index"
    )


def test_an_index_is_filled_on_after_a_kill(data_server, client, unique):
    dynamodb = client("dynamodb", data_server)
    name = unique("table")
    create(dynamodb, name)
    put_many(dynamodb, name)
    create_index(dynamodb, name)
    data_server.kill()
    data_server.start()
    dynamodb = client("dynamodb", data_server)
    eventually(lambda: index_status(dynamodb, name) == "ACTIVE")
    assert describe(dynamodb, name)["GlobalSecondaryIndexes"][0]["ItemCount"] == MANY


def test_wrong_indexes_are_refused(dynamodb, table):
    assert message(
        lambda: dynamodb.update_table(TableName=table, GlobalSecondaryIndexUpdates=[{}])
    ) == (
        "One or more parameter values were invalid: One of GlobalSecondaryIndexUpdate.Update, "
        "GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null"
    )
    delete = [{"Delete": {"IndexName": "ghost"}}]
    assert message(
        lambda: dynamodb.update_table(TableName=table, GlobalSecondaryIndexUpdates=delete),
        "ResourceNotFoundException",
    ) == f"Requested resource not found: Index ghost for table {table}"


# Updates


def test_billing_and_throughput_change(dynamodb, table):
    answer = dynamodb.update_table(
        TableName=table,
        BillingMode="PROVISIONED",
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
    )["TableDescription"]
    assert answer["TableStatus"] == "UPDATING"
    described = describe(dynamodb, table)
    assert described["ProvisionedThroughput"]["WriteCapacityUnits"] == 6
    same = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6}
    assert message(
        lambda: dynamodb.update_table(TableName=table, ProvisionedThroughput=same)
    ).startswith(
        "The provisioned throughput for the table will not change. The requested value equals the "
        "current value. Current ReadCapacityUnits provisioned for the table: 5."
    )
    dynamodb.update_table(TableName=table, BillingMode="PAY_PER_REQUEST")
    assert describe(dynamodb, table)["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"


def test_the_resource_updates_a_table(server, unique):
    resource = boto3.resource(
        "dynamodb",
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    table = resource.create_table(
        TableName=unique("table"),
        KeySchema=[{"AttributeName": "p", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    table.wait_until_exists()
    table = table.update(
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    )
    table.reload()
    assert table.latest_stream_arn.startswith(table.table_arn + "/stream/")
    assert message(
        lambda: table.update(
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
        )
    ) == f"Table already has an enabled stream: TableName: {table.name}"
    table.update(StreamSpecification={"StreamEnabled": False})
    table.delete()
    table.wait_until_not_exists()


def test_a_protected_table_is_not_deleted(dynamodb, table):
    dynamodb.update_table(TableName=table, DeletionProtectionEnabled=True)
    assert message(lambda: dynamodb.delete_table(TableName=table)) == (
        "Resource cannot be deleted as it is currently protected against deletion. Disable "
        "deletion protection first."
    )
    dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)


def test_the_cli_adds_an_index(dynamodb, table, aws):
    create = {
        "IndexName": "index",
        "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }
    answer = aws(
        "dynamodb", "update-table", "--table-name", table,
        "--attribute-definitions", "AttributeName=a,AttributeType=S",
        "--global-secondary-index-updates", json.dumps([{"Create": create}]),
    )  # fmt: skip
    assert answer["TableDescription"]["GlobalSecondaryIndexes"][0]["IndexStatus"] == "CREATING"
    assert index_status(dynamodb, table) == "ACTIVE"


def test_an_empty_update_is_refused(dynamodb, table):
    assert message(lambda: dynamodb.update_table(TableName=table)).startswith(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
        "GlobalSecondaryIndexUpdates"
    )


def test_a_table_may_be_named_by_its_arn(dynamodb, table):
    arn = describe(dynamodb, table)["TableArn"]
    dynamodb.update_table(TableName=arn, TableClass="STANDARD_INFREQUENT_ACCESS")
    assert describe(dynamodb, arn)["TableClassSummary"]["TableClass"] == (
        "STANDARD_INFREQUENT_ACCESS"
    )
    assert enable_time_to_live(dynamodb, arn) == {"Enabled": True, "AttributeName": "end"}
    assert dynamodb.describe_time_to_live(TableName=arn)["TimeToLiveDescription"] == {
        "TimeToLiveStatus": "ENABLED",
        "AttributeName": "end",
    }


def test_a_large_table_is_deleted_and_its_name_is_free_at_once(dynamodb, table):
    put_many(dynamodb, table)
    assert dynamodb.delete_table(TableName=table)["TableDescription"]["TableStatus"] == "DELETING"
    message(lambda: describe(dynamodb, table), "ResourceNotFoundException")
    create(dynamodb, table)
    assert dynamodb.scan(TableName=table, Select="COUNT")["Count"] == 0


# Time to live


def test_expired_items_are_removed_soon(dynamodb, table):
    now = int(time.time())
    for name, end in [("before", now - 10), ("soon", now + 1), ("later", now + 3600)]:
        item = {"p": {"S": name}, "end": {"N": str(end)}}
        dynamodb.put_item(TableName=table, Item=item)
    enable_time_to_live(dynamodb, table)
    left = lambda: {i["p"]["S"] for i in dynamodb.scan(TableName=table)["Items"]}
    eventually(lambda: left() == {"later"})
    assert message(lambda: enable_time_to_live(dynamodb, table)) == "TimeToLive is already enabled"
    enable_time_to_live(dynamodb, table, enabled=False)
    assert message(lambda: enable_time_to_live(dynamodb, table, enabled=False)) == (
        "TimeToLive is already disabled"
    )


def test_expired_items_stay_as_long_as_the_option_says(start_server, client):
    late = start_server("--ttl-delay", "3600")
    dynamodb = client("dynamodb", late)
    create(dynamodb, "table")
    enable_time_to_live(dynamodb, "table")
    item = {"p": {"S": "1"}, "end": {"N": str(int(time.time()) - 60)}}
    dynamodb.put_item(TableName="table", Item=item)
    time.sleep(1)
    assert dynamodb.scan(TableName="table")["Count"] == 1


# Tags, policies, backups, limits


def test_tags_are_kept_by_the_cli(dynamodb, table, aws):
    arn = describe(dynamodb, table)["TableArn"]
    aws("dynamodb", "tag-resource", "--resource-arn", arn, "--tags", "Key=a,Value=1")
    dynamodb.tag_resource(ResourceArn=arn, Tags=[{"Key": "b", "Value": "2"}])
    aws("dynamodb", "untag-resource", "--resource-arn", arn, "--tag-keys", "a")
    assert dynamodb.list_tags_of_resource(ResourceArn=arn)["Tags"] == [{"Key": "b", "Value": "2"}]
    many = [{"Key": f"key{n}", "Value": "v"} for n in range(49)]
    dynamodb.tag_resource(ResourceArn=arn, Tags=many)
    pages = dynamodb.get_paginator("list_tags_of_resource").paginate(ResourceArn=arn)
    assert sum(len(page["Tags"]) for page in pages) == 50
    assert message(
        lambda: dynamodb.tag_resource(ResourceArn=arn, Tags=[{"Key": "c", "Value": ""}])
    ) == "Number of Tags exceed the current limit for the provided ResourceArn"


def test_a_policy_is_put_got_and_deleted(dynamodb, table):
    arn = describe(dynamodb, table)["TableArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "000000000000"},
        "Action": "dynamodb:GetItem",
        "Resource": arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    message(lambda: dynamodb.get_resource_policy(ResourceArn=arn), "PolicyNotFoundException")
    revision = dynamodb.put_resource_policy(ResourceArn=arn, Policy=policy)["RevisionId"]
    got = dynamodb.get_resource_policy(ResourceArn=arn)
    assert (got["Policy"], got["RevisionId"]) == (policy, revision)
    message(
        lambda: dynamodb.delete_resource_policy(ResourceArn=arn, ExpectedRevisionId="1"),
        "PolicyNotFoundException",
    )
    dynamodb.delete_resource_policy(ResourceArn=arn, ExpectedRevisionId=revision)
    message(lambda: dynamodb.get_resource_policy(ResourceArn=arn), "PolicyNotFoundException")


def test_point_in_time_recovery_is_described(dynamodb, table):
    dynamodb.update_continuous_backups(
        TableName=table,
        PointInTimeRecoverySpecification={
            "PointInTimeRecoveryEnabled": True,
            "RecoveryPeriodInDays": 7,
        },
    )
    description = dynamodb.describe_continuous_backups(TableName=table)
    recovery = description["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"
    assert recovery["RecoveryPeriodInDays"] == 7
    message(
        lambda: dynamodb.describe_continuous_backups(TableName="no-such-table"),
        "TableNotFoundException",
    )


def test_limits_and_endpoints_are_described(dynamodb, server):
    assert dynamodb.describe_limits()["TableMaxReadCapacityUnits"] == 40_000
    [endpoint] = dynamodb.describe_endpoints()["Endpoints"]
    assert server.url == "http://" + endpoint["Address"]
