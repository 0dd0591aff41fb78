#include <chrono>

#include <gtest/gtest.h>

#include "cloud/s3/rules/conditions.h"
#include "cloud/s3/rules/copy_source.h"
#include "cloud/s3/rules/names.h"
#include "cloud/s3/rules/range.h"
#include "cloud/s3/rules/tags.h"

namespace bellwether::cloud::s3 {
namespace {

// "ok", or the error's code.
template <class T>
std::string code_of(const aws::Result<T>& result) {
  return result ? "ok" : result.error().code;
}

TEST(BucketName, Follows_the_rules_for_general_purpose_buckets) {
  for (const char* name : {"abc", "my-bucket", "logs.example.com", "0-9", "1.2.3", "1.2.3.4.5"}) {
    EXPECT_TRUE(is_bucket_name(name)) << name;
  }
  EXPECT_TRUE(is_bucket_name(std::string(63, 'a')));
  for (const char* name : {"",
                           "ab",
                           "Abc",
                           "a_c",
                           "-ab",
                           "ab-",
                           ".ab",
                           "ab.",
                           "a..b",
                           "192.168.5.4",
                           "999.9.9.9",
                           "xn--abc",
                           "sthree-abc",
                           "amzn-s3-demo-abc",
                           "abc-s3alias",
                           "abc--ol-s3",
                           "abc.mrap",
                           "abc--x-s3",
                           "abc--table-s3",
                           "a/b",
                           "a b"}) {
    EXPECT_FALSE(is_bucket_name(name)) << name;
  }
  EXPECT_FALSE(is_bucket_name(std::string(64, 'a')));
}

TEST(ObjectKey, Is_at_most_1024_bytes_of_utf8) {
  EXPECT_EQ(code_of(check_key(std::string(1024, 'k'))), "ok");
  EXPECT_EQ(code_of(check_key("gr\xc3\xbc\xc3\x9f/e")), "ok");
  EXPECT_EQ(code_of(check_key("../../etc/passwd")), "ok");
  const auto long_key = check_key(std::string(1025, 'k'));
  EXPECT_EQ(code_of(long_key), "KeyTooLongError");
  EXPECT_EQ(long_key.error().fields, "<Size>1025</Size><MaxSizeAllowed>1024</MaxSizeAllowed>");
  EXPECT_EQ(code_of(check_key("\xff")), "InvalidURI");
  EXPECT_EQ(code_of(check_key("")), "InvalidURI");
}

TEST(UserMetadata, Is_at_most_2_kilobytes_of_names_and_values) {
  EXPECT_EQ(code_of(check_metadata({{"name", std::string(2044, 'v')}})), "ok");
  EXPECT_EQ(code_of(check_metadata({{"name", std::string(2045, 'v')}})), "MetadataTooLarge");
}

std::optional<ByteRange> range(std::string_view header, std::uint64_t size) {
  return parse_range(header, size).value();
}

TEST(Range, Is_cut_to_the_object) {
  EXPECT_EQ(range("bytes=0-0", 10), (ByteRange{0, 1}));
  EXPECT_EQ(range("bytes=2-5", 10), (ByteRange{2, 4}));
  EXPECT_EQ(range("bytes=2-", 10), (ByteRange{2, 8}));
  EXPECT_EQ(range("bytes=2-99", 10), (ByteRange{2, 8}));
  EXPECT_EQ(range("bytes=-3", 10), (ByteRange{7, 3}));
  EXPECT_EQ(range("bytes=-30", 10), (ByteRange{0, 10}));
  EXPECT_EQ(range("bytes=0-99999999999999999999999", 10), (ByteRange{0, 10}));
}

TEST(Range, Outside_the_object_is_refused_with_its_size) {
  for (const char* header :
       {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999999-"}) {
    const auto refused = parse_range(header, 10);
    ASSERT_FALSE(refused) << header;
    EXPECT_EQ(refused.error().code, "InvalidRange");
    EXPECT_EQ(refused.error().http_status, 416);
    EXPECT_NE(refused.error().fields.find("<ActualObjectSize>10</ActualObjectSize>"),
              std::string::npos);
  }
  EXPECT_EQ(code_of(parse_range("bytes=0-", 0)), "InvalidRange");
  EXPECT_EQ(code_of(parse_range("bytes=-5", 0)), "InvalidRange");
}

TEST(Range, That_is_none_or_several_is_ignored) {
  for (const char* header : {"", "bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b",
                             "bytes=1-2,4-5", "bytes=1--2", "bytes= 1-2", "lines=1-2", "bytes=1"}) {
    EXPECT_EQ(range(header, 10), std::nullopt) << header;
  }
}

TEST(CopyRange, Has_both_ends_within_the_source) {
  EXPECT_EQ(*parse_copy_range("bytes=2-9", 10), (ByteRange{2, 8}));
  for (const char* header : {"bytes=2-10", "bytes=2-", "bytes=-2", "2-3", "bytes=3-2"}) {
    EXPECT_EQ(code_of(parse_copy_range(header, 10)), "InvalidArgument") << header;
  }
}

constexpr aws::Timestamp modified{std::chrono::seconds(1'000'000)};
constexpr auto second = std::chrono::seconds(1);
constexpr auto now = modified + 1000 * second;
constexpr EntityState state{.etag = "abc", .last_modified = modified};

TEST(ReadConditions, Of_one_kind_hold_or_fail) {
  const auto read = [](const ReadConditions& conditions) {
    return code_of(check_read(conditions, state, now));
  };
  EXPECT_EQ(read({}), "ok");
  EXPECT_EQ(read({.if_match = "\"abc\""}), "ok");
  EXPECT_EQ(read({.if_match = "abc"}), "ok");
  EXPECT_EQ(read({.if_match = "*"}), "ok");
  EXPECT_EQ(read({.if_match = "\"x\", \"abc\""}), "ok");
  EXPECT_EQ(read({.if_match = "\"x\""}), "PreconditionFailed");
  EXPECT_EQ(read({.if_none_match = "\"x\""}), "ok");
  EXPECT_EQ(read({.if_none_match = "\"abc\""}), "NotModified");
  EXPECT_EQ(read({.if_modified_since = modified - second}), "ok");
  EXPECT_EQ(read({.if_modified_since = modified}), "NotModified");
  EXPECT_EQ(read({.if_modified_since = now + second}), "ok");
  EXPECT_EQ(read({.if_unmodified_since = modified}), "ok");
  EXPECT_EQ(read({.if_unmodified_since = modified - second}), "PreconditionFailed");
}

TEST(ReadConditions, On_etags_go_before_those_on_dates) {
  const auto read = [](const ReadConditions& conditions) {
    return code_of(check_read(conditions, state, now));
  };
  EXPECT_EQ(read({.if_match = "abc", .if_unmodified_since = modified - second}), "ok");
  EXPECT_EQ(read({.if_match = "x", .if_unmodified_since = modified}), "PreconditionFailed");
  EXPECT_EQ(read({.if_none_match = "abc", .if_modified_since = modified - second}), "NotModified");
  EXPECT_EQ(read({.if_none_match = "x", .if_modified_since = modified}), "ok");
  EXPECT_EQ(read({.if_match = "abc", .if_none_match = "abc"}), "NotModified");
}

TEST(ReadConditions, Of_a_copys_source_fail_with_the_name_of_their_header) {
  const auto failed = check_copy_source({.if_none_match = "abc"}, state, now);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().http_status, 412);
  EXPECT_EQ(failed.error().fields, "<Condition>x-amz-copy-source-If-None-Match</Condition>");
  EXPECT_EQ(code_of(check_copy_source({.if_modified_since = modified}, state, now)),
            "PreconditionFailed");
  EXPECT_EQ(code_of(check_copy_source({.if_modified_since = now + second}, state, now)), "ok");
}

TEST(WriteConditions, Ask_for_absence_or_for_an_etag) {
  EXPECT_EQ(code_of(check_write({}, "k", "abc")), "ok");
  EXPECT_EQ(code_of(check_write({.if_none_match = "*"}, "k", std::nullopt)), "ok");
  EXPECT_EQ(code_of(check_write({.if_none_match = "*"}, "k", "abc")), "PreconditionFailed");
  EXPECT_EQ(code_of(check_write({.if_match = "\"abc\""}, "k", "abc")), "ok");
  EXPECT_EQ(code_of(check_write({.if_match = "\"x\""}, "k", "abc")), "PreconditionFailed");
  EXPECT_EQ(code_of(check_write({.if_match = "\"abc\""}, "k", std::nullopt)), "NoSuchKey");
  EXPECT_EQ(code_of(check_form({.if_none_match = "\"abc\""})), "NotImplemented");
  EXPECT_EQ(code_of(check_form({.if_match = "a", .if_none_match = "*"})), "NotImplemented");
  EXPECT_EQ(code_of(check_form({.if_none_match = "*"})), "ok");
}

TEST(CopySource, Is_a_bucket_and_a_key_percent_encoded) {
  for (const char* header :
       {"from/a%20b/c", "/from/a%20b/c", "from/a%20b/c?versionId=null", "%2Ffrom%2Fa%20b%2Fc"}) {
    const auto source = parse_copy_source(header);
    ASSERT_TRUE(source) << header;
    EXPECT_EQ(source->bucket, "from");
    EXPECT_EQ(source->key, "a b/c");
  }
  EXPECT_EQ(parse_copy_source("from//x")->key, "/x");
  EXPECT_EQ(parse_copy_source("from/a%3FversionId=1")->key, "a?versionId=1");
}

TEST(CopySource, Without_a_bucket_or_a_key_is_refused) {
  for (const char* header : {"", "/", "from", "from/", "/from/", "F/key", "from/key?versionId=1"}) {
    EXPECT_EQ(code_of(parse_copy_source(header)), "InvalidArgument") << header;
  }
  EXPECT_EQ(code_of(parse_copy_source("arn:aws:s3:us-east-1:1:accesspoint/a/object/k")),
            "NotImplemented");
}

TEST(Tags, Are_at_most_ten_with_keys_of_their_own) {
  Tags tags;
  for (int i = 0; i < 10; ++i) tags.emplace_back("key" + std::to_string(i), "value");
  EXPECT_EQ(code_of(check_tags(tags)), "ok");
  tags.emplace_back("another", "value");
  EXPECT_EQ(code_of(check_tags(tags)), "BadRequest");
  EXPECT_EQ(code_of(check_tags({{"a", "1"}, {"a", "2"}})), "InvalidTag");
}

TEST(Tags, Have_lengths_and_characters) {
  EXPECT_EQ(code_of(check_tags({{std::string(128, 'k'), std::string(256, 'v')}})), "ok");
  EXPECT_EQ(code_of(check_tags({{"\xc3\xa9", ""}, {"a+b=c.d_e:f/g@h-i j", "1"}})), "ok");
  for (const auto& [key, value] : Tags{{"", "v"},
                                       {std::string(129, 'k'), "v"},
                                       {"k", std::string(257, 'v')},
                                       {"a,b", "v"},
                                       {"k", "a*b"},
                                       {"aws:k", "v"}}) {
    EXPECT_EQ(code_of(check_tags({{key, value}})), "InvalidTag") << key;
  }
}

TEST(Tags, Come_in_a_header_as_a_query_string) {
  const auto tags = parse_tagging("colour=light%20blue&empty=&none");
  ASSERT_TRUE(tags);
  EXPECT_EQ(*tags, (Tags{{"colour", "light blue"}, {"empty", ""}, {"none", ""}}));
  EXPECT_EQ(code_of(parse_tagging("a=1&a=2")), "InvalidArgument");
}

}  // namespace
}  // namespace bellwether::cloud::s3
