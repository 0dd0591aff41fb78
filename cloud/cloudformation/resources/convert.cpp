#include "cloud/cloudformation/resources/convert.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

namespace bellwether::cloud::cloudformation {
namespace {

std::string_view kind_name(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::boolean:
      return "Boolean";
    case Value::Kind::number:
      return "Number";
    case Value::Kind::string:
      return "String";
    case Value::Kind::list:
      return "JSONArray";
    case Value::Kind::map:
      return "JSONObject";
    default:
      return "Null";
  }
}

}  // namespace

void Reader::wrong(const std::string& path, const std::string& what) {
  if (error_) return;
  error_ = aws::Error{.code = "ValidationError",
                      .message = fmt::format("Properties validation failed for resource {} with "
                                             "message: {}: {}",
                                             logical_id_, path, what)};
}

void Reader::expected(std::string_view name, std::string_view type, const Value& found) {
  wrong(fmt::format("{}/{}", path_, name),
        fmt::format("expected type: {}, found: {}", type, kind_name(found)));
}

std::optional<std::string> Reader::text(std::string_view name) {
  const Value* const found = properties_.find(name);
  if (found == nullptr) return std::nullopt;
  if (!found->is_scalar()) expected(name, "String", *found);
  return found->text();
}

std::string Reader::required_text(std::string_view name) {
  if (!has(name)) wrong(path_, fmt::format("required key [{}] not found", name));
  return text(name).value_or("");
}

std::optional<std::int64_t> Reader::long_integer(std::string_view name) {
  const auto written = text(name);
  if (!written) return std::nullopt;
  std::int64_t value = 0;
  const char* const end = written->data() + written->size();
  const auto [stop, failure] = std::from_chars(written->data(), end, value);
  if (failure != std::errc() || stop != end) expected(name, "Integer", *properties_.find(name));
  return value;
}

std::optional<std::int32_t> Reader::integer(std::string_view name) {
  const auto value = long_integer(name);
  if (!value) return std::nullopt;
  if (*value > std::numeric_limits<std::int32_t>::max() ||
      *value < std::numeric_limits<std::int32_t>::min()) {
    expected(name, "Integer", *properties_.find(name));
  }
  return static_cast<std::int32_t>(*value);
}

std::optional<bool> Reader::boolean(std::string_view name) {
  const auto written = text(name);
  if (!written) return std::nullopt;
  if (*written != "true" && *written != "false") expected(name, "Boolean", *properties_.find(name));
  return *written == "true";
}

std::optional<std::vector<std::string>> Reader::texts(std::string_view name) {
  const Value* const found = properties_.find(name);
  if (found == nullptr) return std::nullopt;
  if (!found->is_list()) expected(name, "JSONArray", *found);
  std::vector<std::string> all;
  for (const Value& item : found->items()) {
    if (!item.is_scalar()) expected(name, "String", item);
    all.push_back(item.text());
  }
  return all;
}

std::optional<TextMap> Reader::text_map(std::string_view name) {
  const Value* const found = properties_.find(name);
  if (found == nullptr) return std::nullopt;
  if (!found->is_map()) expected(name, "JSONObject", *found);
  TextMap all;
  for (const auto& [key, value] : found->members()) {
    if (!value.is_scalar()) expected(fmt::format("{}/{}", name, key), "String", value);
    all[key] = value.text();
  }
  return all;
}

std::optional<TextMap> Reader::tags(std::string_view name) {
  if (!has(name)) return std::nullopt;
  TextMap all;
  for (Reader& tag : list(name)) {
    tag.allow_only({"Key", "Value"});
    std::string key = tag.required_text("Key");
    all[std::move(key)] = tag.required_text("Value");
    absorb(tag);
  }
  return all;
}

std::vector<Reader> Reader::list(std::string_view name) {
  std::vector<Reader> all;
  const Value* const found = properties_.find(name);
  if (found == nullptr) return all;
  if (!found->is_list()) expected(name, "JSONArray", *found);
  for (const Value& item : found->items()) {
    all.push_back(Reader(logical_id_, item, fmt::format("{}/{}/{}", path_, name, all.size())));
    if (!item.is_map()) expected(name, "JSONObject", item);
  }
  return all;
}

Reader Reader::object(std::string_view name) const {
  static const Value nothing = Value::map();
  const Value* const found = properties_.find(name);
  Reader part(logical_id_, found == nullptr ? nothing : *found, fmt::format("{}/{}", path_, name));
  if (found != nullptr && !found->is_map()) {
    part.wrong(part.path_, fmt::format("expected type: JSONObject, found: {}", kind_name(*found)));
  }
  return part;
}

void Reader::allow_only(std::initializer_list<std::string_view> names) {
  for (const auto& [name, value] : properties_.members()) {
    if (std::ranges::find(names, name) == names.end()) {
      wrong(path_, fmt::format("the key [{}] is not supported", name));
    }
  }
}

void Reader::absorb(const Reader& part) {
  if (!error_) error_ = part.error_;
}

}  // namespace bellwether::cloud::cloudformation
