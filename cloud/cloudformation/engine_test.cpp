#include "cloud/cloudformation/engine.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cloud/cloudformation/fake_cloud.h"
#include "cloud/cloudformation/parse.h"
#include "cloud/core/clock.h"

namespace bellwether::cloud::cloudformation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr std::string_view shed = R"(
Transform: AWS::Serverless-2016-10-31
Parameters:
  Memory: {Type: Number, Default: 128}
  Origin: {Type: String, Default: '*'}
Globals:
  Function:
    Runtime: provided.al2023
    Handler: bootstrap
    MemorySize: !Ref Memory
    Environment: {Variables: {TABLE: !Ref Shed}}
Resources:
  Dog:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: {Artifact: one}
      Policies: [{Statement: [{Effect: Allow, Action: 'dynamodb:Scan', Resource: !GetAtt Shed.Arn}]}]
      Events:
        Count: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /dog, Method: GET}}
        Sheep: {Type: Api, Properties: {RestApiId: !Ref Api, Path: '/sheep/{Tattoo}', Method: POST}}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      OpenApiVersion: '2.0'
      Cors: {AllowOrigin: !Sub "'${Origin}'"}
  Shed:
    Type: AWS::Serverless::SimpleTable
    Properties: {PrimaryKey: {Name: tattoo, Type: Number}}
Outputs:
  Url: {Value: !Sub 'https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/v1'}
  Table: {Value: !Ref Shed, Description: the shed}
)";

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result(text);
  const std::size_t at = result.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return result.replace(at, from.size(), to);
}

class EngineTest : public ::testing::Test {
 protected:
  Result<Deployed> deploy(std::string_view text, const ParameterTexts& parameters = {}) {
    events.clear();
    cloud.calls.clear();
    const auto document = parse_template_text(text);
    if (!document) return std::unexpected(document.error());
    return engine.deploy({.stack_name = "farm", .document = *document, .parameters = parameters},
                         [&](const StackEvent& event) { record(event); });
  }
  Result<aws::Unit> remove() {
    events.clear();
    return engine.remove("farm", [&](const StackEvent& event) { record(event); });
  }
  std::string error_of(std::string_view text) {
    const auto result = deploy(text);
    return result ? "deployed" : result.error().message;
  }
  void record(const StackEvent& event) {
    events.push_back(event.status + " " + event.logical_id);
    if (!event.reason.empty()) reasons[events.back()] = event.reason;
  }
  std::string function_name() const { return cloud.functions.begin()->first; }

  FakeCloud cloud;
  MemoryState state;
  SeededRandom random{7};
  Engine engine{cloud, state, state, random, Scope{}, [](auto) {}};
  std::vector<std::string> events;
  std::map<std::string, std::string> reasons;
};

TEST_F(EngineTest, Creates_everything_in_dependency_order) {
  const auto deployed = deploy(shed);
  ASSERT_TRUE(deployed) << deployed.error().message;
  EXPECT_TRUE(deployed->changed);
  EXPECT_EQ(deployed->stack.status, "CREATE_COMPLETE");
  EXPECT_EQ(events.front(), "CREATE_IN_PROGRESS farm");
  EXPECT_EQ(events.back(), "CREATE_COMPLETE farm");
  const auto at = [&](const std::string& event) {
    const auto found = std::ranges::find(events, event);
    EXPECT_NE(found, events.end()) << event;
    return found - events.begin();
  };
  EXPECT_LT(at("CREATE_COMPLETE Shed"), at("CREATE_IN_PROGRESS DogRole"));
  EXPECT_LT(at("CREATE_COMPLETE DogRole"), at("CREATE_IN_PROGRESS Dog"));
  EXPECT_LT(at("CREATE_COMPLETE Dog"), at("CREATE_IN_PROGRESS Api"));
  EXPECT_LT(at("CREATE_COMPLETE Api"), at("CREATE_IN_PROGRESS Apiv1Stage"));

  ASSERT_EQ(cloud.functions.size(), 1U);
  const auto& function = cloud.functions.begin()->second;
  EXPECT_THAT(function.FunctionName, MatchesRegex("farm-Dog-[0-9A-Z]{12}"));
  EXPECT_EQ(function.MemorySize, 128);
  EXPECT_EQ(function.Code.ZipFile->bytes, "code one");
  EXPECT_THAT(function.Role,
              MatchesRegex("arn:aws:iam::000000000000:role/farm-DogRole-[0-9A-Z]{12}"));
  EXPECT_EQ(function.Environment->Variables->at("TABLE"), cloud.tables.begin()->first);
}

