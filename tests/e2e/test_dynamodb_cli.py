"""DynamoDB through AWS CLI v2: what the commands print, and how they fail."""

import json
import time

import pytest

SERVICE_ERROR = 254


@pytest.fixture
def run(aws):
    return lambda *arguments, **more: aws("dynamodb", *arguments, **more)


@pytest.fixture
def refused(aws):
    """What a command that the service refuses says."""

    def refused(*arguments, service="dynamodb"):
        process = aws(service, *arguments, check=False)
        assert process.returncode == SERVICE_ERROR, process.stdout + process.stderr
        assert process.stdout == ""
        return process.stderr.strip()

    return refused


def error(code, operation, message):
    return f"An error occurred ({code}) when calling the {operation} operation: {message}"


def keys(partition, sort):
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]


def index(name, partition, sort, projection):
    return {"IndexName": name, "KeySchema": keys(partition, sort), "Projection": {"ProjectionType": projection}}


def creation(name):
    return (
        "create-table", "--table-name", name,
        "--attribute-definitions", "AttributeName=p,AttributeType=S", "AttributeName=s,AttributeType=N",
        "AttributeName=shepherd,AttributeType=S", "AttributeName=weight,AttributeType=N",
        "--key-schema", "AttributeName=p,KeyType=HASH", "AttributeName=s,KeyType=RANGE",
        "--global-secondary-indexes", json.dumps([index("by_shepherd", "shepherd", "weight", "ALL")]),
        "--local-secondary-indexes", json.dumps([index("by_weight", "p", "weight", "KEYS_ONLY")]),
        "--stream-specification", "StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES",
        "--billing-mode", "PAY_PER_REQUEST", "--tags", "Key=team,Value=sheep",
    )  # fmt: skip


@pytest.fixture
def table(run, unique):
    name = unique("cli")
    run(*creation(name))
    yield name
    run("delete-table", "--table-name", name)


@pytest.fixture
def flock(run, table):
    """Nine sheep, odd ones Ann's and even ones Bob's, each lighter than the one before."""
    puts = [
        {
            "PutRequest": {
                "Item": {
                    "p": {"S": "flock"},
                    "s": {"N": str(s)},
                    "shepherd": {"S": "Ann" if s % 2 else "Bob"},
                    "weight": {"N": str(100 - s)},
                }
            }
        }
        for s in range(1, 10)
    ]
    answer = run("batch-write-item", "--request-items", json.dumps({table: puts}))
    assert answer == {"UnprocessedItems": {}}
    return table


def key(s, p="a"):
    return {"p": {"S": p}, "s": {"N": str(s)}}


# Tables


