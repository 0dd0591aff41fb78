#include "cloud/server/control.h"

#include <algorithm>

#include <fmt/format.h>

namespace bellwether::cloud::server {
namespace {

constexpr std::string_view prefix = "/_bellwether/";
constexpr std::string_view localstack_path = "/_localstack/health";
constexpr std::size_t account_digits = 12;

aws::HttpResponse json(int status, std::string body) {
  aws::HttpResponse response{.status = status, .body = std::move(body)};
  response.headers.add("Content-Type", "application/json");
  return response;
}

// `message` is ours, or has been checked to need no escape.
aws::HttpResponse message(int status, std::string_view text) {
  return json(status, fmt::format(R"({{"message":"{}"}})", text));
}

bool is_account(std::string_view text) {
  return text.size() == account_digits &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_word(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

bool ControlEndpoint::claims(const aws::HttpRequest& request) const {
  const auto path = request.path();
  return path.starts_with(prefix) || path == localstack_path;
}

Task<aws::HttpResponse> ControlEndpoint::handle(const RequestContext&,
                                                const aws::HttpRequest& request) {
  if (!is_local_host(request.headers.get("Host")) || !origins_.permits(request)) {
    co_return message(403, "The control path is for this machine only");
  }
  const auto path = request.path();
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (path == localstack_path) {
    co_return reads ? localstack_health() : message(405, "Use GET");
  }
  const auto command = path.substr(prefix.size());
  if (command == "health") co_return reads ? health() : message(405, "Use GET");
  if (command == "reset") {
    if (request.method != "POST") co_return message(405, "Use POST");
    co_return co_await reset(request);
  }
  co_return message(404, "There are /_bellwether/health and /_bellwether/reset");
}

aws::HttpResponse ControlEndpoint::health() const {
  std::string services;
  for (const auto& service : services_) {
    services += fmt::format(R"({}"{}")", services.empty() ? "" : ",", service.name);
  }
  return json(200, fmt::format(R"({{"status":"running","version":"{}","services":[{}]}})", version_,
                               services));
}

aws::HttpResponse ControlEndpoint::localstack_health() const {
  std::string services;
  for (const auto& service : services_) {
    services += fmt::format(R"({}"{}":"running")", services.empty() ? "" : ",", service.name);
  }
  return json(200, fmt::format(R"({{"services":{{{}}},"edition":"bellwether","version":"{}"}})",
                               services, version_));
}

Task<aws::HttpResponse> ControlEndpoint::reset(const aws::HttpRequest& request) {
  std::string service;
  std::string account;
  for (auto& [name, value] : aws::parse_query(request.query())) {
    if (name == "service") {
      service = std::move(value);
    } else if (name == "account") {
      account = std::move(value);
    } else {
      co_return message(400, "reset takes service=NAME and account=ID");
    }
  }
  if (!account.empty() && !is_account(account)) {
    co_return message(400, "account has to be twelve digits");
  }
  const Service* one = find(service);
  if (!service.empty() && one == nullptr) {
    co_return message(404, is_word(service) ? fmt::format("There is no service {}", service)
                                            : std::string("There is no such service"));
  }
  if (one != nullptr && !one->reset) {
    co_return message(400,
                      fmt::format("{} has its state in {}: reset that", one->name, one->view_of));
  }
  for (const auto& each : services_) {
    if (each.reset && (service.empty() || service == each.name)) co_await each.reset(account);
  }
  co_return aws::HttpResponse{.status = 204};
}

const ControlEndpoint::Service* ControlEndpoint::find(std::string_view name) const {
  const auto found = std::ranges::find(services_, name, &Service::name);
  return found == services_.end() ? nullptr : &*found;
}

}  // namespace bellwether::cloud::server
