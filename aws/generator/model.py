"""AWS's service models, reduced to the operations we list: what the emitters read."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import dataclass, field
from functools import cached_property

CPP_KEYWORDS = frozenset(
    "alignas alignof and asm auto bool break case catch char class concept const continue default "
    "delete do double else enum explicit export extern false float for friend goto if inline int "
    "long mutable namespace new not nullptr operator or private protected public register return "
    "short signed sizeof static struct switch template this throw true try typedef typename union "
    "unsigned using virtual void volatile while xor NULL".split()
)

# What the models leave out: how each service words and names what the framework refuses.
SERVICE_FACTS = {
    "dynamodb": {
        "error_namespace": "com.amazonaws.dynamodb.v20120810",
        # Not marked as a union in the model, though exactly one member is ever set.
        "unions": {
            "AttributeValue": (
                "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
                "Supplied AttributeValue has more than one datatypes set, must contain exactly one "
                "of the supported datatypes",
            )
        },
        # Keys of maps that the service checks by itself, because AWS tells of them in other words.
        "own_keys": {"AttributeName", "TableArn"},
        # What an operation answers most of: the server writes it as JSON text, straight from the
        # store, in place of the member's tree.
        "written": {"GetItem": "Item", "BatchGetItem": "Responses", "Query": "Items", "Scan": "Items"},
    },
    "dynamodbstreams": {
        "error_namespace": "com.amazonaws.dynamodb.v20120810",
        # Items are the same in both; one C++ type spares a conversion.
        "shares": {"AttributeValue": "dynamodb"},
    },
    "logs": {"validation_error": "InvalidParameterException"},
    "apigateway": {"validation_error": "BadRequestException"},
    "lambda": {"blob_content_type": "application/json"},
    "s3": {
        "xml_namespace": "http://s3.amazonaws.com/doc/2006-03-01/",
        # The models do not say how the document of an answer is called.
        "roots": {
            "ListBucketsOutput": "ListAllMyBucketsResult",
            "ListObjectsOutput": "ListBucketResult",
            "ListObjectsV2Output": "ListBucketResult",
            "DeleteObjectsOutput": "DeleteResult",
            "GetObjectAttributesOutput": "GetObjectAttributesResponse",
            "GetObjectTaggingOutput": "Tagging",
            "CreateMultipartUploadOutput": "InitiateMultipartUploadResult",
            "ListPartsOutput": "ListPartsResult",
            "ListMultipartUploadsOutput": "ListMultipartUploadsResult",
            "CompleteMultipartUploadOutput": "CompleteMultipartUploadResult",
        },
        # Its one member is the document itself: <LocationConstraint>eu-west-3</LocationConstraint>.
        "text_roots": {"GetBucketLocationOutput": "LocationConstraint"},
        # Answered with 206 where they are a part.
        "partial": {"GetObjectOutput": "ContentRange", "HeadObjectOutput": "ContentRange"},
        # Kept and answered as the client wrote it, whether it is a date or not.
        "strings": {"Expires", "ResponseExpires"},
    },
}


class Unsupported(Exception):
    """The model uses something that the generator has no code for."""


def cpp_name(name: str) -> str:
    name = name.replace("-", "_").replace(".", "_")
    return name + "_" if name in CPP_KEYWORDS else name


def lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]


@dataclass
class Member:
    name: str
    shape: "Shape"
    required: bool
    raw: dict

    @property
    def cpp(self) -> str:
        return cpp_name(self.name)

    @property
    def location(self) -> str | None:
        return self.raw.get("location")

    @property
    def wire_name(self) -> str:
        return self.raw.get("locationName", self.name)

    @property
    def path_name(self) -> str:
        """As validation messages spell it."""
        return lower_first(self.name)

    @property
    def idempotency_token(self) -> bool:
        return bool(self.raw.get("idempotencyToken"))

    @property
    def streaming(self) -> bool:
        return bool(self.raw.get("streaming") or self.shape.raw.get("streaming"))

    @property
    def cpp_type(self) -> str:
        return "aws::Body" if self.streaming else self.shape.cpp


class Shape:
    def __init__(self, service: "Service", name: str, raw: dict):
        self.service = service
        self.name = name
        self.raw = raw
        self.type = "string" if name in service.facts.get("strings", ()) else raw["type"]
        if raw.get("eventstream"):
            raise Unsupported(f"{name}: event streams")

    @cached_property
    def members(self) -> list[Member]:
        required = set(self.raw.get("required", []))
        return [
            Member(name, self.service.shape(raw["shape"]), name in required, raw)
            for name, raw in self.raw.get("members", {}).items()
        ]

    @cached_property
    def element(self) -> "Shape":
        """What a list holds, or a map's value."""
        reference = self.raw["member"] if self.type == "list" else self.raw["value"]
        return self.service.shape(reference["shape"])

    @cached_property
    def key(self) -> "Shape":
        return self.service.shape(self.raw["key"]["shape"])

    @property
    def is_structure(self) -> bool:
        return self.type == "structure" and not self.raw.get("document")

    @property
    def shared_with(self) -> str | None:
        """The service whose code has this shape, when it is not this one's."""
        return self.service.facts.get("shares", {}).get(self.name)

    @property
    def is_union(self) -> bool:
        return bool(self.raw.get("union")) or self.name in self.service.facts.get("unions", {})

    @property
    def union_messages(self) -> tuple[str, str]:
        return self.service.facts.get("unions", {}).get(
            self.name,
            (f"The union {self.name} has no member set", f"The union {self.name} has several members set"),
        )

    @property
    def cpp(self) -> str:
        """The C++ type of a value of this shape."""
        if self.raw.get("document"):
            return "Document"
        simple = {
            "string": "std::string",
            "character": "std::string",
            "integer": "std::int32_t",
            "long": "std::int64_t",
            "float": "double",
            "double": "double",
            "boolean": "bool",
            "blob": "Blob",
            "timestamp": "Timestamp",
        }
        if self.type in simple:
            return simple[self.type]
        if self.type == "list":
            return f"std::vector<{self.element.cpp}>"
        if self.type == "map":
            return f"std::map<std::string, {self.element.cpp}, std::less<>>"
        # Qualified: members are often named as their shape, which would change the name's meaning.
        return f"{self.shared_with or self.service.name}::{cpp_name(self.name)}"

    @property
    def payload(self) -> Member | None:
        name = self.raw.get("payload")
        return next((m for m in self.members if m.name == name), None) if name else None

    @property
    def body_members(self) -> list[Member]:
        return [m for m in self.members if m.location is None]

    @cached_property
    def constrained(self) -> bool:
        """Whether validate() has anything to check in here, however deep."""
        return self._constrained(frozenset())

    def own_constraints(self) -> bool:
        return any(key in self.raw for key in ("min", "max", "pattern", "enum"))

    @property
    def checks_keys(self) -> bool:
        """Whether this is a map whose keys validate() checks."""
        if self.type != "map" or self.key.name in self.service.facts.get("own_keys", ()):
            return False
        return self.key.own_constraints()

    def _constrained(self, seen: frozenset) -> bool:
        if self.name in seen:
            return False
        seen = seen | {self.name}
        if self.own_constraints():
            return True
        if self.checks_keys:
            return True
        if self.type in ("list", "map"):
            return self.element._constrained(seen)
        if self.is_union or self.shared_with:
            return False
        if self.is_structure:
            return any(m.required or m.shape._constrained(seen) for m in self.members)
        return False


