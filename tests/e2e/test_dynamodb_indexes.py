"""What DynamoDB's secondary indexes give, through boto3, and what expiry takes from them."""

import itertools
import threading
import time

import pytest

from indexed import create_indexed, full, index, item, keys, message, query_all, without
from server import eventually


@pytest.fixture
def table(new_table):
    return new_table(create_indexed)


@pytest.fixture
def query(dynamodb, table):
    return lambda *arguments, **more: query_all(dynamodb, table, *arguments, **more)


# Writing


def test_keys_that_are_none_are_refused_by_whatever_writes_them(dynamodb, table):
    invalid = "One or more parameter values are not valid. "
    contains = "The AttributeValue for a key attribute cannot contain an empty string value."
    put = item(1, g={"S": ""})
    put_refusal = (
        invalid + "A value specified for a secondary index key is not supported. " + contains + " IndexName: some, "
        "IndexKey: g"
    )
    update = {
        "TableName": table,
        "Key": item(1),
        "UpdateExpression": "SET g = :g",
        "ExpressionAttributeValues": {":g": {"S": ""}},
    }
    update_refusal = (
        invalid + "The update expression attempted to update a secondary index key to a value that is not "
        "supported. " + contains
    )
    transact = lambda action: lambda: dynamodb.transact_write_items(TransactItems=[action])
    assert message(lambda: dynamodb.put_item(TableName=table, Item=put)) == put_refusal
    assert message(transact({"Put": {"TableName": table, "Item": put}})) == put_refusal
    assert message(lambda: dynamodb.update_item(**update)) == update_refusal
    assert message(transact({"Update": update})) == update_refusal
    update["ExpressionAttributeValues"] = {":g": {"S": "x" * 2049}}
    assert message(lambda: dynamodb.update_item(**update)) == (
        "The update expression attempted to update the secondary index key beyond allowed size limits"
    )
    assert message(lambda: dynamodb.put_item(TableName=table, Item=item(1, g={"S": "x" * 2049}))) == (
        "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes"
    )


# Reading


def test_a_sparse_index_has_the_items_that_have_its_keys(dynamodb, table, query):
    dynamodb.put_item(TableName=table, Item=item(1))
    dynamodb.put_item(TableName=table, Item=item(2, g={"S": "G"}))
    dynamodb.put_item(TableName=table, Item=item(3, n={"N": "3"}))
    dynamodb.put_item(TableName=table, Item=full(4))
    found = lambda name: [i["s"]["N"] for i in query(name)["Items"]]
    assert found("local") == ["3", "4"]
    assert found("some") == ["4"]
    assert sorted(found("all")) == ["2", "4"]
    described = dynamodb.describe_table(TableName=table)["Table"]
    counts = {i["IndexName"]: i["ItemCount"] for i in described["GlobalSecondaryIndexes"]}
    assert counts == {"some": 1, "all": 2}
    assert described["LocalSecondaryIndexes"][0]["ItemCount"] == 2
    assert message(lambda: dynamodb.put_item(TableName=table, Item=item(5, n={"S": "5"}))) == (
        "One or more parameter values were invalid: Type mismatch for Index Key n Expected: N Actual: S "
        "IndexName: local"
    )


def test_the_entries_of_one_index_key_are_read_page_by_page(dynamodb, table, query):
    for s in range(10):
        dynamodb.put_item(TableName=table, Item=item(s, p=f"p{s % 3}", g={"S": "G"}, n={"N": "1"}))
    for forward in (True, False):
        pages, more = [], {}
        while True:
            page = query("some", Limit=3, ScanIndexForward=forward, **more)
            pages.append(page["Items"])
            if "LastEvaluatedKey" not in page:
                break
            assert set(page["LastEvaluatedKey"]) == {"p", "s", "g", "n"}
            more = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
        assert [len(page) for page in pages] == [3, 3, 3, 1]
        assert sorted(i["s"]["N"] for page in pages for i in page) == [str(s) for s in range(10)]
    assert message(lambda: query("some", ExclusiveStartKey=item(1))) == (
        "The provided starting key is invalid: The provided key element does not match the schema"
    )


