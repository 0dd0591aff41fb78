"""CloudWatch Logs through boto3 and AWS CLI v2."""

import time

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def logs(client):
    return client("logs")


@pytest.fixture
def group(logs, unique):
    name = unique("/e2e/group")
    logs.create_log_group(logGroupName=name, tags={"team": "sheep"})
    return name


@pytest.fixture
def now():
    return int(time.time() * 1000)


def put(logs, group, stream, events):
    return logs.put_log_events(
        logGroupName=group,
        logStreamName=stream,
        logEvents=[{"timestamp": when, "message": text} for when, text in events],
    )


def messages(answer):
    return [event["message"] for event in answer["events"]]


def test_a_group_shows_what_AWS_shows(logs, group):
    (found,) = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    assert found["arn"] == f"arn:aws:logs:us-east-1:000000000000:log-group:{group}:*"
    assert found["logGroupArn"] == f"arn:aws:logs:us-east-1:000000000000:log-group:{group}"
    assert found["logGroupClass"] == "STANDARD"
    assert found["metricFilterCount"] == 0
    assert found["storedBytes"] == 0
    assert abs(found["creationTime"] / 1000 - time.time()) < 60


def test_the_keys_of_tags_are_checked(logs, unique):
    with pytest.raises(logs.exceptions.InvalidParameterException) as refused:
        logs.create_log_group(logGroupName=unique("/e2e/tagged"), tags={"a!b": "x", "": "y"})
    assert refused.value.response["Error"]["Message"] == (
        "1 validation error detected: Value '{=y, a!b=x}' at 'tags' failed to satisfy constraint: "
        "Map keys must satisfy constraint: [Member must have length less than or equal to 128, "
        "Member must have length greater than or equal to 1, Member must satisfy regular expression "
        r"pattern: ^([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$]"
    )


def test_errors_are_AWSs(logs, group, now):
    with pytest.raises(logs.exceptions.ResourceAlreadyExistsException) as exists:
        logs.create_log_group(logGroupName=group)
    assert exists.value.response["Error"]["Message"] == "The specified log group already exists"
    with pytest.raises(logs.exceptions.ResourceNotFoundException) as missing:
        put(logs, group, "none", [(now, "x")])
    assert missing.value.response["Error"]["Message"] == "The specified log stream does not exist."
    with pytest.raises(logs.exceptions.InvalidParameterException):
        logs.create_log_group(logGroupName="not a name")
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    with pytest.raises(ClientError) as disorder:
        put(logs, group, "s", [(now, "b"), (now - 1, "a")])
    assert "chronological order" in disorder.value.response["Error"]["Message"]


def test_lists_are_paged(logs, unique):
    names = sorted(unique("/e2e/paged") for _ in range(7))
    prefix = names[0].rsplit("-", 1)[0]
    for name in names:
        logs.create_log_group(logGroupName=name)
    pages = logs.get_paginator("describe_log_groups").paginate(
        logGroupNamePrefix=prefix, PaginationConfig={"PageSize": 3}
    )
    assert [found["logGroupName"] for page in pages for found in page["logGroups"]] == names


def test_streams_are_ordered_by_name_or_by_last_event(logs, group, now):
    for stream, when in (("a", now - 10), ("b", now - 30), ("c", now - 20)):
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
        put(logs, group, stream, [(when, "x")])

    def names(**order):
        pages = logs.get_paginator("describe_log_streams").paginate(
            logGroupName=group, PaginationConfig={"PageSize": 2}, **order
        )
        return [found["logStreamName"] for page in pages for found in page["logStreams"]]

    assert names() == ["a", "b", "c"]
    assert names(orderBy="LastEventTime", descending=True) == ["a", "c", "b"]
    (one,) = logs.describe_log_streams(logGroupName=group, logStreamNamePrefix="b")["logStreams"]
    assert one["firstEventTimestamp"] == one["lastEventTimestamp"] == now - 30
    assert one["arn"].endswith(f"log-group:{group}:log-stream:b")


def test_a_stream_is_read_from_either_end(logs, group, now):
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    put(logs, group, "s", [(now + i, str(i)) for i in range(5)])
    at = {"logGroupName": group, "logStreamName": "s", "limit": 2}
    tail = logs.get_log_events(**at)
    assert messages(tail) == ["3", "4"]
    assert messages(logs.get_log_events(**at, nextToken=tail["nextBackwardToken"])) == ["1", "2"]
    head = logs.get_log_events(**at, startFromHead=True)
    assert messages(head) == ["0", "1"]
    following = []
    token = head["nextForwardToken"]
    while True:
        page = logs.get_log_events(**at, nextToken=token)
        following += messages(page)
        if page["nextForwardToken"] == token:
            break
        token = page["nextForwardToken"]
    assert following == ["2", "3", "4"]


