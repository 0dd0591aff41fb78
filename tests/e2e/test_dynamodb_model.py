"""DynamoDB against a model of it: random operations, indexes and kills, everything compared."""

import random
import threading

import boto3.dynamodb.types
import pytest
from botocore.exceptions import BotoCoreError, ClientError
from conftest import boto3_client

to_wire = boto3.dynamodb.types.TypeSerializer().serialize
from_wire = boto3.dynamodb.types.TypeDeserializer().deserialize

PARTITIONS = ["a", "b", "c"]
SORTS = range(8)
GROUPS = ["red", "green", "blue"]


def wire(item):
    return {name: to_wire(value) for name, value in item.items()}


def plain(item):
    return {name: from_wire(value) for name, value in item.items()}


class Model:
    """What a table with two indexes should hold."""

    def __init__(self):
        self.items = {}

    def put(self, item):
        self.items[(item["p"], item["s"])] = item

    def delete(self, key):
        self.items.pop(key, None)

    def add(self, key, amount):
        item = self.items.setdefault(key, {"p": key[0], "s": key[1]})
        item["n"] = item.get("n", 0) + amount

    def regroup(self, key, group):
        """What REMOVE and SET of the index's key do; REMOVE makes no item."""
        if group is None:
            if key in self.items:
                self.items[key].pop("group", None)
        else:
            item = self.items.setdefault(key, {"p": key[0], "s": key[1]})
            item["group"] = group

    def partition(self, p):
        return [self.items[key] for key in sorted(self.items) if key[0] == p]

    def by_group(self, group):
        """The global index: items with a group and a number, by that number."""
        found = [i for i in self.items.values() if i.get("group") == group and "n" in i]
        return sorted(found, key=lambda i: i["n"])

    def by_number(self, p):
        """The local index: only keys are projected."""
        found = [i for i in self.items.values() if i["p"] == p and "n" in i]
        return sorted(({k: i[k] for k in ("p", "s", "n")} for i in found), key=lambda i: i["n"])


