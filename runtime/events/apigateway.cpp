#include "bellwether/events/apigateway.h"

#include "aws/core/http.h"
#include "aws/json/reader.h"
#include "aws/json/writer.h"

namespace bellwether::events {
namespace {

using aws::json::Reader;
using aws::json::Value;

template <class Struct>
struct MemberReader {
  std::string_view name;
  bool (*read)(Reader&, Value, Struct&);
};

template <auto Member, class Struct>
bool into(Reader& reader, Value value, Struct& owner) {
  using aws::json::read;
  return read(reader, value, owner.*Member);
}

template <class Struct, std::size_t Size>
bool read_members(Reader& reader, Value value, Struct& out,
                  const MemberReader<Struct> (&members)[Size]) {
  return aws::json::read_object(reader, value, "Object", [&](std::string_view key, Value& field) {
    for (const auto& member : members) {
      if (member.name != key) continue;
      reader.push_member(member.name);
      if (!member.read(reader, field, out)) return false;
      reader.pop();
      return true;
    }
    // AWS adds members as it likes.
    return true;
  });
}

#define BELLWETHER_MEMBER(Struct, name)  \
  MemberReader<Struct> {                 \
#name, into < &Struct::name, Struct> \
  }

bool read(Reader& reader, Value value, ApiGatewayIdentity& out) {
  using S = ApiGatewayIdentity;
  static constexpr MemberReader<S> members[] = {
      BELLWETHER_MEMBER(S, accessKey),
      BELLWETHER_MEMBER(S, accountId),
      BELLWETHER_MEMBER(S, apiKey),
      BELLWETHER_MEMBER(S, apiKeyId),
      BELLWETHER_MEMBER(S, caller),
      BELLWETHER_MEMBER(S, cognitoAuthenticationProvider),
      BELLWETHER_MEMBER(S, cognitoAuthenticationType),
      BELLWETHER_MEMBER(S, cognitoIdentityId),
      BELLWETHER_MEMBER(S, cognitoIdentityPoolId),
      BELLWETHER_MEMBER(S, principalOrgId),
      BELLWETHER_MEMBER(S, sourceIp),
      BELLWETHER_MEMBER(S, user),
      BELLWETHER_MEMBER(S, userAgent),
      BELLWETHER_MEMBER(S, userArn),
  };
  return read_members(reader, value, out, members);
}

bool read(Reader& reader, Value value, ApiGatewayProxyRequestContext& out) {
  using S = ApiGatewayProxyRequestContext;
  static constexpr MemberReader<S> members[] = {
      BELLWETHER_MEMBER(S, accountId),
      BELLWETHER_MEMBER(S, apiId),
      BELLWETHER_MEMBER(S, authorizer),
      BELLWETHER_MEMBER(S, domainName),
      BELLWETHER_MEMBER(S, domainPrefix),
      BELLWETHER_MEMBER(S, extendedRequestId),
      BELLWETHER_MEMBER(S, httpMethod),
      {"identity",
       [](Reader& r, Value field, S& owner) { return events::read(r, field, owner.identity); }},
      BELLWETHER_MEMBER(S, path),
      BELLWETHER_MEMBER(S, protocol),
      BELLWETHER_MEMBER(S, requestId),
      BELLWETHER_MEMBER(S, requestTime),
      BELLWETHER_MEMBER(S, requestTimeEpoch),
      BELLWETHER_MEMBER(S, resourceId),
      BELLWETHER_MEMBER(S, resourcePath),
      BELLWETHER_MEMBER(S, stage),
  };
  return read_members(reader, value, out, members);
}

bool read(Reader& reader, Value value, ApiGatewayProxyRequest& out) {
  using S = ApiGatewayProxyRequest;
  static constexpr MemberReader<S> members[] = {
      BELLWETHER_MEMBER(S, resource),
      BELLWETHER_MEMBER(S, path),
      BELLWETHER_MEMBER(S, httpMethod),
      BELLWETHER_MEMBER(S, headers),
      BELLWETHER_MEMBER(S, multiValueHeaders),
      BELLWETHER_MEMBER(S, queryStringParameters),
      BELLWETHER_MEMBER(S, multiValueQueryStringParameters),
      BELLWETHER_MEMBER(S, pathParameters),
      BELLWETHER_MEMBER(S, stageVariables),
      {"requestContext", [](Reader& r, Value field,
                            S& owner) { return events::read(r, field, owner.requestContext); }},
      BELLWETHER_MEMBER(S, body),
      BELLWETHER_MEMBER(S, isBase64Encoded),
  };
  return read_members(reader, value, out, members);
}

bool read(Reader& reader, Value value, ApiGatewayV2Http& out) {
  using S = ApiGatewayV2Http;
  static constexpr MemberReader<S> members[] = {
      BELLWETHER_MEMBER(S, method),    BELLWETHER_MEMBER(S, path),
      BELLWETHER_MEMBER(S, protocol),  BELLWETHER_MEMBER(S, sourceIp),
      BELLWETHER_MEMBER(S, userAgent),
  };
  return read_members(reader, value, out, members);
}

bool read(Reader& reader, Value value, ApiGatewayV2RequestContext& out) {
  using S = ApiGatewayV2RequestContext;
  static constexpr MemberReader<S> members[] = {
      BELLWETHER_MEMBER(S, accountId),
      BELLWETHER_MEMBER(S, apiId),
      BELLWETHER_MEMBER(S, authentication),
      BELLWETHER_MEMBER(S, authorizer),
      BELLWETHER_MEMBER(S, domainName),
      BELLWETHER_MEMBER(S, domainPrefix),
      {"http", [](Reader& r, Value field, S& owner) { return events::read(r, field, owner.http); }},
      BELLWETHER_MEMBER(S, requestId),
      BELLWETHER_MEMBER(S, routeKey),
      BELLWETHER_MEMBER(S, stage),
      BELLWETHER_MEMBER(S, time),
      BELLWETHER_MEMBER(S, timeEpoch),
  };
  return read_members(reader, value, out, members);
}

bool read(Reader& reader, Value value, ApiGatewayV2Request& out) {
  using S = ApiGatewayV2Request;
  static constexpr MemberReader<S> members[] = {
      BELLWETHER_MEMBER(S, version),
      BELLWETHER_MEMBER(S, routeKey),
      BELLWETHER_MEMBER(S, rawPath),
      BELLWETHER_MEMBER(S, rawQueryString),
      BELLWETHER_MEMBER(S, cookies),
      BELLWETHER_MEMBER(S, headers),
      BELLWETHER_MEMBER(S, queryStringParameters),
      BELLWETHER_MEMBER(S, pathParameters),
      BELLWETHER_MEMBER(S, stageVariables),
      {"requestContext", [](Reader& r, Value field,
                            S& owner) { return events::read(r, field, owner.requestContext); }},
      BELLWETHER_MEMBER(S, body),
      BELLWETHER_MEMBER(S, isBase64Encoded),
  };
  return read_members(reader, value, out, members);
}

#undef BELLWETHER_MEMBER

template <class Event>
std::expected<Event, FunctionError> decode_event(std::string_view json) {
  Reader reader;
  Event event{};
  const bool parsed = aws::json::parse(
      reader, json, 0,
      [](Reader& inner, Value value, void* target) {
        return events::read(inner, value, *static_cast<Event*>(target));
      },
      &event);
  if (!parsed) {
    const std::string place = reader.place();
    return std::unexpected(FunctionError("Runtime.UnmarshalError",
                                         "The event" + (place.empty() ? "" : "'s " + place) +
                                             " is not what the handler takes: " + reader.error()));
  }
  return event;
}

const std::string* find_header(const Strings& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (aws::equals_ignore_case(key, name)) return &value;
  }
  return nullptr;
}

std::optional<std::string> decode_body(const std::optional<std::string>& body, bool is_base64) {
  if (!body) return std::string();
  if (!is_base64) return body;
  std::string bytes;
  if (!aws::base64_decode(*body, bytes)) return std::nullopt;
  return bytes;
}

template <class Response>
aws::json::Writer start_response(const Response& response) {
  aws::json::Writer writer;
  writer.reserve(response.body.size() + 256);
  writer.open_object();
  writer.key("statusCode");
  writer.number(std::int64_t{response.statusCode});
  if (!response.headers.empty()) {
    writer.key("headers");
    aws::json::write(writer, response.headers);
  }
  return writer;
}

template <class Response>
std::string end_response(aws::json::Writer& writer, const Response& response) {
  writer.key("body");
  writer.string(response.body);
  if (response.isBase64Encoded) {
    writer.key("isBase64Encoded");
    writer.boolean(true);
  }
  writer.close_object();
  return writer.take();
}

}  // namespace

