#include "cloud/s3/receive.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "aws/checksums/digests.h"
#include "aws/checksums/s3_errors.h"
#include "cloud/core/alongside.h"
#include "cloud/core/worker.h"
#include "cloud/s3/errors.h"
#include "cloud/s3/part.h"
#include "cloud/s3/rules/names.h"

namespace bellwether::cloud::s3 {
namespace {

// Of a large body, what is hashed and written at a time while as much again arrives.
constexpr std::size_t piece_bytes = 256 * 1024;

// The two digests that every body is kept with.
class Digests {
 public:
  explicit Digests(aws::ChecksumAlgorithm algorithm) : checksum_(algorithm) {}

  void update(std::string_view bytes) {
    md5_.update(bytes);
    checksum_.update(bytes);
  }
  std::string md5() const { return std::string(aws::view_of(md5_.digest())); }
  std::string hex_md5() const { return aws::hex(md5_.digest()); }
  std::string checksum() const { return checksum_.digest(); }

 private:
  aws::Md5 md5_;
  aws::Checksum checksum_;
};

std::string header_name(aws::ChecksumAlgorithm algorithm) {
  return std::string(aws::header_of(algorithm));
}

// The checksum that was promised in a header or a trailer, if one was.
std::optional<std::string> promised_value(const Promises& promises, const Payload& payload,
                                          aws::ChecksumAlgorithm algorithm) {
  if (const auto found = promises.checksums.find(algorithm); found != promises.checksums.end()) {
    return found->second;
  }
  for (const auto& [name, value] : payload.trailers()) {
    if (name == aws::header_of(algorithm)) return value;
  }
  return std::nullopt;
}

Result<aws::Unit> check_md5(const Promises& promises, const std::string& md5) {
  if (!promises.content_md5) return aws::Unit{};
  std::string given;
  if (!aws::base64_decode(*promises.content_md5, given) || given.size() != md5.size()) {
    return aws::fail(aws::s3_invalid_digest(*promises.content_md5));
  }
  if (given != md5) {
    return aws::fail(aws::s3_bad_digest(*promises.content_md5, aws::base64_encode(md5)));
  }
  return aws::Unit{};
}

Result<aws::Unit> check_checksum(const std::optional<std::string>& promised,
                                 aws::ChecksumAlgorithm algorithm, const std::string& digest) {
  if (!promised) return aws::Unit{};
  std::string given;
  if (!aws::base64_decode(*promised, given) || given.size() != digest.size()) {
    return aws::fail(errors::invalid_request(
        fmt::format("Value for {} header is invalid.", header_name(algorithm))));
  }
  if (given != digest) return aws::fail(aws::s3_bad_checksum(aws::name_of(algorithm)));
  return aws::Unit{};
}

// Receives into memory.
Task<Result<aws::Unit>> receive_inline(Payload& payload, Digests& digests, Received& received) {
  received.bytes.reserve(payload.size().value_or(0));
  for (;;) {
    const auto piece = co_await payload.read();
    if (!piece) co_return aws::fail(piece.error());
    if (piece->empty()) break;
    received.bytes.append(*piece);
  }
  digests.update(received.bytes);
  received.size = received.bytes.size();
  co_return aws::Unit{};
}

// Fills `piece` from the payload; what did not fit is left in `rest`. Empty at the end.
Task<Result<aws::Unit>> fill(Payload& payload, std::string& piece, std::string_view& rest) {
  piece.clear();
  while (piece.size() < piece_bytes) {
    if (rest.empty()) {
      const auto next = co_await payload.read();
      if (!next) co_return aws::fail(next.error());
      if (next->empty()) break;
      rest = *next;
    }
    const auto taken = rest.substr(0, piece_bytes - piece.size());
    piece.append(taken);
    rest.remove_prefix(taken.size());
  }
  co_return aws::Unit{};
}

// Receives into a body: one piece is hashed and written while the next arrives. Finishes the body
// with the last of its `size` bytes.
Task<Result<aws::Unit>> receive_body(Payload& payload, std::uint64_t size, Digests& digests,
                                     IncomingBody& body) {
  std::string arriving;
  std::string settling;
  std::string_view rest;
  Result<aws::Unit> settled;
  Alongside writer(co_await asio::this_coro::executor);
  for (;;) {
    auto filled = co_await fill(payload, arriving, rest);
    co_await writer.finished();
    if (!filled) co_return filled;
    if (!settled) co_return settled;
    if (arriving.empty()) break;
    arriving.swap(settling);
    writer.start([&] {
      digests.update(settling);
      settled = body.append(settling);
      if (settled && body.size() == size) settled = body.finish();
    });
  }
  co_return settled;
}

// Removes what was written of a body that nobody will refer to.
Task<void> discard(std::unique_ptr<IncomingBody>& body) {
  auto remove = [&body] { body.reset(); };
  co_await on_worker(std::move(remove));
}

Task<Result<aws::Unit>> receive_large(Payload& payload, Bodies& bodies, std::uint64_t size,
                                      Digests& digests, Received& received) {
  Result<std::unique_ptr<IncomingBody>> body;
  auto create = [&] { body = bodies.create(size); };
  co_await on_worker(std::move(create));
  if (!body) co_return aws::fail(std::move(body.error()));
  received.body = std::move(*body);
  auto taken = co_await receive_body(payload, size, digests, *received.body);
  received.size = received.body->size();
  co_return taken;
}

}  // namespace

Result<std::optional<aws::ChecksumAlgorithm>> promised_algorithm(const Promises& promises,
                                                                 const Payload& payload) {
  std::vector<aws::ChecksumAlgorithm> found;
  for (const auto& [algorithm, value] : promises.checksums) found.push_back(algorithm);
  if (const auto trailer = aws::checksum_of_header(payload.announced_trailer())) {
    found.push_back(*trailer);
  }
  if (found.size() > 1) {
    return aws::fail(errors::invalid_request(
        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."));
  }
  if (promises.algorithm && found.empty()) {
    return aws::fail(errors::invalid_request(
        "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or "
        "x-amz-trailer headers were found."));
  }
  if (promises.algorithm && *promises.algorithm != found.front()) {
    return aws::fail(
        errors::invalid_request("Value for x-amz-sdk-checksum-algorithm header is invalid."));
  }
  if (found.empty()) return std::nullopt;
  return found.front();
}

Task<Result<Received>> receive(Payload& payload, Bodies& bodies, const Promises& promises,
                               aws::ChecksumAlgorithm algorithm, std::uint64_t inline_limit) {
  const auto size = payload.size();
  if (!size) co_return aws::fail(errors::missing_content_length());
  if (*size > kMaxPutBytes) co_return aws::fail(errors::entity_too_large(*size, kMaxPutBytes));

  Received received;
  Digests digests(algorithm);
  Result<aws::Unit> checked;
  if (*size <= inline_limit) {
    checked = co_await receive_inline(payload, digests, received);
  } else {
    checked = co_await receive_large(payload, bodies, *size, digests, received);
  }
  // Nothing reads further than it announced, so that less is all that can be.
  if (checked && received.size != *size) checked = aws::fail(errors::incomplete_body());
  const std::string md5 = digests.md5();
  const std::string checksum = digests.checksum();
  if (checked) checked = check_md5(promises, md5);
  if (checked) {
    checked = check_checksum(promised_value(promises, payload, algorithm), algorithm, checksum);
  }
  if (!checked) {
    if (received.body) co_await discard(received.body);
    co_return aws::fail(std::move(checked.error()));
  }
  received.etag = digests.hex_md5();
  received.checksum = {.algorithm = algorithm, .value = aws::base64_encode(checksum)};
  co_return received;
}

}  // namespace bellwether::cloud::s3
