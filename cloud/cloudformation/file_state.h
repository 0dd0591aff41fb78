// Stacks in a folder of the local disk: `<name>.json` for each, and their code in `artifacts/`.
//
// Files are readable by their owner alone, because environments of functions hold secrets. Each is
// written beside and renamed into place.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cloud/cloudformation/stack.h"

namespace bellwether::cloud::cloudformation {

class FileState final : public StackState, public Artifacts {
 public:
  // The folder need not exist; it is made when something is kept.
  explicit FileState(std::filesystem::path folder) : folder_(std::move(folder)) {}

  Result<std::optional<StackRecord>> load(const std::string& name) override;
  Result<aws::Unit> save(const StackRecord& record) override;
  Result<aws::Unit> erase(const std::string& name) override;

  Result<std::string> get(const std::string& digest) override;
  Result<std::string> put(const std::string& bytes) override;

  // Holds a stack against other processes until the object is gone.
  class Lock {
   public:
    explicit Lock(int descriptor) : descriptor_(descriptor) {}
    ~Lock();
    Lock(Lock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Lock& operator=(Lock&&) = delete;

   private:
    int descriptor_;
  };
  // Fails in CloudFormation's words when another process has it.
  Result<Lock> lock(const std::string& name);

  // In alphabetical order.
  std::vector<std::string> names() const;
  // Removes code that no stack needs any more.
  Result<aws::Unit> drop_unused_artifacts();

 private:
  std::filesystem::path folder_;
};

}  // namespace bellwether::cloud::cloudformation
