#include "tests/bench/dynamodb/workload.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstring>
#include <utility>

namespace bellwether::bench {
namespace {

constexpr std::string_view key_text = "k000000000";  // of both keys
constexpr std::size_t key_digits = 9;
constexpr std::uint32_t items_per_batch = 25;
constexpr std::uint32_t items_per_transaction = 4;
// From here on an item has ten attributes with text, as larger items of applications have several.
constexpr std::uint32_t many_attributes_from = 512;
// Items are taken this far apart, so that neighbours in time are none in the store.
constexpr std::uint64_t stride = 7919;
constexpr std::size_t token_digits = 12;

constexpr std::array<std::pair<std::string_view, Operation>, 9> names{{
    {"put-item", Operation::put_item},
    {"put-item-if-new", Operation::put_item_if_new},
    {"get-item", Operation::get_item},
    {"update-item", Operation::update_item},
    {"query", Operation::query},
    {"scan-count", Operation::scan_count},
    {"scan", Operation::scan},
    {"batch-write-item", Operation::batch_write_item},
    {"transact-write-items", Operation::transact_write_items},
}};

std::string_view target(Operation operation) {
  switch (operation) {
    case Operation::put_item:
    case Operation::put_item_if_new:
      return "PutItem";
    case Operation::get_item:
      return "GetItem";
    case Operation::update_item:
      return "UpdateItem";
    case Operation::query:
      return "Query";
    case Operation::scan_count:
    case Operation::scan:
      return "Scan";
    case Operation::batch_write_item:
      return "BatchWriteItem";
    case Operation::transact_write_items:
      return "TransactWriteItems";
  }
  return {};
}

bool scans(Operation operation) {
  return operation == Operation::scan_count || operation == Operation::scan;
}

void write_digits(std::string& text, std::size_t at, std::size_t digits, std::uint64_t value) {
  for (std::size_t i = digits; i-- > 0; value /= 10) {
    text[at + i] = static_cast<char>('0' + value % 10);
  }
}

std::vector<std::size_t> all_of(std::string_view text, std::string_view what) {
  std::vector<std::size_t> found;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) {
    found.push_back(at);
  }
  return found;
}

std::string key_json(bool sorted) {
  const std::string value = R"({"S":")" + std::string(key_text) + R"("})";
  return R"("pk":)" + value + (sorted ? R"(,"sk":)" + value : "");
}

// What follows `"name":` and any blanks in a part of the text; empty when it has no such member.
std::string_view member_within(std::string_view json, std::string_view quoted) {
  const void* found = memmem(json.data(), json.size(), quoted.data(), quoted.size());
  if (found == nullptr) return {};
  const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - json.data());
  const auto value = json.find_first_not_of(": \n", at + quoted.size());
  return value == std::string_view::npos ? std::string_view{} : json.substr(value);
}

// The value of a member of the answer. It is at the beginning or at the end, before or after a
// megabyte of items, which the client has no time to read.
std::string_view member(std::string_view json, std::string_view name) {
  constexpr std::size_t edge = 512;
  const std::string quoted = '"' + std::string(name) + '"';
  if (json.size() > 2 * edge) {
    if (auto found = member_within(json.substr(json.size() - edge), quoted); !found.empty()) {
      return found;
    }
    const auto begin = json.substr(0, edge);
    if (const auto found = member_within(begin, quoted); !found.empty()) {
      return json.substr(static_cast<std::size_t>(found.data() - json.data()));
    }
  }
  return member_within(json, quoted);
}

std::string_view string_member(std::string_view json, std::string_view name) {
  auto value = member(json, name);
  if (!value.starts_with('"')) return {};
  value.remove_prefix(1);
  return value.substr(0, value.find('"'));
}

// The object at the start of the text. Keys of the bench have no braces.
std::string_view object(std::string_view json) {
  int depth = 0;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '{') ++depth;
    if (json[i] == '}' && --depth == 0) return json.substr(0, i + 1);
  }
  return {};
}

bool empty_object(std::string_view json) {
  return json.starts_with('{') && json.find_first_not_of(" \n", 1) == json.find('}');
}

