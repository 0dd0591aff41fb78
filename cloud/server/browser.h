// What a web page in the developer's browser may ask of a server on the developer's machine.
//
// Any page can send requests to 127.0.0.1, and creating a function runs code: so a request that a
// browser sends for a page carries the page's Origin, and only pages served from this machine, or
// from origins that were allowed by name, are listened to. Deployed APIs decide for themselves.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aws/core/http.h"

namespace bellwether::cloud::server {

class OriginPolicy {
 public:
  // `allowed`: further origins, as "https://console.example.com".
  explicit OriginPolicy(std::vector<std::string> allowed) : allowed_(std::move(allowed)) {}

  // True for requests without an Origin: no browser sent them for a page.
  bool permits(const aws::HttpRequest& request) const;
  static bool is_preflight(const aws::HttpRequest& request);
  aws::HttpResponse preflight(const aws::HttpRequest& request) const;
  // The headers by which the browser lets the page see the response.
  void expose(const aws::HttpRequest& request, aws::HttpResponse& response) const;

 private:
  std::vector<std::string> allowed_;
};

// Whether a Host header cannot have been made by pointing a public name at this machine (DNS
// rebinding): an IP address, localhost or a name under it, or a name without dots.
bool is_local_host(std::string_view host);

}  // namespace bellwether::cloud::server
