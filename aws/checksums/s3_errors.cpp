#include "aws/checksums/s3_errors.h"

#include <string>

#include "aws/xml/writer.h"

namespace bellwether::aws {
namespace {

using xml::element;

constexpr int bad_request = 400;

}  // namespace

Error s3_bad_digest(std::string_view expected, std::string_view calculated) {
  return {.code = "BadDigest",
          .message = "The Content-MD5 you specified did not match what we received.",
          .http_status = bad_request,
          .fields = element("ExpectedDigest", expected) + element("CalculatedDigest", calculated)};
}

Error s3_invalid_digest(std::string_view content_md5) {
  return {.code = "InvalidDigest",
          .message = "The Content-MD5 you specified was invalid.",
          .http_status = bad_request,
          .fields = element("Content-MD5", content_md5)};
}

Error s3_bad_checksum(std::string_view algorithm) {
  return {.code = "BadDigest",
          .message = "The " + std::string(algorithm) +
                     " you specified did not match the calculated checksum.",
          .http_status = bad_request};
}

}  // namespace bellwether::aws
