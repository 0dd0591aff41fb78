// Keys beyond what the engine allows behave as all others do: checked against std::map.
#include <map>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cloud/store/bucket.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::store {
namespace {

std::unique_ptr<Store> memory_store() {
  return Store::open({.durability = Durability::memory});
}

// Keys around the engine's limit, many of which agree in their first 510 bytes.
std::vector<std::string> awkward_keys() {
  std::vector<std::string> keys;
  for (const char fill : {'k', '\xff'}) {
    for (const std::size_t size : {1, 508, 509, 510, 511, 512, 700, 3100}) {
      const std::string base = "d" + std::string(size, fill);
      for (const std::string_view end : {"", "\x01", "L", "LL", "M", "\xff"}) {
        keys.push_back(base + std::string(end));
      }
      keys.push_back(base + '\0');
    }
  }
  return keys;
}

TEST(LongKeys, are_found_in_order_from_both_sides) {
  const auto store = memory_store();
  std::map<std::string, std::string> expected;
  for (const auto& key : awkward_keys()) expected[key] = "v" + std::to_string(expected.size());
  store->write_and_wait([&](Transaction& transaction) {
    for (const auto& [key, value] : expected) transaction.put(key, value);
  });

  const auto snapshot = store->read();
  auto cursor = snapshot.from("d");
  for (const auto& [key, value] : expected) {
    EXPECT_EQ(snapshot.get(key), value);
    ASSERT_TRUE(cursor.valid());
    ASSERT_EQ(cursor.key(), key);
    ASSERT_EQ(cursor.value(), value);
    cursor.next();
  }
  EXPECT_FALSE(cursor.valid());
  cursor.seek_before("e");
  for (auto at = expected.rbegin(); at != expected.rend(); ++at) {
    ASSERT_TRUE(cursor.valid());
    ASSERT_EQ(cursor.key(), at->first);
    cursor.previous();
  }
}

TEST(LongKeys, follow_a_map_through_random_changes_and_seeks) {
  const auto store = memory_store();
  const auto keys = awkward_keys();
  std::map<std::string, std::string> expected;
  std::mt19937 random(7);
  const auto any = [&] { return keys[random() % keys.size()]; };
  for (int round = 0; round < 300; ++round) {
    store->write_and_wait([&](Transaction& transaction) {
      for (int i = 0; i < 3; ++i) {
        const std::string key = any();
        if (random() % 2) {
          expected[key] = std::to_string(random());
          transaction.put(key, expected[key]);
        } else {
          EXPECT_EQ(transaction.erase(key), expected.erase(key) == 1);
        }
      }
    });
    const auto snapshot = store->read();
    for (int i = 0; i < 5; ++i) {
      const std::string key = any();
      const auto at = expected.lower_bound(key);
      auto cursor = snapshot.from(key);
      ASSERT_EQ(cursor.valid(), at != expected.end());
      if (at != expected.end()) {
        ASSERT_EQ(cursor.key(), at->first);
        ASSERT_EQ(cursor.value(), at->second);
      }
      cursor.seek_before(key);
      if (at == expected.begin()) {
        ASSERT_TRUE(!cursor.valid() || cursor.key() < "d");
      } else {
        ASSERT_EQ(cursor.key(), std::prev(at)->first);
      }
    }
  }
}

TEST(LongKeys, are_erased_by_range) {
  const auto store = memory_store();
  const std::string prefix(600, 'p');
  store->write_and_wait([&](Transaction& transaction) {
    for (const char* end : {"a", "b", "c"}) transaction.put(prefix + end, end);
    transaction.erase_range(prefix + "a", prefix + "c");
  });
  const auto snapshot = store->read();
  EXPECT_EQ(snapshot.get(prefix + "a"), std::nullopt);
  EXPECT_EQ(snapshot.get(prefix + "b"), std::nullopt);
  EXPECT_EQ(snapshot.get(prefix + "c"), "c");
}

TEST(Bucket, refuses_bytes_that_are_no_bucket) {
  EXPECT_THROW(Bucket("abc"), std::runtime_error);
  EXPECT_THROW(Bucket(std::string("\x01\0\0\0\xff\0\0\0x", 9)), std::runtime_error);
}

}  // namespace
}  // namespace bellwether::cloud::store
