#include "cloud/apigateway/proxy_event.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "aws/json/writer.h"
#include "cloud/apigateway/media_type.h"

namespace bellwether::cloud::apigateway {
namespace {

using aws::json::Writer;
using Texts = std::vector<std::pair<std::string_view, std::string_view>>;

// What the members around body, headers and parameters take, to grow the string once.
constexpr std::size_t kUsualSize = 2048;

// Headers that end at the gateway; AWS's events have no Content-Length either.
constexpr std::array<std::string_view, 9> kHopByHop = {
    "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "TE", "Trailer",
    "Upgrade",    "Expect",     "Proxy-Connection"};

// Those that the gateway writes itself.
constexpr std::array<std::string_view, 4> kForwarded = {"X-Forwarded-For", "X-Forwarded-Port",
                                                        "X-Forwarded-Proto", "X-Amzn-Trace-Id"};

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool before_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::lexicographical_compare(a, b, {}, lower, lower);
}

bool is_one_of(const auto& names, std::string_view name) {
  return std::ranges::any_of(
      names, [name](std::string_view other) { return aws::equals_ignore_case(other, name); });
}

void text_member(Writer& w, std::string_view name, std::string_view value) {
  w.key(name);
  w.string(value);
}

void null_member(Writer& w, std::string_view name) {
  w.key(name);
  w.null();
}

// Writes {"name": "last value"} and {"name": ["every", "value"]} of texts that are sorted by name;
// null for both when there are none.
void single_and_multi(Writer& w, std::string_view single, std::string_view multi,
                      const Texts& texts, bool (*before)(std::string_view, std::string_view)) {
  if (texts.empty()) {
    null_member(w, single);
    null_member(w, multi);
    return;
  }
  const auto ends_group = [&](std::size_t i) {
    return i + 1 == texts.size() || before(texts[i].first, texts[i + 1].first);
  };
  w.key(single);
  w.open_object();
  std::size_t first = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!ends_group(i)) continue;
    text_member(w, texts[first].first, texts[i].second);
    first = i + 1;
  }
  w.close_object();
  w.key(multi);
  w.open_object();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i == 0 || ends_group(i - 1)) {
      w.key(texts[i].first);
      w.open_array();
    }
    w.string(texts[i].second);
    if (ends_group(i)) w.close_array();
  }
  w.close_object();
}

std::string_view without_port(std::string_view host) {
  const auto colon = host.rfind(':');
  // An IPv6 address ends with its bracket.
  if (colon == std::string_view::npos || host.ends_with(']')) return host;
  return host.substr(0, colon);
}

std::string_view port_of(std::string_view host) {
  const std::string_view name = without_port(host);
  return name.size() == host.size() ? "80" : host.substr(name.size() + 1);
}

void write_headers(Writer& w, const ProxyRequest& request) {
  const aws::Headers& given = request.http.headers;
  std::string forwarded_for(given.get("X-Forwarded-For"));
  if (!forwarded_for.empty()) forwarded_for.append(", ");
  forwarded_for.append(request.source_ip);
  Texts headers;
  headers.reserve(given.size() + kForwarded.size());
  for (const auto& [name, value] : given) {
    if (!is_one_of(kHopByHop, name) && !is_one_of(kForwarded, name)) {
      headers.emplace_back(name, value);
    }
  }
  headers.emplace_back("X-Forwarded-For", forwarded_for);
  headers.emplace_back("X-Forwarded-Port", port_of(given.get("Host")));
  headers.emplace_back("X-Forwarded-Proto", "http");
  headers.emplace_back("X-Amzn-Trace-Id", request.trace_id);
  std::ranges::stable_sort(headers, before_ignoring_case, &Texts::value_type::first);
  single_and_multi(w, "headers", "multiValueHeaders", headers, before_ignoring_case);
}

