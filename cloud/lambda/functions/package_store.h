// The packages of functions, kept as files by what they hold: the zip as it was uploaded, and
// unpacked beside it.
//
//   packages/<sha256 in hex>.zip
//   packages/<sha256 in hex>/         what functions see as /var/task
//
// A package is there, whole, before the store refers to it. Blocking; thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "cloud/core/clock.h"

namespace bellwether::cloud::lambda {

struct Package {
  std::string sha256;  // 64 lower-case hex digits
  std::uint64_t bytes = 0;
};

class PackageStore {
 public:
  // `sync`: what is put survives the end of the machine.
  PackageStore(std::filesystem::path folder, bool sync, Random& random);

  aws::Result<Package> put(std::string_view zip);
  // The unpacked package; made anew from the zip when it is missing.
  aws::Result<std::filesystem::path> unpacked(const std::string& sha256);
  std::filesystem::path zip(const std::string& sha256) const;

  // What no function refers to, and what was left half made. Before anything runs.
  void remove_all_but(const std::set<std::string>& used);

 private:
  aws::Result<aws::Unit> unpack(std::string_view zip, const std::string& sha256);

  std::filesystem::path folder_;
  bool sync_;
  Random& random_;
};

std::string sha256_hex(std::string_view bytes);
// "CodeSha256" has it in base64.
std::string hex_to_base64(std::string_view hex);

}  // namespace bellwether::cloud::lambda