def test_old_and_new_events_are_rejected_and_the_rest_is_taken(logs, group, now):
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    day = 24 * 3600 * 1000
    answer = put(logs, group, "s", [(now - 15 * day, "old"), (now, "fine"), (now + day, "new")])
    assert answer["rejectedLogEventsInfo"] == {
        "tooOldLogEventEndIndex": 1,
        "tooNewLogEventStartIndex": 2,
    }
    assert messages(logs.filter_log_events(logGroupName=group)) == ["fine"]


def test_events_are_filtered_across_streams_in_order_of_time(logs, group, now):
    for stream in ("a", "b"):
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
    put(logs, group, "a", [(now, "REPORT 1"), (now + 2, "REPORT 3"), (now + 3, "START")])
    put(logs, group, "b", [(now + 1, "REPORT 2"), (now + 4, '{"level":"ERROR","ms":12}')])

    def found(pattern, **more):
        answer = logs.filter_log_events(logGroupName=group, filterPattern=pattern, **more)
        assert answer["searchedLogStreams"] == []
        return messages(answer)

    assert found("REPORT") == ["REPORT 1", "REPORT 2", "REPORT 3"]
    assert found("REPORT -2") == ["REPORT 1", "REPORT 3"]
    assert found("?START ?3") == ["REPORT 3", "START"]
    assert found('{ $.level = "ERROR" && $.ms > 10 }') == ['{"level":"ERROR","ms":12}']
    assert found("REPORT", logStreamNames=["b"]) == ["REPORT 2"]
    assert found("REPORT", startTime=now + 1, endTime=now + 2) == ["REPORT 2", "REPORT 3"]
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=group, filterPattern="REPORT", PaginationConfig={"PageSize": 1}
    )
    events = [event for page in pages for event in page["events"]]
    assert [event["message"] for event in events] == ["REPORT 1", "REPORT 2", "REPORT 3"]
    assert len({event["eventId"] for event in events}) == 3
    with pytest.raises(logs.exceptions.InvalidParameterException) as refused:
        found("REPORT:")
    assert "Invalid character(s) in term 'REPORT:'" in refused.value.response["Error"]["Message"]


def test_a_hundred_thousand_events_are_filtered_quickly(logs, group, now, slow):
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    for batch in range(10):
        put(
            logs,
            group,
            "s",
            [
                (now + batch, "REPORT" if i == 0 else "RequestId: 1234 some line that is printed")
                for i in range(10_000)
            ],
        )
    begin = time.monotonic()
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=group, filterPattern="REPORT"
    )
    assert sum(len(page["events"]) for page in pages) == 10
    assert time.monotonic() - begin < 5 * slow


def test_groups_and_streams_are_deleted(logs, group, now):
    for stream in ("a", "b"):
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
        put(logs, group, stream, [(now, stream)])
    logs.delete_log_stream(logGroupName=group, logStreamName="a")
    assert messages(logs.filter_log_events(logGroupName=group)) == ["b"]
    logs.delete_log_group(logGroupName=group)
    with pytest.raises(logs.exceptions.ResourceNotFoundException) as gone:
        logs.filter_log_events(logGroupName=group)
    assert gone.value.response["Error"]["Message"] == "The specified log group does not exist."


def test_written_events_survive_kill_9(client, data_server, now):
    logs = client("logs", server=data_server)
    logs.create_log_group(logGroupName="g")
    logs.create_log_stream(logGroupName="g", logStreamName="s")
    put(logs, "g", "s", [(now, "kept")])
    data_server.kill()
    data_server.start()
    logs = client("logs", server=data_server)
    assert messages(logs.filter_log_events(logGroupName="g")) == ["kept"]


def test_the_CLI_tails_and_describes(aws, logs, group, now):
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    put(logs, group, "s", [(now, "hello")])
    answer = aws("logs", "get-log-events", "--log-group-name", group, "--log-stream-name", "s")
    assert messages(answer) == ["hello"]
    streams = aws("logs", "describe-log-streams", "--log-group-name", group)["logStreams"]
    assert [stream["logStreamName"] for stream in streams] == ["s"]
    found = aws(
        "logs", "filter-log-events", "--log-group-name", group, "--filter-pattern", '"hello"'
    )
    assert messages(found) == ["hello"]
