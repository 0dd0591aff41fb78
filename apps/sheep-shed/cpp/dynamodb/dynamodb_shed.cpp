#include "dynamodb/dynamodb_shed.h"

#include <atomic>
#include <optional>
#include <utility>
#include <vector>

#include "domain/decimal.h"
#include "dynamodb/parallel_scan.h"

namespace sheep_shed {

namespace aws = bellwether::aws;
namespace dynamodb = bellwether::aws::dynamodb;
using dynamodb::AttributeValue;
using Item = std::map<std::string, AttributeValue, std::less<>>;

namespace {

constexpr std::string_view conditional_check_failed = "ConditionalCheckFailedException";

std::unexpected<ShedError> broken(const aws::Error& error) {
  return std::unexpected(
      ShedError{ShedError::Kind::broken, "DynamoDB: " + error.code + ": " + error.message});
}

AttributeValue number(std::uint64_t value) {
  return AttributeValue::make_N(std::to_string(value));
}

std::optional<std::uint64_t> number(const Item& item, std::string_view name) {
  const auto found = item.find(name);
  if (found == item.end() || found->second.N() == nullptr) return std::nullopt;
  return parse_decimal(*found->second.N());
}

std::optional<Sheep> sheep_from(const Item& item) {
  const auto tattoo = number(item, "tattoo");
  const auto micrograms = number(item, "weight");
  if (!tattoo || !micrograms) return std::nullopt;
  const auto weight = Weight::of({*micrograms});
  if (!weight) return std::nullopt;
  return Sheep{Tattoo(*tattoo), *weight};
}

aws::Result<std::vector<Sheep>> flock_from(const dynamodb::ScanOutput& page) {
  std::vector<Sheep> flock;
  if (!page.Items) return flock;
  flock.reserve(page.Items->size());
  for (const Item& item : *page.Items) {
    const auto sheep = sheep_from(item);
    if (!sheep) {
      return aws::fail({.code = "NotASheep", .message = "an item of the table is not a sheep"});
    }
    flock.push_back(*sheep);
  }
  return flock;
}

}  // namespace

DynamoDbShed::DynamoDbShed(dynamodb::Client client, std::string table)
    : client_(std::move(client)), table_(std::move(table)) {}

ShedResult<void> DynamoDbShed::add(const Sheep& sheep) {
  const auto put = client_.PutItem({
      .TableName = table_,
      .Item = {{"tattoo", number(sheep.tattoo.number())},
               {"weight", number(sheep.weight.micrograms().count)}},
      .ConditionExpression = "attribute_not_exists(tattoo)",
  });
  if (put) return {};
  if (put.error().code == conditional_check_failed) {
    return std::unexpected(ShedError{ShedError::Kind::already_there, "the tattoo is taken"});
  }
  return broken(put.error());
}

ShedResult<std::uint64_t> DynamoDbShed::count() {
  std::atomic<std::uint64_t> count = 0;
  const auto scanned = parallel_scan(
      client_, {.TableName = table_, .Select = std::string(dynamodb::values::Select::COUNT)},
      [&](const dynamodb::ScanOutput& page) -> aws::Result<void> {
        count += static_cast<std::uint64_t>(page.Count.value_or(0));
        return {};
      });
  if (!scanned) return broken(scanned.error());
  return count.load();
}

ShedResult<void> DynamoDbShed::visit(const Visitor& visitor) {
  const auto scanned = parallel_scan(client_, {.TableName = table_},
                                     [&](const dynamodb::ScanOutput& page) -> aws::Result<void> {
                                       const auto flock = flock_from(page);
                                       if (!flock) return aws::fail(flock.error());
                                       if (!flock->empty()) visitor(*flock);
                                       return {};
                                     });
  if (!scanned) return broken(scanned.error());
  return {};
}

ShedResult<Sheep> DynamoDbShed::remove(Tattoo tattoo) {
  const auto deleted = client_.DeleteItem({
      .TableName = table_,
      .Key = {{"tattoo", number(tattoo.number())}},
      .ReturnValues = std::string(dynamodb::values::ReturnValue::ALL_OLD),
      .ConditionExpression = "attribute_exists(tattoo)",
  });
  if (!deleted) {
    if (deleted.error().code == conditional_check_failed) {
      return std::unexpected(ShedError{ShedError::Kind::not_there, "no sheep has that tattoo"});
    }
    return broken(deleted.error());
  }
  const auto sheep = deleted->Attributes ? sheep_from(*deleted->Attributes) : std::nullopt;
  if (!sheep) {
    return std::unexpected(
        ShedError{ShedError::Kind::broken, "DynamoDB returned something else than the sheep"});
  }
  return *sheep;
}

}  // namespace sheep_shed
