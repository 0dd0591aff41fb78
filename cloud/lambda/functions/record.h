// What the store keeps of a function.
//
//   key    Owner::lambda account region 'f' text(name)
//   value  a byte 1; the package's SHA-256 as 64 hex digits; Configuration and Tags as GetFunction
//          answers them, in JSON
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "aws/lambda/model.h"
#include "cloud/core/context.h"
#include "cloud/store/key.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::lambda {

struct FunctionRecord {
  aws::lambda::FunctionConfiguration configuration;
  std::string package;
  std::map<std::string, std::string, std::less<>> tags;
};

std::string encode(const FunctionRecord& record);
// Nothing when the bytes are something else.
std::optional<FunctionRecord> decode_function(std::string_view bytes);

// The packages that any function refers to.
std::set<std::string> packages_in_use(store::Store& store);

store::Key functions_key(const Scope& scope);
store::Key function_key(const Scope& scope, std::string_view name);

}  // namespace bellwether::cloud::lambda
