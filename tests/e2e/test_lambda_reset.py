"""What a function leaves behind: nothing."""

import concurrent.futures
import time

from functions import ROLE, python_package, python_runtime
from server import eventually

HANDLER = """
import time

def handler(event, context):
    print("begin")
    time.sleep(event.get("seconds", 0))
    print("end")
"""


def create(functions, name="sleeper", source=HANDLER):
    functions.create_function(
        FunctionName=name,
        Role=ROLE,
        Runtime=python_runtime(),
        Handler="app.handler",
        Timeout=30,
        Code={"ZipFile": python_package(source)},
    )


def packages(server):
    return sorted(path.name for path in (server.data / "lambda/packages").iterdir())


def test_packages_go_with_the_last_function_that_has_them(data_server, client):
    functions = client("lambda", data_server)
    create(functions, "one")
    create(functions, "two")
    functions.invoke(FunctionName="one")
    first = packages(data_server)
    assert len(first) == 2
    functions.update_function_code(FunctionName="one", ZipFile=python_package(HANDLER + "#"))
    assert len(packages(data_server)) == 4
    functions.delete_function(FunctionName="two")
    eventually(lambda: len(packages(data_server)) == 2 and packages(data_server) != first)
    functions.invoke(FunctionName="one")
    functions.delete_function(FunctionName="one")
    eventually(lambda: not packages(data_server))


def test_a_reset_ends_what_runs_and_its_log(data_server, client):
    functions = client("lambda", data_server)
    logs = client("logs", data_server)
    create(functions)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        running = pool.submit(functions.invoke, FunctionName="sleeper", Payload='{"seconds": 25}')
        eventually(lambda: logs.describe_log_groups()["logGroups"])
        data_server.reset()
        assert not packages(data_server)
        assert running.result()["FunctionError"] == "Unhandled"
    create(functions, "another")
    functions.invoke(FunctionName="another")
    time.sleep(2)
    groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    assert groups == ["/aws/lambda/another"]
    assert len(list((data_server.data / "lambda/tmp").iterdir())) == 1
