// AWS's examples of streamed uploads, and what becomes of them when they are tampered with.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
#include "aws/sigv4/streaming.h"

#include <gtest/gtest.h>

#include "aws/checksums/checksum.h"
#include "aws/sigv4/payload.h"
#include "aws/sigv4/s3_authorization.h"
#include "aws/sigv4/timestamp.h"

namespace bellwether::aws::sigv4 {
namespace {

constexpr std::string_view secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const Timestamp example_time = *parse_basic_time("20130524T000000Z");

// The example's request; `seed` is its signature.
HttpRequest example(std::string_view form, std::string_view seed, bool trailer) {
  HttpRequest request{.method = "PUT", .target = "/examplebucket/chunkObject.txt"};
  request.headers.add("Host", "s3.amazonaws.com");
  request.headers.add("x-amz-date", "20130524T000000Z");
  request.headers.add("x-amz-storage-class", "REDUCED_REDUNDANCY");
  request.headers.add("x-amz-content-sha256", form);
  request.headers.add("Content-Encoding", "aws-chunked");
  request.headers.add("x-amz-decoded-content-length", "66560");
  request.headers.add("Content-Length", "66824");
  if (trailer) request.headers.add("x-amz-trailer", "x-amz-checksum-crc32c");
  std::string names = trailer ? "content-encoding;host;x-amz-content-sha256;x-amz-date;"
                                "x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer"
                              : "content-encoding;content-length;host;x-amz-content-sha256;"
                                "x-amz-date;x-amz-decoded-content-length;x-amz-storage-class";
  request.headers.add("Authorization",
                      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/"
                      "aws4_request,SignedHeaders=" +
                          names + ",Signature=" + std::string(seed));
  return request;
}

HttpRequest plain_example() {
  return example("STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                 "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9", false);
}

HttpRequest trailer_example() {
  return example("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
                 "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e", true);
}

std::string chunk(std::string_view size, std::string_view signature, std::size_t length) {
  return std::string(size) + ";chunk-signature=" + std::string(signature) + "\r\n" +
         std::string(length, 'a') + (length > 0 ? "\r\n" : "");
}

std::string plain_body() {
  return chunk("10000", "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648", 65536) +
         chunk("400", "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497", 1024) +
         chunk("0", "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9", 0) + "\r\n";
}

std::string trailer_body() {
  return chunk("10000", "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2", 65536) +
         chunk("400", "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7", 1024) +
         chunk("0", "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992", 0) +
         "x-amz-checksum-crc32c:sOO8/Q==\r\n"
         "x-amz-trailer-signature:"
         "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";
}

// The whole way of an upload; the error's code, or nothing.
std::string upload(const HttpRequest& request, std::string_view body, std::string* payload = {}) {
  SigningKeys keys;
  const auto authorization = parse_s3_authorization(request);
  if (!authorization) return authorization.error().code;
  if (auto head = verify_s3(request, *authorization, secret, example_time, keys); !head) {
    return head.error().code;
  }
  const auto form = payload_form(request.headers);
  if (!form) return form.error().code;
  auto declared = declared_chunks(request.headers, *form);
  if (!declared) return declared.error().code;

  chunked::Decoder decoder(std::move(*declared));
  StreamingVerifier verifier(*authorization, keys.key(secret, authorization->scope));
  while (!body.empty()) {
    std::string_view input = body.substr(0, 10'000);
    body.remove_prefix(input.size());
    for (;;) {
      const auto event = decoder.next(input);
      if (!event) return decoder.error(event.error()).code;
      if (auto accepted = verifier.accept(*event, decoder); !accepted) {
        return accepted.error().code;
      }
      if (event->kind == chunked::Event::Kind::starved) break;
      if (event->kind == chunked::Event::Kind::payload && payload) payload->append(event->text);
    }
  }
  const auto whole = decoder.finish();
  return whole ? "" : decoder.error(whole.error()).code;
}

TEST(StreamingVerifier, accepts_the_manuals_signed_upload) {
  std::string payload;
  EXPECT_EQ(upload(plain_example(), plain_body(), &payload), "");
  EXPECT_EQ(payload, std::string(66560, 'a'));
}

TEST(StreamingVerifier, accepts_the_manuals_upload_with_a_trailer) {
  std::string payload;
  EXPECT_EQ(upload(trailer_example(), trailer_body(), &payload), "");
  Checksum checksum(ChecksumAlgorithm::crc32c);
  checksum.update(payload);
  EXPECT_EQ(base64_encode(checksum.digest()), "sOO8/Q==");
}

TEST(StreamingVerifier, refuses_a_changed_byte_in_any_chunk) {
  for (const std::size_t at : {200U, 65'720U}) {
    std::string body = plain_body();
    ASSERT_EQ(body[at], 'a');
    body[at] = 'b';
    EXPECT_EQ(upload(plain_example(), body), "SignatureDoesNotMatch") << at;
  }
}

TEST(StreamingVerifier, refuses_a_changed_signature_of_any_chunk_the_last_included) {
  for (const std::string_view signature : {"ad80c730", "0055627c", "b6c6ea8a"}) {
    std::string body = plain_body();
    body[body.find(signature)] ^= 1;
    EXPECT_EQ(upload(plain_example(), body), "SignatureDoesNotMatch") << signature;
  }
}

TEST(StreamingVerifier, refuses_a_changed_trailer_or_its_signature) {
  for (const std::string_view part : {"sOO8/Q==", "d81f82fc"}) {
    std::string body = trailer_body();
    body[body.find(part)] ^= 1;
    EXPECT_EQ(upload(trailer_example(), body), "SignatureDoesNotMatch") << part;
  }
}

TEST(StreamingVerifier, refuses_chunks_of_another_request) {
  EXPECT_EQ(upload(plain_example(), trailer_body()), "SignatureDoesNotMatch");
}

TEST(PayloadForm, is_what_x_amz_content_sha256_says) {
  const auto form = [](std::string_view value) {
    Headers headers;
    headers.add("x-amz-content-sha256", value);
    return payload_form(headers);
  };
  EXPECT_EQ(payload_form({}), PayloadForm::absent);
  EXPECT_EQ(form(sha256_hex("")), PayloadForm::sha256);
  EXPECT_EQ(form("UNSIGNED-PAYLOAD"), PayloadForm::unhashed);
  EXPECT_EQ(form("STREAMING-UNSIGNED-PAYLOAD-TRAILER"), PayloadForm::streaming_unsigned_trailer);
  EXPECT_EQ(form("unsigned-payload").error().code, "InvalidArgument");
  EXPECT_EQ(form(sha256_hex("").substr(1)).error().code, "InvalidArgument");
  EXPECT_EQ(form("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD").error().code, "NotImplemented");
}

TEST(DeclaredChunks, need_a_length_and_a_trailer_that_s3_knows) {
  Headers headers;
  const auto form = PayloadForm::streaming_unsigned_trailer;
  EXPECT_EQ(declared_chunks(headers, form).error().http_status, 411);
  headers.set("x-amz-decoded-content-length", "12x");
  EXPECT_EQ(declared_chunks(headers, form).error().code, "MissingContentLength");
  headers.set("x-amz-decoded-content-length", "12");
  headers.set("x-amz-trailer", "X-Amz-Checksum-CRC64NVME");
  const auto declared = declared_chunks(headers, form);
  ASSERT_TRUE(declared);
  EXPECT_EQ(declared->decoded_length, 12U);
  EXPECT_FALSE(declared->signed_chunks);
  EXPECT_EQ(declared->trailer_names, std::vector<std::string>{"x-amz-checksum-crc64nvme"});
  headers.set("x-amz-trailer", "x-amz-meta-a");
  EXPECT_EQ(declared_chunks(headers, form).error().code, "InvalidRequest");
}

}  // namespace
}  // namespace bellwether::aws::sigv4
