#include "cloud/cloudformation/sam/transform.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cloud/cloudformation/parse.h"

namespace bellwether::cloud::cloudformation::sam {
namespace {

using ::testing::HasSubstr;

class SamTransform : public ::testing::Test {
 protected:
  static Result<Template> run(std::string_view text) {
    const auto document = parse_template_text(text);
    if (!document) return std::unexpected(document.error());
    const auto source = read_template(*document);
    if (!source) return source;
    Evaluator evaluator(
        {.name = "shed", .id = "id"},
        {{"Stage", Value("v1")}, {"Tracing", Value("Active")}, {"NoTracing", Value("Disabled")}},
        Value::map());
    if (auto decided = evaluator.decide_conditions(source->conditions); !decided) {
      return std::unexpected(decided.error());
    }
    return transform(*source, evaluator);
  }
  static std::string refusal(std::string_view resources) {
    const auto result =
        run("Transform: AWS::Serverless-2016-10-31\nResources:\n  F: " + std::string(resources));
    return result ? "accepted" : result.error().message;
  }
  static std::vector<std::string> ids(const Template& result) {
    std::vector<std::string> all;
    for (const auto& resource : result.resources) all.push_back(resource.logical_id);
    return all;
  }
  static std::string property(const Template& result, std::string_view id,
                              std::initializer_list<std::string_view> path) {
    const Resource* const resource = result.find(id);
    const Value* value = resource == nullptr ? nullptr : &resource->properties;
    for (const auto name : path) value = value == nullptr ? nullptr : value->find(name);
    return value == nullptr ? "absent" : to_json(*value);
  }
};

constexpr std::string_view implicit = R"(
Transform: AWS::Serverless-2016-10-31
Conditions: {C: !Equals [a, a]}
Globals:
  Function: {Runtime: python3.13, Handler: a.h, CodeUri: s3://b/k, Environment: {Variables: {A: 1}}}
  Api: {Cors: "'*'"}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Environment: {Variables: {B: 2}}
      Tags: {team: wool}
      Policies:
        - AmazonDynamoDBReadOnlyAccess
        - DynamoDBCrudPolicy: {TableName: !Ref T}
        - Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]
      Events:
        Any: {Type: Api, Properties: {Path: '/x/{id+}', Method: any}}
        Get: {Type: Api, Properties: {Path: /x, Method: GET}}
  G:
    Type: AWS::Serverless::Function
    Condition: C
    Properties:
      FunctionName: gg
      Role: arn:aws:iam::1:role/x
      Events:
        Put: {Type: Api, Properties: {Path: /x, Method: put}}
  T: {Type: AWS::Serverless::SimpleTable}
)";

TEST_F(SamTransform, Gives_resources_the_logical_ids_that_SAM_gives) {
  const auto result = run(implicit);
  ASSERT_TRUE(result) << result.error().message;
  const auto all = ids(*result);
  EXPECT_THAT(all, ::testing::IsSupersetOf({"F", "FRole", "FAnyPermissionProd",
                                            "FGetPermissionProd", "G", "GPutPermissionProd", "T",
                                            "ServerlessRestApi", "ServerlessRestApiProdStage"}));
  EXPECT_EQ(all.size(), 10U);
  EXPECT_THAT(
      all, ::testing::Contains(::testing::MatchesRegex("ServerlessRestApiDeployment[0-9a-f]{10}")));
  EXPECT_EQ(result->find("GPutPermissionProd")->condition, "C");
}

TEST_F(SamTransform, Merges_globals_into_functions) {
  const auto result = run(implicit);
  ASSERT_TRUE(result);
  EXPECT_EQ(property(*result, "F", {"Environment"}), R"({"Variables":{"A":1,"B":2}})");
  EXPECT_EQ(property(*result, "F", {"Code"}), R"({"S3Bucket":"b","S3Key":"k"})");
  EXPECT_EQ(property(*result, "F", {"Role"}), R"({"Fn::GetAtt":["FRole","Arn"]})");
  EXPECT_EQ(property(*result, "G", {"Role"}), R"("arn:aws:iam::1:role/x")");
  EXPECT_EQ(property(*result, "F", {"Tags"}),
            R"([{"Key":"lambda:createdBy","Value":"SAM"},{"Key":"team","Value":"wool"}])");
}

TEST_F(SamTransform, Writes_policies_into_the_role) {
  const auto result = run(implicit);
  ASSERT_TRUE(result);
  EXPECT_THAT(property(*result, "FRole", {"ManagedPolicyArns"}),
              HasSubstr("policy/AmazonDynamoDBReadOnlyAccess"));
  const auto policies = property(*result, "FRole", {"Policies"});
  EXPECT_THAT(policies, HasSubstr(R"("PolicyName":"FRolePolicy1")"));
  EXPECT_THAT(policies, HasSubstr(R"("dynamodb:ConditionCheckItem")"));
  EXPECT_THAT(policies, HasSubstr(R"({"tableName":{"Ref":"T"}})"));
  EXPECT_THAT(policies, HasSubstr(R"("PolicyName":"FRolePolicy2")"));
}

TEST_F(SamTransform, Lets_a_traced_function_write_its_segments) {
  const auto result = run(R"(
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Handler: h, Runtime: python3.12, InlineCode: x}}
Resources:
  On: {Type: AWS::Serverless::Function, Properties: {Tracing: Active}}
  Off: {Type: AWS::Serverless::Function, Properties: {Tracing: Disabled}}
  OnByParameter: {Type: AWS::Serverless::Function, Properties: {Tracing: !Ref Tracing}}
  OffByParameter: {Type: AWS::Serverless::Function, Properties: {Tracing: !Ref NoTracing}}
)");
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(property(*result, "On", {"TracingConfig"}), R"({"Mode":"Active"})");
  EXPECT_THAT(property(*result, "OnRole", {"ManagedPolicyArns"}),
              HasSubstr("policy/AWSXrayWriteOnlyAccess"));
  EXPECT_EQ(result->find("Off")->properties.find("TracingConfig"), nullptr);
  EXPECT_THAT(property(*result, "OffRole", {"ManagedPolicyArns"}),
              ::testing::Not(HasSubstr("AWSXray")));
  // What a parameter says is looked up; the reference to it stays.
  EXPECT_EQ(property(*result, "OnByParameter", {"TracingConfig"}), R"({"Mode":{"Ref":"Tracing"}})");
  EXPECT_THAT(property(*result, "OnByParameterRole", {"ManagedPolicyArns"}),
              HasSubstr("policy/AWSXrayWriteOnlyAccess"));
  EXPECT_EQ(property(*result, "OffByParameter", {"TracingConfig"}), "absent");
  EXPECT_THAT(property(*result, "OffByParameterRole", {"ManagedPolicyArns"}),
              ::testing::Not(HasSubstr("AWSXray")));
}