class Table:
    """The same on the server."""

    NAME = "model"

    def __init__(self, dynamodb):
        self.dynamodb = dynamodb

    def create(self):
        self.dynamodb.create_table(
            TableName=self.NAME,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[
                {"AttributeName": "p", "KeyType": "HASH"},
                {"AttributeName": "s", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": "p", "AttributeType": "S"},
                {"AttributeName": "s", "AttributeType": "N"},
                {"AttributeName": "n", "AttributeType": "N"},
                {"AttributeName": "group", "AttributeType": "S"},
            ],
            LocalSecondaryIndexes=[
                {
                    "IndexName": "by-number",
                    "KeySchema": [
                        {"AttributeName": "p", "KeyType": "HASH"},
                        {"AttributeName": "n", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                }
            ],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "by-group",
                    "KeySchema": [
                        {"AttributeName": "group", "KeyType": "HASH"},
                        {"AttributeName": "n", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )

    def key(self, key):
        return wire({"p": key[0], "s": key[1]})

    def put(self, item):
        self.dynamodb.put_item(TableName=self.NAME, Item=wire(item))

    def delete(self, key):
        self.dynamodb.delete_item(TableName=self.NAME, Key=self.key(key))

    def add(self, key, amount):
        self.dynamodb.update_item(
            TableName=self.NAME,
            Key=self.key(key),
            UpdateExpression="ADD n :n",
            ExpressionAttributeValues={":n": to_wire(amount)},
        )

    def regroup(self, key, group):
        values = {"ExpressionAttributeValues": {":g": to_wire(group)}} if group else {}
        self.dynamodb.update_item(
            TableName=self.NAME,
            Key=self.key(key),
            UpdateExpression="SET #g = :g" if group else "REMOVE #g",
            ExpressionAttributeNames={"#g": "group"},
            **values,
        )

    def batch(self, puts, deletes):
        requests = [{"PutRequest": {"Item": wire(item)}} for item in puts]
        requests += [{"DeleteRequest": {"Key": self.key(key)}} for key in deletes]
        answer = self.dynamodb.batch_write_item(RequestItems={self.NAME: requests})
        assert answer["UnprocessedItems"] == {}

    def transact(self, puts, deletes):
        actions = [{"Put": {"TableName": self.NAME, "Item": wire(item)}} for item in puts]
        actions += [{"Delete": {"TableName": self.NAME, "Key": self.key(key)}} for key in deletes]
        self.dynamodb.transact_write_items(TransactItems=actions)

    def query(self, condition, names=None, **values):
        pages = self.dynamodb.get_paginator("query").paginate(
            TableName=self.NAME,
            KeyConditionExpression=condition,
            ExpressionAttributeValues={":" + k: to_wire(v) for k, v in values.items()},
            **({"ExpressionAttributeNames": {"#g": "group"}} if "#g" in condition else {}),
            **({"IndexName": names} if names else {}),
            PaginationConfig={"PageSize": 3},
        )
        return [plain(item) for page in pages for item in page["Items"]]


def compare(model, table):
    for p in PARTITIONS:
        assert table.query("p = :p", p=p) == model.partition(p)
        found = table.query("p = :p", "by-number", p=p)
        assert sorted(found, key=lambda i: (i["n"], i["s"])) == sorted(
            model.by_number(p), key=lambda i: (i["n"], i["s"])
        )
        assert [i["n"] for i in found] == sorted(i["n"] for i in found)
    for group in GROUPS:
        found = table.query("#g = :g", "by-group", g=group)
        order = lambda i: (i["n"], i["p"], i["s"])
        assert sorted(found, key=order) == sorted(model.by_group(group), key=order)
        assert [i["n"] for i in found] == [i["n"] for i in model.by_group(group)]
    described = table.dynamodb.describe_table(TableName=Table.NAME)["Table"]
    assert described["ItemCount"] == len(model.items)
    (global_index,) = described["GlobalSecondaryIndexes"]
    assert global_index["ItemCount"] == sum(len(model.by_group(g)) for g in GROUPS)
    (local_index,) = described["LocalSecondaryIndexes"]
    assert local_index["ItemCount"] == sum(len(model.by_number(p)) for p in PARTITIONS)


def random_key(random):
    return random.choice(PARTITIONS), random.choice(SORTS)


def random_item(random):
    p, s = random_key(random)
    item = {"p": p, "s": s, "text": "x" * random.randrange(40)}
    if random.random() < 0.7:
        item["n"] = random.randrange(-5, 6)
    if random.random() < 0.6:
        item["group"] = random.choice(GROUPS)
    return item


def change(random, model, table):
    """One random change of both."""

    def some():
        keys = list({random_key(random) for _ in range(random.randrange(1, 8))})
        half = len(keys) // 2
        puts = [{**random_item(random), "p": p, "s": s} for p, s in keys[half:]]
        return puts, keys[:half]

    kind = random.randrange(6)
    if kind == 0:
        item = random_item(random)
        table.put(item)
        model.put(dict(item))
    elif kind == 1:
        key = random_key(random)
        table.delete(key)
        model.delete(key)
    elif kind == 2:
        key, amount = random_key(random), random.randrange(-3, 4)
        table.add(key, amount)
        model.add(key, amount)
    elif kind == 3:
        key, group = random_key(random), random.choice([None, *GROUPS])
        table.regroup(key, group)
        model.regroup(key, group)
    else:
        puts, deletes = some()
        (table.batch if kind == 4 else table.transact)(puts, deletes)
        for item in puts:
            model.put(dict(item))
        for key in deletes:
            model.delete(key)


@pytest.mark.parametrize("seed", range(3))
def test_random_operations_and_kills_leave_what_the_model_has(start_server, tmp_path, seed):
    chance = random.Random(seed)
    server = start_server(data=tmp_path / "data")
    table, model = Table(boto3_client("dynamodb", server)), Model()
    table.create()
    for _ in range(8):
        for _ in range(60):
            change(chance, model, table)
        compare(model, table)
        if chance.random() < 0.5:
            server.kill()
            server.start()
            table.dynamodb = boto3_client("dynamodb", server)
            compare(model, table)
    assert replayed(server, table) == model.items


def replayed(server, table):
    """The table as its stream tells it, from nothing."""
    streams = boto3_client("dynamodbstreams", server)
    (stream,) = streams.list_streams(TableName=Table.NAME)["Streams"]
    description = streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]
    items = {}
    for shard in description["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=stream["StreamArn"],
            ShardId=shard["ShardId"],
            ShardIteratorType="TRIM_HORIZON",
        )["ShardIterator"]
        while iterator:
            answer = streams.get_records(ShardIterator=iterator)
            for record in answer["Records"]:
                change = record["dynamodb"]
                key = tuple(plain(change["Keys"])[name] for name in ("p", "s"))
                old = plain(change["OldImage"]) if "OldImage" in change else None
                assert items.get(key) == old
                if record["eventName"] == "REMOVE":
                    del items[key]
                else:
                    items[key] = plain(change["NewImage"])
            iterator = answer.get("NextShardIterator") if answer["Records"] else None
    return items


ACCOUNTS = 10
EACH = 100


def transfer(dynamodb, chance):
    """Moves money between two accounts, if there is enough; whether it did."""
    source, target = chance.sample(range(ACCOUNTS), 2)
    amount = {":a": {"N": str(chance.randrange(1, 30))}}

    def update(account, sign, **more):
        return {
            "Update": {
                "TableName": "bank",
                "Key": {"account": {"N": str(account)}},
                "UpdateExpression": f"SET balance = balance {sign} :a",
                "ExpressionAttributeValues": amount,
                **more,
            }
        }

    try:
        dynamodb.transact_write_items(
            TransactItems=[
                update(source, "-", ConditionExpression="balance >= :a"),
                update(target, "+"),
            ]
        )
    except dynamodb.exceptions.TransactionCanceledException as cancelled:
        codes = [reason["Code"] for reason in cancelled.response["CancellationReasons"]]
        assert codes == ["ConditionalCheckFailed", "None"]
        return False
    return True


def balances(dynamodb):
    """All accounts as of one moment."""
    answer = dynamodb.transact_get_items(
        TransactItems=[
            {"Get": {"TableName": "bank", "Key": {"account": {"N": str(account)}}}}
            for account in range(ACCOUNTS)
        ]
    )
    return [int(response["Item"]["balance"]["N"]) for response in answer["Responses"]]


def test_money_is_neither_made_nor_lost(start_server, tmp_path, slow):
    server = start_server("--threads", "2", data=tmp_path / "data")
    dynamodb = boto3_client("dynamodb", server)
    dynamodb.create_table(
        TableName="bank",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "account", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "account", "AttributeType": "N"}],
    )
    for account in range(ACCOUNTS):
        dynamodb.put_item(
            TableName="bank",
            Item={"account": {"N": str(account)}, "balance": {"N": str(EACH)}},
        )
    for kill in range(3):
        stop = threading.Event()
        moved = []

        def bank(seed):
            own = boto3_client("dynamodb", server)
            chance = random.Random(seed)
            try:
                while not stop.is_set():
                    moved.append(transfer(own, chance))
            except (BotoCoreError, ClientError):
                if not stop.is_set():
                    raise

        threads = [threading.Thread(target=bank, args=(kill * 10 + i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(30):
            found = balances(dynamodb)
            assert sum(found) == ACCOUNTS * EACH
            assert min(found) >= 0
        stop.set()
        server.kill()
        for thread in threads:
            thread.join(60 * slow)
        assert any(moved)
        server.start()
        dynamodb = boto3_client("dynamodb", server)
        assert sum(balances(dynamodb)) == ACCOUNTS * EACH
