// What listings have in common: how many they answer, where they go on, how they write names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/core/error.h"

namespace bellwether::cloud::s3 {

// At most 1,000, however many are asked for. InvalidArgument, by the argument's name, when that is
// negative.
aws::Result<std::int32_t> page_limit(std::optional<std::int32_t> asked, std::string_view name);

// Where a listing goes on, as clients pass it back.
std::string make_token(std::string_view after);
// InvalidArgument when make_token() did not make it.
aws::Result<std::string> read_token(std::string_view token);

// How an answer writes keys: encoding-type=url, for what XML cannot say, or as they are.
class NameForm {
 public:
  static aws::Result<NameForm> of(const std::optional<std::string>& encoding_type);

  std::string operator()(std::string_view name) const;
  std::optional<std::string> optional(const std::optional<std::string>& name) const {
    return name ? std::optional((*this)(*name)) : std::nullopt;
  }

 private:
  explicit NameForm(bool encoded) : encoded_(encoded) {}
  bool encoded_;
};

}  // namespace bellwether::cloud::s3
