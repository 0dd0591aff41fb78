"""A table with indexes of each kind, for the tests of what they give and what they cost."""

import pytest
from botocore.exceptions import ClientError


def keys(partition, sort=None):
    schema = [{"AttributeName": partition, "KeyType": "HASH"}]
    return schema + ([{"AttributeName": sort, "KeyType": "RANGE"}] if sort else [])


def index(name, schema, projection, *included):
    projects = {"ProjectionType": projection}
    if included:
        projects["NonKeyAttributes"] = list(included)
    return {"IndexName": name, "KeySchema": schema, "Projection": projects}


def create_indexed(dynamodb, name):
    """Keys p and s. Local: by n, with x. Global: `some` by g and n, with x; `all` by g, everything."""
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


def query_all(dynamodb, table, name=None, **more):
    """The items of the one key that tests write: of the table, or of an index."""
    if name:
        more["IndexName"] = name
    by_partition = name in (None, "local")
    return dynamodb.query(
        TableName=table,
        KeyConditionExpression="p = :v" if by_partition else "g = :v",
        ExpressionAttributeValues={":v": {"S": "a" if by_partition else "G"}},
        **more,
    )
