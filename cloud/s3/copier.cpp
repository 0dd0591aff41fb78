#include "cloud/s3/copier.h"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "cloud/core/worker.h"
#include "cloud/s3/digest.h"
#include "cloud/s3/errors.h"
#include "cloud/s3/rules/archive.h"

namespace bellwether::cloud::s3 {
namespace {

// More than this and a part's bytes are copied, so that an object of 10,000 parts has at most as
// many segments.
constexpr std::size_t most_shared_segments = 1;

// What is known of the bytes without reading them: of an object that was written at once, all of
// it.
std::optional<BytesDigest> known_digest(const FoundObject& found,
                                        aws::ChecksumAlgorithm algorithm) {
  const Object& object = found.object;
  const bool whole = !found.range || *found.range == ByteRange{0, object.size};
  if (!whole || !object.parts.empty() || !object.checksum) return std::nullopt;
  if (object.checksum->algorithm != algorithm) return std::nullopt;
  return BytesDigest{.etag = object.etag, .checksum = *object.checksum};
}

}  // namespace

Result<FoundObject> Copier::find(const CopyFrom& from, const std::optional<std::string>& range) {
  return objects_.find(
      from.access, from.key, [&](const Object& source) -> Result<std::optional<ByteRange>> {
        const EntityState state{.etag = source.etag, .last_modified = source.last_modified};
        const auto held = check_copy_source(from.conditions, state, clock_.now());
        if (!held) return aws::fail(held.error());
        if (auto readable = check_readable(source.storage_class); !readable) {
          return aws::fail(std::move(readable.error()));
        }
        std::optional<ByteRange> chosen;
        if (range) {
          auto parsed = parse_copy_range(*range, source.size);
          if (!parsed) return aws::fail(std::move(parsed.error()));
          chosen = *parsed;
        }
        if ((chosen ? chosen->length : source.size) > kMaxPutBytes) {
          return aws::fail(errors::invalid_request(fmt::format(
              "The specified copy source is larger than the maximum allowable size for a copy "
              "source: {}",
              kMaxPutBytes)));
        }
        return chosen;
      });
}

template <class Made, class Copy>
Task<Result<Made>> Copier::until_found(const Copy& copy) {
  for (int left = kMostLooks; left > 0; --left) {
    auto copied = co_await try_copy(copy);
    if (!copied) co_return aws::fail(std::move(copied.error()));
    if (*copied) co_return std::move(**copied);
  }
  co_return aws::fail(errors::slow_down());
}

Task<Result<Object>> Copier::copy_object(const ObjectCopy& copy) {
  return until_found<Object>(copy);
}

Task<Result<Part>> Copier::copy_part(const PartCopy& copy) {
  return until_found<Part>(copy);
}

Task<Result<std::optional<Object>>> Copier::try_copy(const ObjectCopy& copy) {
  auto found = find(copy.from, {});
  if (!found) co_return aws::fail(std::move(found.error()));

  NewObject object{.object = copy.make(found->object), .conditions = copy.conditions};
  object.object.size = found->object.size;
  const auto& stored = found->object.checksum;
  const auto algorithm =
      copy.algorithm.value_or(stored ? stored->algorithm : StoredChecksum{}.algorithm);
  // Small bytes stay in a record, unless the copy's has no room for them.
  const bool in_record = found->bytes.size() <= inline_limit(copy.to.bucket, copy.key);
  auto digested = known_digest(*found, algorithm);
  if (!digested || !in_record) {
    if (!in_record) {
      auto body = co_await on_worker([&] { return bodies_.create(found->bytes.size()); });
      if (!body) co_return aws::fail(std::move(body.error()));
      object.body = std::move(*body);
    }
    auto read = co_await digest(bodies_, *found, algorithm, object.body.get());
    if (!read) co_return aws::fail(std::move(read.error()));
    if (!*read) co_return std::nullopt;
    digested = std::move(*read);
  }
  if (object.body) {
    auto finished = co_await on_worker([&] { return object.body->finish(); });
    if (!finished) co_return aws::fail(std::move(finished.error()));
  } else {
    object.bytes = std::move(found->bytes);
  }
  object.object.etag = std::move(digested->etag);
  object.object.checksum = std::move(digested->checksum);
  co_return co_await objects_.put_shared(copy.to, copy.key, std::move(object), found->segments);
}

Task<Result<std::optional<Part>>> Copier::try_copy(const PartCopy& copy) {
  const auto upload = uploads_.find(copy.to);
  if (!upload) co_return aws::fail(upload.error());
  auto found = find(copy.from, copy.range);
  if (!found) co_return aws::fail(std::move(found.error()));

  NewPart part{.number = copy.number};
  part.part.size = found->range ? found->range->length : found->object.size;
  const auto algorithm = upload->checksum.value_or(StoredChecksum{}).algorithm;
  const bool shares = found->bytes.empty() && found->segments.size() <= most_shared_segments;
  auto digested = known_digest(*found, algorithm);
  if (!digested || !shares) {
    if (!shares) {
      auto body = co_await on_worker([&] { return bodies_.create(part.part.size); });
      if (!body) co_return aws::fail(std::move(body.error()));
      part.body = std::move(*body);
    }
    auto read = co_await digest(bodies_, *found, algorithm, part.body.get());
    if (!read) co_return aws::fail(std::move(read.error()));
    if (!*read) co_return std::nullopt;
    digested = std::move(*read);
  }
  if (part.body) {
    auto finished = co_await on_worker([&] { return part.body->finish(); });
    if (!finished) co_return aws::fail(std::move(finished.error()));
    found->segments.clear();
  }
  part.part.etag = std::move(digested->etag);
  part.part.checksum = std::move(digested->checksum);
  co_return co_await uploads_.put_shared_part(copy.to, std::move(part), found->segments);
}

}  // namespace bellwether::cloud::s3
