// Properties as the types that operations take.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/cloudformation/errors.h"
#include "cloud/cloudformation/value.h"

namespace bellwether::cloud::cloudformation {

using TextMap = std::map<std::string, std::string, std::less<>>;

// Reads the properties of one resource. The first property that is not what it should be is kept as
// an error in CloudFormation's words; every later answer is then meaningless, so ask error() last.
class Reader {
 public:
  Reader(std::string_view logical_id, const Value& properties)
      : logical_id_(logical_id), properties_(properties) {}

  std::optional<std::string> text(std::string_view name);
  std::string required_text(std::string_view name);
  std::optional<std::int32_t> integer(std::string_view name);
  std::optional<std::int64_t> long_integer(std::string_view name);
  std::optional<bool> boolean(std::string_view name);
  std::optional<std::vector<std::string>> texts(std::string_view name);
  std::optional<TextMap> text_map(std::string_view name);
  // [{Key: k, Value: v}, ...]
  std::optional<TextMap> tags(std::string_view name);
  // The members of a list, each to be read on its own; none when the property is absent.
  std::vector<Reader> list(std::string_view name);
  // A member that is a map; reads as empty when it is absent.
  Reader object(std::string_view name) const;
  bool has(std::string_view name) const { return properties_.find(name) != nullptr; }
  const Value& value() const { return properties_; }

  // Fails when a member is not among `names`.
  void allow_only(std::initializer_list<std::string_view> names);
  // Takes over the error of a reader of a part.
  void absorb(const Reader& part);
  const std::optional<aws::Error>& error() const { return error_; }

 private:
  Reader(std::string logical_id, const Value& properties, std::string path)
      : logical_id_(std::move(logical_id)), properties_(properties), path_(std::move(path)) {}
  void expected(std::string_view name, std::string_view type, const Value& found);
  void wrong(const std::string& path, const std::string& what);

  std::string logical_id_;
  const Value& properties_;
  std::string path_ = "#";
  std::optional<aws::Error> error_;
};

}  // namespace bellwether::cloud::cloudformation
