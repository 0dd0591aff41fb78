"""The segments of a scan, over a table that is made up page by page."""

from __future__ import annotations

import itertools
import time

import pytest

from sheep_shed.dynamodb_shed import DynamoDbShed, segments_for
from sheep_shed.wolf import choose_prey


class Table:
    """In place of boto3's client: `pages` gives those of a segment."""

    def __init__(self, item_count, pages):
        self.item_count = item_count
        self.pages = pages

    def describe_table(self, TableName):
        return {"Table": {"ItemCount": self.item_count}}

    def get_paginator(self, operation):
        assert operation == "scan"
        return self

    def paginate(self, TableName, Segment, TotalSegments, **_):
        return self.pages(Segment, TotalSegments)


def test_there_is_a_segment_for_each_100000_items():
    assert [segments_for(count) for count in (0, 1, 100_000, 100_001, 10**6)] == [1, 1, 1, 2, 10]
    assert segments_for(10**12) == 1_000_000  # DynamoDB's most


@pytest.mark.parametrize("segments", [1, 3, 40])
def test_every_page_of_every_segment_is_counted(segments):
    def pages(segment, total):
        assert total == segments
        return [{"Count": segment}, {"Count": 1}]

    shed = DynamoDbShed(Table(segments * 100_000, pages), "shed")
    assert shed.count() == sum(range(segments)) + segments


def test_the_wolf_looks_into_every_segment():
    weights = [80_000_000_021, 159_999_999_983, 160_000_000_000]

    def pages(segment, total):
        item = {"tattoo": {"N": str(segment)}, "weight": {"N": str(weights[segment])}}
        return [{"Items": []}, {"Items": [item]}]

    prey = choose_prey(DynamoDbShed(Table(300_000, pages), "shed"))
    assert (prey.tattoo, prey.weight) == (1, 159_999_999_983)


def test_a_segment_that_fails_ends_the_others():
    read = itertools.count()

    def pages(segment, total):
        if segment == 1:
            raise RuntimeError("no more sheep")
        for _ in range(2_000):
            next(read)
            time.sleep(0.001)
            yield {"Count": 1}

    with pytest.raises(RuntimeError, match="no more sheep"):
        DynamoDbShed(Table(200_000, pages), "shed").count()
    assert next(read) < 2_000
