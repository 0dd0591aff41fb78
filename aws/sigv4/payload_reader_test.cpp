#include "aws/sigv4/payload_reader.h"

#include <gtest/gtest.h>

namespace bellwether::aws::sigv4 {
namespace {

Headers headers(std::string_view form, std::string_view decoded_length = {}) {
  Headers made;
  made.add("X-Amz-Content-Sha256", form);
  if (!decoded_length.empty()) made.add("X-Amz-Decoded-Content-Length", decoded_length);
  return made;
}

// The payload, or the error's code.
std::string read(const Headers& head, std::string_view body) {
  auto reader = PayloadReader::make(head, std::nullopt);
  if (!reader) return reader.error().code;
  std::string payload;
  while (!body.empty()) {
    std::string_view input = body.substr(0, 3);
    body.remove_prefix(input.size());
    for (;;) {
      const auto piece = reader->next(input);
      if (!piece) return piece.error().code;
      if (piece->empty()) break;
      payload.append(*piece);
    }
  }
  const auto whole = reader->finish();
  return whole ? payload : whole.error().code;
}

TEST(PayloadReader, passes_an_undeclared_or_unsigned_body_as_it_is) {
  EXPECT_EQ(read({}, "hello"), "hello");
  EXPECT_EQ(read(headers("UNSIGNED-PAYLOAD"), "hello"), "hello");
  EXPECT_EQ(read(headers("UNSIGNED-PAYLOAD"), ""), "");
}

TEST(PayloadReader, holds_a_body_to_its_hash) {
  std::string hash = sha256_hex("hello");
  EXPECT_EQ(read(headers(hash), "hello"), "hello");
  for (char& c : hash) c = static_cast<char>(c >= 'a' ? c - 32 : c);
  EXPECT_EQ(read(headers(hash), "hello"), "hello");
  EXPECT_EQ(read(headers(hash), "hallo"), "XAmzContentSHA256Mismatch");
  EXPECT_EQ(read(headers(hash), ""), "XAmzContentSHA256Mismatch");
}

TEST(PayloadReader, says_which_hash_it_computed) {
  auto reader = PayloadReader::make(headers(sha256_hex("hello")), std::nullopt);
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->finish().error().fields,
            "<ClientComputedContentSHA256>" + sha256_hex("hello") +
                "</ClientComputedContentSHA256><S3ComputedContentSHA256>" + sha256_hex("") +
                "</S3ComputedContentSHA256>");
}

TEST(PayloadReader, takes_chunks_apart) {
  const Headers head = headers("STREAMING-UNSIGNED-PAYLOAD-TRAILER", "5");
  EXPECT_EQ(read(head, "5\r\nhello\r\n0\r\n\r\n"), "hello");
  EXPECT_EQ(read(head, "5\r\nhello\r\n0\r\n"), "IncompleteBody");
  EXPECT_EQ(read(head, "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n"),
            "MalformedTrailerError");
}

TEST(PayloadReader, gives_the_trailers) {
  Headers head = headers("STREAMING-UNSIGNED-PAYLOAD-TRAILER", "5");
  head.add("X-Amz-Trailer", "x-amz-checksum-crc32");
  auto reader = PayloadReader::make(head, std::nullopt);
  ASSERT_TRUE(reader);
  std::string_view input = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";
  EXPECT_EQ(reader->next(input), "hello");
  EXPECT_EQ(reader->next(input), "");
  EXPECT_TRUE(reader->finish());
  EXPECT_EQ(
      reader->trailers(),
      (std::vector<std::pair<std::string, std::string>>{{"x-amz-checksum-crc32", "NhCmhg=="}}));
}

TEST(PayloadReader, reads_signed_chunks_with_and_without_a_verifier) {
  const Headers head = headers("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "5");
  const std::string signature(64, 'a');
  const std::string body =
      "5;chunk-signature=" + signature + "\r\nhello\r\n0;chunk-signature=" + signature + "\r\n\r\n";
  EXPECT_EQ(read(head, body), "hello");
  auto strict = PayloadReader::make(head, StreamingVerifier({.signature = signature}, {}));
  ASSERT_TRUE(strict);
  std::string_view input = body;
  EXPECT_EQ(strict->next(input), "hello");
  const auto forged = strict->next(input);
  ASSERT_FALSE(forged);
  EXPECT_EQ(forged.error().code, "SignatureDoesNotMatch");
}

TEST(PayloadReader, refuses_what_is_declared_wrongly) {
  EXPECT_EQ(read(headers("garbage"), "hello"), "InvalidArgument");
  EXPECT_EQ(read(headers("STREAMING-UNSIGNED-PAYLOAD-TRAILER"), "0\r\n\r\n"),
            "MissingContentLength");
}

}  // namespace
}  // namespace bellwether::aws::sigv4
