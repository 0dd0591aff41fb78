// Intrinsic functions: a value with Ref, Fn::Sub and the rest in it becomes the value they stand
// for.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "cloud/cloudformation/errors.h"
#include "cloud/cloudformation/parameters.h"
#include "cloud/cloudformation/value.h"

namespace bellwether::cloud::cloudformation {

// What the pseudo parameters tell.
struct StackIdentity {
  std::string name;
  // arn:aws:cloudformation:<region>:<account>:stack/<name>/<uuid>
  std::string id;
  std::string region = "us-east-1";
  std::string account = "000000000000";
};

// The function a map is the call of, or nullptr: {"Ref": ...} or {"Fn::...": ...}.
const Value::Member* as_call(const Value& value);

class Evaluator {
 public:
  // What a resource is known by: its Ref when `attribute` is empty, else that attribute. May answer
  // Value::unknown().
  using Lookup =
      std::function<Result<Value>(const std::string& logical_id, const std::string& attribute)>;

  Evaluator(StackIdentity stack, ParameterValues parameters, Value mappings);

  // Decides every condition once; to be called before any value is resolved.
  Result<aws::Unit> decide_conditions(const Value& conditions);
  // True for the empty name: what has no condition is always made.
  Result<bool> holds(const std::string& condition, int line) const;

  // Whatever depends on an unknown resource becomes unknown; what is AWS::NoValue disappears from
  // its list or map.
  Result<Value> resolve(const Value& value, const Lookup& lookup) const;

  // Only takes the branches of Fn::If, so that what is not taken is not depended on.
  Result<Value> take_branches(const Value& value) const;

  // The value of a parameter or a pseudo parameter, or nullopt when there is none of that name.
  std::optional<Value> parameter(std::string_view name) const;
  // What a Ref to a parameter stands for; every other value stands for itself.
  Value settled(const Value& value) const;
  const Value& mappings() const { return mappings_; }
  const StackIdentity& stack() const { return stack_; }

 private:
  struct Deciding;
  Result<bool> decide(const Value& condition, Deciding& deciding) const;
  Result<bool> decide_named(const std::string& name, Deciding& deciding, int line) const;
  Result<const Value*> branch(const Value& arguments) const;

  StackIdentity stack_;
  ParameterValues parameters_;
  Value mappings_;
  std::map<std::string, bool, std::less<>> conditions_;
};

}  // namespace bellwether::cloud::cloudformation
