"""What programs do with items: update, query, batch and transact, through boto3."""

import base64
import threading

import boto3.dynamodb.conditions
import pytest
from botocore.exceptions import ClientError
from test_dynamodb import D, create, message, refused

Key = boto3.dynamodb.conditions.Key
Attr = boto3.dynamodb.conditions.Attr


@pytest.fixture
def table(new_table, server):
    """A boto3 Table with the keys p (a string) and s (a number)."""
    name = new_table(lambda dynamodb, name: create(dynamodb, name, "S", "N"))
    resource = boto3.resource(
        "dynamodb",
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    return resource.Table(name)


def key(p, s=0):
    return {"p": p, "s": s}


# UpdateItem


def test_update_creates_and_changes(table):
    first = table.update_item(
        Key=key("a"),
        UpdateExpression="SET #n = :n, tags = :t ADD hits :one",
        ExpressionAttributeNames={"#n": "name"},
        ExpressionAttributeValues={":n": "Dolly", ":t": ["x"], ":one": 1},
        ReturnValues="ALL_NEW",
    )
    assert first["Attributes"] == {"p": "a", "s": 0, "name": "Dolly", "tags": ["x"], "hits": 1}
    second = table.update_item(
        Key=key("a"),
        UpdateExpression="SET tags = list_append(tags, :more), best = if_not_exists(best, hits)"
        " ADD hits :two REMOVE #n",
        ExpressionAttributeNames={"#n": "name"},
        ExpressionAttributeValues={":more": ["y"], ":two": 2},
        ReturnValues="UPDATED_NEW",
    )
    assert second["Attributes"] == {"tags": ["x", "y"], "best": 1, "hits": 3}
    assert table.get_item(Key=key("a"))["Item"] == {
        "p": "a",
        "s": 0,
        "tags": ["x", "y"],
        "best": 1,
        "hits": 3,
    }


def test_update_returns_what_was_asked_for(table):
    table.put_item(Item={**key("a"), "m": {"x": 1, "y": 2}, "n": 5})

    def update(returned, n):
        return table.update_item(
            Key=key("a"),
            UpdateExpression="SET m.x = :n, n = :n",
            ExpressionAttributeValues={":n": n},
            ReturnValues=returned,
        ).get("Attributes")

    assert update("NONE", 6) is None
    assert update("UPDATED_OLD", 7) == {"m": {"x": 6}, "n": 6}
    assert update("UPDATED_NEW", 8) == {"m": {"x": 8}, "n": 8}
    assert update("ALL_OLD", 9) == {**key("a"), "m": {"x": 8, "y": 2}, "n": 8}
    assert update("ALL_NEW", 10) == {**key("a"), "m": {"x": 10, "y": 2}, "n": 10}


def test_update_of_nothing_makes_the_item_and_removals_do_not(table):
    table.update_item(Key=key("made"))
    assert table.get_item(Key=key("made"))["Item"] == key("made")
    table.update_item(Key=key("not"), UpdateExpression="REMOVE x")
    assert "Item" not in table.get_item(Key=key("not"))


def test_update_refuses_what_does_not_fit(table):
    table.put_item(Item={**key("a"), "text": "x"})

    def update(expression, values=None, **more):
        values = {"ExpressionAttributeValues": values} if values else {}
        return lambda: table.update_item(
            Key=key("a"), UpdateExpression=expression, **values, **more
        )

    assert message(update("SET s = :v", {":v": 1})) == (
        "One or more parameter values were invalid: Cannot update attribute s. "
        "This attribute is part of the key"
    )
    assert message(update("SET a = b")) == (
        "The provided expression refers to an attribute that does not exist in the item"
    )
    assert message(update("SET a = #t + :v", {":v": 1}, ExpressionAttributeNames={"#t": "text"})) == (
        "An operand in the update expression has an incorrect data type"
    )
    assert message(update("SET a.b = :v", {":v": 1})) == (
        "The document path provided in the update expression is invalid for update"
    )
    assert refused(
        update("SET a = :v", {":v": 1}, ConditionExpression="attribute_not_exists(p)"),
        "ConditionalCheckFailedException",
    )


def test_an_update_may_not_outgrow_an_item(table):
    table.put_item(Item={**key("a"), "text": "x" * 300_000})
    assert message(
        lambda: table.update_item(
            Key=key("a"),
            UpdateExpression="SET more = :m",
            ExpressionAttributeValues={":m": "y" * 200_000},
        )
    ) == ("Item size to update has exceeded the maximum allowed size")


# Query


def test_query_reads_ranges_in_order_and_backwards(table):
    with table.batch_writer() as batch:
        for n in range(-50, 50):
            batch.put_item(Item={**key("a", n), "even": n % 2 == 0})
            batch.put_item(Item=key("b", n))

    def numbers(condition, **more):
        return [int(i["s"]) for i in table.query(KeyConditionExpression=condition, **more)["Items"]]

    assert numbers(Key("p").eq("a")) == list(range(-50, 50))
    assert numbers(Key("p").eq("a") & Key("s").between(-3, 3)) == list(range(-3, 4))
    assert numbers(Key("p").eq("a") & Key("s").lt(-48), ScanIndexForward=False) == [-49, -50]
    assert numbers(Key("p").eq("a") & Key("s").gte(48)) == [48, 49]
    assert numbers(Key("p").eq("a"), FilterExpression=Attr("even").eq(True), Limit=4) == [-50, -48]
    answer = table.query(
        KeyConditionExpression=Key("p").eq("a"),
        FilterExpression=Attr("even").eq(True),
        ProjectionExpression="even",
        Limit=1,
        ReturnConsumedCapacity="INDEXES",
    )
    assert answer["Items"] == [{"even": True}]
    assert answer["LastEvaluatedKey"] == key("a", -50)
    assert answer["ConsumedCapacity"]["Table"] == {"CapacityUnits": 0.5}


def test_query_pages_by_a_megabyte(dynamodb, table):
    for n in range(6):
        table.put_item(Item={**key("a", n), "text": "x" * 300_000})
    pages = list(
        dynamodb.get_paginator("query").paginate(
            TableName=table.name,
            KeyConditionExpression="p = :p",
            ExpressionAttributeValues={":p": {"S": "a"}},
        )
    )
    assert [page["Count"] for page in pages] == [3, 3]


# Batches


def test_a_batch_writes_and_reads_over_tables(dynamodb, table, unique):
    other = unique("other")
    create(dynamodb, other, "N")
    puts = [{"PutRequest": {"Item": {"p": {"S": "a"}, "s": {"N": str(n)}}}} for n in range(20)]
    written = dynamodb.batch_write_item(
        RequestItems={table.name: puts, other: [{"PutRequest": {"Item": {"p": {"N": "1"}}}}]},
        ReturnConsumedCapacity="TOTAL",
    )
    assert written["UnprocessedItems"] == {}
    assert {c["TableName"]: c["CapacityUnits"] for c in written["ConsumedCapacity"]} == {
        table.name: 20,
        other: 1,
    }
    read = dynamodb.batch_get_item(
        RequestItems={
            table.name: {
                "Keys": [{"p": {"S": "a"}, "s": {"N": str(n)}} for n in (1, 2, 99)],
                "ProjectionExpression": "s",
                "ConsistentRead": True,
            },
            other: {"Keys": [{"p": {"N": "1"}}]},
        }
    )
    assert read["UnprocessedKeys"] == {}
    assert sorted(i["s"]["N"] for i in read["Responses"][table.name]) == ["1", "2"]
    assert read["Responses"][other] == [{"p": {"N": "1"}}]
    dynamodb.batch_write_item(
        RequestItems={other: [{"DeleteRequest": {"Key": {"p": {"N": "1"}}}}]}
    )
    assert dynamodb.scan(TableName=other, Select="COUNT")["Count"] == 0


def test_a_batch_answers_16_megabytes_and_names_the_rest(dynamodb, table):
    for n in range(50):
        table.put_item(Item={**key("a", n), "text": "x" * 399_000})
    wanted = {"Keys": [{"p": {"S": "a"}, "s": {"N": str(n)}} for n in range(50)]}
    read = dynamodb.batch_get_item(RequestItems={table.name: wanted})
    got = len(read["Responses"][table.name])
    assert 40 <= got < 50
    assert len(read["UnprocessedKeys"][table.name]["Keys"]) == 50 - got
    rest = dynamodb.batch_get_item(RequestItems=read["UnprocessedKeys"])
    assert len(rest["Responses"][table.name]) == 50 - got


def test_wrong_batches_are_refused_whole(dynamodb, table):
    item = {"p": {"S": "a"}, "s": {"N": "1"}}
    put = {"PutRequest": {"Item": item}}
    write = lambda requests: lambda: dynamodb.batch_write_item(RequestItems={table.name: requests})
    assert message(write([put, put])) == "Provided list of item keys contains duplicates"
    for wrong in ({"p": {"S": "a"}}, {**item, "s": {"S": "1"}}):
        assert message(write([put, {"PutRequest": {"Item": wrong}}])) == (
            "The provided key element does not match the schema"
        )
    refused(write([{}]))
    refused(
        lambda: dynamodb.batch_write_item(RequestItems={"missing": [put]}),
        "ResourceNotFoundException",
    )
    assert message(
        lambda: dynamodb.batch_get_item(RequestItems={table.name: {"Keys": [item, item]}})
    ) == "Provided list of item keys contains duplicates"
    assert dynamodb.scan(TableName=table.name, Select="COUNT")["Count"] == 0


# Transactions


def test_a_transaction_is_all_or_nothing(dynamodb, table):
    def put(s, condition=None):
        action = {"TableName": table.name, "Item": {"p": {"S": "a"}, "s": {"N": str(s)}}}
        if condition:
            action["ConditionExpression"] = condition
            action["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        return {"Put": action}

    dynamodb.transact_write_items(TransactItems=[put(1), put(2)])
    with pytest.raises(ClientError) as refusal:
        dynamodb.transact_write_items(
            TransactItems=[put(3), put(2, "attribute_not_exists(p)"), put(4)]
        )
    response = refusal.value.response
    assert response["Error"]["Code"] == "TransactionCanceledException"
    assert response["Error"]["Message"].endswith("[None, ConditionalCheckFailed, None]")
    assert response["CancellationReasons"] == [
        {"Code": "None"},
        {
            "Code": "ConditionalCheckFailed",
            "Message": "The conditional request failed",
            "Item": {"p": {"S": "a"}, "s": {"N": "2"}},
        },
        {"Code": "None"},
    ]
    found = dynamodb.transact_get_items(
        TransactItems=[
            {"Get": {"TableName": table.name, "Key": {"p": {"S": "a"}, "s": {"N": str(s)}}}}
            for s in (1, 2, 3)
        ]
    )
    assert ["Item" in r for r in found["Responses"]] == [True, True, False]


def test_an_update_that_does_not_fit_cancels_its_transaction(dynamodb, table):
    with pytest.raises(ClientError) as refusal:
        dynamodb.transact_write_items(
            TransactItems=[
                {
                    "Update": {
                        "TableName": table.name,
                        "Key": {"p": {"S": "a"}, "s": {"N": "1"}},
                        "UpdateExpression": "SET a = b",
                    }
                }
            ]
        )
    assert refusal.value.response["CancellationReasons"] == [
        {
            "Code": "ValidationError",
            "Message": "The provided expression refers to an attribute that does not exist in the "
            "item",
        }
    ]


def test_a_repeated_token_is_carried_out_once(dynamodb, table):
    action = {
        "Update": {
            "TableName": table.name,
            "Key": {"p": {"S": "a"}, "s": {"N": "1"}},
            "UpdateExpression": "ADD n :one",
            "ExpressionAttributeValues": {":one": {"N": "1"}},
        }
    }
    for _ in range(3):
        dynamodb.transact_write_items(TransactItems=[action], ClientRequestToken="once")
    assert table.get_item(Key=key("a", 1))["Item"]["n"] == 1
    refused(
        lambda: dynamodb.transact_write_items(
            TransactItems=[action, {"Delete": {"TableName": table.name, "Key": {"p": {"S": "b"}, "s": {"N": "1"}}}}],
            ClientRequestToken="once",
        ),
        "IdempotentParameterMismatchException",
    )


# Concurrency


def test_no_update_is_lost(client, table):
    def count():
        own = client("dynamodb")
        for _ in range(50):
            own.update_item(
                TableName=table.name,
                Key={"p": {"S": "counter"}, "s": {"N": "0"}},
                UpdateExpression="ADD n :one",
                ExpressionAttributeValues={":one": {"N": "1"}},
            )

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert table.get_item(Key=key("counter"))["Item"]["n"] == 400


def test_every_type_survives_the_round_trip(table):
    item = {
        **key("types", 1),
        "S": "text é \x00 \U0001f411",
        "N": D("-1.234567890123456789012345678901234567E-7"),
        "B": boto3.dynamodb.types.Binary(b"\x00\xff"),
        "SS": {"a", "b"},
        "NS": {D("1"), D("2.5")},
        "BS": {boto3.dynamodb.types.Binary(base64.b64encode(b"x"))},
        "M": {"deep": {"list": [1, "two", None, True, {"three": []}]}},
        "NULL": None,
        "BOOL": False,
        "empty": "",
    }
    table.put_item(Item=item)
    assert table.get_item(Key=key("types", 1))["Item"] == item
    assert table.query(KeyConditionExpression=Key("p").eq("types"))["Items"] == [item]
