"""What DynamoDB says that reads and writes of a table with indexes cost, through boto3."""

import pytest

from indexed import create_indexed, full, item, keys, message, query_all


@pytest.fixture
def table(new_table):
    return new_table(create_indexed)


@pytest.fixture
def query(dynamodb, table):
    return lambda *arguments, **more: query_all(dynamodb, table, *arguments, **more)


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
