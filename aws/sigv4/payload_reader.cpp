#include "aws/sigv4/payload_reader.h"

namespace bellwether::aws::sigv4 {

Result<PayloadReader> PayloadReader::make(const Headers& headers,
                                          std::optional<StreamingVerifier> verifier) {
  auto form = payload_form(headers);
  if (!form) return fail(std::move(form.error()));
  if (*form == PayloadForm::sha256) {
    return PayloadReader(*form, {}, std::string(headers.get("X-Amz-Content-Sha256")), {});
  }
  if (!is_streaming(*form)) return PayloadReader(*form, {}, {}, {});
  auto declared = declared_chunks(headers, *form);
  if (!declared) return fail(std::move(declared.error()));
  if (!has_signed_chunks(*form)) verifier.reset();
  return PayloadReader(*form, std::move(*declared), {}, std::move(verifier));
}

Result<std::string_view> PayloadReader::next(std::string_view& input) {
  if (is_streaming(form_)) return next_of_chunks(input);
  const std::string_view piece = std::exchange(input, {});
  if (form_ == PayloadForm::sha256) hash_.update(piece);
  return piece;
}

Result<std::string_view> PayloadReader::next_of_chunks(std::string_view& input) {
  for (;;) {
    const auto event = decoder_.next(input);
    if (!event) return fail(decoder_.error(event.error()));
    if (verifier_) {
      auto accepted = verifier_->accept(*event, decoder_);
      if (!accepted) return fail(std::move(accepted.error()));
    }
    if (event->kind == chunked::Event::Kind::starved) return std::string_view{};
    if (event->kind == chunked::Event::Kind::payload) return event->text;
  }
}

Result<Unit> PayloadReader::finish() const {
  if (is_streaming(form_)) {
    const auto whole = decoder_.finish();
    if (!whole) return fail(decoder_.error(whole.error()));
  }
  if (form_ == PayloadForm::sha256) {
    const std::string computed = hex(hash_.digest());
    if (!equals_ignore_case(computed, declared_hash_)) {
      return fail(payload_mismatch(declared_hash_, computed));
    }
  }
  return Unit{};
}

}  // namespace bellwether::aws::sigv4
