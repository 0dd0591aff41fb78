#include <gtest/gtest.h>

#include "aws/apigateway/model.h"
#include "aws/dynamodb/json.h"
#include "aws/lambda/model.h"
#include "aws/logs/model.h"

namespace bellwether::aws {
namespace {

TEST(JsonCodec, round_trips_every_type_of_attribute) {
  using dynamodb::AttributeValue;
  dynamodb::PutItemInput input{.TableName = "shed"};
  input.Item = {
      {"s", AttributeValue::make_S("quote \" slash \\ control \x01 ümlaut")},
      {"n", AttributeValue::make_N("-1.5E-130")},
      {"b", AttributeValue::make_B(Blob{std::string("\0\xff", 2)})},
      {"ss", AttributeValue::make_SS({"a", "b"})},
      {"l", AttributeValue::make_L({AttributeValue::make_BOOL(true), AttributeValue::make_M({})})},
      {"m", AttributeValue::make_M({{"inner", AttributeValue::make_NULL(true)}})},
  };
  input.ExpressionAttributeNames = {{{"#t", "tattoo"}}};

  const HttpRequest request = dynamodb::PutItem::encode_request(input);
  EXPECT_EQ(request.headers.get("X-Amz-Target"), "DynamoDB_20120810.PutItem");
  const auto back = dynamodb::PutItem::decode_request(request, {});
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, input);
}

TEST(JsonCodec, refuses_attribute_values_with_none_or_several_types) {
  const auto decode = [](std::string value) {
    return dynamodb::PutItem::decode_request(
        {.body = R"({"TableName":"shed","Item":{"a":)" + value + "}}"}, {});
  };
  EXPECT_EQ(
      decode("{}").error().message,
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  EXPECT_EQ(decode(R"({"S":"a","N":"1"})").error().message,
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
            "the supported datatypes");
}

TEST(JsonCodec, keeps_absent_apart_from_empty) {
  const auto absent = dynamodb::from_json<dynamodb::ScanInput>(R"({"TableName":"t","Limit":null})");
  ASSERT_TRUE(absent);
  EXPECT_FALSE(absent->Limit);
  const auto empty =
      dynamodb::from_json<dynamodb::ScanInput>(R"({"TableName":"t","ExclusiveStartKey":{}})");
  ASSERT_TRUE(empty);
  EXPECT_TRUE(empty->ExclusiveStartKey);
}

TEST(JsonCodec, refuses_documents_nested_beyond_reason) {
  std::string value = R"({"S":"x"})";
  for (int i = 0; i < 200; ++i) value = R"({"L":[)" + value + "]}";
  const auto input = dynamodb::PutItem::decode_request(
      {.body = R"({"TableName":"shed","Item":{"a":)" + value + "}}"}, {});
  ASSERT_FALSE(input);
  EXPECT_EQ(input.error().code, "SerializationException");
}

TEST(RestCodec, puts_members_where_the_model_says) {
  const lambda::InvocationRequest input{.FunctionName = "my:fn",
                                        .InvocationType = "Event",
                                        .LogType = "Tail",
                                        .Payload = Blob{"{\"a\":1}"},
                                        .Qualifier = "$LATEST"};
  const HttpRequest request = lambda::Invoke::encode_request(input);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/2015-03-31/functions/my%3Afn/invocations?Qualifier=%24LATEST");
  EXPECT_EQ(request.headers.get("x-amz-invocation-type"), "Event");
  EXPECT_EQ(request.body, "{\"a\":1}");

  PathParameters labels;
  ASSERT_TRUE(match_uri(lambda::Invoke::info.uri, request.path(), labels));
  const auto back = lambda::Invoke::decode_request(request, labels);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, input);
}

TEST(RestCodec, carries_status_headers_and_payload_back) {
  const lambda::InvocationResponse output{.StatusCode = 202,
                                          .FunctionError = "Unhandled",
                                          .Payload = Blob{"null"},
                                          .ExecutedVersion = "$LATEST"};
  const HttpResponse response = lambda::Invoke::encode_response(output);
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(response.headers.get("X-Amz-Function-Error"), "Unhandled");
  EXPECT_EQ(*lambda::Invoke::decode_response(response), output);
}

TEST(RestCodec, spells_members_of_a_body_by_their_location_name) {
  const apigateway::RestApis output{.items = {{{.id = "abc", .name = "shed"}}}};
  const HttpResponse response = apigateway::GetRestApis::encode_response(output);
  EXPECT_EQ(response.body, R"({"item":[{"id":"abc","name":"shed"}]})");
  EXPECT_EQ(*apigateway::GetRestApis::decode_response(response), output);
}

TEST(RestCodec, refuses_a_query_parameter_that_is_no_number) {
  const auto input =
      lambda::ListFunctions::decode_request({.target = "/2015-03-31/functions/?MaxItems=many"}, {});
  ASSERT_FALSE(input);
  EXPECT_EQ(input.error().code, "SerializationException");
}

TEST(JsonCodec, says_which_answer_could_not_be_read) {
  const HttpResponse page{.status = 200,
                          .body = "<html><body>Sign in to the network of this hotel</body></html>"};
  const auto output = dynamodb::ListTables::decode_response(page);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, "ResponseParserError");
  EXPECT_EQ(output.error().http_status, 0);
  EXPECT_EQ(output.error().message,
            "The answer to ListTables could not be read: "
            "\"<html><body>Sign in to the network of this hotel</body></htm...\"");
  EXPECT_EQ(lambda::Invoke::decode_response({.status = 200}).has_value(), true);
}

TEST(JsonCodec, writes_times_in_seconds_with_milliseconds) {
  const dynamodb::TableDescription table{.CreationDateTime =
                                             Timestamp{std::chrono::milliseconds{1445412480123}}};
  EXPECT_EQ(json::to_json(table), R"({"CreationDateTime":1445412480.123})");
  EXPECT_EQ(*dynamodb::from_json<dynamodb::TableDescription>(json::to_json(table)), table);
}

TEST(Writer, Escapes_what_must_be_wherever_it_stands_and_nothing_else) {
  for (int c = 0; c < 128; ++c) {
    const char character = static_cast<char>(c);
    const bool escaped = c < 0x20 || character == '"' || character == '\\';
    for (std::size_t at = 0; at < 20; ++at) {
      std::string text(20, 'x');
      text[at] = character;
      const std::string quoted = json::quote(text);
      const std::string before = "\"" + text.substr(0, at);
      EXPECT_TRUE(quoted.starts_with(before)) << c << " at " << at;
      EXPECT_EQ(quoted[before.size()] == '\\', escaped) << c << " at " << at;
      EXPECT_TRUE(quoted.ends_with(text.substr(at + 1) + "\"")) << c << " at " << at;
      if (!escaped) {
        EXPECT_EQ(quoted, "\"" + text + "\"");
      }
    }
  }
}

TEST(Writer, Writes_valid_JSON_of_any_bytes) {
  EXPECT_EQ(json::quote("caf\xC3\xA9 \"x\""), "\"caf\xC3\xA9 \\\"x\\\"\"");
  EXPECT_EQ(json::quote("a\xFF\n"), "\"a\xEF\xBF\xBD\\n\"");
  json::Writer w;
  w.open_object();
  w.key("k\xFF");
  w.null();
  w.close_object();
  EXPECT_EQ(w.text(), "{\"k\xEF\xBF\xBD\":null}");
}

}  // namespace
}  // namespace bellwether::aws
