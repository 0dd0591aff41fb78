"""Queries, batches, transactions and statements through the JavaScript DocumentClient."""

import pytest

from documents import PRELUDE, create_flock


@pytest.fixture
def run(node, new_table):
    """Runs a script on a table of its own; what it shows."""
    table = new_table(create_flock)
    return lambda script, **values: node(PRELUDE + script, table=table, **values)


# Queries and scans


def test_queries_read_an_index_both_ways_and_in_pages(run):
    answer = run("""
        await flock(9);
        const ann = {
          TableName, IndexName: "by_shepherd", KeyConditionExpression: "shepherd = :a",
          ExpressionAttributeValues: { ":a": "Ann" },
        };
        const numbers = (answer) => answer.Items.map((item) => item.s);
        const forward = await documents.query(ann);
        const back = await documents.query({ ...ann, ScanIndexForward: false, Limit: 2 });
        const pages = [];
        for await (const page of lib.paginateQuery({ client: documents, pageSize: 2 }, ann)) {
          pages.push(numbers(page));
        }
        const between = await documents.query({
          TableName, IndexName: "by_weight", Select: "ALL_ATTRIBUTES",
          KeyConditionExpression: "p = :p AND weight BETWEEN :from AND :to",
          FilterExpression: "shepherd <> :a",
          ExpressionAttributeValues: { ":p": "flock", ":from": 93, ":to": 96, ":a": "Ann" },
        });
        show({
          forward: numbers(forward), back: numbers(back), last: back.LastEvaluatedKey, pages,
          between: between.Items, counts: [between.Count, between.ScannedCount],
        });
    """)
    assert answer == {
        "forward": [9, 7, 5, 3, 1],
        "back": [1, 3],
        "last": {"p": "flock", "s": 3, "shepherd": "Ann", "weight": 97},
        "pages": [[9, 7], [5, 3], [1]],
        "between": [
            {"p": "flock", "s": 6, "shepherd": "Bob", "weight": 94},
            {"p": "flock", "s": 4, "shepherd": "Bob", "weight": 96},
        ],
        "counts": [2, 4],
    }


def test_wrong_queries_are_refused(run):
    answer = run("""
        const ask = (more) => words(documents.query({
          TableName, KeyConditionExpression: "p = :p", ExpressionAttributeValues: { ":p": "flock" }, ...more,
        }));
        show([
          await ask({ IndexName: "none" }),
          await ask({
            IndexName: "by_shepherd", KeyConditionExpression: "shepherd = :p", ConsistentRead: true,
          }),
          await ask({ KeyConditionExpression: "s = :p" }),
          await ask({ KeyConditionExpression: undefined, ExpressionAttributeValues: undefined }),
          await ask({ FilterExpression: "s = :p" }),
          await ask({ ExpressionAttributeValues: { ":p": "flock", ":unused": 1 } }),
          await ask({ ExclusiveStartKey: { p: "other", s: 1 } }),
        ]);
    """)
    assert [name for name, _ in answer] == ["ValidationException"] * 7
    assert [message for _, message in answer] == [
        "The table does not have the specified index: none",
        "Consistent reads are not supported on global secondary indexes",
        "Query condition missed key schema element: p",
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
        "Filter Expression can only contain non-primary key attributes: Primary key attribute: s",
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:unused}",
        "The provided starting key is outside query boundaries based on provided conditions",
    ]


def test_scans_are_read_in_pages_and_in_segments(run):
    answer = run("""
        await flock(12);
        const heavy = {
          TableName, FilterExpression: "weight > :w", ExpressionAttributeValues: { ":w": 94 },
          ProjectionExpression: "s",
        };
        const pages = [];
        let scanned = 0;
        for await (const page of lib.paginateScan({ client: documents, pageSize: 5 }, heavy)) {
          pages.push(...page.Items);
          scanned += page.ScannedCount;
        }
        const segments = await Promise.all([0, 1, 2].map((Segment) =>
          documents.scan({ TableName, Segment, TotalSegments: 3, IndexName: "by_shepherd" })));
        const count = await documents.scan({ TableName, Select: "COUNT" });
        show({
          pages: pages.map((item) => item.s).sort(), scanned,
          segments: segments.flatMap((page) => page.Items).map((item) => item.s).sort((a, b) => a - b),
          count: [count.Count, count.Items === undefined],
          refused: [
            await words(documents.scan({ TableName, Segment: 3, TotalSegments: 3 })),
            await words(documents.scan({ TableName, Segment: 0 })),
            await words(documents.scan({ TableName, Select: "COUNT", ProjectionExpression: "s" })),
          ],
        });
    """)
    assert answer == {
        "pages": [1, 2, 3, 4, 5],
        "scanned": 12,
        "segments": list(range(1, 13)),
        "count": [12, True],
        "refused": [
            [
                "ValidationException",
                "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
                "Segment: 3 is not less than TotalSegments: 3",
            ],
            [
                "ValidationException",
                "The TotalSegments parameter is required but was not present in the request when "
                "Segment parameter is present",
            ],
            [
                "ValidationException",
                "Cannot specify the ProjectionExpression when choosing to get only the Count",
            ],
        ],
    }


