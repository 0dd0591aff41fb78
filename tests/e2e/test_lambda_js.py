"""Functions, and an API before them, through the AWS SDK for JavaScript, version 3."""

import base64
import hashlib
import json
import re

import pytest

from functions import ROLE, python_package, python_runtime

FUNCTIONS = """
import * as lambda from "@aws-sdk/client-lambda";
const client = new lambda.LambdaClient({ maxAttempts: 1 });
const FunctionName = values.name;
const send = (Command, more) => client.send(new Command({ FunctionName, ...more }));
const create = (more) => send(lambda.CreateFunctionCommand, {
  Runtime: values.runtime, Handler: "app.handler", Role: values.role, Timeout: 30, MemorySize: 512,
  Code: { ZipFile: Buffer.from(values.package, "base64") }, ...more });
const text = (bytes) => Buffer.from(bytes ?? []).toString();
const invoke = async (event, more) => {
  const { StatusCode, FunctionError, Payload, LogResult, ExecutedVersion } = await send(lambda.InvokeCommand,
    { Payload: JSON.stringify(event), ...more });
  return { status: StatusCode, error: FunctionError ?? null, payload: text(Payload), version: ExecutedVersion ?? null,
           log: LogResult === undefined ? null : Buffer.from(LogResult, "base64").toString() };
};
// Which of the client's own classes an error is of, and what it tells.
const refused = (sent) => sent.then(
  () => "nothing",
  (e) => ({ class: typeof lambda[e.name] === "function" && e instanceof lambda[e.name] ? e.name : null,
            status: e.$metadata.httpStatusCode, type: e.Type ?? null, message: e.message }));
const show = (answer) => console.log(JSON.stringify(answer));
"""


def code(source):
    return base64.b64encode(python_package(source)).decode()


@pytest.fixture
def run(node, unique):
    """Runs a script with a function's name and package at hand; what it shows."""

    def run(script, **more):
        values = {
            "name": unique("js"),
            "role": ROLE,
            "runtime": python_runtime(),
            "package": base64.b64encode(python_package()).decode(),
            **more,
        }
        return node(FUNCTIONS + script, **values)

    return run


def test_a_function_is_created_and_found(run, unique):
    name = unique("found")
    package = python_package()
    digest = base64.b64encode(hashlib.sha256(package).digest()).decode()
    answer = run(
        """
        const made = await create({ Description: "a test", Environment: { Variables: { MINE: "yes" } },
                                    Tags: { team: "sheep" } });
        await lambda.waitUntilFunctionActiveV2({ client, maxWaitTime: 30 }, { FunctionName });
        const { Configuration, Code, Tags } = await send(lambda.GetFunctionCommand);
        const { State, LastUpdateStatus, Role, Timeout, MemorySize, Runtime } =
          await send(lambda.GetFunctionConfigurationCommand);
        const download = Buffer.from(await (await fetch(Code.Location)).arrayBuffer());
        const listed = [];
        for await (const page of lambda.paginateListFunctions({ client, pageSize: 1 }, {}))
          listed.push(...page.Functions.map((f) => f.FunctionName));
        show({
          made: [made.$metadata.httpStatusCode, made.FunctionArn, made.CodeSize, made.CodeSha256, made.Version],
          found: [Configuration.Description, Configuration.Environment.Variables, Tags],
          configured: [State, LastUpdateStatus, Role, Timeout, MemorySize, Runtime],
          download: download.toString("base64"), listed: listed.includes(FunctionName),
        });
        """,
        name=name,
        package=base64.b64encode(package).decode(),
    )
    assert answer == {
        "made": [201, f"arn:aws:lambda:us-east-1:000000000000:function:{name}", len(package), digest, "$LATEST"],
        "found": ["a test", {"MINE": "yes"}, {"team": "sheep"}],
        "configured": ["Active", "Successful", ROLE, 30, 512, python_runtime()],
        "download": base64.b64encode(package).decode(),
        "listed": True,
    }


def test_an_invocation_answers_with_its_log(run):
    answer = run("""
        await create();
        const sheep = { sheep: "\\u{1F411}", deep: [1, { two: null }] };
        show({
          quiet: await invoke(sheep),
          loud: await invoke({ do: "print", text: "baa" }, { LogType: "Tail" }),
          nothing: (await send(lambda.InvokeCommand)).StatusCode,
        });
    """)
    assert json.loads(answer["quiet"].pop("payload")) == {"sheep": "\U0001f411", "deep": [1, {"two": None}]}
    assert answer["quiet"] == {"status": 200, "error": None, "version": "$LATEST", "log": None}
    assert (answer["loud"]["status"], answer["loud"]["payload"]) == (200, '"printed"')
    assert re.fullmatch(
        r"START RequestId: (\S+) Version: \$LATEST\nbaa\nEND RequestId: \1\nREPORT RequestId: \1\t.*\n",
        answer["loud"]["log"],
    )
    assert answer["nothing"] == 200


