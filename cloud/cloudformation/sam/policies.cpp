#include <array>
#include <vector>

#include <fmt/format.h>

#include "cloud/cloudformation/evaluate.h"
#include "cloud/cloudformation/sam/errors.h"
#include "cloud/cloudformation/sam/function.h"

namespace bellwether::cloud::cloudformation::sam {
namespace {

// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
struct TablePolicy {
  std::string_view name;
  std::vector<std::string_view> actions;
};

const std::array<TablePolicy, 3>& table_policies() {
  static const std::array<TablePolicy, 3> policies = {{
      {"DynamoDBCrudPolicy",
       {"GetItem", "DeleteItem", "PutItem", "Scan", "Query", "UpdateItem", "BatchWriteItem",
        "BatchGetItem", "DescribeTable", "ConditionCheckItem"}},
      {"DynamoDBReadPolicy", {"GetItem", "Scan", "Query", "BatchGetItem", "DescribeTable"}},
      {"DynamoDBWritePolicy", {"PutItem", "UpdateItem", "BatchWriteItem"}},
  }};
  return policies;
}

Value table_statement(const TablePolicy& policy, const Value& table_name) {
  Value actions = Value::list();
  for (const std::string_view action : policy.actions) {
    actions.items().emplace_back(fmt::format("dynamodb:{}", action));
  }
  const auto arn = [&](std::string_view tail) {
    return Value::call("Fn::Sub",
                       Value::list({fmt::format("arn:${{AWS::Partition}}:dynamodb:${{AWS::Region}}:"
                                                "${{AWS::AccountId}}:table/${{tableName}}{}",
                                                tail),
                                    Value::map({{"tableName", table_name}})}));
  };
  return Value::map({{"Statement", Value::list({Value::map({
                                       {"Effect", "Allow"},
                                       {"Action", std::move(actions)},
                                       {"Resource", Value::list({arn(""), arn("/index/*")})},
                                   })})}});
}

Result<Value> from_template(const Resource& function, const Value& policy) {
  const auto& [name, parameters] = policy.members().front();
  for (const TablePolicy& known : table_policies()) {
    if (known.name != name) continue;
    const Value* const table = parameters.find("TableName");
    if (table == nullptr) {
      return refuse(function.logical_id,
                    fmt::format("Following required parameters of template '{}' don't have values: "
                                "['TableName']",
                                name),
                    policy.line());
    }
    return table_statement(known, *table);
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
