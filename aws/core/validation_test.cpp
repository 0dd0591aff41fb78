#include "aws/core/validation.h"

#include <gtest/gtest.h>

#include "aws/dynamodb/model.h"
#include "aws/lambda/model.h"
#include "aws/logs/model.h"

namespace bellwether::aws {
namespace {

Error refusal(const char* body) {
  const auto input = dynamodb::CreateTable::decode_request({.body = body}, {});
  EXPECT_FALSE(input);
  return input ? Error{} : input.error();
}

TEST(Validation, lists_every_violation_in_AWS_words) {
  const Error error = refusal(R"({"AttributeDefinitions":[{"AttributeName":"a"}],"KeySchema":[]})");
  EXPECT_EQ(error.code, "ValidationException");
  EXPECT_TRUE(error.message.starts_with("3 validation errors detected: ")) << error.message;
  EXPECT_NE(
      error.message.find("Value null at 'tableName' failed to satisfy constraint: Member must "
                         "not be null"),
      std::string::npos);
  EXPECT_NE(error.message.find("Value null at 'attributeDefinitions.1.member.attributeType'"),
            std::string::npos);
  EXPECT_NE(
      error.message.find("Value '[]' at 'keySchema' failed to satisfy constraint: Member must "
                         "have length greater than or equal to 1"),
      std::string::npos);
}

TEST(Validation, names_the_values_of_an_enum) {
  const Error error =
      refusal(R"({"TableName":"abc","BillingMode":"FREE","AttributeDefinitions":[],)"
              R"("KeySchema":[{"AttributeName":"a","KeyType":"HASH"}]})");
  EXPECT_EQ(error.message,
            "1 validation error detected: Value 'FREE' at 'billingMode' failed to satisfy "
            "constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]");
}

TEST(Validation, takes_a_name_or_an_ARN_for_a_DynamoDB_table) {
  const auto message = [](const std::string& name) {
    const std::string body = R"({"TableName":")" + name + R"(","Key":{}})";
    const auto input = dynamodb::GetItem::decode_request({.body = body}, {});
    return input ? "" : input.error().message;
  };
  const auto violation = [](const std::string& name, const std::string& rule) {
    return "Value '" + name + "' at 'tableName' failed to satisfy constraint: Member must " + rule;
  };
  const std::string pattern = "satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
  const std::string too_long(256, 'a');
  EXPECT_EQ(message("ab"), "");
  EXPECT_EQ(message("arn:aws:dynamodb:us-east-1:000000000000:table/a"), "");
  EXPECT_EQ(message("x!"), "1 validation error detected: " + violation("x!", pattern));
  EXPECT_EQ(message(too_long), "1 validation error detected: " +
                                   violation(too_long, "have length less than or equal to 255"));
  EXPECT_EQ(message(""), "1 validation error detected: " +
                             violation("", "have length greater than or equal to 1"));
  EXPECT_EQ(message(too_long + "!"),
            "2 validation errors detected: " + violation(too_long + "!", pattern) + "; " +
                violation(too_long + "!", "have length less than or equal to 255"));
}

TEST(Validation, checks_labels_and_numbers_of_rest_requests) {
  const auto input = lambda::CreateFunction::decode_request(
      {.method = "POST",
       .target = "/2015-03-31/functions",
       .body = R"({"FunctionName":"a b","Role":"arn:aws:iam::000000000000:role/r","Code":{},)"
               R"("MemorySize":64})"},
      {});
  ASSERT_FALSE(input);
  EXPECT_NE(
      input.error().message.find("Value 'a b' at 'functionName' failed to satisfy constraint: "
                                 "Member must satisfy regular expression pattern: "),
      std::string::npos);
  EXPECT_NE(input.error().message.find("Value '64' at 'memorySize' failed to satisfy constraint: "
                                       "Member must have value greater than or equal to 128"),
            std::string::npos);
}

TEST(Validation, uses_the_code_of_the_service) {
  const auto input = logs::CreateLogGroup::decode_request({.body = R"({"logGroupName":""})"}, {});
  ASSERT_FALSE(input);
  EXPECT_EQ(input.error().code, "InvalidParameterException");
}

TEST(Validation, tells_all_rules_of_a_maps_keys_once) {
  const auto input = logs::CreateLogGroup::decode_request(
      {.body = R"({"logGroupName":"g","tags":{"a!b":"x","":"y","fine":"z"}})"}, {});
  ASSERT_FALSE(input);
  EXPECT_EQ(input.error().code, "InvalidParameterException");
  const std::string& message = input.error().message;
  const std::string keys =
      "Value '{=y, a!b=x, fine=z}' at 'tags' failed to satisfy constraint: Map keys must satisfy "
      "constraint: [Member must have length less than or equal to 128, Member must have length "
      "greater than or equal to 1, Member must satisfy regular expression pattern: "
      R"(^([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$])";
  EXPECT_EQ(message, "1 validation error detected: " + keys);
  EXPECT_TRUE(logs::CreateLogGroup::decode_request(
      {.body = R"({"logGroupName":"g","tags":{"fine":"z"}})"}, {}));
}

TEST(Validation, shows_no_secrets) {
  const auto input = lambda::UpdateFunctionConfiguration::decode_request(
      {.method = "PUT",
       .target = "/2015-03-31/functions/f/configuration",
       .body = R"({"Environment":{"Variables":{"a-b":"secret"}}})"},
      {{"FunctionName", "f"}});
  ASSERT_FALSE(input);
  EXPECT_EQ(input.error().message,
            "1 validation error detected: Value at 'environment.variables' failed to satisfy "
            "constraint: Map keys must satisfy constraint: [Member must satisfy regular expression "
            "pattern: [a-zA-Z]([a-zA-Z0-9_])+]");
}

TEST(Validation, counts_characters_and_not_bytes) {
  Validator v({});
  v.length("name", std::string("äöü"), 1, 3);
  EXPECT_EQ(v.message(), "");
  v.length("name", std::string("äöüß"), 1, 3);
  EXPECT_NE(v.message(), "");
}

TEST(Serialization, says_which_token_did_not_fit) {
  EXPECT_EQ(refusal(R"({"TableName":23})").code, "SerializationException");
  EXPECT_EQ(refusal(R"({"TableName":23})").message, "NUMBER_VALUE cannot be converted to String");
  EXPECT_EQ(refusal(R"({"TableName":true})").message, "TRUE_VALUE cannot be converted to String");
  EXPECT_EQ(refusal(R"({"TableName":{}})").message,
            "Start of structure or map found where not expected");
  EXPECT_EQ(refusal(R"({"KeySchema":"x"})").message, "Unexpected field type");
  for (const char* broken :
       {"{", "{\"a\":}", "[]", "nul", "{}x", "\"\\ud800\"", "{\"TableName\":\"\x01\"}"}) {
    EXPECT_EQ(refusal(broken).code, "SerializationException") << broken;
  }
}

}  // namespace
}  // namespace bellwether::aws
