"""DynamoDB Streams through boto3, the AWS CLI and the JavaScript SDK."""

import re
import threading

import pytest
from botocore.exceptions import ClientError

NOBODY = "100000000000000000000"


@pytest.fixture
def streams(client):
    return client("dynamodbstreams")


@pytest.fixture
def make(dynamodb, unique):
    """Creates tables with a stream; gives their name and the stream's ARN."""
    made = []

    def make(view="NEW_AND_OLD_IMAGES", name=None):
        name = name or unique("table")
        answer = dynamodb.create_table(
            TableName=name,
            KeySchema=[
                {"AttributeName": "p", "KeyType": "HASH"},
                {"AttributeName": "s", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": "p", "AttributeType": "S"},
                {"AttributeName": "s", "AttributeType": "N"},
            ],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": view},
        )
        made.append(name)
        return name, answer["TableDescription"]["LatestStreamArn"]

    yield make
    left = set(dynamodb.list_tables()["TableNames"])
    for name in made:
        if name in left:
            dynamodb.delete_table(TableName=name)
            left.remove(name)


def item(p, s, **more):
    return {"p": {"S": p}, "s": {"N": str(s)}, **more}


def shard(streams, arn):
    (only,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    return only["ShardId"]


def iterator(streams, arn, kind="TRIM_HORIZON", **more):
    answer = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard(streams, arn), ShardIteratorType=kind, **more
    )
    return answer["ShardIterator"]


def records(streams, arn, **more):
    return streams.get_records(ShardIterator=iterator(streams, arn), **more)["Records"]


def message(call, code="ValidationException"):
    with pytest.raises(ClientError) as refusal:
        call()
    response = refusal.value.response
    assert response["Error"]["Code"] == code
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return response["Error"]["Message"]


def test_a_stream_is_listed_and_described(streams, make):
    name, arn = make("KEYS_ONLY")
    (listed,) = streams.list_streams(TableName=name)["Streams"]
    label = arn.rsplit("/", 1)[1]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}", label)
    assert listed == {"StreamArn": arn, "TableName": name, "StreamLabel": label}
    described = streams.describe_stream(StreamArn=arn)["StreamDescription"]
    assert described["StreamArn"] == arn
    assert described["StreamLabel"] == label
    assert described["StreamStatus"] == "ENABLED"
    assert described["StreamViewType"] == "KEYS_ONLY"
    assert described["TableName"] == name
    assert described["KeySchema"] == [
        {"AttributeName": "p", "KeyType": "HASH"},
        {"AttributeName": "s", "KeyType": "RANGE"},
    ]
    assert described["CreationRequestDateTime"].isoformat(timespec="milliseconds")[17:23] == label[17:]
    (only,) = described["Shards"]
    assert re.fullmatch(r"shardId-\d{20}-[0-9a-f]{8}", only["ShardId"])
    assert set(only["SequenceNumberRange"]) == {"StartingSequenceNumber"}


def test_streams_are_listed_page_by_page(streams, make):
    name, first = make()
    _, second = make()
    seen = []
    page = streams.list_streams(Limit=1)
    while True:
        assert len(page["Streams"]) <= 1
        seen += [stream["StreamArn"] for stream in page["Streams"]]
        if "LastEvaluatedStreamArn" not in page:
            break
        page = streams.list_streams(Limit=1, ExclusiveStartStreamArn=page["LastEvaluatedStreamArn"])
    assert len(seen) == len(set(seen))
    assert {first, second} <= set(seen)


