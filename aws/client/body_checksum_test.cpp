#include "aws/client/body_checksum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/client/client_core.h"
#include "aws/client/test_server.h"

namespace bellwether::aws {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using testing::ok;
using testing::status;
using testing::TestServer;

constexpr ServiceInfo service{.name = "s3",
                              .endpoint_prefix = "s3",
                              .signing_name = "s3",
                              .endpoint_env = "S3",
                              .protocol = Protocol::rest_xml,
                              .errors = xml::error_form};
constexpr OperationInfo operation{
    .service = service, .name = "PutObject", .method = "PUT", .uri = "/{Bucket}/{Key+}"};

// Bytes that are handed out a few at a time.
class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  std::uint64_t size() const override { return text_.size(); }
  bool rewind() override {
    ++rewound;
    at_ = 0;
    return true;
  }
  std::expected<std::size_t, std::string> read(char* into, std::size_t capacity) override {
    if (fails) return std::unexpected("no more wool");
    const std::size_t got = text_.copy(into, std::min<std::size_t>(capacity, 3), at_);
    at_ += got;
    return got;
  }
  int rewound = 0;
  bool fails = false;

 private:
  std::string text_;
  std::size_t at_ = 0;
};

class TextSink final : public ByteSink {
 public:
  std::expected<void, std::string> write(const char* bytes, std::size_t size) override {
    if (fails) return std::unexpected("the barn is full");
    text.append(bytes, size);
    return {};
  }
  std::string text;
  bool fails = false;
};

std::shared_ptr<ClientCore> core(const TestServer& server) {
  ClientConfig config;
  config.region = "eu-west-3";
  config.endpoint_url = server.url();
  config.credentials = std::make_shared<StaticCredentials>(Credentials{"AKID", "secret", "", {}});
  auto ambient = Ambient::of_the_process();
  ambient.sleep = [](auto) {};
  return std::make_shared<ClientCore>(std::move(config), std::move(ambient));
}

HttpRequest put(std::shared_ptr<ByteSource> source) {
  HttpRequest request{.method = "PUT", .target = "/b/k"};
  request.source = std::move(source);
  return request;
}

TEST(BodyChecksum, is_a_crc32_unless_another_is_named_or_given) {
  HttpRequest request{.body = "123456789"};
  ASSERT_TRUE(add_request_checksum(request, std::nullopt));
  EXPECT_EQ(request.headers.get("x-amz-checksum-crc32"), "y/Q5Jg==");
  EXPECT_EQ(request.headers.get("x-amz-sdk-checksum-algorithm"), "CRC32");

  HttpRequest named{.body = "123456789"};
  ASSERT_TRUE(add_request_checksum(named, "CRC64NVME"));
  EXPECT_EQ(named.headers.get("x-amz-checksum-crc64nvme"), "rosUhgp5mIg=");

  HttpRequest given{.body = "123456789"};
  given.headers.add("X-Amz-Checksum-Sha1", "AAAA");
  ASSERT_TRUE(add_request_checksum(given, std::nullopt));
  EXPECT_EQ(given.headers.size(), 1U);

  EXPECT_EQ(add_request_checksum(request = {}, "CRC16").error().code, "InvalidChecksumAlgorithm");
}

TEST(BodyChecksum, refuses_a_body_that_is_not_the_checksums) {
  HttpResponse response{.body = "123456789"};
  EXPECT_TRUE(verify_response_checksum(response));
  response.headers.add("x-amz-checksum-crc32", "y/Q5Jg==");
  EXPECT_TRUE(verify_response_checksum(response));
  response.body = "123456780";
  EXPECT_EQ(verify_response_checksum(response).error().code, "FlexibleChecksumError");
  HttpResponse of_parts{.body = "whatever"};
  of_parts.headers.add("x-amz-checksum-crc32", "y/Q5Jg==-2");
  EXPECT_TRUE(verify_response_checksum(of_parts));
}

TEST(StreamedBody, is_sent_from_its_source_again_for_every_attempt) {
  int answers = 0;
  TestServer server([&](const std::string&) {
    return ++answers == 1 ? status(503, "<Error><Code>SlowDown</Code></Error>") : ok("");
  });
  auto source = std::make_shared<TextSource>("wool of ten sheep");
  const auto response = core(server)->call(operation, put(source));
  ASSERT_TRUE(response) << response.error().message;
  ASSERT_EQ(server.requests().size(), 2U);
  for (const auto& request : server.requests()) {
    EXPECT_THAT(request, HasSubstr("Content-Length: 17\r\n"));
    EXPECT_THAT(request, EndsWith("wool of ten sheep"));
    // Of "wool of ten sheep": without TLS the signature covers the body.
    EXPECT_THAT(request, HasSubstr("X-Amz-Content-Sha256: " + *sha256_of(*source)));
  }
}

TEST(StreamedBody, says_what_failed_at_its_source) {
  TestServer server([](const std::string&) { return ok(""); });
  auto source = std::make_shared<TextSource>("wool");
  source->fails = true;
  const auto response = core(server)->call(operation, put(source));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, "BodyStreamError");
  EXPECT_THAT(response.error().message, HasSubstr("no more wool"));
}

TEST(StreamedBody, goes_to_its_sink_and_is_verified_on_the_way) {
  TestServer server([](const std::string& request) {
    const bool wrong = request.find("/wrong") != std::string::npos;
    return ok(wrong ? "123456780" : "123456789", "x-amz-checksum-crc32: y/Q5Jg==\r\n");
  });
  const auto client = core(server);
  TextSink sink;
  VerifyingSink verifying(sink);
  const auto response = client->call(operation, {.method = "GET", .target = "/b/k"}, &verifying);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(sink.text, "123456789");
  EXPECT_EQ(response->body, "");
  EXPECT_TRUE(verifying.verify());
  ASSERT_TRUE(client->call(operation, {.method = "GET", .target = "/wrong"}, &verifying));
  EXPECT_EQ(verifying.verify().error().code, "FlexibleChecksumError");
}

TEST(StreamedBody, leaves_errors_out_of_the_sink_and_is_not_retried_once_it_began) {
  int answers = 0;
  TestServer server([&](const std::string& request) {
    ++answers;
    if (request.find("/missing") != std::string::npos) {
      return status(404, "<Error><Code>NoSuchKey</Code><Message>none</Message></Error>");
    }
    return std::string("HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nhalf");
  });
  const auto client = core(server);
  TextSink sink;
  VerifyingSink verifying(sink);
  const auto missing = client->call(operation, {.target = "/missing"}, &verifying);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, "NoSuchKey");
  EXPECT_EQ(sink.text, "");
  answers = 0;
  sink.fails = true;
  const auto full = client->call(operation, {.target = "/k"}, &verifying);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, "BodyStreamError");
  EXPECT_THAT(full.error().message, HasSubstr("the barn is full"));
  EXPECT_EQ(answers, 1);
}

}  // namespace
}  // namespace bellwether::aws
