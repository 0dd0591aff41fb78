#include "tests/bench/answer_reader.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "aws/core/http.h"

namespace bellwether::bench {
namespace {

// What a recv() is offered at least.
constexpr std::size_t least_space = std::size_t{64} * 1024;
// Servers refuse heads of this size; an answer with one is not HTTP.
constexpr std::size_t max_head = std::size_t{64} * 1024;
// A page of DynamoDB is 1 MB of items, a few MB of JSON; a batch of reads 16 MB.
constexpr std::size_t max_body = std::size_t{256} * 1024 * 1024;
// What S3 allows of an object, and more than a body may have that is not kept.
constexpr std::uint64_t max_length = std::uint64_t{5} << 40;
// What a recv() is offered of a body that is not kept: still in the processor's cache afterwards.
constexpr std::size_t passing_space = std::size_t{256} * 1024;
constexpr std::string_view head_end = "\r\n\r\n";
constexpr std::string_view line_end = "\r\n";

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::optional<std::uint64_t> number(std::string_view text, int base, std::uint64_t most) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end == text.data() || value > most) return std::nullopt;
  return value;
}

}  // namespace

std::span<char> AnswerReader::space() {
  if (begin_ > 0) {
    std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  std::size_t wanted = end_ + least_space;
  if (passes()) {
    wanted = end_ + passing_space;
  } else if (head_ && head_->length) {
    wanted = std::max<std::size_t>(wanted, *head_->length);
  }
  if (bytes_.size() < wanted) bytes_.resize(wanted);
  return std::span(bytes_).subspan(end_);
}

std::optional<AnswerReader::Head> AnswerReader::read_head(std::string_view text) {
  constexpr std::string_view protocol = "HTTP/1.";
  if (text.size() < 12 || !text.starts_with(protocol)) return std::nullopt;
  Head head;
  head.keep_alive = text[protocol.size()] != '0';
  const auto status = number(text.substr(9, 3), 10, 999);
  if (!status) return std::nullopt;
  head.status = static_cast<int>(*status);
  text.remove_prefix(std::min(text.find(line_end), text.size() - 2) + 2);
  while (!text.empty()) {
    const auto line = text.substr(0, text.find(line_end));
    text.remove_prefix(std::min(line.size() + line_end.size(), text.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const auto name = line.substr(0, colon);
    const auto value = trimmed(line.substr(colon + 1));
    if (aws::equals_ignore_case(name, "Content-Length")) {
      head.length = number(value, 10, max_length);
      if (!head.length) return std::nullopt;
    } else if (aws::equals_ignore_case(name, "Transfer-Encoding")) {
      head.chunked = aws::equals_ignore_case(value, "chunked");
    } else if (aws::equals_ignore_case(name, "Connection")) {
      if (aws::equals_ignore_case(value, "close")) head.keep_alive = false;
      if (aws::equals_ignore_case(value, "keep-alive")) head.keep_alive = true;
    }
  }
  if (head.status == 204 || head.status == 304) head.length = 0;
  return head;
}

bool AnswerReader::take_head() {
  while (!head_) {
    const auto text = rest();
    const auto end = text.find(head_end, scanned_);
    if (end == std::string_view::npos) {
      scanned_ = text.size() < head_end.size() ? 0 : text.size() - head_end.size() + 1;
      return false;
    }
    scanned_ = 0;
    head_ = read_head(text.substr(0, end + line_end.size()));
    begin_ += end + head_end.size();
    if (!head_) head_ = Head{};
    // An interim answer announces the one that counts.
    if (head_->status >= 100 && head_->status < 200) head_.reset();
  }
  return true;
}

std::optional<Answer> AnswerReader::whole(std::string_view body, std::size_t bytes) {
  const Answer answer{head_->status, head_->keep_alive && !closed_, body, body.size()};
  begin_ += bytes;
  head_.reset();
  return answer;
}

std::optional<Answer> AnswerReader::broken() {
  begin_ = end_;
  head_.reset();
  return Answer{.status = 0, .keep_alive = false, .body = {}, .length = 0};
}

std::optional<Answer> AnswerReader::take_passing() {
  const auto passing = std::min<std::uint64_t>(rest().size(), *head_->length - passed_);
  passed_ += passing;
  begin_ += passing;
  if (passed_ < *head_->length) return std::nullopt;
  Answer answer{head_->status, head_->keep_alive && !closed_, {}, passed_};
  passed_ = 0;
  head_.reset();
  return answer;
}

std::optional<Answer> AnswerReader::take_chunks() {
  for (;;) {
    const auto text = rest();
    const auto line = text.find(line_end);
    if (line == std::string_view::npos) return std::nullopt;
    const auto size = number(text.substr(0, line), 16, max_body);
    if (!size || chunks_.size() + *size > max_body) return broken();
    if (*size == 0) {
      // Trailers end as a head does: with an empty line.
      const auto end = text.find(head_end, line);
      if (end == std::string_view::npos) return std::nullopt;
      return whole(chunks_, end + head_end.size());
    }
    const auto begin = line + line_end.size();
    if (text.size() < begin + *size + line_end.size()) return std::nullopt;
    chunks_.append(text.substr(begin, *size));
    begin_ += begin + *size + line_end.size();
  }
}

std::optional<Answer> AnswerReader::take() {
  if (!head_) {
    chunks_.clear();
    if (!take_head()) {
      return rest().size() > max_head ? broken() : std::nullopt;
    }
  }
  if (head_->status == 0) return broken();
  if (head_->chunked) return take_chunks();
  if (passes()) return take_passing();
  if (head_->length && *head_->length > max_body) return broken();
  const auto text = rest();
  if (head_->length) {
    if (text.size() < *head_->length) return std::nullopt;
    return whole(text.substr(0, *head_->length), *head_->length);
  }
  if (text.size() > max_body) return broken();
  if (!closed_) return std::nullopt;
  return whole(text, text.size());
}

}  // namespace bellwether::bench
