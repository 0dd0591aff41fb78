"""PartiQL through boto3 and the AWS CLI: what the operations answer, and what they refuse."""

import boto3.dynamodb.types
import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def table(new_table):
    return new_table(create)


def create(dynamodb, name):
    """Keys p and s; indexes by g, and by n within p."""
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=keys("p", "s"),
        AttributeDefinitions=[
            {"AttributeName": attribute, "AttributeType": kind}
            for attribute, kind in {"p": "S", "s": "S", "g": "S", "n": "N"}.items()
        ],
        LocalSecondaryIndexes=[
            {"IndexName": "local", "KeySchema": keys("p", "n"), "Projection": {"ProjectionType": "KEYS_ONLY"}}
        ],
        GlobalSecondaryIndexes=[
            {"IndexName": "global", "KeySchema": keys("g"), "Projection": {"ProjectionType": "KEYS_ONLY"}}
        ],
    )


def keys(partition, sort=None):
    schema = [{"AttributeName": partition, "KeyType": "HASH"}]
    return schema + ([{"AttributeName": sort, "KeyType": "RANGE"}] if sort else [])


def native(item):
    return {name: boto3.dynamodb.types.TypeDeserializer().deserialize(value) for name, value in item.items()}


@pytest.fixture
def sql(dynamodb):
    """Runs one statement over all its pages; gives the items as Python has them."""
    serialize = boto3.dynamodb.types.TypeSerializer().serialize

    def run(statement, *parameters, **more):
        if parameters:
            more["Parameters"] = [serialize(value) for value in parameters]
        items = []
        while True:
            answer = dynamodb.execute_statement(Statement=statement, **more)
            items += [native(item) for item in answer["Items"]]
            if "NextToken" not in answer:
                return items
            more["NextToken"] = answer["NextToken"]

    return run


def refused(call, code="ValidationException"):
    with pytest.raises(ClientError) as refusal:
        call()
    assert refusal.value.response["Error"]["Code"] == code
    return refusal.value.response


def message(call, code="ValidationException"):
    return refused(call, code)["Error"]["Message"]


def test_statements_insert_select_update_and_delete(sql, table):
    assert sql(f"INSERT INTO \"{table}\" VALUE {{'p': ?, 's': '1', 'tags': <<'x'>>, 'l': [1]}}", "a") == []
    assert sql(f"UPDATE \"{table}\" SET m = ? SET l = list_append(l, [2]) SET tags = set_add(tags, <<'y'>>) "
               "WHERE p = 'a' AND s = '1'", {"deep": [True, None]}) == []  # fmt: skip
    [item] = sql(f'SELECT * FROM "{table}" WHERE p = ? AND s = ?', "a", "1")
    assert item == {"p": "a", "s": "1", "tags": {"x", "y"}, "l": [1, 2], "m": {"deep": [True, None]}}
    assert sql(f"SELECT m.deep[0], l FROM \"{table}\" WHERE p = 'a'") == [{"deep[0]": True, "l": [1, 2]}]
    gone = sql(f"DELETE FROM \"{table}\" WHERE p = 'a' AND s = '1' RETURNING ALL OLD *")
    assert gone == [item]
    assert sql(f'SELECT * FROM "{table}"') == []


def test_an_item_is_inserted_once(sql, table):
    insert = f"INSERT INTO \"{table}\" VALUE {{'p': 'a', 's': '1'}}"
    sql(insert)
    assert message(lambda: sql(insert), "DuplicateItemException") == "Duplicate primary key exists in table"


def test_a_failed_condition_shows_the_item_when_asked(dynamodb, sql, table):
    sql(f"INSERT INTO \"{table}\" VALUE {{'p': 'a', 's': '1', 'v': 1}}")
    update = f"UPDATE \"{table}\" SET v = 2 WHERE p = 'a' AND s = '1' AND v = 5"
    refusal = refused(
        lambda: dynamodb.execute_statement(Statement=update, ReturnValuesOnConditionCheckFailure="ALL_OLD"),
        "ConditionalCheckFailedException",
    )
    assert native(refusal["Item"]) == {"p": "a", "s": "1", "v": 1}
    refused(lambda: sql(f"UPDATE \"{table}\" SET v = 2 WHERE p = 'x' AND s = '1'"), "ConditionalCheckFailedException")