std::uint32_t count_of(std::string_view json) {
  const auto value = member(json, "Count");
  std::uint32_t count = 0;
  std::from_chars(value.data(), value.data() + value.size(), count);
  return count;
}

// Requests of other runs must not look like repetitions of this one's.
std::string token() {
  const auto now =
      std::chrono::system_clock::now().time_since_epoch() / std::chrono::microseconds(1);
  std::string text = "00000000-0000-4000-8000-000000000000";
  write_digits(text, 0, 8, static_cast<std::uint64_t>(now));
  return text;
}

}  // namespace

std::optional<Operation> operation_of(std::string_view name) {
  const auto found = std::ranges::find(names, name, [](const auto& one) { return one.first; });
  return found == names.end() ? std::nullopt : std::optional(found->second);
}

std::string item_json(std::uint32_t bytes, bool sorted) {
  constexpr std::uint32_t key_bytes = 2 + key_text.size();
  constexpr std::uint32_t number_bytes = 1 + 2;  // the name; two digits a byte and one more
  constexpr std::uint32_t name_bytes = 2;
  const std::uint32_t attributes = bytes < many_attributes_from ? 1 : 10;
  std::uint32_t rest = bytes - key_bytes * (sorted ? 2 : 1) - number_bytes;
  std::string json = "{" + key_json(sorted) + R"(,"n":{"N":"1"})";
  for (std::uint32_t i = 0; i < attributes; ++i) {
    const std::uint32_t share = rest / (attributes - i);
    rest -= share;
    json += ",\"a" + std::to_string(i) + R"(":{"S":")";
    for (std::uint32_t c = name_bytes; c < share; ++c) {
      json += static_cast<char>('a' + (c * 7 + i) % 26);
    }
    json += "\"}";
  }
  return json + "}";
}

std::string error_kind(const Answer& answer) {
  if (answer.status == 0) return "not HTTP";
  const auto type = string_member(answer.body, "__type");
  if (type.empty()) return "HTTP " + std::to_string(answer.status);
  return std::string(type.substr(type.find('#') + 1));
}

std::string error_text(const Answer& answer) {
  auto message = string_member(answer.body, "message");
  if (message.empty()) message = string_member(answer.body, "Message");
  return error_kind(answer) + (message.empty() ? "" : ": " + std::string(message));
}

Workload::Workload(WorkloadOptions options) : options_(std::move(options)) {
  head_ =
      "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.0\r\n"
      "X-Amz-Target: DynamoDB_20120810." +
      std::string(target(options_.operation)) +
      "\r\nX-Amz-Date: 20260101T000000Z\r\n"
      "Authorization: AWS4-HMAC-SHA256 "
      "Credential=test/20260101/us-east-1/dynamodb/aws4_request, "
      "SignedHeaders=host;x-amz-date;x-amz-target, Signature=" +
      std::string(64, '0') + "\r\nContent-Length: ";
  const std::string content = body();
  prepared_ = head_ + std::to_string(content.size()) + "\r\n\r\n" + content;
  const std::string key = '"' + std::string(key_text) + '"';
  const auto keys = all_of(prepared_, key);
  const bool sorted = options_.partition > 0 && options_.operation != Operation::query;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    (sorted && i % 2 == 1 ? sort_at_ : partition_at_).push_back(keys[i] + 2);
  }
  if (options_.operation == Operation::transact_write_items) {
    token_at_ = prepared_.rfind("-000000000000\"") + 1;
  }
}

