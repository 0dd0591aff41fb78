"""What DynamoDB's secondary indexes give and cost, through boto3, and what expiry tells the stream."""

import itertools
import threading
import time

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def dynamodb(client):
    return client("dynamodb")


def keys(partition, sort=None):
    schema = [{"AttributeName": partition, "KeyType": "HASH"}]
    return schema + ([{"AttributeName": sort, "KeyType": "RANGE"}] if sort else [])


def index(name, schema, projection, *included):
    projects = {"ProjectionType": projection}
    if included:
        projects["NonKeyAttributes"] = list(included)
    return {"IndexName": name, "KeySchema": schema, "Projection": projects}


@pytest.fixture
def table(dynamodb, unique):
    """Keys p and s. Local: by n, with x. Global: `some` by g and n, with x; `all` by g, everything."""
    name = unique("indexed")
    types = {"p": "S", "s": "N", "g": "S", "n": "N"}
    dynamodb.create_table(
        TableName=name,
        KeySchema=keys("p", "s"),
        AttributeDefinitions=[{"AttributeName": a, "AttributeType": t} for a, t in types.items()],
        BillingMode="PAY_PER_REQUEST",
        LocalSecondaryIndexes=[index("local", keys("p", "n"), "INCLUDE", "x")],
        GlobalSecondaryIndexes=[
            index("some", keys("g", "n"), "INCLUDE", "x"),
            index("all", keys("g"), "ALL"),
        ],
    )
    yield name
    dynamodb.delete_table(TableName=name)


def item(s, p="a", **more):
    return {"p": {"S": p}, "s": {"N": str(s)}, **more}


def full(s, text="y"):
    return item(s, g={"S": "G"}, n={"N": str(10 - s)}, x={"S": "x"}, y={"S": text})


def without(whole, *names):
    return {name: value for name, value in whole.items() if name not in names}


def message(call, code="ValidationException"):
    with pytest.raises(ClientError) as refusal:
        call()
    assert refusal.value.response["Error"]["Code"] == code
    return refusal.value.response["Error"]["Message"]


@pytest.fixture
def query(dynamodb, table):
    def query(name=None, **more):
        if name:
            more["IndexName"] = name
        by_partition = name in (None, "local")
        return dynamodb.query(
            TableName=table,
            KeyConditionExpression="p = :v" if by_partition else "g = :v",
            ExpressionAttributeValues={":v": {"S": "a" if by_partition else "G"}},
            **more,
        )

    return query


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


# What it costs


def capacity(table, of_table, local=None, **global_indexes):
    """ConsumedCapacity as INDEXES gives it."""
    total = of_table + (local or 0) + sum(global_indexes.values())
    expected = {"TableName": table, "CapacityUnits": total, "Table": {"CapacityUnits": of_table}}
    if local is not None:
        expected["LocalSecondaryIndexes"] = {"local": {"CapacityUnits": local}}
    if global_indexes:
        expected["GlobalSecondaryIndexes"] = {
            name: {"CapacityUnits": units} for name, units in global_indexes.items()
        }
    return expected


def test_reading_an_index_is_billed_to_it(dynamodb, table, query):
    for s in range(1, 5):
        dynamodb.put_item(TableName=table, Item=full(s, "y" * 5000))
    cost = lambda *arguments, **more: query(*arguments, ReturnConsumedCapacity="INDEXES", **more)["ConsumedCapacity"]
    # Four entries of a few bytes are one read of 4 KB, half price if it need not be consistent.
    assert cost("some") == capacity(table, 0, some=0.5)
    assert cost("local") == capacity(table, 0, 0.5)
    assert cost("local", ConsistentRead=True) == capacity(table, 0, 1)
    # 20 KB of whole items: six units of 4 KB.
    assert cost("all") == capacity(table, 0, all=2.5)
    # Each item that is fetched is a read of its own, of 8 KB here.
    assert cost("local", Select="ALL_ATTRIBUTES") == capacity(table, 4, 0.5)
    assert cost("local", ProjectionExpression="y", ConsistentRead=True) == capacity(table, 8, 1)
    assert query("some", ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"] == {
        "TableName": table,
        "CapacityUnits": 0.5,
    }
    scan = dynamodb.scan(TableName=table, IndexName="some", ReturnConsumedCapacity="INDEXES")
    assert scan["ConsumedCapacity"] == capacity(table, 0, some=0.5)