TEST_F(EngineTest, Imports_the_api_with_its_methods_and_preflight) {
  ASSERT_TRUE(deploy(shed));
  ASSERT_EQ(cloud.apis.size(), 1U);
  const auto& api = cloud.apis.begin()->second;
  EXPECT_EQ(api.name, "farm");
  std::map<std::string, std::vector<std::string>> routes;
  std::string dog_uri;
  for (const auto& [id, resource] : api.resources) {
    for (const auto& [method, integration] : resource.methods) {
      routes[resource.path].push_back(method + " " + integration.type);
      if (method == "GET") dog_uri = integration.uri.value_or("");
    }
  }
  EXPECT_THAT(routes["/dog"], ElementsAre("GET AWS_PROXY", "OPTIONS MOCK"));
  EXPECT_THAT(routes["/sheep/{Tattoo}"], ElementsAre("OPTIONS MOCK", "POST AWS_PROXY"));
  EXPECT_FALSE(routes.contains("/sheep"));
  EXPECT_EQ(dog_uri, fmt::format("arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
                                 "arn:aws:lambda:us-east-1:000000000000:function:{}/invocations",
                                 function_name()));
  ASSERT_EQ(api.stages.size(), 1U);
  EXPECT_EQ(api.stages.at("v1"), api.deployments.begin()->first);
}

TEST_F(EngineTest, Outputs_are_resolved) {
  const auto deployed = deploy(shed);
  ASSERT_TRUE(deployed);
  ASSERT_EQ(deployed->stack.outputs.size(), 2U);
  EXPECT_EQ(
      deployed->stack.outputs[0].value,
      fmt::format("https://{}.execute-api.us-east-1.amazonaws.com/v1", cloud.apis.begin()->first));
  EXPECT_EQ(deployed->stack.outputs[1].value, cloud.tables.begin()->first);
  EXPECT_EQ(deployed->stack.outputs[1].description, "the shed");
}

TEST_F(EngineTest, Deploying_twice_changes_nothing) {
  ASSERT_TRUE(deploy(shed));
  const auto again = deploy(shed);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_FALSE(again->changed);
  EXPECT_THAT(events, IsEmpty());
  for (const std::string& call : cloud.calls) {
    EXPECT_TRUE(call.starts_with("Get") || call.starts_with("Describe")) << call;
  }
}

TEST_F(EngineTest, A_record_that_went_through_its_document_changes_nothing_either) {
  ASSERT_TRUE(deploy(shed));
  const auto document = parse_document(to_json(to_document(state.stacks.at("farm"))));
  ASSERT_TRUE(document) << document.error().message;
  const auto record = read_record(*document);
  ASSERT_TRUE(record);
  state.stacks["farm"] = *record;
  const auto again = deploy(shed);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->changed);
}

TEST_F(EngineTest, A_changed_property_updates_that_resource_alone) {
  ASSERT_TRUE(deploy(shed));
  const std::string before = function_name();
  const auto updated = deploy(shed, {{"Memory", "256"}});
  ASSERT_TRUE(updated) << updated.error().message;
  EXPECT_THAT(events, ElementsAre("UPDATE_IN_PROGRESS farm", "UPDATE_IN_PROGRESS Dog",
                                  "UPDATE_COMPLETE Dog", "UPDATE_COMPLETE farm"));
  EXPECT_EQ(cloud.functions.at(before).MemorySize, 256);
  EXPECT_EQ(cloud.count("UpdateFunctionCode"), 0U);
  // The next deployment keeps the value it was given.
  const auto again = deploy(shed);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->changed);
}

TEST_F(EngineTest, Tracing_is_turned_on_and_off_again) {
  ASSERT_TRUE(
      deploy(replaced(shed, "Handler: bootstrap", "Handler: bootstrap\n    Tracing: Active")));
  EXPECT_EQ(cloud.functions.begin()->second.TracingConfig->Mode, "Active");
  ASSERT_TRUE(
      deploy(replaced(shed, "Handler: bootstrap", "Handler: bootstrap\n    Tracing: Disabled")));
  EXPECT_EQ(cloud.functions.begin()->second.TracingConfig->Mode, "PassThrough");
}

