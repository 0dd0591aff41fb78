#include "aws/sigv4/chunked.h"

#include <algorithm>
#include <charconv>

#include "aws/sigv4/parts.h"

namespace bellwether::aws::sigv4::chunked {
namespace {

constexpr std::string_view chunk_signature = "chunk-signature=";
constexpr std::string_view trailer_signature_name = "x-amz-trailer-signature";
constexpr std::size_t signature_size = 64;
constexpr std::size_t max_size_digits = 16;

std::unexpected<Failure> failed(Failure failure) {
  return std::unexpected(failure);
}

std::optional<std::uint64_t> hexadecimal(std::string_view text) {
  std::uint64_t value = 0;
  if (text.empty() || text.size() > max_size_digits) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::expected<std::optional<std::string_view>, Failure> Decoder::line(std::string_view& input,
                                                                      std::size_t limit) {
  const std::size_t end = input.find('\n');
  const std::string_view piece = input.substr(0, end);
  if (partial_.size() + piece.size() > limit) return failed(Failure::malformed);
  if (end == std::string_view::npos) {
    partial_.append(piece);
    input = {};
    return std::nullopt;
  }
  input.remove_prefix(end + 1);
  if (partial_.empty()) return piece;
  partial_.append(piece);
  line_.swap(partial_);
  partial_.clear();
  return line_;
}

std::expected<Event, Failure> Decoder::next(std::string_view& input) {
  for (;;) {
    if (input.empty()) return Event{};
    if (state_ == State::payload) {
      const std::string_view piece =
          input.substr(0, std::min<std::uint64_t>(chunk_left_, input.size()));
      input.remove_prefix(piece.size());
      chunk_left_ -= piece.size();
      if (chunk_left_ == 0) state_ = State::after_payload;
      return Event{.kind = Event::Kind::payload, .text = piece};
    }

    std::size_t limit = 1;
    if (state_ == State::chunk_header) limit = max_chunk_header;
    if (state_ == State::trailers) limit = max_trailers - trailer_bytes_;
    const auto arrived = line(input, limit);
    if (!arrived) return failed(arrived.error());
    if (!*arrived) return Event{};

    Step step;
    switch (state_) {
      case State::chunk_header:
        step = chunk_header(**arrived);
        break;
      case State::trailers:
        step = trailer_line(**arrived);
        break;
      case State::after_payload:
        if (**arrived != "\r") return failed(Failure::malformed);
        state_ = State::chunk_header;
        break;
      case State::ended:
        // MinIO's client ends trailers with an empty line more than AWS's.
        if (**arrived != "\r") return failed(Failure::malformed);
        state_ = State::ended_twice;
        break;
      case State::ended_twice:
      case State::payload:
        return failed(Failure::malformed);
    }
    if (!step) return failed(step.error());
    if (*step) return **step;
  }
}

Decoder::Step Decoder::chunk_header(std::string_view line) {
  if (!line.ends_with('\r')) return failed(Failure::malformed);
  line.remove_suffix(1);
  std::string_view signature;
  if (declared_.signed_chunks) {
    const std::size_t semicolon = line.find(';');
    if (semicolon == std::string_view::npos) return failed(Failure::malformed);
    signature = line.substr(semicolon + 1);
    line = line.substr(0, semicolon);
    if (!signature.starts_with(chunk_signature)) return failed(Failure::malformed);
    signature.remove_prefix(chunk_signature.size());
    if (signature.size() != signature_size) return failed(Failure::malformed);
  }
  const auto size = hexadecimal(line);
  if (!size) return failed(Failure::malformed);

  ++chunk_number_;
  if (*size != 0 && chunk_number_ > 1 && chunk_size_ < min_chunk) {
    return failed(Failure::small_chunk);
  }
  if (*size > declared_.decoded_length - received_) return failed(Failure::length_mismatch);
  received_ += *size;
  if (*size == 0 && received_ != declared_.decoded_length) {
    return failed(Failure::length_mismatch);
  }
  chunk_size_ = *size;
  chunk_left_ = *size;
  state_ = *size == 0 ? State::trailers : State::payload;
  return Event{.kind = Event::Kind::chunk, .text = signature};
}

Decoder::Step Decoder::trailer_line(std::string_view line) {
  trailer_bytes_ += line.size() + 1;
  // SDKs end trailers in CRLF; AWS's manual, and MinIO's client after it, in LF.
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (trailer_bytes_ >= max_trailers) return failed(Failure::malformed);
  if (line.empty()) return end_of_trailers();

  if (!declared_.trailer) return failed(Failure::malformed);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !trailer_signature_.empty()) {
    return failed(Failure::malformed_trailer);
  }
  std::string name = lower_case(trimmed(line.substr(0, colon)));
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (declared_.signed_chunks && name == trailer_signature_name) {
    if (value.size() != signature_size) return failed(Failure::malformed);
    trailer_signature_ = value;
    return std::nullopt;
  }
  const auto same = [&](const auto& trailer) { return trailer.first == name; };
  if (std::ranges::find(declared_.trailer_names, name) == declared_.trailer_names.end() ||
      std::ranges::any_of(trailers_, same)) {
    return failed(Failure::malformed_trailer);
  }
  trailers_.emplace_back(std::move(name), value);
  return std::nullopt;
}

Decoder::Step Decoder::end_of_trailers() {
  if (declared_.trailer && declared_.signed_chunks && trailer_signature_.empty()) {
    // AWS's manual puts an empty line before the signature, its SDKs do not.
    if (blank_before_signature_) return failed(Failure::malformed);
    blank_before_signature_ = true;
    return std::nullopt;
  }
  if (trailers_.size() != declared_.trailer_names.size()) {
    return failed(Failure::malformed_trailer);
  }
  state_ = State::ended;
  return Event{.kind = Event::Kind::end};
}

std::expected<void, Failure> Decoder::finish() const {
  if (state_ != State::ended && state_ != State::ended_twice) return failed(Failure::incomplete);
  if (!partial_.empty()) return failed(Failure::malformed);
  return {};
}

Error Decoder::error(Failure failure) const {
  switch (failure) {
    case Failure::length_mismatch:
      return {.code = "IncompleteBody",
              .message =
                  "You did not provide the number of bytes specified by the Content-Length "
                  "HTTP header"};
    case Failure::small_chunk:
      // S3 counts the chunk that follows and gives the size of the one before.
      return {.code = "InvalidChunkSizeError",
              .message = "Only the last chunk is allowed to have a size less than 8192 bytes",
              .http_status = 403,
              .fields = "<Chunk>" + std::to_string(chunk_number_) + "</Chunk><BadChunkSize>" +
                        std::to_string(chunk_size_) + "</BadChunkSize>"};
    case Failure::malformed_trailer:
      return {.code = "MalformedTrailerError",
              .message =
                  "The request contained trailing data that was not well-formed or did not "
                  "conform to our published schema."};
    case Failure::malformed:
    case Failure::incomplete:
      break;
  }
  return {.code = "IncompleteBody", .message = "The request body terminated unexpectedly"};
}

}  // namespace bellwether::aws::sigv4::chunked
