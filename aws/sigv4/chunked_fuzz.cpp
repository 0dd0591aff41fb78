// Any bytes as an aws-chunked body, in one piece and in many: both fail or decode alike, and never
// more than was declared.
#include <cstdlib>

#include "aws/sigv4/chunked.h"
#include "tests/fuzz/target.h"

using namespace bellwether::aws::sigv4::chunked;  // NOLINT: a program of its own

namespace {

struct Outcome {
  std::string payload;
  std::string signatures;
  int ends = 0;
  std::optional<Failure> failure;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome decode(const Declared& declared, std::string_view body, std::size_t step) {
  Decoder decoder(declared);
  Outcome outcome;
  while (!body.empty()) {
    const std::string piece(body.substr(0, step));
    body.remove_prefix(piece.size());
    for (std::string_view input = piece;;) {
      const auto event = decoder.next(input);
      if (!event) {
        outcome.failure = event.error();
        return outcome;
      }
      if (event->kind == Event::Kind::starved) break;
      if (event->kind == Event::Kind::payload) outcome.payload += event->text;
      if (event->kind == Event::Kind::chunk) outcome.signatures += event->text;
      if (event->kind == Event::Kind::end) ++outcome.ends;
    }
  }
  if (const auto whole = decoder.finish(); !whole) outcome.failure = whole.error();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(bytes), size);
  for (const bool is_signed : {false, true}) {
    for (const bool trailer : {false, true}) {
      Declared declared{.decoded_length = 5, .signed_chunks = is_signed, .trailer = trailer};
      if (trailer) declared.trailer_names = {"x-amz-checksum-crc32"};
      const Outcome whole = decode(declared, body, size + 1);
      if (whole.payload.size() > declared.decoded_length) std::abort();
      if (!whole.failure && (whole.payload.size() != declared.decoded_length || whole.ends != 1)) {
        std::abort();
      }
      for (const std::size_t step : {1U, 2U, 7U}) {
        if (decode(declared, body, step) != whole) std::abort();
      }
    }
  }
  return 0;
}

std::vector<std::string> fuzz_seeds() {
  const std::string signature(64, 'a');
  const std::string chunks =
      "5;chunk-signature=" + signature + "\r\nhello\r\n0;chunk-signature=" + signature + "\r\n";
  return {
      "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
      "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\n\r\n\r\n",
      "5\r\nhello\r\n0\r\n\r\n",
      chunks + "\r\n",
      chunks + "x-amz-checksum-crc32:NhCmhg==\r\nx-amz-trailer-signature:" + signature + "\r\n\r\n",
      "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
      "",
  };
}
