#include "cloud/s3/rules/copy_source.h"

#include "aws/core/http.h"
#include "cloud/s3/errors.h"
#include "cloud/s3/rules/names.h"

namespace bellwether::cloud::s3 {
namespace {

constexpr std::string_view header_name = "x-amz-copy-source";

}  // namespace

aws::Result<CopySource> parse_copy_source(std::string_view header) {
  constexpr std::string_view version_parameter = "?versionId=";
  std::string_view path = header;
  // Encoded keys have no '?' of their own; unencoded ones are cut at the parameter, as on AWS.
  if (const auto at = header.rfind(version_parameter); at != std::string_view::npos) {
    const std::string_view version = header.substr(at + version_parameter.size());
    if (version != "null") {
      return aws::fail(
          errors::invalid_argument("Invalid version id specified", "versionId", version));
    }
    path = header.substr(0, at);
  }
  const std::string decoded = aws::percent_decode(path);
  std::string_view text = decoded;
  if (text.starts_with("arn:")) return aws::fail(errors::not_implemented("An access point's ARN"));
  if (text.starts_with('/')) text.remove_prefix(1);
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || slash + 1 == text.size()) {
    return aws::fail(errors::invalid_argument(
        "Copy Source must mention the source bucket and key: sourcebucket/sourcekey", header_name,
        header));
  }
  CopySource source{.bucket = std::string(text.substr(0, slash)),
                    .key = std::string(text.substr(slash + 1))};
  if (!is_bucket_name(source.bucket)) {
    return aws::fail(
        errors::invalid_argument("Invalid copy source bucket name", header_name, header));
  }
  if (!check_key(source.key)) {
    return aws::fail(
        errors::invalid_argument("Invalid copy source object key", header_name, header));
  }
  return source;
}

}  // namespace bellwether::cloud::s3
