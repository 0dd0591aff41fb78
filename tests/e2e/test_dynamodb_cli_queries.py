"""Queries, scans and statements of DynamoDB through AWS CLI v2: pages, counts and refusals."""

import json

import pytest

from dynamodb_cli import create_with_sheep, error, key


@pytest.fixture
def flock(new_table):
    return new_table(create_with_sheep)


def test_an_index_is_queried_in_pages(cli, flock):
    ann = (
        "query", "--table-name", flock, "--index-name", "by_shepherd",
        "--key-condition-expression", "shepherd = :a", "--expression-attribute-values", '{":a": {"S": "Ann"}}',
    )  # fmt: skip
    numbers = lambda answer: [int(item["s"]["N"]) for item in answer["Items"]]
    whole, backward, first, limited = cli.run_all(
        (*ann, "--page-size", "2"),
        (*ann, "--page-size", "2", "--no-scan-index-forward"),
        (*ann, "--max-items", "3"),
        (*ann, "--limit", "2", "--no-paginate"),
    )
    # Several pages of the service are one answer of the client, which counts them together.
    assert numbers(whole) == [9, 7, 5, 3, 1]
    assert whole["Count"] == whole["ScannedCount"] == 5
    assert numbers(backward) == [1, 3, 5, 7, 9]
    assert numbers(first) == [9, 7, 5]
    assert numbers(limited) == [9, 7]
    assert limited["LastEvaluatedKey"] == {
        **key(7, "flock"), "shepherd": {"S": "Ann"}, "weight": {"N": "93"},
    }  # fmt: skip
    assert numbers(cli.run(*ann, "--starting-token", first["NextToken"])) == [3, 1]
    assert cli.refused_all((*ann, "--consistent-read"), (*ann[:3], *ann[5:])) == [
        error("ValidationException", "Query", message)
        for message in (
            "Consistent reads are not supported on global secondary indexes",
            "Query condition missed key schema element: p",
        )
    ]


def test_a_scan_filters_in_pages_and_segments(cli, flock):
    scan = ("scan", "--table-name", flock)
    segment = lambda number: (
        *scan, "--segment", number, "--total-segments", 2, "--select", "COUNT", "--index-name", "by_weight",
    )  # fmt: skip
    heavy, *counts = cli.run_all(
        (
            *scan, "--page-size", "4", "--filter-expression", "weight >= :w", "--projection-expression", "s",
            "--expression-attribute-values", '{":w": {"N": "96"}}', "--return-consumed-capacity", "TOTAL",
        ),
        segment(0),
        segment(1),
    )  # fmt: skip
    assert sorted(item["s"]["N"] for item in heavy["Items"]) == ["1", "2", "3", "4"]
    assert (heavy["Count"], heavy["ScannedCount"]) == (4, 9)
    assert sum(answer["Count"] for answer in counts) == 9
    assert cli.refused(*scan, "--segment", "2", "--total-segments", "2").startswith(
        error("ValidationException", "Scan", "The Segment parameter is zero-based")
    )


def test_statements_are_executed(cli, flock):
    execute = lambda statement, *more: ("execute-statement", "--statement", statement.replace("@", f'"{flock}"'), *more)
    selected = cli.run(
        *execute('SELECT s FROM @."by_shepherd" WHERE shepherd = ? AND weight < 95'),
        "--parameters", '[{"S": "Ann"}]',
    )  # fmt: skip
    assert selected["Items"] == [{"s": {"N": "9"}}, {"s": {"N": "7"}}]
    cli.run(*execute("UPDATE @ SET weight = 1 WHERE p = 'flock' AND s = 9"))
    batch = [
        {"Statement": f"SELECT weight FROM \"{flock}\" WHERE p = 'flock' AND s = {s}"} for s in (9, 10)
    ]
    answers = cli.run("batch-execute-statement", "--statements", json.dumps(batch))["Responses"]
    assert answers == [{"TableName": flock, "Item": {"weight": {"N": "1"}}}, {"TableName": flock}]
    assert cli.refused_all(
        execute("INSERT INTO @ VALUE {'p': 'flock', 's': 9}"), execute("SELECT * FROM @ WHERE p = ?")
    ) == [
        error("DuplicateItemException", "ExecuteStatement", "Duplicate primary key exists in table"),
        error(
            "ValidationException",
            "ExecuteStatement",
            "Number of parameters in request and statement don't match.",
        ),
    ]