TEST_F(EngineTest, Changed_code_is_uploaded) {
  ASSERT_TRUE(deploy(shed));
  ASSERT_TRUE(deploy(replaced(shed, "Artifact: one", "Artifact: two")));
  EXPECT_EQ(cloud.functions.begin()->second.Code.ZipFile->bytes, "code two");
  EXPECT_EQ(cloud.count("UpdateFunctionConfiguration"), 0U);
}

TEST_F(EngineTest, A_changed_route_is_deployed_to_the_stage) {
  ASSERT_TRUE(deploy(shed));
  const auto updated = deploy(replaced(shed, "Path: /dog", "Path: /hound"));
  ASSERT_TRUE(updated) << updated.error().message;
  const auto& api = cloud.apis.begin()->second;
  std::vector<std::string> paths;
  for (const auto& [id, resource] : api.resources) paths.push_back(resource.path);
  EXPECT_THAT(paths, Contains("/hound"));
  EXPECT_THAT(paths, Not(Contains("/dog")));
  ASSERT_EQ(api.deployments.size(), 1U);
  EXPECT_EQ(api.stages.at("v1"), api.deployments.begin()->first);
  EXPECT_THAT(events, Contains(MatchesRegex("DELETE_COMPLETE ApiDeployment[0-9a-f]{10}")));
}

TEST_F(EngineTest, Replaces_what_cannot_be_changed_and_removes_the_old) {
  ASSERT_TRUE(deploy(shed));
  const std::string old_table = cloud.tables.begin()->first;
  ASSERT_TRUE(deploy(replaced(shed, "Name: tattoo", "Name: number")));
  ASSERT_EQ(cloud.tables.size(), 1U);
  EXPECT_NE(cloud.tables.begin()->first, old_table);
  EXPECT_EQ(cloud.functions.begin()->second.Environment->Variables->at("TABLE"),
            cloud.tables.begin()->first);
  EXPECT_EQ(
      reasons["UPDATE_IN_PROGRESS Shed"],
      "Requested update requires the creation of a new physical resource; hence creating one.");
}

TEST_F(EngineTest, A_resource_dropped_from_the_template_is_deleted_unless_retained) {
  constexpr std::string_view with = R"(
Resources:
  A: {Type: AWS::Logs::LogGroup}
  B: {Type: AWS::Logs::LogGroup, DeletionPolicy: Retain}
  C: {Type: AWS::Logs::LogGroup}
)";
  ASSERT_TRUE(deploy(with));
  EXPECT_EQ(cloud.log_groups.size(), 3U);
  ASSERT_TRUE(deploy("Resources: {C: {Type: 'AWS::Logs::LogGroup'}}"));
  EXPECT_THAT(events, Contains("DELETE_COMPLETE A"));
  EXPECT_THAT(events, Contains("DELETE_SKIPPED B"));
  EXPECT_EQ(cloud.log_groups.size(), 2U);
}

TEST_F(EngineTest, A_policy_that_changed_alone_is_heeded) {
  ASSERT_TRUE(deploy("Resources: {A: {Type: 'AWS::Logs::LogGroup'}}"));
  const auto again =
      deploy("Resources: {A: {Type: 'AWS::Logs::LogGroup', DeletionPolicy: Retain}}");
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->changed);
  ASSERT_TRUE(remove());
  EXPECT_THAT(events, Contains("DELETE_SKIPPED A"));
  EXPECT_EQ(cloud.log_groups.size(), 1U);
}

TEST_F(EngineTest, What_vanished_from_the_cloud_is_made_again) {
  ASSERT_TRUE(deploy(shed));
  cloud.empty();
  const auto again = deploy(shed);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->changed);
  EXPECT_EQ(cloud.functions.size(), 1U);
  EXPECT_EQ(cloud.tables.size(), 1U);
  ASSERT_EQ(cloud.apis.size(), 1U);
  EXPECT_EQ(cloud.apis.begin()->second.stages.size(), 1U);
  EXPECT_EQ(cloud.functions.begin()->second.Environment->Variables->at("TABLE"),
            cloud.tables.begin()->first);
  const auto once_more = deploy(shed);
  ASSERT_TRUE(once_more);
  EXPECT_FALSE(once_more->changed);
}