def test_writing_is_billed_to_each_index_that_changes(dynamodb, table):
    def put(s, **more):
        return dynamodb.put_item(TableName=table, ReturnConsumedCapacity="INDEXES", Item=item(s, **more))[
            "ConsumedCapacity"
        ]

    def update(expression, **values):
        return dynamodb.update_item(
            TableName=table,
            Key=item(1),
            UpdateExpression=expression,
            ReturnConsumedCapacity="INDEXES",
            **({"ExpressionAttributeValues": {":v": values["v"]}} if values else {}),
        )["ConsumedCapacity"]

    assert put(1) == capacity(table, 1)
    assert put(1, g={"S": "G"}, n={"N": "1"}, y={"S": "y" * 1500}) == capacity(table, 2, 1, some=1, all=2)
    # No index but the one that projects it notices y.
    assert update("SET y = :v", v={"S": "z" * 1500}) == capacity(table, 2, all=2)
    # A key that moves is a removal and an addition.
    assert update("SET n = :v", v={"N": "2"}) == capacity(table, 2, 2, some=2, all=2)
    assert update("SET g = :v", v={"S": "H"}) == capacity(table, 2, some=2, all=4)
    assert update("REMOVE g") == capacity(table, 2, some=1, all=2)
    deleted = dynamodb.delete_item(TableName=table, Key=item(1), ReturnConsumedCapacity="INDEXES")
    assert deleted["ConsumedCapacity"] == capacity(table, 2, 1)


def test_batches_and_transactions_are_billed_by_table_and_index(dynamodb, table):
    puts = [{"PutRequest": {"Item": full(s)}} for s in (1, 2)]
    batch = dynamodb.batch_write_item(RequestItems={table: puts}, ReturnConsumedCapacity="INDEXES")
    assert batch["ConsumedCapacity"] == [capacity(table, 2, 2, some=2, all=2)]
    transaction = dynamodb.transact_write_items(
        TransactItems=[{"Put": {"TableName": table, "Item": full(3)}}], ReturnConsumedCapacity="INDEXES"
    )
    [consumed] = transaction["ConsumedCapacity"]
    # A transaction costs twice what its writes cost.
    assert consumed["Table"]["CapacityUnits"] == 2
    assert consumed["LocalSecondaryIndexes"]["local"]["CapacityUnits"] == 2
    assert {n: i["CapacityUnits"] for n, i in consumed["GlobalSecondaryIndexes"].items()} == {"some": 2, "all": 2}
    assert consumed["CapacityUnits"] == 8


# Item collections


def test_writes_tell_the_size_of_their_collection_when_asked(dynamodb, table):
    metrics = {"ItemCollectionKey": {"p": {"S": "a"}}, "SizeEstimateRangeGB": [0.0, 1.0]}
    asked = {"TableName": table, "ReturnItemCollectionMetrics": "SIZE"}
    assert dynamodb.put_item(Item=full(1), **asked)["ItemCollectionMetrics"] == metrics
    updated = dynamodb.update_item(Key=item(1), UpdateExpression="REMOVE y", **asked)
    assert updated["ItemCollectionMetrics"] == metrics
    assert dynamodb.delete_item(Key=item(1), **asked)["ItemCollectionMetrics"] == metrics
    transaction = dynamodb.transact_write_items(
        TransactItems=[{"Put": {"TableName": table, "Item": full(s)}} for s in (1, 2)],
        ReturnItemCollectionMetrics="SIZE",
    )
    assert transaction["ItemCollectionMetrics"] == {table: [metrics]}
    assert "ItemCollectionMetrics" not in dynamodb.put_item(TableName=table, Item=full(1))
    assert "Member must satisfy enum value set" in message(
        lambda: dynamodb.put_item(TableName=table, Item=full(1), ReturnItemCollectionMetrics="ALL")
    )


def test_a_table_without_local_indexes_has_no_collections(dynamodb, unique):
    name = unique("plain")
    dynamodb.create_table(
        TableName=name,
        KeySchema=keys("p"),
        AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    answer = dynamodb.put_item(TableName=name, Item={"p": {"S": "a"}}, ReturnItemCollectionMetrics="SIZE")
    assert "ItemCollectionMetrics" not in answer
    dynamodb.delete_table(TableName=name)


# Filling


def test_an_index_is_filled_while_writes_go_on(dynamodb, client, unique, slow):
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
        end = time.monotonic() + 60 * slow
        while describe()["IndexStatus"] != "ACTIVE":
            assert time.monotonic() < end, "the index was not filled in time"
            time.sleep(0.01)
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


def test_an_expired_item_leaves_its_indexes_and_a_record_of_the_service(dynamodb, client, unique, slow):
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
    end = time.monotonic() + 10 * slow
    while left() != kept:
        assert time.monotonic() < end, f"it did not expire in time: {left()}"
        time.sleep(0.05)
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
