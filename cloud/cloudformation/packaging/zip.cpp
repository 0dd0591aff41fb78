#include "cloud/cloudformation/packaging/zip.h"

#include <algorithm>
#include <fstream>
#include <memory>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <sys/stat.h>

namespace bellwether::cloud::cloudformation::packaging {
namespace {

namespace fs = std::filesystem;

struct FreeArchive {
  void operator()(archive* a) const { archive_write_free(a); }
};
struct FreeEntry {
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};

la_ssize_t append(archive*, void* out, const void* bytes, std::size_t length) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), length);
  return static_cast<la_ssize_t>(length);
}

std::unexpected<aws::Error> failed(archive* a) {
  const char* const why = archive_error_string(a);
  return invalid(fmt::format("Cannot write the zip archive: {}", why == nullptr ? "unknown" : why));
}

Result<aws::Unit> add(archive* out, const File& file) {
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), file.path.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(file.bytes.size()));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), file.mode);
  // No time is set, so that the archive carries the format's first day and no local time zone.
  if (archive_write_header(out, entry.get()) != ARCHIVE_OK ||
      archive_write_data(out, file.bytes.data(), file.bytes.size()) !=
          static_cast<la_ssize_t>(file.bytes.size())) {
    return failed(out);
  }
  return aws::Unit{};
}

}  // namespace

Result<std::string> zip(std::vector<File> files) {
  std::ranges::sort(files, {}, &File::path);
  std::string bytes;
  const std::unique_ptr<archive, FreeArchive> out(archive_write_new());
  archive_write_set_format_zip(out.get());
  archive_write_zip_set_compression_deflate(out.get());
  // No padding behind the end: the digest is of the archive alone.
  archive_write_set_bytes_in_last_block(out.get(), 1);
  if (archive_write_open(out.get(), &bytes, nullptr, append, nullptr) != ARCHIVE_OK) {
    return failed(out.get());
  }
  for (const File& file : files) {
    if (auto added = add(out.get(), file); !added) return std::unexpected(added.error());
  }
  if (archive_write_close(out.get()) != ARCHIVE_OK) return failed(out.get());
  if (bytes.size() > max_zip_bytes) {
    return invalid(fmt::format("The zip archive has {} bytes, above Lambda's limit of {} bytes",
                               bytes.size(), max_zip_bytes));
  }
  return bytes;
}

Result<std::string> read_file(const fs::path& file, std::size_t limit) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error) return invalid(fmt::format("Cannot read {}: {}", file.string(), error.message()));
  if (size > limit) {
    return invalid(
        fmt::format("{} has {} bytes, above the limit of {} bytes", file.string(), size, limit));
  }
  std::ifstream in(file, std::ios::binary);
  std::string bytes(size, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(size));
  if (!in) return invalid(fmt::format("Cannot read {}", file.string()));
  return bytes;
}

Result<std::vector<File>> read_folder(const fs::path& folder) {
  std::vector<File> files;
  std::size_t total = 0;
  std::error_code error;
  auto at = fs::recursive_directory_iterator(
      folder, fs::directory_options::follow_directory_symlink, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (at->is_directory()) continue;
    const std::string path = at->path().lexically_relative(folder).generic_string();
    if (!at->is_regular_file()) {
      return invalid(fmt::format("{} is neither a file nor a folder", at->path().string()));
    }
    auto bytes = read_file(at->path(), max_unzipped_bytes - total);
    if (!bytes) return std::unexpected(bytes.error());
    total += bytes->size();
    struct stat status {};
    if (stat(at->path().c_str(), &status) != 0) {
      return invalid(fmt::format("Cannot read {}", at->path().string()));
    }
    // The owner's bits for all: Lambda runs a function as a user of its own.
    const bool executable = (status.st_mode & S_IXUSR) != 0;
    files.push_back({.path = path, .bytes = std::move(*bytes), .mode = executable ? 0755U : 0644U});
  }
  if (error) return invalid(fmt::format("Cannot read {}: {}", folder.string(), error.message()));
  return files;
}

}  // namespace bellwether::cloud::cloudformation::packaging