class RouteShape(Shape):
    """An input of which only what is bound outside the body matters."""

    def __init__(self, service: "Service", name: str):
        super().__init__(service, name, service.model["shapes"][name])

    @cached_property
    def members(self) -> list[Member]:
        return [m for m in super().members if m.location]


@dataclass
class Operation:
    name: str
    raw: dict
    input: Shape | None
    output: Shape | None
    # The output as a server answers it, where that is not the same.
    answer: Shape | None = None
    errors: list[Shape] = field(default_factory=list)

    @property
    def method(self) -> str:
        return self.raw["http"]["method"]

    @property
    def uri(self) -> str:
        return self.raw["http"]["requestUri"].partition("?")[0]

    @property
    def fixed_query(self) -> list[str]:
        """What the uri itself has behind its '?': "uploads", "list-type=2"."""
        query = self.raw["http"]["requestUri"].partition("?")[2]
        return [part for part in query.split("&") if part]

    def required(self, location: str) -> list[str]:
        """The wire names of members that a request must have there."""
        if not self.input:
            return []
        return [m.wire_name for m in self.input.members if m.location == location and m.required]

    @property
    def query(self) -> list[str]:
        return self.fixed_query + self.required("querystring")

    @property
    def streaming_input(self) -> Member | None:
        payload = self.input.payload if self.input else None
        return payload if payload and payload.streaming else None

    @property
    def streaming_output(self) -> Member | None:
        payload = self.output.payload if self.output else None
        return payload if payload and payload.streaming else None

    @property
    def request_checksum(self) -> Member | None:
        """The member that names the checksum of the request's body, where SDKs send one."""
        name = self.raw.get("httpChecksum", {}).get("requestAlgorithmMember")
        return next((m for m in self.input.members if m.name == name), None) if name else None

    @property
    def response_checksum(self) -> Member | None:
        """The member that asks for the checksum of the answer's body."""
        name = self.raw.get("httpChecksum", {}).get("requestValidationModeMember")
        return next((m for m in self.input.members if m.name == name), None) if name else None

    @property
    def status(self) -> int:
        return self.raw["http"].get("responseCode", 200)