# Batches and transactions


def test_batches_write_and_read(run):
    answer = run("""
        const put = (s) => ({ PutRequest: { Item: { p: "a", s, tags: new Set(["x"]) } } });
        const write = (requests) => documents.batchWrite({ RequestItems: { [TableName]: requests } });
        const read = (Keys) => documents.batchGet({ RequestItems: { [TableName]: { Keys } } });
        const many = (count, of) => Array.from({ length: count }, (_, s) => of(s));
        const written = await write(many(25, put));
        await write([{ DeleteRequest: { Key: { p: "a", s: 0 } } }, put(25)]);
        const got = await read(many(100, (s) => ({ p: "a", s })));
        show({
          unprocessed: [written.UnprocessedItems, got.UnprocessedKeys],
          found: got.Responses[TableName].map((item) => item.s).sort((a, b) => a - b),
          tags: got.Responses[TableName][0].tags,
          refused: [
            await words(write([put(1), put(1)])),
            await words(read([{ p: "a", s: 1 }, { p: "a", s: 1 }])),
            await words(read(many(101, (s) => ({ p: "a", s })))),
            await words(documents.batchWrite({ RequestItems: { [TableName + "-none"]: [put(1)] } })),
          ],
          many: await words(write(many(26, put))),
        });
    """)
    assert answer.pop("many")[0] == "ValidationException"
    refused = answer.pop("refused")
    assert refused[:2] == [["ValidationException", "Provided list of item keys contains duplicates"]] * 2
    assert refused[2][0] == "ValidationException"
    assert refused[3] == ["ResourceNotFoundException", "Requested resource not found"]
    assert answer == {
        "unprocessed": [{}, {}],
        "found": list(range(1, 26)),
        "tags": {"set": ["x"]},
    }


def test_a_cancelled_transaction_tells_its_reasons(run):
    answer = run("""
        await documents.put({ TableName, Item: { p: "a", s: 1, names: new Set(["Dolly"]) } });
        const put = (s, more) => ({ Put: { TableName, Item: { p: "a", s }, ...more } });
        const once = {
          ConditionExpression: "attribute_not_exists(p)", ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        };
        const grow = { Update: {
          TableName, Key: { p: "a", s: 1 }, UpdateExpression: "SET n = nothing",
        } };
        const write = (...TransactItems) => documents.transactWrite({ TransactItems });
        const e = await refusal(write(put(2), put(1, once), put(3)));
        const invalid = await refusal(write(put(2), grow));
        const read = (...numbers) => documents.transactGet({
          TransactItems: numbers.map((s) => ({ Get: { TableName, Key: { p: "a", s } } })),
        });
        const before = (await read(1, 2, 3)).Responses.map((answer) => answer.Item ?? null);
        const check = (s) => ({ ConditionCheck: {
          TableName, Key: { p: "a", s }, ConditionExpression: "attribute_exists(p)",
        } });
        await write(put(2, once), check(1), { Delete: { TableName, Key: { p: "a", s: 4 } } },
          { Update: {
            TableName, Key: { p: "a", s: 3 }, UpdateExpression: "ADD n :one",
            ExpressionAttributeValues: { ":one": 1 },
          } });
        const after = (await read(3, 2, 4)).Responses.map((answer) => answer.Item ?? null);
        show({
          modelled: e instanceof dynamodb.TransactionCanceledException,
          message: e.message, reasons: e.CancellationReasons,
          invalid: invalid.CancellationReasons,
          before, after,
          twice: await words(write(put(1), check(1))),
          empty: (await words(write()))[0],
        });
    """)
    assert answer == {
        "modelled": True,
        "message": "Transaction cancelled, please refer cancellation reasons for specific reasons "
        "[None, ConditionalCheckFailed, None]",
        "reasons": [
            {"Code": "None"},
            {
                "Code": "ConditionalCheckFailed",
                "Message": "The conditional request failed",
                "Item": {"p": {"S": "a"}, "s": {"N": "1"}, "names": {"SS": ["Dolly"]}},
            },
            {"Code": "None"},
        ],
        "invalid": [
            {"Code": "None"},
            {
                "Code": "ValidationError",
                "Message": "The provided expression refers to an attribute that does not exist in the item",
            },
        ],
        "before": [{"p": "a", "s": 1, "names": {"set": ["Dolly"]}}, None, None],
        "after": [{"p": "a", "s": 3, "n": 1}, {"p": "a", "s": 2}, None],
        "twice": [
            "ValidationException",
            "Transaction request cannot include multiple operations on one item",
        ],
        "empty": "ValidationException",
    }


