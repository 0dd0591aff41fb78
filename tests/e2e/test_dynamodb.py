"""DynamoDB through boto3: tables, items, conditions, scans, and what a kill leaves."""

import decimal
import threading

import boto3.dynamodb.types
import pytest
from botocore.exceptions import BotoCoreError, ClientError

D = decimal.Decimal


def create(dynamodb, name, partition="N", sort=None, **more):
    schema = [{"AttributeName": "p", "KeyType": "HASH"}]
    attributes = [{"AttributeName": "p", "AttributeType": partition}]
    if sort:
        schema.append({"AttributeName": "s", "KeyType": "RANGE"})
        attributes.append({"AttributeName": "s", "AttributeType": sort})
    settings = {"BillingMode": "PAY_PER_REQUEST", **more}
    answer = dynamodb.create_table(
        TableName=name, KeySchema=schema, AttributeDefinitions=attributes, **settings
    )
    return answer["TableDescription"]


@pytest.fixture
def table(new_table):
    return new_table(create)


def refused(call, code="ValidationException"):
    with pytest.raises(ClientError) as refusal:
        call()
    assert refusal.value.response["Error"]["Code"] == code
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return refusal.value.response


def message(call, code="ValidationException"):
    return refused(call, code)["Error"]["Message"]


def key(n):
    return {"p": {"N": str(n)}}


# Tables


def test_a_table_is_active_at_once_and_described_as_created(dynamodb, unique):
    name = unique("table")
    created = create(
        dynamodb,
        name,
        "S",
        "N",
        BillingMode="PROVISIONED",
        ProvisionedThroughput={"ReadCapacityUnits": 3, "WriteCapacityUnits": 4},
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
        TableClass="STANDARD_INFREQUENT_ACCESS",
        Tags=[{"Key": "team", "Value": "sheep"}],
    )
    described = dynamodb.describe_table(TableName=name)["Table"]
    assert (created.pop("TableStatus"), described.pop("TableStatus")) == ("CREATING", "ACTIVE")
    assert described == created
    assert described["TableArn"] == f"arn:aws:dynamodb:us-east-1:000000000000:table/{name}"
    assert [k["KeyType"] for k in described["KeySchema"]] == ["HASH", "RANGE"]
    assert described["ProvisionedThroughput"]["WriteCapacityUnits"] == 4
    assert described["TableClassSummary"]["TableClass"] == "STANDARD_INFREQUENT_ACCESS"
    assert described["LatestStreamArn"].startswith(described["TableArn"] + "/stream/")
    assert (described["ItemCount"], described["TableSizeBytes"]) == (0, 0)
    dynamodb.get_waiter("table_exists").wait(TableName=name)
    dynamodb.delete_table(TableName=name)
    dynamodb.get_waiter("table_not_exists").wait(TableName=name)


def test_tables_are_told_apart_by_name_account_and_region(dynamodb, client, table):
    assert message(lambda: create(dynamodb, table), "ResourceInUseException") == (
        f"Table already exists: {table}"
    )
    for other in (client("dynamodb", region="eu-west-1"), client("dynamodb", key="123456789012")):
        assert message(lambda: other.describe_table(TableName=table), "ResourceNotFoundException") == (
            f"Requested resource not found: Table: {table} not found"
        )


def test_tables_are_listed_in_pages(fresh, dynamodb):
    names = [f"table-{n}" for n in range(5)]
    for name in reversed(names):
        create(dynamodb, name)
    pages = dynamodb.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 2})
    assert [page["TableNames"] for page in pages] == [names[0:2], names[2:4], names[4:]]


