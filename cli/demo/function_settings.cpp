#include "cli/demo/function_settings.h"

#include <chrono>
#include <thread>
#include <utility>

#include "aws/lambda/client.h"

namespace bellwether::cli {
namespace {

constexpr const char* round_variable = "BELLWETHER_DEMO_ROUND";
// An update is in force at once here, and within seconds on AWS.
constexpr auto look_again = std::chrono::milliseconds(200);
constexpr int most_looks = 300;

}  // namespace

aws::Result<FunctionSettings> FunctionSettings::of(std::shared_ptr<aws::ClientCore> core,
                                                   std::string name) {
  FunctionSettings settings(std::move(core), std::move(name));
  const auto now = aws::lambda::Client(settings.core_)
                       .GetFunctionConfiguration({.FunctionName = settings.name_});
  if (!now) return aws::fail(now.error());
  settings.code_size_bytes_ = now->CodeSize.value_or(0);
  settings.memory_mb_ = now->MemorySize.value_or(0);
  if (now->Environment && now->Environment->Variables) {
    settings.variables_ = *now->Environment->Variables;
  }
  return settings;
}

aws::Result<aws::Unit> FunctionSettings::renew(int memory_mb) {
  Variables variables = variables_;
  variables[round_variable] = std::to_string(++round_);
  return update(memory_mb, std::move(variables));
}

aws::Result<aws::Unit> FunctionSettings::restore() {
  return update(memory_mb_, variables_);
}

aws::Result<aws::Unit> FunctionSettings::update(int memory_mb, Variables variables) {
  auto updated = aws::lambda::Client(core_).UpdateFunctionConfiguration(
      {.FunctionName = name_,
       .MemorySize = memory_mb,
       .Environment = aws::lambda::Environment{.Variables = std::move(variables)}});
  if (!updated) return aws::fail(updated.error());
  return settled(std::move(*updated));
}

aws::Result<aws::Unit> FunctionSettings::settled(
    aws::lambda::FunctionConfiguration configuration) const {
  namespace status = aws::lambda::values::LastUpdateStatus;
  for (int look = 0; configuration.LastUpdateStatus == status::InProgress; ++look) {
    if (look == most_looks) {
      return aws::fail({.code = "UpdateTakesTooLong",
                        .message = "the configuration of " + name_ + " is still being updated"});
    }
    std::this_thread::sleep_for(look_again);
    auto now = aws::lambda::Client(core_).GetFunctionConfiguration({.FunctionName = name_});
    if (!now) return aws::fail(now.error());
    configuration = std::move(*now);
  }
  if (configuration.LastUpdateStatus == status::Failed) {
    return aws::fail({.code = "UpdateFailed",
                      .message = "the configuration of " + name_ + " was not updated: " +
                                 configuration.LastUpdateStatusReason.value_or("")});
  }
  return aws::Unit{};
}

}  // namespace bellwether::cli
