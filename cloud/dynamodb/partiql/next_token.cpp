#include "cloud/dynamodb/partiql/next_token.h"

#include <cstdint>
#include <optional>

#include <openssl/sha.h>

#include "aws/dynamodb/json.h"
#include "cloud/dynamodb/partiql/value.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::dynamodb::partiql {

namespace {

constexpr char kVersion = 1;
constexpr char kFromBeginning = 'b';
constexpr char kAfterKey = 'k';

}  // namespace

std::string request_digest(const Scope& scope, std::string_view statement,
                           const std::vector<AttributeValue>& parameters) {
  store::Key request(store::Owner::dynamodb, scope);
  request.text(statement);
  for (const AttributeValue& parameter : parameters) request.text(aws::json::to_json(parameter));
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(request.bytes().data()), request.bytes().size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

// The version, the request's digest, which read, and where in it.
std::string encode_token(const Position& position, std::string_view digest) {
  store::Key token(store::Owner::dynamodb);
  token.tag(kVersion);
  token.text(digest).number(position.read);
  token.tag(position.after ? kAfterKey : kFromBeginning);
  if (position.after) token.raw(*position.after);
  return aws::base64_encode(token.bytes().substr(1));
}

aws::Result<Position> decode_token(std::string_view token, std::string_view digest) {
  std::string bytes;
  if (!aws::base64_decode(token, bytes) || bytes.empty() || bytes.front() != kVersion) {
    return aws::fail(invalid_token());
  }
  store::KeyReader reader(bytes);
  std::string made_for;
  std::uint64_t read = 0;
  if (!reader.skip(1) || !reader.text(made_for) || !reader.number(read) || reader.rest().empty()) {
    return aws::fail(invalid_token());
  }
  if (made_for != digest) return invalid("NextToken does not match request");
  Position position{.read = read, .after = {}};
  const char where = reader.rest().front();
  reader.skip(1);
  if (where == kAfterKey) {
    position.after = std::string(reader.rest());
  } else if (where != kFromBeginning || !reader.rest().empty()) {
    return aws::fail(invalid_token());
  }
  return position;
}

aws::Error invalid_token() {
  return invalid("Invalid NextToken").error();
}

}  // namespace bellwether::cloud::dynamodb::partiql