def test_an_event_is_run_later_and_a_dry_run_never(run):
    answer = run("""
        import * as logs from "@aws-sdk/client-cloudwatch-logs";
        await create();
        const dry = await invoke({ do: "print", text: "dry" }, { InvocationType: "DryRun" });
        const event = await invoke({ do: "print", text: "later" }, { InvocationType: "Event" });
        const reader = new logs.CloudWatchLogsClient({ maxAttempts: 1 });
        let lines = [];
        while (!lines.some((line) => line.startsWith("REPORT"))) {
          await new Promise((later) => setTimeout(later, 100));
          // There is no such group until the function has logged.
          lines = await reader.send(new logs.FilterLogEventsCommand({ logGroupName: `/aws/lambda/${FunctionName}` }))
            .then(({ events }) => events.map((e) => e.message), () => []);
        }
        show({ dry, event, lines });
    """)
    for asked, status in (("dry", 204), ("event", 202)):
        told = answer[asked]
        assert (told["status"], told["error"], told["payload"], told["log"]) == (status, None, "", None)
    assert "later\n" in answer["lines"] and "dry\n" not in answer["lines"]
    assert sum(line.startswith("START") for line in answer["lines"]) == 1


def test_a_failing_function_tells_its_error(run):
    answer = run("""
        await create();
        const within = (Timeout) => send(lambda.UpdateFunctionConfigurationCommand, { Timeout });
        const fail = async (event) => {
          const { payload, ...answer } = await invoke(event, { LogType: "Tail" });
          return { ...answer, ...JSON.parse(payload) };
        };
        const raised = await fail({ do: "raise" });
        const exited = await fail({ do: "exit", status: 3 });
        const anew = await invoke({ do: "count" });
        await within(1);
        const late = await fail({ do: "sleep", seconds: 60 });
        await within(30);
        show({ raised, exited, anew: anew.payload, late, after: (await invoke({ do: "count" })).payload });
    """)
    for failed in (answer["raised"], answer["exited"], answer["late"]):
        assert (failed["status"], failed["error"], failed["version"]) == (200, "Unhandled", "$LATEST")
    assert answer["raised"]["errorType"] == "ValueError"
    assert answer["raised"]["errorMessage"] == "no sheep"
    assert '/app.py", line' in answer["raised"]["stackTrace"][0]
    assert "[ERROR] ValueError: no sheep\n" in answer["raised"]["log"]
    assert answer["exited"]["errorType"] == "Runtime.ExitError"
    assert answer["exited"]["errorMessage"].endswith("Error: Runtime exited with error: exit status 3")
    assert answer["late"]["errorType"] == "Sandbox.Timedout"
    assert answer["late"]["errorMessage"].endswith("Task timed out after 1.00 seconds")
    assert (answer["anew"], answer["after"]) == ("1", "1")


def test_refusals_are_of_the_SDKs_classes(run, unique):
    name = unique("refused")
    answer = run(
        """
        const missing = [await refused(send(lambda.GetFunctionCommand)), await refused(invoke({})),
                         await refused(send(lambda.DeleteFunctionCommand))];
        const noZip = await refused(create({ Code: { ZipFile: Buffer.from("no zip") } }));
        await create();
        show({ missing, noZip, again: await refused(create()),
               noJson: await refused(send(lambda.InvokeCommand, { Payload: "{nonsense" })) });
        """,
        name=name,
    )
    arn = f"arn:aws:lambda:us-east-1:000000000000:function:{name}"
    assert answer["missing"] == [{
        "class": "ResourceNotFoundException", "status": 404, "type": "User",
        "message": f"Function not found: {arn}",
    }] * 3  # fmt: skip
    assert answer["noZip"] == {
        "class": "InvalidParameterValueException", "status": 400, "type": "User",
        "message": "Could not unzip uploaded file. Please check your file, then try to upload again.",
    }  # fmt: skip
    assert answer["again"] == {
        "class": "ResourceConflictException", "status": 409, "type": "User",
        "message": f"Function already exist: {name}",
    }  # fmt: skip
    assert answer["noJson"]["class"] == "InvalidRequestContentException"
    assert answer["noJson"]["message"].startswith("Could not parse request body into json: ")


def test_new_code_and_configuration_hold_until_the_function_is_deleted(run):
    answer = run(
        """
        const before = await create();
        const first = await invoke({});
        const after = await send(lambda.UpdateFunctionCodeCommand,
          { ZipFile: Buffer.from(values.other, "base64"), RevisionId: before.RevisionId });
        await lambda.waitUntilFunctionUpdatedV2({ client, maxWaitTime: 30 }, { FunctionName });
        const second = await invoke({});
        const stale = await refused(send(lambda.UpdateFunctionCodeCommand,
          { ZipFile: Buffer.from(values.package, "base64"), RevisionId: before.RevisionId }));
        await send(lambda.UpdateFunctionConfigurationCommand, { Environment: { Variables: { WHO: "Dolly" } } });
        await lambda.waitUntilFunctionUpdatedV2({ client, maxWaitTime: 30 }, { FunctionName });
        const third = await invoke({});
        const deleted = await send(lambda.DeleteFunctionCommand);
        const gone = await refused(invoke({}));
        show({ changed: before.CodeSha256 !== after.CodeSha256, deleted: deleted.$metadata.httpStatusCode,
               answers: [first, second, third].map((a) => a.payload), refused: [stale.class, gone.class] });
        """,
        other=code("import os\ndef handler(event, context): return os.environ.get('WHO', 'nobody')"),
    )
    assert answer == {
        "changed": True,
        "answers": ["{}", '"nobody"', '"Dolly"'],
        "refused": ["PreconditionFailedException", "ResourceNotFoundException"],
        "deleted": 204,
    }


