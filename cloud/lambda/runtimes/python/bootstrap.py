"""Runs a Python function: the Runtime API's client for the python3.x runtimes.

Started as `python bootstrap.py [PACKAGES]`. Imports the handler, then asks the Runtime API for one
invocation after another. Errors, the context and the log look as on AWS:
https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
"""

import decimal
import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback

API = "/2018-06-01/runtime"
FRAME_TYPE = b"\xa5\x5a\x00\x03"
# Printed after a frame: where among what is printed its record belongs.
FRAME_MARK = FRAME_TYPE + b"\n"
LEVELS = {"TRACE": 5, "DEBUG": 10, "INFO": 20, "WARN": 30, "ERROR": 40, "FATAL": 50}


class RuntimeFailure(Exception):
    """A failure that AWS has a type of its own for."""

    def __init__(self, error_type, message, trace=None):
        super().__init__(message)
        self.error_type = error_type
        self.trace = trace or []


class CognitoIdentity:
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")

    def __init__(self, values):
        self.cognito_identity_id = values.get("cognitoIdentityId")
        self.cognito_identity_pool_id = values.get("cognitoIdentityPoolId")

    def __repr__(self):
        return (
            f"{type(self).__name__}([cognito_identity_id={self.cognito_identity_id},"
            f"cognito_identity_pool_id={self.cognito_identity_pool_id}])"
        )


class Client:
    __slots__ = ("installation_id", "app_title", "app_version_name", "app_version_code",
                 "app_package_name")

    def __init__(self, values):
        for name in self.__slots__:
            setattr(self, name, values.get(name))


class ClientContext:
    __slots__ = ("custom", "env", "client")

    def __init__(self, values):
        self.custom = values.get("custom")
        self.env = values.get("env")
        client = values.get("client")
        self.client = Client(client) if client is not None else None


class LambdaContext:
    """What the handler is told besides its event."""

    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.tenant_id = headers.get("Lambda-Runtime-Aws-Tenant-Id")
        self._deadline_ms = int(headers["Lambda-Runtime-Deadline-Ms"])
        client_context = headers.get("Lambda-Runtime-Client-Context")
        self.client_context = ClientContext(json.loads(client_context)) if client_context else None
        identity = headers.get("Lambda-Runtime-Cognito-Identity")
        self.identity = CognitoIdentity(json.loads(identity) if identity else {})

    def get_remaining_time_in_millis(self):
        return max(self._deadline_ms - int(time.time() * 1000), 0)

    def log(self, message):
        LOG.write(str(message))

    def __repr__(self):
        return (
            f"{type(self).__name__}([aws_request_id={self.aws_request_id},"
            f"log_group_name={self.log_group_name},log_stream_name={self.log_stream_name},"
            f"function_name={self.function_name},memory_limit_in_mb={self.memory_limit_in_mb},"
            f"function_version={self.function_version},"
            f"invoked_function_arn={self.invoked_function_arn},"
            f"client_context={self.client_context},identity={self.identity},"
            f"tenant_id={self.tenant_id}])"
        )


def write_all(descriptor, data):
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest):]


class FramedLog:
    """Records that have newlines go over a pipe of their own, framed.

    Others go the way of what is printed, and so stay in order with it.
    """

    def __init__(self, descriptor):
        self._descriptor = descriptor

    def write(self, message):
        # What was printed without a newline yet.
        sys.stdout.flush()
        sys.stderr.flush()
        data = message.encode("utf-8", "replace")
        if b"\n" not in data.rstrip(b"\n"):
            write_all(1, data.rstrip(b"\n") + b"\n")
            return
        write_all(
            self._descriptor,
            FRAME_TYPE
            + len(data).to_bytes(4, "big")
            + int(time.time() * 1_000_000).to_bytes(8, "big")
            + data,
        )
        write_all(1, FRAME_MARK)


class PlainLog:
    def write(self, message):
        sys.stdout.write(message if message.endswith("\n") else message + "\n")


