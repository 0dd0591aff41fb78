// Reads HTTP/1.1 answers for a client that measures: out of whatever pieces the socket delivers,
// without copying a body of known length. Bodies end by Content-Length, by chunks or with the
// connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bellwether::bench {

struct Answer {
  int status;             // 0 when what came is not HTTP; nothing after it can be read
  bool keep_alive;        // the connection may carry another request
  std::string_view body;  // valid until the reader is asked for space; empty when not kept
  std::uint64_t length;   // of the body, kept or not
};

class AnswerReader {
 public:
  AnswerReader() = default;
  // Longer bodies are counted as they pass rather than kept, if their length was announced.
  explicit AnswerReader(std::uint64_t most_kept) : most_kept_(most_kept) {}

  // Where the socket's next bytes go; filled() says how many came.
  std::span<char> space();
  void filled(std::size_t bytes) { end_ += bytes; }
  // The peer closed the connection, which is the end of a body without a length.
  void closed() { closed_ = true; }
  // The next whole answer, which is then taken out.
  std::optional<Answer> take();
  // Nothing of an answer has come.
  bool idle() const { return begin_ == end_; }

 private:
  struct Head {
    int status = 0;
    bool keep_alive = true;
    bool chunked = false;
    std::optional<std::uint64_t> length;
  };
  static std::optional<Head> read_head(std::string_view text);

  std::string_view rest() const { return {bytes_.data() + begin_, end_ - begin_}; }
  bool take_head();
  std::optional<Answer> whole(std::string_view body, std::size_t bytes);
  bool passes() const { return head_ && head_->length && *head_->length > most_kept_; }
  std::optional<Answer> take_passing();
  std::optional<Answer> take_chunks();
  std::optional<Answer> broken();

  std::vector<char> bytes_;
  std::size_t begin_ = 0;    // of what was not taken yet
  std::size_t end_ = 0;      // of what came
  std::size_t scanned_ = 0;  // where to go on looking for the end of the head, after begin_
  std::optional<Head> head_;
  std::string chunks_;        // the body so far
  std::uint64_t passed_ = 0;  // of a body that is not kept
  std::uint64_t most_kept_ = std::numeric_limits<std::uint64_t>::max();
  bool closed_ = false;
};

}  // namespace bellwether::bench