def test_a_token_belongs_to_one_transaction(run, unique):
    answer = run(
        """
        const add = (n) => documents.transactWrite({
          ClientRequestToken: values.token,
          TransactItems: [{ Update: {
            TableName, Key: { p: "a", s: 1 }, UpdateExpression: "ADD n :n", ExpressionAttributeValues: { ":n": n },
          } }],
        });
        await add(1);
        await add(1);
        const e = await refusal(add(2));
        const { Item } = await documents.get({ TableName, Key: { p: "a", s: 1 } });
        show({ mismatch: e instanceof dynamodb.IdempotentParameterMismatchException, n: Item.n });
        """,
        token=unique("token")[-36:],
    )
    assert answer == {"mismatch": True, "n": 1}


# PartiQL


def test_statements_take_and_give_documents(run):
    answer = run("""
        const run = (Statement, Parameters, more) =>
          documents.executeStatement({ Statement: Statement.replace("@", `"${TableName}"`), Parameters, ...more });
        for (const s of [1, 2, 3]) {
          await run("INSERT INTO @ VALUE {'p': ?, 's': ?, 'doc': ?}", ["a", s, { tags: new Set([s]), l: [s] }]);
        }
        const first = await run("SELECT s, doc FROM @ WHERE p = ? AND s >= ?", ["a", 2], { Limit: 1 });
        const second = await run("SELECT s, doc FROM @ WHERE p = ? AND s >= ?", ["a", 2],
          { NextToken: first.NextToken });
        const updated = await run("UPDATE @ SET doc.l[0] = ? WHERE p = 'a' AND s = 1 RETURNING ALL NEW *", ["new"]);
        const exists = await refusal(run("INSERT INTO @ VALUE {'p': 'a', 's': 1}"));
        const batch = await documents.batchExecuteStatement({ Statements: [
          { Statement: `SELECT s FROM "${TableName}" WHERE p = ? AND s = ?`, Parameters: ["a", 3] },
          { Statement: `SELECT s FROM "${TableName}" WHERE p = 'a' AND s = 9` },
          { Statement: `SELECT s FROM "${TableName}" WHERE p = 'a'` },
        ] });
        const canceled = await refusal(documents.executeTransaction({ TransactStatements: [
          { Statement: `DELETE FROM "${TableName}" WHERE p = 'a' AND s = 1` },
          { Statement: `UPDATE "${TableName}" SET v = ? WHERE p = ? AND s = ?`, Parameters: [1, "none", 1] },
        ] }));
        const left = await run("SELECT s FROM @ WHERE p = 'a'");
        show({
          first: first.Items, second: second.Items, updated: updated.Items,
          exists: exists instanceof dynamodb.DuplicateItemException,
          batch: batch.Responses.map((answer) => answer.Item ?? answer.Error?.Code ?? null),
          canceled: canceled instanceof dynamodb.TransactionCanceledException,
          reasons: canceled.CancellationReasons.map((reason) => reason.Code),
          left: left.Items,
          malformed: await words(run("SELEKT * FROM @")),
        });
    """)
    assert answer == {
        "first": [{"s": 2, "doc": {"tags": {"set": [2]}, "l": [2]}}],
        "second": [{"s": 3, "doc": {"tags": {"set": [3]}, "l": [3]}}],
        "updated": [{"p": "a", "s": 1, "doc": {"tags": {"set": [1]}, "l": ["new"]}}],
        "exists": True,
        "batch": [{"s": 3}, None, "ValidationError"],
        "canceled": True,
        "reasons": ["None", "ConditionalCheckFailed"],
        "left": [{"s": 1}, {"s": 2}, {"s": 3}],
        "malformed": [
            "ValidationException",
            "Statement wasn't well formed, can't be processed: Expected data manipulation",
        ],
    }
