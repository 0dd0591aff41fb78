"""Requests that DynamoDB refuses by their shape alone: names of tables, sizes of batches."""

import json

import pytest
from botocore.exceptions import ClientError

PATTERN = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
NAME_RULES = (
    "Member must have length less than or equal to 255, Member must have length greater than or equal to 3, "
    + PATTERN
)
KEY = {"p": {"S": "a"}}
PUT = {"PutRequest": {"Item": KEY}}


@pytest.fixture
def table(new_table):
    return new_table(create)


def create(dynamodb, name):
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "p", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def message(call, code="ValidationException"):
    with pytest.raises(ClientError) as refusal:
        call()
    assert refusal.value.response["Error"]["Code"] == code
    return refusal.value.response["Error"]["Message"]


def violation(what, rule):
    return f"1 validation error detected: Value {what} failed to satisfy constraint: {rule}"


OPERATIONS = {
    "put_item": {"Item": KEY},
    "get_item": {"Key": KEY},
    "update_item": {"Key": KEY},
    "delete_item": {"Key": KEY},
    "query": {"KeyConditionExpression": "p = p"},
    "scan": {},
    "describe_table": {},
    "delete_table": {},
    "describe_time_to_live": {},
    "describe_continuous_backups": {},
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_tables_name_has_few_characters(dynamodb, operation):
    send = lambda name: message(lambda: getattr(dynamodb, operation)(TableName=name, **OPERATIONS[operation]))
    assert send("bad table!@#") == violation("'bad table!@#' at 'tableName'", PATTERN)
    assert send("a" * 256) == violation(
        f"'{'a' * 256}' at 'tableName'", "Member must have length less than or equal to 255"
    )
    assert send("") == violation("'' at 'tableName'", "Member must have length greater than or equal to 1")


def test_a_short_name_is_that_of_no_table_but_a_new_one_may_not_have_it(dynamodb):
    missing = message(lambda: dynamodb.get_item(TableName="ab", Key=KEY), "ResourceNotFoundException")
    assert missing == "Requested resource not found"
    assert message(lambda: create(dynamodb, "ab")) == violation(
        "'ab' at 'tableName'", "Member must have length greater than or equal to 3"
    )


def test_a_table_may_be_named_by_its_ARN(dynamodb, table):
    arn = dynamodb.describe_table(TableName=table)["Table"]["TableArn"]
    dynamodb.put_item(TableName=arn, Item=KEY)
    assert dynamodb.batch_get_item(RequestItems={arn: {"Keys": [KEY]}})["Responses"] == {arn: [KEY]}
    assert dynamodb.describe_table(TableName=arn)["Table"]["ItemCount"] == 1


def test_the_tables_of_a_transaction_are_named_as_others(dynamodb):
    write = lambda **action: message(lambda: dynamodb.transact_write_items(TransactItems=[action]))
    assert write(Put={"TableName": "x!", "Item": KEY}) == violation(
        "'x!' at 'transactItems.1.member.put.tableName'", PATTERN
    )
    get = {"Get": {"TableName": "x!", "Key": KEY}}
    assert message(lambda: dynamodb.transact_get_items(TransactItems=[get])) == violation(
        "'x!' at 'transactItems.1.member.get.tableName'", PATTERN
    )


def test_a_read_of_many_has_some_keys_of_well_named_tables(dynamodb, table):
    read = lambda items: message(lambda: dynamodb.batch_get_item(RequestItems=items))
    at_keys = f"at 'RequestItems.{table}.member.Keys'"
    at_least_one = "Member must have length greater than or equal to 1"
    many = [{"p": {"S": str(n)}} for n in range(101)]
    assert read({}) == violation("at 'RequestItems'", at_least_one)
    assert read({table: {"Keys": []}}) == violation(at_keys, at_least_one)
    assert read({table: {"Keys": many}}) == violation(at_keys, "Member must have length less than or equal to 100")
    assert read({table: {"Keys": many[:50]}, "other": {"Keys": many[50:]}}) == (
        "Too many items requested for the BatchGetItem call"
    )
    malformed = {"bad!name": {"Keys": [KEY]}}
    echo = json.dumps(malformed, separators=(",", ":"))
    assert read(malformed) == violation(
        f"'{echo}' at 'requestItems'", f"Map keys must satisfy constraint: [{NAME_RULES}]"
    )


def test_a_write_of_many_has_some_requests_of_well_named_tables(dynamodb, table):
    write = lambda items: message(lambda: dynamodb.batch_write_item(RequestItems=items))
    puts = [{"PutRequest": {"Item": {"p": {"S": str(n)}}}} for n in range(26)]
    assert write({}) == "The requestItems parameter is required for BatchWriteItem"
    assert write({table: []}) == violation(
        f"'{{{table}=[]}}' at 'requestItems'",
        "Map value must satisfy constraint: [Member must have length less than or equal to 25, "
        "Member must have length greater than or equal to 1]",
    )
    assert write({table: puts}) == violation(
        f"at 'RequestItems.{table}.member'", "Member must have length less than or equal to 25"
    )
    assert write({table: puts[:13], "other": puts[13:]}) == "Too many items requested for the BatchWriteItem call"
    malformed = write({"bad!name": [PUT]})
    assert malformed.startswith("1 validation error detected: Value '{bad!name=[")
    assert malformed.endswith(
        f"' at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: [{NAME_RULES}]"
    )


def test_an_unknown_word_is_told_before_a_malformed_name_of_a_batch(dynamodb):
    refusal = message(
        lambda: dynamodb.batch_write_item(RequestItems={"bad!name": [PUT]}, ReturnConsumedCapacity="BOGUS")
    )
    assert refusal.startswith("1 validation error detected: Value 'BOGUS' at 'returnConsumedCapacity'")


def test_a_read_of_an_empty_key_cancels_its_transaction(dynamodb, table):
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException) as refusal:
        dynamodb.transact_get_items(TransactItems=[{"Get": {"TableName": table, "Key": {}}}])
    assert [reason["Code"] for reason in refusal.value.response["CancellationReasons"]] == ["ValidationError"]


def test_an_update_of_a_key_is_refused_unless_the_key_is_none_itself(dynamodb, table):
    update = lambda key: message(
        lambda: dynamodb.update_item(
            TableName=table,
            Key=key,
            UpdateExpression="SET p = :v",
            ExpressionAttributeValues={":v": {"S": "b"}},
        )
    )
    part_of_the_key = (
        "One or more parameter values were invalid: Cannot update attribute p. This attribute is part of the key"
    )
    assert update(KEY) == part_of_the_key
    assert update({"q": {"S": "a"}}) == "The provided key element does not match the schema"
