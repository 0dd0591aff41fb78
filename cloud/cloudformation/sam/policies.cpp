#include <array>
#include <vector>

#include <fmt/format.h>

#include "cloud/cloudformation/evaluate.h"
#include "cloud/cloudformation/sam/errors.h"
#include "cloud/cloudformation/sam/function.h"

namespace bellwether::cloud::cloudformation::sam {
namespace {

// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
struct Subject {
  std::string_view service;
  std::string_view parameter;  // by which a policy template names the resource
  std::string_view variable;   // by which the ARNs have it
  std::array<std::string_view, 2> arns;
};
constexpr Subject table{
    .service = "dynamodb",
    .parameter = "TableName",
    .variable = "tableName",
    .arns = {"arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${tableName}",
             "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${tableName}"
             "/index/*"}};
constexpr Subject bucket{.service = "s3",
                         .parameter = "BucketName",
                         .variable = "bucketName",
                         .arns = {"arn:${AWS::Partition}:s3:::${bucketName}",
                                  "arn:${AWS::Partition}:s3:::${bucketName}/*"}};

struct PolicyTemplate {
  std::string_view name;
  const Subject& subject;
  std::vector<std::string_view> actions;
};

const std::array<PolicyTemplate, 6>& policy_templates() {
  static const std::array<PolicyTemplate, 6> templates = {{
      {"DynamoDBCrudPolicy",
       table,
       {"GetItem", "DeleteItem", "PutItem", "Scan", "Query", "UpdateItem", "BatchWriteItem",
        "BatchGetItem", "DescribeTable", "ConditionCheckItem"}},
      {"DynamoDBReadPolicy", table, {"GetItem", "Scan", "Query", "BatchGetItem", "DescribeTable"}},
      {"DynamoDBWritePolicy", table, {"PutItem", "UpdateItem", "BatchWriteItem"}},
      {"S3CrudPolicy",
       bucket,
       {"GetObject", "ListBucket", "GetBucketLocation", "GetObjectVersion", "PutObject",
        "PutObjectAcl", "GetLifecycleConfiguration", "PutLifecycleConfiguration", "DeleteObject"}},
      {"S3ReadPolicy",
       bucket,
       {"GetObject", "ListBucket", "GetBucketLocation", "GetObjectVersion",
        "GetLifecycleConfiguration"}},
      {"S3WritePolicy", bucket, {"PutObject", "PutObjectAcl", "PutLifecycleConfiguration"}},
  }};
  return templates;
}

Value statement(const PolicyTemplate& policy, const Value& resource_name) {
  const Subject& subject = policy.subject;
  Value actions = Value::list();
  for (const std::string_view action : policy.actions) {
    actions.items().emplace_back(fmt::format("{}:{}", subject.service, action));
  }
  Value resources = Value::list();
  for (const std::string_view arn : subject.arns) {
    resources.items().push_back(Value::call(
        "Fn::Sub", Value::list({std::string(arn),
                                Value::map({{std::string(subject.variable), resource_name}})})));
  }
  return Value::map({{"Statement", Value::list({Value::map({
                                       {"Effect", "Allow"},
                                       {"Action", std::move(actions)},
                                       {"Resource", std::move(resources)},
                                   })})}});
}

Result<Value> from_template(const Resource& function, const Value& policy) {
  const auto& [name, parameters] = policy.members().front();
  for (const PolicyTemplate& known : policy_templates()) {
    if (known.name != name) continue;
    const Value* const resource = parameters.find(known.subject.parameter);
    if (resource == nullptr) {
      return refuse(function.logical_id,
                    fmt::format("Following required parameters of template '{}' don't have values: "
                                "['{}']",
                                name, known.subject.parameter),
                    policy.line());
    }
    return statement(known, *resource);
  }
  return refuse(function.logical_id, fmt::format("The policy template {} is not supported.", name),
                policy.line());
}

}  // namespace

Result<aws::Unit> add_policies(const Resource& function, const Value& policies, Value& role) {
  Value managed = Value::list({Value::call(
      "Fn::Sub",
      "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")});
  Value inline_policies = Value::list();
  const bool many = policies.is_list();
  const Value single = Value::list({policies});
  std::size_t index = 0;
  for (const Value& policy : (many ? policies : single).items()) {
    const std::string name = fmt::format("{}RolePolicy{}", function.logical_id, index++);
    if (policy.is_null()) continue;
    if (policy.is_string()) {
      managed.items().push_back(
          policy.text().starts_with("arn:")
              ? policy
              : Value::call("Fn::Sub", fmt::format("arn:${{AWS::Partition}}:iam::aws:policy/{}",
                                                   policy.text())));
      continue;
    }
    if (as_call(policy) != nullptr) {
      managed.items().push_back(policy);
      continue;
    }
    Value document = policy;
    if (policy.find("Statement") == nullptr) {
      if (policy.members().size() != 1) {
        return refuse(function.logical_id, "A policy must have a Statement.", policy.line());
      }
      auto statement = from_template(function, policy);
      if (!statement) return std::unexpected(statement.error());
      document = std::move(*statement);
    }
    inline_policies.items().push_back(
        Value::map({{"PolicyName", name}, {"PolicyDocument", std::move(document)}}));
  }
  role.set("ManagedPolicyArns", std::move(managed));
  if (!inline_policies.items().empty()) role.set("Policies", std::move(inline_policies));
  return {};
}

}  // namespace bellwether::cloud::cloudformation::sam
