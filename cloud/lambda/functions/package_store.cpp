#include "cloud/lambda/functions/package_store.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include "aws/core/types.h"
#include "aws/lambda/model.h"
#include "cloud/core/worker.h"
#include "cloud/lambda/environments/spawner.h"
#include "cloud/lambda/functions/unzip.h"

namespace bellwether::cloud::lambda {
namespace fs = std::filesystem;
namespace {

namespace errors = aws::lambda::errors;

constexpr std::size_t sha256_bytes = 32;

// Begins the names of what is not complete yet.
constexpr std::string_view unfinished = ".new-";

aws::Error disk_error(const fs::path& path) {
  return errors::ServiceException(fmt::format("{}: {}", path.string(), std::strerror(errno)));
}

bool write_file(const fs::path& path, std::string_view bytes, bool sync) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.get() < 0) return false;
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return !sync || ::fsync(file.get()) == 0;
}

bool sync_folder(const fs::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return descriptor.get() >= 0 && ::fsync(descriptor.get()) == 0;
}

}  // namespace

struct PackageStore::Shared : std::enable_shared_from_this<Shared> {
  Shared(fs::path its_folder, InUse its_in_use)
      : folder(std::move(its_folder)), in_use(std::move(its_in_use)) {}

  void let_go(const std::string& sha256) {
    {
      const std::lock_guard lock(mutex);
      if (const auto held = holds.find(sha256); --held->second == 0) holds.erase(held);
      if (stopped || holds.contains(sha256) || std::exchange(removal_waits, true)) return;
    }
    leave_to_worker([self = shared_from_this()] { self->remove_unused(); });
  }

  void remove_unused() {
    {
      const std::lock_guard lock(mutex);
      removal_waits = false;
      if (stopped) return;
    }
    std::set<std::string> found;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
      const std::string name = entry.path().stem();
      if (!name.starts_with(unfinished)) found.insert(name);
    }
    for (const std::string& used : in_use()) found.erase(used);
    for (const std::string& sha256 : found) remove(sha256);
  }

  void remove(const std::string& sha256) {
    fs::path zip;
    fs::path unpacked;
    {
      const std::lock_guard lock(mutex);
      // Whoever puts it holds it until its function is written, so one of the two is seen.
      if (stopped || holds.contains(sha256) || in_use().contains(sha256)) return;
      unpacked = folder / fmt::format("{}removed-{}", unfinished, ++removals);
      zip = unpacked.string() + ".zip";
      ::rename((folder / (sha256 + ".zip")).c_str(), zip.c_str());
      ::rename((folder / sha256).c_str(), unpacked.c_str());
    }
    std::error_code ignored;
    fs::remove_all(zip, ignored);
    fs::remove_all(unpacked, ignored);
  }

  const fs::path folder;
  const InUse in_use;
  std::mutex mutex;
  std::map<std::string, int> holds;
  std::uint64_t removals = 0;
  bool removal_waits = false;
  bool stopped = false;
};

PackageStore::PackageStore(fs::path folder, bool sync, Random& random, InUse in_use)
    : folder_(std::move(folder)),
      sync_(sync),
      random_(random),
      shared_(std::make_shared<Shared>(folder_, std::move(in_use))) {}

PackageHold PackageStore::hold(const std::string& sha256) {
  const std::lock_guard lock(shared_->mutex);
  ++shared_->holds[sha256];
  return {shared_.get(), [shared = shared_, sha256](const void*) { shared->let_go(sha256); }};
}

aws::Result<Package> PackageStore::put(std::string_view zip_bytes) {
  Package package{.sha256 = sha256_hex(zip_bytes), .bytes = zip_bytes.size(), .hold = {}};
  package.hold = hold(package.sha256);
  std::error_code error;
  fs::create_directories(folder_, error);
  if (!fs::exists(folder_ / package.sha256, error)) {
    if (auto done = unpack(zip_bytes, package.sha256); !done) return aws::fail(done.error());
  }
  const fs::path target = zip(package.sha256);
  if (fs::exists(target, error)) return package;
  const fs::path beside = folder_ / fmt::format("{}{}.zip", unfinished, random_.hex(16));
  if (!write_file(beside, zip_bytes, sync_)) return aws::fail(disk_error(beside));
  if (::rename(beside.c_str(), target.c_str()) != 0) return aws::fail(disk_error(target));
  if (sync_ && !sync_folder(folder_)) return aws::fail(disk_error(folder_));
  return package;
}

aws::Result<aws::Unit> PackageStore::unpack(std::string_view zip_bytes, const std::string& sha256) {
  const fs::path beside = folder_ / fmt::format("{}{}", unfinished, random_.hex(16));
  std::error_code error;
  if (auto done = unzip(zip_bytes, beside); !done) {
    fs::remove_all(beside, error);
    return done;
  }
  if (sync_) {
    const Descriptor folder(::open(beside.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() < 0 || ::syncfs(folder.get()) != 0) return aws::fail(disk_error(beside));
  }
  fs::rename(beside, folder_ / sha256, error);
  if (!error) return aws::Unit{};
  std::error_code ignored;
  fs::remove_all(beside, ignored);
  // Another request was first with the same package.
  if (fs::exists(folder_ / sha256, ignored)) return aws::Unit{};
  return aws::fail(errors::ServiceException("keep the package: " + error.message()));
}

aws::Result<UnpackedPackage> PackageStore::unpacked(const std::string& sha256) {
  UnpackedPackage package{.folder = folder_ / sha256, .hold = hold(sha256)};
  std::error_code error;
  if (fs::exists(package.folder, error)) return package;
  std::ifstream file(zip(sha256), std::ios::binary);
  if (!file) return aws::fail(disk_error(zip(sha256)));
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (auto done = unpack(bytes, sha256); !done) return aws::fail(done.error());
  return package;
}

fs::path PackageStore::zip(const std::string& sha256) const {
  return folder_ / (sha256 + ".zip");
}

void PackageStore::remove_unfinished() {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder_, ignored)) {
    if (entry.path().filename().string().starts_with(unfinished)) {
      fs::remove_all(entry.path(), ignored);
    }
  }
}

void PackageStore::remove_unused() {
  shared_->remove_unused();
}

void PackageStore::stop_removing() {
  const std::lock_guard lock(shared_->mutex);
  shared_->stopped = true;
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, sha256_bytes> digest{};
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::string hex;
  for (const unsigned char byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

std::string hex_to_base64(std::string_view hex) {
  std::string bytes;
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1])));
  }
  return aws::base64_encode(bytes);
}

}  // namespace bellwether::cloud::lambda
