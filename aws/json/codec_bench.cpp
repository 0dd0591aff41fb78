// What the wire costs a GetItem on the server: decoding its request, encoding its answer.
#include <benchmark/benchmark.h>

#include "aws/dynamodb/model.h"

namespace {

using namespace bellwether::aws;  // NOLINT: a program of its own

void decode_get_item(benchmark::State& state) {
  const HttpRequest request{
      .body =
          R"({"TableName":"sheep-shed-Table-1A2B3C4D5E6F","Key":{"tattoo":{"N":"12345678901"}}})"};
  for (auto _ : state) benchmark::DoNotOptimize(dynamodb::GetItem::decode_request(request, {}));
}
BENCHMARK(decode_get_item);

void encode_get_item(benchmark::State& state) {
  dynamodb::GetItemOutput output;
  output.Item.emplace()["tattoo"] = dynamodb::AttributeValue::make_N("12345678901");
  (*output.Item)["weight"] = dynamodb::AttributeValue::make_N("123456789012");
  for (auto _ : state) benchmark::DoNotOptimize(dynamodb::GetItem::encode_response(output));
}
BENCHMARK(encode_get_item);

void decode_put_item_1kb(benchmark::State& state) {
  dynamodb::PutItemInput input{.TableName = "sheep-shed-Table-1A2B3C4D5E6F"};
  for (int i = 0; i < 10; ++i) {
    input.Item["attribute" + std::to_string(i)] =
        dynamodb::AttributeValue::make_S(std::string(80, 'x'));
  }
  const HttpRequest request = dynamodb::PutItem::encode_request(input);
  for (auto _ : state) benchmark::DoNotOptimize(dynamodb::PutItem::decode_request(request, {}));
}
BENCHMARK(decode_put_item_1kb);

}  // namespace

BENCHMARK_MAIN();
