#include "tests/bench/s3/workload.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace bellwether::bench::s3 {
namespace {

// Up to here a body goes out with its head, in one call.
constexpr std::uint64_t most_beside_head = std::uint64_t{64} * 1024;
// Longer bodies repeat this much: more than caches near the core hold, less than they all do.
constexpr std::uint64_t content_bytes = std::uint64_t{1} << 20;
// A page of 1,000 keys is some 300 KB; errors are smaller. Objects are kept if they are.
constexpr std::uint64_t most_kept_of_page = std::uint64_t{8} << 20;
constexpr std::uint64_t most_kept_of_object = std::uint64_t{64} * 1024;
// Objects are taken this far apart, so that neighbours in time are none in the store.
constexpr std::uint64_t stride = 7919;

constexpr std::array<std::pair<std::string_view, Operation>, 4> names{{
    {"put-object", Operation::put_object},
    {"get-object", Operation::get_object},
    {"upload-part", Operation::upload_part},
    {"list-objects", Operation::list_objects},
}};

bool sends_body(Operation operation) {
  return operation == Operation::put_object || operation == Operation::upload_part;
}

// The same in every run.
std::string incompressible(std::uint64_t size) {
  std::string bytes(size, '\0');
  std::uint64_t state = 0x9e3779b97f4a7c15;
  for (char& byte : bytes) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    byte = static_cast<char>(state >> 56);
  }
  return bytes;
}

// The text between the first such tags; nothing when there are none. memmem() because pages are
// long and the client has to be fast.
std::optional<std::string_view> element(std::string_view xml, std::string_view name) {
  const std::string open = fmt::format("<{}>", name);
  const void* found = memmem(xml.data(), xml.size(), open.data(), open.size());
  if (found == nullptr) return std::nullopt;
  xml.remove_prefix(
      static_cast<std::size_t>(static_cast<const char*>(found) - xml.data() + open.size()));
  return xml.substr(0, xml.find('<'));
}

}  // namespace

std::optional<Operation> operation_of(std::string_view name) {
  const auto found = std::ranges::find(names, name, [](const auto& one) { return one.first; });
  return found == names.end() ? std::nullopt : std::optional(found->second);
}

Workload::Workload(WorkloadOptions options)
    : options_(std::move(options)),
      signed_at_(std::chrono::floor<aws::Timestamp::duration>(std::chrono::system_clock::now())),
      content_(incompressible(std::min(options_.object_bytes, content_bytes))) {
  const bool lists = options_.operation == Operation::list_objects;
  const std::uint32_t different = lists ? 1 : options_.keys;
  heads_.reserve(different);
  for (std::uint32_t number = 0; number < different; ++number) {
    heads_.push_back(head(target(number)));
  }
}

std::string Workload::target(std::uint32_t number) const {
  switch (options_.operation) {
    case Operation::list_objects:
      return fmt::format("/{}?list-type=2&max-keys=1000", options_.bucket);
    case Operation::upload_part:
      return fmt::format("/{}/{:09}?partNumber={}&uploadId={}", options_.bucket, 0, number + 1,
                         aws::percent_encode(options_.upload_id));
    case Operation::put_object:
    case Operation::get_object:
      break;
  }
  return fmt::format("/{}/{:09}", options_.bucket, number);
}

std::string Workload::head(const std::string& target) const {
  const bool sends = sends_body(options_.operation);
  aws::HttpRequest request{.method = sends ? "PUT" : "GET", .target = target};
  request.headers.add("Host", options_.host);
  aws::sigv4::sign(request, {options_.access_key_id, options_.secret_access_key, {}, {}},
                   {.region = "us-east-1",
                    .service = "s3",
                    .time = signed_at_,
                    .path_style = aws::sigv4::PathStyle::verbatim,
                    .unsigned_payload = true,
                    .content_sha256_header = true},
                   signing_keys_);
  if (sends) request.headers.add("Content-Length", std::to_string(options_.object_bytes));
  std::string text = fmt::format("{} {} HTTP/1.1\r\n", request.method, request.target);
  for (const auto& [name, value] : request.headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  return text + "\r\n";
}

void Workload::next(Request& request) {
  request.items = 0;
  request.pages = 0;
  const std::uint64_t turn = sent_++;
  request.bytes = heads_[(options_.in_order ? turn : turn * stride) % heads_.size()];
  if (!sends_body(options_.operation)) return;
  if (options_.object_bytes <= most_beside_head) {
    request.bytes += content_;
    return;
  }
  request.pattern = content_;
  request.pattern_bytes = options_.object_bytes;
}

std::uint64_t Workload::kept_body_bytes() const {
  return options_.operation == Operation::list_objects ? most_kept_of_page : most_kept_of_object;
}

std::string Workload::words(const Answer& answer) const {
  const auto code = element(answer.body, "Code");
  if (!code) return fmt::format("HTTP {}", answer.status);
  return fmt::format("{}: {}", *code, element(answer.body, "Message").value_or(""));
}

Verdict Workload::judge_page(std::string_view page, Request& request, std::string& error) const {
  const auto count = element(page, "KeyCount").value_or("");
  std::uint64_t keys = 0;
  std::from_chars(count.data(), count.data() + count.size(), keys);
  request.items += keys;
  ++request.pages;
  if (const auto token = element(page, "NextContinuationToken"); token && !token->empty()) {
    request.bytes =
        head(fmt::format("{}&continuation-token={}", target(0), aws::percent_encode(*token)));
    return Verdict::another_page;
  }
  if (request.items == options_.keys) return Verdict::done;
  error = "keys missing";
  return Verdict::failed;
}

Verdict Workload::judge(const Answer& answer, Request& request, std::string& error) const {
  if (answer.status != 200) {
    const auto code = element(answer.body, "Code");
    error = code ? std::string(*code) : fmt::format("HTTP {}", answer.status);
    return Verdict::failed;
  }
  if (options_.operation == Operation::list_objects) {
    return judge_page(answer.body, request, error);
  }
  const std::uint64_t expected = sends_body(options_.operation) ? 0 : options_.object_bytes;
  if (answer.length == expected) return Verdict::done;
  error = "wrong length";
  return Verdict::failed;
}

}  // namespace bellwether::bench::s3
