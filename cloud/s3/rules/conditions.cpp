#include "cloud/s3/rules/conditions.h"

#include <chrono>

#include <fmt/format.h>

#include "cloud/s3/errors.h"

namespace bellwether::cloud::s3 {
namespace {

std::string_view without_quotes(std::string_view etag) {
  while (etag.starts_with(' ')) etag.remove_prefix(1);
  while (etag.ends_with(' ')) etag.remove_suffix(1);
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  if (etag.size() >= 2 && etag.starts_with('"') && etag.ends_with('"')) {
    etag = etag.substr(1, etag.size() - 2);
  }
  return etag;
}

enum class Failed { if_match, if_unmodified_since, if_none_match, if_modified_since };

std::string_view name_of(Failed failed) {
  switch (failed) {
    case Failed::if_match:
      return "If-Match";
    case Failed::if_unmodified_since:
      return "If-Unmodified-Since";
    case Failed::if_none_match:
      return "If-None-Match";
    case Failed::if_modified_since:
      return "If-Modified-Since";
  }
  return {};
}

// Headers have whole seconds.
bool is_after(aws::Timestamp modified, aws::Timestamp date) {
  return std::chrono::floor<std::chrono::seconds>(modified) > date;
}

std::optional<Failed> first_failed(const ReadConditions& conditions, const EntityState& state,
                                   aws::Timestamp now) {
  if (conditions.if_match) {
    if (!matches(*conditions.if_match, state.etag)) return Failed::if_match;
  } else if (conditions.if_unmodified_since) {
    if (is_after(state.last_modified, *conditions.if_unmodified_since)) {
      return Failed::if_unmodified_since;
    }
  }
  if (conditions.if_none_match) {
    if (matches(*conditions.if_none_match, state.etag)) return Failed::if_none_match;
  } else if (conditions.if_modified_since && *conditions.if_modified_since <= now) {
    if (!is_after(state.last_modified, *conditions.if_modified_since)) {
      return Failed::if_modified_since;
    }
  }
  return std::nullopt;
}

}  // namespace

bool matches(std::string_view condition, std::string_view etag) {
  while (!condition.empty()) {
    const auto comma = condition.find(',');
    const std::string_view one = without_quotes(condition.substr(0, comma));
    if (one == "*" || one == etag) return true;
    if (comma == std::string_view::npos) return false;
    condition.remove_prefix(comma + 1);
  }
  return false;
}

aws::Result<aws::Unit> check_read(const ReadConditions& conditions, const EntityState& state,
                                  aws::Timestamp now) {
  const auto failed = first_failed(conditions, state, now);
  if (!failed) return aws::Unit{};
  const bool unchanged = *failed == Failed::if_none_match || *failed == Failed::if_modified_since;
  return aws::fail(unchanged ? errors::not_modified()
                             : errors::precondition_failed(name_of(*failed)));
}

aws::Result<aws::Unit> check_copy_source(const ReadConditions& conditions, const EntityState& state,
                                         aws::Timestamp now) {
  const auto failed = first_failed(conditions, state, now);
  if (!failed) return aws::Unit{};
  return aws::fail(
      errors::precondition_failed(fmt::format("x-amz-copy-source-{}", name_of(*failed))));
}

aws::Result<aws::Unit> check_form(const WriteConditions& conditions) {
  if (conditions.if_none_match && *conditions.if_none_match != "*") {
    return aws::fail(errors::not_implemented_header("If-None-Match"));
  }
  if (conditions.if_none_match && conditions.if_match) {
    return aws::fail(errors::not_implemented_header("If-Match,If-None-Match"));
  }
  return aws::Unit{};
}

aws::Result<aws::Unit> check_write(const WriteConditions& conditions, std::string_view key,
                                   std::optional<std::string_view> etag) {
  if (conditions.if_none_match && etag) {
    return aws::fail(errors::precondition_failed("If-None-Match"));
  }
  if (conditions.if_match) {
    if (!etag) return aws::fail(errors::no_such_key(key));
    if (!matches(*conditions.if_match, *etag)) {
      return aws::fail(errors::precondition_failed("If-Match"));
    }
  }
  return aws::Unit{};
}

}  // namespace bellwether::cloud::s3
