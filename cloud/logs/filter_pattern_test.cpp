#include "cloud/logs/filter_pattern.h"

#include <gmock/gmock.h>

namespace bellwether::cloud::logs {
namespace {

using testing::HasSubstr;

bool matches(std::string_view pattern, std::string_view message) {
  const auto parsed = FilterPattern::parse(pattern);
  EXPECT_TRUE(parsed.has_value()) << pattern << ": " << parsed.error().message;
  return parsed && parsed->matches(message);
}

std::string refusal(std::string_view pattern) {
  const auto parsed = FilterPattern::parse(pattern);
  if (parsed) return "accepted";
  EXPECT_EQ(parsed.error().code, "InvalidParameterException");
  return parsed.error().message;
}

TEST(FilterPattern, Empty_matches_everything) {
  EXPECT_TRUE(matches("", "anything"));
  EXPECT_TRUE(matches("  ", "anything"));
}

TEST(FilterPattern, Terms_are_found_anywhere_by_case_and_all_are_needed) {
  EXPECT_TRUE(matches("ERROR", "Exiting with ERRORCODE: -1"));
  EXPECT_FALSE(matches("ERROR", "an error"));
  EXPECT_TRUE(matches("ERROR ARGUMENTS", "ARGUMENTS make an ERROR"));
  EXPECT_FALSE(matches("ERROR ARGUMENTS", "ERROR"));
}

TEST(FilterPattern, Quotes_make_phrases_with_any_character) {
  EXPECT_TRUE(matches(R"("REPORT RequestId:")", "REPORT RequestId: 1 Duration: 2 ms"));
  EXPECT_FALSE(matches(R"("REPORT RequestId:")", "RequestId: REPORT"));
  EXPECT_TRUE(matches(R"("say \"hi\" \\ now")", R"(say "hi" \ now)"));
  EXPECT_EQ(refusal("REPORT:"), "Invalid character(s) in term 'REPORT:'");
  EXPECT_THAT(refusal(R"("open)"), HasSubstr("closing quote"));
  EXPECT_THAT(refusal(R"("")"), HasSubstr("empty"));
}

TEST(FilterPattern, Minus_excludes) {
  EXPECT_TRUE(matches("ERROR -EXITING", "ERROR here"));
  EXPECT_FALSE(matches("ERROR -EXITING", "ERROR, EXITING"));
  EXPECT_TRUE(matches("-ERROR", "fine"));
  EXPECT_FALSE(matches(R"(-"not fine")", "this is not fine"));
}

TEST(FilterPattern, Optional_terms_need_one_and_are_ignored_beside_others) {
  EXPECT_TRUE(matches("?ERROR ?WARN", "a WARN"));
  EXPECT_FALSE(matches("?ERROR ?WARN", "an INFO"));
  EXPECT_TRUE(matches("?ERROR ?WARN REQUEST", "INFO REQUEST"));
}

TEST(FilterPattern, What_is_not_supported_is_refused_by_name) {
  EXPECT_THAT(refusal("[ip, user]"), HasSubstr("Space-delimited"));
  EXPECT_THAT(refusal("%ERR.*%"), HasSubstr("Regular expressions"));
  EXPECT_THAT(refusal("{ $.a = %x% }"), HasSubstr("regular expressions"));
}

constexpr std::string_view kMessage =
    R"({"level":"ERROR","latency":12.5,"ok":false,"none":null,"a":{"b c":[1,{"d":"x.y"}]}})";

TEST(JsonPattern, Compares_strings_with_wildcards) {
  EXPECT_TRUE(matches(R"({ $.level = "ERROR" })", kMessage));
  EXPECT_TRUE(matches(R"({ $.level = ERROR })", kMessage));
  EXPECT_TRUE(matches(R"({ $.level = "E*R" })", kMessage));
  EXPECT_FALSE(matches(R"({ $.level = "WARN" })", kMessage));
  EXPECT_TRUE(matches(R"({ $.level != "WARN" })", kMessage));
  EXPECT_FALSE(matches(R"({ $.missing != "WARN" })", kMessage));
}

TEST(JsonPattern, Compares_numbers) {
  EXPECT_TRUE(matches("{ $.latency > 12 }", kMessage));
  EXPECT_TRUE(matches("{ $.latency <= 1.25e1 }", kMessage));
  EXPECT_FALSE(matches("{ $.latency < 12 }", kMessage));
  EXPECT_TRUE(matches("{ $.latency = 12.5 }", kMessage));
  EXPECT_FALSE(matches("{ $.level > 1 }", kMessage));
  EXPECT_THAT(refusal("{ $.level > high }"), HasSubstr("number"));
}

TEST(JsonPattern, Knows_truth_null_and_absence) {
  EXPECT_TRUE(matches("{ $.ok IS FALSE }", kMessage));
  EXPECT_FALSE(matches("{ $.ok IS TRUE }", kMessage));
  EXPECT_TRUE(matches("{ $.none IS NULL }", kMessage));
  EXPECT_TRUE(matches("{ $.missing NOT EXISTS }", kMessage));
  EXPECT_FALSE(matches("{ $.none NOT EXISTS }", kMessage));
}

TEST(JsonPattern, Selects_inside_objects_and_arrays) {
  EXPECT_TRUE(matches(R"({ $.a['b c'][0] = 1 })", kMessage));
  EXPECT_TRUE(matches(R"({ $.a["b c"][1].d = "x.*" })", kMessage));
  EXPECT_TRUE(matches(R"({ $.a["b c"][*] = 1 })", kMessage));
  EXPECT_FALSE(matches(R"({ $.a["b c"][7] = 1 })", kMessage));
}

TEST(JsonPattern, And_binds_closer_than_or) {
  EXPECT_TRUE(matches("{ $.ok IS FALSE || $.ok IS TRUE && $.latency > 100 }", kMessage));
  EXPECT_FALSE(matches("{ ($.ok IS FALSE || $.ok IS TRUE) && $.latency > 100 }", kMessage));
}

TEST(JsonPattern, Messages_that_are_no_objects_do_not_match) {
  EXPECT_FALSE(matches("{ $.a NOT EXISTS }", "plain text"));
  EXPECT_FALSE(matches("{ $.a NOT EXISTS }", "{broken"));
  EXPECT_FALSE(matches("{ $.a NOT EXISTS }", ""));
}

TEST(JsonPattern, Malformed_patterns_are_refused) {
  for (const std::string_view pattern :
       {"{", "{}", "{ $.a }", "{ $.a = }", "{ $ = 1 }", "{ $.a = 1", "{ $.a = 1 } x", "{ a = 1 }",
        "{ $.a[x] = 1 }", "{ ($.a = 1 }", "{ $.a IS 1 }"}) {
    EXPECT_THAT(refusal(pattern), HasSubstr("Invalid filter pattern")) << pattern;
  }
  EXPECT_THAT(refusal("{" + std::string(500, '(') + "$.a = 1"), HasSubstr("deeply"));
}

}  // namespace
}  // namespace bellwether::cloud::logs
