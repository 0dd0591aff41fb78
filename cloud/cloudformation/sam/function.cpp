#include "cloud/cloudformation/sam/function.h"

#include <fmt/format.h>

#include "cloud/cloudformation/sam/errors.h"

namespace bellwether::cloud::cloudformation::sam {
namespace {

constexpr std::string_view type = "AWS::Serverless::Function";

Result<Value> code_of(const Resource& function, const Value& properties) {
  if (const Value* const source = properties.find("InlineCode")) {
    return Value::map({{"ZipFile", *source}});
  }
  const Value* const uri = properties.find("CodeUri");
  if (uri == nullptr) {
    return refuse(function.logical_id, "'InlineCode' or 'CodeUri' is required.", function.line);
  }
  // Packaging, which runs before, has put the artifact in the place of a local path.
  if (uri->find("Artifact") != nullptr) return *uri;
  if (const Value* const bucket = uri->find("Bucket")) {
    Value code = Value::map({{"S3Bucket", *bucket}});
    if (const Value* const key = uri->find("Key")) code.set("S3Key", *key);
    if (const Value* const version = uri->find("Version")) code.set("S3ObjectVersion", *version);
    return code;
  }
  const std::string_view text = uri->text();
  const std::size_t slash = text.find('/', 5);
  if (!text.starts_with("s3://") || slash == std::string_view::npos) {
    return refuse(function.logical_id,
                  "'CodeUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional "
                  "versionId query parameter.",
                  uri->line());
  }
  return Value::map({{"S3Bucket", text.substr(5, slash - 5)}, {"S3Key", text.substr(slash + 1)}});
}

// "Disabled" is SAM's word for leaving it out.
bool is_traced(const Value& properties, const Evaluator& parameters) {
  const Value* const tracing = properties.find("Tracing");
  return tracing != nullptr && parameters.settled(*tracing).text() != "Disabled";
}

Result<Resource> role_of(const Resource& function, const Value& properties,
                         const Evaluator& parameters) {
  Resource role{.logical_id = function.logical_id + "Role",
                .type = "AWS::IAM::Role",
                .condition = function.condition,
                .line = function.line};
  role.properties.set(
      "AssumeRolePolicyDocument",
      Value::map({
          {"Version", "2012-10-17"},
          {"Statement",
           Value::list({Value::map({
               {"Action", Value::list({"sts:AssumeRole"})},
               {"Effect", "Allow"},
               {"Principal", Value::map({{"Service", Value::list({"lambda.amazonaws.com"})}})},
           })})},
      }));
  const Value none;
  const Value* const policies = properties.find("Policies");
  if (auto added = add_policies(function, policies == nullptr ? none : *policies, role.properties);
      !added) {
    return std::unexpected(added.error());
  }
  if (is_traced(properties, parameters)) {
    Value managed = *role.properties.find("ManagedPolicyArns");
    managed.items().insert(
        managed.items().begin() + 1,
        Value::call("Fn::Sub", "arn:${AWS::Partition}:iam::aws:policy/AWSXrayWriteOnlyAccess"));
    role.properties.set("ManagedPolicyArns", std::move(managed));
  }
  role.properties.set("Tags", tag_list(properties.find("Tags")));
  return role;
}

}  // namespace

Value tag_list(const Value* tags) {
  Value list = Value::list({Value::map({{"Key", "lambda:createdBy"}, {"Value", "SAM"}})});
  if (tags == nullptr) return list;
  for (const auto& [key, value] : tags->members()) {
    list.items().push_back(Value::map({{"Key", key}, {"Value", value}}));
  }
  return list;
}

Result<std::vector<Resource>> function_resources(const Resource& function, const Value& properties,
                                                 const Evaluator& parameters) {
  if (auto known = check_properties(
          function.logical_id, type, properties,
          {"FunctionName", "Description", "CodeUri", "InlineCode", "Handler", "Runtime",
           "Architectures", "MemorySize", "Timeout", "Environment", "EphemeralStorage",
           "PackageType", "Role", "Policies", "Events", "Tags", "Tracing"});
      !known) {
    return std::unexpected(known.error());
  }
  if (const Value* const package = properties.find("PackageType");
      package != nullptr && parameters.settled(*package).text() != "Zip") {
    return refuse(function.logical_id,
                  "PackageType must be Zip; container images are not supported.", package->line());
  }
  for (const std::string_view required : {"Handler", "Runtime"}) {
    if (properties.find(required) == nullptr) {
      return refuse(function.logical_id, fmt::format("Missing required property '{}'.", required),
                    function.line);
    }
  }
  auto code = code_of(function, properties);
  if (!code) return std::unexpected(code.error());

  Resource plain = function;
  plain.type = "AWS::Lambda::Function";
  plain.properties = Value::map({{"Code", std::move(*code)}});
  plain.properties.set_line(function.properties.line());
  for (const std::string_view name :
       {"FunctionName", "Description", "Handler", "Runtime", "MemorySize", "Timeout", "Environment",
        "Architectures", "EphemeralStorage", "PackageType"}) {
    if (const Value* const value = properties.find(name)) plain.properties.set(name, *value);
  }
  if (is_traced(properties, parameters)) {
    plain.properties.set("TracingConfig", Value::map({{"Mode", *properties.find("Tracing")}}));
  }
  plain.properties.set("Tags", tag_list(properties.find("Tags")));

  std::vector<Resource> resources;
  if (const Value* const role = properties.find("Role")) {
    plain.properties.set("Role", *role);
  } else {
    auto role_resource = role_of(function, properties, parameters);
    if (!role_resource) return std::unexpected(role_resource.error());
    plain.properties.set(
        "Role", Value::call("Fn::GetAtt", Value::list({role_resource->logical_id, "Arn"})));
    resources.push_back(std::move(*role_resource));
  }
  resources.push_back(std::move(plain));
  return resources;
}

}  // namespace bellwether::cloud::cloudformation::sam
