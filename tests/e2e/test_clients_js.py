"""The AWS SDK for JavaScript, version 3, against the cloud."""

PRELUDE = """
import * as logs from "@aws-sdk/client-cloudwatch-logs";
const client = new logs.CloudWatchLogsClient({ maxAttempts: 1 });
"""


DYNAMODB = """
import * as dynamodb from "@aws-sdk/client-dynamodb";
const client = new dynamodb.DynamoDBClient({ maxAttempts: 1 });
"""


def test_the_SDK_keeps_and_finds_an_item(node, unique):
    answer = node(
        DYNAMODB
        + """
        const item = {
          tattoo: { N: "18446744073709551615" },
          name: { S: "Dolly" },
          wool: { B: new Uint8Array([0, 255]) },
          tags: { L: [{ BOOL: true }, { NULL: true }, { M: { deep: { SS: ["a", "b"] } } }] },
        };
        const key = { tattoo: item.tattoo };
        await client.send(new dynamodb.CreateTableCommand({
          TableName: values.table,
          AttributeDefinitions: [{ AttributeName: "tattoo", AttributeType: "N" }],
          KeySchema: [{ AttributeName: "tattoo", KeyType: "HASH" }],
          BillingMode: "PAY_PER_REQUEST",
        }));
        await dynamodb.waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName: values.table });
        await client.send(new dynamodb.PutItemCommand({ TableName: values.table, Item: item }));
        const got = await client.send(new dynamodb.GetItemCommand({ TableName: values.table, Key: key }));
        const scan = await client.send(new dynamodb.ScanCommand({ TableName: values.table, Select: "COUNT" }));
        let conditional = "none";
        try {
          await client.send(new dynamodb.PutItemCommand({
            TableName: values.table,
            Item: item,
            ConditionExpression: "attribute_not_exists(tattoo)",
          }));
        } catch (e) {
          conditional = e instanceof dynamodb.ConditionalCheckFailedException;
        }
        const old = await client.send(new dynamodb.DeleteItemCommand({
          TableName: values.table, Key: key, ReturnValues: "ALL_OLD",
        }));
        await client.send(new dynamodb.DeleteTableCommand({ TableName: values.table }));
        console.log(JSON.stringify({
          name: got.Item.name.S,
          tattoo: got.Item.tattoo.N,
          wool: [...got.Item.wool.B],
          deep: got.Item.tags.L[2].M.deep.SS,
          count: scan.Count,
          conditional,
          old: old.Attributes.name.S,
        }));
        """,
        table=unique("js"),
    )
    assert answer == {
        "name": "Dolly",
        "tattoo": "18446744073709551615",
        "wool": [0, 255],
        "deep": ["a", "b"],
        "count": 1,
        "conditional": True,
        "old": "Dolly",
    }


def test_the_SDK_writes_and_reads_log_events(node, unique):
    events = node(
        PRELUDE
        + """
        const where = { logGroupName: values.group, logStreamName: "s" };
        await client.send(new logs.CreateLogGroupCommand({ logGroupName: values.group }));
        await client.send(new logs.CreateLogStreamCommand(where));
        await client.send(new logs.PutLogEventsCommand({
          ...where,
          logEvents: [{ timestamp: values.now, message: "hello" }],
        }));
        const answer = await client.send(new logs.GetLogEventsCommand({ ...where, startFromHead: true }));
        console.log(JSON.stringify(answer.events.map((e) => [e.timestamp, e.message])));
        """,
        group=unique("/js/group"),
        now=1_795_000_000_000,
    )
    assert events == [[1_795_000_000_000, "hello"]]


def test_the_SDK_recognises_the_services_errors(node, unique):
    error = node(
        PRELUDE
        + """
        try {
          await client.send(new logs.DeleteLogGroupCommand({ logGroupName: values.group }));
        } catch (e) {
          console.log(JSON.stringify({
            modelled: e instanceof logs.ResourceNotFoundException,
            status: e.$metadata.httpStatusCode,
            requestId: e.$metadata.requestId,
          }));
        }
        """,
        group=unique("none"),
    )
    assert error["modelled"] and error["status"] == 400
    assert len(error["requestId"]) == 36
