#include "domain/wolf.h"

#include <future>
#include <mutex>

#include "domain/primes.h"

namespace sheep_shed {
namespace {

// The square root of the heaviest weight: no composite below has a smallest factor above it.
constexpr std::uint32_t sieve_limit = 400'000;
static_assert(std::uint64_t{sieve_limit} * sieve_limit >= Weight::heaviest.count);

bool weighs_more(const Sheep& sheep, const std::optional<Sheep>& other) {
  return !other || sheep.weight > other->weight;
}

}  // namespace

ShedResult<std::optional<Sheep>> choose_prey(Shed& shed) {
  const std::shared_future<Primes> primes =
      std::async(std::launch::async, [] { return Primes::up_to(sieve_limit); }).share();

  std::mutex mutex;
  std::optional<Sheep> heaviest;
  const auto visited = shed.visit([&](std::span<const Sheep> some) {
    const Primes& known = primes.get();
    std::optional<Sheep> heaviest_here;
    for (const Sheep& sheep : some) {
      if (known.contains(sheep.weight.micrograms().count) && weighs_more(sheep, heaviest_here)) {
        heaviest_here = sheep;
      }
    }
    const std::lock_guard lock(mutex);
    if (heaviest_here && weighs_more(*heaviest_here, heaviest)) heaviest = heaviest_here;
  });
  if (!visited) return std::unexpected(visited.error());
  return heaviest;
}

}  // namespace sheep_shed
