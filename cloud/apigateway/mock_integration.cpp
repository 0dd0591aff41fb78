#include "cloud/apigateway/mock_integration.h"

#include <charconv>
#include <regex>

#include "cloud/apigateway/gateway_response.h"
#include "cloud/apigateway/media_type.h"
#include "cloud/apigateway/template_text.h"

namespace bellwether::cloud::apigateway {
namespace {

constexpr int kLowestStatus = 100;
constexpr int kHighestStatus = 599;
constexpr std::string_view kResponseHeader = "method.response.header.";
constexpr std::string_view kDefaultType = "application/json";

int to_status(const std::string& text) {
  int status = 200;
  std::from_chars(text.data(), text.data() + text.size(), status);
  return status;
}

// The integration's selection pattern, checked when it was put.
bool selects(const std::string& pattern, int status) {
  return std::regex_match(std::to_string(status), std::regex(pattern));
}

}  // namespace

MockIntegration::MockIntegration(const aws::apigateway::Integration& integration)
    : passthrough_(integration.passthroughBehavior.value_or("WHEN_NO_MATCH")),
      chosen_(kHighestStatus - kLowestStatus + 1, -1) {
  if (integration.requestTemplates) {
    request_templates_.assign(integration.requestTemplates->begin(),
                              integration.requestTemplates->end());
  }
  if (!integration.integrationResponses) return;
  int fallback = -1;
  for (const auto& [status_text, given] : *integration.integrationResponses) {
    Response response{.status = to_status(status_text)};
    if (given.responseParameters) {
      for (const auto& [name, literal] : *given.responseParameters) {
        // Without "method.response.header." and the quotes around the literal.
        response.headers.add(std::string_view(name).substr(kResponseHeader.size()),
                             std::string_view(literal).substr(1, literal.size() - 2));
      }
    }
    if (given.responseTemplates) {
      response.templates.assign(given.responseTemplates->begin(), given.responseTemplates->end());
    }
    const int index = static_cast<int>(responses_.size());
    responses_.push_back(std::move(response));
    const std::string pattern = given.selectionPattern.value_or("");
    if (pattern.empty()) {
      if (fallback < 0) fallback = index;
      continue;
    }
    for (int status = kLowestStatus; status <= kHighestStatus; ++status) {
      int& chosen = chosen_[static_cast<std::size_t>(status - kLowestStatus)];
      if (chosen < 0 && selects(pattern, status)) chosen = index;
    }
  }
  for (int& chosen : chosen_) {
    if (chosen < 0) chosen = fallback;
  }
}

aws::HttpResponse MockIntegration::answer(const aws::HttpRequest& request) const {
  const std::string* text = request_text(request);
  if (text == nullptr) return unsupported_media_type();
  const auto status = status_code_in(*text);
  if (!status) return internal_server_error(500);
  const Response* response = response_for(*status);
  if (response == nullptr) return internal_server_error(500);

  aws::HttpResponse answer{.status = response->status, .headers = response->headers};
  std::string_view type = kDefaultType;
  if (!response->templates.empty()) {
    // The first type the client accepts, or the first there is.
    const auto* chosen = &response->templates.front();
    for (const auto& candidate : response->templates) {
      if (accepts(request.headers.get("Accept"), candidate.first)) {
        chosen = &candidate;
        break;
      }
    }
    type = chosen->first;
    answer.body = chosen->second;
  }
  if (!answer.headers.contains("Content-Type")) answer.headers.add("Content-Type", type);
  return answer;
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
const std::string* MockIntegration::request_text(const aws::HttpRequest& request) const {
  const std::string* given = request.headers.find("Content-Type");
  const std::string_view type = given ? essence(*given) : kDefaultType;
  for (const auto& [candidate, text] : request_templates_) {
    if (aws::equals_ignore_case(essence(candidate), type)) return &text;
  }
  const bool passes = passthrough_ == "WHEN_NO_MATCH" ||
                      (passthrough_ == "WHEN_NO_TEMPLATES" && request_templates_.empty());
  return passes ? &request.body : nullptr;
}

const MockIntegration::Response* MockIntegration::response_for(int status) const {
  const int chosen = chosen_[static_cast<std::size_t>(status - kLowestStatus)];
  return chosen < 0 ? nullptr : &responses_[static_cast<std::size_t>(chosen)];
}

}  // namespace bellwether::cloud::apigateway