class RequestIdFilter(logging.Filter):
    request_id = None

    def filter(self, record):
        record.aws_request_id = self.request_id or ""
        return True


class LogHandler(logging.Handler):
    def emit(self, record):
        try:
            LOG.write(self.format(record))
        except Exception:
            self.handleError(record)


class TextFormatter(logging.Formatter):
    converter = time.gmtime

    def __init__(self):
        super().__init__(
            "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n",
            "%Y-%m-%dT%H:%M:%S",
        )


class JsonFormatter(logging.Formatter):
    """AWS's fields first, then what the caller gave as `extra`."""

    # What every record has; anything else was given as `extra`.
    _own = set(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {
        "aws_request_id", "message", "asctime", "taskName",
    }

    def format(self, record):
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        fields = {
            "timestamp": moment,
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
        }
        if record.exc_info and record.exc_info[0] is not None:
            kind, value, trace = record.exc_info
            fields["errorType"] = kind.__name__
            fields["errorMessage"] = str(value)
            fields["stackTrace"] = traceback.format_tb(trace)
            fields["location"] = f"{record.pathname}:{record.funcName}:{record.lineno}"
        if record.stack_info:
            fields["stackTrace"] = record.stack_info
        fields["requestId"] = getattr(record, "aws_request_id", "")
        for name, value in vars(record).items():
            if name not in self._own and name not in fields:
                fields[name] = value
        return json.dumps({k: v for k, v in fields.items() if v is not None},
                          ensure_ascii=False, default=str)


class LossyEncoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, decimal.Decimal):
            return float(o)
        raise TypeError(f"Object of type {type(o).__name__} is not JSON serializable")


def to_json(value):
    return json.dumps(value, cls=LossyEncoder, ensure_ascii=False, allow_nan=False)


def open_log():
    descriptor = os.environ.pop("_LAMBDA_TELEMETRY_LOG_FD", None)
    return FramedLog(int(descriptor)) if descriptor else PlainLog()


LOG = open_log()
REQUEST_ID = RequestIdFilter()
JSON_LOGS = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "Text").lower() == "json"


def set_up_logging():
    handler = LogHandler()
    handler.setFormatter(JsonFormatter() if JSON_LOGS else TextFormatter())
    handler.addFilter(REQUEST_ID)
    logging.addLevelName(logging.WARNING, "WARNING")
    root = logging.getLogger()
    root.addHandler(handler)
    if JSON_LOGS:
        root.setLevel(LEVELS.get(os.environ.get("AWS_LAMBDA_LOG_LEVEL", "INFO"), logging.INFO))


def stack_lines(trace):
    """The handler's part of a traceback, without the frames of this file."""
    frames = traceback.extract_tb(trace)
    own = os.path.abspath(__file__)
    while frames and (os.path.abspath(frames[0].filename) == own
                      or "importlib" in frames[0].filename):
        frames.pop(0)
    return traceback.format_list(frames)


def describe(error):
    """The error document: errorMessage, errorType, requestId, stackTrace."""
    if isinstance(error, RuntimeFailure):
        return {
            "errorMessage": str(error),
            "errorType": error.error_type,
            "requestId": REQUEST_ID.request_id or "",
            "stackTrace": error.trace,
        }
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": REQUEST_ID.request_id or "",
        "stackTrace": stack_lines(error.__traceback__),
    }


def log_error(document):
    if JSON_LOGS:
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        fields = {"timestamp": moment, "log_level": "ERROR"}
        fields.update(document)
        LOG.write(json.dumps(fields, ensure_ascii=False))
        return
    text = f"[ERROR] {document['errorType']}"
    if document["errorMessage"]:
        text += f": {document['errorMessage']}"
    text += "\nTraceback (most recent call last):\n" + "".join(document["stackTrace"])
    LOG.write(text.rstrip("\n") + "\n")


