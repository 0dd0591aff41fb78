// Local code into artifacts: folders and archives as they are, makefile builds by running make.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "cloud/cloudformation/engine.h"

namespace bellwether::cloud::cloudformation::packaging {

class LocalPackager final : public Packager {
 public:
  // What is going on, a line at a time: make's own output among it.
  using Progress = std::function<void(std::string_view line)>;

  // Paths in the template are relative to `folder`.
  LocalPackager(std::filesystem::path folder, Artifacts& artifacts, Progress progress)
      : folder_(std::move(folder)), artifacts_(artifacts), progress_(std::move(progress)) {}

  Result<Template> package(const Template& source, const Evaluator& evaluator) override;

 private:
  // The name of the property that holds the code's path, and its value; empty when there is no
  // path.
  struct Code {
    std::string_view property;
    std::string path;
    std::string runtime;
    int line = 0;
  };

  Result<Code> find_code(const Resource& resource, const Template& source,
                         const Evaluator& evaluator) const;
  Result<std::string> archive(const Resource& resource, const Code& code);
  Result<std::string> archive_folder(const Resource& resource, const Code& code,
                                     const std::filesystem::path& folder);
  Result<std::string> build_by_make(const Resource& resource, const std::filesystem::path& folder);

  std::filesystem::path folder_;
  Artifacts& artifacts_;
  Progress progress_;
};

}  // namespace bellwether::cloud::cloudformation::packaging
