#include "aws/sigv4/usual_authorization.h"

#include <algorithm>
#include <array>

#include "aws/sigv4/hash.h"
#include "aws/sigv4/timestamp.h"

namespace bellwether::aws::sigv4 {
namespace {

constexpr std::string_view scheme = "AWS4-HMAC-SHA256 ";

struct Parameters {
  std::string_view credential;
  std::string_view signed_headers;
  std::string_view signature;
};

// Each once, between commas, and no others.
std::optional<Parameters> read_parameters(std::string_view text) {
  Parameters read;
  while (!text.empty()) {
    const auto parameter = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), parameter.size() + 1));
    if (text.starts_with(' ')) text.remove_prefix(1);
    const auto equals = parameter.find('=');
    const auto name = parameter.substr(0, equals);
    std::string_view* value = nullptr;
    if (name == "Credential") value = &read.credential;
    if (name == "SignedHeaders") value = &read.signed_headers;
    if (name == "Signature") value = &read.signature;
    if (equals == std::string_view::npos || value == nullptr || !value->empty()) {
      return std::nullopt;
    }
    *value = parameter.substr(equals + 1);
    // Where the parser ends one as well.
    if (value->empty() || value->find(' ') != std::string_view::npos) return std::nullopt;
  }
  return read;
}

bool lists(std::string_view names, std::string_view wanted) {
  while (!names.empty()) {
    const auto name = names.substr(0, names.find(';'));
    if (equals_ignore_case(name, wanted)) return true;
    names.remove_prefix(std::min(names.size(), name.size() + 1));
  }
  return false;
}

// More than any one service asks for: who signs less than that is looked at by its rules.
bool covers_all(const Headers& headers, std::string_view names) {
  constexpr std::string_view amz = "x-amz-";
  return lists(names, "host") && std::ranges::all_of(headers, [&](const auto& header) {
           const std::string_view name = header.first;
           const bool wanted = equals_ignore_case(name.substr(0, amz.size()), amz) ||
                               equals_ignore_case(name, "content-md5");
           return !wanted || lists(names, name);
         });
}

// "AKID/20150830/us-east-1/dynamodb/aws4_request"
std::optional<std::array<std::string_view, 5>> credential_parts(std::string_view credential) {
  std::array<std::string_view, 5> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto slash = credential.find('/');
    const bool last = i + 1 == parts.size();
    if ((slash == std::string_view::npos) != last) return std::nullopt;
    parts[i] = credential.substr(0, slash);
    if (!last) credential.remove_prefix(slash + 1);
  }
  return parts;
}

}  // namespace

std::optional<UsualAuthorization> read_usual_authorization(const HttpRequest& request) {
  const std::string_view header = request.headers.get("Authorization");
  if (!header.starts_with(scheme)) return std::nullopt;
  if (request.query().find("X-Amz-Algorithm") != std::string_view::npos) return std::nullopt;
  const auto parameters = read_parameters(header.substr(scheme.size()));
  if (!parameters) return std::nullopt;
  const auto parts = credential_parts(parameters->credential);
  if (!parts) return std::nullopt;
  const auto& [access_key_id, day, region, service, terminator] = *parts;
  const auto date = request.headers.get("X-Amz-Date");
  const bool sound = !access_key_id.empty() && terminator == "aws4_request" &&
                     parse_basic_time(date) && date.substr(0, 8) == day &&
                     is_sha256_hex(parameters->signature) &&
                     covers_all(request.headers, parameters->signed_headers);
  if (!sound) return std::nullopt;
  return UsualAuthorization{.access_key_id = access_key_id, .region = region, .service = service};
}

}  // namespace bellwether::aws::sigv4
