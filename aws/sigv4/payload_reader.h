// The object's bytes out of a request's body, whatever form the request declared, held to all that
// the form promises: the hash, the chunks' framing and signatures, the declared length.
//
//   auto reader = PayloadReader::make(request.headers, verifier);
//   while (bytes arrive) {
//     for (std::string_view input = bytes;;) {
//       auto piece = reader->next(input);  // or an error of S3's, ready to be answered
//       if (!piece || piece->empty()) break;
//       write(*piece);
//     }
//   }
//   auto whole = reader->finish();
//
// Nothing is proven before finish(). Not for two threads at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/core/error.h"
#include "aws/core/http.h"
#include "aws/sigv4/chunked.h"
#include "aws/sigv4/payload.h"
#include "aws/sigv4/streaming.h"

namespace bellwether::aws::sigv4 {

class PayloadReader {
 public:
  // `verifier`: of the chunks' signatures; without one they are read and believed. The errors of
  // payload_form() and declared_chunks().
  static Result<PayloadReader> make(const Headers& headers,
                                    std::optional<StreamingVerifier> verifier);

  // The next piece, taken off the front of `input` and pointing into it; empty once all of it is
  // consumed. After an error there is nothing more to read.
  Result<std::string_view> next(std::string_view& input);
  // At the body's end. XAmzContentSHA256Mismatch, IncompleteBody.
  Result<Unit> finish() const;

  PayloadForm form() const { return form_; }
  // Names in lower case: the checksum that a streaming client sends last. Complete after finish().
  const std::vector<std::pair<std::string, std::string>>& trailers() const {
    return decoder_.trailers();
  }

 private:
  PayloadReader(PayloadForm form, chunked::Declared declared, std::string hash,
                std::optional<StreamingVerifier> verifier)
      : form_(form),
        decoder_(std::move(declared)),
        declared_hash_(std::move(hash)),
        verifier_(std::move(verifier)) {}

  Result<std::string_view> next_of_chunks(std::string_view& input);

  PayloadForm form_;
  chunked::Decoder decoder_;
  // PayloadForm::sha256 only.
  std::string declared_hash_;
  Sha256 hash_;
  std::optional<StreamingVerifier> verifier_;
};

}  // namespace bellwether::aws::sigv4
