"""The AWS SDK for JavaScript, version 3, against the cloud."""

PRELUDE = """
import * as logs from "@aws-sdk/client-cloudwatch-logs";
const client = new logs.CloudWatchLogsClient({ maxAttempts: 1 });
"""


def test_the_SDK_writes_and_reads_log_events(node, unique):
    events = node(
        PRELUDE
        + """
        const where = { logGroupName: values.group, logStreamName: "s" };
        await client.send(new logs.CreateLogGroupCommand({ logGroupName: values.group }));
        await client.send(new logs.CreateLogStreamCommand(where));
        await client.send(new logs.PutLogEventsCommand({
          ...where,
          logEvents: [{ timestamp: values.now, message: "hello" }],
        }));
        const answer = await client.send(new logs.GetLogEventsCommand({ ...where, startFromHead: true }));
        console.log(JSON.stringify(answer.events.map((e) => [e.timestamp, e.message])));
        """,
        group=unique("/js/group"),
        now=1_795_000_000_000,
    )
    assert events == [[1_795_000_000_000, "hello"]]


def test_the_SDK_recognises_the_services_errors(node, unique):
    error = node(
        PRELUDE
        + """
        try {
          await client.send(new logs.DeleteLogGroupCommand({ logGroupName: values.group }));
        } catch (e) {
          console.log(JSON.stringify({
            modelled: e instanceof logs.ResourceNotFoundException,
            status: e.$metadata.httpStatusCode,
            requestId: e.$metadata.requestId,
          }));
        }
        """,
        group=unique("none"),
    )
    assert error["modelled"] and error["status"] == 400
    assert len(error["requestId"]) == 36
