// A template's parameters: what it declares, and the values a deployment gives them.
#pragma once

#include <map>
#include <string>

#include "cloud/cloudformation/errors.h"
#include "cloud/cloudformation/value.h"

namespace bellwether::cloud::cloudformation {

// By parameter name, as written by the caller.
using ParameterTexts = std::map<std::string, std::string, std::less<>>;
// By parameter name: a scalar, or a list of strings for the list types.
using ParameterValues = std::map<std::string, Value, std::less<>>;

struct ChosenParameters {
  ParameterValues values;
  // What to keep for the next deployment, which reuses what it is not given anew.
  ParameterTexts texts;
};

// For each parameter that `declared` holds: the given value, else the previous one, else the
// default. Fails in CloudFormation's words on a missing or unknown parameter and on a broken
// constraint.
Result<ChosenParameters> choose_parameters(const Value& declared, const ParameterTexts& given,
                                           const ParameterTexts& previous);

}  // namespace bellwether::cloud::cloudformation
