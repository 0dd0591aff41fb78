#include "cloud/server/s3_payload.h"

#include <charconv>

namespace bellwether::cloud::server {
namespace {

aws::Error refusal(BodyFailure failure) {
  switch (failure) {
    case BodyFailure::incomplete:
      return {.code = "IncompleteBody",
              .message =
                  "You did not provide the number of bytes specified by the Content-Length "
                  "HTTP header",
              .http_status = 400};
    case BodyFailure::too_large:
      return {.code = "EntityTooLarge",
              .message = "Your proposed upload exceeds the maximum allowed size",
              .http_status = 400};
    case BodyFailure::timed_out:
      return {.code = "RequestTimeout",
              .message =
                  "Your socket connection to the server was not read from or written to "
                  "within the timeout period. Idle connections will be closed.",
              .http_status = 400};
    case BodyFailure::malformed:
      break;
  }
  return {.code = "InvalidRequest",
          .message = "The request's body is not framed as its head says",
          .http_status = 400};
}

std::optional<std::uint64_t> number(const std::string* text) {
  std::uint64_t value = 0;
  if (!text) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return value;
}

}  // namespace

Result<S3Payload> S3Payload::make(const aws::HttpRequest& request, BodySource& body,
                                  std::optional<aws::sigv4::StreamingVerifier> chunks) {
  auto reader = aws::sigv4::PayloadReader::make(request.headers, std::move(chunks));
  if (!reader) return aws::fail(std::move(reader.error()));
  const auto size = is_streaming(reader->form())
                        ? number(request.headers.find("x-amz-decoded-content-length"))
                        : body.size();
  std::string trailer;
  if (has_trailer(reader->form())) trailer = request.headers.get("x-amz-trailer");
  return S3Payload(std::move(*reader), body, size, std::move(trailer));
}

Task<Result<std::string_view>> S3Payload::read() {
  while (!ended_) {
    auto piece = reader_.next(input_);
    if (!piece) co_return aws::fail(std::move(piece.error()));
    if (!piece->empty()) co_return *piece;
    auto received = co_await body_->read();
    if (!received) co_return aws::fail(refusal(received.error()));
    input_ = *received;
    if (!input_.empty()) continue;
    ended_ = true;
    if (auto whole = reader_.finish(); !whole) co_return aws::fail(std::move(whole.error()));
  }
  co_return std::string_view{};
}

Result<aws::Unit> S3Payload::take(std::string& body) {
  std::string_view input = body;
  std::string payload;
  for (;;) {
    auto piece = reader_.next(input);
    if (!piece) return aws::fail(std::move(piece.error()));
    if (piece->empty()) break;
    payload.append(*piece);
  }
  ended_ = true;
  if (auto whole = reader_.finish(); !whole) return whole;
  body = std::move(payload);
  return aws::Unit{};
}

}  // namespace bellwether::cloud::server
