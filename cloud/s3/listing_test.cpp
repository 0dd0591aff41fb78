#include "cloud/s3/listing.h"

#include <set>

#include "cloud/s3/test_s3.h"

namespace bellwether::cloud::s3 {
namespace {

class ListingTest : public S3Test {
 protected:
  void put_keys(const std::vector<std::string>& keys) {
    store_->write_and_wait([&](store::Transaction& transaction) {
      for (const std::string& key : keys) {
        transaction.put(keys::object("bucket", key), encode(Object{.size = key.size()}, {}));
      }
    });
  }

  // Keys and, in brackets, common prefixes, in the order of the whole; "..." when there is more.
  std::string list(const ListQuery& query) {
    return text_of(list_objects(store_->read(), "bucket", query));
  }

  static std::string text_of(const ObjectListing& listing) {
    std::set<std::pair<std::string, bool>> all;
    for (const auto& object : listing.objects) all.emplace(object.key, false);
    for (const auto& prefix : listing.common_prefixes) all.emplace(prefix, true);
    std::string text;
    for (const auto& [name, rolled] : all) text += rolled ? "[" + name + "] " : name + " ";
    return text + (listing.truncated ? "..." : "");
  }

  // All pages of `limit`, one after the other.
  std::string list_in_pages(ListQuery query) {
    std::string text;
    for (int page = 0; page < 100; ++page) {
      const ObjectListing listing = list_objects(store_->read(), "bucket", query);
      text += text_of(listing);
      if (!listing.truncated) return text;
      text.resize(text.size() - 3);
      query.after = listing.next;
    }
    return "does not end";
  }
};

TEST_F(ListingTest, Goes_in_the_order_of_utf8_bytes) {
  put_keys({"b", "a", "A", "\xc3\xa9", "a/b", "a!", "~"});
  EXPECT_EQ(list({}), "A a a! a/b b ~ \xc3\xa9 ");
}

TEST_F(ListingTest, Stays_in_its_bucket) {
  put_keys({"a"});
  store_->write_and_wait([](store::Transaction& transaction) {
    for (const char* bucket : {"bucke", "bucket-2", "bucket0", "c"}) {
      transaction.put(keys::object(bucket, "other"), encode(Object{}, {}));
    }
  });
  EXPECT_EQ(list({}), "a ");
  EXPECT_EQ(list({.prefix = "o"}), "");
}

TEST_F(ListingTest, Rolls_up_what_is_behind_a_delimiter) {
  put_keys({"a", "p/1", "p/2", "p/q/1", "r/", "s", "t/x"});
  EXPECT_EQ(list({.delimiter = "/"}), "a [p/] [r/] s [t/] ");
  EXPECT_EQ(list({.prefix = "p/", .delimiter = "/"}), "p/1 p/2 [p/q/] ");
  EXPECT_EQ(list({.prefix = "p", .delimiter = "/"}), "[p/] ");
  EXPECT_EQ(list({.prefix = "r/", .delimiter = "/"}), "r/ ");
  EXPECT_EQ(list({.delimiter = "/q/"}), "a p/1 p/2 [p/q/] r/ s t/x ");
  EXPECT_EQ(list({.prefix = "p/"}), "p/1 p/2 p/q/1 ");
}

TEST_F(ListingTest, Starts_behind_a_key_or_a_common_prefix) {
  put_keys({"a", "p/1", "p/2", "q"});
  EXPECT_EQ(list({.after = "a"}), "p/1 p/2 q ");
  EXPECT_EQ(list({.after = "b"}), "p/1 p/2 q ");
  EXPECT_EQ(list({.after = "p/1"}), "p/2 q ");
  EXPECT_EQ(list({.delimiter = "/", .after = "p/"}), "q ");
  EXPECT_EQ(list({.prefix = "p/", .after = "a"}), "p/1 p/2 ");
  EXPECT_EQ(list({.prefix = "p/", .after = "z"}), "");
}

TEST_F(ListingTest, Is_cut_into_pages_that_make_the_whole) {
  put_keys({"a", "b/1", "b/2", "c", "d/1", "d/2/x", "e"});
  for (std::size_t limit = 1; limit < 8; ++limit) {
    EXPECT_EQ(list_in_pages({.limit = limit}), "a b/1 b/2 c d/1 d/2/x e ") << limit;
    EXPECT_EQ(list_in_pages({.delimiter = "/", .limit = limit}), "a [b/] c [d/] e ") << limit;
    EXPECT_EQ(list_in_pages({.prefix = "d/", .delimiter = "/", .limit = limit}), "d/1 [d/2/] ");
  }
}

TEST_F(ListingTest, Says_that_it_is_cut_only_when_more_would_follow) {
  put_keys({"a", "p/1", "p/2"});
  EXPECT_EQ(list({.limit = 1}), "a ...");
  EXPECT_EQ(list({.limit = 3}), "a p/1 p/2 ");
  EXPECT_EQ(list({.delimiter = "/", .limit = 2}), "a [p/] ");
  EXPECT_EQ(list({.limit = 0}), "");
}

TEST_F(ListingTest, Lists_keys_longer_than_the_stores_own) {
  const std::string base(600, 'k');
  put_keys({base + "/a", base + "/b", base + "x", "z"});
  const ObjectListing listing =
      list_objects(store_->read(), "bucket", {.prefix = "k", .delimiter = "/"});
  EXPECT_EQ(listing.common_prefixes, std::vector<std::string>{base + "/"});
  ASSERT_EQ(listing.objects.size(), 1U);
  EXPECT_EQ(listing.objects[0].key, base + "x");
}

TEST_F(ListingTest, Does_not_read_what_it_rolls_up) {
  std::vector<std::string> keys;
  for (int i = 0; i < 20'000; ++i) keys.push_back("p/" + std::to_string(i));
  keys.emplace_back("q");
  put_keys(keys);
  // Broken on purpose: reading the record would throw.
  store_->write_and_wait([](store::Transaction& transaction) {
    transaction.put(keys::object("bucket", "p/5"), "broken");
  });
  EXPECT_EQ(list({.delimiter = "/"}), "[p/] q ");
  EXPECT_THROW(list({.prefix = "p/5"}), std::runtime_error);
}

class UploadListingTest : public ListingTest {
 protected:
  void start_uploads(const std::vector<std::pair<std::string, std::string>>& uploads) {
    store_->write_and_wait([&](store::Transaction& transaction) {
      for (const auto& [key, id] : uploads) {
        transaction.put(keys::upload("bucket", key, id), encode(Object{}, {}));
      }
    });
  }

  std::string list_started(const UploadQuery& query) {
    const UploadListing listing = list_uploads(store_->read(), "bucket", query);
    std::string text;
    for (const auto& upload : listing.uploads) text += upload.key + ":" + upload.id + " ";
    for (const auto& prefix : listing.common_prefixes) text += "[" + prefix + "] ";
    if (listing.truncated) text += "... " + listing.next + ":" + listing.next_upload;
    return text;
  }
};

TEST_F(UploadListingTest, Goes_by_key_then_by_time) {
  start_uploads({{"b", "1"}, {"a", "2"}, {"a", "1"}, {"a/x", "3"}, {"a/y", "4"}});
  EXPECT_EQ(list_started({}), "a:1 a:2 a/x:3 a/y:4 b:1 ");
  EXPECT_EQ(list_started({.keys = {.prefix = "a"}}), "a:1 a:2 a/x:3 a/y:4 ");
  EXPECT_EQ(list_started({.keys = {.delimiter = "/"}}), "a:1 a:2 b:1 [a/] ");
}

TEST_F(UploadListingTest, Goes_on_behind_an_upload_or_behind_all_of_a_key) {
  start_uploads({{"a", "1"}, {"a", "2"}, {"a", "3"}, {"b", "1"}});
  EXPECT_EQ(list_started({.keys = {.limit = 2}}), "a:1 a:2 ... a:2");
  EXPECT_EQ(list_started({.keys = {.after = "a"}, .upload = "2"}), "a:3 b:1 ");
  EXPECT_EQ(list_started({.keys = {.after = "a"}}), "b:1 ");
  EXPECT_EQ(list_started({.keys = {.after = "0"}}), "a:1 a:2 a:3 b:1 ");
}

}  // namespace
}  // namespace bellwether::cloud::s3
