#include "cloud/cloudformation/packaging/local_packager.h"

#include <algorithm>
#include <array>
#include <fstream>

#include <fmt/format.h>

#include "cloud/cloudformation/packaging/process.h"
#include "cloud/cloudformation/packaging/zip.h"
#include "cloud/cloudformation/sam/transform.h"

namespace bellwether::cloud::cloudformation::packaging {
namespace {

namespace fs = std::filesystem;

// A folder of its own that is gone with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "bellwether-build-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  // Empty when it could not be made.
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// What Lambda's Python brings along.
bool is_provided(std::string_view requirement) {
  static constexpr std::array<std::string_view, 4> provided = {"boto3", "botocore", "jmespath",
                                                               "s3transfer"};
  const std::size_t end = requirement.find_first_of(" <>=!~;[#");
  return std::ranges::find(provided, requirement.substr(0, end)) != provided.end();
}

Result<aws::Unit> check_requirements(const fs::path& folder) {
  std::ifstream file(folder / "requirements.txt");
  std::string line;
  while (std::getline(file, line)) {
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string::npos || line[first] == '#') continue;
    if (is_provided(std::string_view(line).substr(first))) continue;
    return invalid(
        fmt::format("{} asks for {}: deploy installs no Python packages. Run `sam build` and "
                    "deploy .aws-sam/build/template.yaml",
                    (folder / "requirements.txt").string(), line));
  }
  return {};
}

}  // namespace

Result<LocalPackager::Code> LocalPackager::find_code(const Resource& resource,
                                                     const Template& source,
                                                     const Evaluator& evaluator) const {
  const bool serverless = resource.type == "AWS::Serverless::Function";
  if (!serverless && resource.type != "AWS::Lambda::Function") return Code{};
  const auto properties =
      serverless ? sam::with_globals(resource, source.globals) : Result<Value>(resource.properties);
  if (!properties) return std::unexpected(properties.error());
  const std::string_view property = serverless ? "CodeUri" : "Code";
  const Value* const location = properties->find(property);
  if (location == nullptr || properties->find("InlineCode") != nullptr) return Code{};
  const auto nothing = [](const std::string&, const std::string&) -> Result<Value> {
    return Value::unknown();
  };
  const auto resolved = evaluator.resolve(*location, nothing);
  if (!resolved) return std::unexpected(resolved.error());
  if (!resolved->is_string() || resolved->text().starts_with("s3://")) return Code{};
  Code code{
      .property = property, .path = resolved->text(), .runtime = "", .line = location->line()};
  if (const Value* const runtime = properties->find("Runtime")) {
    const auto name = evaluator.resolve(*runtime, nothing);
    if (!name) return std::unexpected(name.error());
    code.runtime = name->text();
  }
  return code;
}

Result<Template> LocalPackager::package(const Template& source, const Evaluator& evaluator) {
  Template packaged = source;
  for (Resource& resource : packaged.resources) {
    const auto code = find_code(resource, source, evaluator);
    if (!code) return std::unexpected(code.error());
    if (code->path.empty()) continue;
    const auto wanted = evaluator.holds(resource.condition, resource.line);
    if (!wanted) return std::unexpected(wanted.error());
    std::string digest;
    if (*wanted) {
      const auto bytes = archive(resource, *code);
      if (!bytes)
        return invalid(fmt::format("{}: {}", resource.logical_id, bytes.error().message),
                       code->line);
      auto kept = artifacts_.put(*bytes);
      if (!kept) return std::unexpected(kept.error());
      digest = std::move(*kept);
      progress_(fmt::format("{}: {} packaged, {} bytes, sha256 {}", resource.logical_id, code->path,
                            bytes->size(), digest.substr(0, 12)));
    }
    resource.properties.set(code->property, Value::map({{"Artifact", digest}}));
  }
  return packaged;
}

Result<std::string> LocalPackager::archive(const Resource& resource, const Code& code) {
  const fs::path path = folder_ / code.path;
  std::error_code error;
  if (fs::is_directory(path, error)) return archive_folder(resource, code, path);
  if (!fs::is_regular_file(path, error)) {
    return invalid(fmt::format("{} {} is neither a folder nor a .zip file", code.property,
                               path.lexically_normal().string()));
  }
  auto bytes = read_file(path, max_zip_bytes);
  if (bytes && !bytes->starts_with("PK")) {
    return invalid(
        fmt::format("{} {} is not a zip archive", code.property, path.lexically_normal().string()));
  }
  return bytes;
}

Result<std::string> LocalPackager::archive_folder(const Resource& resource, const Code& code,
                                                  const fs::path& folder) {
  const Value* const method = resource.metadata.find("BuildMethod");
  if (method != nullptr && method->text() == "makefile") return build_by_make(resource, folder);
  if (method != nullptr && !method->text().starts_with("python")) {
    return invalid(fmt::format("BuildMethod {} is not supported; makefile is", method->text()));
  }
  if (code.runtime.starts_with("python")) {
    if (auto fine = check_requirements(folder); !fine) return std::unexpected(fine.error());
  }
  auto files = read_folder(folder);
  if (!files) return std::unexpected(files.error());
  if (files->empty()) return invalid(fmt::format("{} is empty", folder.string()));
  return zip(std::move(*files));
}

Result<std::string> LocalPackager::build_by_make(const Resource& resource, const fs::path& folder) {
  if (resource.metadata.find("WorkingDirectory") != nullptr) {
    return invalid("Metadata WorkingDirectory is not supported");
  }
  const TemporaryFolder artifacts;
  if (artifacts.path().empty()) {
    return invalid(fmt::format("Cannot make a folder in {}", fs::temp_directory_path().string()));
  }
  const std::string target = fmt::format("build-{}", resource.logical_id);
  progress_(fmt::format("{}: make {}", resource.logical_id, target));
  const auto status =
      run({.arguments = {"make", "--no-print-directory", "-C", folder.string(), target},
           .environment = {{"ARTIFACTS_DIR", artifacts.path().string()}}},
          [this](std::string_view line) { progress_(fmt::format("  {}", line)); });
  if (!status) return std::unexpected(status.error());
  if (*status != 0) {
    return invalid(
        fmt::format("make {} in {} ended with code {}", target, folder.string(), *status));
  }
  auto files = read_folder(artifacts.path());
  if (!files) return std::unexpected(files.error());
  if (files->empty()) {
    return invalid(fmt::format("make {} left nothing in ARTIFACTS_DIR", target));
  }
  return zip(std::move(*files));
}

}  // namespace bellwether::cloud::cloudformation::packaging