def test_a_table_is_created_with_its_indexes_and_stream_and_deleted(run, refused, unique):
    name = unique("cli")
    created = run(*creation(name))["TableDescription"]
    assert created["TableStatus"] == "CREATING"
    run("wait", "table-exists", "--table-name", name)
    described = run("describe-table", "--table-name", name)["Table"]
    assert described["TableStatus"] == "ACTIVE"
    assert described["KeySchema"] == keys("p", "s")
    assert described["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    [by_shepherd] = described["GlobalSecondaryIndexes"]
    assert (by_shepherd["IndexStatus"], by_shepherd["ItemCount"]) == ("ACTIVE", 0)
    [by_weight] = described["LocalSecondaryIndexes"]
    assert by_weight["IndexArn"] == described["TableArn"] + "/index/by_weight"
    assert described["LatestStreamArn"] == created["LatestStreamArn"]
    assert refused(*creation(name)) == error(
        "ResourceInUseException", "CreateTable", f"Table already exists: {name}"
    )
    assert run("delete-table", "--table-name", name)["TableDescription"]["TableStatus"] == "DELETING"
    run("wait", "table-not-exists", "--table-name", name)
    assert refused("describe-table", "--table-name", name) == error(
        "ResourceNotFoundException", "DescribeTable", f"Requested resource not found: Table: {name} not found"
    )


def test_a_wrong_table_is_refused(refused, unique):
    assert refused(
        "create-table", "--table-name", unique("cli"),
        "--attribute-definitions", "AttributeName=p,AttributeType=S", "AttributeName=q,AttributeType=S",
        "--key-schema", "AttributeName=p,KeyType=HASH", "--billing-mode", "PAY_PER_REQUEST",
    ).startswith(
        error("ValidationException", "CreateTable", "One or more parameter values were invalid: Number of "
              "attributes in KeySchema does not exactly match number of attributes defined in "
              "AttributeDefinitions")
    )  # fmt: skip


def test_an_index_is_added_and_awaited(run, refused, flock, slow):
    update = ("update-table", "--table-name", flock, "--global-secondary-index-updates")
    create = json.dumps([{"Create": index("added", "shepherd", "s", "KEYS_ONLY")}])
    definitions = (
        "--attribute-definitions", "AttributeName=shepherd,AttributeType=S", "AttributeName=s,AttributeType=N",
    )  # fmt: skip
    changed = run(*update, create, *definitions)["TableDescription"]
    status = {i["IndexName"]: i["IndexStatus"] for i in changed["GlobalSecondaryIndexes"]}
    assert status == {"by_shepherd": "ACTIVE", "added": "CREATING"}

    end = time.monotonic() + 30 * slow
    path = "Table.GlobalSecondaryIndexes[?IndexName=='added'].[IndexStatus, ItemCount]"
    while run("describe-table", "--table-name", flock, "--query", path) != [["ACTIVE", 9]]:
        assert time.monotonic() < end, "the index did not become active"
    found = run(
        "query", "--table-name", flock, "--index-name", "added", "--key-condition-expression",
        "shepherd = :a AND s > :s", "--expression-attribute-values", '{":a": {"S": "Bob"}, ":s": {"N": "4"}}',
    )["Items"]  # fmt: skip
    assert found == [{**key(s, "flock"), "shepherd": {"S": "Bob"}} for s in (6, 8)]

    assert refused(*update, create, *definitions) == error(
        "ValidationException", "UpdateTable", "Attempting to create an index which already exists"
    )
    run(*update, '[{"Delete": {"IndexName": "added"}}]')
    assert refused(*update, '[{"Delete": {"IndexName": "added"}}]') == error(
        "ResourceNotFoundException",
        "UpdateTable",
        f"Requested resource not found: Index added for table {flock}",
    )


# Items


def test_an_item_is_put_updated_read_and_deleted(run, refused, table):
    at = ("--table-name", table, "--key", json.dumps(key(1)))
    item = {**key(1), "tags": {"SS": ["x", "y"]}, "wool": {"B": "AP8="}, "n": {"N": "1"}}
    run("put-item", "--table-name", table, "--item", json.dumps(item))
    updated = run(
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
    got = run("get-item", *at, "--consistent-read", "--projection-expression", "wool, doc.l[0]")
    assert got["Item"] == {"wool": {"B": "AP8="}, "doc": {"M": {"l": {"L": [{"NULL": True}]}}}}
    condition = ("--condition-expression", "attribute_not_exists(p)")
    failed = "The conditional request failed"
    for command, operation in (("update-item", "UpdateItem"), ("delete-item", "DeleteItem")):
        assert refused(command, *at, *condition) == error("ConditionalCheckFailedException", operation, failed)
    assert refused(
        "put-item", "--table-name", table, "--item", json.dumps(item), *condition
    ) == error("ConditionalCheckFailedException", "PutItem", failed)
    old = run("delete-item", *at, "--return-values", "ALL_OLD")["Attributes"]
    assert (old["n"], old["tags"]) == ({"N": "1.5"}, {"SS": ["x"]})
    assert run("get-item", *at) is None


def test_wrong_expressions_are_refused(refused, table):
    at = ("update-item", "--table-name", table, "--key", json.dumps(key(1)), "--update-expression")
    value = ("--expression-attribute-values", '{":v": {"N": "1"}}')
    assert refused(*at, "SET a = :v ,", *value) == error(
        "ValidationException",
        "UpdateItem",
        'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: ","',
    )
    assert refused(*at, "SET a = :w", *value) == error(
        "ValidationException",
        "UpdateItem",
        "Invalid UpdateExpression: An expression attribute value used in expression is not defined; "
        "attribute value: :w",
    )


def test_an_index_is_queried_in_pages(run, refused, flock):
    ann = (
        "query", "--table-name", flock, "--index-name", "by_shepherd",
        "--key-condition-expression", "shepherd = :a", "--expression-attribute-values", '{":a": {"S": "Ann"}}',
    )  # fmt: skip
    numbers = lambda answer: [int(item["s"]["N"]) for item in answer["Items"]]
    # Several pages of the service are one answer of the client, which counts them together.
    whole = run(*ann, "--page-size", "2")
    assert numbers(whole) == [9, 7, 5, 3, 1]
    assert whole["Count"] == whole["ScannedCount"] == 5
    assert numbers(run(*ann, "--page-size", "2", "--no-scan-index-forward")) == [1, 3, 5, 7, 9]
    first = run(*ann, "--max-items", "3")
    assert numbers(first) == [9, 7, 5]
    assert numbers(run(*ann, "--starting-token", first["NextToken"])) == [3, 1]
    limited = run(*ann, "--limit", "2", "--no-paginate")
    assert numbers(limited) == [9, 7]
    assert limited["LastEvaluatedKey"] == {
        **key(7, "flock"), "shepherd": {"S": "Ann"}, "weight": {"N": "93"},
    }  # fmt: skip
    assert refused(*ann, "--consistent-read") == error(
        "ValidationException", "Query", "Consistent reads are not supported on global secondary indexes"
    )
    assert refused(*ann[:3], *ann[5:]) == error(
        "ValidationException", "Query", "Query condition missed key schema element: p"
    )


def test_a_scan_filters_in_pages_and_segments(run, refused, flock):
    scan = ("scan", "--table-name", flock)
    heavy = run(
        *scan, "--page-size", "4", "--filter-expression", "weight >= :w", "--projection-expression", "s",
        "--expression-attribute-values", '{":w": {"N": "96"}}', "--return-consumed-capacity", "TOTAL",
    )  # fmt: skip
    assert sorted(item["s"]["N"] for item in heavy["Items"]) == ["1", "2", "3", "4"]
    assert (heavy["Count"], heavy["ScannedCount"]) == (4, 9)
    counts = [
        run(*scan, "--segment", segment, "--total-segments", 2, "--select", "COUNT", "--index-name", "by_weight")
        for segment in (0, 1)
    ]
    assert sum(answer["Count"] for answer in counts) == 9
    assert refused(*scan, "--segment", "2", "--total-segments", "2").startswith(
        error("ValidationException", "Scan", "The Segment parameter is zero-based")
    )


def test_batches_write_and_read(run, refused, table):
    write = lambda requests: ("batch-write-item", "--request-items", json.dumps({table: requests}))
    read = lambda wanted: ("batch-get-item", "--request-items", json.dumps({table: wanted}))
    put = lambda s: {"PutRequest": {"Item": {**key(s), "text": {"S": "x"}}}}
    written = run(
        *write([put(1), put(2), put(3)]), "--return-consumed-capacity", "TOTAL",
        "--return-item-collection-metrics", "SIZE",
    )  # fmt: skip
    assert written["UnprocessedItems"] == {}
    # The items have neither shepherd nor weight, so no index has an entry of them.
    assert written["ConsumedCapacity"] == [{"TableName": table, "CapacityUnits": 3.0}]
    assert written["ItemCollectionMetrics"] == {
        table: [{"ItemCollectionKey": {"p": {"S": "a"}}, "SizeEstimateRangeGB": [0.0, 1.0]}]
    }
    run(*write([{"DeleteRequest": {"Key": key(2)}}]))
    got = run(*read({"Keys": [key(s) for s in (1, 2, 3)], "ProjectionExpression": "s", "ConsistentRead": True}))
    assert got["UnprocessedKeys"] == {}
    assert sorted(item["s"]["N"] for item in got["Responses"][table]) == ["1", "3"]
    twice = "Provided list of item keys contains duplicates"
    assert refused(*write([put(1), put(1)])) == error("ValidationException", "BatchWriteItem", twice)
    assert refused(*read({"Keys": [key(1), key(1)]})) == error("ValidationException", "BatchGetItem", twice)


def test_a_transaction_is_carried_out_or_cancelled(run, refused, table):
    put = lambda s, **more: {"Put": {"TableName": table, "Item": key(s), **more}}
    once = {"ConditionExpression": "attribute_not_exists(p)"}
    write = lambda *actions: ("transact-write-items", "--transact-items", json.dumps(actions))
    get = lambda s: {"Get": {"TableName": table, "Key": key(s)}}
    run(*write(put(1, **once), put(2)))
    cancelled = refused(*write(put(3), put(1, **once)))
    assert error(
        "TransactionCanceledException",
        "TransactWriteItems",
        "Transaction cancelled, please refer cancellation reasons for specific reasons "
        "[None, ConditionalCheckFailed]",
    ) in cancelled
    read = run("transact-get-items", "--transact-items", json.dumps([get(3), get(1)]))
    assert read["Responses"] == [{}, {"Item": key(1)}]
    assert refused(*write(put(1), put(1))) == error(
        "ValidationException",
        "TransactWriteItems",
        "Transaction request cannot include multiple operations on one item",
    )


def test_statements_are_executed(run, refused, flock):
    execute = lambda statement, *more: ("execute-statement", "--statement", statement.replace("@", f'"{flock}"'), *more)
    selected = run(
        *execute('SELECT s FROM @."by_shepherd" WHERE shepherd = ? AND weight < 95'),
        "--parameters", '[{"S": "Ann"}]',
    )  # fmt: skip
    assert selected["Items"] == [{"s": {"N": "9"}}, {"s": {"N": "7"}}]
    run(*execute("UPDATE @ SET weight = 1 WHERE p = 'flock' AND s = 9"))
    batch = [
        {"Statement": f"SELECT weight FROM \"{flock}\" WHERE p = 'flock' AND s = {s}"} for s in (9, 10)
    ]
    answers = run("batch-execute-statement", "--statements", json.dumps(batch))["Responses"]
    assert answers == [{"TableName": flock, "Item": {"weight": {"N": "1"}}}, {"TableName": flock}]
    assert refused(*execute("INSERT INTO @ VALUE {'p': 'flock', 's': 9}")) == error(
        "DuplicateItemException", "ExecuteStatement", "Duplicate primary key exists in table"
    )
    assert refused(*execute("SELECT * FROM @ WHERE p = ?")) == error(
        "ValidationException",
        "ExecuteStatement",
        "Number of parameters in request and statement don't match.",
    )


# Time to live, tags, streams, limits


def test_time_to_live_is_switched_on_and_off(run, refused, table):
    update = lambda enabled, name="end": (
        "update-time-to-live", "--table-name", table,
        "--time-to-live-specification", f"Enabled={enabled},AttributeName={name}",
    )  # fmt: skip
    describe = lambda: run("describe-time-to-live", "--table-name", table)["TimeToLiveDescription"]
    assert describe() == {"TimeToLiveStatus": "DISABLED"}
    assert run(*update("true"))["TimeToLiveSpecification"] == {"Enabled": True, "AttributeName": "end"}
    assert describe() == {"TimeToLiveStatus": "ENABLED", "AttributeName": "end"}
    refusal = lambda message: error("ValidationException", "UpdateTimeToLive", message)
    assert refused(*update("true")) == refusal("TimeToLive is already enabled")
    assert refused(*update("true", "other")).startswith(refusal("TimeToLive is active on a different Attribute"))
    run(*update("false"))
    assert refused(*update("false")) == refusal("TimeToLive is already disabled")


def test_tags_are_kept_and_listed(run, refused, table):
    arn = run("describe-table", "--table-name", table, "--query", "Table.TableArn")
    tags = lambda: run("list-tags-of-resource", "--resource-arn", arn)["Tags"]
    assert tags() == [{"Key": "team", "Value": "sheep"}]
    run("tag-resource", "--resource-arn", arn, "--tags", "Key=team,Value=goats", "Key=stage,Value=test")
    assert sorted((tag["Key"], tag["Value"]) for tag in tags()) == [("stage", "test"), ("team", "goats")]
    run("untag-resource", "--resource-arn", arn, "--tag-keys", "team", "absent")
    assert tags() == [{"Key": "stage", "Value": "test"}]
    assert refused("list-tags-of-resource", "--resource-arn", arn + "-none").startswith(
        "An error occurred (ResourceNotFoundException) when calling the ListTagsOfResource operation: "
    )


def test_a_stream_is_read_and_wrong_iterators_are_refused(aws, run, refused, table):
    streams = lambda *arguments: aws("dynamodbstreams", *arguments)
    run("put-item", "--table-name", table, "--item", json.dumps(key(1)))
    run("update-item", "--table-name", table, "--key", json.dumps(key(1)), "--update-expression", "SET a = :a",
        "--expression-attribute-values", '{":a": {"N": "1"}}')  # fmt: skip
    run("delete-item", "--table-name", table, "--key", json.dumps(key(1)))
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
    assert refused("get-records", "--shard-iterator", "garbage", service="dynamodbstreams") == error(
        "ValidationException", "GetRecords", "Invalid ShardIterator"
    )
    assert refused(*begin, "AT_SEQUENCE_NUMBER", service="dynamodbstreams") == error(
        "ValidationException",
        "GetShardIterator",
        "One or more parameter values were invalid: Invalid SequenceNumber",
    )


def test_limits_are_described(run):
    assert run("describe-limits") == {
        "AccountMaxReadCapacityUnits": 80_000,
        "AccountMaxWriteCapacityUnits": 80_000,
        "TableMaxReadCapacityUnits": 40_000,
        "TableMaxWriteCapacityUnits": 40_000,
    }


def test_tables_are_listed_in_pages(run, fresh):
    names = [f"table-{n}" for n in range(4)]
    for name in names:
        run(
            "create-table", "--table-name", name, "--billing-mode", "PAY_PER_REQUEST",
            "--attribute-definitions", "AttributeName=p,AttributeType=S",
            "--key-schema", "AttributeName=p,KeyType=HASH",
        )  # fmt: skip
    assert run("list-tables", "--page-size", "3")["TableNames"] == names
    first = run("list-tables", "--max-items", "2")
    assert first["TableNames"] == names[:2]
    assert run("list-tables", "--starting-token", first["NextToken"])["TableNames"] == names[2:]


def test_a_server_that_is_not_there_is_not_a_refusal(aws, start_server):
    gone = start_server()
    gone.stop()
    process = aws("dynamodb", "list-tables", server=gone, check=False)
    assert process.returncode == 255
    assert "Could not connect to the endpoint URL" in process.stderr
