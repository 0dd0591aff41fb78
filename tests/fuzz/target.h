// What a fuzz target provides; see driver.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// Must neither crash nor hang, whatever the bytes. Returns 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

// Well-formed and nearly well-formed inputs to start from.
std::vector<std::string> fuzz_seeds();