TEST_F(SamTransform, Builds_the_api_that_SAM_builds) {
  const auto result = run(implicit);
  ASSERT_TRUE(result);
  EXPECT_EQ(
      property(*result, "ServerlessRestApi", {"Body", "paths", "/x", "put"}),
      R"({"Fn::If":["C",{"x-amazon-apigateway-integration":{"type":"aws_proxy","httpMethod":"POST",)"
      R"("uri":{"Fn::Sub":"arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31)"
      R"(/functions/${G.Arn}/invocations"}},"responses":{}},{"Ref":"AWS::NoValue"}]})");
  EXPECT_EQ(property(*result, "ServerlessRestApi",
                     {"Body", "paths", "/x", "options", "x-amazon-apigateway-integration",
                      "responses", "default", "responseParameters"}),
            R"({"method.response.header.Access-Control-Allow-Methods":"'GET,OPTIONS,PUT'",)"
            R"("method.response.header.Access-Control-Allow-Origin":"'*'"})");
  EXPECT_THAT(property(*result, "ServerlessRestApi", {"Body", "paths", "/x/{id+}", "options"}),
              HasSubstr("'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'"));
  EXPECT_THAT(property(*result, "FAnyPermissionProd", {"SourceArn"}),
              HasSubstr("${__ApiId__}/${__Stage__}/*/x/*"));
}

TEST_F(SamTransform, Makes_a_table_of_a_simple_table) {
  const auto result = run(implicit);
  ASSERT_TRUE(result);
  EXPECT_EQ(
      to_json(result->find("T")->properties),
      R"({"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],)"
      R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"})");
}