PROXY = """
import json

def handler(event, context):
    if event["queryStringParameters"]:
        raise ValueError("asked to")
    told = {key: event[key] for key in ("httpMethod", "resource", "path", "pathParameters", "body")}
    told["stage"] = event["requestContext"]["stage"]
    return {"statusCode": 201, "headers": {"X-Sheep": "yes"}, "body": json.dumps(told)}
"""

GATEWAY = """
import * as gateway from "@aws-sdk/client-api-gateway";
const apis = new gateway.APIGatewayClient({ maxAttempts: 1 });
const ask = (Command, more) => apis.send(new Command({ restApiId, ...more }));
const told = (sent) => sent.then(() => "nothing", (e) => [e.name, e instanceof gateway[e.name], e.message]);
const { id: restApiId, rootResourceId } =
  await apis.send(new gateway.CreateRestApiCommand({ name: values.name, description: "by hand" }));
const url = (stage, path) => `${process.env.AWS_ENDPOINT_URL}/restapis/${restApiId}/${stage}/_user_request_${path}`;
"""


def test_an_API_is_built_by_hand_and_called(run):
    answer = run(
        GATEWAY
        + """
        const { FunctionArn } = await create();
        const child = (parentId, pathPart) => ask(gateway.CreateResourceCommand, { parentId, pathPart });
        const sheep = await child(rootResourceId, "sheep");
        const one = await child(sheep.id, "{Tattoo}");
        const at = { resourceId: one.id, httpMethod: "POST" };
        await ask(gateway.PutMethodCommand, { ...at, authorizationType: "NONE" });
        const integration = await ask(gateway.PutIntegrationCommand, {
          ...at, type: "AWS_PROXY", integrationHttpMethod: "POST",
          uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FunctionArn}/invocations` });
        const deployment = await ask(gateway.CreateDeploymentCommand, { stageName: "v1" });
        const stage = await ask(gateway.GetStageCommand, { stageName: "v1" });
        const { items } = await ask(gateway.GetResourcesCommand);
        const call = async (path, init) => {
          const answer = await fetch(url("v1", path), init);
          return { status: answer.status, sheep: answer.headers.get("x-sheep"), body: await answer.json() };
        };
        const answered = {
          type: integration.type, staged: stage.deploymentId === deployment.id,
          paths: items.map((r) => [r.path, Object.keys(r.resourceMethods ?? {})]),
          called: await call("/sheep/7", { method: "POST", body: "baa" }),
          failed: await call("/sheep/7?fail=1", { method: "POST" }),
          unknown: await call("/sheep/7"),
        };
        await ask(gateway.DeleteRestApiCommand);
        show({ ...answered, gone: await call("/sheep/7", { method: "POST" }) });
        """,
        package=code(PROXY),
    )
    paths = dict(answer.pop("paths"))
    assert paths == {"/": [], "/sheep": [], "/sheep/{Tattoo}": ["POST"]}
    assert answer == {
        "type": "AWS_PROXY",
        "staged": True,
        "called": {
            "status": 201,
            "sheep": "yes",
            "body": {
                "httpMethod": "POST", "resource": "/sheep/{Tattoo}", "path": "/sheep/7",
                "pathParameters": {"Tattoo": "7"}, "body": "baa", "stage": "v1",
            },
        },
        "failed": {"status": 502, "sheep": None, "body": {"message": "Internal server error"}},
        "unknown": {"status": 403, "sheep": None, "body": {"message": "Missing Authentication Token"}},
        "gone": {"status": 403, "sheep": None, "body": {"message": "Forbidden"}},
    }  # fmt: skip


def test_what_the_API_cannot_be_is_refused(run):
    answer = run(
        GATEWAY
        + """
        const sheep = { parentId: rootResourceId, pathPart: "sheep" };
        const early = await told(ask(gateway.CreateDeploymentCommand, { stageName: "v1" }));
        await ask(gateway.CreateResourceCommand, sheep);
        const twice = await told(ask(gateway.CreateResourceCommand, sheep));
        const missing = await told(ask(gateway.GetRestApiCommand, { restApiId: "xyz" }));
        show([early, twice, missing]);
        """
    )
    assert answer == [
        ["BadRequestException", True, "The REST API doesn't contain any methods"],
        ["ConflictException", True, "Another resource with the same parent already has this name: sheep"],
        ["NotFoundException", True, "Invalid API identifier specified 000000000000:xyz"],
    ]
