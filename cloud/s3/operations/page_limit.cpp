#include "cloud/s3/operations/page_limit.h"

#include <algorithm>

#include <fmt/format.h>

#include "aws/core/http.h"
#include "aws/core/types.h"
#include "cloud/s3/errors.h"

namespace bellwether::cloud::s3 {
namespace {

constexpr std::int32_t most_per_page = 1000;
// So that no other text is taken for a token.
constexpr std::string_view token_mark = "after:";

}  // namespace

aws::Result<std::int32_t> page_limit(std::optional<std::int32_t> asked, std::string_view name) {
  if (asked && *asked < 0) {
    return aws::fail(errors::invalid_argument(
        fmt::format("Argument {} must be an integer between 0 and 2147483647", name), name,
        std::to_string(*asked)));
  }
  return std::min(asked.value_or(most_per_page), most_per_page);
}

std::string make_token(std::string_view after) {
  return aws::base64_encode(std::string(token_mark).append(after));
}

aws::Result<std::string> read_token(std::string_view token) {
  std::string text;
  if (!aws::base64_decode(token, text) || !text.starts_with(token_mark)) {
    return aws::fail(errors::invalid_argument("The continuation token provided is incorrect",
                                              "continuation-token", token));
  }
  return text.substr(token_mark.size());
}

aws::Result<NameForm> NameForm::of(const std::optional<std::string>& encoding_type) {
  if (!encoding_type) return NameForm(false);
  if (*encoding_type == "url") return NameForm(true);
  return aws::fail(errors::invalid_argument("Invalid Encoding Method specified in Request",
                                            "encoding-type", *encoding_type));
}

std::string NameForm::operator()(std::string_view name) const {
  if (!encoded_) return std::string(name);
  constexpr std::string_view space = "%20";
  std::string encoded = aws::percent_encode(name, true);
  // As in a form: a space is a plus.
  for (auto at = encoded.find(space); at != std::string::npos; at = encoded.find(space, at)) {
    encoded.replace(at, space.size(), "+");
  }
  return encoded;
}

}  // namespace bellwether::cloud::s3