void write_query(Writer& w, const ProxyRequest& request) {
  const aws::QueryParameters given = aws::parse_query(request.http.query());
  Texts parameters(given.begin(), given.end());
  std::ranges::stable_sort(parameters, {}, &Texts::value_type::first);
  single_and_multi(w, "queryStringParameters", "multiValueQueryStringParameters", parameters,
                   [](std::string_view a, std::string_view b) { return a < b; });
}

void write_map(Writer& w, std::string_view name, const auto& entries) {
  if (entries.empty()) return null_member(w, name);
  w.key(name);
  w.open_object();
  for (const auto& [key, value] : entries) text_member(w, key, value);
  w.close_object();
}

// "09/Apr/2015:12:34:56 +0000"
std::string request_time(aws::Timestamp time) {
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  // The process keeps the C locale, so months are English.
  const std::size_t size =
      std::strftime(text.data(), text.size(), "%d/%b/%Y:%H:%M:%S +0000", &parts);
  return {text.data(), size};
}

void write_identity(Writer& w, const ProxyRequest& request) {
  w.key("identity");
  w.open_object();
  for (const std::string_view name :
       {"cognitoIdentityPoolId", "accountId", "cognitoIdentityId", "caller"}) {
    null_member(w, name);
  }
  text_member(w, "sourceIp", request.source_ip);
  for (const std::string_view name : {"principalOrgId", "accessKey", "cognitoAuthenticationType",
                                      "cognitoAuthenticationProvider", "userArn"}) {
    null_member(w, name);
  }
  if (const std::string* agent = request.http.headers.find("User-Agent")) {
    text_member(w, "userAgent", *agent);
  } else {
    null_member(w, "userAgent");
  }
  null_member(w, "user");
  w.close_object();
}

void write_request_context(Writer& w, const ProxyRequest& request) {
  const LiveStage& stage = request.stage;
  const DeployedResource& resource = *request.match.resource;
  w.key("requestContext");
  w.open_object();
  text_member(w, "resourceId", resource.id);
  text_member(w, "resourcePath", resource.path);
  text_member(w, "httpMethod", request.http.method);
  text_member(w, "extendedRequestId", request.extended_request_id);
  text_member(w, "requestTime", request_time(request.received));
  std::string path = "/" + stage.name;
  text_member(w, "path", path.append(request.path));
  text_member(w, "accountId", stage.scope.account);
  text_member(w, "protocol", "HTTP/1.1");
  text_member(w, "stage", stage.name);
  text_member(w, "domainPrefix", stage.api);
  w.key("requestTimeEpoch");
  w.number(std::int64_t{request.received.time_since_epoch().count()});
  text_member(w, "requestId", request.request_id);
  write_identity(w, request);
  text_member(w, "domainName", request.domain_name);
  text_member(w, "deploymentId", stage.deployment);
  text_member(w, "apiId", stage.api);
  w.close_object();
}

void write_body(Writer& w, const ProxyRequest& request) {
  const std::string& body = request.http.body;
  const std::string* given = request.http.headers.find("Content-Type");
  const bool binary =
      !body.empty() && is_binary(request.stage.binary_media_types,
                                 given ? std::string_view(*given) : "application/json");
  if (body.empty()) {
    null_member(w, "body");
  } else {
    w.key("body");
    // No copy of a body that stays as it is.
    if (binary) {
      w.utf8_string(aws::base64_encode(body));
    } else {
      w.string(body);
    }
  }
  w.key("isBase64Encoded");
  w.boolean(binary);
}

}  // namespace

std::string proxy_event(const ProxyRequest& request) {
  Writer w;
  w.reserve(kUsualSize + 2 * request.http.body.size());
  w.open_object();
  text_member(w, "resource", request.match.resource->path);
  text_member(w, "path", request.path);
  text_member(w, "httpMethod", request.http.method);
  write_headers(w, request);
  write_query(w, request);
  write_map(w, "pathParameters", request.match.values);
  write_map(w, "stageVariables", request.stage.variables);
  write_request_context(w, request);
  write_body(w, request);
  w.close_object();
  return w.take();
}

}  // namespace bellwether::cloud::apigateway
