"""What the tests of the JavaScript DocumentClient share: the beginning of their scripts, and their table."""

PRELUDE = """
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as lib from "@aws-sdk/lib-dynamodb";
const client = new dynamodb.DynamoDBClient({ maxAttempts: 1 });
const documents = lib.DynamoDBDocument.from(client);
const TableName = values.table;
// Sets, bytes and whole numbers beyond 2^53 have no form of their own in JSON.
const show = (answer) => console.log(JSON.stringify(answer, (_, value) =>
  value instanceof Set ? { set: [...value].sort() }
  : value instanceof Uint8Array ? { bytes: [...value] }
  : typeof value === "bigint" ? { big: value.toString() }
  : value));
const refusal = async (call) => {
  try {
    await call;
  } catch (e) {
    return e;
  }
  throw new Error("it was not refused");
};
const words = async (call) => {
  const e = await refusal(call);
  return [e.name, e.message];
};
const flock = async (count) => {
  for (let s = 1; s <= count; ++s) {
    await documents.put({ TableName, Item: { p: "flock", s, shepherd: s % 2 ? "Ann" : "Bob", weight: 100 - s } });
  }
};
"""


def keys(partition, sort):
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]


def create_flock(dynamodb, name):
    """Keys p and s; an index of whole items by shepherd and weight, one of keys by weight within p."""
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=keys("p", "s"),
        AttributeDefinitions=[
            {"AttributeName": attribute, "AttributeType": kind}
            for attribute, kind in {"p": "S", "s": "N", "shepherd": "S", "weight": "N"}.items()
        ],
        LocalSecondaryIndexes=[
            {
                "IndexName": "by_weight",
                "KeySchema": keys("p", "weight"),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_shepherd",
                "KeySchema": keys("shepherd", "weight"),
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
