#include "cloud/s3/completion.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "aws/checksums/s3_errors.h"
#include "cloud/s3/errors.h"
#include "cloud/s3/rules/composite.h"
#include "cloud/s3/rules/conditions.h"
#include "cloud/s3/rules/names.h"

namespace bellwether::cloud::s3 {
namespace {

aws::Result<aws::Unit> check_order(const Completion& completion) {
  const auto& parts = completion.parts;
  if (parts.empty()) return aws::fail(errors::malformed_xml());
  for (const GivenPart& part : parts) {
    if (part.number < 1) {
      return aws::fail(errors::invalid_argument("PartNumber must be >= 1", "PartNumber",
                                                std::to_string(part.number)));
    }
  }
  const auto not_ascending = [](const GivenPart& a, const GivenPart& b) {
    return a.number >= b.number;
  };
  if (std::ranges::adjacent_find(parts, not_ascending) != parts.end()) {
    return aws::fail(errors::invalid_part_order(completion.upload));
  }
  return aws::Unit{};
}

// The part that was uploaded, if it is the one that is meant.
aws::Result<const Part*> find_part(const Completion& completion, const GivenPart& given,
                                   const PartsByNumber& parts) {
  const auto found = given.number <= kMaxParts
                         ? parts.find(static_cast<std::uint32_t>(given.number))
                         : parts.end();
  const auto invalid = [&] {
    return aws::fail(errors::invalid_part(completion.upload, given.number, given.etag));
  };
  if (found == parts.end() || !matches(given.etag, found->second.etag)) return invalid();
  const auto& checksum = found->second.checksum;
  for (const auto& [algorithm, value] : given.checksums) {
    const bool same = checksum && checksum->algorithm == algorithm && checksum->value == value;
    if (!same) return invalid();
  }
  return &found->second;
}

// A checksum of checksums has to be asked for with all that it is made of.
aws::Result<aws::Unit> check_checksum_given(const GivenPart& given,
                                            const std::optional<StoredChecksum>& wanted) {
  if (!wanted || wanted->type != ChecksumType::composite) return aws::Unit{};
  if (given.checksums.contains(wanted->algorithm)) return aws::Unit{};
  return aws::fail(errors::invalid_request(
      fmt::format("The upload was created using a {} checksum. The complete request must include "
                  "the checksum for each part. It was missing for part {} in the request.",
                  lower_case(aws::name_of(wanted->algorithm)), given.number)));
}

// Of the parts that are used; nothing when one has none of this algorithm.
std::optional<std::string> combine(const StoredChecksum& wanted,
                                   const std::vector<const Part*>& parts) {
  std::vector<std::string> values;
  std::vector<SizedChecksum> sized;
  for (const Part* part : parts) {
    if (!part->checksum || part->checksum->algorithm != wanted.algorithm) return std::nullopt;
    values.push_back(part->checksum->value);
    sized.push_back({.checksum = part->checksum->value, .size = part->size});
  }
  return wanted.type == ChecksumType::composite ? composite_checksum(wanted.algorithm, values)
                                                : full_checksum(wanted.algorithm, sized);
}

aws::Result<aws::Unit> check_whole(const Completion& completion, const Object& upload,
                                   const Object& object) {
  if (completion.checksum_type && upload.checksum &&
      *completion.checksum_type != upload.checksum->type) {
    return aws::fail(errors::invalid_request(
        fmt::format("The upload was created using the {} checksum mode. The complete request must "
                    "use the same checksum mode.",
                    name_of(upload.checksum->type))));
  }
  if (completion.object_size && *completion.object_size != object.size) {
    return aws::fail(errors::invalid_request(
        fmt::format("The provided 'x-amz-mp-object-size' header value {} does not match what was "
                    "computed: {}",
                    *completion.object_size, object.size)));
  }
  if (completion.checksum) {
    const auto& given = *completion.checksum;
    const bool same = object.checksum && object.checksum->algorithm == given.algorithm &&
                      object.checksum->value == given.value;
    if (!same) {
      return aws::fail(aws::s3_bad_checksum(lower_case(aws::name_of(given.algorithm))));
    }
  }
  return aws::Unit{};
}

}  // namespace

aws::Result<Completed> complete(const Completion& completion, const Object& upload,
                                const PartsByNumber& parts) {
  if (auto ordered = check_order(completion); !ordered) return aws::fail(ordered.error());
  Completed completed{.object = upload};
  Object& object = completed.object;
  std::vector<const Part*> used;
  std::vector<std::string> etags;
  for (const GivenPart& given : completion.parts) {
    const auto part = find_part(completion, given, parts);
    if (!part) return aws::fail(part.error());
    const bool last = &given == &completion.parts.back();
    if (!last && (*part)->size < kMinPartBytes) {
      return aws::fail(
          errors::part_too_small(given.number, (*part)->etag, (*part)->size, kMinPartBytes));
    }
    if (auto checked = check_checksum_given(given, upload.checksum); !checked) {
      return aws::fail(checked.error());
    }
    used.push_back(*part);
    etags.push_back((*part)->etag);
    object.size += (*part)->size;
    completed.numbers.push_back(static_cast<std::uint32_t>(given.number));
    object.parts.push_back(
        {.size = (*part)->size, .checksum = (*part)->checksum ? (*part)->checksum->value : ""});
    std::ranges::copy((*part)->segments, std::back_inserter(completed.segments));
  }
  const auto etag = composite_etag(etags);
  if (!etag) return aws::fail(errors::internal_error("a part's ETag is not an MD5"));
  object.etag = *etag;
  // Without an algorithm of its own an upload gets S3's default.
  object.checksum = upload.checksum.value_or(StoredChecksum{});
  if (auto value = combine(*object.checksum, used)) {
    object.checksum->value = std::move(*value);
  } else {
    object.checksum.reset();
  }
  if (auto checked = check_whole(completion, upload, object); !checked) {
    return aws::fail(checked.error());
  }
  return completed;
}

}  // namespace bellwether::cloud::s3
