#include "cloud/lambda/functions/record.h"

#include <utility>

#include "aws/lambda/json.h"

namespace bellwether::cloud::lambda {
namespace {

constexpr char version = 1;
constexpr std::size_t hash_digits = 64;
constexpr std::size_t header_bytes = 1 + hash_digits;
constexpr char tag = 'f';

}  // namespace

std::string encode(const FunctionRecord& record) {
  aws::lambda::GetFunctionResponse answer;
  answer.Configuration = record.configuration;
  if (!record.tags.empty()) answer.Tags = record.tags;
  return std::string(1, version) + record.package + aws::json::to_json(answer);
}

std::optional<FunctionRecord> decode_function(std::string_view bytes) {
  if (bytes.size() < header_bytes || bytes[0] != version) return std::nullopt;
  auto answer =
      aws::lambda::from_json<aws::lambda::GetFunctionResponse>(bytes.substr(header_bytes));
  if (!answer || !answer->Configuration) return std::nullopt;
  return FunctionRecord{.configuration = std::move(*answer->Configuration),
                        .package = std::string(bytes.substr(1, hash_digits)),
                        .tags = std::move(answer->Tags).value_or(decltype(FunctionRecord::tags){})};
}

std::set<std::string> packages_in_use(store::Store& store) {
  std::set<std::string> used;
  const store::Snapshot snapshot = store.read();
  const store::Key all(store::Owner::lambda);
  for (auto cursor = snapshot.from(all); cursor.valid(); cursor.next()) {
    if (!cursor.key().starts_with(all.bytes())) break;
    Scope scope;
    store::KeyReader key(cursor.key());
    const bool is_function = key.skip(1) && key.text(scope.account) && key.text(scope.region) &&
                             key.rest().starts_with(tag);
    const std::string_view value = cursor.value();
    if (is_function && value.size() >= header_bytes) used.emplace(value.substr(1, hash_digits));
  }
  return used;
}

store::Key functions_key(const Scope& scope) {
  store::Key key(store::Owner::lambda, scope);
  key.tag(tag);
  return key;
}

store::Key function_key(const Scope& scope, std::string_view name) {
  return functions_key(scope).text(name);
}

}  // namespace bellwether::cloud::lambda
