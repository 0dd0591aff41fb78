// The payload of a request to S3: taken out of aws-chunked framing, held to its declared hash,
// length and signatures. What else has none.
#pragma once

#include "aws/sigv4/payload_reader.h"
#include "cloud/core/body.h"

namespace bellwether::cloud::server {

class S3Payload final : public Payload {
 public:
  // `body` outlives it. The errors of sigv4::PayloadReader::make.
  static Result<S3Payload> make(const aws::HttpRequest& request, BodySource& body,
                                std::optional<aws::sigv4::StreamingVerifier> chunks);

  Task<Result<std::string_view>> read() override;
  std::optional<std::uint64_t> size() const override { return size_; }
  std::string_view announced_trailer() const override { return announced_trailer_; }
  const std::vector<std::pair<std::string, std::string>>& trailers() const override {
    return reader_.trailers();
  }

  // The same for a body that is already whole: replaces it by the payload.
  Result<aws::Unit> take(std::string& body);

 private:
  S3Payload(aws::sigv4::PayloadReader reader, BodySource& body, std::optional<std::uint64_t> size,
            std::string announced_trailer)
      : reader_(std::move(reader)),
        body_(&body),
        size_(size),
        announced_trailer_(std::move(announced_trailer)) {}

  aws::sigv4::PayloadReader reader_;
  BodySource* body_;
  std::optional<std::uint64_t> size_;
  std::string announced_trailer_;
  // What has been received and not yet taken apart.
  std::string_view input_;
  bool ended_ = false;
};

class NoPayload final : public Payload {
 public:
  Task<Result<std::string_view>> read() override { co_return std::string_view{}; }
  std::optional<std::uint64_t> size() const override { return 0; }
  const std::vector<std::pair<std::string, std::string>>& trailers() const override {
    return trailers_;
  }

 private:
  std::vector<std::pair<std::string, std::string>> trailers_;
};

}  // namespace bellwether::cloud::server
