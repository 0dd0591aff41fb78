#include "aws/sigv4/chunked.h"

#include <gtest/gtest.h>

namespace bellwether::aws::sigv4::chunked {
namespace {

const std::string signature_a(64, 'a');
const std::string signature_b(64, 'b');
const std::string signature_c(64, 'c');

struct Decoded {
  std::string payload;
  std::vector<std::string> signatures;
  std::vector<std::pair<std::string, std::string>> trailers;
  std::string trailer_signature;
  std::optional<Failure> failure;

  friend bool operator==(const Decoded&, const Decoded&) = default;
};

// Feeds pieces that end at the given places.
Decoded decode(const Declared& declared, std::string_view body,
               const std::vector<std::size_t>& splits = {}) {
  Decoder decoder(declared);
  Decoded decoded;
  std::size_t at = 0;
  const auto feed = [&](std::size_t end) {
    // A copy that goes away, so that a view kept too long is found by the sanitizer.
    const std::string piece(body.substr(at, end - at));
    at = end;
    for (std::string_view input = piece; !decoded.failure;) {
      const auto event = decoder.next(input);
      if (!event) {
        decoded.failure = event.error();
        return;
      }
      if (event->kind == Event::Kind::starved) {
        EXPECT_TRUE(input.empty());
        return;
      }
      if (event->kind == Event::Kind::payload) decoded.payload += event->text;
      if (event->kind == Event::Kind::chunk) decoded.signatures.emplace_back(event->text);
    }
  };
  for (const std::size_t split : splits) feed(split);
  feed(body.size());
  decoded.trailers = decoder.trailers();
  decoded.trailer_signature = decoder.trailer_signature();
  if (!decoded.failure) {
    if (const auto whole = decoder.finish(); !whole) decoded.failure = whole.error();
  }
  return decoded;
}

std::optional<Failure> failure_of(const Declared& declared, std::string_view body) {
  return decode(declared, body).failure;
}

Declared unsigned_trailer(std::uint64_t length) {
  return {.decoded_length = length, .trailer = true, .trailer_names = {"x-amz-checksum-crc32"}};
}

const std::string hello_unsigned = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";

std::string signed_hello() {
  return "5;chunk-signature=" + signature_a + "\r\nhello\r\n0;chunk-signature=" + signature_b +
         "\r\n";
}

Declared signed_trailer() {
  return {.decoded_length = 5,
          .signed_chunks = true,
          .trailer = true,
          .trailer_names = {"x-amz-checksum-crc32"}};
}

TEST(ChunkedDecoder, decodes_unsigned_chunks_and_their_trailer) {
  const Decoded decoded = decode(unsigned_trailer(5), hello_unsigned);
  EXPECT_FALSE(decoded.failure);
  EXPECT_EQ(decoded.payload, "hello");
  EXPECT_EQ(
      decoded.trailers,
      (std::vector<std::pair<std::string, std::string>>{{"x-amz-checksum-crc32", "NhCmhg=="}}));
}

TEST(ChunkedDecoder, decodes_signed_chunks) {
  const Decoded decoded =
      decode({.decoded_length = 5, .signed_chunks = true}, signed_hello() + "\r\n");
  EXPECT_FALSE(decoded.failure);
  EXPECT_EQ(decoded.payload, "hello");
  EXPECT_EQ(decoded.signatures, (std::vector<std::string>{signature_a, signature_b}));
}

TEST(ChunkedDecoder, reads_signed_trailers_as_the_sdks_the_manual_and_minio_write_them) {
  const std::string signature = "x-amz-trailer-signature:" + signature_c + "\r\n\r\n";
  for (const std::string& trailers : {"x-amz-checksum-crc32:NhCmhg==\r\n" + signature,
                                      "x-amz-checksum-crc32:NhCmhg==\n\r\n" + signature,
                                      "\r\nX-Amz-Checksum-CRC32: NhCmhg==\r\n" + signature}) {
    const Decoded decoded = decode(signed_trailer(), signed_hello() + trailers);
    EXPECT_FALSE(decoded.failure) << trailers;
    EXPECT_EQ(decoded.trailer_signature, signature_c);
    EXPECT_EQ(decoded.trailers.at(0).first, "x-amz-checksum-crc32");
    EXPECT_EQ(decoded.trailers.at(0).second, "NhCmhg==");
  }
}

TEST(ChunkedDecoder, accepts_one_empty_line_more_after_unsigned_trailers) {
  const std::string body = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\n\r\n\r\n";
  EXPECT_FALSE(failure_of(unsigned_trailer(5), body));
  EXPECT_EQ(failure_of(unsigned_trailer(5), body + "\r\n"), Failure::malformed);
  EXPECT_EQ(failure_of(unsigned_trailer(5), hello_unsigned + "x"), Failure::malformed);
}

TEST(ChunkedDecoder, decodes_an_empty_object) {
  EXPECT_FALSE(failure_of({.trailer = true}, "0\r\n\r\n"));
  EXPECT_FALSE(
      failure_of({.signed_chunks = true}, "0;chunk-signature=" + signature_a + "\r\n\r\n"));
}

TEST(ChunkedDecoder, decodes_every_split_of_a_message_identically) {
  const std::string big(min_chunk, 'x');
  const std::string body = "2000;chunk-signature=" + signature_a + "\r\n" + big + "\r\n" +
                           signed_hello() + "x-amz-checksum-crc32:NhCmhg==\r\n" +
                           "x-amz-trailer-signature:" + signature_c + "\r\n\r\n";
  Declared declared = signed_trailer();
  declared.decoded_length = 5 + min_chunk;
  const Decoded whole = decode(declared, body);
  EXPECT_FALSE(whole.failure);
  EXPECT_EQ(whole.payload, big + "hello");
  std::vector<std::size_t> every;
  for (std::size_t split = 0; split <= body.size(); ++split) {
    ASSERT_EQ(decode(declared, body, {split}), whole) << split;
    every.push_back(split);
  }
  EXPECT_EQ(decode(declared, body, every), whole);
}

TEST(ChunkedDecoder, hands_payload_out_of_the_input_itself) {
  Decoder decoder({.decoded_length = 5, .trailer = true});
  const std::string_view body = "5\r\nhello";
  std::string_view input = body;
  ASSERT_EQ(decoder.next(input)->kind, Event::Kind::chunk);
  const auto payload = decoder.next(input);
  EXPECT_EQ(payload->text.data(), body.data() + 3);
}

TEST(ChunkedDecoder, finds_every_truncation_incomplete) {
  const std::string body = signed_hello() + "x-amz-checksum-crc32:NhCmhg==\r\n" +
                           "x-amz-trailer-signature:" + signature_c + "\r\n\r\n";
  for (std::size_t size = 0; size < body.size(); ++size) {
    ASSERT_EQ(failure_of(signed_trailer(), body.substr(0, size)), Failure::incomplete) << size;
  }
}

TEST(ChunkedDecoder, refuses_malformed_framing) {
  for (const char* body :
       {"A\ndummy data\r\n0\r\n\r\n", "A\r\ndummy data0\r\n\r\n",
        "A\r\nXYZ\r\ndummy data\r\n0\r\n\r\n", "size\r\ndummy data\r\n0\r\n\r\n", "-1\r\n",
        "0x5\r\nhello\r\n", " 5\r\nhello\r\n", "\r\n", "A;chunk-signature=00\r\ndummy data\r\n",
        "5 \r\nhello\r\n", "00000000000000005\r\nhello\r\n"}) {
    EXPECT_EQ(failure_of(unsigned_trailer(10), body), Failure::malformed) << body;
  }
  const Declared declared{.decoded_length = 5, .signed_chunks = true};
  for (const std::string& body :
       {std::string("5\r\nhello\r\n"), "5;chunk-signature=" + signature_a + "0\r\nhello\r\n",
        "5;signature=" + signature_a + "\r\nhello\r\n",
        std::string("5;chunk-signature=\r\nhello\r\n"),
        signed_hello() + "x-amz-checksum-crc32:NhCmhg==\r\n"}) {
    EXPECT_EQ(failure_of(declared, body), Failure::malformed) << body;
  }
}

TEST(ChunkedDecoder, holds_the_payload_to_its_declared_length) {
  EXPECT_EQ(failure_of(unsigned_trailer(4), hello_unsigned), Failure::length_mismatch);
  EXPECT_EQ(failure_of(unsigned_trailer(6), hello_unsigned), Failure::length_mismatch);
  EXPECT_EQ(failure_of(unsigned_trailer(6), "ffffffffffffffff\r\n"), Failure::length_mismatch);
}

TEST(ChunkedDecoder, holds_trailers_to_what_was_declared) {
  const std::string chunks = "5\r\nhello\r\n0\r\n";
  for (const char* trailers :
       {"\r\n", ":NhCmhg==\r\n\r\n", "x-amz-checksum-sha1:NhCmhg==\r\n\r\n",
        "x-amz-checksum-crc32\r\n\r\n", "x-amz-trailer-signature:NhCmhg==\r\n\r\n",
        "x-amz-checksum-crc32:a\r\nx-amz-checksum-crc32:a\r\n\r\n"}) {
    EXPECT_EQ(failure_of(unsigned_trailer(5), chunks + trailers), Failure::malformed_trailer)
        << trailers;
  }
  EXPECT_EQ(failure_of({.decoded_length = 5, .trailer = true}, hello_unsigned),
            Failure::malformed_trailer);
}

TEST(ChunkedDecoder, demands_the_signature_of_signed_trailers_last) {
  const std::string checksum = "x-amz-checksum-crc32:NhCmhg==\r\n";
  const std::string signature = "x-amz-trailer-signature:" + signature_c + "\r\n";
  EXPECT_EQ(failure_of(signed_trailer(), signed_hello() + checksum + "\r\n\r\n"),
            Failure::malformed);
  EXPECT_EQ(failure_of(signed_trailer(), signed_hello() + signature + checksum + "\r\n"),
            Failure::malformed_trailer);
  EXPECT_EQ(
      failure_of(signed_trailer(), signed_hello() + checksum + "x-amz-trailer-signature:00\r\n"),
      Failure::malformed);
}

TEST(ChunkedDecoder, allows_only_the_last_chunk_to_be_small) {
  const auto body = [](const std::vector<std::size_t>& sizes) {
    std::string text;
    for (const std::size_t size : sizes) {
      char digits[16];
      const int count = std::snprintf(digits, sizeof digits, "%zx", size);
      text += std::string(digits, static_cast<std::size_t>(count)) + "\r\n" +
              std::string(size, 'x') + "\r\n";
    }
    return text + "0\r\n\r\n";
  };
  EXPECT_FALSE(failure_of({.decoded_length = 16484, .trailer = true}, body({8192, 8192, 100})));
  EXPECT_EQ(failure_of({.decoded_length = 8392, .trailer = true}, body({100, 8192, 100})),
            Failure::small_chunk);
}

TEST(ChunkedDecoder, says_which_chunk_was_small_as_s3_does) {
  Decoder decoder({.decoded_length = 5, .trailer = true});
  std::string_view input = "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";
  std::optional<Failure> failure;
  while (!failure) {
    const auto event = decoder.next(input);
    ASSERT_TRUE(!event || event->kind != Event::Kind::starved);
    if (!event) failure = event.error();
  }
  const Error error = decoder.error(*failure);
  EXPECT_EQ(error.code, "InvalidChunkSizeError");
  EXPECT_EQ(error.http_status, 403);
  EXPECT_EQ(error.fields, "<Chunk>2</Chunk><BadChunkSize>3</BadChunkSize>");
}

TEST(ChunkedDecoder, bounds_headers_and_trailers) {
  EXPECT_EQ(failure_of(unsigned_trailer(5), std::string(max_chunk_header + 1, '0')),
            Failure::malformed);
  const std::string endless(max_trailers, 'x');
  EXPECT_EQ(failure_of(unsigned_trailer(5), "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:" + endless),
            Failure::malformed);
  std::vector<std::size_t> splits(2 * max_trailers);
  for (std::size_t i = 0; i < splits.size(); ++i) splits[i] = i;
  EXPECT_EQ(decode(unsigned_trailer(5), "5\r\nhello\r\n0\r\n" + endless + endless, splits).failure,
            Failure::malformed);
}

TEST(ChunkedDecoder, answers_as_s3_does) {
  const Decoder decoder({});
  EXPECT_EQ(decoder.error(Failure::malformed).code, "IncompleteBody");
  EXPECT_EQ(decoder.error(Failure::incomplete).message, "The request body terminated unexpectedly");
  EXPECT_EQ(decoder.error(Failure::length_mismatch).code, "IncompleteBody");
  EXPECT_EQ(decoder.error(Failure::malformed_trailer).code, "MalformedTrailerError");
}

}  // namespace
}  // namespace bellwether::aws::sigv4::chunked
