"""Items through the JavaScript DocumentClient: what it answers, and what it refuses."""

import pytest

from documents import PRELUDE, create_flock


@pytest.fixture
def run(node, new_table):
    """Runs a script on a table of its own; what it shows."""
    table = new_table(create_flock)
    return lambda script, **values: node(PRELUDE + script, table=table, **values)


# Items


def test_documents_sets_and_bytes_come_back_as_they_were(run):
    answer = run("""
        const Item = {
          p: "a", s: 1, text: "\\u{1F411} \\u0000", empty: "", yes: true, no: false, nothing: null,
          wool: new Uint8Array([0, 255]),
          names: new Set(["Dolly", "Molly"]), sizes: new Set([1, 2.5]), blobs: new Set([new Uint8Array([7])]),
          deep: { list: [1, "two", { three: [] }, {}], map: { of: { maps: [null] } } },
        };
        await documents.put({ TableName, Item });
        const { Item: got } = await documents.get({ TableName, Key: { p: "a", s: 1 }, ConsistentRead: true });
        const part = await documents.get({
          TableName, Key: { p: "a", s: 1 }, ProjectionExpression: "deep.#l[2], #n",
          ExpressionAttributeNames: { "#l": "list", "#n": "names" },
        });
        const none = await documents.get({ TableName, Key: { p: "a", s: 2 } });
        show({ got, part: part.Item, none: "Item" in none && none.Item !== undefined });
    """)
    assert answer["got"] == {
        "p": "a", "s": 1, "text": "\U0001f411 \0", "empty": "", "yes": True, "no": False, "nothing": None,
        "wool": {"bytes": [0, 255]},
        "names": {"set": ["Dolly", "Molly"]}, "sizes": {"set": [1, 2.5]}, "blobs": {"set": [{"bytes": [7]}]},
        "deep": {"list": [1, "two", {"three": []}, {}], "map": {"of": {"maps": [None]}}},
    }  # fmt: skip
    assert answer["part"] == {"deep": {"list": [{"three": []}]}, "names": {"set": ["Dolly", "Molly"]}}
    assert answer["none"] is False


def test_items_are_updated_and_deleted(run):
    answer = run("""
        const Key = { p: "a", s: 1 };
        const update = (UpdateExpression, ExpressionAttributeValues, ReturnValues) =>
          documents.update({ TableName, Key, UpdateExpression, ExpressionAttributeValues, ReturnValues })
            .then((answer) => answer.Attributes);
        const made = await update("SET n = if_not_exists(n, :zero) + :one, l = :l, m = :m ADD tags :t",
          { ":zero": 0, ":one": 1, ":l": [1], ":m": { a: 1 }, ":t": new Set(["x", "y"]) }, "ALL_NEW");
        const changed = await update("SET l = list_append(l, :l), m.b = :one DELETE tags :t",
          { ":l": [{ deep: true }], ":one": 1, ":t": new Set(["y"]) }, "UPDATED_NEW");
        const before = await update("REMOVE l[0], m.a ADD n :n", { ":n": -2.5 }, "UPDATED_OLD");
        const whole = await documents.delete({ TableName, Key, ReturnValues: "ALL_OLD" });
        const again = await documents.delete({ TableName, Key, ReturnValues: "ALL_OLD" });
        show({ made, changed, before, whole: whole.Attributes, again: again.Attributes === undefined });
    """)
    assert answer["made"] == {"p": "a", "s": 1, "n": 1, "l": [1], "m": {"a": 1}, "tags": {"set": ["x", "y"]}}
    assert answer["changed"] == {"l": [1, {"deep": True}], "m": {"b": 1}, "tags": {"set": ["x"]}}
    assert answer["before"] == {"l": [1], "m": {"a": 1}, "n": 1}
    assert answer["whole"] == {
        "p": "a", "s": 1, "n": -1.5, "l": [{"deep": True}], "m": {"b": 1}, "tags": {"set": ["x"]},
    }  # fmt: skip
    assert answer["again"] is True


def test_items_that_do_not_fit_are_refused(run):
    answer = run("""
        const Key = { p: "a", s: 1 };
        const update = (UpdateExpression, ExpressionAttributeValues) =>
          words(documents.update({ TableName, Key, UpdateExpression, ExpressionAttributeValues }));
        show([
          await words(documents.put({ TableName, Item: { p: "a" } })),
          await words(documents.put({ TableName, Item: { p: "a", s: "1" } })),
          await words(documents.put({ TableName, Item: { p: "", s: 1 } })),
          await words(documents.put({ TableName, Item: { ...Key, shepherd: 7 } })),
          await words(documents.put({ TableName, Item: { ...Key, text: "x".repeat(400 * 1024) } })),
          await words(documents.get({ TableName, Key: { p: "a" } })),
          await update("SET s = :v", { ":v": 2 }),
          await update("SET a = :v, a.b = :v", { ":v": 2 }),
          await update("SET size = :v", { ":v": 2 }),
          await update("SET a = a + :v", { ":v": 2 }),
        ]);
    """)
    invalid = "One or more parameter values were invalid: "
    assert [name for name, _ in answer] == ["ValidationException"] * 10
    assert [message for _, message in answer] == [
        invalid + "Missing the key s in the item",
        invalid + "Type mismatch for key s expected: N actual: S",
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
        "contain an empty string value. Key: p",
        invalid + "Type mismatch for Index Key shepherd Expected: S Actual: N IndexName: by_shepherd",
        "Item size has exceeded the maximum allowed size",
        "The provided key element does not match the schema",
        invalid + "Cannot update attribute s. This attribute is part of the key",
        "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite "
        "one of these paths; path one: [a], path two: [a, b]",
        "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: size",
        "The provided expression refers to an attribute that does not exist in the item",
    ]


