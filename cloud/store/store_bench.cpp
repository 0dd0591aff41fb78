// The store on DynamoDB's patterns: 215-byte items under 40-byte keys.
#include <atomic>
#include <filesystem>
#include <string>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <stdlib.h>

#include "cloud/store/key.h"
#include "cloud/store/store.h"
#include "cloud/store/test_folder.h"

namespace bellwether::cloud::store {
namespace {

constexpr std::uint64_t kItems = 100'000;

std::string key_of(std::uint64_t n) {
  // Spread, as the hash of a partition key spreads items.
  return Key(Owner::dynamodb, {}).tag('i').number(1).number(n * 0x9E3779B97F4A7C15).bytes();
}

const std::string& item() {
  static const std::string bytes(215, 'i');
  return bytes;
}

void fill(Store& store) {
  for (std::uint64_t n = 0; n < kItems;) {
    store.write_and_wait([&](Transaction& transaction) {
      for (int i = 0; i < 1000; ++i, ++n) transaction.put(key_of(n), item());
    });
  }
}

Options options_of(const benchmark::State& state, const TestFolder& folder) {
  return {.folder = folder.path(), .durability = static_cast<Durability>(state.range(0))};
}

void open_100000_items(benchmark::State& state) {
  TestFolder folder;
  const Options options{.folder = folder.path()};
  fill(*Store::open(options));
  for (auto _ : state) benchmark::DoNotOptimize(Store::open(options));
}
BENCHMARK(open_100000_items)->Unit(benchmark::kMicrosecond);

void get(benchmark::State& state) {
  TestFolder folder;
  const auto store = Store::open(options_of(state, folder));
  fill(*store);
  std::uint64_t n = 0;
  for (auto _ : state) {
    const auto snapshot = store->read();
    benchmark::DoNotOptimize(snapshot.get(key_of(n++ * 7919 % kItems)));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(get)->ArgName("durability")->Arg(0)->Arg(1);

void scan(benchmark::State& state) {
  TestFolder folder;
  const auto store = Store::open(options_of(state, folder));
  fill(*store);
  for (auto _ : state) {
    const auto snapshot = store->read();
    std::size_t bytes = 0;
    for (auto cursor = snapshot.from("d"); cursor.valid(); cursor.next()) {
      bytes += cursor.value().size();
    }
    benchmark::DoNotOptimize(bytes);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kItems));
}
BENCHMARK(scan)->ArgName("durability")->Arg(1)->Unit(benchmark::kMillisecond);

// So many requesters on one event loop, each waiting for its put: what a server sees.
void put(benchmark::State& state) {
  TestFolder folder;
  const auto store = Store::open(options_of(state, folder));
  constexpr std::int64_t kPuts = 20'000;
  std::uint64_t n = 0;
  for (auto _ : state) {
    asio::io_context loop(1);
    for (std::int64_t i = 0; i < state.range(1); ++i) {
      asio::co_spawn(
          loop.get_executor(),
          [](Store& to, std::uint64_t& next, std::int64_t count) -> Task<void> {
            for (std::int64_t j = 0; j < count; ++j) {
              const std::uint64_t key = next++;
              co_await to.write(
                  [key](Transaction& transaction) { transaction.put(key_of(key), item()); });
            }
          }(*store, n, kPuts / state.range(1)),
          asio::detached);
    }
    loop.run();
  }
  state.SetItemsProcessed(state.iterations() * kPuts);
}
BENCHMARK(put)
    ->ArgNames({"durability", "requesters"})
    ->ArgsProduct({{0, 1, 2}, {1, 32}})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bellwether::cloud::store