def test_pages_follow_each_other_by_token(dynamodb, sql, table):
    for i in range(7):
        sql(f"INSERT INTO \"{table}\" VALUE {{'p': ?, 's': ?}}", "ab"[i % 2], str(i))
    everything = f'SELECT s FROM "{table}"'
    assert sorted(item["s"] for item in sql(everything, Limit=2)) == list("0123456")
    ordered = f"SELECT p, s FROM \"{table}\" WHERE p IN ['a', 'b'] ORDER BY p DESC, s DESC"
    assert [item["s"] for item in sql(ordered, Limit=2)] == ["5", "3", "1", "6", "4", "2", "0"]
    page = dynamodb.execute_statement(Statement=ordered, Limit=2)
    assert native(page["LastEvaluatedKey"]) == {"p": "b", "s": "3"}
    assert message(lambda: sql(everything, NextToken=page["NextToken"])) == "NextToken does not match request"
    assert message(lambda: sql(everything, NextToken="x")) == "Invalid NextToken"


def test_indexes_are_read_by_their_names(sql, table):
    for s, n in ("1", 3), ("2", 1), ("3", 2):
        sql(f"INSERT INTO \"{table}\" VALUE {{'p': 'a', 's': ?, 'n': ?, 'g': 'x', 'v': ?}}", s, n, "v" + s)
    sql(f"INSERT INTO \"{table}\" VALUE {{'p': 'a', 's': '4'}}")
    assert sql(f"SELECT s, v FROM \"{table}\".\"local\" WHERE p = 'a' AND n > 1 ORDER BY n DESC") == [
        {"s": "1", "v": "v1"}, {"s": "3", "v": "v3"}]  # fmt: skip
    assert len(sql(f"SELECT * FROM \"{table}\".\"global\" WHERE g = 'x'")) == 3
    assert message(lambda: sql(f"SELECT v FROM \"{table}\".\"global\" WHERE g = 'x'")).endswith(
        "Global secondary index global does not project [v]"
    )
    assert message(lambda: sql(f'SELECT * FROM "{table}"."none"')) == "The table does not have the specified index"


def test_malformed_statements_are_refused_in_AWS_words(sql, table):
    malformed = "Statement wasn't well formed, can't be processed: "
    assert message(lambda: sql(f'SLECT * FROM "{table}"')) == malformed + "Expected data manipulation"
    assert message(lambda: sql(f'SELECT * FROM "{table}" WHERE')) == malformed + "Unexpected term"
    assert message(lambda: sql(f'SELECT * FROM "{table}" WHERE p = ?')) == (
        "Number of parameters in request and statement don't match."
    )
    assert message(lambda: sql(f"UPDATE \"{table}\" SET v = 1 WHERE p = 'a'")) == (
        "Where clause does not contain a mandatory equality on all key attributes"
    )
    assert "less than or equal to 8192" in message(lambda: sql("SELECT * FROM tab WHERE p = '" + "x" * 8192 + "'"))
    refused(lambda: sql("SELECT * FROM \"no-such-table\" WHERE p = 'a'"), "ResourceNotFoundException")


