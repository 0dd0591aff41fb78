"""A shed in one DynamoDB table: partition key `tattoo` (N), and the weight in micrograms beside it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from sheep_shed.shed import AlreadyThere, NotThere, Visitor
from sheep_shed.sheep import Micrograms, Sheep, Tattoo

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ITEMS_PER_SEGMENT = 100_000
MOST_SEGMENTS = 1_000_000  # DynamoDB's limit for TotalSegments
# Lambda allows 1,024 threads; more than a few dozen only wait for each other at the wire.
MOST_THREADS = 32


def segments_for(item_count: int) -> int:
    """One segment for each 100,000 items, at least one."""
    return min(max(-(-item_count // ITEMS_PER_SEGMENT), 1), MOST_SEGMENTS)


def _item(sheep: Sheep) -> dict[str, dict[str, str]]:
    return {"tattoo": {"N": str(sheep.tattoo)}, "weight": {"N": str(sheep.weight)}}


def _sheep(item: Mapping[str, Mapping[str, str]]) -> Sheep:
    return Sheep(Tattoo(int(item["tattoo"]["N"])), Micrograms(int(item["weight"]["N"])))


def _is_conditional_check_failure(error: ClientError) -> bool:
    return error.response["Error"]["Code"] == "ConditionalCheckFailedException"


class DynamoDbShed:
    """Thread-safe, as boto3's clients are."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def add(self, sheep: Sheep) -> None:
        try:
            self._client.put_item(
                TableName=self._table,
                Item=_item(sheep),
                ConditionExpression="attribute_not_exists(tattoo)",
            )
        except ClientError as error:
            if _is_conditional_check_failure(error):
                raise AlreadyThere(sheep.tattoo) from error
            raise

    def count(self) -> int:
        counts: list[int] = []  # list.append is atomic
        self._scan(lambda page: counts.append(page["Count"]), Select="COUNT")
        return sum(counts)

    def visit(self, visitor: Visitor) -> None:
        def show(page: Mapping[str, Any]) -> None:
            if page["Items"]:
                visitor([_sheep(item) for item in page["Items"]])

        self._scan(show)

    def remove(self, tattoo: Tattoo) -> Sheep:
        try:
            deleted = self._client.delete_item(
                TableName=self._table,
                Key={"tattoo": {"N": str(tattoo)}},
                ConditionExpression="attribute_exists(tattoo)",
                ReturnValues="ALL_OLD",
            )
        except ClientError as error:
            if _is_conditional_check_failure(error):
                raise NotThere(tattoo) from error
            raise
        return _sheep(deleted["Attributes"])

    def _scan(self, see: Callable[[Mapping[str, Any]], None], **what: Any) -> None:
        """Shows every page of the table, from all segments side by side.

        When one fails the others stop at their next page.
        """
        table = self._client.describe_table(TableName=self._table)["Table"]
        segments = segments_for(table["ItemCount"])

        failed = threading.Event()

        def scan(segment: int) -> None:
            pages = iter(
                self._client.get_paginator("scan").paginate(
                    TableName=self._table, Segment=segment, TotalSegments=segments, **what
                )
            )
            try:
                while not failed.is_set() and (page := next(pages, None)):
                    see(page)
            except BaseException:
                failed.set()
                raise

        if segments == 1:
            scan(0)
            return
        with ThreadPoolExecutor(max_workers=min(segments, MOST_THREADS)) as threads:
            for _ in threads.map(scan, range(segments)):
                pass  # map raises here what a segment raised