def test_segments_of_a_global_index_cover_each_entry_once(dynamodb, table):
    for first in range(0, 200, 25):
        puts = [
            {"PutRequest": {"Item": item(s, g={"S": f"group{s % 37}"}, n={"N": str(s)})}}
            for s in range(first, first + 25)
        ]
        dynamodb.batch_write_item(RequestItems={table: puts})
    dynamodb.put_item(TableName=table, Item=item(1000))
    scan = dynamodb.get_paginator("scan")
    found, busy = [], 0
    for segment in range(5):
        pages = scan.paginate(TableName=table, IndexName="some", Segment=segment, TotalSegments=5, Limit=7)
        entries = [int(i["s"]["N"]) for page in pages for i in page["Items"]]
        found += entries
        busy += bool(entries)
    assert sorted(found) == list(range(200))
    assert busy == 5


def test_what_is_selected_of_an_index(dynamodb, table, query):
    dynamodb.put_item(TableName=table, Item=full(1))
    items = lambda *arguments, **more: query(*arguments, **more)["Items"]
    for name in ("local", "some"):
        projected = without(full(1), "y", "g") if name == "local" else without(full(1), "y")
        assert items(name) == [projected]
        assert items(name, Select="ALL_PROJECTED_ATTRIBUTES") == [projected]
        counted = query(name, Select="COUNT")
        assert (counted["Count"], "Items" in counted) == (1, False)
        assert items(name, Select="SPECIFIC_ATTRIBUTES", ProjectionExpression="x") == [{"x": {"S": "x"}}]
    # A local index fetches from the table what it does not project.
    assert items("local", Select="ALL_ATTRIBUTES") == [full(1)]
    assert items("local", ProjectionExpression="y, g") == [{"y": {"S": "y"}, "g": {"S": "G"}}]
    assert items("all", Select="ALL_ATTRIBUTES") == [full(1)]


def test_what_may_not_be_selected(dynamodb, table, query):
    invalid = "One or more parameter values were invalid: "
    for read in (lambda **more: query("some", **more), lambda **more: dynamodb.scan(
        TableName=table, IndexName="some", **more)):  # fmt: skip
        assert message(lambda: read(Select="ALL_ATTRIBUTES")) == (
            invalid + "Select type ALL_ATTRIBUTES is not supported for global secondary index some because "
            "its projection type is not ALL"
        )
        assert message(lambda: read(ProjectionExpression="y")) == (
            invalid + "Global secondary index some does not project [y]"
        )
        assert message(lambda: read(ConsistentRead=True)) == (
            "Consistent reads are not supported on global secondary indexes"
        )
    assert message(lambda: query(Select="ALL_PROJECTED_ATTRIBUTES")) == (
        "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"
    )
    assert message(lambda: query("local", Select="ALL_PROJECTED_ATTRIBUTES", ProjectionExpression="x")) == (
        "Cannot specify the ProjectionExpression when choosing to get ALL_PROJECTED_ATTRIBUTES"
    )
    assert message(lambda: query("local", Select="SPECIFIC_ATTRIBUTES")) == (
        "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"
    )
    assert "Member must satisfy enum value set" in message(lambda: query("local", Select="EVERYTHING"))


# Filling


