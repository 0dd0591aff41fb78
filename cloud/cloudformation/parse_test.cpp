#include "cloud/cloudformation/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bellwether::cloud::cloudformation {
namespace {

using ::testing::HasSubstr;

std::string json_of(std::string_view text) {
  const auto value = parse_template_text(text);
  return value ? to_json(*value) : value.error().message;
}

TEST(Parse, Short_tags_become_long_forms) {
  EXPECT_EQ(json_of("!Ref A"), R"({"Ref":"A"})");
  EXPECT_EQ(json_of("!GetAtt A.Arn"), R"({"Fn::GetAtt":["A","Arn"]})");
  EXPECT_EQ(json_of("!GetAtt A.B.C"), R"({"Fn::GetAtt":["A","B.C"]})");
  EXPECT_EQ(json_of("Fn::GetAtt: A.Arn"), R"({"Fn::GetAtt":["A","Arn"]})");
  EXPECT_EQ(json_of("!If [C, !Ref A, x]"), R"({"Fn::If":["C",{"Ref":"A"},"x"]})");
  EXPECT_EQ(json_of("x: !Join ['', [a, !Sub '${B}']]"),
            R"({"x":{"Fn::Join":["",["a",{"Fn::Sub":"${B}"}]]}})");
  EXPECT_EQ(json_of("!Condition C"), R"({"Condition":"C"})");
}

TEST(Parse, Plain_scalars_have_their_kind_and_quoted_ones_are_strings) {
  EXPECT_EQ(json_of("[1, -2.5, true, no, '1', 'true', ~, 000000000000, 1.2.3, 2010-09-09]"),
            R"([1,-2.5,true,false,"1","true",null,"000000000000","1.2.3","2010-09-09"])");
}

TEST(Parse, Json_is_read_as_well) {
  EXPECT_EQ(json_of("{\n\t\"a\":{\"b\":[1,\"x\\n\\u00e9\",null]},\"c\":\"d\"}"),
            "{\"a\":{\"b\":[1,\"x\\n\xc3\xa9\",null]},\"c\":\"d\"}");
}

TEST(Parse, Values_know_their_lines) {
  const auto value = parse_template_text("a: 1\nb:\n  c: !Ref X\n  d:\n    - e\n");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->find("b")->line(), 2);
  EXPECT_EQ(value->find("b")->find("c")->line(), 3);
  EXPECT_EQ(value->find("b")->find("d")->items().front().line(), 5);
}

TEST(Parse, What_CloudFormation_refuses_is_refused_with_its_line) {
  EXPECT_THAT(json_of("a: 1\nb: !Frob x"), HasSubstr("unknown tag !Frob (line 2)"));
  EXPECT_THAT(json_of("a: 1\na: 2"), HasSubstr("duplicate key 'a' (line 2)"));
  EXPECT_THAT(json_of("a: &x 1\nb: *x"), HasSubstr("aliases are not allowed"));
  EXPECT_THAT(json_of("a: [1"), HasSubstr("YAML not well-formed. (line"));
  EXPECT_THAT(json_of("a: !GetAtt B"), HasSubstr("every Fn::GetAtt object requires two"));
}

TEST(Parse, Depth_and_size_are_bounded) {
  EXPECT_FALSE(parse_template_text(std::string(300, '[')));
  EXPECT_THAT(json_of(std::string(300, '[') + std::string(300, ']')),
              HasSubstr("nested more than"));
  EXPECT_THAT(json_of(std::string(max_template_bytes + 1, ' ')),
              HasSubstr("above CloudFormation's"));
}

TEST(Parse, What_is_written_as_json_reads_back_the_same) {
  const Value value = Value::map({
      {"text", "a \"quoted\"\n\ttext \\ with: colons, # and {braces}"},
      {"empty", ""},
      {"number", Value::number(-12)},
      {"list", Value::list({Value::list(), Value::map(), Value::boolean(true)})},
      {"long", std::string(5000, 'x')},
  });
  const auto read = parse_document(to_json(value));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, value);
  EXPECT_EQ(to_json(*read), to_json(value));
}

}  // namespace
}  // namespace bellwether::cloud::cloudformation
