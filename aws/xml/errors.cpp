#include "aws/xml/errors.h"

#include "aws/core/operation.h"
#include "aws/xml/reader.h"
#include "aws/xml/writer.h"

namespace bellwether::aws::xml {
namespace {

// REST-XML: <Error><Code/><Message/>error.fields<RequestId/><HostId/></Error>. Query:
// <ErrorResponse><Error><Code/><Message/></Error><RequestId/></ErrorResponse>.
HttpResponse encode_error(const ServiceInfo& service, const Error& error) {
  HttpResponse response{.status = error.http_status};
  response.headers.add("Content-Type", "application/xml");
  const bool wrapped = service.protocol == Protocol::query;
  Writer w;
  w.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  if (wrapped) w.open("ErrorResponse");
  w.open("Error");
  member(w, "Code", error.code);
  member(w, "Message", error.message);
  w.raw(error.fields);
  if (wrapped) w.close("Error");
  if (!error.request_id.empty()) {
    member(w, "RequestId", error.request_id);
    if (!wrapped) member(w, "HostId", base64_encode(error.request_id));
  }
  w.close(wrapped ? "ErrorResponse" : "Error");
  response.body = w.take();
  return response;
}

Error decode_error(const ServiceInfo&, const HttpResponse& response) {
  Error error{.code = {},
              .message = {},
              .http_status = response.status,
              .request_id = std::string(response.headers.get("x-amz-request-id"))};
  pugi::xml_document document;
  Node node = parse(document, response.body, {});
  // Query services wrap it: <ErrorResponse><Error>.
  if (const Node inner = child(node, "Error")) node = inner;
  error.code = child(node, "Code").text().get();
  error.message = child(node, "Message").text().get();
  if (error.request_id.empty()) error.request_id = child(node, "RequestId").text().get();
  // Answers to HEAD have no body.
  if (error.code.empty()) error.code = "HTTP" + std::to_string(response.status);
  if (error.message.empty()) error.message = "HTTP status " + std::to_string(response.status);
  return error;
}

}  // namespace

constinit const ErrorForm error_form = {.encode = encode_error, .decode = decode_error};

Error malformed() {
  return {.code = "MalformedXML",
          .message =
              "The XML you provided was not well-formed or did not validate against our "
              "published schema",
          .http_status = 400};
}

Error missing_body() {
  return {
      .code = "MissingRequestBodyError", .message = "Request Body is empty", .http_status = 400};
}

Error invalid_argument(std::string_view name, std::string_view value) {
  Writer fields;
  member(fields, "ArgumentName", std::string(name));
  member(fields, "ArgumentValue", std::string(value));
  return {.code = "InvalidArgument",
          .message = "Provided " + std::string(name) + " not an integer or within integer range",
          .http_status = 400,
          .fields = fields.take()};
}

}  // namespace bellwether::aws::xml