TEST_F(EngineTest, A_function_that_vanished_is_deployed_to_the_stage_when_it_is_made_again) {
  ASSERT_TRUE(deploy(shed));
  const auto& api = cloud.apis.begin()->second;
  const std::string old_deployment = api.stages.at("v1");
  cloud.functions.clear();
  const auto again = deploy(shed);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_NE(api.stages.at("v1"), old_deployment);
  EXPECT_EQ(api.deployments.size(), 1U);
  EXPECT_TRUE(api.deployments.contains(api.stages.at("v1")));
  const auto once_more = deploy(shed);
  ASSERT_TRUE(once_more);
  EXPECT_FALSE(once_more->changed);
}

TEST_F(EngineTest, What_vanished_behind_a_function_leaves_the_deployment) {
  ASSERT_TRUE(deploy(shed));
  cloud.tables.clear();
  ASSERT_TRUE(deploy(shed));
  EXPECT_EQ(cloud.count("UpdateFunctionConfiguration"), 1U);
  EXPECT_EQ(cloud.count("CreateDeployment"), 0U);
}

TEST_F(EngineTest, A_failed_creation_removes_what_was_created_and_says_why) {
  cloud.fault = [](std::string_view operation, std::string_view) -> std::optional<aws::Error> {
    if (operation != "CreateStage") return std::nullopt;
    return aws::Error{.code = "LimitExceededException", .message = "too many stages"};
  };
  const auto deployed = deploy(shed);
  ASSERT_FALSE(deployed);
  EXPECT_EQ(deployed.error().code, "LimitExceededException");
  EXPECT_EQ(deployed.error().message,
            "Resource Apiv1Stage (AWS::ApiGateway::Stage): too many stages");
  EXPECT_TRUE(cloud.functions.empty());
  EXPECT_TRUE(cloud.tables.empty());
  EXPECT_TRUE(cloud.apis.empty());
  EXPECT_THAT(events, Contains("CREATE_FAILED Apiv1Stage"));
  EXPECT_EQ(
      reasons["ROLLBACK_IN_PROGRESS farm"],
      "The following resource(s) failed to create: [Apiv1Stage]. Rollback requested by user.");
  EXPECT_EQ(events.back(), "ROLLBACK_COMPLETE farm");
  cloud.fault = nullptr;
  EXPECT_TRUE(deploy(shed));
}

TEST_F(EngineTest, A_failed_update_goes_back_to_what_was) {
  ASSERT_TRUE(deploy(shed));
  const auto before = cloud.functions;
  cloud.fault = [](std::string_view operation, std::string_view) -> std::optional<aws::Error> {
    if (operation != "CreateDeployment") return std::nullopt;
    return aws::Error{.code = "TooManyRequestsException", .message = "slow down"};
  };
  auto changed = replaced(shed, "Path: /dog", "Path: /hound");
  changed = replaced(changed, "Artifact: one", "Artifact: two");
  const auto updated = deploy(changed);
  ASSERT_FALSE(updated);
  EXPECT_EQ(cloud.functions, before);
  std::vector<std::string> paths;
  for (const auto& [id, r] : cloud.apis.begin()->second.resources) paths.push_back(r.path);
  EXPECT_THAT(paths, Contains("/dog"));
  EXPECT_THAT(paths, Not(Contains("/hound")));
  EXPECT_EQ(events.back(), "UPDATE_ROLLBACK_COMPLETE farm");
  cloud.fault = nullptr;
  const auto again = deploy(shed);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->changed);
}

TEST_F(EngineTest, Removing_a_stack_removes_everything) {
  ASSERT_TRUE(deploy(shed));
  ASSERT_TRUE(remove());
  EXPECT_TRUE(cloud.functions.empty());
  EXPECT_TRUE(cloud.tables.empty());
  EXPECT_TRUE(cloud.apis.empty());
  EXPECT_TRUE(state.stacks.empty());
  EXPECT_EQ(events.back(), "DELETE_COMPLETE farm");
  EXPECT_EQ(remove().error().message, "Stack with id farm does not exist");
}

