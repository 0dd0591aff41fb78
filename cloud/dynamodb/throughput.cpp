#include "cloud/dynamodb/throughput.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::ProvisionedThroughput;
using aws::dynamodb::ProvisionedThroughputDescription;
using std::chrono::days;

constexpr std::int64_t kDecreasesAtOnce = 4;
constexpr auto kBetweenFurtherDecreases = std::chrono::seconds(3600);

bool is_lower(const ProvisionedThroughputDescription& current,
              const ProvisionedThroughput& wanted) {
  return wanted.ReadCapacityUnits < current.ReadCapacityUnits.value_or(0) ||
         wanted.WriteCapacityUnits < current.WriteCapacityUnits.value_or(0);
}

bool is_higher(const ProvisionedThroughputDescription& current,
               const ProvisionedThroughput& wanted) {
  return wanted.ReadCapacityUnits > current.ReadCapacityUnits.value_or(0) ||
         wanted.WriteCapacityUnits > current.WriteCapacityUnits.value_or(0);
}

// "Thursday, October 8, 2026 at 11:20:48 PM Coordinated Universal Time".
std::string spell(aws::Timestamp time) {
  static constexpr std::array<std::string_view, 7> kDays = {
      "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
  static constexpr std::array<std::string_view, 12> kMonths = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  const auto hour = clock.hours().count();
  const auto twelve = hour % 12 == 0 ? 12 : hour % 12;
  const auto two_digits = [](auto number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  std::string text(kDays[std::chrono::weekday(day).c_encoding()]);
  text += ", ";
  text += kMonths[static_cast<unsigned>(date.month()) - 1];
  text += " " + std::to_string(static_cast<unsigned>(date.day())) + ", " +
          std::to_string(static_cast<int>(date.year())) + " at " + std::to_string(twelve) + ":" +
          two_digits(clock.minutes().count()) + ":" + two_digits(clock.seconds().count()) +
          (hour < 12 ? " AM" : " PM") + " Coordinated Universal Time";
  return text;
}

std::optional<aws::Error> check_decreases(ProvisionedThroughputDescription current,
                                          aws::Timestamp now) {
  forget_decreases(current, now);
  const std::int64_t today = current.NumberOfDecreasesToday.value_or(0);
  if (today < kDecreasesAtOnce) return std::nullopt;
  const aws::Timestamp last = current.LastDecreaseDateTime.value_or(aws::Timestamp());
  const aws::Timestamp next = std::min<aws::Timestamp>(last + kBetweenFurtherDecreases,
                                                       std::chrono::floor<days>(now) + days(1));
  if (now >= next) return std::nullopt;
  return aws::dynamodb::errors::LimitExceededException(
      "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC "
      "day. After the first 4 decreases, each subsequent decrease in the same UTC day can be "
      "performed at most once every 3600 seconds. Number of decreases today: " +
      std::to_string(today) + ". Last decrease at " + spell(last) +
      ". Next decrease can be made at " + spell(next));
}

}  // namespace

ProvisionedThroughputDescription provision(const std::optional<ProvisionedThroughput>& wanted) {
  ProvisionedThroughputDescription throughput;
  throughput.NumberOfDecreasesToday = 0;
  throughput.ReadCapacityUnits = wanted ? wanted->ReadCapacityUnits : 0;
  throughput.WriteCapacityUnits = wanted ? wanted->WriteCapacityUnits : 0;
  return throughput;
}

std::optional<aws::Error> check_change(const ProvisionedThroughputDescription& current,
                                       const ProvisionedThroughput& wanted, const std::string& what,
                                       aws::Timestamp now) {
  if (is_lower(current, wanted)) return check_decreases(current, now);
  if (is_higher(current, wanted)) return std::nullopt;
  // "the table", but "index NAME".
  const std::string of = what == "the table" ? what : what.substr(what.find(' ') + 1);
  const auto units = [&](const char* name, std::int64_t is, std::int64_t asked) {
    return std::string(" Current ") + name + " provisioned for " + of + ": " + std::to_string(is) +
           ". Requested " + name + ": " + std::to_string(asked) + ".";
  };
  return aws::dynamodb::errors::ValidationException(
      "The provisioned throughput for " + what +
      " will not change. The requested value equals the current value." +
      units("ReadCapacityUnits", *current.ReadCapacityUnits, wanted.ReadCapacityUnits) +
      units("WriteCapacityUnits", *current.WriteCapacityUnits, wanted.WriteCapacityUnits) +
      " Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher "
      "limits.");
}

void change(ProvisionedThroughputDescription& current, const ProvisionedThroughput& wanted,
            aws::Timestamp now) {
  forget_decreases(current, now);
  if (is_higher(current, wanted)) current.LastIncreaseDateTime = now;
  if (is_lower(current, wanted)) {
    current.LastDecreaseDateTime = now;
    current.NumberOfDecreasesToday = current.NumberOfDecreasesToday.value_or(0) + 1;
  }
  current.ReadCapacityUnits = wanted.ReadCapacityUnits;
  current.WriteCapacityUnits = wanted.WriteCapacityUnits;
}

void forget_decreases(ProvisionedThroughputDescription& current, aws::Timestamp now) {
  if (current.LastDecreaseDateTime &&
      std::chrono::floor<days>(*current.LastDecreaseDateTime) != std::chrono::floor<days>(now)) {
    current.NumberOfDecreasesToday = 0;
  }
}

}  // namespace bellwether::cloud::dynamodb