def test_each_change_is_told_once_and_in_order(dynamodb, streams, make):
    name, arn = make()
    dynamodb.put_item(TableName=name, Item=item("x", 1, v={"L": [{"B": b"\0\1"}]}))
    dynamodb.put_item(TableName=name, Item=item("x", 1, v={"BOOL": True}))
    dynamodb.put_item(TableName=name, Item=item("x", 1, v={"BOOL": True}))
    dynamodb.delete_item(TableName=name, Key=item("x", 1))
    dynamodb.delete_item(TableName=name, Key=item("x", 1))
    found = records(streams, arn)
    assert [record["eventName"] for record in found] == ["INSERT", "MODIFY", "REMOVE"]
    numbers = [record["dynamodb"]["SequenceNumber"] for record in found]
    assert numbers == sorted(numbers) and all(len(number) >= 21 for number in numbers)
    modified = found[1]
    assert re.fullmatch(r"[0-9a-f]{32}", modified["eventID"])
    assert modified["eventVersion"] == "1.1"
    assert modified["eventSource"] == "aws:dynamodb"
    assert modified["awsRegion"] == "us-east-1"
    assert "userIdentity" not in modified
    change = modified["dynamodb"]
    assert change["Keys"] == item("x", 1)
    assert change["OldImage"] == item("x", 1, v={"L": [{"B": b"\0\1"}]})
    assert change["NewImage"] == item("x", 1, v={"BOOL": True})
    assert change["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert change["ApproximateCreationDateTime"].microsecond == 0
    # Keys 2 + 3; the old value 1 + a list of 3 with an element of 1 and 2 bytes; the new one 1 + 1.
    assert change["SizeBytes"] == 5 + (5 + 1 + 3 + 1 + 2) + (5 + 2)


@pytest.mark.parametrize(
    "view, expected",
    [
        ("KEYS_ONLY", [set(), set(), set()]),
        ("NEW_IMAGE", [{"NewImage"}, {"NewImage"}, set()]),
        ("OLD_IMAGE", [set(), {"OldImage"}, {"OldImage"}]),
        ("NEW_AND_OLD_IMAGES", [{"NewImage"}, {"NewImage", "OldImage"}, {"OldImage"}]),
    ],
)
def test_a_view_has_its_images(dynamodb, streams, make, view, expected):
    name, arn = make(view)
    dynamodb.put_item(TableName=name, Item=item("x", 1))
    dynamodb.put_item(TableName=name, Item=item("x", 1, v={"N": "1"}))
    dynamodb.delete_item(TableName=name, Key=item("x", 1))
    found = [record["dynamodb"] for record in records(streams, arn)]
    assert [change.keys() & {"NewImage", "OldImage"} for change in found] == expected
    assert all(change["Keys"] == item("x", 1) for change in found)


def test_a_refused_write_leaves_no_record(dynamodb, streams, make):
    name, arn = make()
    condition = "attribute_exists(p)"
    put = lambda: dynamodb.put_item(TableName=name, Item=item("x", 1), ConditionExpression=condition)
    message(put, "ConditionalCheckFailedException")
    assert records(streams, arn) == []


def test_every_way_of_writing_leaves_its_record(dynamodb, streams, make):
    name, arn = make("NEW_IMAGE")
    update = {
        "UpdateExpression": "ADD n :one",
        "ExpressionAttributeValues": {":one": {"N": "1"}},
    }
    dynamodb.update_item(TableName=name, Key=item("update", 1), **update)
    dynamodb.update_item(TableName=name, Key=item("update", 1), **update)
    dynamodb.batch_write_item(
        RequestItems={name: [{"PutRequest": {"Item": item("batch", n)}} for n in range(3)]}
    )
    transaction = [
        {"Put": {"TableName": name, "Item": item("transaction", 1)}},
        {"Update": {"TableName": name, "Key": item("update", 1), **update}},
        {"Delete": {"TableName": name, "Key": item("batch", 0)}},
    ]
    dynamodb.transact_write_items(TransactItems=transaction)
    check = {
        "TableName": name, "Key": item("nobody", 1), "ConditionExpression": "attribute_exists(p)",
    }
    message(
        lambda: dynamodb.transact_write_items(TransactItems=[*transaction, {"ConditionCheck": check}]),
        "TransactionCanceledException",
    )
    told = lambda record: (record["eventName"], record["dynamodb"]["Keys"]["p"]["S"])
    found = [told(record) for record in records(streams, arn)]
    assert found[:2] == [("INSERT", "update"), ("MODIFY", "update")]
    assert found[2:5] == [("INSERT", "batch")] * 3
    assert sorted(found[5:]) == [("INSERT", "transaction"), ("MODIFY", "update"), ("REMOVE", "batch")]


def test_the_changes_of_an_item_are_in_order_however_many_write_it(client, streams, make):
    name, arn = make("NEW_AND_OLD_IMAGES")
    writers, writes = 4, 50

    def write():
        dynamodb = client("dynamodb")
        for _ in range(writes):
            dynamodb.update_item(
                TableName=name,
                Key=item("x", 1),
                UpdateExpression="ADD n :one",
                ExpressionAttributeValues={":one": {"N": "1"}},
            )

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    # Read while they write, a page at a time.
    seen, at = [], iterator(streams, arn)
    while len(seen) < writers * writes:
        alive = any(thread.is_alive() for thread in threads)
        page = streams.get_records(ShardIterator=at, Limit=7)
        seen += [record["dynamodb"] for record in page["Records"]]
        at = page["NextShardIterator"]
        assert page["Records"] or alive or len(seen) == writers * writes
    for thread in threads:
        thread.join()
    value = lambda image: int(image["n"]["N"])
    assert [value(change["NewImage"]) for change in seen] == list(range(1, writers * writes + 1))
    assert [value(change["OldImage"]) for change in seen[1:]] == list(range(1, writers * writes))


def test_a_reader_begins_where_it_wants_and_goes_on(dynamodb, streams, make):
    name, arn = make("KEYS_ONLY")
    latest = iterator(streams, arn, "LATEST")
    for n in range(5):
        dynamodb.put_item(TableName=name, Item=item("x", n))
    positions = lambda answer: [r["dynamodb"]["Keys"]["s"]["N"] for r in answer["Records"]]
    page = streams.get_records(ShardIterator=latest, Limit=2)
    assert positions(page) == ["0", "1"]
    second = page["Records"][1]["dynamodb"]["SequenceNumber"]
    page = streams.get_records(ShardIterator=page["NextShardIterator"], Limit=2)
    assert positions(page) == ["2", "3"]
    begin = lambda kind: streams.get_records(
        ShardIterator=iterator(streams, arn, kind, SequenceNumber=second), Limit=2
    )
    assert positions(begin("AT_SEQUENCE_NUMBER")) == ["1", "2"]
    assert positions(begin("AFTER_SEQUENCE_NUMBER")) == ["2", "3"]
    end = iterator(streams, arn, "LATEST")
    assert positions(streams.get_records(ShardIterator=end)) == []


def test_a_deleted_tables_stream_can_be_read_to_its_end(dynamodb, streams, make):
    name, arn = make()
    dynamodb.put_item(TableName=name, Item=item("x", 1))
    dynamodb.delete_table(TableName=name)
    described = streams.describe_stream(StreamArn=arn)["StreamDescription"]
    assert described["StreamStatus"] == "DISABLED"
    (only,) = described["Shards"]
    page = streams.get_records(ShardIterator=iterator(streams, arn))
    assert [r["eventName"] for r in page["Records"]] == ["INSERT"]
    assert page["Records"][-1]["dynamodb"]["SequenceNumber"] == only["SequenceNumberRange"]["EndingSequenceNumber"]
    assert "NextShardIterator" not in page
    _, again = make(name=name)
    assert again != arn
    assert [s["StreamArn"] for s in streams.list_streams(TableName=name)["Streams"]] == [arn, again]


def test_what_AWS_refuses_is_refused_in_its_words(streams, make):
    _, arn = make()
    only = shard(streams, arn)
    invalid = "One or more parameter values were invalid: "
    begin = lambda kind, **more: lambda: iterator(streams, arn, kind, **more)
    assert message(begin("AT_SEQUENCE_NUMBER")) == invalid + "Invalid SequenceNumber"
    assert message(begin("AFTER_SEQUENCE_NUMBER")) == invalid + "Invalid SequenceNumber"
    for kind in ("TRIM_HORIZON", "LATEST"):
        assert message(begin(kind, SequenceNumber=NOBODY)) == (
            invalid + "SequenceNumber should not be passed for this iterator type"
        )
    assert "Member must satisfy enum value set" in message(begin("OLDEST"))
    assert "Member must have length greater than or equal to 21" in message(
        begin("AT_SEQUENCE_NUMBER", SequenceNumber="1")
    )
    gone = lambda call: message(call, "ResourceNotFoundException")
    missing = f"Requested resource not found: Stream: {arn}x not found"
    assert gone(lambda: streams.describe_stream(StreamArn=arn + "x")) == missing
    assert (
        gone(
            lambda: streams.get_shard_iterator(
                StreamArn=arn + "x", ShardId=only, ShardIteratorType="LATEST"
            )
        )
        == missing
    )
    assert (
        gone(
            lambda: streams.get_shard_iterator(
                StreamArn=arn, ShardId="shardId-00000001500000000000-abcdef12", ShardIteratorType="LATEST"
            )
        )
        == "Requested resource not found: Shard does not exist"
    )
    assert message(lambda: streams.describe_stream(StreamArn="x" * 40)) == "Invalid StreamArn"
    assert message(lambda: streams.get_records(ShardIterator="garbage")) == "Invalid ShardIterator"
    assert message(lambda: streams.get_records(ShardIterator=iterator(streams, arn), Limit=1001)) == (
        invalid + "Limit should be less than or equal to 1000"
    )


def test_streams_of_accounts_and_regions_are_apart(client, streams, make):
    _, arn = make()
    for other in (
        client("dynamodbstreams", key="123456789012"),
        client("dynamodbstreams", region="eu-west-1"),
    ):
        assert other.list_streams()["Streams"] == []
        assert "not found" in message(
            lambda: other.describe_stream(StreamArn=arn), "ResourceNotFoundException"
        )


def test_records_survive_a_kill(data_server, client, unique):
    dynamodb = client("dynamodb", data_server)
    name = unique("table")
    arn = dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "p", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )["TableDescription"]["LatestStreamArn"]
    before = iterator(client("dynamodbstreams", data_server), arn)
    for n in range(20):
        dynamodb.put_item(TableName=name, Item={"p": {"S": str(n)}})
    data_server.kill()
    data_server.start()
    streams = client("dynamodbstreams", data_server)
    # An iterator of before is as good as one of now.
    found = streams.get_records(ShardIterator=before)["Records"]
    assert [r["dynamodb"]["NewImage"]["p"]["S"] for r in found] == [str(n) for n in range(20)]