def test_an_index_with_several_hash_attributes_is_refused_by_name(dynamodb, unique):
    index = {
        "IndexName": "wide",
        "KeySchema": [
            {"AttributeName": "a", "KeyType": "HASH"},
            {"AttributeName": "b", "KeyType": "HASH"},
        ],
        "Projection": {"ProjectionType": "ALL"},
    }
    settings = {
        "KeySchema": [{"AttributeName": "p", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": n, "AttributeType": "S"} for n in "pab"],
        "BillingMode": "PAY_PER_REQUEST",
        "GlobalSecondaryIndexes": [index],
    }
    assert "index wide has several HASH" in message(
        lambda: dynamodb.create_table(TableName=unique("table"), **settings)
    )


def test_a_protected_table_stays(dynamodb, unique):
    name = unique("table")
    create(dynamodb, name, DeletionProtectionEnabled=True)
    assert "protected against deletion" in message(lambda: dynamodb.delete_table(TableName=name))


# Items


def test_every_type_comes_back(dynamodb, table):
    item = {
        "p": D("1"),
        "string": "sheep \U0001f411 \"\\\n",
        "empty": "",
        "number": D("-1234567890123456789012345678901234567.8"),
        "binary": boto3.dynamodb.types.Binary(bytes(range(256))),
        "yes": True,
        "no": False,
        "nothing": None,
        "strings": {"a", "b"},
        "numbers": {D("1"), D("2.5")},
        "binaries": {boto3.dynamodb.types.Binary(b"\0"), boto3.dynamodb.types.Binary(b"x")},
        "list": ["a", D("1"), [], {}],
        "map": {"deep": {"deeper": [D("0")]}},
    }
    serializer = boto3.dynamodb.types.TypeSerializer()
    deserializer = boto3.dynamodb.types.TypeDeserializer()
    dynamodb.put_item(TableName=table, Item={k: serializer.serialize(v) for k, v in item.items()})
    got = dynamodb.get_item(TableName=table, Key=key(1))["Item"]
    assert {k: deserializer.deserialize(v) for k, v in got.items()} == item


def test_numbers_are_one_key_however_written_and_come_back_in_normal_form(dynamodb, table):
    dynamodb.put_item(TableName=table, Item={"p": {"N": "1.0"}, "n": {"N": "007.50"}})
    for written in ("1", "1.00", "1e0", "+1", "0.1E1"):
        got = dynamodb.get_item(TableName=table, Key={"p": {"N": written}})
        assert got["Item"] == {"p": {"N": "1"}, "n": {"N": "7.5"}}
    assert dynamodb.describe_table(TableName=table)["Table"]["ItemCount"] == 1


def test_38_digits_are_kept_and_39_refused(dynamodb, table):
    digits = "12345678901234567890123456789012345678"
    dynamodb.put_item(TableName=table, Item={"p": {"N": digits}})
    assert dynamodb.get_item(TableName=table, Key={"p": {"N": digits}})["Item"]["p"]["N"] == digits
    put = lambda n: lambda: dynamodb.put_item(TableName=table, Item={**key(1), "n": {"N": n}})
    assert "more than 38 significant digits" in message(put(digits + "9"))
    assert message(put("1e126")).startswith("Number overflow.")
    assert message(put("1e-131")).startswith("Number underflow.")
    assert message(put("x")) == "The parameter cannot be converted to a numeric value: x"


def test_an_absent_item_is_no_item(dynamodb, table):
    assert "Item" not in dynamodb.get_item(TableName=table, Key=key(404))
    assert "Attributes" not in dynamodb.delete_item(
        TableName=table, Key=key(404), ReturnValues="ALL_OLD"
    )


def test_keys_are_checked_in_AWS_words(dynamodb, table):
    put = lambda item: lambda: dynamodb.put_item(TableName=table, Item=item)
    invalid = "One or more parameter values were invalid: "
    assert message(put({"x": {"S": "a"}})) == invalid + "Missing the key p in the item"
    assert message(put({"p": {"S": "a"}})) == (
        invalid + "Type mismatch for key p expected: N actual: S"
    )
    for wrong in ({"q": {"N": "1"}}, {"p": {"S": "1"}}, {**key(1), "s": {"S": "x"}}):
        assert message(lambda: dynamodb.get_item(TableName=table, Key=wrong)) == (
            "The provided key element does not match the schema"
        )
    assert message(
        lambda: dynamodb.get_item(TableName="no-such-table", Key=key(1)), "ResourceNotFoundException"
    ) == "Requested resource not found"


def test_values_are_checked_in_AWS_words(dynamodb, table):
    put = lambda value: lambda: dynamodb.put_item(TableName=table, Item={**key(1), "a": value})
    invalid = "One or more parameter values were invalid: "
    assert message(put({"SS": []})) == invalid + "An string set  may not be empty"
    assert message(put({"SS": ["a", "a"]})) == (
        invalid + "Input collection [a, a] contains duplicates."
    )
    assert message(put({"NS": ["1", "1.0"]})) == "Input collection contains duplicates"
    assert message(put({"S": "x" * 400 * 1024})) == "Item size has exceeded the maximum allowed size"
    deep = {"S": "leaf"}
    for _ in range(32):
        deep = {"M": {"n": deep}}
    assert message(put(deep)).startswith("Nesting Levels have exceeded supported limits")


# Conditions


def test_a_sheep_is_put_once(dynamodb, table):
    put = lambda weight: dynamodb.put_item(
        TableName=table,
        Item={**key(7), "weight": {"N": weight}},
        ConditionExpression="attribute_not_exists(p)",
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )
    put("100")
    failure = refused(lambda: put("200"), "ConditionalCheckFailedException")
    assert failure["Error"]["Message"] == "The conditional request failed"
    assert failure["Item"] == {**key(7), "weight": {"N": "100"}}
    assert dynamodb.get_item(TableName=table, Key=key(7))["Item"]["weight"]["N"] == "100"


def test_only_one_of_many_wins(dynamodb, client, table):
    outcomes = []

    def put():
        try:
            client("dynamodb").put_item(
                TableName=table, Item=key(8), ConditionExpression="attribute_not_exists(p)"
            )
            outcomes.append("won")
        except ClientError as refusal:
            outcomes.append(refusal.response["Error"]["Code"])

    threads = [threading.Thread(target=put) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["ConditionalCheckFailedException"] * 15 + ["won"]


def test_a_delete_with_a_condition_gives_the_old_item(dynamodb, table):
    item = {**key(9), "name": {"S": "Dolly"}, "tags": {"L": [{"S": "wool"}, {"S": "white"}]}}
    dynamodb.put_item(TableName=table, Item=item)
    delete = lambda name: dynamodb.delete_item(
        TableName=table,
        Key=key(9),
        ConditionExpression="#n = :n AND contains(tags, :w) AND size(tags) BETWEEN :one AND :three "
        "AND (tags[1] IN (:w, :x) OR NOT attribute_type(tags, :l))",
        ExpressionAttributeNames={"#n": "name"},
        ExpressionAttributeValues={
            ":n": {"S": name},
            ":w": {"S": "white"},
            ":x": {"S": "x"},
            ":one": {"N": "1"},
            ":three": {"N": "3"},
            ":l": {"S": "L"},
        },
        ReturnValues="ALL_OLD",
    )
    refused(lambda: delete("Molly"), "ConditionalCheckFailedException")
    assert delete("Dolly")["Attributes"] == item
    assert "Item" not in dynamodb.get_item(TableName=table, Key=key(9))


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("", "The expression can not be empty;"),
        ("a b", 'Syntax error; token: "b", near: "a b"'),
        ("a = ", 'Syntax error; token: "<EOF>", near: "="'),
        ("size = :v", "Attribute name is a reserved keyword; reserved keyword: size"),
        ("((a = :v))", "The expression has redundant parentheses;"),
        ("whatever(a, :v)", "Invalid function name; function: whatever"),
        (
            "a = :w",
            "An expression attribute value used in expression is not defined; attribute value: :w",
        ),
        (
            "#a = :v",
            "An expression attribute name used in the document path is not defined; attribute name: #a",
        ),
        (
            "begins_with(a, :v)",
            "Incorrect operand type for operator or function; operator or function: begins_with, "
            "operand type: N",
        ),
    ],
)
def test_expressions_are_refused_in_AWS_words(dynamodb, table, expression, words):
    put = lambda: dynamodb.put_item(
        TableName=table,
        Item=key(1),
        ConditionExpression=expression,
        ExpressionAttributeValues={":v": {"N": "1"}},
    )
    assert message(put) == "Invalid ConditionExpression: " + words


def test_unused_placeholders_are_refused_and_legacy_parameters_beside_expressions(dynamodb, table):
    put = lambda **more: lambda: dynamodb.put_item(TableName=table, Item=key(1), **more)
    assert message(
        put(ConditionExpression="attribute_exists(p)", ExpressionAttributeNames={"#x": "x"})
    ) == "Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}"
    expected = {"Expected": {"p": {"Exists": False}}}
    assert message(put(ConditionExpression="attribute_exists(p)", **expected)) == (
        "Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}"
    )
    put(**expected)()
    refused(put(**expected), "ConditionalCheckFailedException")


# Scans


def fill(dynamodb, table, count, **attributes):
    for n in range(count):
        dynamodb.put_item(TableName=table, Item={**key(n), **attributes})


def scan_all(dynamodb, **request):
    return [page for page in dynamodb.get_paginator("scan").paginate(**request)]


def test_a_scan_is_read_in_pages_of_a_megabyte(dynamodb, table):
    fill(dynamodb, table, 25, text={"S": "x" * 100 * 1024})
    pages = scan_all(dynamodb, TableName=table)
    assert [page["Count"] for page in pages] == [10, 10, 5]
    assert len({item["p"]["N"] for page in pages for item in page["Items"]}) == 25


def test_segments_cover_every_item_once(dynamodb, table):
    fill(dynamodb, table, 100)
    found = [
        item["p"]["N"]
        for segment in range(7)
        for page in scan_all(dynamodb, TableName=table, Segment=segment, TotalSegments=7, Limit=5)
        for item in page["Items"]
    ]
    assert sorted(found, key=int) == [str(n) for n in range(100)]


def test_a_count_has_no_items_and_is_what_the_table_says(dynamodb, table):
    fill(dynamodb, table, 30, x={"S": "abc"})
    (page,) = scan_all(dynamodb, TableName=table, Select="COUNT", ReturnConsumedCapacity="TOTAL")
    assert (page["Count"], page["ScannedCount"]) == (30, 30)
    assert "Items" not in page
    assert page["ConsumedCapacity"] == {"TableName": table, "CapacityUnits": 0.5}
    described = dynamodb.describe_table(TableName=table)["Table"]
    assert described["ItemCount"] == 30
    # "p" and its number (zero takes one byte), "x" and its text.
    assert described["TableSizeBytes"] == 30 * (1 + 2 + 1 + 3) - 1


def test_a_scan_filters_projects_and_limits(dynamodb, table):
    fill(dynamodb, table, 20, m={"M": {"a": {"S": "x"}, "b": {"S": "y"}}})
    pages = scan_all(
        dynamodb,
        TableName=table,
        FilterExpression="p >= :ten AND m.a = :x",
        ProjectionExpression="p, #m.b",
        ExpressionAttributeNames={"#m": "m"},
        ExpressionAttributeValues={":ten": {"N": "10"}, ":x": {"S": "x"}},
        Limit=6,
    )
    assert sum(page["ScannedCount"] for page in pages) == 20
    assert [page["ScannedCount"] for page in pages] == [6, 6, 6, 2]
    items = [item for page in pages for item in page["Items"]]
    assert sorted(int(item["p"]["N"]) for item in items) == list(range(10, 20))
    assert all(item["m"] == {"M": {"b": {"S": "y"}}} for item in items)


def test_a_start_key_belongs_to_its_segment(dynamodb, table):
    fill(dynamodb, table, 20)
    last = dynamodb.scan(TableName=table, Segment=1, TotalSegments=2, Limit=1)["LastEvaluatedKey"]
    wrong = lambda: dynamodb.scan(
        TableName=table, Segment=0, TotalSegments=2, ExclusiveStartKey=last
    )
    assert "correct Segment. TotalSegments: 2 Segment: 0" in message(wrong)


# What a crash leaves


def test_a_killed_server_has_every_acknowledged_put(data_server, client, unique):
    table = unique("table")
    create(client("dynamodb", data_server), table)
    acknowledged = []
    enough = threading.Event()

    def put(first):
        dynamodb = client("dynamodb", data_server)
        for n in range(first, 1_000_000, 4):
            try:
                dynamodb.put_item(TableName=table, Item={**key(n), "text": {"S": "x" * 500}})
            except (BotoCoreError, ClientError):
                return
            acknowledged.append(n)
            if len(acknowledged) >= 400:
                enough.set()

    threads = [threading.Thread(target=put, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    assert enough.wait(120)
    data_server.kill()
    for thread in threads:
        thread.join()
    data_server.start()

    dynamodb = client("dynamodb", data_server)
    kept = {
        int(item["p"]["N"])
        for page in scan_all(dynamodb, TableName=table)
        for item in page["Items"]
    }
    assert set(acknowledged) <= kept
    # A put may have been kept whose answer was lost: at most one a thread.
    assert len(kept) <= len(acknowledged) + 4
    assert dynamodb.describe_table(TableName=table)["Table"]["ItemCount"] == len(kept)
