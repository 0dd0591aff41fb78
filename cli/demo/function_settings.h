// One function's configuration, changed for a while through public operations and put back.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "aws/client/client_core.h"
#include "aws/core/error.h"
#include "aws/lambda/model.h"

namespace bellwether::cli {

class FunctionSettings {
 public:
  // Reads what is to be put back.
  static aws::Result<FunctionSettings> of(std::shared_ptr<aws::ClientCore> core, std::string name);

  const std::string& name() const { return name_; }
  // Of its package.
  std::int64_t code_size_bytes() const { return code_size_bytes_; }

  // Sets the memory, and a variable of the environment to a value that it never had: the next call
  // finds no environment that was there before. Returns when the change is in force.
  aws::Result<aws::Unit> renew(int memory_mb);
  aws::Result<aws::Unit> restore();

 private:
  using Variables = std::map<std::string, std::string, std::less<>>;

  FunctionSettings(std::shared_ptr<aws::ClientCore> core, std::string name)
      : core_(std::move(core)), name_(std::move(name)) {}
  aws::Result<aws::Unit> update(int memory_mb, Variables variables);
  aws::Result<aws::Unit> settled(aws::lambda::FunctionConfiguration configuration) const;

  std::shared_ptr<aws::ClientCore> core_;
  std::string name_;
  std::int64_t code_size_bytes_ = 0;
  int memory_mb_ = 0;
  Variables variables_;
  std::uint64_t round_ = 0;
};

}  // namespace bellwether::cli
