#include "cloud/cloudformation/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cloud/cloudformation/parse.h"

namespace bellwether::cloud::cloudformation {
namespace {

using ::testing::HasSubstr;

Value parsed(std::string_view text) {
  auto value = parse_template_text(text);
  EXPECT_TRUE(value) << value.error().message;
  return value.value_or(Value());
}

class Evaluate : public ::testing::Test {
 protected:
  Evaluate()
      : evaluator_(
            {.name = "shed", .id = "arn:stack", .region = "eu-west-3", .account = "123456789012"},
            {{"Language", Value("cpp")}, {"List", parsed("[a, b]")}},
            parsed("M: {cpp: {Runtime: provided.al2023, L: [x, y]}}")) {
    EXPECT_TRUE(evaluator_.decide_conditions(parsed(R"(
      IsCpp: !Equals [!Ref Language, cpp]
      IsNot: !Not [!Condition IsCpp]
      Both: !And [!Condition IsCpp, !Condition IsNot]
      Any: !Or [!Condition IsCpp, !Condition IsNot]
    )")));
  }

  std::string resolve(std::string_view text) {
    const auto lookup = [](const std::string& name, const std::string& attribute) -> Result<Value> {
      if (name == "Table") return Value(attribute.empty() ? "shed-Table" : "arn:" + attribute);
      if (name == "Later") return Value::unknown();
      return invalid("no such resource: " + name);
    };
    const auto value = evaluator_.resolve(parsed(text), lookup);
    if (!value) return value.error().message;
    return contains_unknown(*value) ? "unknown" : to_json(*value);
  }

  Evaluator evaluator_;
};

TEST_F(Evaluate, References_parameters_resources_and_pseudo_parameters) {
  EXPECT_EQ(resolve("!Ref Language"), R"("cpp")");
  EXPECT_EQ(resolve("!Ref Table"), R"("shed-Table")");
  EXPECT_EQ(resolve("!GetAtt Table.Arn"), R"("arn:Arn")");
  EXPECT_EQ(resolve("!Ref AWS::Region"), R"("eu-west-3")");
  EXPECT_EQ(
      resolve("!Sub '${AWS::Partition} ${AWS::AccountId} ${AWS::StackName} ${AWS::URLSuffix}'"),
      R"("aws 123456789012 shed amazonaws.com")");
  EXPECT_THAT(resolve("!Ref Nothing"), HasSubstr("no such resource: Nothing"));
}

TEST_F(Evaluate, Substitutes_with_variables_and_literals) {
  EXPECT_EQ(resolve("!Sub '${Table}/${Table.Arn}/${!Literal}/$x'"),
            R"("shed-Table/arn:Arn/${Literal}/$x")");
  EXPECT_EQ(resolve("!Sub ['${A}-${Language}', {A: !Ref Table}]"), R"("shed-Table-cpp")");
  EXPECT_THAT(resolve("!Sub '${not a name}'"), HasSubstr("must contain only alphanumeric"));
}

TEST_F(Evaluate, Works_on_lists_and_texts) {
  EXPECT_EQ(resolve("!Join ['-', [a, !Ref Language]]"), R"("a-cpp")");
  EXPECT_EQ(resolve("!Join [',', !Ref List]"), R"("a,b")");
  EXPECT_EQ(resolve("!Select [1, !Split [':', 'a:b:c']]"), R"("b")");
  EXPECT_THAT(resolve("!Select [2, [a, b]]"), HasSubstr("nonexistent value at index 2"));
  EXPECT_EQ(resolve("Fn::Base64: abc"), R"("YWJj")");
  EXPECT_EQ(resolve("!FindInMap [M, !Ref Language, Runtime]"), R"("provided.al2023")");
  EXPECT_EQ(resolve("!FindInMap [M, cpp, L]"), R"(["x","y"])");
  EXPECT_THAT(resolve("!FindInMap [M, rust, Runtime]"),
              HasSubstr("Unable to get mapping for M::rust::Runtime"));
}

TEST_F(Evaluate, Chooses_by_condition_and_drops_no_value) {
  EXPECT_EQ(resolve("!If [IsCpp, 1, !Ref Nothing]"), "1");
  EXPECT_EQ(resolve("!If [IsNot, 1, 2]"), "2");
  EXPECT_EQ(resolve("!If [Both, 1, 2]"), "2");
  EXPECT_EQ(resolve("!If [Any, 1, 2]"), "1");
  EXPECT_EQ(resolve("{a: !Ref AWS::NoValue, b: [x, !If [IsNot, y, !Ref AWS::NoValue]]}"),
            R"({"b":["x"]})");
  EXPECT_THAT(resolve("!If [Nope, 1, 2]"), HasSubstr("Unresolved condition dependency Nope"));
}

TEST_F(Evaluate, What_is_not_known_yet_spreads) {
  EXPECT_EQ(resolve("!Sub 'x ${Later.Arn}'"), "unknown");
  EXPECT_EQ(resolve("!Join ['', [a, !Ref Later]]"), "unknown");
}

TEST_F(Evaluate, Unsupported_functions_are_named_with_their_line) {
  EXPECT_THAT(resolve("a: 1\nb: !ImportValue x"),
              HasSubstr("the function Fn::ImportValue is not supported (line 2)"));
}

TEST_F(Evaluate, Conditions_may_not_go_round_or_ask_for_resources) {
  EXPECT_THAT(
      evaluator_.decide_conditions(parsed("{A: !Condition B, B: !Condition A}")).error().message,
      HasSubstr("Circular dependency of condition"));
  EXPECT_THAT(evaluator_.decide_conditions(parsed("{A: !Equals [!Ref Table, x]}")).error().message,
              HasSubstr("Cannot reference resources in the Conditions block"));
}

class Parameters : public ::testing::Test {
 protected:
  static std::string choose(std::string_view declared, const ParameterTexts& given,
                            const ParameterTexts& previous = {}) {
    const auto chosen = choose_parameters(parsed(declared), given, previous);
    if (!chosen) return chosen.error().message;
    return chosen->values.contains("P") ? to_json(chosen->values.at("P")) : "none";
  }
};

TEST_F(Parameters, Given_goes_before_previous_and_previous_before_default) {
  constexpr auto declared = "P: {Type: String, Default: d}";
  EXPECT_EQ(choose(declared, {}), R"("d")");
  EXPECT_EQ(choose(declared, {}, {{"P", "p"}}), R"("p")");
  EXPECT_EQ(choose(declared, {{"P", "g"}}, {{"P", "p"}}), R"("g")");
  EXPECT_EQ(choose("P: {Type: String}", {}), "Parameters: [P] must have values");
  EXPECT_EQ(choose(declared, {{"Q", "g"}}), "Parameters: [Q] do not exist in the template");
}

TEST_F(Parameters, Constraints_answer_in_CloudFormations_words) {
  EXPECT_EQ(choose("P: {Type: String, AllowedValues: [a, b]}", {{"P", "c"}}),
            "Parameter 'P' must be one of AllowedValues");
  EXPECT_EQ(choose("P: {Type: String, AllowedPattern: '[a-z]+'}", {{"P", "A"}}),
            "Parameter 'P' must match pattern [a-z]+");
  EXPECT_EQ(choose("P: {Type: String, AllowedPattern: x, ConstraintDescription: must be x}",
                   {{"P", "A"}}),
            "Parameter P failed to satisfy constraint: must be x");
  EXPECT_EQ(choose("P: {Type: Number, MinValue: 128}", {{"P", "64"}}),
            "Parameter 'P' must be a number not less than 128");
  EXPECT_EQ(choose("P: {Type: Number}", {{"P", "x"}}), "Parameter 'P' must be a number.");
  EXPECT_EQ(choose("P: {Type: String, MinLength: 2}", {{"P", "x"}}),
            "Parameter 'P' must contain at least 2 characters");
  EXPECT_THAT(choose("P: {Type: 'AWS::SSM::Parameter::Name'}", {{"P", "x"}}),
              HasSubstr("Unrecognized parameter type: AWS::SSM::Parameter::Name"));
}

TEST_F(Parameters, Lists_are_split_at_commas) {
  EXPECT_EQ(choose("P: {Type: CommaDelimitedList}", {{"P", "a, b,c"}}), R"(["a","b","c"])");
  EXPECT_EQ(choose("P: {Type: 'List<Number>'}", {{"P", "1,x"}}), "Parameter 'P' must be a number.");
}

}  // namespace
}  // namespace bellwether::cloud::cloudformation
