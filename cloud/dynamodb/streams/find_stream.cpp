#include "cloud/dynamodb/streams/find_stream.h"

#include "aws/dynamodbstreams/model.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace {

namespace errors = aws::dynamodbstreams::errors;

constexpr std::string_view kTable = ":table/";
constexpr std::string_view kStream = "/stream/";

}  // namespace

aws::Result<StreamName> parse_stream_arn(const Scope& scope, std::string_view arn) {
  const std::size_t table = arn.find(kTable);
  // A table may be named "stream".
  const std::size_t stream =
      table == std::string_view::npos ? table : arn.find(kStream, table + kTable.size());
  if (!arn.starts_with("arn:") || stream == std::string_view::npos) {
    return aws::fail(errors::ValidationException("Invalid StreamArn"));
  }
  return StreamName{.table_name = table_name(scope, arn.substr(0, stream)),
                    .label = std::string(arn.substr(stream + kStream.size()))};
}

aws::Result<Stream> find_stream(const store::Snapshot& snapshot, const Scope& scope,
                                const std::string& arn) {
  const auto name = parse_stream_arn(scope, arn);
  if (!name) return aws::fail(name.error());
  const auto all = keys::streams(scope, name->table_name);
  auto cursor = snapshot.from(all);
  for (const std::string end = all.end(); cursor.valid() && cursor.key() < end; cursor.next()) {
    Stream stream = decode_stream(cursor.value());
    if (stream.label() == name->label) return stream;
  }
  return aws::fail(errors::ResourceNotFoundException(
      "Requested resource not found: Stream: " + arn + " not found"));
}

aws::Result<std::size_t> checked_limit(std::optional<std::int32_t> limit, std::int32_t most,
                                       std::string_view refusal) {
  if (limit.value_or(most) > most) {
    return aws::fail(
        errors::ValidationException("One or more parameter values were invalid: Limit " +
                                    std::string(refusal) + std::to_string(most)));
  }
  return static_cast<std::size_t>(limit.value_or(most));
}

}  // namespace bellwether::cloud::dynamodb
