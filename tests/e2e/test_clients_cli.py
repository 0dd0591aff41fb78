"""AWS CLI v2 against the cloud."""


def test_the_CLI_writes_and_reads_log_events(aws, unique, fresh):
    group = unique("/cli/group")
    aws("logs", "create-log-group", "--log-group-name", group)
    aws("logs", "create-log-stream", "--log-group-name", group, "--log-stream-name", "s")
    now = 1_795_000_000_000
    aws(
        "logs", "put-log-events", "--log-group-name", group, "--log-stream-name", "s",
        "--log-events", f"timestamp={now},message=hello", f"timestamp={now + 1},message=again",
    )  # fmt: skip
    events = aws("logs", "filter-log-events", "--log-group-name", group, "--start-time", str(now))["events"]
    assert [event["message"] for event in events] == ["hello", "again"]


def test_the_CLI_shows_the_services_errors(aws, unique):
    refused = aws("logs", "delete-log-group", "--log-group-name", unique("none"), check=False)
    assert refused.returncode == 254
    assert "ResourceNotFoundException" in refused.stderr


def test_the_CLI_keeps_and_scans_items(aws, unique):
    table = unique("cli")
    aws(
        "dynamodb", "create-table", "--table-name", table,
        "--attribute-definitions", "AttributeName=tattoo,AttributeType=N",
        "--key-schema", "AttributeName=tattoo,KeyType=HASH",
        "--billing-mode", "PAY_PER_REQUEST",
    )  # fmt: skip
    aws("dynamodb", "wait", "table-exists", "--table-name", table)
    for tattoo in range(5):
        aws("dynamodb", "put-item", "--table-name", table, "--item", f'{{"tattoo":{{"N":"{tattoo}"}}}}')
    # Two pages of the service, one of the client.
    scan = aws("dynamodb", "scan", "--table-name", table, "--page-size", "3")
    assert sorted(item["tattoo"]["N"] for item in scan["Items"]) == list("01234")
    aws("dynamodb", "delete-table", "--table-name", table)
    assert table not in aws("dynamodb", "list-tables")["TableNames"]