def test_numbers_keep_38_digits(run):
    answer = run("""
        const exact = lib.DynamoDBDocument.from(
          new dynamodb.DynamoDBClient({ maxAttempts: 1 }), { unmarshallOptions: { wrapNumbers: true } });
        const digits = "1.2345678901234567890123456789012345678";
        const Item = {
          p: "a", s: 1, digits: lib.NumberValue.from(digits), whole: 18446744073709551615n,
          small: lib.NumberValue.from("1e-130"), padded: lib.NumberValue.from("00012.500"),
          set: new Set([lib.NumberValue.from("0.10"), 2n]),
        };
        await documents.put({ TableName, Item });
        const Key = { p: "a", s: 1 };
        const { Item: got } = await exact.get({ TableName, Key });
        const { Item: native } = await documents.get({ TableName, Key, ProjectionExpression: "whole, padded" });
        const put = (n) => words(documents.put({ TableName, Item: { ...Key, n: lib.NumberValue.from(n) } }));
        show({
          digits: got.digits.toString() === digits, whole: got.whole.toString(), small: got.small.toString(),
          padded: got.padded.toString(), set: [...got.set].map(String).sort(), native,
          refused: [await put(digits + "9"), await put("1e126"), await put("-1e-131"), await put("1,5")],
        });
    """)
    refused = answer.pop("refused")
    assert answer == {
        "digits": True,
        "whole": "18446744073709551615",
        "small": "0." + "0" * 129 + "1",
        "padded": "12.5",
        "set": ["0.1", "2"],
        "native": {"whole": {"big": "18446744073709551615"}, "padded": 12.5},
    }
    assert [name for name, _ in refused] == ["ValidationException"] * 4
    assert [message for _, message in refused] == [
        "Attempting to store more than 38 significant digits in a Number",
        "Number overflow. Attempting to store a number with magnitude larger than supported range",
        "Number underflow. Attempting to store a number with magnitude smaller than supported range",
        "The parameter cannot be converted to a numeric value: 1,5",
    ]


# Errors


def test_a_failed_condition_gives_the_old_item(run):
    answer = run("""
        await documents.put({ TableName, Item: { p: "a", s: 1, names: new Set(["Dolly"]), n: 7 } });
        const Key = { p: "a", s: 1 };
        const once = { ConditionExpression: "n < :n", ExpressionAttributeValues: { ":n": 7 } };
        const old = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
        const failed = await Promise.all([
          refusal(documents.put({ TableName, Item: Key, ...once, ...old })),
          refusal(documents.update({ TableName, Key, UpdateExpression: "REMOVE n", ...once, ...old })),
          refusal(documents.delete({ TableName, Key, ...once, ...old })),
          refusal(documents.delete({ TableName, Key, ...once })),
        ]);
        show(failed.map((e) => [
          e instanceof dynamodb.ConditionalCheckFailedException, e.message, e.Item ?? null,
        ]));
    """)
    # The client leaves the items that its errors carry as they came.
    item = {"p": {"S": "a"}, "s": {"N": "1"}, "names": {"SS": ["Dolly"]}, "n": {"N": "7"}}
    assert answer == [[True, "The conditional request failed", old] for old in (item, item, item, None)]


def test_errors_are_of_the_SDKs_classes(run):
    answer = run("""
        const missing = await refusal(documents.get({ TableName: TableName + "-none", Key: { p: "a" } }));
        const taken = await refusal(client.send(new dynamodb.CreateTableCommand({
          TableName, BillingMode: "PAY_PER_REQUEST",
          KeySchema: [{ AttributeName: "p", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "p", AttributeType: "S" }],
        })));
        const invalid = await refusal(documents.get({ TableName, Key: { q: 1 } }));
        const tell = (e) => ({
          base: e instanceof dynamodb.DynamoDBServiceException, fault: e.$fault,
          status: e.$metadata.httpStatusCode, id: e.$metadata.requestId.length > 0, tries: e.$metadata.attempts,
        });
        show({
          missing: missing instanceof dynamodb.ResourceNotFoundException,
          taken: taken instanceof dynamodb.ResourceInUseException,
          invalid: invalid.name,
          all: [missing, taken, invalid].map(tell),
        });
    """)
    assert answer == {
        "missing": True,
        "taken": True,
        "invalid": "ValidationException",
        "all": [{"base": True, "fault": "client", "status": 400, "id": True, "tries": 1}] * 3,
    }
