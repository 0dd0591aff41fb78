#include "cloud/s3/digest.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <unistd.h>

#include "aws/checksums/digests.h"
#include "aws/core/types.h"
#include "cloud/core/worker.h"
#include "cloud/s3/errors.h"

namespace bellwether::cloud::s3 {
namespace {

// What is held in memory.
constexpr std::size_t piece_bytes = std::size_t{256} << 10;
// What is read before other work gets the worker: some 20 ms.
constexpr std::uint64_t turn_bytes = std::uint64_t{8} << 20;

class Digesting {
 public:
  Digesting(aws::ChecksumAlgorithm algorithm, IncomingBody* copy)
      : checksum_(algorithm), copy_(copy) {}

  Result<aws::Unit> take(std::string_view bytes) {
    md5_.update(bytes);
    checksum_.update(bytes);
    return copy_ ? copy_->append(bytes) : Result<aws::Unit>(aws::Unit{});
  }

  // The next bytes of a file: at most a turn's. What is read leaves the range.
  Result<aws::Unit> read(FileRange& range) {
    std::string piece(piece_bytes, '\0');
    const std::uint64_t end = range.length - std::min(range.length, turn_bytes);
    while (range.length > end) {
      const ssize_t got = ::pread(range.file->descriptor(), piece.data(),
                                  std::min<std::uint64_t>(piece.size(), range.length - end),
                                  static_cast<off_t>(range.offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return aws::fail(body_error(errno));
      if (got == 0) return aws::fail(errors::internal_error("a body is shorter than its record"));
      if (auto taken = take({piece.data(), static_cast<std::size_t>(got)}); !taken) return taken;
      range.offset += static_cast<std::uint64_t>(got);
      range.length -= static_cast<std::uint64_t>(got);
    }
    return aws::Unit{};
  }

  BytesDigest result() const {
    return {.etag = aws::hex(md5_.digest()),
            .checksum = {.algorithm = checksum_.algorithm(),
                         .type = ChecksumType::full_object,
                         .value = aws::base64_encode(checksum_.digest())}};
  }

 private:
  aws::Md5 md5_;
  aws::Checksum checksum_;
  IncomingBody* copy_;
};

}  // namespace

Task<Result<std::optional<BytesDigest>>> digest(Bodies& bodies, const FoundObject& found,
                                                aws::ChecksumAlgorithm algorithm,
                                                IncomingBody* copy) {
  Digesting digesting(algorithm, copy);
  if (!found.bytes.empty()) {
    auto take = [&] { return digesting.take(found.bytes); };
    auto taken = copy ? co_await on_worker(std::move(take)) : take();
    if (!taken) co_return aws::fail(std::move(taken.error()));
  }
  for (const Segment& segment : found.segments) {
    auto file = co_await on_worker([&] { return bodies.open(segment); });
    if (!file) co_return aws::fail(std::move(file.error()));
    if (!*file) co_return std::nullopt;
    while ((*file)->length > 0) {
      auto read = co_await on_worker([&] { return digesting.read(**file); });
      if (!read) co_return aws::fail(std::move(read.error()));
    }
  }
  co_return digesting.result();
}

}  // namespace bellwether::cloud::s3
