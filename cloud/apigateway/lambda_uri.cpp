#include "cloud/apigateway/lambda_uri.h"

namespace bellwether::cloud::apigateway {

std::optional<std::string> function_in_uri(std::string_view uri) {
  static constexpr std::string_view kFunctions = "2015-03-31/functions/";
  static constexpr std::string_view kEnd = "/invocations";
  if (!uri.starts_with("arn:aws") || !uri.ends_with(kEnd)) return std::nullopt;
  // AWS's own examples have one slash or two after "path".
  const auto path = uri.find(":lambda:path/");
  const auto at = uri.find(kFunctions);
  if (path == std::string_view::npos || at == std::string_view::npos || at < path) {
    return std::nullopt;
  }
  uri.remove_prefix(at + kFunctions.size());
  uri.remove_suffix(kEnd.size());
  if (uri.empty()) return std::nullopt;
  return std::string(uri);
}

std::string substitute_stage_variables(std::string_view text, const StageVariables& variables) {
  static constexpr std::string_view kOpen = "${stageVariables.";
  std::string result;
  while (true) {
    const auto open = text.find(kOpen);
    const auto close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) break;
    result.append(text.substr(0, open));
    const auto name = text.substr(open + kOpen.size(), close - open - kOpen.size());
    if (const auto variable = variables.find(name); variable != variables.end()) {
      result.append(variable->second);
    }
    text.remove_prefix(close + 1);
  }
  return result.append(text);
}

}  // namespace bellwether::cloud::apigateway
