// Zips for tests, the hostile ones included.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <archive.h>
#include <archive_entry.h>

namespace bellwether::cloud::lambda {

struct ZipEntry {
  std::string name;
  std::string content;
  unsigned mode = 0644;
  // A symbolic link's target.
  std::string link = {};
};

inline std::string make_zip(const std::vector<ZipEntry>& entries) {
  std::string zip(1 << 20, '\0');
  for (const ZipEntry& entry : entries) zip.resize(zip.size() + entry.content.size() + 1024);
  std::size_t used = 0;
  archive* writer = archive_write_new();
  archive_write_set_format_zip(writer);
  archive_write_open_memory(writer, zip.data(), zip.size(), &used);
  for (const ZipEntry& entry : entries) {
    archive_entry* made = archive_entry_new();
    archive_entry_set_pathname(made, entry.name.c_str());
    archive_entry_set_perm(made, entry.mode);
    if (!entry.link.empty()) {
      archive_entry_set_filetype(made, AE_IFLNK);
      archive_entry_set_symlink(made, entry.link.c_str());
    } else if (entry.name.ends_with('/')) {
      archive_entry_set_filetype(made, AE_IFDIR);
    } else {
      archive_entry_set_filetype(made, AE_IFREG);
      archive_entry_set_size(made, static_cast<la_int64_t>(entry.content.size()));
    }
    archive_write_header(writer, made);
    if (!entry.content.empty()) {
      archive_write_data(writer, entry.content.data(), entry.content.size());
    }
    archive_entry_free(made);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  zip.resize(used);
  return zip;
}

}  // namespace bellwether::cloud::lambda
