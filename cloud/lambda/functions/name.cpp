#include "cloud/lambda/functions/name.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "aws/lambda/model.h"

namespace bellwether::cloud::lambda {
namespace {

namespace errors = aws::lambda::errors;

// A function name's own limit, which AWS's model does not have: there it shares one with ARNs.
constexpr std::size_t max_name_length = 64;
// The model's, of which some parts are optional that a name cannot do without.
constexpr std::string_view pattern =
    R"((arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?)"
    R"((function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?)";

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t colon = text.find(':');
    parts.push_back(text.substr(0, colon));
    if (colon == std::string_view::npos) return parts;
    text.remove_prefix(colon + 1);
  }
}

bool is_account(std::string_view text) {
  return text.size() == 12 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

aws::Error invalid(std::string_view text) {
  return errors::ValidationException(
      fmt::format("1 validation error detected: Value '{}' at 'functionName' failed to satisfy "
                  "constraint: Member must satisfy regular expression pattern: {}",
                  text, pattern));
}

aws::Error too_long(std::string_view name) {
  return errors::InvalidParameterValueException(
      fmt::format("1 validation error detected: Value '{}' at 'functionName' failed to satisfy "
                  "constraint: Member must have length less than or equal to {}",
                  name, max_name_length));
}

}  // namespace

aws::Result<FunctionName> parse_function_name(const Scope& scope, std::string_view text,
                                              std::string_view qualifier) {
  std::vector<std::string_view> parts = split(text);
  std::string_view region = scope.region;
  std::string_view account = scope.account;
  // arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]
  if (parts.front() == "arn") {
    if (parts.size() < 7 || parts[2] != "lambda" || parts[5] != "function") {
      return aws::fail(invalid(text));
    }
    region = parts[3];
    account = parts[4];
    parts.erase(parts.begin(), parts.begin() + 6);
  } else if (parts.size() >= 3 && is_account(parts[0]) && parts[1] == "function") {
    account = parts[0];
    parts.erase(parts.begin(), parts.begin() + 2);
  } else if (parts.size() >= 2 && parts[0] == "function") {
    parts.erase(parts.begin());
  }
  if (parts.size() > 2 || parts[0].empty()) return aws::fail(invalid(text));
  if (parts[0].size() > max_name_length) return aws::fail(too_long(parts[0]));
  FunctionName function{.name = std::string(parts[0]),
                        .qualifier = std::string(parts.size() == 2 ? parts[1] : qualifier)};
  if (parts.size() == 2 && !qualifier.empty() && qualifier != parts[1]) {
    return aws::fail(errors::InvalidParameterValueException(
        "The derived qualifier from the function name does not match the specified qualifier."));
  }
  if (region != scope.region) {
    return aws::fail(errors::ResourceNotFoundException(fmt::format(
        "Functions from '{}' are not reachable in this region ('{}')", region, scope.region)));
  }
  if (account != scope.account) {
    return aws::fail(function_not_found({std::string(account), scope.region}, function));
  }
  return function;
}

std::string function_arn(const Scope& scope, std::string_view name, std::string_view qualifier) {
  std::string arn =
      fmt::format("arn:aws:lambda:{}:{}:function:{}", scope.region, scope.account, name);
  if (!qualifier.empty()) arn += fmt::format(":{}", qualifier);
  return arn;
}

aws::Error function_not_found(const Scope& scope, const FunctionName& function) {
  return errors::ResourceNotFoundException("Function not found: " +
                                           function_arn(scope, function.name, function.qualifier));
}

}  // namespace bellwether::cloud::lambda
