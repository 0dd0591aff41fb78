// Runs a libFuzzer target without libFuzzer: every seed, then a fixed number of mutations of them.
//
// gcc has no coverage-guided fuzzer; under the sanitizer presets this still finds what random bytes
// find, and repeats itself exactly. The same target links against libFuzzer with clang:
//   clang++ -fsanitize=fuzzer,address ... x_fuzz.cpp
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/target.h"

namespace {

constexpr int kDefaultRuns = 20'000;
constexpr std::size_t kMaxInput = 4096;

void mutate(std::string& input, std::mt19937_64& random) {
  static constexpr std::string_view kInteresting = "{}[]\":,\\/=&%?#()<>-+.0N\n\r\x00\x7f\xff";
  const auto below = [&](std::size_t n) { return n == 0 ? 0 : random() % n; };
  const auto piece = [&] { return kInteresting[below(kInteresting.size())]; };
  switch (random() % 6) {
    case 0:
      input.insert(below(input.size() + 1), 1, piece());
      break;
    case 1:
      input.insert(below(input.size() + 1), 1, static_cast<char>(random()));
      break;
    case 2:
      if (!input.empty()) input.erase(below(input.size()), 1 + below(8));
      break;
    case 3:
      if (!input.empty()) input[below(input.size())] = piece();
      break;
    case 4:
      if (!input.empty()) {
        char& at = input[below(input.size())];
        at = static_cast<char>(static_cast<unsigned char>(at) ^ (1U << below(8)));
      }
      break;
    default: {
      const std::string copy = input.substr(below(input.size() + 1), 1 + below(16));
      input.insert(below(input.size() + 1), copy);
    }
  }
  if (input.size() > kMaxInput) input.resize(kMaxInput);
}

void run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::atoi(argv[1]) : kDefaultRuns;
  const std::vector<std::string> seeds = fuzz_seeds();
  for (const auto& seed : seeds) run(seed);
  std::mt19937_64 random(20261121);  // NOLINT: the same runs every time
  for (int i = 0; i < runs; ++i) {
    std::string input = seeds[random() % seeds.size()];
    for (auto steps = 1 + random() % 8; steps > 0; --steps) mutate(input, random);
    run(input);
  }
  std::printf("%zu seeds and %d mutations held\n", seeds.size(), runs);
}
