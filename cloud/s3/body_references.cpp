#include "cloud/s3/body_references.h"

#include <algorithm>
#include <string_view>

#include "cloud/s3/keys.h"
#include "cloud/s3/record_codec.h"

namespace bellwether::cloud::s3 {
namespace {

constexpr char version = 1;
constexpr std::string_view what = "count of an S3 body's references";

std::uint64_t count_of(const store::Transaction& transaction, std::string_view key) {
  const auto record = transaction.get(key);
  return record ? RecordReader(*record, version, what).number() : 0;
}

std::string encode_count(std::uint64_t count) {
  return RecordWriter(version).number(count).take();
}

}  // namespace

void BodyReferences::add(const std::vector<Segment>& segments) {
  for (const Segment& segment : segments) {
    const store::Key key = keys::references(segment.body);
    transaction_.put(key, encode_count(count_of(transaction_, key) + 1));
  }
}

bool BodyReferences::share(const std::vector<Segment>& segments) {
  const bool all_there = std::ranges::all_of(segments, [&](const Segment& segment) {
    return count_of(transaction_, keys::references(segment.body)) > 0;
  });
  if (all_there) add(segments);
  return all_there;
}

void BodyReferences::drop(const std::vector<Segment>& segments) {
  for (const Segment& segment : segments) {
    const store::Key key = keys::references(segment.body);
    const std::uint64_t count = count_of(transaction_, key);
    if (count > 1) {
      transaction_.put(key, encode_count(count - 1));
      continue;
    }
    transaction_.erase(key);
    transaction_.put(keys::garbage(segment.body), {});
    garbage_.push_back(segment.body);
  }
}

bool is_referred_to(const store::Snapshot& snapshot, BodyId body) {
  return snapshot.get(keys::references(body)).has_value();
}

}  // namespace bellwether::cloud::s3