def test_the_AWS_CLI_reads_a_stream(aws, dynamodb, make):
    name, arn = make()
    dynamodb.put_item(TableName=name, Item=item("x", 1))
    (listed,) = aws("dynamodbstreams", "list-streams", "--table-name", name)["Streams"]
    assert listed["StreamArn"] == arn
    described = aws("dynamodbstreams", "describe-stream", "--stream-arn", arn)["StreamDescription"]
    begun = aws(
        "dynamodbstreams", "get-shard-iterator", "--stream-arn", arn,
        "--shard-id", described["Shards"][0]["ShardId"], "--shard-iterator-type", "TRIM_HORIZON",
    )
    read = aws("dynamodbstreams", "get-records", "--shard-iterator", begun["ShardIterator"])
    (record,) = read["Records"]
    assert record["eventName"] == "INSERT"
    assert record["dynamodb"]["NewImage"] == item("x", 1)
    assert read["NextShardIterator"]


def test_the_SDK_for_JavaScript_reads_a_stream(node, dynamodb, make):
    name, arn = make()
    dynamodb.put_item(TableName=name, Item=item("x", 1, b={"B": b"\0\xff"}))
    dynamodb.delete_item(TableName=name, Key=item("x", 1))
    answer = node(
        """
        import * as streams from "@aws-sdk/client-dynamodb-streams";
        const client = new streams.DynamoDBStreamsClient({ maxAttempts: 1 });
        const StreamArn = values.arn;
        const { StreamDescription } = await client.send(new streams.DescribeStreamCommand({ StreamArn }));
        const begin = async (StreamArn) => (await client.send(new streams.GetShardIteratorCommand({
          StreamArn,
          ShardId: StreamDescription.Shards[0].ShardId,
          ShardIteratorType: "TRIM_HORIZON",
        }))).ShardIterator;
        const ShardIterator = await begin(StreamArn);
        const { Records, NextShardIterator } =
          await client.send(new streams.GetRecordsCommand({ ShardIterator }));
        let missing;
        try {
          await begin(StreamArn + "x");
        } catch (e) {
          missing = e instanceof streams.ResourceNotFoundException;
        }
        console.log(JSON.stringify({
          status: StreamDescription.StreamStatus,
          events: Records.map((record) => record.eventName),
          bytes: [...Records[0].dynamodb.NewImage.b.B],
          whole: Records[0].dynamodb.ApproximateCreationDateTime.getTime() % 1000,
          more: NextShardIterator !== undefined,
          missing,
        }));
        """,
        arn=arn,
    )
    assert answer == {
        "status": "ENABLED",
        "events": ["INSERT", "REMOVE"],
        "bytes": [0, 255],
        "whole": 0,
        "more": True,
        "missing": True,
    }
