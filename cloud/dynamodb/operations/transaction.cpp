#include "cloud/dynamodb/operations/transaction.h"

#include <algorithm>
#include <utility>

#include "aws/dynamodb/json.h"
#include "aws/dynamodb/model.h"

namespace bellwether::cloud::dynamodb {

bool Outcomes::add_failure(const aws::Error& error) {
  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
  if (error.code == "ConditionalCheckFailedException") {
    add_failure("ConditionalCheckFailed", error);
    return true;
  }
  if (error.code == "ValidationException") {
    add_failure("ValidationError", error);
    return true;
  }
  return false;
}

void Outcomes::add_failure(std::string code, const aws::Error& error) {
  reasons_.push_back({.code = std::move(code), .message = error.message, .fields = error.fields});
}

std::optional<aws::Error> Outcomes::cancellation() const {
  const auto failed = [](const Reason& reason) { return reason.code != "None"; };
  if (std::ranges::none_of(reasons_, failed)) return std::nullopt;
  std::string codes;
  std::string reasons;
  for (const Reason& reason : reasons_) {
    if (!codes.empty()) {
      codes += ", ";
      reasons += ",";
    }
    codes += reason.code;
    aws::dynamodb::CancellationReason shape;
    shape.Code = reason.code;
    if (!reason.message.empty()) shape.Message = reason.message;
    std::string json = aws::json::to_json(shape);
    if (!reason.fields.empty()) json.insert(1, reason.fields + ",");
    reasons += json;
  }
  auto error = aws::dynamodb::errors::TransactionCanceledException(
      "Transaction cancelled, please refer cancellation reasons for specific reasons [" + codes +
      "]");
  error.fields = "\"CancellationReasons\":[" + reasons + "]";
  return error;
}

aws::Error same_item_twice() {
  return aws::dynamodb::errors::ValidationException(
      "Transaction request cannot include multiple operations on one item");
}

}  // namespace bellwether::cloud::dynamodb
