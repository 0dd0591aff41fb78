// What the models say about a service and its operations, for routing, signing and error shapes.
// The generated headers `aws/<service>/model.h` hold one ServiceInfo and, for each operation, a
// type with its Input, its Output, its OperationInfo and four static codec functions:
//
//   struct PutItem {
//     using Input = PutItemInput;
//     using Output = PutItemOutput;
//     static const OperationInfo info;
//     static Result<Input> decode_request(const HttpRequest&, const PathParameters&);  // server
//     static HttpResponse encode_response(const Output&);                              // server
//     static HttpRequest encode_request(const Input&);                                 // client
//     static Result<Output> decode_response(const HttpResponse&);                      // client
//   };
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/core/error.h"
#include "aws/core/http.h"

namespace bellwether::aws {

enum class Protocol { json_1_0, json_1_1, rest_json, rest_xml, query };

struct ServiceInfo;

// How a protocol writes errors. Held by pointer, so that a function's binary carries the one it
// speaks.
struct ErrorForm {
  HttpResponse (*encode)(const ServiceInfo&, const Error&);
  Error (*decode)(const ServiceInfo&, const HttpResponse&);
};

namespace json {
extern const ErrorForm error_form;
}
namespace xml {
extern const ErrorForm error_form;
}

struct ServiceInfo {
  std::string_view name;             // our folder's name: "dynamodb"
  std::string_view endpoint_prefix;  // "dynamodb", the first label of AWS's host
  std::string_view signing_name;     // in the credential scope
  std::string_view target_prefix;    // JSON protocols: "DynamoDB_20120810"
  std::string_view endpoint_env;     // AWS_ENDPOINT_URL_<this>: "DYNAMODB", "CLOUDWATCH_LOGS"
  std::string_view error_namespace;  // before '#' in __type: "com.amazonaws.dynamodb.v20120810"
  Protocol protocol;
  const ErrorForm& errors = json::error_form;
};

struct OperationInfo {
  const ServiceInfo& service;
  std::string_view name;
  std::string_view method;
  // "/2015-03-31/functions/{FunctionName}/invocations"; "/" for JSON protocols.
  std::string_view uri;
  // What else has to be in the query string, where a method and a uri have several operations:
  // "uploadId", "list-type=2".
  std::span<const std::string_view> query{};
  // The same for headers: "x-amz-copy-source".
  std::span<const std::string_view> headers{};
  int success_status = 200;
  // Whether the body is the payload itself, of any size.
  bool streams_request = false;
};

// Values of the "{Name}" labels of a uri, percent-decoded.
using PathParameters = std::vector<std::pair<std::string, std::string>>;

// The uri's labels bound to a request's path, or false. "{Name+}" binds the rest with its slashes.
bool match_uri(std::string_view uri, std::string_view path, PathParameters& parameters);

// An error in the form its protocol has for it: body, x-amzn-ErrorType and status.
inline HttpResponse encode_error(const ServiceInfo& service, const Error& error) {
  return service.errors.encode(service, error);
}
// The error in a response whose status is 300 or above.
inline Error decode_error(const ServiceInfo& service, const HttpResponse& response) {
  return service.errors.decode(service, response);
}

}  // namespace bellwether::aws
