"""What every store promises, told once and run over each kind of store by subclasses."""

from __future__ import annotations

import uuid

import pytest


class StoreSuite:
    @pytest.fixture
    def kept(self):
        """The store, and how to look into it: `store`, `object(key)`, `item(id)`."""
        raise NotImplementedError

    def test_keeps_a_uuid_in_both_places(self, kept):
        made = str(uuid.uuid4())
        kept.store.keep(made)
        assert kept.object(f"{made}.txt") == made
        assert kept.item(made)

    def test_has_nothing_that_it_was_not_given(self, kept):
        kept.store.keep(str(uuid.uuid4()))
        other = str(uuid.uuid4())
        assert kept.object(f"{other}.txt") is None
        assert not kept.item(other)

    def test_keeps_the_same_uuid_once(self, kept):
        made = str(uuid.uuid4())
        kept.store.keep(made)
        kept.store.keep(made)
        assert kept.object(f"{made}.txt") == made
        assert kept.item(made)
