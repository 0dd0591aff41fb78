// The signatures inside an aws-chunked body: each chunk's continues from the one before, the first
// from the request's own, the trailers' from the last chunk's.
//
//   StreamingVerifier verifier(*authorization, keys.key(secret, authorization->scope));
//   for every event of the decoder: if (auto signed_so = verifier.accept(event, decoder); !...)
//
// A chunk is known to be genuine once the next begins, so nothing may be kept before Kind::end.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "aws/sigv4/authorization.h"
#include "aws/sigv4/chunked.h"
#include "aws/sigv4/hash.h"

namespace bellwether::aws::sigv4 {

class StreamingVerifier {
 public:
  // `seed`: the authorization of the request's head, already verified.
  StreamingVerifier(const Authorization& seed, const Digest& signing_key);

  // Every event of the body, in order. SignatureDoesNotMatch when a chunk or the trailers are not
  // what was signed.
  Result<Unit> accept(const chunked::Event& event, const chunked::Decoder& decoder);

 private:
  Result<Unit> check_chunk();
  Result<Unit> check_trailers(const chunked::Decoder& decoder);
  Result<Unit> check(std::string_view kind, std::string_view hashes, std::string_view signature);

  Digest signing_key_;
  // The time and scope lines of every string to sign.
  std::string time_and_scope_;
  std::string access_key_id_;
  std::string previous_;
  // Of the chunk that passes; none before the first.
  std::optional<std::string> expected_;
  Sha256 chunk_hash_;
};

}  // namespace bellwether::aws::sigv4
