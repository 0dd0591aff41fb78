#include "cloud/dynamodb/operations/resource_arn.h"

#include "aws/dynamodb/model.h"
#include "cloud/dynamodb/operations/check_throughput.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace errors = aws::dynamodb::errors;

aws::Result<std::string> table_of_arn(const Scope& scope, std::string_view arn) {
  const std::string text(arn);
  if (!arn.starts_with("arn:")) {
    return aws::fail(invalid_parameter("ARNs must start with 'arn:': " + text));
  }
  if (!arn.starts_with("arn:aws:dynamodb:")) {
    return aws::fail(invalid_parameter("Provided Arn is not a DynamoDB resource arn: " + text));
  }
  std::string name = table_name(scope, arn);
  if (name.empty()) {
    return aws::fail(errors::ValidationException(
        "Invalid TableArn: Invalid ResourceArn provided as input " + text));
  }
  if (name.find("/stream/") != std::string::npos) {
    return aws::fail(errors::ValidationException(
        "Tags and policies of streams are not supported by Bellwether, only those of tables: " +
        text));
  }
  if (name.find('/') != std::string::npos) {
    return aws::fail(invalid_parameter(
        "Invalid resource arn provided, only table or stream is accepted. Provided resource arn: " +
        text));
  }
  return name;
}

aws::Error no_such_arn(const std::string& arn) {
  return errors::ResourceNotFoundException("Requested resource not found: ResourceArn: " + arn +
                                           " not found");
}

}  // namespace bellwether::cloud::dynamodb
