"""Writing and reading DynamoDB's items through AWS CLI v2: what the commands print, and how they fail."""

import json

import pytest

from dynamodb_cli import create, error, key


@pytest.fixture
def table(new_table):
    return new_table(create)


def test_an_item_is_put_updated_read_and_deleted(cli, table):
    at = ("--table-name", table, "--key", json.dumps(key(1)))
    item = {**key(1), "tags": {"SS": ["x", "y"]}, "wool": {"B": "AP8="}, "n": {"N": "1"}}
    put = ("put-item", "--table-name", table, "--item", json.dumps(item))
    cli.run(*put)
    updated = cli.run(
        "update-item", *at, "--update-expression", "SET #n = #n + :n, doc = :doc DELETE tags :y",
        "--condition-expression", "attribute_exists(wool) AND #n < :max",
        "--expression-attribute-names", '{"#n": "n"}', "--expression-attribute-values",
        '{":n": {"N": "0.5"}, ":max": {"N": "5"}, ":y": {"SS": ["y"]}, ":doc": {"M": {"l": {"L": [{"NULL": true}]}}}}',
        "--return-values", "UPDATED_NEW", "--return-consumed-capacity", "INDEXES",
    )  # fmt: skip
    assert updated["Attributes"] == {
        "n": {"N": "1.5"},
        "doc": {"M": {"l": {"L": [{"NULL": True}]}}},
        "tags": {"SS": ["x"]},
    }
    assert updated["ConsumedCapacity"] == {
        "TableName": table, "CapacityUnits": 1.0, "Table": {"CapacityUnits": 1.0},
    }  # fmt: skip
    got = cli.run("get-item", *at, "--consistent-read", "--projection-expression", "wool, doc.l[0]")
    assert got["Item"] == {"wool": {"B": "AP8="}, "doc": {"M": {"l": {"L": [{"NULL": True}]}}}}
    condition = ("--condition-expression", "attribute_not_exists(p)")
    refusals = cli.refused_all(
        ("update-item", *at, *condition), ("delete-item", *at, *condition), (*put, *condition)
    )
    assert refusals == [
        error("ConditionalCheckFailedException", operation, "The conditional request failed")
        for operation in ("UpdateItem", "DeleteItem", "PutItem")
    ]
    old = cli.run("delete-item", *at, "--return-values", "ALL_OLD")["Attributes"]
    assert (old["n"], old["tags"]) == ({"N": "1.5"}, {"SS": ["x"]})
    assert cli.run("get-item", *at) is None


def test_wrong_expressions_are_refused(cli, table):
    at = ("update-item", "--table-name", table, "--key", json.dumps(key(1)), "--update-expression")
    value = ("--expression-attribute-values", '{":v": {"N": "1"}}')
    assert cli.refused_all((*at, "SET a = :v ,", *value), (*at, "SET a = :w", *value)) == [
        error("ValidationException", "UpdateItem", "Invalid UpdateExpression: " + message)
        for message in (
            'Syntax error; token: "<EOF>", near: ","',
            "An expression attribute value used in expression is not defined; attribute value: :w",
        )
    ]