TEST_F(EngineTest, A_removal_that_fails_can_be_tried_again) {
  ASSERT_TRUE(deploy(shed));
  cloud.fault = [](std::string_view operation, std::string_view) -> std::optional<aws::Error> {
    if (operation != "DeleteTable") return std::nullopt;
    return aws::Error{.code = "ResourceInUseException", .message = "busy"};
  };
  ASSERT_FALSE(remove());
  EXPECT_EQ(state.stacks.at("farm").status, "DELETE_FAILED");
  cloud.fault = nullptr;
  ASSERT_TRUE(remove());
  EXPECT_TRUE(cloud.tables.empty());
}

TEST_F(EngineTest, Mistakes_are_found_before_anything_is_made) {
  EXPECT_THAT(error_of("Resources: {A: {Type: 'AWS::SNS::Topic'}}"),
              HasSubstr("Unrecognized resource types: [AWS::SNS::Topic]"));
  EXPECT_THAT(error_of("Resources: {}"), HasSubstr("At least one Resources member"));
  EXPECT_THAT(
      error_of("Resources:\n  A:\n    Type: AWS::Logs::LogGroup\n    Properties:\n"
               "      LogGroupName: !Ref B\n"),
      HasSubstr("Unresolved resource dependencies [B] in the Resources block of the template "
                "(line 5)"));
  EXPECT_THAT(
      error_of("Resources: {A: {Type: 'AWS::Logs::LogGroup'}}\nOutputs: {O: {Value: !Ref B}}"),
      HasSubstr("Unresolved resource dependencies [B] in the Outputs block"));
  EXPECT_THAT(error_of("Resources: {A: {Type: 'AWS::Logs::LogGroup', Properties: {LogGroupName: "
                       "!GetAtt B.Arn}}}"),
              HasSubstr("instance of Fn::GetAtt references undefined resource B"));
  EXPECT_THAT(error_of("Resources: {A: {Type: 'AWS::Logs::LogGroup'}}\n"
                       "Outputs: {O: {Value: !GetAtt A.Nope}}"),
              HasSubstr("resource A does not support attribute type Nope in Fn::GetAtt"));
  EXPECT_THAT(
      error_of("Resources: {A: {Type: 'AWS::Logs::LogGroup', Properties: {LogGroupName: !Ref B}}, "
               "B: {Type: 'AWS::Logs::LogGroup', DependsOn: A}}"),
      HasSubstr("Circular dependency between resources: [A, B]"));
  EXPECT_THAT(
      error_of("Resources: {A: {Type: 'AWS::Logs::LogGroup', Properties: {RetentionInDays: 1}}}"),
      HasSubstr("Property RetentionInDays of AWS::Logs::LogGroup is not supported"));
  EXPECT_THAT(error_of("Resources: {A: {Type: 'AWS::DynamoDB::Table'}}"),
              HasSubstr("required key [KeySchema] not found"));
  EXPECT_TRUE(cloud.calls.empty());
  EXPECT_TRUE(state.stacks.empty());
}

TEST_F(EngineTest, Conditions_decide_what_is_made) {
  constexpr std::string_view text = R"(
Parameters: {Both: {Type: String, Default: 'no'}}
Conditions: {WithB: !Equals [!Ref Both, 'yes']}
Resources:
  A: {Type: AWS::Logs::LogGroup}
  B: {Type: AWS::Logs::LogGroup, Condition: WithB}
Outputs:
  Name: {Value: !If [WithB, !Ref B, !Ref A]}
  OfB: {Condition: WithB, Value: !Ref B}
)";
  const auto without = deploy(text);
  ASSERT_TRUE(without) << without.error().message;
  EXPECT_EQ(cloud.log_groups.size(), 1U);
  EXPECT_EQ(without->stack.outputs.size(), 1U);
  const auto with = deploy(text, {{"Both", "yes"}});
  ASSERT_TRUE(with);
  EXPECT_EQ(cloud.log_groups.size(), 2U);
  EXPECT_EQ(with->stack.outputs.size(), 2U);
  ASSERT_TRUE(deploy(text, {{"Both", "no"}}));
  EXPECT_EQ(cloud.log_groups.size(), 1U);
}

