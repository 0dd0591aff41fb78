// What a stack is between two deployments, and where it is kept.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cloud/cloudformation/errors.h"
#include "cloud/cloudformation/parameters.h"
#include "cloud/cloudformation/value.h"

namespace bellwether::cloud::cloudformation {

using Attributes = std::map<std::string, std::string, std::less<>>;

struct ResourceRecord {
  std::string logical_id;
  std::string type;
  // What Ref answers.
  std::string physical_id;
  // What Fn::GetAtt answers.
  Attributes attributes;
  // As last applied, every function resolved.
  Value properties = Value::map();
  // Logical ids that must outlive it.
  std::vector<std::string> depends_on;
  // "Delete" or "Retain".
  std::string deletion_policy = "Delete";
  std::string update_replace_policy = "Delete";
};

struct OutputRecord {
  std::string name;
  std::string value;
  std::string description;
  friend bool operator==(const OutputRecord&, const OutputRecord&) = default;
};

struct StackRecord {
  std::string name;
  std::string id;
  // CloudFormation's: CREATE_COMPLETE, UPDATE_ROLLBACK_COMPLETE, ...
  std::string status;
  std::string description;
  ParameterTexts parameters;
  std::vector<ResourceRecord> resources;
  // Replaced or dropped by a deployment, and not removed yet.
  std::vector<ResourceRecord> superseded;
  std::vector<OutputRecord> outputs;

  const ResourceRecord* find(std::string_view logical_id) const;
};

// A letter, then letters, digits and hyphens; at most 128.
bool is_stack_name(std::string_view name);
// Fails in CloudFormation's words.
Result<aws::Unit> check_stack_name(std::string_view name);

// Where stacks are kept. Used by one deployment of a stack at a time.
class StackState {
 public:
  virtual ~StackState() = default;
  virtual Result<std::optional<StackRecord>> load(const std::string& name) = 0;
  // Whole or not at all, so that a crash leaves the record before or after.
  virtual Result<aws::Unit> save(const StackRecord& record) = 0;
  virtual Result<aws::Unit> erase(const std::string& name) = 0;
};

// Where packaged code is kept under the SHA-256 of its bytes, as `sam package` keeps it in a
// bucket: an update that fails has to be able to go back to the code before it. Thread-safe.
class Artifacts {
 public:
  virtual ~Artifacts() = default;
  virtual Result<std::string> get(const std::string& digest) = 0;
  // Answers the digest, 64 lower-case hexadecimal digits.
  virtual Result<std::string> put(const std::string& bytes) = 0;
};

// The digests that a record's resources still need.
std::set<std::string> artifacts_of(const StackRecord& record);

// The record as a document and back; format 1, described in docs/templates.md.
Value to_document(const StackRecord& record);
Result<StackRecord> read_record(const Value& document);

}  // namespace bellwether::cloud::cloudformation
