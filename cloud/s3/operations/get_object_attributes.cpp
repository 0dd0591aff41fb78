#include <algorithm>
#include <utility>

#include "cloud/s3/operations/page_limit.h"
#include "cloud/s3/operations/shapes.h"
#include "cloud/s3/service.h"

namespace bellwether::cloud::s3 {
namespace {

namespace attributes = aws::s3::values::ObjectAttributes;
using aws::s3::GetObjectAttributesRequest;

// One page of the object's parts. Their checksums are kept, and shown, where the object's is made
// of them.
aws::Result<aws::s3::GetObjectAttributesParts> parts_of(const Object& object,
                                                        const GetObjectAttributesRequest& input) {
  aws::s3::GetObjectAttributesParts answer;
  answer.TotalPartsCount = static_cast<std::int32_t>(object.parts.size());
  if (!object.checksum || object.checksum->type != ChecksumType::composite) return answer;
  const auto limit = page_limit(input.MaxParts, "max-parts");
  if (!limit) return aws::fail(limit.error());
  const std::size_t first =
      std::min(object.parts.size(), static_cast<std::size_t>(input.PartNumberMarker.value_or(0)));
  const std::size_t last = std::min(object.parts.size(), first + static_cast<std::size_t>(*limit));
  answer.PartNumberMarker = input.PartNumberMarker.value_or(0);
  answer.NextPartNumberMarker = static_cast<std::int32_t>(last);
  answer.MaxParts = *limit;
  answer.IsTruncated = last < object.parts.size();
  answer.Parts.emplace();
  for (std::size_t i = first; i < last; ++i) {
    aws::s3::ObjectPart& part = answer.Parts->emplace_back();
    part.PartNumber = static_cast<std::int32_t>(i + 1);
    part.Size = static_cast<std::int64_t>(object.parts[i].size);
    checksum_member(part, object.checksum->algorithm) = object.parts[i].checksum;
  }
  return answer;
}

aws::Result<aws::Unit> check_attributes(const GetObjectAttributesRequest& input) {
  constexpr std::string_view name = "x-amz-object-attributes";
  if (input.PartNumberMarker.value_or(0) < 0) {
    return aws::fail(errors::invalid_argument(
        "Argument part-number-marker must be an integer between 0 and 2147483647",
        "x-amz-part-number-marker", std::to_string(*input.PartNumberMarker)));
  }
  if (input.ObjectAttributes.empty()) {
    return aws::fail(errors::invalid_request(
        "The x-amz-object-attributes header specifying the attributes to be retrieved is either "
        "missing or empty"));
  }
  for (const std::string& asked : input.ObjectAttributes) {
    if (!is_one_of(asked, attributes::all)) {
      return aws::fail(errors::invalid_argument("Invalid attribute name specified.", name, asked));
    }
  }
  return aws::Unit{};
}

}  // namespace

Result<aws::s3::GetObjectAttributesOutput> Service::get_object_attributes(
    const RequestContext& context, const GetObjectAttributesRequest& input) {
  const auto access = check_request(context, input);
  if (!access) return aws::fail(access.error());
  if (auto checked = check_attributes(input); !checked) return aws::fail(checked.error());
  const auto object = objects_.head(*access, input.Key);
  if (!object) return aws::fail(object.error());

  const auto asked = [&](std::string_view name) { return is_one_of(name, input.ObjectAttributes); };
  aws::s3::GetObjectAttributesOutput output{.LastModified = object->last_modified};
  // Without quotes, unlike everywhere else.
  if (asked(attributes::ETag)) output.ETag = object->etag;
  if (asked(attributes::StorageClass)) output.StorageClass = object->storage_class;
  if (asked(attributes::ObjectSize)) output.ObjectSize = static_cast<std::int64_t>(object->size);
  if (asked(attributes::Checksum) && object->checksum) {
    set_checksum(output.Checksum.emplace(), object->checksum);
  }
  if (asked(attributes::ObjectParts) && !object->parts.empty()) {
    auto parts = parts_of(*object, input);
    if (!parts) return aws::fail(std::move(parts.error()));
    output.ObjectParts = std::move(*parts);
  }
  return output;
}

}  // namespace bellwether::cloud::s3
