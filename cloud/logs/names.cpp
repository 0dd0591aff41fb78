#include "cloud/logs/names.h"

#include <charconv>

#include <fmt/format.h>

#include "aws/core/types.h"
#include "aws/logs/model.h"

namespace bellwether::cloud::logs {

namespace errors = aws::logs::errors;

std::string group_arn(const Scope& scope, std::string_view group) {
  return fmt::format("arn:aws:logs:{}:{}:log-group:{}", scope.region, scope.account, group);
}

aws::Error group_not_found() {
  return errors::ResourceNotFoundException("The specified log group does not exist.");
}

aws::Error stream_not_found() {
  return errors::ResourceNotFoundException("The specified log stream does not exist.");
}

aws::Error bad_next_token() {
  return errors::InvalidParameterException("The specified nextToken is invalid.");
}

aws::Result<std::string> group_name(const std::optional<std::string>& name,
                                    const std::optional<std::string>& identifier) {
  if (name.has_value() == identifier.has_value()) {
    return aws::fail(errors::InvalidParameterException(
        "Exactly one of logGroupName and logGroupIdentifier must be specified."));
  }
  if (name) return *name;
  static constexpr std::string_view marker = ":log-group:";
  const auto at = identifier->find(marker);
  if (!identifier->starts_with("arn:") || at == std::string::npos) return *identifier;
  std::string_view inside = std::string_view(*identifier).substr(at + marker.size());
  if (inside.ends_with(":*")) inside.remove_suffix(2);
  return std::string(inside);
}

aws::Result<GroupRecord> read_group(const store::Snapshot& snapshot, const Scope& scope,
                                    std::string_view name) {
  const auto value = snapshot.get(group_key(scope, name));
  auto group = value ? GroupRecord::decode(*value) : std::nullopt;
  if (!group) return aws::fail(group_not_found());
  return std::move(*group);
}

aws::Result<StreamRecord> read_stream(const store::Snapshot& snapshot, const Scope& scope,
                                      std::uint64_t group, std::string_view name) {
  const auto value = snapshot.get(stream_key(scope, group, name));
  const auto stream = value ? StreamRecord::decode(*value) : std::nullopt;
  if (!stream) return aws::fail(stream_not_found());
  return *stream;
}

std::string encode_position(Position position) {
  return fmt::format("{:036}{:020}", position.time, position.sequence);
}

std::optional<Position> decode_position(std::string_view digits) {
  if (digits.size() != 56) return std::nullopt;
  const auto number = [](std::string_view text, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size();
  };
  Position position;
  if (!number(digits.substr(0, 36), position.time)) return std::nullopt;
  if (!number(digits.substr(36), position.sequence)) return std::nullopt;
  return position;
}

std::string encode_name_token(std::string_view name) {
  return aws::base64_encode(name);
}

std::optional<std::string> decode_name_token(std::string_view token) {
  std::string name;
  if (!aws::base64_decode(token, name) || name.empty()) return std::nullopt;
  return name;
}

}  // namespace bellwether::cloud::logs
