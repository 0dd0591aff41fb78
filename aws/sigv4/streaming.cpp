#include "aws/sigv4/streaming.h"

#include "aws/sigv4/s3_errors.h"
#include "aws/sigv4/timestamp.h"

namespace bellwether::aws::sigv4 {
namespace {

constexpr std::string_view chunk_algorithm = "AWS4-HMAC-SHA256-PAYLOAD";
constexpr std::string_view trailer_algorithm = "AWS4-HMAC-SHA256-TRAILER";

}  // namespace

StreamingVerifier::StreamingVerifier(const Authorization& seed, const Digest& signing_key)
    : signing_key_(signing_key),
      time_and_scope_(basic_time(seed.time) + "\n" + seed.scope.text() + "\n"),
      access_key_id_(seed.access_key_id),
      previous_(seed.signature) {}

Result<Unit> StreamingVerifier::accept(const chunked::Event& event,
                                       const chunked::Decoder& decoder) {
  switch (event.kind) {
    case chunked::Event::Kind::starved:
      break;
    case chunked::Event::Kind::payload:
      chunk_hash_.update(event.text);
      break;
    case chunked::Event::Kind::chunk: {
      auto checked = check_chunk();
      expected_ = event.text;
      return checked;
    }
    case chunked::Event::Kind::end: {
      auto checked = check_chunk();
      if (!checked || decoder.trailer_signature().empty()) return checked;
      return check_trailers(decoder);
    }
  }
  return Unit{};
}

Result<Unit> StreamingVerifier::check_chunk() {
  if (!expected_) return Unit{};
  const std::string hashes = sha256_hex("") + "\n" + hex(chunk_hash_.digest());
  chunk_hash_ = {};
  return check(chunk_algorithm, hashes, *expected_);
}

Result<Unit> StreamingVerifier::check_trailers(const chunked::Decoder& decoder) {
  std::string canonical;
  for (const auto& [name, value] : decoder.trailers()) {
    canonical.append(name).append(":").append(value).append("\n");
  }
  return check(trailer_algorithm, sha256_hex(canonical), decoder.trailer_signature());
}

Result<Unit> StreamingVerifier::check(std::string_view kind, std::string_view hashes,
                                      std::string_view signature) {
  std::string to_sign(kind);
  to_sign.append("\n").append(time_and_scope_).append(previous_).append("\n").append(hashes);
  previous_ = hex(hmac_sha256(signing_key_, to_sign));
  if (equal_in_constant_time(previous_, signature)) return Unit{};
  return fail(s3_signature_mismatch(
      {.access_key_id = access_key_id_, .string_to_sign = to_sign, .signature = signature}));
}

}  // namespace bellwether::aws::sigv4
