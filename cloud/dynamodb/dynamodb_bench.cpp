// Operations without the wire: what is left of a request's budget for everything else.
#include <cstdlib>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/test_values.h"

namespace bellwether::cloud::dynamodb {
namespace {

constexpr int kItems = 100'000;

Item sheep(int tattoo) {
  return {{"tattoo", N(std::to_string(tattoo))},
          {"weight", N("123456789012")},
          {"name", S("a sheep of the flock, with a note of some length about where it grazes")}};
}

struct Cloud {
  std::unique_ptr<store::Store> store =
      store::Store::open({.durability = store::Durability::memory});
  ManualClock clock;
  SeededRandom random{1};
  Service service{*store, clock, random};
  RequestContext context;

  explicit Cloud(int items) {
    aws::dynamodb::CreateTableInput input;
    input.TableName = "shed";
    input.BillingMode = "PAY_PER_REQUEST";
    input.KeySchema.emplace().push_back({.AttributeName = "tattoo", .KeyType = "HASH"});
    input.AttributeDefinitions.emplace().push_back(
        {.AttributeName = "tattoo", .AttributeType = "N"});
    run([](Cloud& cloud, aws::dynamodb::CreateTableInput in, int count) -> Task<void> {
      if (!co_await cloud.service.create_table(cloud.context, std::move(in))) std::abort();
      for (int i = 0; i < count; ++i) {
        aws::dynamodb::PutItemInput put;
        put.TableName = "shed";
        put.Item = sheep(i);
        if (!co_await cloud.service.put_item(cloud.context, std::move(put))) std::abort();
      }
    }(*this, std::move(input), items));
  }

  void run(Task<void> task) {
    asio::io_context loop(1);
    asio::co_spawn(loop.get_executor(), std::move(task), asio::detached);
    loop.run();
  }
};

void GetItem(benchmark::State& state) {
  Cloud cloud(kItems);
  int i = 0;
  for (auto _ : state) {
    aws::dynamodb::GetItemInput input;
    input.TableName = "shed";
    input.Key.emplace("tattoo", N(std::to_string(i++ * 7919 % kItems)));
    const auto output = cloud.service.get_item(cloud.context, std::move(input));
    if (!output || !output->Item) std::abort();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(GetItem);

void PutItem_if_new(benchmark::State& state) {
  Cloud cloud(0);
  constexpr int kPuts = 10'000;
  int next = 0;
  for (auto _ : state) {
    cloud.run([](Cloud& to, int& tattoo) -> Task<void> {
      for (int i = 0; i < kPuts; ++i) {
        aws::dynamodb::PutItemInput input;
        input.TableName = "shed";
        input.Item = sheep(tattoo++);
        input.ConditionExpression = "attribute_not_exists(tattoo)";
        if (!co_await to.service.put_item(to.context, std::move(input))) std::abort();
      }
    }(cloud, next));
  }
  state.SetItemsProcessed(state.iterations() * kPuts);
}
BENCHMARK(PutItem_if_new)->Unit(benchmark::kMillisecond);

// A whole table by pages: Select COUNT, or every item.
void Scan(benchmark::State& state) {
  Cloud cloud(kItems);
  for (auto _ : state) {
    int count = 0;
    std::optional<Item> start;
    do {
      aws::dynamodb::ScanInput input;
      input.TableName = "shed";
      if (state.range(0)) input.Select = "COUNT";
      input.ExclusiveStartKey = start;
      auto output = cloud.service.scan(cloud.context, std::move(input));
      if (!output) std::abort();
      count += *output->Count;
      start = std::move(output->LastEvaluatedKey);
    } while (start);
    if (count != kItems) std::abort();
  }
  state.SetItemsProcessed(state.iterations() * kItems);
}
BENCHMARK(Scan)->ArgName("count")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bellwether::cloud::dynamodb