def import_handler(name):
    """The function named by "folder/module.function"."""
    module_name, dot, function_name = name.rpartition(".")
    if not dot:
        raise RuntimeFailure(
            "Runtime.MalformedHandlerName",
            f"Bad handler '{name}': not enough values to unpack (expected 2, got 1)",
        )
    first = module_name.replace("/", ".").split(".")[0]
    if first in sys.builtin_module_names:
        raise RuntimeFailure(
            "Runtime.BuiltInModuleConflict",
            f"Cannot use built-in module {module_name} as a handler module",
        )
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise RuntimeFailure(
            "Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}"
        ) from None
    except SyntaxError as error:
        line = [f"  File \"{error.filename}\" Line {error.lineno}\n    {error.text}"]
        raise RuntimeFailure(
            "Runtime.UserCodeSyntaxError",
            f"Syntax error in module '{module_name}': {error}",
            line,
        ) from None
    function = getattr(module, function_name, None)
    if not callable(function):
        raise RuntimeFailure(
            "Runtime.HandlerNotFound",
            f"Handler '{function_name}' missing on module '{module_name}'",
        )
    return function


class RuntimeApi:
    """One kept connection; an environment serves one invocation at a time."""

    def __init__(self, address):
        self._connection = http.client.HTTPConnection(address)

    def _request(self, method, path, body=None, headers=None):
        self._connection.request(method, API + path, body, headers or {})
        response = self._connection.getresponse()
        return response, response.read()

    def next(self):
        response, body = self._request("GET", "/invocation/next")
        if response.status != 200:
            raise SystemExit(f"The Runtime API answered {response.status} to next")
        return response.headers, body

    def respond(self, request_id, body):
        self._request("POST", f"/invocation/{request_id}/response", body.encode("utf-8"),
                      {"Content-Type": "application/json"})

    def fail(self, path, document):
        self._request(
            "POST",
            path,
            json.dumps(document, ensure_ascii=False).encode("utf-8", "replace"),
            {
                "Content-Type": "application/vnd.aws.lambda.error+json",
                "Lambda-Runtime-Function-Error-Type": document["errorType"],
            },
        )


def parse_event(body):
    try:
        return json.loads(body)
    except ValueError as error:
        raise RuntimeFailure(
            "Runtime.UnmarshalError", f"Unable to unmarshal input: {error}"
        ) from None


def marshal(result):
    try:
        return to_json(result)
    except (TypeError, ValueError) as error:
        raise RuntimeFailure(
            "Runtime.MarshalError", f"Unable to marshal response: {error}"
        ) from None


def run_one(api, handler):
    headers, body = api.next()
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    REQUEST_ID.request_id = request_id
    trace_id = headers.get("Lambda-Runtime-Trace-Id")
    if trace_id:
        os.environ["_X_AMZN_TRACE_ID"] = trace_id
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    try:
        result = marshal(handler(parse_event(body), LambdaContext(headers)))
    except Exception as error:
        document = describe(error)
        log_error(document)
        sys.stdout.flush()
        api.fail(f"/invocation/{request_id}/error", document)
    else:
        sys.stdout.flush()
        api.respond(request_id, result)


def main():
    # Lines reach the log as they are printed, with the invocation that printed them.
    sys.stdout.reconfigure(line_buffering=True, write_through=True)
    sys.stderr.reconfigure(line_buffering=True, write_through=True)
    task_root = os.environ["LAMBDA_TASK_ROOT"]
    # The package comes first, as on AWS; this file's folder is nobody's business.
    sys.path = [task_root, "/opt/python"] + sys.path[1:] + sys.argv[1:]
    sys.argv = [os.path.abspath(__file__)]
    set_up_logging()
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        handler = import_handler(os.environ["_HANDLER"])
    except BaseException as error:  # whatever the module does, SystemExit included
        if isinstance(error, SystemExit):
            raise
        document = describe(error)
        log_error(document)
        api.fail("/init/error", document)
        sys.exit(1)
    while True:
        run_one(api, handler)


if __name__ == "__main__":
    main()