def test_a_batch_answers_each_statement(dynamodb, sql, table):
    sql(f"INSERT INTO \"{table}\" VALUE {{'p': 'a', 's': '1', 'v': 1}}")
    written = dynamodb.batch_execute_statement(
        Statements=[
            {"Statement": f"INSERT INTO \"{table}\" VALUE {{'p': 'a', 's': '1'}}"},
            {"Statement": f"INSERT INTO \"{table}\" VALUE {{'p': 'b', 's': '1'}}"},
            {
                "Statement": f"UPDATE \"{table}\" SET v = 2 WHERE p = 'a' AND s = '1' AND v = 7",
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            },
            {"Statement": f"DELETE FROM \"{table}\" WHERE p = 'a' AND s = '1' RETURNING ALL OLD *"},
        ]
    )["Responses"]
    assert [answer.get("Error", {}).get("Code") for answer in written] == [
        "DuplicateItem", None, "ConditionalCheckFailed", None]  # fmt: skip
    assert native(written[2]["Error"]["Item"]) == native(written[3]["Item"]) == {"p": "a", "s": "1", "v": 1}
    read = dynamodb.batch_execute_statement(
        Statements=[{"Statement": f"SELECT * FROM \"{table}\" WHERE p = '{p}' AND s = '1'"} for p in "ab"]
    )["Responses"]
    assert "Item" not in read[0]
    assert native(read[1]["Item"]) == {"p": "b", "s": "1"}
    refused(lambda: dynamodb.batch_execute_statement(Statements=[{"Statement": "SELECT * FROM tab"}] * 26))


def test_a_transaction_is_carried_out_whole_or_not_at_all(dynamodb, sql, table):
    sql(f"INSERT INTO \"{table}\" VALUE {{'p': 'a', 's': '1', 'v': 1}}")

    def transact(*statements, **more):
        wrapped = [{"Statement": statement} for statement in statements]
        return dynamodb.execute_transaction(TransactStatements=wrapped, **more)

    cancelled = refused(
        lambda: transact(
            f"INSERT INTO \"{table}\" VALUE {{'p': 'b', 's': '1'}}",
            f"EXISTS(SELECT * FROM \"{table}\" WHERE p = 'a' AND s = '1' AND v IS MISSING)",
        ),
        "TransactionCanceledException",
    )
    assert [reason["Code"] for reason in cancelled["CancellationReasons"]] == ["None", "ConditionalCheckFailed"]
    assert len(sql(f'SELECT * FROM "{table}"')) == 1

    writes = (
        f"UPDATE \"{table}\" SET v = v + 1 WHERE p = 'a' AND s = '1'",
        f"INSERT INTO \"{table}\" VALUE {{'p': 'b', 's': '1'}}",
    )
    for _ in range(2):
        assert transact(*writes, ClientRequestToken="once-" + table)["Responses"] == []
    read = transact(*(f"SELECT * FROM \"{table}\" WHERE p = '{p}' AND s = '1'" for p in "abc"))["Responses"]
    assert [native(answer["Item"]) if "Item" in answer else None for answer in read] == [
        {"p": "a", "s": "1", "v": 2}, {"p": "b", "s": "1"}, None]  # fmt: skip


def test_the_CLI_speaks_PartiQL(aws, table):
    def execute(statement, *more):
        return aws("dynamodb", "execute-statement", "--statement", statement, *more)

    for s in "123":
        insert = f"INSERT INTO \"{table}\" VALUE {{'p': ?, 's': ?}}"
        execute(insert, "--parameters", f'[{{"S": "a"}}, {{"S": "{s}"}}]')
    page = execute(f"SELECT s FROM \"{table}\" WHERE p = 'a' ORDER BY s DESC", "--limit", "2")
    assert [item["s"]["S"] for item in page["Items"]] == ["3", "2"]
    again = execute(
        f"SELECT s FROM \"{table}\" WHERE p = 'a' ORDER BY s DESC", "--next-token", page["NextToken"]
    )
    assert [item["s"]["S"] for item in again["Items"]] == ["1"]


def test_the_CLI_shows_why_a_transaction_was_cancelled(aws, table):
    statement = f"UPDATE \\\"{table}\\\" SET v = 1 WHERE p = 'none' AND s = '1'"
    refused = aws(
        "dynamodb", "execute-transaction",
        "--transact-statements", f'[{{"Statement": "{statement}"}}]', check=False,
    )  # fmt: skip
    assert refused.returncode == 254
    assert "TransactionCanceledException" in refused.stderr
    assert "ConditionalCheckFailed" in refused.stderr
