#include "cloud/lambda/functions/name.h"

#include <gtest/gtest.h>

namespace bellwether::cloud::lambda {
namespace {

const Scope scope{.account = "123456789012", .region = "eu-west-3"};

TEST(FunctionName, Takes_every_form_that_AWS_takes) {
  for (const char* text : {"shed", "function:shed", "123456789012:function:shed",
                           "arn:aws:lambda:eu-west-3:123456789012:function:shed"}) {
    const auto plain = parse_function_name(scope, text);
    ASSERT_TRUE(plain) << text;
    EXPECT_EQ(plain->name, "shed") << text;
    EXPECT_EQ(plain->qualifier, "") << text;
    const auto qualified = parse_function_name(scope, std::string(text) + ":$LATEST");
    ASSERT_TRUE(qualified) << text;
    EXPECT_EQ(qualified->name, "shed") << text;
    EXPECT_EQ(qualified->qualifier, "$LATEST") << text;
  }
}

TEST(FunctionName, Takes_the_qualifier_from_either_place_but_not_two_that_differ) {
  EXPECT_EQ(parse_function_name(scope, "shed", "live")->qualifier, "live");
  EXPECT_EQ(parse_function_name(scope, "shed:live", "live")->qualifier, "live");
  const auto two = parse_function_name(scope, "shed:live", "old");
  ASSERT_FALSE(two);
  EXPECT_EQ(two.error().code, "InvalidParameterValueException");
}

TEST(FunctionName, Does_not_find_functions_of_other_regions_and_accounts) {
  const auto region =
      parse_function_name(scope, "arn:aws:lambda:us-east-1:123456789012:function:shed");
  ASSERT_FALSE(region);
  EXPECT_EQ(region.error().message,
            "Functions from 'us-east-1' are not reachable in this region ('eu-west-3')");
  const auto account = parse_function_name(scope, "000000000000:function:shed");
  ASSERT_FALSE(account);
  EXPECT_EQ(account.error().code, "ResourceNotFoundException");
}

TEST(FunctionName, Refuses_what_is_none) {
  for (const char* text : {"", ":", "a:b:c", "arn:aws:s3:eu-west-3:123456789012:function:shed",
                           "arn:aws:lambda:eu-west-3:123456789012:layer:shed"}) {
    const auto none = parse_function_name(scope, text);
    ASSERT_FALSE(none) << text;
    EXPECT_EQ(none.error().code, "ValidationException");
  }
}

TEST(FunctionName, Refuses_what_is_too_long_in_AWSs_words) {
  const std::string longest(64, 'a');
  EXPECT_TRUE(parse_function_name(scope, longest));
  for (const std::string_view before : {"", "function:", "123456789012:function:"}) {
    const auto longer = parse_function_name(scope, std::string(before) + longest + "a");
    ASSERT_FALSE(longer);
    EXPECT_EQ(longer.error().code, "InvalidParameterValueException");
    EXPECT_EQ(longer.error().message,
              "1 validation error detected: Value '" + longest +
                  "a' at 'functionName' failed to satisfy constraint: Member must have length less "
                  "than or equal to 64");
  }
}

TEST(FunctionName, Names_what_was_not_found_by_its_ARN) {
  EXPECT_EQ(function_not_found(scope, {.name = "shed", .qualifier = "7"}).message,
            "Function not found: arn:aws:lambda:eu-west-3:123456789012:function:shed:7");
}

}  // namespace
}  // namespace bellwether::cloud::lambda