def test_batches_write_and_read(cli, table):
    write = lambda requests: ("batch-write-item", "--request-items", json.dumps({table: requests}))
    read = lambda wanted: ("batch-get-item", "--request-items", json.dumps({table: wanted}))
    put = lambda s: {"PutRequest": {"Item": {**key(s), "text": {"S": "x"}}}}
    written = cli.run(
        *write([put(1), put(2), put(3)]), "--return-consumed-capacity", "TOTAL",
        "--return-item-collection-metrics", "SIZE",
    )  # fmt: skip
    assert written["UnprocessedItems"] == {}
    # The items have neither shepherd nor weight, so no index has an entry of them.
    assert written["ConsumedCapacity"] == [{"TableName": table, "CapacityUnits": 3.0}]
    assert written["ItemCollectionMetrics"] == {
        table: [{"ItemCollectionKey": {"p": {"S": "a"}}, "SizeEstimateRangeGB": [0.0, 1.0]}]
    }
    cli.run(*write([{"DeleteRequest": {"Key": key(2)}}]))
    wanted = {"Keys": [key(s) for s in (1, 2, 3)], "ProjectionExpression": "s", "ConsistentRead": True}
    got = cli.run(*read(wanted))
    assert got["UnprocessedKeys"] == {}
    assert sorted(item["s"]["N"] for item in got["Responses"][table]) == ["1", "3"]
    twice = "Provided list of item keys contains duplicates"
    assert cli.refused_all(write([put(1), put(1)]), read({"Keys": [key(1), key(1)]})) == [
        error("ValidationException", operation, twice) for operation in ("BatchWriteItem", "BatchGetItem")
    ]


def test_a_transaction_is_carried_out_or_cancelled(cli, table):
    put = lambda s, **more: {"Put": {"TableName": table, "Item": key(s), **more}}
    once = {"ConditionExpression": "attribute_not_exists(p)"}
    write = lambda *actions: ("transact-write-items", "--transact-items", json.dumps(actions))
    get = lambda s: {"Get": {"TableName": table, "Key": key(s)}}
    cli.run(*write(put(1, **once), put(2)))
    cancelled, twice = cli.refused_all(write(put(3), put(1, **once)), write(put(1), put(1)))
    assert error(
        "TransactionCanceledException",
        "TransactWriteItems",
        "Transaction cancelled, please refer cancellation reasons for specific reasons "
        "[None, ConditionalCheckFailed]",
    ) in cancelled
    assert twice == error(
        "ValidationException",
        "TransactWriteItems",
        "Transaction request cannot include multiple operations on one item",
    )
    read = cli.run("transact-get-items", "--transact-items", json.dumps([get(3), get(1)]))
    assert read["Responses"] == [{}, {"Item": key(1)}]


def test_a_stream_is_read_and_wrong_iterators_are_refused(cli, dynamodb, table):
    streams = lambda *arguments: cli.run(*arguments, service="dynamodbstreams")
    add = {"UpdateExpression": "SET a = :a", "ExpressionAttributeValues": {":a": {"N": "1"}}}
    dynamodb.put_item(TableName=table, Item=key(1))
    dynamodb.update_item(TableName=table, Key=key(1), **add)
    dynamodb.delete_item(TableName=table, Key=key(1))
    [listed] = streams("list-streams", "--table-name", table)["Streams"]
    arn = listed["StreamArn"]
    described = streams("describe-stream", "--stream-arn", arn)["StreamDescription"]
    assert (described["StreamStatus"], described["StreamViewType"]) == ("ENABLED", "NEW_AND_OLD_IMAGES")
    begin = (
        "get-shard-iterator", "--stream-arn", arn, "--shard-id", described["Shards"][0]["ShardId"],
        "--shard-iterator-type",
    )  # fmt: skip
    at = streams(*begin, "TRIM_HORIZON")["ShardIterator"]
    page = streams("get-records", "--shard-iterator", at, "--limit", "2")
    rest = streams("get-records", "--shard-iterator", page["NextShardIterator"])
    told = [(record["eventName"], record["dynamodb"].get("NewImage")) for record in page["Records"] + rest["Records"]]
    assert told == [("INSERT", key(1)), ("MODIFY", {**key(1), "a": {"N": "1"}}), ("REMOVE", None)]
    assert cli.refused("get-records", "--shard-iterator", "garbage", service="dynamodbstreams") == error(
        "ValidationException", "GetRecords", "Invalid ShardIterator"
    )
    assert cli.refused(*begin, "AT_SEQUENCE_NUMBER", service="dynamodbstreams") == error(
        "ValidationException",
        "GetShardIterator",
        "One or more parameter values were invalid: Invalid SequenceNumber",
    )
