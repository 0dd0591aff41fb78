// Bodies of any size that pass through without being held: what a peer sends, as it arrives, and
// answers whose bytes lie in files.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cloud/core/task.h"

namespace bellwether::cloud {

enum class BodyFailure {
  incomplete,  // the peer ended before the length it had announced
  malformed,   // the framing is not what it claims to be
  too_large,
  timed_out,
};

// A request's body. Belongs to the loop of its connection.
class BodySource {
 public:
  virtual ~BodySource() = default;
  // What has arrived meanwhile: at least a byte, valid until the next call; empty at the end, and
  // from then on. After a failure there is nothing more to read.
  virtual Task<std::expected<std::string_view, BodyFailure>> read() = 0;
  // As announced by the peer; nothing when it did not say.
  virtual std::optional<std::uint64_t> size() const = 0;
};

// What a streaming operation is given: the payload, taken out of what the client wrapped it in.
class Payload {
 public:
  virtual ~Payload() = default;
  // The next piece, valid until the next call; empty at the end, by when it has been all that the
  // request promised of it. The error is ready to be answered; nothing of what was read may be kept
  // then.
  virtual Task<Result<std::string_view>> read() = 0;
  // As announced by the client; nothing when it did not say.
  virtual std::optional<std::uint64_t> size() const = 0;
  // The header that will come behind the payload, as the client announced it; or empty.
  virtual std::string_view announced_trailer() const { return {}; }
  // What came behind the payload, names in lower case. Complete at its end.
  virtual const std::vector<std::pair<std::string, std::string>>& trailers() const = 0;
};

// An open file, closed with its last owner: removing its name meanwhile does not harm readers.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

// `length` bytes from `offset` on.
struct FileRange {
  std::shared_ptr<const File> file;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

// One after the other they make a body.
using FileRanges = std::vector<FileRange>;

// What an operation answers whose payload lies in files; without files it is in the output.
template <class Output>
struct Streamed {
  Output output;
  FileRanges files;
};

}  // namespace bellwether::cloud
