// Where the service keeps its files: the folder it is given, or a temporary one of its own.
#pragma once

#include <filesystem>

namespace bellwether::cloud::lambda {

class ServiceFolder {
 public:
  // Empty: a new temporary folder, removed at the end. First removes those that killed servers
  // left.
  explicit ServiceFolder(const std::filesystem::path& given);
  ~ServiceFolder();
  ServiceFolder(const ServiceFolder&) = delete;
  ServiceFolder& operator=(const ServiceFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  bool temporary_;
};

}  // namespace bellwether::cloud::lambda
