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