std::string Workload::body() const {
  const bool sorted = options_.partition > 0;
  const std::string table = R"("TableName":")" + options_.table + '"';
  const auto item = [&] { return R"("Item":)" + item_json(options_.item_bytes, sorted); };
  switch (options_.operation) {
    case Operation::put_item:
      return "{" + table + "," + item() + "}";
    case Operation::put_item_if_new:
      return "{" + table + "," + item() +
             R"json(,"ConditionExpression":"attribute_not_exists(pk)"})json";
    case Operation::get_item:
      return "{" + table + R"(,"Key":{)" + key_json(sorted) + "}}";
    case Operation::update_item:
      return "{" + table + R"(,"Key":{)" + key_json(sorted) +
             R"(},"UpdateExpression":"ADD n :one","ExpressionAttributeValues":{":one":{"N":"1"}}})";
    case Operation::query:
      return "{" + table + R"(,"KeyConditionExpression":"pk = :p",)" +
             R"("ExpressionAttributeValues":{":p":{"S":")" + std::string(key_text) + R"("}}})";
    case Operation::scan_count:
      return "{" + table + R"(,"Select":"COUNT"})";
    case Operation::scan:
      return "{" + table + "}";
    case Operation::batch_write_item: {
      std::string json = R"({"RequestItems":{")" + options_.table + R"(":[)";
      for (std::uint32_t i = 0; i < items_per_batch; ++i) {
        json += std::string(i > 0 ? "," : "") + R"({"PutRequest":{)" + item() + "}}";
      }
      return json + "]}}";
    }
    case Operation::transact_write_items: {
      std::string json = R"({"TransactItems":[)";
      for (std::uint32_t i = 0; i < items_per_transaction; ++i) {
        json += std::string(i > 0 ? "," : "") + R"({"Put":{)" + table + "," + item() + "}}";
      }
      // Every AWS client sends a token of its own making.
      return json + R"(],"ClientRequestToken":")" + token() + R"("})";
    }
  }
  return {};
}

void Workload::number(Request& request, std::uint32_t place, std::uint32_t item) const {
  std::uint32_t partition = item;
  if (options_.partition > 0) {
    partition = item / options_.partition;
    if (!sort_at_.empty()) {
      write_digits(request.bytes, sort_at_[place], key_digits, item % options_.partition);
    }
  }
  write_digits(request.bytes, partition_at_[place], key_digits, partition);
}

void Workload::next(Request& request) {
  request.items = 0;
  request.pages = 0;
  const bool fresh = request.bytes.empty() || scans(options_.operation);
  if (fresh) request.bytes = prepared_;
  if (scans(options_.operation)) return;
  const std::uint64_t items = partition_at_.size();
  const std::uint64_t turn = sent_++;
  for (std::uint32_t place = 0; place < items; ++place) {
    std::uint64_t item = turn * items + place;
    if (options_.operation == Operation::query) item *= options_.partition;
    if (options_.operation != Operation::put_item_if_new) {
      if (!options_.in_order) item *= stride;
      item %= options_.keys;
    }
    number(request, place, options_.first + static_cast<std::uint32_t>(item));
  }
  if (token_at_ > 0) write_digits(request.bytes, token_at_, token_digits, turn);
}

void Workload::page(Request& request, std::string_view start) const {
  std::string content = body();
  content.pop_back();
  content += R"(,"ExclusiveStartKey":)" + std::string(start) + "}";
  request.bytes = head_ + std::to_string(content.size()) + "\r\n\r\n" + content;
}

Verdict Workload::judge(const Answer& answer, Request& request, std::string& error) const {
  if (answer.status != 200) {
    error = error_kind(answer);
    return Verdict::failed;
  }
  if (options_.echo_pages > 0) {
    return ++request.pages < options_.echo_pages ? Verdict::another_page : Verdict::done;
  }
  const auto expect = [&](bool right, std::string_view otherwise) {
    if (!right) error = otherwise;
    return right ? Verdict::done : Verdict::failed;
  };
  switch (options_.operation) {
    case Operation::get_item:
      return expect(answer.body.size() > options_.item_bytes, "item missing");
    case Operation::query:
      return expect(count_of(answer.body) == options_.partition, "items missing");
    case Operation::batch_write_item:
      return expect(empty_object(member(answer.body, "UnprocessedItems")), "unprocessed items");
    case Operation::scan_count:
    case Operation::scan: {
      request.items += count_of(answer.body);
      ++request.pages;
      const auto last = object(member(answer.body, "LastEvaluatedKey"));
      if (!last.empty()) {
        page(request, last);
        return Verdict::another_page;
      }
      return expect(request.items == options_.keys, "items missing");
    }
    default:
      return Verdict::done;
  }
}

}  // namespace bellwether::bench
