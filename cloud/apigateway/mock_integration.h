// A MOCK integration: answers by itself, from literal templates. CORS preflights are its main use.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/apigateway/model.h"
#include "aws/core/http.h"

namespace bellwether::cloud::apigateway {

// Immutable after construction; may be used by several threads.
class MockIntegration {
 public:
  explicit MockIntegration(const aws::apigateway::Integration& integration);

  // What the integration answers, or the gateway's own error: 415 when passthroughBehavior refuses
  // the content type, 500 when the template names no status or no response is there for it.
  aws::HttpResponse answer(const aws::HttpRequest& request) const;

 private:
  using Templates = std::vector<std::pair<std::string, std::string>>;  // content type, text

  struct Response {
    int status = 200;
    aws::Headers headers;
    Templates templates;
  };

  // The text that the request becomes, or null when the content type is refused.
  const std::string* request_text(const aws::HttpRequest& request) const;
  const Response* response_for(int status) const;

  Templates request_templates_;
  std::string passthrough_;
  std::vector<Response> responses_;
  // For each status from 100 to 599, the response that its selection pattern chooses; the default
  // one, or -1, elsewhere.
  std::vector<int> chosen_;
};

}  // namespace bellwether::cloud::apigateway
