#include "tests/bench/s3/workload.h"

#include <set>

#include <gtest/gtest.h>

namespace bellwether::bench::s3 {
namespace {

Answer ok(std::string_view body, std::uint64_t length) {
  return {.status = 200, .keep_alive = true, .body = body, .length = length};
}

Request first_of(Workload& workload) {
  Request request;
  workload.next(request);
  return request;
}

std::string target_of(const Request& request) {
  const auto begin = request.bytes.find(' ') + 1;
  return request.bytes.substr(begin, request.bytes.find(' ', begin) - begin);
}

TEST(S3Workload, a_body_is_as_long_as_its_head_says) {
  for (const std::uint64_t bytes : {1ULL, 1024ULL, 1ULL << 20, 1ULL << 30}) {
    Workload workload({.operation = Operation::put_object, .object_bytes = bytes, .keys = 1});
    const auto request = first_of(workload);
    const auto head = request.bytes.find("\r\n\r\n") + 4;
    EXPECT_NE(request.bytes.find("Content-Length: " + std::to_string(bytes) + "\r\n"),
              std::string::npos);
    EXPECT_EQ(request.size() - head, bytes);
  }
}

TEST(S3Workload, every_object_is_asked_for_once_before_any_is_again) {
  Workload workload({.operation = Operation::get_object, .keys = 1000});
  std::set<std::string> seen;
  Request request;
  for (int i = 0; i < 1000; ++i) {
    workload.next(request);
    EXPECT_TRUE(seen.insert(target_of(request)).second);
  }
  workload.next(request);
  EXPECT_FALSE(seen.insert(target_of(request)).second);
}

TEST(S3Workload, requests_are_signed_for_S3_without_their_payload) {
  Workload workload({.operation = Operation::get_object, .keys = 1});
  const auto request = first_of(workload);
  EXPECT_NE(request.bytes.find("/us-east-1/s3/aws4_request"), std::string::npos);
  EXPECT_NE(request.bytes.find("UNSIGNED-PAYLOAD"), std::string::npos);
}

TEST(S3Workload, an_object_of_another_length_is_an_error) {
  Workload workload({.operation = Operation::get_object, .object_bytes = 1024});
  Request request;
  std::string error;
  EXPECT_EQ(workload.judge(ok("", 1024), request, error), Verdict::done);
  EXPECT_EQ(workload.judge(ok("", 1023), request, error), Verdict::failed);
  EXPECT_EQ(error, "wrong length");
}

TEST(S3Workload, a_refusal_is_told_by_its_code_and_message) {
  Workload workload({.operation = Operation::get_object});
  Request request;
  std::string error;
  const Answer answer{.status = 404,
                      .keep_alive = true,
                      .body = "<Error><Code>NoSuchKey</Code><Message>None</Message></Error>",
                      .length = 60};
  EXPECT_EQ(workload.judge(answer, request, error), Verdict::failed);
  EXPECT_EQ(error, "NoSuchKey");
  EXPECT_EQ(workload.words(answer), "NoSuchKey: None");
}

TEST(S3Workload, a_listing_goes_on_with_its_token_until_it_has_every_key) {
  Workload workload({.operation = Operation::list_objects, .keys = 3});
  auto request = first_of(workload);
  std::string error;
  const std::string_view page =
      "<KeyCount>2</KeyCount><NextContinuationToken>a/b=</NextContinuationToken>";
  EXPECT_EQ(workload.judge(ok(page, page.size()), request, error), Verdict::another_page);
  EXPECT_EQ(target_of(request), "/bench?list-type=2&max-keys=1000&continuation-token=a%2Fb%3D");
  const std::string_view last = "<KeyCount>1</KeyCount>";
  EXPECT_EQ(workload.judge(ok(last, last.size()), request, error), Verdict::done);

  request = first_of(workload);
  EXPECT_EQ(workload.judge(ok(last, last.size()), request, error), Verdict::failed);
  EXPECT_EQ(error, "keys missing");
}

}  // namespace
}  // namespace bellwether::bench::s3
