// The functions whose arguments are resolved before they run. Fn::If is not among them, because
// only the branch it takes is resolved.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cloud/cloudformation/errors.h"
#include "cloud/cloudformation/value.h"

namespace bellwether::cloud::cloudformation::functions {

// Answers a Ref (no dot) or a GetAtt (Name.Attribute) inside a Fn::Sub.
using Variable = std::function<Result<Value>(const std::string& name, int line)>;

Result<Value> join(const Value& arguments);
Result<Value> select(const Value& arguments);
Result<Value> split(const Value& arguments);
Result<Value> base64(const Value& argument);
Result<Value> find_in_map(const Value& arguments, const Value& mappings);
Result<Value> sub(const Value& argument, const Variable& variable);

// One piece of the text of a Fn::Sub: literal text, or the name of a variable.
struct SubPart {
  std::string text;
  bool is_variable;
};
Result<std::vector<SubPart>> sub_parts(const Value& text);

}  // namespace bellwether::cloud::cloudformation::functions
