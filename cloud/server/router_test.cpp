#include "cloud/server/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cloud/server/virtual_host.h"

namespace bellwether::cloud::server {
namespace {

using testing::HasSubstr;

constexpr aws::ServiceInfo dynamodb{.name = "dynamodb",
                                    .signing_name = "dynamodb",
                                    .target_prefix = "DynamoDB_20120810",
                                    .protocol = aws::Protocol::json_1_0};
constexpr aws::ServiceInfo lambda{
    .name = "lambda", .signing_name = "lambda", .protocol = aws::Protocol::rest_json};
constexpr aws::ServiceInfo other{
    .name = "other", .signing_name = "other", .protocol = aws::Protocol::rest_json};
constexpr aws::ServiceInfo s3{.name = "s3",
                              .signing_name = "s3",
                              .protocol = aws::Protocol::rest_xml,
                              .errors = aws::xml::error_form};

template <const aws::ServiceInfo& service>
struct Described {
  using Input = aws::Unit;
  using Output = aws::Unit;
  static aws::Result<Input> decode_request(const aws::HttpRequest&, const aws::PathParameters&) {
    return Input{};
  }
  static aws::HttpResponse encode_response(const Output&) { return {}; }
};

struct GetItem : Described<dynamodb> {
  static constexpr aws::OperationInfo info{dynamodb, "GetItem", "POST", "/"};
};
struct GetFunction : Described<lambda> {
  static constexpr aws::OperationInfo info{lambda, "GetFunction", "GET",
                                           "/2015-03-31/functions/{FunctionName}"};
};
struct GetSettings : Described<lambda> {
  static constexpr aws::OperationInfo info{lambda, "GetSettings", "GET",
                                           "/2015-03-31/functions/settings"};
};
struct OtherFunction : Described<other> {
  static constexpr aws::OperationInfo info{other, "OtherFunction", "GET",
                                           "/2015-03-31/functions/{Other}"};
};

constexpr std::string_view copy_source[] = {"x-amz-copy-source"};
constexpr std::string_view upload_id[] = {"uploadId"};
constexpr std::string_view list_type[] = {"list-type=2"};
constexpr std::string_view versioning[] = {"versioning"};
struct PutObject : Described<s3> {
  static constexpr aws::OperationInfo info{s3, "PutObject", "PUT", "/{Bucket}/{Key+}"};
};
struct CopyObject : Described<s3> {
  static constexpr aws::OperationInfo info{.service = s3,
                                           .name = "CopyObject",
                                           .method = "PUT",
                                           .uri = "/{Bucket}/{Key+}",
                                           .headers = copy_source};
};
struct UploadPart : Described<s3> {
  static constexpr aws::OperationInfo info{.service = s3,
                                           .name = "UploadPart",
                                           .method = "PUT",
                                           .uri = "/{Bucket}/{Key+}",
                                           .query = upload_id};
};
struct ListObjects : Described<s3> {
  static constexpr aws::OperationInfo info{s3, "ListObjects", "GET", "/{Bucket}"};
};
struct ListObjectsV2 : Described<s3> {
  static constexpr aws::OperationInfo info{.service = s3,
                                           .name = "ListObjectsV2",
                                           .method = "GET",
                                           .uri = "/{Bucket}",
                                           .query = list_type};
};
constexpr aws::OperationInfo not_answered[] = {{.service = s3,
                                                .name = "GetBucketVersioning",
                                                .method = "GET",
                                                .uri = "/{Bucket}",
                                                .query = versioning}};

class RouterTest : public testing::Test {
 protected:
  RouterTest() : router_(table()) {}

  static OperationTable table() {
    OperationTable table;
    auto nothing = [](const RequestContext&, const aws::Unit&) -> Result<aws::Unit> {
      return aws::Unit{};
    };
    table.add<GetItem>(nothing);
    table.add<GetFunction>(nothing);
    table.add<GetSettings>(nothing);
    table.add<OtherFunction>(nothing);
    table.add<PutObject>(nothing);
    table.add<CopyObject>(nothing);
    table.add<UploadPart>(nothing);
    table.add<ListObjects>(nothing);
    table.add<ListObjectsV2>(nothing);
    table.add_others(not_answered);
    return table;
  }

  static aws::HttpRequest target(std::string_view name) {
    aws::HttpRequest request{.method = "POST"};
    request.headers.add("x-amz-target", name);
    return request;
  }

  std::string operation(const aws::HttpRequest& request, std::string_view signing_name = {}) {
    auto route = router_.route(request, signing_name);
    return route.operation ? std::string(route.operation->info->name) : "none";
  }