const std::string* ApiGatewayProxyRequest::header(std::string_view name) const {
  return find_header(headers, name);
}
std::optional<std::string> ApiGatewayProxyRequest::decoded_body() const {
  return decode_body(body, isBase64Encoded);
}
const std::string* ApiGatewayV2Request::header(std::string_view name) const {
  return find_header(headers, name);
}
std::optional<std::string> ApiGatewayV2Request::decoded_body() const {
  return decode_body(body, isBase64Encoded);
}

}  // namespace bellwether::events

namespace bellwether {

std::expected<events::ApiGatewayProxyRequest, FunctionError>
Codec<events::ApiGatewayProxyRequest>::decode(std::string_view json) {
  return events::decode_event<events::ApiGatewayProxyRequest>(json);
}

std::expected<events::ApiGatewayV2Request, FunctionError>
Codec<events::ApiGatewayV2Request>::decode(std::string_view json) {
  return events::decode_event<events::ApiGatewayV2Request>(json);
}

std::string Codec<events::ApiGatewayProxyResponse>::encode(
    const events::ApiGatewayProxyResponse& response) {
  auto writer = events::start_response(response);
  if (!response.multiValueHeaders.empty()) {
    writer.key("multiValueHeaders");
    aws::json::write(writer, response.multiValueHeaders);
  }
  return events::end_response(writer, response);
}

std::string Codec<events::ApiGatewayV2Response>::encode(
    const events::ApiGatewayV2Response& response) {
  auto writer = events::start_response(response);
  if (!response.cookies.empty()) {
    writer.key("cookies");
    aws::json::write(writer, response.cookies);
  }
  return events::end_response(writer, response);
}

}  // namespace bellwether