std::string with_api(std::string_view api, std::string_view path) {
  return fmt::format(R"(
Transform: AWS::Serverless-2016-10-31
Resources:
  Api: {{Type: 'AWS::Serverless::Api', Properties: {}}}
  F:
    Type: AWS::Serverless::Function
    Properties:
      {{Runtime: python3.13, Handler: a.h, CodeUri: 's3://b/k', Events: {{E: {{Type: Api,
        Properties: {{RestApiId: !Ref Api, Path: '{}', Method: get}}}}}}}}
)",
                     api, path);
}

TEST_F(SamTransform, Explicit_api_has_its_stage_and_the_old_extra_one_unless_a_version_is_named) {
  const auto plain = run(with_api("{StageName: !Ref Stage}", "/a"));
  ASSERT_TRUE(plain) << plain.error().message;
  EXPECT_EQ(property(*plain, "Apiv1Stage", {"StageName"}), R"("v1")");
  EXPECT_NE(plain->find("FEPermissionv1"), nullptr);
  const auto deployment = ids(*plain)[4];
  EXPECT_EQ(property(*plain, deployment, {"StageName"}), R"("Stage")");

  const auto versioned = run(with_api("{StageName: v1, OpenApiVersion: '2.0'}", "/a"));
  ASSERT_TRUE(versioned);
  EXPECT_EQ(property(*versioned, deployment, {"StageName"}), "absent");
}

TEST_F(SamTransform, A_changed_api_is_a_new_deployment_and_an_unchanged_one_is_not) {
  const auto first = run(with_api("{StageName: v1}", "/a"));
  const auto again = run(with_api("{StageName: v1}", "/a"));
  const auto other = run(with_api("{StageName: v1}", "/b"));
  ASSERT_TRUE(first && again && other);
  EXPECT_EQ(ids(*first), ids(*again));
  EXPECT_NE(ids(*first), ids(*other));
}

TEST_F(SamTransform, Knows_the_policy_templates_of_buckets) {
  const auto result = run(R"(
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: x
      Handler: index.h
      Runtime: python3.13
      Policies: [S3WritePolicy: {BucketName: b}, S3CrudPolicy: {BucketName: b}]
)");
  ASSERT_TRUE(result) << result.error().message;
  const auto policies = property(*result, "FRole", {"Policies"});
  EXPECT_THAT(policies,
              HasSubstr(R"(["s3:PutObject","s3:PutObjectAcl","s3:PutLifecycleConfiguration"])"));
  EXPECT_THAT(policies, HasSubstr(R"("s3:DeleteObject")"));
  EXPECT_THAT(policies,
              HasSubstr(R"(["arn:${AWS::Partition}:s3:::${bucketName}/*",{"bucketName":"b"}])"));
}

TEST_F(SamTransform, Refuses_by_name_and_line_what_it_does_not_know) {
  constexpr auto start =
      "{Type: 'AWS::Serverless::Function', Properties: {Handler: h, Runtime: r, ";
  const auto with = [&](std::string_view rest) {
    return refusal(std::string(start) + std::string(rest));
  };
  EXPECT_THAT(with("CodeUri: 's3://a/b', Layers: [x]}}"),
              HasSubstr("Property Layers of AWS::Serverless::Function is not supported. (line 3)"));
  EXPECT_THAT(with("CodeUri: ./src}}"), HasSubstr("'CodeUri' is not a valid S3 Uri"));
  EXPECT_THAT(with("InlineCode: x, Events: {E: {Type: SQS, Properties: {Queue: q}}}}}"),
              HasSubstr("Event with id [E] is invalid. The event type SQS is not supported"));
  EXPECT_THAT(with("InlineCode: x, Policies: [{SQSPollerPolicy: {QueueName: q}}]}}"),
              HasSubstr("The policy template SQSPollerPolicy is not supported"));
  EXPECT_THAT(with("InlineCode: x, Policies: [{S3WritePolicy: {TableName: b}}]}}"),
              HasSubstr("Following required parameters of template 'S3WritePolicy' don't have "
                        "values: ['BucketName']"));
  EXPECT_THAT(refusal("{Type: 'AWS::Serverless::HttpApi'}"),
              HasSubstr("The resource type AWS::Serverless::HttpApi is not supported"));
  EXPECT_THAT(
      refusal("{Type: 'AWS::Serverless::Function', Properties: {InlineCode: x, Runtime: r}}"),
      HasSubstr("Missing required property 'Handler'"));
}

}  // namespace
}  // namespace bellwether::cloud::cloudformation::sam
