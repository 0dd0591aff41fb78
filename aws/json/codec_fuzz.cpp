// Any bytes as the body of requests: decoded or refused, and what is decoded survives a round trip.
#include <cstdlib>

#include "aws/dynamodb/json.h"
#include "aws/lambda/model.h"
#include "tests/fuzz/target.h"

using namespace bellwether::aws;  // NOLINT: a program of its own

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const HttpRequest request{.target = "/2015-03-31/functions?MaxItems=1",
                            .body = std::string(reinterpret_cast<const char*>(bytes), size)};
  if (const auto input = dynamodb::PutItem::decode_request(request, {})) {
    const auto again =
        dynamodb::PutItem::decode_request(dynamodb::PutItem::encode_request(*input), {});
    if (!again || *again != *input) std::abort();
  }
  (void)dynamodb::CreateTable::decode_request(request, {});
  (void)lambda::CreateFunction::decode_request(request, {});
  (void)decode_error(dynamodb::service, {.status = 400, .body = request.body});
  return 0;
}

std::vector<std::string> fuzz_seeds() {
  return {
      R"({"TableName":"t","Item":{"a":{"S":"x\u00e4\n"},"b":{"N":"-1.5e10"},"c":{"B":"AAE="}}})",
      R"({"TableName":"t","Item":{"l":{"L":[{"M":{"x":{"NULL":true}}},{"SS":["a","b"]}]}}})",
      R"({"TableName":"t","KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],)"
      R"("AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"}]})",
      R"({"FunctionName":"f","Role":"arn:aws:iam::000000000000:role/r","Code":{"ZipFile":"UEs="},)"
      R"("MemorySize":128,"Environment":{"Variables":{"A":"b"}}})",
      R"({"__type":"a#b","message":"c"})",
      "",
      "[1,2",
  };
}