def test_an_index_is_filled_while_writes_go_on(dynamodb, client, unique):
    name = unique("filled")
    dynamodb.create_table(
        TableName=name,
        KeySchema=keys("p"),
        AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    count = 9975  # several parts of the work
    value = {"S": "old"}
    for first in range(0, count, 25):
        puts = [{"PutRequest": {"Item": {"p": {"S": str(n)}, "g": value}}} for n in range(first, first + 25)]
        dynamodb.batch_write_item(RequestItems={name: puts})

    filled = threading.Event()
    writes = [0] * 3

    def write(worker):
        own = client("dynamodb")
        # Changes, deletes and adds all over the table, each worker its own third.
        for n in itertools.cycle(range(worker, count, 3 * 7)):
            if filled.is_set() and writes[worker] > 100:
                return
            own.put_item(TableName=name, Item={"p": {"S": str(n)}, "g": {"S": f"new{worker}"}})
            own.delete_item(TableName=name, Key={"p": {"S": str(n + 3)}})
            own.put_item(TableName=name, Item={"p": {"S": f"more{n}"}, "g": {"S": "more"}})
            own.update_item(TableName=name, Key={"p": {"S": str(n + 6)}}, UpdateExpression="REMOVE g")
            writes[worker] += 1

    workers = [threading.Thread(target=write, args=(worker,)) for worker in range(3)]
    for worker in workers:
        worker.start()
    try:
        dynamodb.update_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": "g", "AttributeType": "S"}],
            GlobalSecondaryIndexUpdates=[{"Create": index("index", keys("g"), "ALL")}],
        )
        describe = lambda: dynamodb.describe_table(TableName=name)["Table"]["GlobalSecondaryIndexes"][0]
        eventually(lambda: describe()["IndexStatus"] == "ACTIVE", seconds=60)
    finally:
        filled.set()
        for worker in workers:
            worker.join()

    def everything(**more):
        pages = dynamodb.get_paginator("scan").paginate(TableName=name, **more)
        return sorted((i["p"]["S"], i["g"]["S"]) for page in pages for i in page["Items"] if "g" in i)

    entries = everything(IndexName="index")
    assert entries == everything()
    assert len(entries) == len(set(entries)) == describe()["ItemCount"]
    assert {g for _, g in entries} == {"old", "new0", "new1", "new2", "more"}
    dynamodb.delete_table(TableName=name)


# Time to live


def test_an_expired_item_leaves_its_indexes_and_a_record_of_the_service(dynamodb, client, unique):
    name = unique("expiring")
    arn = dynamodb.create_table(
        TableName=name,
        KeySchema=keys("p"),
        AttributeDefinitions=[{"AttributeName": a, "AttributeType": "S"} for a in "pg"],
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=[index("index", keys("g"), "KEYS_ONLY")],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )["TableDescription"]["LatestStreamArn"]
    dynamodb.update_time_to_live(
        TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "until"}
    )
    now = int(time.time())

    def put(p, until):
        whole = {"p": {"S": p}, "g": {"S": "g"}, "until": until}
        dynamodb.put_item(TableName=name, Item=whole)
        return whole

    expiring = put("expiring", {"N": str(now + 1)})
    put("later", {"N": str(now + 3600)})
    put("text", {"S": str(now - 60)})
    # What expired more than five years ago is taken for a mistake.
    put("ancient", {"N": str(now - 6 * 365 * 86400)})
    put("deleted", {"N": str(now + 3600)})
    dynamodb.delete_item(TableName=name, Key={"p": {"S": "deleted"}})

    kept = {"later", "text", "ancient"}
    left = lambda **more: {i["p"]["S"] for i in dynamodb.scan(TableName=name, **more)["Items"]}
    eventually(lambda: left() == kept)
    assert time.time() >= now + 1
    assert left(IndexName="index") == kept

    streams = client("dynamodbstreams")
    [shard] = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    begin = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    records = streams.get_records(ShardIterator=begin["ShardIterator"])["Records"]
    removals = {
        r["dynamodb"]["Keys"]["p"]["S"]: r for r in records if r["eventName"] == "REMOVE"
    }
    assert set(removals) == {"expiring", "deleted"}
    assert removals["expiring"]["userIdentity"] == {
        "PrincipalId": "dynamodb.amazonaws.com",
        "Type": "Service",
    }
    assert removals["expiring"]["dynamodb"]["OldImage"] == expiring
    assert "userIdentity" not in removals["deleted"]
    dynamodb.delete_table(TableName=name)
