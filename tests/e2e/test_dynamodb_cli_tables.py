"""DynamoDB's tables through AWS CLI v2: what the commands print, and how they fail."""

import json

import pytest

from dynamodb_cli import create, create_with_sheep, error, key
from indexed import index, keys
from server import eventually


@pytest.fixture
def table(new_table):
    return new_table(create)


def creation(name):
    return (
        "create-table", "--table-name", name,
        "--attribute-definitions", "AttributeName=p,AttributeType=S", "AttributeName=s,AttributeType=N",
        "AttributeName=shepherd,AttributeType=S", "AttributeName=weight,AttributeType=N",
        "--key-schema", "AttributeName=p,KeyType=HASH", "AttributeName=s,KeyType=RANGE",
        "--global-secondary-indexes", json.dumps([index("by_shepherd", keys("shepherd", "weight"), "ALL")]),
        "--local-secondary-indexes", json.dumps([index("by_weight", keys("p", "weight"), "KEYS_ONLY")]),
        "--stream-specification", "StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES",
        "--billing-mode", "PAY_PER_REQUEST", "--tags", "Key=team,Value=sheep",
    )  # fmt: skip


def test_a_table_is_created_with_its_indexes_and_stream_and_deleted(cli, unique):
    name = unique("cli")
    created = cli.run(*creation(name))["TableDescription"]
    assert created["TableStatus"] == "CREATING"
    _, answer = cli.run_all(
        ("wait", "table-exists", "--table-name", name), ("describe-table", "--table-name", name)
    )
    described = answer["Table"]
    assert described["TableStatus"] == "ACTIVE"
    assert described["KeySchema"] == keys("p", "s")
    assert described["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    [by_shepherd] = described["GlobalSecondaryIndexes"]
    assert (by_shepherd["IndexStatus"], by_shepherd["ItemCount"]) == ("ACTIVE", 0)
    [by_weight] = described["LocalSecondaryIndexes"]
    assert by_weight["IndexArn"] == described["TableArn"] + "/index/by_weight"
    assert described["LatestStreamArn"] == created["LatestStreamArn"]
    exists = cli.refused(*creation(name))
    assert exists == error("ResourceInUseException", "CreateTable", f"Table already exists: {name}")
    deleted = cli.run("delete-table", "--table-name", name)["TableDescription"]
    assert deleted["TableStatus"] == "DELETING"
    cli.run("wait", "table-not-exists", "--table-name", name)
    assert cli.refused("describe-table", "--table-name", name) == error(
        "ResourceNotFoundException", "DescribeTable", f"Requested resource not found: Table: {name} not found"
    )


def test_a_wrong_table_is_refused(cli, unique):
    assert cli.refused(
        "create-table", "--table-name", unique("cli"),
        "--attribute-definitions", "AttributeName=p,AttributeType=S", "AttributeName=q,AttributeType=S",
        "--key-schema", "AttributeName=p,KeyType=HASH", "--billing-mode", "PAY_PER_REQUEST",
    ).startswith(
        error("ValidationException", "CreateTable", "One or more parameter values were invalid: Number of "
              "attributes in KeySchema does not exactly match number of attributes defined in "
              "AttributeDefinitions")
    )  # fmt: skip


def test_an_index_is_added_and_awaited(cli, new_table):
    flock = new_table(create_with_sheep)
    update = ("update-table", "--table-name", flock, "--global-secondary-index-updates")
    add = json.dumps([{"Create": index("added", keys("shepherd", "s"), "KEYS_ONLY")}])
    definitions = (
        "--attribute-definitions", "AttributeName=shepherd,AttributeType=S", "AttributeName=s,AttributeType=N",
    )  # fmt: skip
    changed = cli.run(*update, add, *definitions)["TableDescription"]
    status = {i["IndexName"]: i["IndexStatus"] for i in changed["GlobalSecondaryIndexes"]}
    assert status == {"by_shepherd": "ACTIVE", "added": "CREATING"}

    path = "Table.GlobalSecondaryIndexes[?IndexName=='added'].[IndexStatus, ItemCount]"
    told = lambda: cli.run("describe-table", "--table-name", flock, "--query", path)
    eventually(lambda: told() == [["ACTIVE", 9]])
    found = cli.run(
        "query", "--table-name", flock, "--index-name", "added", "--key-condition-expression",
        "shepherd = :a AND s > :s", "--expression-attribute-values", '{":a": {"S": "Bob"}, ":s": {"N": "4"}}',
    )["Items"]  # fmt: skip
    assert found == [{**key(s, "flock"), "shepherd": {"S": "Bob"}} for s in (6, 8)]

    assert cli.refused(*update, add, *definitions) == error(
        "ValidationException", "UpdateTable", "Attempting to create an index which already exists"
    )
    cli.run(*update, '[{"Delete": {"IndexName": "added"}}]')
    assert cli.refused(*update, '[{"Delete": {"IndexName": "added"}}]') == error(
        "ResourceNotFoundException",
        "UpdateTable",
        f"Requested resource not found: Index added for table {flock}",
    )


def test_tables_are_listed_in_pages(cli, fresh, dynamodb):
    names = [f"table-{n}" for n in range(4)]
    for name in names:
        create(dynamodb, name)
    whole, first = cli.run_all(("list-tables", "--page-size", "3"), ("list-tables", "--max-items", "2"))
    assert whole["TableNames"] == names
    assert first["TableNames"] == names[:2]
    assert cli.run("list-tables", "--starting-token", first["NextToken"])["TableNames"] == names[2:]


def test_time_to_live_is_switched_on_and_off(cli, table):
    update = lambda enabled, name="end": (
        "update-time-to-live", "--table-name", table,
        "--time-to-live-specification", f"Enabled={enabled},AttributeName={name}",
    )  # fmt: skip
    describe = ("describe-time-to-live", "--table-name", table)
    assert cli.run(*describe)["TimeToLiveDescription"] == {"TimeToLiveStatus": "DISABLED"}
    switched_on = cli.run(*update("true"))
    assert switched_on["TimeToLiveSpecification"] == {"Enabled": True, "AttributeName": "end"}
    again, other = cli.refused_all(update("true"), update("true", "other"))
    refusal = lambda message: error("ValidationException", "UpdateTimeToLive", message)
    assert again == refusal("TimeToLive is already enabled")
    assert other.startswith(refusal("TimeToLive is active on a different Attribute"))
    described = cli.run(*describe)["TimeToLiveDescription"]
    assert described == {"TimeToLiveStatus": "ENABLED", "AttributeName": "end"}
    cli.run(*update("false"))
    assert cli.refused(*update("false")) == refusal("TimeToLive is already disabled")


def test_tags_are_kept_and_listed(cli, table):
    arn = cli.run("describe-table", "--table-name", table, "--query", "Table.TableArn")
    listed = ("list-tags-of-resource", "--resource-arn", arn)
    assert cli.run(*listed)["Tags"] == [{"Key": "team", "Value": "sheep"}]
    cli.run("tag-resource", "--resource-arn", arn, "--tags", "Key=team,Value=goats", "Key=stage,Value=test")
    tags = cli.run(*listed)["Tags"]
    assert sorted((tag["Key"], tag["Value"]) for tag in tags) == [("stage", "test"), ("team", "goats")]
    cli.run("untag-resource", "--resource-arn", arn, "--tag-keys", "team", "absent")
    assert cli.run(*listed)["Tags"] == [{"Key": "stage", "Value": "test"}]
    assert cli.refused("list-tags-of-resource", "--resource-arn", arn + "-none").startswith(
        "An error occurred (ResourceNotFoundException) when calling the ListTagsOfResource operation: "
    )


def test_limits_are_described(cli):
    assert cli.run("describe-limits") == {
        "AccountMaxReadCapacityUnits": 80_000,
        "AccountMaxWriteCapacityUnits": 80_000,
        "TableMaxReadCapacityUnits": 40_000,
        "TableMaxWriteCapacityUnits": 40_000,
    }


def test_a_server_that_is_not_there_is_not_a_refusal(aws, start_server):
    gone = start_server()
    gone.stop()
    process = aws("dynamodb", "list-tables", server=gone, check=False)
    assert process.returncode == 255
    assert "Could not connect to the endpoint URL" in process.stderr
