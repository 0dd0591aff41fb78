#include "cloud/lambda/functions/unzip.h"

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aws/lambda/model.h"
#include "cloud/lambda/environments/spawner.h"

namespace bellwether::cloud::lambda {
namespace {

namespace errors = aws::lambda::errors;

constexpr std::size_t max_link_bytes = 4096;

aws::Error bad_zip() {
  return errors::InvalidParameterValueException(
      "Could not unzip uploaded file. Please check your file, then try to upload again.");
}

aws::Error too_large(std::uint64_t limit) {
  return errors::InvalidParameterValueException(
      fmt::format("Unzipped size must be smaller than {} bytes", limit));
}

aws::Error disk_error(std::string_view name) {
  return errors::ServiceException(fmt::format("unpack {}: {}", name, std::strerror(errno)));
}

// The parts of a relative path without "." and empty ones; false when it is absolute, empty or
// climbs.
bool split_path(std::string_view path, std::vector<std::string>& parts) {
  if (path.empty() || path.front() == '/') return false;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    if (part == "..") return false;
    if (!part.empty() && part != ".") parts.emplace_back(part);
  }
  return true;
}

// Whether a link at `depth` folders below the root stays below it. Only what the text says counts:
// no link is ever followed while unpacking.
bool link_stays_inside(std::string_view target, std::size_t depth) {
  if (target.empty() || target.front() == '/' || target.size() > max_link_bytes) return false;
  auto level = static_cast<std::ptrdiff_t>(depth);
  while (!target.empty()) {
    const std::size_t slash = target.find('/');
    const std::string_view part = target.substr(0, slash);
    target.remove_prefix(slash == std::string_view::npos ? target.size() : slash + 1);
    if (part == "..") {
      if (--level < 0) return false;
    } else if (!part.empty() && part != ".") {
      ++level;
    }
  }
  return true;
}

class Unpacker {
 public:
  Unpacker(Descriptor root, const UnzipLimits& limits) : root_(std::move(root)), limits_(limits) {}

  aws::Result<aws::Unit> run(archive* zip) {
    archive_entry* entry = nullptr;
    for (;;) {
      const int status = archive_read_next_header(zip, &entry);
      if (status == ARCHIVE_EOF) break;
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return aws::fail(bad_zip());
      if (++entries_ > limits_.entries) return aws::fail(bad_zip());
      if (auto done = unpack(zip, entry); !done) return done;
    }
    if (entries_ == 0) return aws::fail(bad_zip());
    return aws::Unit{};
  }

 private:
  aws::Result<aws::Unit> unpack(archive* zip, archive_entry* entry) {
    const char* name = archive_entry_pathname(entry);
    std::vector<std::string> parts;
    if (name == nullptr || !split_path(name, parts) || archive_entry_hardlink(entry) != nullptr ||
        archive_entry_is_encrypted(entry) != 0) {
      return aws::fail(bad_zip());
    }
    const auto type = archive_entry_filetype(entry);
    if (parts.empty()) {
      return type == AE_IFDIR ? aws::Result<aws::Unit>{} : aws::fail(bad_zip());
    }
    if (type == AE_IFDIR) {
      return open_folder(parts).get() >= 0 ? aws::Result<aws::Unit>{} : aws::fail(bad_zip());
    }
    const std::string file = std::move(parts.back());
    parts.pop_back();
    const Descriptor folder = open_folder(parts);
    // Not a folder: a file or a link that the same zip put there.
    if (folder.get() < 0) return aws::fail(bad_zip());
    if (type == AE_IFLNK) return make_link(entry, folder.get(), file, parts.size());
    if (type != AE_IFREG) return aws::fail(bad_zip());
    return write_file(zip, entry, folder.get(), file);
  }

  // Made where missing; never through a link.
  Descriptor open_folder(const std::vector<std::string>& parts) {
    Descriptor at(::dup(root_.get()));
    for (const std::string& part : parts) {
      if (::mkdirat(at.get(), part.c_str(), 0755) != 0 && errno != EEXIST) return {};
      at = Descriptor(
          ::openat(at.get(), part.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      if (at.get() < 0) return {};
    }
    return at;
  }

  aws::Result<aws::Unit> make_link(archive_entry* entry, int folder, const std::string& name,
                                   std::size_t depth) {
    const char* target = archive_entry_symlink(entry);
    if (target == nullptr || !link_stays_inside(target, depth)) return aws::fail(bad_zip());
    if (::symlinkat(target, folder, name.c_str()) != 0) return aws::fail(bad_zip());
    return aws::Unit{};
  }

  aws::Result<aws::Unit> write_file(archive* zip, archive_entry* entry, int folder,
                                    const std::string& name) {
    const mode_t execute = (archive_entry_perm(entry) & 0111) != 0 ? 0111 : 0;
    const Descriptor file(::openat(folder, name.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
                                   0644 | execute));
    if (file.get() < 0) return aws::fail(bad_zip());
    for (;;) {
      const void* block = nullptr;
      std::size_t size = 0;
      la_int64_t offset = 0;
      const int status = archive_read_data_block(zip, &block, &size, &offset);
      if (status == ARCHIVE_EOF) break;
      if (status != ARCHIVE_OK) return aws::fail(bad_zip());
      bytes_ += size;
      if (bytes_ > limits_.bytes) return aws::fail(too_large(limits_.bytes));
      if (::pwrite(file.get(), block, size, offset) != static_cast<ssize_t>(size)) {
        return aws::fail(disk_error(name));
      }
    }
    return aws::Unit{};
  }

  Descriptor root_;
  UnzipLimits limits_;
  std::uint64_t entries_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace

aws::Result<aws::Unit> unzip(std::string_view zip, const std::filesystem::path& folder,
                             const UnzipLimits& limits) {
  if (::mkdir(folder.c_str(), 0755) != 0) return aws::fail(disk_error(folder.string()));
  Descriptor root(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (root.get() < 0) return aws::fail(disk_error(folder.string()));
  const std::unique_ptr<archive, int (*)(archive*)> reader(archive_read_new(), archive_read_free);
  // Seeking, so that entries are those of the central directory, as unzip has them.
  if (reader == nullptr || archive_read_support_format_zip_seekable(reader.get()) != ARCHIVE_OK ||
      archive_read_open_memory(reader.get(), zip.data(), zip.size()) != ARCHIVE_OK) {
    return aws::fail(bad_zip());
  }
  return Unpacker(std::move(root), limits).run(reader.get());
}

}  // namespace bellwether::cloud::lambda
