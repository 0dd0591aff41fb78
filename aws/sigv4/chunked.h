// Takes a body of `Content-Encoding: aws-chunked` apart as it arrives: payload without copies, the
// chunks' signatures, the trailers. Memory is bounded whatever the peer sends.
//
//   Decoder decoder({.decoded_length = 66560, .signed_chunks = true});
//   while (bytes arrive) {
//     for (std::string_view input = bytes;;) {
//       const auto event = decoder.next(input);
//       if (!event) refuse(decoder.error(event.error()));
//       if (event->kind == Event::Kind::starved) break;
//       ...
//     }
//   }
//   if (auto whole = decoder.finish(); !whole) refuse(decoder.error(whole.error()));
//
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/core/error.h"

namespace bellwether::aws::sigv4::chunked {

// A size of 16 digits and a signature take 98 bytes.
inline constexpr std::size_t max_chunk_header = 1024;
// All trailers together; one checksum and a signature take less than 200 bytes.
inline constexpr std::size_t max_trailers = 16 * 1024;
// What S3 demands of every chunk but the last.
inline constexpr std::uint64_t min_chunk = 8192;

// What the request's headers say of the body.
struct Declared {
  // x-amz-decoded-content-length.
  std::uint64_t decoded_length = 0;
  // STREAMING-AWS4-...: every chunk carries its signature, and so do the trailers.
  bool signed_chunks = false;
  // ...-TRAILER.
  bool trailer = false;
  // x-amz-trailer: the trailers that have to come, in lower case.
  std::vector<std::string> trailer_names{};
};

struct Event {
  enum class Kind {
    starved,  // all input is consumed and more is needed
    chunk,    // a chunk begins, also the empty last one; `text` is its signature, if signed
    payload,  // `text` is the object's
    end,      // after the trailers; comes once
  };
  Kind kind = Kind::starved;
  // Valid until the next call, and no longer than the input.
  std::string_view text{};
};

enum class Failure {
  malformed,          // the framing is not what it should be
  incomplete,         // the body ended within a chunk or its trailers
  length_mismatch,    // the payload is not as long as declared
  small_chunk,        // another chunk follows one of less than min_chunk
  malformed_trailer,  // a trailer has no name, was not declared, came twice, or is missing
};

class Decoder {
 public:
  explicit Decoder(Declared declared) : declared_(std::move(declared)) {}

  // Takes bytes off the front of `input` up to the next event. After a failure there is no next.
  std::expected<Event, Failure> next(std::string_view& input);
  // Whether the body may end here.
  std::expected<void, Failure> finish() const;

  // Names in lower case, in their order; complete after Event::Kind::end.
  const std::vector<std::pair<std::string, std::string>>& trailers() const { return trailers_; }
  // Of signed trailers; the rest of the body's signature chain is in the chunk events.
  const std::string& trailer_signature() const { return trailer_signature_; }

  // S3's answer to a failure.
  Error error(Failure failure) const;

 private:
  enum class State { chunk_header, payload, after_payload, trailers, ended, ended_twice };

  using Step = std::expected<std::optional<Event>, Failure>;

  Step chunk_header(std::string_view line);
  Step trailer_line(std::string_view line);
  Step end_of_trailers();
  // The next line without its LF; nothing while it has not arrived whole.
  std::expected<std::optional<std::string_view>, Failure> line(std::string_view& input,
                                                               std::size_t limit);

  Declared declared_;
  State state_ = State::chunk_header;
  // Of a line that is split over inputs.
  std::string partial_;
  std::string line_;
  std::uint64_t received_ = 0;
  std::uint64_t chunk_number_ = 0;
  std::uint64_t chunk_size_ = 0;
  std::uint64_t chunk_left_ = 0;
  std::size_t trailer_bytes_ = 0;
  bool blank_before_signature_ = false;
  std::vector<std::pair<std::string, std::string>> trailers_;
  std::string trailer_signature_;
};

}  // namespace bellwether::aws::sigv4::chunked
