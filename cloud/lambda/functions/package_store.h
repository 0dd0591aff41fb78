// The packages of functions, kept as files by what they hold: the zip as it was uploaded, and
// unpacked beside it.
//
//   packages/<sha256 in hex>.zip
//   packages/<sha256 in hex>/         what functions see as /var/task
//
// A package is there, whole, before the store refers to it. It is removed when no function refers
// to it and nobody holds it: an environment that still runs old code does, and a deployment until
// its function is written. Blocking unless it says otherwise; thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "cloud/core/clock.h"

namespace bellwether::cloud::lambda {

// Keeps a package in its place. Letting go of it does not block.
using PackageHold = std::shared_ptr<const void>;

struct Package {
  std::string sha256;  // 64 lower-case hex digits
  std::uint64_t bytes = 0;
  PackageHold hold;
};

struct UnpackedPackage {
  std::filesystem::path folder;
  PackageHold hold;
};

class PackageStore {
 public:
  // The packages that functions refer to.
  using InUse = std::function<std::set<std::string>()>;

  // `sync`: what is put survives the end of the machine.
  PackageStore(std::filesystem::path folder, bool sync, Random& random, InUse in_use);

  aws::Result<Package> put(std::string_view zip);
  // The unpacked package; made anew from the zip when it is missing.
  aws::Result<UnpackedPackage> unpacked(const std::string& sha256);
  // Does not block.
  PackageHold hold(const std::string& sha256);
  std::filesystem::path zip(const std::string& sha256) const;

  // What an earlier server left half made. Before anything runs.
  void remove_unfinished();
  // What no function refers to and nobody holds.
  void remove_unused();
  // From here on, packages that are let go of stay. Before what `in_use` reads ends.
  void stop_removing();

 private:
  // Shared with the holds, which may outlive the store.
  struct Shared;

  aws::Result<aws::Unit> unpack(std::string_view zip, const std::string& sha256);

  std::filesystem::path folder_;
  bool sync_;
  Random& random_;
  std::shared_ptr<Shared> shared_;
};

std::string sha256_hex(std::string_view bytes);
// "CodeSha256" has it in base64.
std::string hex_to_base64(std::string_view hex);

}  // namespace bellwether::cloud::lambda
