#include "aws/client/body_checksum.h"

#include <functional>

#include "aws/checksums/digests.h"
#include "aws/core/types.h"

namespace bellwether::aws {
namespace {

constexpr std::string_view header_start = "x-amz-checksum-";
constexpr std::size_t piece_size = 64 * 1024;

Error stream_error(std::string_view why) {
  return {.code = "BodyStreamError",
          .message = "The source of the body failed: " + std::string(why),
          .http_status = 0};
}

// Reads all of a source and rewinds it.
Result<Unit> for_each_piece(ByteSource& source, const std::function<void(std::string_view)>& take) {
  if (!source.rewind()) return fail(stream_error("it cannot be read from its beginning again"));
  std::string piece(piece_size, '\0');
  for (;;) {
    const auto got = source.read(piece.data(), piece.size());
    if (!got) return fail(stream_error(got.error()));
    if (*got == 0) break;
    take({piece.data(), *got});
  }
  if (!source.rewind()) return fail(stream_error("it cannot be read from its beginning again"));
  return Unit{};
}

bool has_checksum(const HttpRequest& request) {
  for (const auto& [name, value] : request.headers) {
    const auto start = std::string_view(name).substr(0, header_start.size());
    if (equals_ignore_case(start, header_start)) return true;
  }
  return false;
}

struct Promise {
  ChecksumAlgorithm algorithm;
  std::string value;
};

// The checksum of the whole body that a response has.
std::optional<Promise> promise_of(const HttpResponse& response) {
  for (const auto algorithm : checksum_algorithms) {
    const std::string* value = response.headers.find(header_of(algorithm));
    // "-N" behind it: of N parts' checksums.
    if (value && value->find('-') == std::string::npos) return Promise{algorithm, *value};
  }
  return std::nullopt;
}

Result<Unit> compare(const Checksum& checksum, const std::string& promised) {
  const std::string computed = base64_encode(checksum.digest());
  if (computed == promised) return Unit{};
  return fail({.code = "FlexibleChecksumError",
               .message = "Expected checksum " + promised +
                          " did not match calculated checksum: " + computed,
               .http_status = 0});
}

}  // namespace

Result<Unit> add_request_checksum(HttpRequest& request,
                                  const std::optional<std::string>& algorithm) {
  if (has_checksum(request)) return Unit{};
  const auto chosen = checksum_algorithm(algorithm.value_or("CRC32"));
  if (!chosen) {
    return fail({.code = "InvalidChecksumAlgorithm",
                 .message = "There is no checksum algorithm " + *algorithm,
                 .http_status = 0});
  }
  Checksum checksum(*chosen);
  if (request.source) {
    auto read = for_each_piece(*request.source, [&](auto piece) { checksum.update(piece); });
    if (!read) return read;
  } else {
    checksum.update(request.body);
  }
  request.headers.set("x-amz-sdk-checksum-algorithm", name_of(*chosen));
  request.headers.add(header_of(*chosen), base64_encode(checksum.digest()));
  return Unit{};
}

Result<Unit> verify_response_checksum(const HttpResponse& response) {
  const auto promise = promise_of(response);
  if (!promise) return Unit{};
  Checksum checksum(promise->algorithm);
  checksum.update(response.body);
  return compare(checksum, promise->value);
}

void VerifyingSink::begin(const HttpResponse& head) {
  checksum_.reset();
  if (auto promise = promise_of(head)) {
    checksum_.emplace(promise->algorithm);
    promised_ = std::move(promise->value);
  }
}

std::expected<void, std::string> VerifyingSink::write(const char* bytes, std::size_t size) {
  if (checksum_) checksum_->update({bytes, size});
  return target_.write(bytes, size);
}

Result<Unit> VerifyingSink::verify() const {
  return checksum_ ? compare(*checksum_, promised_) : Result<Unit>(Unit{});
}

Result<std::string> sha256_of(ByteSource& source) {
  Sha256 hash;
  if (auto read = for_each_piece(source, [&](auto piece) { hash.update(piece); }); !read) {
    return fail(std::move(read.error()));
  }
  return hex(hash.digest());
}

}  // namespace bellwether::aws
