#include <simdjson.h>

#include "aws/core/operation.h"
#include "aws/json/writer.h"

namespace bellwether::aws::json {
namespace {

bool is_json_rpc(Protocol protocol) {
  return protocol == Protocol::json_1_0 || protocol == Protocol::json_1_1;
}

// "com.amazonaws.dynamodb.v20120810#X", "X:http://..." -> "X"
std::string_view bare_code(std::string_view code) {
  if (const auto hash = code.find('#'); hash != std::string_view::npos)
    code.remove_prefix(hash + 1);
  return code.substr(0, code.find(':'));
}

// Errors of Coral, the framework under the JSON 1.0 services, carry its namespaces and not theirs.
std::string_view error_namespace(const ServiceInfo& service, std::string_view code) {
  if (service.error_namespace.empty()) return {};
  if (code == "ValidationException") return "com.amazon.coral.validate";
  for (const std::string_view framework :
       {"SerializationException", "UnknownOperationException", "AccessDeniedException",
        "UnrecognizedClientException", "InvalidSignatureException", "IncompleteSignatureException",
        "MissingAuthenticationTokenException"}) {
    if (code == framework) return "com.amazon.coral.service";
  }
  return service.error_namespace;
}

HttpResponse encode_error(const ServiceInfo& service, const Error& error) {
  HttpResponse response{.status = error.http_status};
  Writer w;
  w.open_object();
  if (is_json_rpc(service.protocol)) {
    w.key("__type");
    const auto space = error_namespace(service, error.code);
    w.string(space.empty() ? error.code : std::string(space) + "#" + error.code);
    response.headers.add("Content-Type", service.protocol == Protocol::json_1_0
                                             ? "application/x-amz-json-1.0"
                                             : "application/x-amz-json-1.1");
  } else {
    response.headers.add("Content-Type", "application/json");
    response.headers.add("x-amzn-ErrorType", error.code);
  }
  if (!error.message.empty()) {
    w.key(error.message_key);
    w.string(error.message);
  }
  if (!error.fields.empty()) w.literal(error.fields);
  w.close_object();
  response.body = w.take();
  return response;
}

Error decode_error(const ServiceInfo&, const HttpResponse& response) {
  Error error{.code = std::string(bare_code(response.headers.get("x-amzn-ErrorType"))),
              .http_status = response.status,
              .request_id = std::string(response.headers.get("x-amzn-RequestId"))};
  const simdjson::padded_string padded(response.body);
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  simdjson::ondemand::object object;
  if (!parser.iterate(padded).get(document) && !document.get_object().get(object)) {
    for (auto entry : object) {
      std::string_view key;
      std::string_view text;
      if (entry.unescaped_key().get(key)) break;
      const bool code = key == "__type" || key == "code" || key == "Code";
      const bool message = key == "message" || key == "Message" || key == "errorMessage";
      if (!code && !message) continue;
      simdjson::ondemand::value value;
      if (entry.value().get(value) || value.get_string().get(text)) continue;
      if (code && error.code.empty()) error.code = bare_code(text);
      if (message) error.message = text;
    }
  }
  if (error.code.empty()) error.code = "HTTP" + std::to_string(response.status);
  if (error.message.empty()) error.message = "HTTP status " + std::to_string(response.status);
  return error;
}

}  // namespace

constinit const ErrorForm error_form = {.encode = encode_error, .decode = decode_error};

}  // namespace bellwether::aws::json
