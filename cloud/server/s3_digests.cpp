#include "cloud/server/s3_digests.h"

#include <string>

#include "aws/checksums/checksum.h"
#include "aws/checksums/digests.h"
#include "aws/checksums/s3_errors.h"
#include "aws/core/types.h"

namespace bellwether::cloud::server {
namespace {

aws::Error invalid_request(std::string message) {
  return {.code = "InvalidRequest", .message = std::move(message), .http_status = 400};
}

aws::Result<aws::Unit> check_md5(const std::string& promised, std::string_view body) {
  const std::string md5(aws::view_of(aws::digest_of<aws::Md5>(body)));
  std::string given;
  if (!aws::base64_decode(promised, given) || given.size() != md5.size()) {
    return aws::fail(aws::s3_invalid_digest(promised));
  }
  if (given == md5) return aws::Unit{};
  return aws::fail(aws::s3_bad_digest(promised, aws::base64_encode(md5)));
}

aws::Result<aws::Unit> check_checksum(aws::ChecksumAlgorithm algorithm, const std::string& promised,
                                      std::string_view body) {
  std::string given;
  if (!aws::base64_decode(promised, given) || given.size() != aws::digest_size(algorithm)) {
    return aws::fail(invalid_request("Value for " + std::string(aws::header_of(algorithm)) +
                                     " header is invalid."));
  }
  aws::Checksum checksum(algorithm);
  checksum.update(body);
  if (given == checksum.digest()) return aws::Unit{};
  return aws::fail(aws::s3_bad_checksum(aws::name_of(algorithm)));
}

}  // namespace

aws::Result<aws::Unit> check_digests(const aws::OperationInfo& operation,
                                     const aws::HttpRequest& request) {
  const std::string* md5 = request.headers.find("Content-MD5");
  bool promised = md5 != nullptr;
  if (md5) {
    if (auto checked = check_md5(*md5, request.body); !checked) return checked;
  }
  // There they are the object's.
  const bool of_object = operation.name == "CompleteMultipartUpload";
  for (const auto algorithm : aws::checksum_algorithms) {
    const std::string* value = request.headers.find(aws::header_of(algorithm));
    if (!value || of_object) continue;
    promised = true;
    if (auto checked = check_checksum(algorithm, *value, request.body); !checked) return checked;
  }
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
  if (!promised && operation.name == "DeleteObjects") {
    return aws::fail(invalid_request("Missing required header for this request: Content-MD5"));
  }
  return aws::Unit{};
}

}  // namespace bellwether::cloud::server
