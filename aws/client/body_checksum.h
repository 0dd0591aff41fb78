// The checksums that SDKs send with the bodies of S3's uploads and verify of its downloads, unless
// told otherwise.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-dataintegrity.html
#pragma once

#include <optional>
#include <string>

#include "aws/checksums/checksum.h"
#include "aws/core/body.h"
#include "aws/core/error.h"
#include "aws/core/http.h"

namespace bellwether::aws {

// The checksum as header, of the algorithm named ("CRC32C"; CRC32 by default), unless the caller
// gave one. A source is read once for it and rewound. InvalidChecksumAlgorithm, BodyStreamError.
Result<Unit> add_request_checksum(HttpRequest& request,
                                  const std::optional<std::string>& algorithm);

// FlexibleChecksumError when the body is not what the response's own checksum says. A checksum of
// parts' checksums cannot be verified, and is not.
Result<Unit> verify_response_checksum(const HttpResponse& response);

// The same for a body that is passed on to a sink.
class VerifyingSink final : public ResponseSink {
 public:
  explicit VerifyingSink(ByteSink& target) : target_(target) {}
  void begin(const HttpResponse& head) override;
  std::expected<void, std::string> write(const char* bytes, std::size_t size) override;
  // After the last byte.
  Result<Unit> verify() const;

 private:
  ByteSink& target_;
  std::optional<Checksum> checksum_;
  std::string promised_;
};

// Of all its bytes, in hex; the source is rewound. BodyStreamError.
Result<std::string> sha256_of(ByteSource& source);

}  // namespace bellwether::aws
