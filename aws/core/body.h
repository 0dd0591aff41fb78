// A payload that need not fit into memory: what a client sends to an operation whose model streams
// its body, or is answered by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <utility>

namespace bellwether::aws {

// Bytes that are read when they are sent. Read twice when the first pass has to find out their
// checksum, and again when a call is retried.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::uint64_t size() const = 0;
  // Back to the first byte; false when that cannot be.
  virtual bool rewind() = 0;
  // At most `capacity` bytes; 0 at the end. The error says what failed, for people.
  virtual std::expected<std::size_t, std::string> read(char* into, std::size_t capacity) = 0;
};

// Takes an answer's bytes as they arrive.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  // The error says what failed, for people, and ends the call.
  virtual std::expected<void, std::string> write(const char* bytes, std::size_t size) = 0;
};

struct Body {
  std::string bytes{};
  // Where set, in place of `bytes`.
  std::shared_ptr<ByteSource> source{};

  Body() = default;
  Body(std::string content) : bytes(std::move(content)) {}             // NOLINT: bytes are a body
  Body(const char* content) : bytes(content) {}                        // NOLINT: the same
  Body(std::shared_ptr<ByteSource> from) : source(std::move(from)) {}  // NOLINT: the same

  std::uint64_t size() const { return source ? source->size() : bytes.size(); }
  friend bool operator==(const Body&, const Body&) = default;
};

// A file's content. The error names the file and the reason.
std::expected<std::shared_ptr<ByteSource>, std::string> file_source(const std::string& path);

}  // namespace bellwether::aws