PROTOCOLS = {
    ("json", "1.0"): "json_1_0",
    ("json", "1.1"): "json_1_1",
    ("rest-json", None): "rest_json",
    ("rest-xml", None): "rest_xml",
    ("query", None): "query",
}


class Service:
    def __init__(self, name: str, model: dict, operations: list[str]):
        self.name = name
        self.model = model
        self.metadata = model["metadata"]
        self.facts = SERVICE_FACTS.get(name, {})
        self._shapes: dict[str, Shape] = {}
        protocol = self.metadata["protocol"]
        self.protocol = PROTOCOLS[(protocol, self.metadata.get("jsonVersion"))]
        if self.protocol == "query":
            raise Unsupported(f"{name}: no emitter for the protocol {protocol}")
        self.operations = [self._operation(op) for op in operations]

    @property
    def is_xml(self) -> bool:
        return self.protocol == "rest_xml"

    @property
    def validates(self) -> bool:
        """S3 checks what it is given itself, in words of its own."""
        return not self.is_xml

    @cached_property
    def others(self) -> list[Operation]:
        """What the model has beyond our operations, without shapes: to name it in an error."""
        listed = {op.name for op in self.operations}
        names = [n for n in self.model["operations"] if n not in listed and not self._is_replaced(n)]
        return [self._route(name) for name in sorted(names)]

    def _is_replaced(self, name: str) -> bool:
        """Whether requests of a deprecated operation are those of the one that took its place."""
        operations = self.model["operations"]
        route = lambda raw: (raw["http"]["method"], raw["http"]["requestUri"])
        return operations[name].get("deprecated", False) and any(
            other != name and route(raw) == route(operations[name]) for other, raw in operations.items()
        )

    def distinguishing_headers(self, operation: Operation) -> list[str]:
        """The required headers that tell an operation apart from one with the same method, uri and query."""
        rivals = [
            other
            for other in self.operations
            if (other.method, other.uri, sorted(other.query)) == (operation.method, operation.uri, sorted(operation.query))
        ]
        return operation.required("header") if len(rivals) > 1 else []

    @property
    def is_rest(self) -> bool:
        return self.protocol.startswith("rest")

    def _operation(self, name: str) -> Operation:
        if name not in self.model["operations"]:
            raise Unsupported(f"{self.name}: the model has no operation {name}")
        raw = self.model["operations"][name]
        shape_of = lambda key: self.shape(raw[key]["shape"]) if key in raw else None
        errors = [self.shape(e["shape"]) for e in raw.get("errors", [])]
        return Operation(name, raw, shape_of("input"), shape_of("output"), self._answer(name), errors)

    def _answer(self, operation: str) -> Shape | None:
        """The output with one member as a Document."""
        member = self.facts.get("written", {}).get(operation)
        if member is None:
            return None
        shapes = self.model["shapes"]
        output = shapes[self.model["operations"][operation]["output"]["shape"]]
        members = {**output["members"], member: {"shape": "JsonText"}}
        shapes["JsonText"] = {"type": "structure", "document": True}
        shapes[f"{operation}Answer"] = {**output, "members": members}
        return self.shape(f"{operation}Answer")

    def _route(self, name: str) -> Operation:
        raw = self.model["operations"][name]
        return Operation(name, raw, RouteShape(self, raw["input"]["shape"]) if "input" in raw else None, None)

    def shape(self, name: str) -> Shape:
        if name not in self._shapes:
            self._shapes[name] = Shape(self, name, self.model["shapes"][name])
        return self._shapes[name]

    @cached_property
    def structures(self) -> list[Shape]:
        """Every structure reachable from the operations and from what their errors carry, each
        after those it holds by value."""
        ordered: list[Shape] = []
        visiting: set[str] = set()
        done: set[str] = set()

        def visit(shape: Shape) -> None:
            if shape.type in ("list", "map"):
                visit(shape.element)
                return
            if not shape.is_structure or shape.shared_with:
                return
            if shape.name in done or shape.name in visiting:
                return
            visiting.add(shape.name)
            for member in shape.members:
                visit(member.shape)
            visiting.discard(shape.name)
            done.add(shape.name)
            ordered.append(shape)

        for operation in self.operations:
            for shape in (operation.input, operation.output, operation.answer):
                if shape:
                    visit(shape)
            for error in operation.errors:
                for member in error.members:
                    visit(member.shape)
        return ordered

    @cached_property
    def boxed(self) -> set[tuple[str, str]]:
        """(structure, member) pairs that hold their own structure by value, at any depth."""

        def holds(shape: Shape, target: str, seen: frozenset) -> bool:
            if not shape.is_structure or shape.name in seen:
                return False
            if shape.name == target:
                return True
            return any(holds(m.shape, target, seen | {shape.name}) for m in shape.members)

        return {
            (s.name, m.name)
            for s in self.structures
            for m in s.members
            if holds(m.shape, s.name, frozenset())
        }

    @cached_property
    def enums(self) -> list[Shape]:
        found: dict[str, Shape] = {}

        def visit(shape: Shape) -> None:
            if shape.raw.get("enum"):
                found[shape.name] = shape
            if shape.type in ("list", "map"):
                visit(shape.element)
            if shape.type == "map":
                visit(shape.key)

        for structure in self.structures:
            for member in structure.members:
                visit(member.shape)
        return [found[name] for name in sorted(found)]

    @cached_property
    def errors(self) -> list[Shape]:
        found = {e.name: e for op in self.operations for e in op.errors}
        return [found[name] for name in sorted(found)]

    @property
    def shared(self) -> list[str]:
        """The services whose shapes this one uses."""
        return sorted(set(self.facts.get("shares", {}).values()))

    @property
    def endpoint_env(self) -> str:
        return self.metadata["serviceId"].replace(" ", "_").replace("-", "_").upper()


def read_operations(path: str) -> list[tuple[str, str, str, list[str]]]:
    """(our folder, botocore's folder, version, operations) for each service of operations.txt."""
    services: list[tuple[str, str, str, list[str]]] = []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            words = line.split("#")[0].split()
            if not words:
                continue
            if words[0] == "service":
                if len(words) != 4:
                    raise SystemExit(f"{path}:{number}: service NAME BOTOCORE-FOLDER VERSION")
                services.append((words[1], words[2], words[3], []))
            elif len(words) == 1 and services:
                services[-1][3].append(words[0])
            else:
                raise SystemExit(f"{path}:{number}: one operation a line, after its service")
    return services


def load_model(folder: str, version: str) -> dict:
    """A service's model as AWS publishes it, whole."""
    import botocore

    path = os.path.join(os.path.dirname(botocore.__file__), "data", folder, version, "service-2.json.gz")
    with gzip.open(path) as file:
        return json.load(file)


def load_service(name: str, folder: str, version: str, operations: list[str]) -> Service:
    return Service(name, load_model(folder, version), operations)