TEST_F(EngineTest, A_type_behind_a_false_condition_need_not_be_supported) {
  constexpr std::string_view text = R"(
Parameters: {Alarms: {Type: String, Default: 'no'}}
Conditions: {WithAlarms: !Equals [!Ref Alarms, 'yes']}
Resources:
  A: {Type: AWS::Logs::LogGroup}
  Alarm: {Type: AWS::SNS::Topic, Condition: WithAlarms}
Outputs:
  Arn: {Value: !If [WithAlarms, !GetAtt Alarm.TopicArn, none]}
)";
  const auto without = deploy(text);
  ASSERT_TRUE(without) << without.error().message;
  EXPECT_EQ(without->stack.outputs.front().value, "none");
  const auto with = deploy(text, {{"Alarms", "yes"}});
  ASSERT_FALSE(with);
  EXPECT_THAT(with.error().message, HasSubstr("Unrecognized resource types: [AWS::SNS::Topic]"));
}

TEST_F(EngineTest, A_custom_named_resource_is_not_replaced_by_itself) {
  constexpr std::string_view text = R"(
Resources:
  T:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: tattoo
      AttributeDefinitions: [{AttributeName: a, AttributeType: S}]
      KeySchema: [{AttributeName: a, KeyType: HASH}]
      BillingMode: PAY_PER_REQUEST
)";
  ASSERT_TRUE(deploy(text));
  const auto changed =
      deploy(replaced(text, "KeySchema: [{AttributeName: a", "KeySchema: [{AttributeName: b"));
  ASSERT_FALSE(changed);
  EXPECT_THAT(
      changed.error().message,
      HasSubstr("cannot update a stack when a custom-named resource requires replacing. Rename "
                "tattoo and update the stack again."));
  EXPECT_TRUE(cloud.tables.contains("tattoo"));
}

constexpr std::string_view orders = R"(
Resources:
  T:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: a, AttributeType: S}, {AttributeName: b, AttributeType: S}]
      KeySchema: [{AttributeName: a, KeyType: HASH}]
      BillingMode: PAY_PER_REQUEST
      GlobalSecondaryIndexes:
        - IndexName: byB
          KeySchema: [{AttributeName: b, KeyType: HASH}]
          Projection: {ProjectionType: INCLUDE, NonKeyAttributes: [c]}
      StreamSpecification: {StreamViewType: NEW_IMAGE}
      TimeToLiveSpecification: {AttributeName: end, Enabled: true}
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
      SSESpecification: {SSEEnabled: true}
      Tags: [{Key: x, Value: '1'}, {Key: y, Value: '2'}]
)";

TEST_F(EngineTest, A_table_has_what_its_template_says) {
  const auto deployed = deploy(orders);
  ASSERT_TRUE(deployed) << deployed.error().message;
  const auto& table = cloud.tables.begin()->second;
  ASSERT_EQ(table.GlobalSecondaryIndexes->size(), 1U);
  EXPECT_EQ(table.GlobalSecondaryIndexes->front().Projection.NonKeyAttributes->front(), "c");
  EXPECT_EQ(table.StreamSpecification->StreamViewType, "NEW_IMAGE");
  EXPECT_EQ(table.SSESpecification->Enabled, true);
  EXPECT_EQ(table.Tags->size(), 2U);
  EXPECT_THAT(cloud.table_updates, ElementsAre("expire by: end", "recovery: on"));
}

TEST_F(EngineTest, A_table_is_changed_step_by_step) {
  ASSERT_TRUE(deploy(orders));
  cloud.table_updates.clear();
  auto text = replaced(orders, "NonKeyAttributes: [c]", "NonKeyAttributes: [d]");
  text = replaced(text, "NEW_IMAGE", "KEYS_ONLY");
  text = replaced(text, "AttributeName: end", "AttributeName: until");
  text = replaced(text, "{Key: y, Value: '2'}", "{Key: z, Value: '3'}");
  const auto changed = deploy(text);
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_THAT(cloud.table_updates,
              ElementsAre("delete: byB", "create: byB", "stream: -", "stream: KEYS_ONLY",
                          "do not expire by: end", "expire by: until", "untag: y", "tag: z=3"));
  EXPECT_EQ(cloud.count("CreateTable"), 0U);
}

TEST_F(EngineTest, A_table_that_cannot_be_finished_is_not_left_behind) {
  cloud.fault = [](std::string_view operation, std::string_view) -> std::optional<aws::Error> {
    if (operation != "UpdateTimeToLive") return std::nullopt;
    return aws::Error{.code = "ValidationException", .message = "no"};
  };
  EXPECT_FALSE(deploy(orders));
  EXPECT_TRUE(cloud.tables.empty());
}

}  // namespace
}  // namespace bellwether::cloud::cloudformation