  Router router_;
};

TEST_F(RouterTest, Finds_json_operations_by_their_target) {
  EXPECT_EQ(operation(target("DynamoDB_20120810.GetItem")), "GetItem");
}

TEST_F(RouterTest, Finds_rest_operations_by_method_and_path) {
  aws::HttpRequest request{.target = "/2015-03-31/functions/f%2Fg?Qualifier=1"};
  auto route = router_.route(request, "lambda");
  ASSERT_NE(route.operation, nullptr);
  EXPECT_EQ(route.operation->info->name, "GetFunction");
  EXPECT_EQ(route.path, (aws::PathParameters{{"FunctionName", "f/g"}}));
}

TEST_F(RouterTest, Prefers_a_literal_to_a_label) {
  EXPECT_EQ(operation({.target = "/2015-03-31/functions/settings"}, "lambda"), "GetSettings");
}

TEST_F(RouterTest, Lets_the_signature_choose_between_services_with_the_same_paths) {
  EXPECT_EQ(operation({.target = "/2015-03-31/functions/f"}, "other"), "OtherFunction");
}

TEST_F(RouterTest, Routes_unsigned_requests_by_path_alone) {
  EXPECT_EQ(operation({.target = "/2015-03-31/functions/f"}), "GetFunction");
}

TEST_F(RouterTest, Tells_operations_of_one_path_apart_by_query_and_headers) {
  EXPECT_EQ(operation({.method = "PUT", .target = "/b/k"}, "s3"), "PutObject");
  EXPECT_EQ(operation({.method = "PUT", .target = "/b/k?uploadId=1&x"}, "s3"), "UploadPart");
  EXPECT_EQ(operation({.method = "PUT", .target = "/b/k?x=uploadId"}, "s3"), "PutObject");
  aws::HttpRequest copy{.method = "PUT", .target = "/b/k"};
  copy.headers.add("X-Amz-Copy-Source", "/b/other");
  EXPECT_EQ(operation(copy, "s3"), "CopyObject");
  EXPECT_EQ(operation({.target = "/b/?list-type=2&prefix=a"}, "s3"), "ListObjectsV2");
  EXPECT_EQ(operation({.target = "/b?list-type=1"}, "s3"), "ListObjects");
}

TEST_F(RouterTest, Names_an_operation_that_is_known_and_not_answered) {
  auto route = router_.route({.target = "/b?versioning"}, "s3");
  EXPECT_EQ(route.operation, nullptr);
  EXPECT_EQ(route.error.code, "NotImplemented");
  EXPECT_EQ(route.error.http_status, 501);
  EXPECT_THAT(route.error.message, HasSubstr("GetBucketVersioning of s3"));
}

TEST_F(RouterTest, Takes_the_bucket_from_the_hosts_name) {
  aws::HttpRequest request{.method = "PUT", .target = "/a//b%20c"};
  request.headers.add("Host", "photos.s3.localhost:4566");
  auto route = router_.route(request, "s3");
  ASSERT_NE(route.operation, nullptr);
  EXPECT_EQ(route.path, (aws::PathParameters{{"Bucket", "photos"}, {"Key", "a//b c"}}));
}

TEST_F(RouterTest, Leaves_to_s3_what_no_other_service_knows) {
  EXPECT_EQ(operation({.method = "PUT", .target = "/b/k"}), "PutObject");
  EXPECT_EQ(operation({.target = "/2015-03-31/functions/f"}), "GetFunction");
}

TEST(VirtualHost, Knows_aws_forms_and_local_ones) {
  EXPECT_EQ(bucket_of_host("b.s3.amazonaws.com"), "b");
  EXPECT_EQ(bucket_of_host("b.s3.eu-west-3.amazonaws.com:443"), "b");
  EXPECT_EQ(bucket_of_host("b.s3-eu-west-3.amazonaws.com"), "b");
  EXPECT_EQ(bucket_of_host("b.s3.dualstack.eu-west-3.amazonaws.com"), "b");
  EXPECT_EQ(bucket_of_host("my.own.bucket.s3.localhost:4566"), "my.own.bucket");
  EXPECT_EQ(bucket_of_host("b.localhost:4566"), "b");
  for (const char* none :
       {"s3.amazonaws.com", "localhost:4566", "127.0.0.1:4566", "s3.localhost",
        "s3.us-east-1.localhost", "x.execute-api.localhost", "example.com", ""}) {
    EXPECT_EQ(bucket_of_host(none), std::nullopt) << none;
  }
}

TEST_F(RouterTest, Names_an_unknown_target_in_the_services_own_form) {
  auto route = router_.route(target("DynamoDB_20120810.Shear"), "");
  EXPECT_EQ(route.service, &dynamodb);
  EXPECT_EQ(route.error.code, "UnknownOperationException");
  EXPECT_EQ(route.error.http_status, 400);
  EXPECT_THAT(route.error.message, HasSubstr("Shear of dynamodb"));
}

TEST_F(RouterTest, Names_an_unknown_service_and_its_action) {
  aws::HttpRequest request{.method = "POST", .body = "Action=GetCallerIdentity&Version=1"};
  auto route = router_.route(request, "sts");
  EXPECT_EQ(route.operation, nullptr);
  EXPECT_THAT(route.error.message, HasSubstr("GetCallerIdentity of sts"));
}

TEST_F(RouterTest, Names_an_unknown_path) {
  auto route = router_.route({.method = "PUT", .target = "/2015-03-31/functions/f"}, "");
  EXPECT_EQ(route.service, &lambda);
  EXPECT_EQ(route.error.http_status, 404);
  EXPECT_THAT(route.error.message, HasSubstr("PUT /2015-03-31/functions/f of lambda"));
}

}  // namespace
}  // namespace bellwether::cloud::server
