#include "cloud/cloudformation/file_state.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <unistd.h>

#include "cloud/cloudformation/packaging/zip.h"
#include "cloud/cloudformation/parse.h"

namespace bellwether::cloud::cloudformation {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view record_suffix = ".json";
constexpr std::string_view artifact_suffix = ".zip";
// Far above the 500 resources of a template; a file beyond it is none of ours.
constexpr std::size_t max_record_bytes = std::size_t{64} * 1024 * 1024;
// Code younger than this may belong to a deployment of another stack that has not recorded it yet.
constexpr auto in_use_for = std::chrono::hours(1);

std::unexpected<aws::Error> cannot(std::string_view what, const fs::path& path, int why) {
  return aws::fail(
      {.code = "StackStateError",
       .message = fmt::format("Cannot {} {}: {}", what, path.string(), std::strerror(why))});
}

Result<aws::Unit> make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) return cannot("make", folder, error.value());
  return aws::Unit{};
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

Result<aws::Unit> write_file(const fs::path& path, std::string_view bytes) {
  const fs::path beside = path.string() + ".new";
  const int descriptor = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return cannot("write", beside, errno);
  const bool written = write_all(descriptor, bytes) && fsync(descriptor) == 0;
  const int why = errno;
  close(descriptor);
  if (!written) return cannot("write", beside, why);
  if (rename(beside.c_str(), path.c_str()) != 0) return cannot("write", path, errno);
  return aws::Unit{};
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned int i = 0; i < length; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

fs::path record_path(const fs::path& folder, std::string_view name) {
  return folder / fmt::format("{}{}", name, record_suffix);
}

fs::path artifact_path(const fs::path& folder, std::string_view digest) {
  return folder / "artifacts" / fmt::format("{}{}", digest, artifact_suffix);
}

}  // namespace

Result<std::optional<StackRecord>> FileState::load(const std::string& name) {
  const fs::path path = record_path(folder_, name);
  std::error_code error;
  if (!fs::exists(path, error)) return std::nullopt;
  const auto text = packaging::read_file(path, max_record_bytes);
  if (!text) return std::unexpected(text.error());
  const auto document = parse_document(*text);
  if (!document) return std::unexpected(document.error());
  auto record = read_record(*document);
  if (!record) return std::unexpected(record.error());
  return std::move(*record);
}

Result<aws::Unit> FileState::save(const StackRecord& record) {
  if (auto made = make_folder(folder_); !made) return made;
  return write_file(record_path(folder_, record.name), to_json(to_document(record)) + "\n");
}

Result<aws::Unit> FileState::erase(const std::string& name) {
  std::error_code error;
  fs::remove(record_path(folder_, name), error);
  if (error) return cannot("remove", record_path(folder_, name), error.value());
  return aws::Unit{};
}

Result<std::string> FileState::get(const std::string& digest) {
  return packaging::read_file(artifact_path(folder_, digest), packaging::max_zip_bytes);
}

Result<std::string> FileState::put(const std::string& bytes) {
  std::string digest = sha256_hex(bytes);
  const fs::path path = artifact_path(folder_, digest);
  std::error_code error;
  if (fs::exists(path, error)) return digest;
  if (auto made = make_folder(folder_); !made) return std::unexpected(made.error());
  if (auto made = make_folder(path.parent_path()); !made) return std::unexpected(made.error());
  if (auto written = write_file(path, bytes); !written) return std::unexpected(written.error());
  return digest;
}

FileState::Lock::~Lock() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<FileState::Lock> FileState::lock(const std::string& name) {
  if (auto fine = check_stack_name(name); !fine) return std::unexpected(fine.error());
  if (auto made = make_folder(folder_); !made) return std::unexpected(made.error());
  const fs::path path = folder_ / fmt::format("{}.lock", name);
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return cannot("open", path, errno);
  Lock held(descriptor);
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return invalid(
        fmt::format("Stack {} is being deployed or deleted by another process and can not be "
                    "updated.",
                    name));
  }
  return held;
}

std::vector<std::string> FileState::names() const {
  std::vector<std::string> all;
  std::error_code error;
  for (auto at = fs::directory_iterator(folder_, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    if (at->path().extension() == record_suffix) all.push_back(at->path().stem().string());
  }
  std::ranges::sort(all);
  return all;
}

Result<aws::Unit> FileState::drop_unused_artifacts() {
  std::set<std::string> used;
  for (const std::string& name : names()) {
    const auto record = load(name);
    if (!record) return std::unexpected(record.error());
    if (*record) used.merge(artifacts_of(**record));
  }
  std::error_code error;
  for (auto at = fs::directory_iterator(folder_ / "artifacts", error);
       !error && at != fs::directory_iterator(); at.increment(error)) {
    std::error_code ignored;
    const auto age = fs::file_time_type::clock::now() - fs::last_write_time(at->path(), ignored);
    if (ignored || age < in_use_for || used.contains(at->path().stem().string())) continue;
    fs::remove(at->path(), ignored);
  }
  return aws::Unit{};
}

}  // namespace bellwether::cloud::cloudformation
