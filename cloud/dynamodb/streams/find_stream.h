// Streams by their ARN, as the operations have them, and what they refuse alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "cloud/core/context.h"
#include "cloud/dynamodb/streams/stream.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

struct StreamName {
  std::string table_name;
  std::string label;
};

// ValidationException when this is no ARN of a stream. Of another account or region, the name is
// empty, which no stream has.
aws::Result<StreamName> parse_stream_arn(const Scope& scope, std::string_view arn);

// ResourceNotFoundException when there is none, also of another account or region.
aws::Result<Stream> find_stream(const store::Snapshot& snapshot, const Scope& scope,
                                const std::string& arn);

// A Limit, which the model only bounds from below.
aws::Result<std::size_t> checked_limit(std::optional<std::int32_t> limit, std::int32_t most,
                                       std::string_view refusal);

}  // namespace bellwether::cloud::dynamodb
