#include "cloud/dynamodb/key_schema.h"

#include <cassert>
#include <cstdint>

#include <openssl/sha.h>

#include "cloud/dynamodb/number.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::dynamodb {

namespace {

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
constexpr std::size_t kMaxPartitionKeyBytes = 2048;
constexpr std::size_t kMaxSortKeyBytes = 1024;

// Partition keys need no order, only to be told apart: long ones are kept as their SHA-256, so that
// items of one partition do not all share the store's bucket for long keys (docs/data-folder.md).
constexpr std::size_t kMaxPlainPartitionBytes = 128;

aws::Error invalid(std::string message) {
  return aws::dynamodb::errors::ValidationException(std::move(message));
}

char type_of(const AttributeValue& value) {
  const std::string_view name = type_name(value);
  return name.size() == 1 ? name.front() : '\0';
}

std::string_view bytes_of(const AttributeValue& value) {
  return value.B() ? std::string_view(value.B()->bytes) : value.S() ? *value.S() : *value.N();
}

std::string ordered(const std::string& number) {
  std::string bytes;
  const auto parsed = parse_number(number);
  assert(parsed);  // normalised before
  append_ordered(bytes, *parsed);
  return bytes;
}

// FNV-1a, its bits mixed once more so that the high ones, which choose the segment, depend on all.
std::uint64_t hash(std::string_view bytes) {
  std::uint64_t h = 0xcbf29ce484222325;
  for (const char c : bytes) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9;
  h = (h ^ (h >> 27)) * 0x94d049bb133111eb;
  return h ^ (h >> 31);
}

std::string sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::optional<aws::Error> check_not_empty(const KeyAttribute& attribute,
                                          const AttributeValue& value) {
  if (!bytes_of(value).empty()) return std::nullopt;
  return invalid(
      std::string(
          "One or more parameter values are not valid. The AttributeValue for a key attribute "
          "cannot contain an empty ") +
      (value.S() ? "string" : "binary") + " value. Key: " + attribute.name);
}

std::optional<aws::Error> check_in_item(const KeyAttribute& attribute, const Item& item) {
  const auto found = item.find(attribute.name);
  if (found == item.end()) {
    return invalid("One or more parameter values were invalid: Missing the key " + attribute.name +
                   " in the item");
  }
  if (type_of(found->second) != attribute.type) {
    return invalid("One or more parameter values were invalid: Type mismatch for key " +
                   attribute.name + " expected: " + attribute.type +
                   " actual: " + std::string(type_name(found->second)));
  }
  return std::nullopt;
}

bool is_in_key(const KeyAttribute& attribute, const Item& key) {
  const auto found = key.find(attribute.name);
  return found != key.end() && type_of(found->second) == attribute.type;
}

}  // namespace

std::string partition_prefix(const AttributeValue& value) {
  constexpr char kPlain = 'p';
  constexpr char kDigest = 'd';
  const std::string partition = value.N() ? ordered(*value.N()) : std::string(bytes_of(value));
  // Key writes the parts; its owner's byte is not part of them.
  store::Key key(store::Owner::dynamodb);
  key.number(hash(partition));
  if (partition.size() <= kMaxPlainPartitionBytes) {
    key.tag(kPlain).text(partition);
  } else {
    key.tag(kDigest).raw(sha256(partition));
  }
  return key.bytes().substr(1);
}

std::string sort_key_bytes(const AttributeValue& value) {
  if (value.N()) return ordered(*value.N());
  return store::Key(store::Owner::dynamodb).text(bytes_of(value)).bytes().substr(1);
}

std::string sort_key_beginning(const AttributeValue& value) {
  constexpr std::size_t kTextEndBytes = 2;
  std::string bytes = sort_key_bytes(value);
  bytes.resize(bytes.size() - kTextEndBytes);
  return bytes;
}

std::string primary_key(const KeySchema& schema, const Item& item) {
  std::string key = partition_prefix(item.find(schema.partition.name)->second);
  if (schema.sort) key += sort_key_bytes(item.find(schema.sort->name)->second);
  return key;
}

bool has_key(const KeySchema& schema, const Item& item) {
  return is_in_key(schema.partition, item) && (!schema.sort || is_in_key(*schema.sort, item));
}

std::optional<aws::Error> check_sizes(const KeySchema& schema, const Item& item) {
  const auto& partition = item.find(schema.partition.name)->second;
  if (auto error = check_not_empty(schema.partition, partition)) return error;
  if (bytes_of(partition).size() > kMaxPartitionKeyBytes) {
    // The missing space is AWS's.
    return invalid(
        "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size "
        "limit of2048 bytes");
  }
  if (!schema.sort) return std::nullopt;
  const auto& sort = item.find(schema.sort->name)->second;
  if (auto error = check_not_empty(*schema.sort, sort)) return error;
  if (bytes_of(sort).size() > kMaxSortKeyBytes) {
    return invalid(
        "One or more parameter values were invalid: Aggregated size of all range keys has exceeded "
        "the size limit of 1024 bytes");
  }
  return std::nullopt;
}

aws::Result<std::string> key_of_item(const KeySchema& schema, const Item& item) {
  if (auto error = check_in_item(schema.partition, item)) return aws::fail(*error);
  if (schema.sort) {
    if (auto error = check_in_item(*schema.sort, item)) return aws::fail(*error);
  }
  if (auto error = check_sizes(schema, item)) return aws::fail(*error);
  return primary_key(schema, item);
}

aws::Result<std::string> key_of_key(const KeySchema& schema, const Item& key) {
  const std::size_t size = schema.sort ? 2 : 1;
  if (key.size() != size || !has_key(schema, key)) {
    return aws::fail(invalid("The provided key element does not match the schema"));
  }
  if (auto error = check_sizes(schema, key)) return aws::fail(*error);
  return primary_key(schema, key);
}

std::optional<aws::Error> check_not_empty(const KeySchema& schema, const Item& item) {
  if (is_in_key(schema.partition, item)) {
    const auto& partition = item.find(schema.partition.name)->second;
    if (auto error = check_not_empty(schema.partition, partition)) return error;
  }
  if (!schema.sort || !is_in_key(*schema.sort, item)) return std::nullopt;
  return check_not_empty(*schema.sort, item.find(schema.sort->name)->second);
}

Item key_attributes(const KeySchema& schema, const Item& item) {
  Item key;
  key.emplace(schema.partition.name, item.find(schema.partition.name)->second);
  if (schema.sort) key.emplace(schema.sort->name, item.find(schema.sort->name)->second);
  return key;
}

}  // namespace bellwether::cloud::dynamodb
